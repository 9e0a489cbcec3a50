// Score functions side by side: a small map each over the same rows and columns, and one row of all of them as bars.
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { css, share, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { steps, tokenLabels } from "./steps.js";
import { measure } from "./widths.js";
import { write } from "./s2s_symbols.js";
import { at } from "./wire.js";

// Each score e_tj, with the roles of its letters.
const FORMULAS = {
  dot: [["s_t^T ", "query"], ["h_j", "key"]],
  scaled: [["s_t^T ", "query"], ["h_j", "key"], [" / √d"]],
  general: [["s_t^T ", "query"], ["W_a "], ["h_j", "key"]],
  concat: [["v_a^T tanh(W_a ["], ["s_t", "query"], [" ; "], ["h_j", "key"], ["])"]],
  location: [["(W_a "], ["s_t", "query"], [")_j"]],
  additive: [["v_a^T tanh(W_a "], ["s_{t−1}", "query"], [" + U_a "], ["h_j", "key"], [")"]],
};
export const formula = (name, theme) => FORMULAS[name].map(([text, role]) => [text, theme.role[role]]);

const path = { weights: "decoder.look.weights", scores: "decoder.look.scores" };
const symbols = { weights: "α", scores: "e" };

// view: { show: "weights" or "scores", row, key }, both from 0; key may be null
export function functionsScene({ header, arrays }, view, theme, width, w) {
  const s = theme.size, { functions, source, written, steps: T } = header, n = source.length, wide = Math.max(width, s * 66), count = functions.length;
  const left = s * 6.6, gap = s * 0.7, number = s * 2.7, each = (wide - left - gap * (count - 1)) / count, map = each - number;
  const pitch = map / n, names = s * 4.4, top = s * 4.4 + names, high = s * 17, line = high / T, labels = thin(line, s, view.row), columns = thin(pitch, s, view.key ?? -1);
  const scene = new Scene(wide, top + high + s * 2, theme), rows = (k) => top + (k + 0.5) * line;
  scene.text(left - s * 0.5, top - s * 0.5, `${w.target_axis} ↓`, { anchor: "right", fill: theme.role.query });
  written.forEach((token, t) => {
    const on = t === view.row;
    if (labels.shown(t)) scene.text(left - s * 0.5, rows(t), fit(isolated(token), left - s, labels.size(t), theme.font), { anchor: "right", size: labels.size(t), weight: on ? 700 : 400, fill: on ? theme.role.query : theme.text });
    scene.rect(0, top + t * line, left, line, { hit: { tip: isolated(token), row: t, pick: true } });
  });
  functions.forEach((name, k) => {
    const x = left + k * (each + gap), a = arrays[`${name}.${view.show}`], limit = a.values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const colour = view.show === "weights" ? share(theme.mode) : signed(theme.mode, limit);
    if (name === header.base) scene.rect(x - 3, s * 0.1, each, s * 1.7, { fill: theme.panel, round: 5 });
    scene.text(x, s, w.names[name], { weight: 700, size: s * 1.1 });
    write(scene, x, s * 2.6, [["e_{tj} = "], ...formula(name, theme)], { room: each - s * 0.3 });
    if (view.show === "scores") scene.legend(x, s * 3.9, map, -limit, limit, colour);
    else if (!k) scene.legend(x, s * 3.9, Math.min(map, s * 8), 0, 1, colour);
    source.forEach(([token, special], j) => {
      if (columns.shown(j)) scene.text(x + (j + 0.5) * pitch, top - s * 0.3, fit(isolated(token), s * 4.6, columns.size(j), theme.font), { rotate: -50, size: columns.size(j), weight: j === view.key ? 700 : 400, fill: j === view.key ? theme.role.key : special ? theme.faint : theme.text });
    });
    scene.matrix(x, top, map, high, {
      rows: T, cols: n, flat: a.values, colour,
      hit: (t, j, v) => ({ tip: `${w.names[name]}\n${symbols[view.show]} [${t + 1}, ${j + 1}] (${isolated(written[t])}, ${isolated(source[j][0])}) = ${short(v)}`, row: t, key: j, pick: true, at: { score: name, part: path[view.show], step: t + 1, place: j + 1 } }),
    });
    scene.rect(x, top, map, high, { stroke: theme.line });
    write(scene, x + map + s * 0.35, top - s * 0.6, [["H"]], { weight: 650, fill: theme.faint });
    const entropy = arrays[`${name}.entropy`].values;
    entropy.forEach((v, t) => {
      if (labels.shown(t)) scene.text(x + map + s * 0.35, rows(t), v.toFixed(2), { size: labels.size(t), weight: t === view.row ? 700 : 400 });
      scene.rect(x + map, top + t * line, number, line, { hit: { tip: `H = −Σ α ln α [${t + 1}] (${isolated(written[t])}) = ${short(v)}`, row: t, pick: true } });
    });
    scene.text(x, top + high + s, `${w.mean} H = ${(entropy.reduce((all, v) => all + v, 0) / T).toFixed(2)}`, { fill: theme.faint });
    if (view.key !== null) scene.rect(x + view.key * pitch, top, pitch, high, { stroke: theme.role.key, width: 1.5 });
    scene.rect(x - 1, top + view.row * line - 1, each, line + 2, { stroke: theme.role.query, width: 2 });
  });
  scene.cell = (t, j) => ({ x: left + (j + 0.5) * pitch, y: rows(t), hit: { tip: `${isolated(written[t])}, ${isolated(source[j][0])}\n${functions.map((name) => `${w.names[name]} ${short(at(arrays[`${name}.${view.show}`], t, j))}`).join("\n")}` } });
  return scene;
}

export function functionsTable({ header, arrays }, show, w) {
  const rows = header.functions.flatMap((name) => header.written.map((token, t) => [
    w.names[name], `${t + 1} ${token}`, ...header.source.map((_, j) => at(arrays[`${name}.${show}`], t, j)), arrays[`${name}.entropy`].values[t], header.next[name][t], arrays[`${name}.p`].values[t],
  ]));
  return { columns: [w.function, w.token, ...header.source.map(([token], j) => `${j + 1} ${token}`), "H", w.would_write, "p"], rows };
}

// One row of each function as bars over the same tokens, with what each would write next.
export function rowScene({ header, arrays }, view, theme, width, w) {
  const s = theme.size, { functions, source } = header, t = view.row, wide = Math.max(width, s * 40), left = Math.max(s * 6, ...functions.map((name) => widthOf(w.names[name], s * 1.08, theme.font) + s)), right = s * 13.5, high = s * 2.6, gap = s * 0.75, top = s * 1.8;
  const axis = steps(source.length, theme, left, wide - right);
  axis.wide &&= source.every(([token]) => measure(isolated(token), s, theme.font) < axis.pitch - 4); // else aslant
  const scene = new Scene(wide, top + functions.length * (high + gap) + axis.room, theme), colour = share(theme.mode);
  const right_of = axis.left + axis.width + s, next = w.would_write;
  scene.text(right_of, s * 0.7, "H", { fill: theme.faint, weight: 650 });
  scene.text(right_of + s * 3, s * 0.7, fit(next, wide - right_of - s * 3, s, theme.font), { fill: theme.faint });
  functions.forEach((name, k) => {
    const y = top + k * (high + gap), weights = arrays[`${name}.weights`], p = arrays[`${name}.p`].values[t], token = header.next[name][t], same = token === header.written[t];
    scene.text(left - s * 0.6, y + high / 2, w.names[name], { anchor: "right", weight: name === header.base ? 700 : 400 });
    scene.line([[left, y + high], [axis.left + axis.width, y + high]]);
    source.forEach(([word], j) => {
      const v = at(weights, t, j), bar = Math.max(1.5, Math.min(axis.pitch * 0.66, s * 3)), tall = Math.max(1, high * v);
      scene.rect(axis.x(j) - bar / 2, y + high - tall, bar, tall, { fill: css(colour(Math.max(v, 0.25))), stroke: theme.bar, width: 1 });
      if (axis.wide && v >= 0.1) scene.text(axis.x(j) + (v > 0.75 ? bar / 2 + s * 1.2 : 0), v > 0.75 ? y + s * 0.6 : y + high - tall - s * 0.55, v.toFixed(2), { anchor: "center" });
      scene.rect(axis.x(j) - axis.pitch / 2, y, axis.pitch, high, { hit: { tip: `${w.names[name]}\nα [${t + 1}, ${j + 1}] (${isolated(word)}) = ${short(v)}\ne = ${short(at(arrays[`${name}.scores`], t, j))}`, key: j, pick: true, at: { score: name, part: path.weights, step: t + 1, place: j + 1 } } });
    });
    scene.text(right_of, y + high / 2, arrays[`${name}.entropy`].values[t].toFixed(2));
    const room = wide - right_of - s * 3, chance = `${(p * 100).toFixed(0)} %`;
    scene.rect(right_of + s * 2.9, y + s * 0.2, room - s * 0.2, high - s * 0.4, { fill: theme.panel, round: 5, stroke: same ? undefined : theme.accent, width: 2 });
    scene.rect(right_of + s * 3.2, y + high - s * 0.65, Math.max(1.5, (room - s * 0.8) * p), s * 0.25, { fill: theme.bar, round: 2 });
    scene.text(right_of + s * 3.3, y + high * 0.45, fit(isolated(token), room - measure(chance, s, theme.font) - s * 1.4, s, theme.font), { weight: 650, fill: same ? theme.text : theme.accent });
    scene.text(wide - s * 0.7, y + high * 0.45, chance, { anchor: "right" });
    scene.rect(right_of + s * 2.9, y, room, high, { hit: { tip: `${w.names[name]}: ${isolated(token)}\np = ${short(p)}`, at: { score: name, part: "out", step: t + 1, place: arrays[`${name}.next`].values[t] + 1 } } });
  });
  tokenLabels(scene, axis, source.map(([token]) => token), top + functions.length * (high + gap) - gap / 2, { marked: view.key ?? -1, hit: (j) => ({ tip: isolated(source[j][0]), key: j, pick: true }) });
  return scene;
}

// What is the same under all of them: s_t and h_j.
export function statesScene({ header, arrays }, view, theme, width, w) {
  const s = theme.size, left = s * 6, room = s * 8.2, blocks = [["s", "s_t", header.written.map((_, t) => header.read[t]), "query"], ["h", "h_j", header.source.map(([token]) => token), "key"]];
  const scene = new Scene(width, blocks.length * (room + s * 3.4), theme);
  blocks.forEach(([name, symbol, tokens, role], k) => {
    const y = k * (room + s * 3.4), top = y + s * 1.9, a = arrays[name], limit = a.values.reduce((m, v) => Math.max(m, Math.abs(v)), 0), pitch = Math.min(s * 1.5, room / tokens.length), labels = thin(pitch, s);
    write(scene, left, y + s * 0.8, [[symbol, theme.role[role]]], { weight: 700 });
    scene.text(left + s * 1.6, y + s * 0.8, fit(name === "s" ? w.of_decoder : w.of_encoder, width - left - s * 11, s, theme.font), { fill: theme.faint });
    scene.legend(width - s * 8, y + s * 0.8, s * 8, -limit, limit, signed(theme.mode, limit));
    tokens.forEach((token, i) => labels.shown(i) && scene.text(left - s * 0.5, top + (i + 0.5) * pitch, fit(isolated(token), left - s, labels.size(i), theme.font), { anchor: "right", size: labels.size(i) }));
    scene.matrix(left, top, width - left, pitch * tokens.length, {
      rows: tokens.length, cols: a.shape[1], flat: a.values, colour: signed(theme.mode, limit),
      hit: (i, u, v) => ({ tip: `${name}_${i + 1} [${u + 1}] (${isolated(tokens[i])}) = ${short(v)}`, at: { part: name === "s" ? "decoder.cell.h" : "encoder.out", step: i + 1, place: u + 1 } }),
    });
    scene.text(width, top + pitch * tokens.length + s * 0.8, `${w.unit} 1–${a.shape[1]} →`, { anchor: "right", fill: theme.faint });
  });
  return scene;
}

export function statesTable({ header, arrays }, w) {
  const rows = ["s", "h"].flatMap((name) => {
    const [n, d] = arrays[name].shape, tokens = name === "s" ? header.read : header.source.map(([token]) => token);
    return Array.from({ length: n }, (_, i) => [name, `${i + 1} ${tokens[i]}`, ...arrays[name].values.subarray(i * d, (i + 1) * d)]);
  });
  return { columns: [w.symbol, w.token, ...Array.from({ length: arrays.s.shape[1] }, (_, u) => u + 1)], rows };
}
