// One query, step by step: q and each k, their products, the score, the scale, the mask, the softmax, and the sum of values.
import { ROLE, css, share, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { short } from "./panel.js";
import { at } from "./wire.js";
import { tokensOf } from "./view.js";

export function queryScene(data, view, theme, width) {
  const { header, arrays } = data, w = header.words;
  const [queries, keys] = tokensOf(header, view.side);
  const i = Math.min(view.row ?? queries.length - 1, queries.length - 1);
  const d = arrays.Q.shape[1], n = keys.length;
  const wide = Math.max(width, 900), line = Math.max(theme.size * 1.25, 18);
  const label = Math.min(wide * 0.12, 150), number = theme.size * 3.6, gap = theme.size;
  const strip = (wide - label - number * 4 - gap * 4) / 3;
  const X = { k: label, qk: label + strip + gap, score: label + 2 * (strip + gap) };
  X.scaled = X.score + number;
  X.masked = X.scaled + number;
  X.weight = X.masked + number;
  X.v = X.weight + number + gap;
  const top = line * 4.4;
  const scene = new Scene(wide, top + n * line + line * 1.8, theme);
  const limit = (a, rows) => {
    let m = 0;
    for (let r = 0; r < rows; r++) for (let c = 0; c < d; c++) m = Math.max(m, Math.abs(at(a, r, c)));
    return m;
  };
  const m = Math.max(limit(arrays.Q, queries.length), limit(arrays.K, n));
  const product = (j, c) => at(arrays.Q, i, c) * at(arrays.K, j, c);
  let mp = 0;
  for (let j = 0; j < n; j++) for (let c = 0; c < d; c++) mp = Math.max(mp, Math.abs(product(j, c)));
  const mv = limit(arrays.V, n);
  const row = (x, y, values, scale, name) =>
    scene.matrix(x, y + 2, strip, line - 4, {
      rows: 1, cols: d, values: (_, c) => values(c), colour: signed(theme.mode, scale),
      hit: (_, c, v) => ({ tip: `${name} [${c + 1}] = ${short(v)}` }),
    });
  const head = (x, text, fill = theme.text, anchor = "left") => scene.text(x, line * 3.8, text, { fill, weight: 650, anchor });
  scene.text(0, line * 0.6, header.equation, { weight: 600 });
  scene.text(0, line * 1.6, worked(data, view, i, focusKey(data, view, i)), { fill: theme.faint });
  scene.text(X.k - 8, line * 2.75, `q: ${fit(queries[i].text, label - 30, theme.size, theme.font)}`, { anchor: "right", weight: 700, fill: ROLE.query });
  row(X.k, line * 2.25, (c) => at(arrays.Q, i, c), m, `q(${queries[i].text})`);
  head(X.k, `k (${w.each_key})`, ROLE.key);
  head(X.qk, `q ⊙ k`);
  head(X.score + number - 8, "q·k", theme.text, "right");
  head(X.scaled + number - 8, "/√d", theme.text, "right");
  head(X.masked + number - 8, w.mask, theme.text, "right");
  head(X.weight + number - 4, "A", theme.text, "right");
  head(X.v, "v", ROLE.value);
  keys.forEach((key, j) => {
    const y = top + j * line, mid = y + line / 2;
    const on = view.col === j;
    scene.text(X.k - 8, mid, fit(key.text, label - 14, theme.size, theme.font), { anchor: "right", fill: on ? ROLE.key : theme.text, weight: on ? 700 : 400 });
    row(X.k, y, (c) => at(arrays.K, j, c), m, `k(${key.text})`);
    row(X.qk, y, (c) => product(j, c), mp, `q·k(${key.text})`);
    const cell = (x, name, v) => {
      scene.text(x + number - 8, mid, v === -Infinity ? "−∞" : v.toFixed(2).replace("-", "−"), { anchor: "right" });
      scene.rect(x, y, number, line, { hit: { tip: `${header.quantities[name].symbol} [${queries[i].text}, ${key.text}] = ${short(v)}`, mark: { row: i, col: j }, pick: true } });
    };
    cell(X.score, "scores", at(arrays.scores, i, j));
    cell(X.scaled, "scaled", at(arrays.scaled, i, j));
    cell(X.masked, "masked", at(arrays.masked, i, j));
    const a = at(arrays.weights, i, j);
    scene.rect(X.weight + 6, y + 2, (number - 6) * a, line - 4, { fill: css(share(theme.mode)(Math.max(a, 0.12))), alpha: 0.45 });
    cell(X.weight, "weights", a);
    row(X.v, y, (c) => at(arrays.V, j, c), mv, `v(${key.text})`);
    if (on) scene.rect(1, y, wide - 2, line, { stroke: ROLE.key, width: 2 });
  });
  const y = top + n * line + line * 0.5;
  scene.text(X.v - 10, y + line / 2, `Σ A·v =`, { anchor: "right", weight: 700 });
  row(X.v, y, (c) => at(arrays.context, i, c), mv, "Σ A·v");
  return scene;
}

// The key whose numbers are written out: the marked one, else the one with most weight.
function focusKey(data, view, i) {
  if (view.col !== null && view.col < data.arrays.K.shape[0]) return view.col;
  let best = 0;
  for (let j = 1; j < data.arrays.K.shape[0]; j++) if (at(data.arrays.weights, i, j) > at(data.arrays.weights, i, best)) best = j;
  return best;
}

function worked(data, view, i, j) {
  const { header, arrays } = data, [, keys] = tokensOf(header, view.side), f = (v) => (v === -Infinity ? "−∞" : v.toFixed(3).replace("-", "−"));
  const d = arrays.Q.shape[1], masked = at(arrays.masked, i, j);
  let sum = 0;
  for (let k = 0; k < keys.length; k++) sum += Math.exp(at(arrays.masked, i, k));
  const tau = header.temperature === 1 ? "" : ` · ${header.temperature}`;
  return `${keys[j].text}:  q·k = ${f(at(arrays.scores, i, j))}   →   ${f(at(arrays.scores, i, j))} / (√${d}${tau}) = ${f(at(arrays.scaled, i, j))}   →   e^${f(masked)} / ${f(sum)} = ${f(at(arrays.weights, i, j))}`;
}

export function queryTable(data, view) {
  const { header, arrays } = data, [queries, keys] = tokensOf(header, view.side), w = header.words;
  const i = Math.min(view.row ?? queries.length - 1, queries.length - 1);
  const rows = keys.map((k, j) => [`${j + 1} ${k.text}`, ...["scores", "scaled", "masked", "weights"].map((s) => at(arrays[s], i, j))]);
  return { columns: [`${w.key} (${w.query}: ${i + 1} ${queries[i].text})`, w.scores, w.scaled, w.masked, w.weights], rows };
}
