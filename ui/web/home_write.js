// A row of the first page: a net that translates. Above what it made of the words, on the time axis: the encoder's states,
// or who looks at whom in the heads of a layer; below lines from each token written to the words it looks back at.
import { column, columns, shared, wrapped } from "./home_axis.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { squeezed } from "./states.js";
import { measure } from "./widths.js";
import { at } from "./wire.js";

const FAINT = 0.03; // weights below are not worth a line
const STRONG = 0.3; // between words only what stands out is drawn

export function writeScene(data, row, theme, geometry, lit, marked) {
  const { axis, width, height } = geometry, s = theme.size, scene = new Scene(width, height, theme);
  const keys = row.source.map(axis.place), top = Math.max(s * 1.7, height * 0.36), below = height - s * (geometry.narrow ? 4.5 : 1.5);
  const words = written(row, theme, axis.left, geometry.aside.x - axis.left - s);
  columns(scene, axis);
  (row.name === "transformer" ? heads : states)(scene, data, row, theme, keys, { left: axis.left, top, lit });
  lines(scene, data, row, theme, { keys, words, top: top + 3, below, lit, marked });
  column(scene, axis, lit, 0, top);
  words.forEach(({ x, w, text, size }, i) => {
    const on = marked === i, token = row.written[i];
    if (on) scene.rect(x + 1, below, w - 2, s * 1.5, { fill: theme.role.query, alpha: 0.16, round: 3 });
    scene.text(x + w / 2, below + s * 0.72, text, { anchor: "center", size, weight: on ? 750 : 600, fill: token.special ? theme.faint : theme.role.query });
    scene.rect(x, top + s, w, below + s * 1.5 - top - s, { hit: asks(data, row, i) });
  });
  said(scene, row, theme, geometry);
  scene.cell = (col) => {
    const j = keys.findIndex((key) => key.col === col);
    return j < 0 ? null : { x: keys[j].x + keys[j].w, y: top, hit: answers(data, row, j, col) };
  };
  return scene;
}

// Where the tokens written stand: from the left, in columns like those of the words that were read.
function written(row, theme, left, room) {
  const s = theme.size, wide = (text, size) => measure(text, size, theme.font) * 1.05, widths = shared(row.written.map((t) => measure(t.text, s, theme.font)), s, room);
  let x = left;
  return row.written.map((token, i) => {
    const w = widths[i], size = wide(token.text, s) < w - 2 ? s : s * 0.82, spot = { x, w, size, text: fit(token.text, w - 2, size, theme.font) };
    x += w;
    return spot;
  });
}

function lines(scene, data, row, theme, { keys, words, top, below, lit, marked }) {
  const weights = data.arrays[`${row.name}.weights`];
  words.forEach(({ x, w }, i) =>
    keys.forEach(({ mid, col }, j) => {
      const v = at(weights, i, j), off = marked !== null ? marked !== i : lit !== null && lit !== col;
      if (v < FAINT) return;
      scene.line([[x + w / 2, below], [mid, top]], { curve: "down", ...stroke(theme, v), ...(off ? { alpha: 0.06 } : {}) });
    }),
  );
}

const stroke = (theme, v) => ({ stroke: theme.role.query, width: 0.5 + theme.size * 0.33 * v, alpha: 0.12 + 0.8 * v });

// The encoder's states: the same stripes as in the rows above, read from both ends.
function states(scene, data, row, theme, keys, { left, top }) {
  const array = data.arrays[`${row.name}.h`], [steps, units] = array.shape, s = theme.size, h = top - 2;
  const order = Array.from({ length: units }, (_, k) => k), map = { units, steps, values: array.values, table: null, limit: 1 };
  const rows = Math.min(units, Math.max(1, Math.floor(h * (devicePixelRatio || 1)))), flat = squeezed(map, order, rows), colour = signed(theme.mode, 1);
  scene.text(left - s * 0.45, h / 2, "h", { anchor: "right", weight: 750, fill: theme.role.key, size: s * 1.1 });
  keys.forEach((key, j) => {
    const hit = (i) => {
      const unit = Math.floor(((i + 0.5) * units) / rows);
      return { tip: `h [${isolated(row.source[j].text)}, ${data.header.words.unit} ${unit + 1}] = ${short(at(array, j, unit))}`, mark: { row: null, col: key.col }, pick: true, at: { code: "encoded", place: j + 1, unit: unit + 1 } };
    };
    scene.matrix(key.x, 0, key.w, h, { rows, cols: 1, values: (i) => flat[i * steps + j], colour, hit });
  });
  scene.rect(left, 0, Math.max(...keys.map((key) => key.x + key.w)) - left, h, { stroke: theme.line });
}

