// Drawing attention: a bar for each English token, and what the net writes next, before and after.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { css, share } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { steps, tokenLabels } from "./steps.js";
import { write } from "./s2s_symbols.js";

const percent = (p) => (p >= 0.9995 ? "100 %" : p < 0.001 ? "< 0.1 %" : `${(p * 100).toFixed(1)} %`);

// view: { row: the weights as drawn, changed: whether they are not the net's own, key: the chosen token, t }
export function barsScene({ header, arrays }, view, theme, width, w) {
  const s = theme.size, n = header.source.length, left = s * 3.4, high = s * 15, top = s * 3, axis = steps(n, theme, left, width - 4);
  axis.wide &&= header.source.every(([token]) => widthOf(isolated(token), s, theme.font) < axis.pitch - 4); // else aslant
  const scene = new Scene(width, top + high + axis.room + s * 0.4, theme), y = (v) => top + high * (1 - v), colour = share(theme.mode);
  write(scene, 0, s * 0.7, [[`α_{${view.t}j}`]], { weight: 700 });
  scene.rect(left + s, s * 0.35, s * 1.1, s * 0.7, { fill: theme.bar, round: 2 });
  let x = left + s * 2.5;
  scene.text(x, s * 0.7, view.changed ? w.drawn_row : w.own_row, { fill: theme.faint });
  x += widthOf(view.changed ? w.drawn_row : w.own_row, s, theme.font) + s * 1.2;
  if (view.changed) {
    scene.rect(x, s * 0.35, s * 1.1, s * 0.7, { stroke: theme.text, width: 1.5, dash: [3, 2], round: 2 });
    scene.text(x + s * 1.5, s * 0.7, w.own_row, { fill: theme.faint });
  }
  for (const v of [0, 0.25, 0.5, 0.75, 1]) {
    scene.line([[left, y(v)], [width, y(v)]], { stroke: theme.line, dash: v ? [3, 4] : undefined });
    scene.text(left - s * 0.4, y(v), String(v), { anchor: "right", fill: theme.faint });
  }
  const bar = Math.max(2, Math.min(axis.pitch * 0.62, s * 3.4));
  header.source.forEach(([token, special], j) => {
    const v = view.row[j], own = arrays.own.values[j], mid = axis.x(j), on = j === view.key;
    if (on) scene.rect(mid - axis.pitch / 2 + 1, top - s * 0.4, axis.pitch - 2, high + axis.room + s * 0.4, { fill: theme.panel, stroke: theme.role.key, width: 2, round: 5 });
    scene.rect(mid - bar / 2, y(v), bar, Math.max(1.5, high * v), { fill: css(colour(Math.max(v, 0.2))), stroke: theme.bar, width: 1.5, round: Math.min(3, bar / 3) });
    if (view.changed) scene.rect(mid - bar / 2 - 3, y(own), bar + 6, Math.max(1, high * own), { stroke: theme.text, width: 1.5, dash: [3, 2], round: 2 });
    if (axis.pitch > s * 2.6) scene.text(mid, y(Math.max(v, view.changed ? own : 0)) - s * 0.8, v.toFixed(2), { anchor: "center", weight: on ? 700 : 400 });
    const tip = `α [${view.t}, ${j + 1}] (${isolated(token)}) = ${short(v)}${view.changed ? `\n${w.own_row}: ${short(own)}` : ""}`;
    scene.rect(mid - axis.pitch / 2, top - s, axis.pitch, high + s, { hit: { tip, key: j, pick: true, at: { part: "decoder.look.weights", step: view.t, place: j + 1 } } });
  });
  tokenLabels(scene, axis, header.source.map(([token]) => token), top + high, { marked: view.key, hit: (j) => ({ tip: `${isolated(header.source[j][0])}\n${w.give_all}`, all: j, pick: true }) });
  scene.find = (j) => ({ x: axis.x(j), y: y(view.row[j]), hit: { tip: `${isolated(header.source[j][0])}: ${view.row[j].toFixed(2)}` } });
  scene.place = (px, py) => ({ key: Math.max(0, Math.min(n - 1, Math.floor((px - left) / axis.pitch))), value: (top + high - py) / high, inside: px >= left && py >= top - s && py < top + high });
  return scene;
}

export function barsTable({ header, arrays }, view, w) {
  return { columns: [w.token, `α (${w.own_row})`, `α (${view.changed ? w.drawn_row : w.own_row})`], rows: header.source.map(([token], j) => [`${j + 1} ${token}`, arrays.own.values[j], view.row[j]]) };
}

