// The three nets side by side on the same text: each one's curve, tags, or continuation. Click one to see how it is wired.
import { curves, named, percent } from "./answers.js";
import { columns, face } from "./columns.js";
import { Scene, fit, widthOf } from "./scene.js";
import { at } from "./wire.js";

export function besideScene(data, view, theme, width) {
  const { header } = data;
  return { "many-to-one": chart, aligned: rows, "one-to-many": texts }[header.kind](data, view, theme, width);
}

// Three frames next to each other, or below each other on a phone.
function frames(header, theme, width, high, paint) {
  const s = theme.size, across = width > s * 40 ? 3 : 1, gap = s * 0.8, w = (width - gap * (across - 1)) / across;
  const scene = new Scene(width, high * Math.ceil(3 / across), theme);
  header.cells.forEach((cell, k) => {
    const x = (k % across) * (w + gap), y = Math.floor(k / across) * high, on = cell === header.cell;
    scene.rect(x + 1, y + 1, w - 2, high - s * 0.4, { stroke: on ? theme.accent : theme.line, width: on ? 2.5 : 1, round: 6, hit: { tip: header.words.choose.replace("{cell}", cell.toUpperCase()), cell, pick: true } });
    scene.text(x + s * 0.7, y + s * 1.1, cell.toUpperCase(), { weight: 700 });
    paint(scene, cell, x + s * 0.7, y + s * 2.1, w - s * 1.4, high - s * 3.1, on);
  });
  return scene;
}

function chart(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size;
  return frames(header, theme, width, s * 8.5, (scene, cell, x, y, w, h) => {
    const out = arrays[`curve_${cell}`], n = out.shape[0], shown = curves(header);
    for (const p of [0, 0.5, 1]) scene.line([[x, y + h * (1 - p)], [x + w, y + h * (1 - p)]], { stroke: theme.line, dash: p === 0.5 ? [4, 4] : undefined });
    if (!n) return;
    const step = Math.max(0, header.step), classes = header.labels.map((_, c) => c), best = classes.reduce((a, b) => (at(out, step, b) > at(out, step, a) ? b : a));
    scene.text(x + w, y - s, `${fit(named(header, best), w * 0.5, s, theme.font)} ${percent(at(out, step, best))}`, { anchor: "right", weight: 600 });
    const place = (i) => x + (n > 1 ? (w * i) / (n - 1) : 0);
    shown.forEach((c, k) => {
      for (let i = 1; i < n; i++) scene.line([[place(i - 1), y + h * (1 - at(out, i - 1, c))], [place(i), y + h * (1 - at(out, i, c))]], { stroke: header.labels.length === 2 ? theme.bar : theme.heads[c % 16], width: 2, dash: k ? [6 - k, 3] : undefined });
      const r = s * 0.35;
      scene.rect(place(step) - r, y + h * (1 - at(out, step, c)) - r, 2 * r, 2 * r, { fill: theme.bar, round: r });
    });
  });
}

// One row a net under the same words; a tag that another net sees differently is underlined.
function rows(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, line = s * 1.9;
  const scene = new Scene(width, line * 4 + s * 0.6, theme), bio = header.labels.includes("O");
  const tag = (cell, k) => header.labels[at(arrays[`ids_${cell}`], k, 0)], say = (name) => (bio && name === "O" ? "–" : name);
  const place = columns({ ...header, kind: "aligned" }, theme, width, (k) => say(tag(header.cell, k)));
  for (const spot of place.spots) scene.text(spot.mid, line / 2, fit(header.tokens[spot.k].text, spot.w - 3, s, theme.font), { anchor: "center", fill: theme.faint });
  header.cells.forEach((cell, n) => {
    const y = line * (n + 1), on = cell === header.cell;
    scene.rect(1, y + 1, width - 2, line - 2, { fill: on ? theme.panel : undefined, stroke: on ? theme.accent : undefined, width: 2, round: 5, hit: { tip: header.words.choose.replace("{cell}", cell.toUpperCase()), cell, pick: true } });
    scene.text(s * 0.6, y + line / 2, cell.toUpperCase(), { weight: 700 });
    for (const spot of place.spots) {
      const name = tag(cell, spot.k), odd = header.cells.some((other) => tag(other, spot.k) !== name), text = fit(say(name), spot.w - 3, s, theme.font);
      scene.text(spot.mid, y + line * 0.46, text, { anchor: "center", weight: odd ? 700 : 400 });
      if (odd) scene.line([[spot.mid - widthOf(text, s, theme.font) / 2, y + line * 0.84], [spot.mid + widthOf(text, s, theme.font) / 2, y + line * 0.84]], { stroke: theme.accent, width: 2.5 });
    }
  });
  return scene;
}

// What each net writes: the end of what was typed, then its own words. A line break breaks the line.
function texts(data, view, theme, width) {
  const { header } = data, s = theme.size, line = s * 1.45, typed = header.tokens.filter((t) => !t.written).map((t) => t.text).slice(-24);
  return frames(header, theme, width, s * 10.5, (scene, cell, x, y, w, h) => {
    let [px, py] = [x, y];
    [...typed.map((text) => [text, false]), ...(header.texts[cell] ?? []).map((text) => [text, true])].forEach(([text, own]) => {
      const wide = text === "\n" ? s : widthOf(text, s * 1.1, theme.font);
      if (px + wide > x + w) (px = x), (py += line);
      if (py > y + h) return;
      scene.text(px, py + s * 0.3, text === "\n" ? "⏎" : text, { size: s * 1.1, weight: own ? 650 : 400, fill: text === "\n" ? theme.faint : own ? theme.text : theme.faint });
      px += wide;
      if (text === "\n") (px = x), (py += line);
    });
  });
}

export function besideTable({ header, arrays }) {
  const w = header.words;
  if (header.kind === "one-to-many") return { columns: [w.cell, w.continuation], rows: header.cells.map((cell) => [cell.toUpperCase(), (header.texts[cell] ?? []).join("")]) };
  if (header.kind === "aligned") return { columns: [w.token, ...header.cells.map((cell) => cell.toUpperCase())], rows: header.tokens.map((t, k) => [`${header.first + k + 1} ${t.text}`, ...header.cells.map((cell) => header.labels[at(arrays[`ids_${cell}`], k, 0)])]) };
  const titles = header.cells.flatMap((cell) => curves(header).map((c) => `${cell.toUpperCase()} ${named(header, c)}`));
  return { columns: [w.token, ...titles], rows: header.tokens.map((t, k) => [`${header.first + k + 1} ${face(t.text)}`, ...header.cells.flatMap((cell) => curves(header).map((c) => at(arrays[`curve_${cell}`], header.first + k, c)))]) };
}
