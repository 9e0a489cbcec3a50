// The window into one head's map, cell by cell, and a small picture of the whole map that shows where the window lies.
import { isolated } from "./labels.js";
import { shareByte } from "./scales.js";
import { Scene } from "./scene.js";

// What head.js draws: the tokens inside the window, each with its number in the text, and their weights.
export function inWindow({ header, arrays }) {
  const { shape: [rows, cols], values } = arrays.window, [first, begin] = header.window;
  const labels = (tokens, from, n) => tokens.slice(from, from + n).map((label, k) => ({ label, members: [from + k] }));
  return { rows: labels(header.queries, first, rows), cols: labels(header.keys, begin, cols), values: (i, j) => values[i * cols + j] };
}

// The same picture, which also finds a cell by the numbers of its tokens, from 0: the nearest one inside the window.
export function windowed(scene, m) {
  const near = (list, k) => Math.max(0, Math.min(list.length - 1, k - (list[0]?.members[0] ?? 0)));
  scene.near = (query, key) => (m.rows.length && m.cols.length ? scene.cell(near(m.rows, query), near(m.cols, key)) : null);
  return scene;
}

const edges = (n, tiles) => (k) => Math.floor((k * n) / tiles);
const weight = (byte) => (byte / 255) ** 2;

export function placeScene(data, [query, key, size], theme, width, most) {
  const { header, arrays } = data, w = header.words, s = theme.size, [, count, rows, cols] = arrays.tiles.shape, [layer, head] = header.head;
  const n = header.queries.length, d = header.keys.length, left = s * 1.6, top = s * 1.6, side = Math.max(s * 6, Math.min(width - left - 3, most - top - 3));
  const scene = new Scene(width, top + side + 3, theme), ofRow = edges(n, rows), ofCol = edges(d, cols);
  const [high, wide] = n >= d ? [side, (side * d) / (n || 1)] : [(side * n) / d, side]; // as long as there are tokens
  const range = (name, from, to) => (to > from ? `${name} ${from}–${to}` : `${name} ${from}`);
  const hit = (i, j, v) => {
    const queries = [ofRow(i) + 1, ofRow(i + 1)], keys = [ofCol(j) + 1, ofCol(j + 1)];
    return { tip: `${range(w.query, ...queries)} · ${range(w.key, ...keys)}\n${w.at_most} ≈ ${weight(v).toFixed(2)}`, pick: true, at: { queries, keys } };
  };
  scene.text(left, top / 2, `${w.keys} 1–${d} →`, { fill: theme.role.key });
  scene.text(left / 2, top + side / 2, `← ${w.queries} 1–${n}`, { anchor: "center", rotate: -90, fill: theme.role.query });
  scene.matrix(left, top, wide, high, { rows, cols, flat: arrays.tiles.values, start: (layer * count + head) * rows * cols, colour: shareByte(theme.mode), hit });
  scene.rect(left, top, wide, high, { stroke: theme.line });
  const x = left + ((key - 1) / (d || 1)) * wide, y = top + ((query - 1) / (n || 1)) * high, across = (Math.min(size, d - key + 1) / (d || 1)) * wide, down = (Math.min(size, n - query + 1) / (n || 1)) * high;
  if (n && d) scene.rect(x, y, across, down, { stroke: theme.accent, width: 3 });
  scene.token = (px, py) => (n && d ? [((py - top) / high) * n + 1, ((px - left) / wide) * d + 1] : null);
  const from = `${range(w.query, query, Math.min(query + size - 1, n))} · ${range(w.key, key, Math.min(key + size - 1, d))}`;
  scene.framed = { x: x + across / 2, y: y + down / 2, hit: { tip: `${w.window}: ${from}\n${isolated(header.queries[query - 1] ?? "")} … ${isolated(header.queries[Math.min(query + size, n + 1) - 2] ?? "")}` } };
  return scene;
}

export function placeTable({ header, arrays }, at) {
  const w = header.words, [, count, rows, cols] = arrays.tiles.shape, [layer, head] = header.head, start = (layer * count + head) * rows * cols;
  const ofRow = edges(header.queries.length, rows), ofCol = edges(header.keys.length, cols), range = (of, k) => `${of(k) + 1}–${of(k + 1)}`;
  const tiles = Array.from({ length: rows }, (_, i) => [range(ofRow, i), ...Array.from({ length: cols }, (_, j) => weight(arrays.tiles.values[start + i * cols + j]))]);
  return { columns: [`${w.query} \\ ${w.key} (${w.window} ${at.join(".")})`, ...Array.from({ length: cols }, (_, j) => range(ofCol, j))], rows: tiles };
}