// The likeliest next tokens with the net's own row and with the drawn one, joined where they are the same; below, both
// translations: the step is framed, a bar stands under every step with a drawn row, and what has changed is in colour.
export function nextScene({ header }, view, theme, width, w) {
  const s = theme.size, line = s * 2.05, [before, after] = header.top, gap = s * 4.2, wide = (width - gap) / 2, top = s * 2.4;
  const scene = new Scene(width, top + before.length * line + s * 10.6, theme), x = [0, wide + gap], most = Math.max(...[...before, ...after].map(([, , p]) => p), 1e-9);
  [w.with_own, view.changed ? w.with_drawn : w.with_own].forEach((text, side) => scene.text(x[side], s * 0.8, fit(text, wide, s, theme.font), { fill: theme.faint }));
  after.forEach(([id], k) => {
    const old = before.findIndex(([other]) => other === id);
    const points = [[x[0] + wide + 3, top + (old + 0.5) * line], [x[1] - 3, top + (k + 0.5) * line]];
    if (old >= 0) scene.line(points, { curve: "across", stroke: k ? theme.line : theme.accent, width: k ? 1.5 : 2.5 });
  });
  [before, after].forEach((list, side) =>
    list.forEach(([id, text, p], k) => {
      const y = top + k * line, token = isolated(text), fresh = side === 1 && !before.some(([other]) => other === id), long = wide - s * 4.4;
      scene.rect(x[side], y + 2, wide, line - 4, { fill: theme.panel, round: 5, stroke: k ? undefined : theme.accent, width: 2 });
      scene.rect(x[side] + s * 0.3, y + line - s * 0.52, Math.max(1.5, ((wide - s * 0.6) * p) / Math.max(most, 0.25)), s * 0.3, { fill: theme.bar, round: 2 });
      scene.text(x[side] + s * 0.5, y + line * 0.42, fit(token, long, s * 1.1, theme.font), { size: s * 1.1, weight: k ? 500 : 700, fill: fresh ? theme.accent : theme.text });
      scene.text(x[side] + wide - s * 0.4, y + line * 0.42, percent(p), { anchor: "right", weight: k ? 400 : 700 });
      scene.rect(x[side], y, wide, line, { hit: { tip: `p (${token}) = ${short(p)}`, ...(side ? { at: { part: "out", step: view.t, place: id + 1 } } : {}) } });
    }),
  );
  const y = top + before.length * line + s * 0.8;
  chips(scene, header.own.written, y, w.before, (k) => ({ on: k === view.t - 1, hit: { tip: isolated(header.own.written[k]) } }));
  chips(scene, header.after.written, y + s * 5, w.after, (k) => ({
    on: k === view.t - 1, drawn: header.drawn.includes(k + 1), fresh: header.own.written[k] !== header.after.written[k],
    hit: { tip: `${w.step} ${k + 1}: ${isolated(header.after.written[k])}`, step: k + 1, pick: true },
  }));
  return scene;
}

// Tokens side by side in at most two lines; they shrink until they fit.
function chips(scene, tokens, y, title, how) {
  const { theme, width } = scene, s = theme.size;
  scene.text(0, y + s * 0.5, title, { fill: theme.faint });
  const place = (size) => {
    let x = 0, line = 0;
    const spots = tokens.map((token) => {
      const w = Math.min(width, widthOf(isolated(token), size, theme.font) + size * 0.8);
      if (x + w > width && x > 0) (x = 0), line++;
      const spot = { x, line, w };
      x += w + size * 0.2;
      return spot;
    });
    return { spots, size, lines: line + 1 };
  };
  let placed;
  for (const size of [1.1, 1, 0.85, 0.7, 0.55, 0.45]) if (((placed = place(s * size)), placed.lines * size <= 2.3)) break;
  placed.spots.forEach(({ x, line, w }, k) => {
    const { on, drawn, fresh, hit } = how(k), pitch = placed.size * 1.65, top = y + s * 1.2 + line * pitch;
    scene.rect(x, top, w, pitch - 3, { fill: theme.panel, round: 4, stroke: on ? theme.role.query : undefined, width: 2, hit });
    if (drawn) scene.rect(x + 3, top + pitch - 5, w - 6, 3, { fill: theme.accent });
    scene.text(x + w / 2, top + pitch / 2 - 2, isolated(tokens[k]), { anchor: "center", size: placed.size, weight: fresh || on ? 700 : 400, fill: fresh ? theme.accent : theme.text });
  });
}

export function nextTable({ header }, w) {
  const [before, after] = header.top;
  return { columns: [w.rank, w.with_own, "p", w.with_drawn, "p"], rows: before.map(([, text, p], k) => [String(k + 1), text, p, after[k][1], after[k][2]]) };
}
