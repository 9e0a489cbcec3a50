// The rotation that takes the hand of position pos to that of pos + k: a dial, and the matrix with its numbers.
import { minus } from "./positions_axes.js";
import { dial, hand } from "./positions_hands.js";
import { Scene, widthOf } from "./scene.js";

const D = 3; // digits behind the point

// The numbers of the equation: R_k is made of the code of position k itself.
export function shift({ arrays }, { pos, pair, k }) {
  const { shape: [, d], values: pe } = arrays.encoding, at = (t) => [pe[t * d + 2 * pair], pe[t * d + 2 * pair + 1]], [sin, cos] = at(k);
  return { before: at(pos), after: at(pos + k), matrix: [[cos, sin], [-sin, cos]] };
}

export function shiftScene(data, look, theme, width, tall) {
  const { header, arrays } = data, { pos, pair, k } = look, s = theme.size, w = header.words, scene = new Scene(width, tall, theme), { before, after, matrix } = shift(data, look);
  const beside = width > s * 36, high = s * 11.5, r = Math.min(beside ? tall / 2 - s * 2.4 : (tall - high) / 2 - s * 1.6, beside ? width * 0.17 : width / 2 - s * 5);
  const place = { x: beside ? width * 0.23 : width / 2, y: beside ? tall / 2 : r + s * 1.6, r }, angle = k * arrays.speeds.values[pair], start = Math.atan2(...before);
  dial(scene, place, false);
  const steps = Math.min(400, Math.max(2, Math.ceil(Math.abs(angle) * 20))), shown = Math.min(angle, 2 * Math.PI);
  for (let n = 0; n < steps; n++) {
    const [a, b] = [n, n + 1].map((v) => start + (shown * v) / steps);
    scene.line([[place.x + r * 0.42 * Math.sin(a), place.y - r * 0.42 * Math.cos(a)], [place.x + r * 0.42 * Math.sin(b), place.y - r * 0.42 * Math.cos(b)]], { stroke: theme.faint, width: 2 });
  }
  hand(scene, place, before, { stroke: theme.bar, width: 3 });
  hand(scene, place, after, { stroke: theme.accent, width: 3, dash: [6, 3] }, "square");
  const name = ([u, v], text, fill) => scene.text(place.x + (r + s * 0.7) * u, place.y - (r + s * 0.8) * v, text, { anchor: Math.abs(u) < 0.3 ? "center" : u > 0 ? "left" : "right", fill, weight: 700 });
  name(before, `pos ${pos}`, theme.bar);
  if (k) name(after, `pos ${pos} + ${k}`, theme.accent);
  const top = beside ? tall / 2 - s * 5.2 : tall - high + s * 1.4, middle = beside ? width * 0.7 : width / 2;
  scene.text(middle, top, `k ω = ${k} · ${arrays.speeds.values[pair].toPrecision(3)} = ${angle.toPrecision(3)} rad = ${((angle * 180) / Math.PI).toFixed(1)}°`, { anchor: "center", fill: theme.faint });
  equation(scene, middle, top + s * 3, [`PE[${pos + k}]`], [["cos kω", "sin kω"], ["−sin kω", "cos kω"]], [`PE[${pos}]`], theme.faint, true);
  equation(scene, middle, top + s * 6.6, after.map((v) => minus(v, D)), matrix.map((row) => row.map((v) => minus(v, D))), before.map((v) => minus(v, D)), theme.text);
  scene.text(middle, top + s * 9.2, w.same_matrix, { anchor: "center", fill: theme.faint });
  scene.rect(0, 0, width, tall, { hit: { tip: after.map((v, row) => `PE[${pos + k}, ${2 * pair + row}] = ${minus(matrix[row][0])} · ${minus(before[0])} + ${minus(matrix[row][1])} · ${minus(before[1])} = ${minus(v)}`).join("\n"), at: { pos, k, dimension: 2 * pair } } });
  scene.find = () => ({ x: place.x, y: place.y, hit: scene.under(place.x, place.y) });
  return scene;
}

// left = matrix right, centred at x: columns of text in square brackets; a single name has none.
function equation(scene, x, y, left, matrix, right, fill) {
  const { theme } = scene, s = theme.size, wide = (texts) => Math.max(...texts.map((t) => widthOf(t, s, theme.font))) + s * 0.8;
  const columns = [left, null, ...[0, 1].map((c) => matrix.map((row) => row[c])), right], widths = columns.map((c) => (c ? wide(c) : s * 1.6)), all = widths.reduce((a, b) => a + b, 0) + s * 2.4;
  let at = x - all / 2;
  const bracket = (px, way) => scene.line([[px, y - s * 1.5], [px, y + s * 1.5]], { stroke: fill, width: 1.5 }) || [-1.5, 1.5].forEach((v) => scene.line([[px, y + v * s], [px + way * s * 0.35, y + v * s]], { stroke: fill, width: 1.5 }));
  columns.forEach((column, k) => {
    const open = column?.length > 1 && k !== 3, shut = column?.length > 1 && k !== 2;
    if (open) bracket(at, 1);
    if (column) column.forEach((text, r) => scene.text(at + widths[k] / 2, y + (column.length > 1 ? (r - 0.5) * s * 1.6 : 0), text, { anchor: "center", fill, weight: column.length > 1 ? 600 : 650 }));
    else scene.text(at + widths[k] / 2, y, "=", { anchor: "center", fill });
    at += widths[k];
    if (shut) bracket(at, -1);
    at += k === 3 || k === 0 ? s * 0.6 : 0;
  });
}

export function shiftTable(data, look) {
  const { before, after, matrix } = shift(data, look), { pos, pair, k } = look, w = data.header.words;
  return { columns: [w.dimension, `PE[${pos}]`, `R_${k}`, `R_${k}'`, `PE[${pos + k}]`], rows: [0, 1].map((row) => [2 * pair + row, before[row], ...matrix[row], after[row]]) };
}