// Who looks at whom: an arc from each word to another for each head that gives it much weight.
function heads(scene, data, row, theme, keys, { left, top, lit }) {
  const array = data.arrays[`${row.name}.heads`], [count, n] = array.shape, s = theme.size;
  scene.text(left - s * 0.45, top - s * 0.6, "A", { anchor: "right", weight: 750, fill: theme.role.key, size: s * 1.1 });
  for (let h = 0; h < count; h++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const v = array.values[(h * n + i) * n + j];
        if (v < STRONG || i === j || row.source[i].special || row.source[j].special) continue;
        const rise = Math.min((top - 4) * 1.33, s * 0.7 + Math.abs(keys[i].mid - keys[j].mid) * 0.28), off = lit !== null && keys[i].col !== lit;
        const points = [[keys[i].mid, top - 2], [keys[j].mid, top - 2]];
        scene.line(points, { curve: "over", rise, stroke: theme.heads[h % theme.heads.length], width: 0.4 + s * 0.14 * v, alpha: off ? 0.07 : 0.25 + 0.65 * v });
      }
  keys.forEach((key, j) => {
    scene.rect(key.mid - 2, top - 3, 4, 4, { fill: theme.role.key, round: 2 });
    scene.rect(key.x, 0, key.w, top + s, { hit: strongest(data, row, j, key.col) });
  });
}

// What a token written looks at, and how likely it was.
function asks({ arrays }, row, i) {
  const weights = arrays[`${row.name}.weights`], { source, written } = row;
  const first = source.map((_, j) => j).sort((a, b) => at(weights, i, b) - at(weights, i, a)).slice(0, 3);
  const tip = `${isolated(written[i].text)}  p = ${short(arrays[`${row.name}.p`].values[i])}\n${first.map((j) => `α [${isolated(written[i].text)}, ${isolated(source[j].text)}] = ${short(at(weights, i, j))}`).join("\n")}`;
  return { tip, mark: { row: i, col: null }, pick: true, at: { code: "look", query: i + 1, key: first[0] + 1 } };
}
// Who looks back at a word most.
function answers({ arrays }, row, j, col) {
  const weights = arrays[`${row.name}.weights`], { source, written } = row;
  const first = written.map((_, i) => i).sort((a, b) => at(weights, b, j) - at(weights, a, j)).slice(0, 3);
  const tip = [isolated(source[j].text), ...first.map((i) => `α [${isolated(written[i].text)}, ${isolated(source[j].text)}] = ${short(at(weights, i, j))}`)].join("\n");
  return { tip, mark: { row: null, col }, pick: true, at: { code: "look", query: (first[0] ?? 0) + 1, key: j + 1 } };
}
// What a word looks at most, head by head.
function strongest({ header, arrays }, row, i, col) {
  const { values, shape: [count, n] } = arrays[`${row.name}.heads`], found = [];
  for (let h = 0; h < count; h++) for (let j = 0; j < n; j++) found.push([values[(h * n + i) * n + j], h, j]);
  const first = found.sort((a, b) => b[0] - a[0]).slice(0, 3);
  const tip = first.map(([v, h, j]) => `A [${isolated(row.source[i].text)}, ${isolated(row.source[j].text)}] = ${short(v)}  ${header.words.head} ${h + 1}`).join("\n");
  return { tip, mark: { row: null, col }, pick: true, at: { code: "head", query: i + 1, key: first[0][2] + 1, head: first[0][1] + 1 } };
}

// The translation, as it is read.
function said(scene, row, theme, { aside, narrow, height }) {
  const s = theme.size;
  const line = (text, x, y) => scene.text(x, y, text, { fill: theme.role.query, weight: 600 });
  if (narrow) return wrapped(row.translation, scene.width - s, s, theme.font, 2).forEach((text, k) => line(text, s * 0.3, height - s * (2.1 - 1.3 * k)));
  [0.1, 0.5, 1].forEach((v, k) => {
    const x = aside.x + s * (1.4 + 2.7 * k), y = height - s * 0.8;
    scene.line([[x, y], [x + s * 0.8, y]], stroke(theme, v));
    scene.text(x + s * 1.05, y, v);
  });
  scene.text(aside.x, height - s * 0.8, "α");
  const most = Math.max(1, Math.floor((height - s * 1.6) / (s * 1.25)));
  wrapped(row.translation, aside.w, s, theme.font, most).forEach((text, k) => line(text, aside.x, s * (0.9 + 1.25 * k)));
}

// A row a token written: its probability, and its weight on every token read.
export function writeTable({ header, arrays }, row) {
  const w = header.words, weights = arrays[`${row.name}.weights`];
  return {
    columns: [w.token, w.probability, ...row.source.map((t, j) => `${j + 1} ${t.text}`)],
    rows: row.written.map((t, i) => [`${i + 1} ${t.text}`, arrays[`${row.name}.p`].values[i], ...row.source.map((_, j) => at(weights, i, j))]),
  };
}
