// One query, step by step: q and each k, their products, the score, the scale, the mask, the softmax, and the sum of values.
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { css, share, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { at } from "./wire.js";
import { tokensOf } from "./view.js";

const STEPS = ["scores", "scaled", "masked", "weights"];

export function queryScene(data, view, theme, width) {
  const { header, arrays } = data, w = header.words, s = theme.size;
  const [queries, keys] = tokensOf(header, view.side);
  const i = chosenQuery(view, queries), d = arrays.Q.shape[1], n = keys.length;
  // Room for 16 keys, then for 24 and so on, so that what is below does not move with every token.
  const line = s * 1.3, rows = 16 * line, pitch = Math.max(line * 0.8, Math.min(line * 1.15, rows / n));
  const room = n * pitch <= rows ? rows : pitch * Math.ceil(n / 8) * 8;
  const wide = Math.max(width, s * 62), label = s * 7, number = s * 3.7, gap = s;
  const strip = (wide - label - number * 4 - gap * 4) / 3;
  const X = { k: label, qk: label + strip + gap, scores: label + 2 * (strip + gap) };
  X.scaled = X.scores + number;
  X.masked = X.scaled + number;
  X.weights = X.masked + number;
  X.v = X.weights + number + gap;
  const top = line * 5;
  const scene = new Scene(wide, top + room + line * 1.8, theme);
  const product = (j, c) => at(arrays.Q, i, c) * at(arrays.K, j, c);
  const m = Math.max(largest(arrays.Q), largest(arrays.K)), mv = largest(arrays.V);
  let mp = 0;
  for (let j = 0; j < n; j++) for (let c = 0; c < d; c++) mp = Math.max(mp, Math.abs(product(j, c)));

  const row = (x, y, values, scale, name, h = pitch) =>
    scene.matrix(x, y + 1, strip, h - 2, {
      rows: 1, cols: d, values: (_, c) => values(c), colour: signed(theme.mode, scale),
      hit: (_, c, v) => ({ tip: `${name} [${c + 1}] = ${short(v)}` }),
    });
  const heading = (x, text, scale, fill = theme.text) => {
    scene.text(x, line * 3.5, text, { fill, weight: 650 });
    scene.legend(x, line * 4.5, Math.min(strip, s * 9), -scale, scale, signed(theme.mode, scale));
    scene.text(x + strip, line * 4.5, `${w.unit} 1–${d} →`, { anchor: "right", fill: theme.faint });
  };
  scene.text(0, line * 0.6, header.equation, { weight: 600 });
  scene.text(0, line * 1.6, worked(data, i, focusKey(data, view, i)));
  scene.text(X.k - 8, line * 2.6, fit(`q: ${queries[i].text}`, label - 10, s, theme.font), { anchor: "right", weight: 700, fill: theme.role.query });
  row(X.k, line * 2.1, (c) => at(arrays.Q, i, c), m, `q(${isolated(queries[i].text)})`, line);
  heading(X.k, `k (${w.each_key})`, m, theme.role.key);
  heading(X.qk, "q ⊙ k", mp);
  heading(X.v, "v", mv, theme.role.value);
  ["q·k", header.temperature === 1 ? "/√d" : "/√d·τ", w.mask, "A"].forEach((text, k) =>
    scene.text(X[STEPS[k]] + number - 8, line * 4.5, text, { weight: 650, anchor: "right" }),
  );
  const labels = thin(pitch, s, view.col ?? -1);
  keys.forEach((key, j) => {
    const y = top + j * pitch, mid = y + pitch / 2, on = view.col === j, size = labels.size(j), a = at(arrays.weights, i, j);
    if (labels.shown(j)) scene.text(X.k - 8, mid, fit(key.text, label - 14, size, theme.font), { anchor: "right", size, fill: on ? theme.role.key : theme.text, weight: on ? 700 : 400 });
    row(X.k, y, (c) => at(arrays.K, j, c), m, `k(${isolated(key.text)})`);
    row(X.qk, y, (c) => product(j, c), mp, `q ⊙ k(${isolated(key.text)})`);
    scene.rect(X.weights + 6, y + 2, (number - 6) * a, pitch - 4, { fill: css(share(theme.mode)(Math.max(a, 0.12))), alpha: 0.45 });
    for (const name of STEPS) {
      const v = at(arrays[name], i, j), x = X[name];
      if (labels.shown(j)) scene.text(x + number - 8, mid, v === -Infinity ? "−∞" : v.toFixed(2).replace("-", "−"), { anchor: "right", size });
      scene.rect(x, y, number, pitch, { hit: { tip: `${header.quantities[name].symbol} [${isolated(queries[i].text)}, ${isolated(key.text)}] = ${short(v)}`, mark: { row: i, col: j }, pick: true, at: { stage: name, query: i + 1, key: j + 1 } } });
    }
    row(X.v, y, (c) => at(arrays.V, j, c), mv, `v(${isolated(key.text)})`);
    if (on) scene.rect(1, y, wide - 2, pitch, { stroke: theme.role.key, width: 2 });
  });
  const y = top + n * pitch + line * 0.3;
  scene.text(X.v - 10, y + line / 2, "Σ A·v =", { anchor: "right", weight: 700 });
  row(X.v, y, (c) => at(arrays.context, i, c), mv, "Σ A·v", line);
  return scene;
}

const largest = (a) => a.values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const chosenQuery = (view, queries) => Math.min(view.row ?? queries.length - 1, queries.length - 1);

// The key whose numbers are written out: the marked one, else the one with most weight.
function focusKey(data, view, i) {
  const n = data.arrays.K.shape[0];
  if (view.col !== null && view.col < n) return view.col;
  let best = 0;
  for (let j = 1; j < n; j++) if (at(data.arrays.weights, i, j) > at(data.arrays.weights, i, best)) best = j;
  return best;
}

function worked(data, i, j) {
  const { header, arrays } = data, keys = arrays.K.shape[0];
  const f = (v) => (v === -Infinity ? "−∞" : v.toFixed(3).replace("-", "−"));
  const tokens = tokensOf(header, header.selected.split(".")[0])[1];
  let sum = 0;
  for (let k = 0; k < keys; k++) sum += Math.exp(at(arrays.masked, i, k));
  const tau = header.temperature === 1 ? "" : ` · ${header.temperature}`, score = f(at(arrays.scores, i, j));
  const soft = `e^(${f(at(arrays.masked, i, j))}) / ${f(sum)} = ${f(at(arrays.weights, i, j))}`;
  return `${isolated(tokens[j].text)}:  q·k = ${score}   →   ${score} / (√${arrays.Q.shape[1]}${tau}) = ${f(at(arrays.scaled, i, j))}   →   ${soft}`;
}

export function queryTable(data, view) {
  const { header, arrays } = data, [queries, keys] = tokensOf(header, view.side), w = header.words;
  const i = chosenQuery(view, queries);
  const rows = keys.map((k, j) => [`${j + 1} ${k.text}`, ...STEPS.map((name) => at(arrays[name], i, j))]);
  return { columns: [`${w.key} (${w.query}: ${i + 1} ${queries[i].text})`, ...STEPS.map((name) => w[name])], rows };
}
