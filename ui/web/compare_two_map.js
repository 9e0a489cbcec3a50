// One of the maps of the tab that lays two heads side by side, drawn into a scene at a place: queries are rows, keys columns.
import { thin } from "./labels.js";
import { ink } from "./scales.js";
import { fit, widthOf } from "./scene.js";

export const HEAD = 4.2; // letters: room above a map for what its columns are called
const MOST = 2500; // strokes through cells that are never seen

// The size of a cell where so many have to fit.
export function cellSize(rows, cols, width, height, s) {
  const w = Math.min(s * 7, width / Math.max(cols, 1));
  return { w, h: Math.min(s * 3.2, height / Math.max(rows, 1), Math.max(w * 1.6, s * 1.4)) };
}

// map: { rows, cols, values(i, j), seen(i, j), colour, digits(v) -> text or "", widest of them }, marks: { rows: [i], cols: [j] }
// place: { x, y, w, h }: where the cells begin, and the size of one; `label` is the room for the names of rows, 0 for none.
export function drawMap(scene, map, { x, y, w, h, label }, marks, hit) {
  const { theme } = scene, s = theme.size, { rows, cols } = map;
  scene.matrix(x, y, w * cols.length, h * rows.length, { rows: rows.length, cols: cols.length, values: map.values, colour: map.colour, hit });
  unseen(scene, map, x, y, w, h);
  if (w > widthOf(map.widest, s, theme.font) + 3 && h > s * 1.1)
    rows.forEach((_, i) =>
      cols.forEach((_, j) => {
        const v = map.values(i, j), text = map.seen(i, j) ? map.digits(v) : "";
        if (text) scene.text(x + (j + 0.5) * w, y + (i + 0.5) * h, text, { anchor: "center", fill: ink(map.colour(v)) });
      }),
    );
  const [row] = marks.rows, [col] = marks.cols;
  if (label) {
    const down = thin(h, s, row, 1);
    rows.forEach((name, i) => {
      if (!down.shown(i)) return;
      const size = down.size(i), on = marks.rows.includes(i);
      scene.text(x - 6, y + (i + 0.5) * h, fit(name, label - 8, size, theme.font), { anchor: "right", size, weight: on ? 700 : 400, fill: on ? theme.role.query : theme.text });
    });
  }
  const flat = cols.every((name) => widthOf(name, s, theme.font) < w - 6), across = flat ? thin(s * 2, s) : thin(w * 0.74, s, col, 1);
  cols.forEach((name, j) => {
    if (!across.shown(j)) return;
    const size = across.size(j), on = marks.cols.includes(j), at = x + (j + 0.5) * w;
    const style = { size, weight: on ? 700 : 400, fill: on ? theme.role.key : theme.text };
    if (flat) scene.text(at, y - s * 0.8, name, { ...style, anchor: "center" });
    else scene.text(at, y - s * 0.5, fit(name, s * 5, size, theme.font), { ...style, rotate: -45 });
  });
  for (const i of marks.rows) scene.rect(x, y + i * h, w * cols.length, h, { stroke: theme.role.query, width: 2.5 });
  for (const j of marks.cols) scene.rect(x + j * w, y, w, h * rows.length, { stroke: theme.role.key, width: 2.5 });
}

// What a mask hides from a query: grey, with a stroke through each cell where there is room for it.
function unseen(scene, { rows, cols, seen }, x, y, w, h) {
  const { theme } = scene, strokes = Math.min(w, h) > 5 && rows.length * cols.length < MOST;
  rows.forEach((_, i) => {
    for (let j = 0; j < cols.length; j++) {
      if (seen(i, j)) continue;
      let to = j + 1;
      while (to < cols.length && !seen(i, to)) to++;
      scene.rect(x + j * w, y + i * h, (to - j) * w, h, { fill: theme.panel });
      if (strokes) for (let k = j; k < to; k++) scene.line([[x + k * w, y + (i + 1) * h], [x + (k + 1) * w, y + i * h]], { stroke: theme.faint, alpha: 0.5 });
      else scene.rect(x + j * w, y + i * h, (to - j) * w, h, { fill: theme.line, alpha: 0.5 });
      j = to;
    }
  });
}

// A bar for each row, beside a map: `value(i)` from `from` to `to`; those of signed values begin at 0. NaN has none.
export function drawBars(scene, count, value, { x, y, w, h, from, to }, row, hit) {
  const { theme } = scene, s = theme.size, written = widthOf("−0.00", s, theme.font) + 6, bar = w - written, zero = from < 0 ? (-from / (to - from)) * bar : 0;
  const labels = thin(h, s, row, 1);
  for (let i = 0; i < count; i++) {
    const v = value(i), long = (Math.abs(v) / (to - from)) * bar, top = y + i * h, tall = Math.max(1, h > 6 ? h - 2 : h);
    scene.rect(x, top + (h > 6 ? 1 : 0), bar, tall, { fill: theme.panel });
    if (Number.isFinite(v)) {
      scene.rect(x + (v < 0 ? zero - long : zero), top + (h > 6 ? 1 : 0), Math.max(1, long), tall, { fill: i === row ? theme.accent : theme.bar });
      if (labels.shown(i)) scene.text(x + w, top + h / 2, v.toFixed(2).replace("-", "−"), { anchor: "right", size: labels.size(i), weight: i === row ? 700 : 400 });
    }
    scene.rect(x, top, w, h, { hit: hit(i), stroke: i === row ? theme.role.query : undefined, width: 2.5 });
  }
  if (zero) scene.line([[x + zero, y], [x + zero, y + count * h]], { stroke: theme.faint });
  return bar;
}
