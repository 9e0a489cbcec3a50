// The chosen head: where it stands among the heads of its stack in every score, and its map.
import { EFFECTS, number, scaleOf, shapeOf, valueOf } from "./compare_live_grid.js";
import { isolated, thin } from "./labels.js";
import { share } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { at } from "./wire.js";

const scoresOf = ({ header }) => [...header.scores, ...(header.measured ? EFFECTS : [])];

// One line a score: a tick for each head of the stack, a mark for the chosen one, its number.
export function ranksScene(data, view, theme, width) {
  const { header } = data, w = header.words, s = theme.size, names = scoresOf(data), line = s * 1.55, scene = new Scene(width, line * names.length + 2, theme);
  const [side, layer, head] = view.chosen, [layers, heads] = shapeOf(data, side), label = Math.min(s * 8.5, width * 0.42), right = s * 3.6, wide = width - label - right, spots = [];
  names.forEach((score, k) => {
    const y = k * line + line / 2, value = valueOf(data, score, side), { from, to } = scaleOf(data, score, theme.mode), x = (v) => label + ((v - from) / (to - from)) * wide, v = value(layer - 1, head - 1);
    const all = Array.from({ length: layers * heads }, (_, i) => value(Math.floor(i / heads), i % heads)).filter(Number.isFinite), place = all.filter((other) => other > v).length + 1;
    const hit = { tip: `${w[`score_${score}`]}: ${Number.isFinite(v) ? `${v.toFixed(4).replace("-", "−")}\n${w.place_of.replace("{place}", place).replace("{count}", all.length)}` : w[`none_${score}`] ?? w.none}\n${w[`what_${score}`]}`, mark: { row: k, col: 0 }, score, pick: true };
    if (score === view.score) scene.rect(0, k * line, width, line, { fill: theme.panel, round: 3 });
    scene.text(2, y, fit(w[`score_${score}`], label - s * 0.4, s, theme.font), { weight: score === view.score ? 700 : 400 });
    scene.line([[label, y], [label + wide, y]], { stroke: theme.line });
    for (const other of all) scene.line([[x(other), y - s * 0.35], [x(other), y + s * 0.35]], { stroke: theme.faint, width: 1, alpha: 0.6 });
    if (Number.isFinite(v)) scene.mark(x(v), y, s * 0.42, "diamond", { fill: theme.accent, stroke: theme.background, width: 1 });
    scene.text(width - 2, y, number(v, score), { anchor: "right", weight: 650 });
    scene.rect(0, k * line, width, line, { hit });
    spots.push({ x: label + wide / 2, y, hit });
  });
  scene.find = (k) => spots[k];
  scene.count = names.length;
  return scene;
}

export function ranksTable(data, view) {
  const { words: w } = data.header, [side, layer, head] = view.chosen;
  return { columns: [w.score, w.value, w.meaning], rows: scoresOf(data).map((score) => [w[`score_${score}`], valueOf(data, score, side)(layer - 1, head - 1), w[`what_${score}`]]) };
}

// The map: queries are rows, keys columns.
export function mapScene(data, theme, width, tall) {
  const { header, arrays } = data, { queries, keys } = header, s = theme.size, w = header.words, left = Math.min(s * 6, width * 0.3), top = s * 1.5;
  const cell = Math.min((width - left) / Math.max(1, keys.length), (tall - top) / Math.max(1, queries.length), s * 2.4), wide = cell * keys.length, high = cell * queries.length;
  const scene = new Scene(width, tall + 2, theme), labels = thin(cell, s, -1, 1);
  scene.text(left, s * 0.6, w.map_axes, { fill: theme.faint });
  if (!queries.length) return (scene.text(0, top + s, w.empty, { fill: theme.faint }), scene);
  const hit = (i, j, v) => ({ tip: `${isolated(queries[i])} → ${isolated(keys[j])}\nA = ${v.toFixed(4)}`, mark: { row: i, col: j }, at: { query: i + 1, key: j + 1 } });
  scene.matrix(left, top, wide, high, { rows: queries.length, cols: keys.length, flat: arrays.map.values, colour: share(theme.mode), hit });
  scene.rect(left, top, wide, high, { stroke: theme.line });
  queries.forEach((text, i) => labels.shown(i) && cell > s * 0.3 && scene.text(left - 4, top + (i + 0.5) * cell, fit(text, left - 6, labels.size(i), theme.font), { anchor: "right", size: labels.size(i) }));
  scene.grid = [queries.length, keys.length];
  scene.find = (i, j) => ({ x: left + (j + 0.5) * cell, y: top + (i + 0.5) * cell, hit: hit(i, j, at(arrays.map, i, j)) });
  return scene;
}

export function mapTable({ header, arrays }) {
  const { queries, keys, words: w } = header;
  return { columns: [w.query, ...keys.map((text, j) => `${j + 1} ${text}`)], rows: queries.map((text, i) => [`${i + 1} ${text}`, ...keys.map((_, j) => at(arrays.map, i, j))]) };
}
