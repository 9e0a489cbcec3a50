// Two charts: gradients in the net made to measure, and recall against distance.
import { raised } from "./horizon.js";
import { Scene, widthOf } from "./scene.js";
import { ticks } from "./space.js";
import { NAMES } from "./walks.js";

const SIGN = { rnn: "triangle", lstm: "square", gru: "circle" };
const HALF = { rnn: 0.38, lstm: 0.5, gru: 0.26 }; // so that two that lie on each other are both seen
const ink = (theme, cell) => theme.heads[{ rnn: 1, lstm: 0, gru: 2 }[cell]];
const lg = (v) => (Number.isFinite(v) ? `10^${v.toFixed(2)}`.replace("-", "−") : "0");

export function vanishingScene(data, view, theme, width, tall) {
  const { header, arrays } = data, s = theme.size, w = header.words, n = arrays["vanishing.rnn"].shape[0];
  const curves = [["rnn", "∂L/∂h"], ["lstm", "∂L/∂c"]], left = s * 4, right = s * 3.2, bars = s * 5.4, bottom = tall - bars - s * 2.6, top = s * 1.4;
  const scene = new Scene(width, tall, theme), finite = curves.flatMap(([cell]) => ["", "_theory"].flatMap((part) => [...arrays[`vanishing.${cell}${part}`].values])).filter(Number.isFinite);
  const high = Math.max(1, Math.ceil(Math.max(...finite) / 2) * 2), low = Math.min(-4, Math.floor(Math.min(...finite) / 4) * 4);
  const x = (t) => left + ((t - 1) / Math.max(1, n - 1)) * (width - left - right), y = (v) => top + ((high - Math.max(low, Math.min(high, v))) / (high - low)) * (bottom - top);
  for (const v of ticks(low, high, (bottom - top) / (s * 2.2)).filter(Number.isInteger)) {
    scene.line([[left, y(v)], [width - right, y(v)]], { stroke: v ? theme.line : theme.faint, alpha: v ? 0.6 : 1 });
    scene.text(left - s * 0.4, y(v), `10${raised(v)}`, { anchor: "right", fill: theme.faint });
  }
  for (const t of [...new Set([1, Math.round(n / 2), n])]) scene.text(x(t), bottom + s * 0.9, `t = ${t}`, { anchor: t === 1 ? "left" : t === n ? "right" : "center", fill: theme.faint });
  scene.text(left, bottom + s * 2.1, `← ${w.step} t`, { fill: theme.faint });
  curves.forEach(([cell, symbol]) => {
    const real = arrays[`vanishing.${cell}`].values, theory = arrays[`vanishing.${cell}_theory`].values, stroke = ink(theme, cell);
    for (let t = 1; t < n; t++) {
      scene.line([[x(t), y(theory[t - 1])], [x(t + 1), y(theory[t])]], { stroke, dash: [5, 4], width: 1.5, alpha: 0.8 });
      if (Number.isFinite(real[t - 1]) && Number.isFinite(real[t])) scene.line([[x(t), y(real[t - 1])], [x(t + 1), y(real[t])]], { stroke, width: 3 });
    }
    const every = Math.max(1, Math.round(n / 12));
    for (let t = 1; t <= n; t += every) scene.mark(x(t), y(real[t - 1]), s * 0.34, SIGN[cell], Number.isFinite(real[t - 1]) ? { fill: stroke } : { stroke, fill: theme.background });
    scene.text(x(n) + s * 0.4, y(0) + (cell === "rnn" ? -1 : 1) * s * 0.65, NAMES[cell], { fill: stroke, weight: 700 });
    scene.labels = (scene.labels ?? []).concat([[`${NAMES[cell]} ‖${symbol}_t‖`, SIGN[cell], stroke]]);
  });
  const pitch = (width - left - right) / Math.max(1, n - 1);
  for (let t = 1; t <= n; t++) {
    const tip = curves.map(([cell, symbol]) => `${NAMES[cell]} ‖${symbol}_${t}‖ = ${lg(arrays[`vanishing.${cell}`].values[t - 1])}   ${w.theory} ${lg(arrays[`vanishing.${cell}_theory`].values[t - 1])}`).join("\n");
    if (view.lab === t) scene.line([[x(t), top], [x(t), bottom]], { stroke: theme.accent, width: 2 });
    scene.rect(x(t) - pitch / 2, top, pitch, bottom - top, { hit: { tip: `t = ${t}\n${tip}`, at: { curve: "rnn", step: t } } });
  }
  scene.find = (t) => ({ x: x(t), y: y(0), hit: scene.under(x(t), (top + bottom) / 2) });
  clips(scene, data, s * 0.2, bottom + s * 3.4, width, theme);
  return scene;
}

// The gradient of the parameters, before clipping and after.
function clips(scene, { header, arrays }, x, y, width, theme) {
  const s = theme.size, w = header.words, before = arrays["vanishing.parameters"].values, after = arrays["vanishing.clipped"].values, { clip } = header.state;
  const label = s * 8.2, room = width - label - s * 13, most = Math.max(...before, clip, 1e-9);
  ["rnn", "lstm"].forEach((cell, k) => {
    const mid = y + s * 0.4 + k * s * 1.9, stroke = ink(theme, cell), cut = after[k] < before[k];
    scene.text(x, mid, `${NAMES[cell]} ‖∂L/∂U‖`, { fill: stroke, weight: 600 });
    scene.rect(x + label, mid - s * 0.5, (room * before[k]) / most, s, { fill: stroke, alpha: cut ? 0.25 : 0.85, stroke });
    if (cut) scene.rect(x + label, mid - s * 0.5, (room * after[k]) / most, s, { fill: stroke, alpha: 0.85 });
    scene.text(x + label + (room * before[k]) / most + s * 0.5, mid, `${+before[k].toPrecision(3)}${cut ? ` → ${w.clipped.replace("{clipped}", +after[k].toPrecision(3))}` : ""}`, {});
  });
  if (clip) scene.line([[x + label + (room * clip) / most, y - s * 0.5], [x + label + (room * clip) / most, y + s * 3]], { stroke: theme.accent, width: 2, dash: [4, 3] });
}

export function vanishingTable({ header, arrays }) {
  const names = ["rnn", "rnn_theory", "lstm", "lstm_theory"], n = arrays["vanishing.rnn"].shape[0], { theory } = header.words;
  return { columns: ["t", "RNN lg ‖∂L/∂h_t‖", `RNN ${theory}`, "LSTM lg ‖∂L/∂c_t‖", `LSTM ${theory}`], rows: Array.from({ length: n }, (_, k) => [k + 1, ...names.map((name) => arrays[`vanishing.${name}`].values[k])]) };
}

// Runs as one point each distance: mean, least and most.
function summary({ shape: [runs, n], values }, k) {
  const all = Array.from({ length: runs }, (_, r) => values[r * n + k]);
  return { mean: all.reduce((a, b) => a + b, 0) / runs, low: Math.min(...all), high: Math.max(...all) };
}

// Distances by their place in the list: they grow by about the same factor from one to the next.
export function recallScene(data, view, theme, width, tall) {
  const { header, arrays } = data, s = theme.size, w = header.words, { distances } = header, left = s * 3, right = s * 3.6, top = s * 1.4, bottom = tall - s * 3.2;
  const scene = new Scene(width, tall, theme);
  if (!distances.length) return scene.text(width / 2, tall / 2, w.recall_none, { anchor: "center", fill: theme.faint }), scene;
  const x = (k) => left + (k / Math.max(1, distances.length - 1)) * (width - left - right), y = (v) => bottom - v * (bottom - top), pitch = (width - left - right) / Math.max(1, distances.length - 1);
  for (const v of [0, 0.25, 0.5, 0.75, 1]) {
    scene.line([[left, y(v)], [width - right, y(v)]], { stroke: theme.line, alpha: v ? 0.6 : 1 });
    scene.text(left - s * 0.4, y(v), `${v * 100}%`, { anchor: "right", fill: theme.faint });
  }
  if (header.chance) scene.line([[left, y(header.chance)], [width - right, y(header.chance)]], { stroke: theme.faint, dash: [3, 4], width: 1.5 });
  const every = Math.max(1, Math.ceil((widthOf("000", s, theme.font) + s * 0.4) / pitch));
  distances.forEach((d, k) => k % every === 0 && scene.text(x(k), bottom + s * 0.9, String(d), { anchor: "center", fill: theme.faint }));
  scene.text(left, bottom + s * 2.2, w.distance_axis, { fill: theme.faint });
  const ends = [];
  for (const { cell } of header.nets) {
    const all = arrays[`${cell}.recall`], stroke = ink(theme, cell);
    if (!all.shape[1]) continue;
    const points = distances.map((_, k) => summary(all, k));
    points.forEach((p, k) => {
      if (k) scene.line([[x(k - 1), y(points[k - 1].mean)], [x(k), y(p.mean)]], { stroke, width: 2.5 });
      if (p.high > p.low) scene.line([[x(k), y(p.low)], [x(k), y(p.high)]], { stroke, width: 1.5, alpha: 0.7 });
    });
    points.forEach((p, k) => {
      const tip = `${NAMES[cell]} · ${w.distance} ${distances[k]}\n${w.accuracy} ${(100 * p.mean).toFixed(1)} % (${(100 * p.low).toFixed(1)} – ${(100 * p.high).toFixed(1)})`;
      scene.mark(x(k), y(p.mean), s * HALF[cell], SIGN[cell], cell === "lstm" ? { fill: theme.background, stroke, width: 2, hit: { tip } } : { fill: stroke, hit: { tip } });
    });
    let at = y(points.at(-1).mean);
    while (ends.some((other) => Math.abs(other - at) < s * 1.15)) at += s * 1.15;
    ends.push(at);
    scene.text(x(distances.length - 1) + s * 0.6, at, NAMES[cell], { fill: stroke, weight: 700 });
  }
  return scene;
}

export function recallTable({ header, arrays }) {
  const measured = header.nets.filter(({ cell }) => arrays[`${cell}.recall`].shape[1]);
  const columns = measured.flatMap(({ cell }) => ["", " min", " max"].map((part) => `${NAMES[cell]} ${header.words.accuracy}${part}`));
  return { columns: [header.words.distance, ...columns], rows: header.distances.map((d, k) => [d, ...measured.flatMap(({ cell }) => { const { mean, low, high } = summary(arrays[`${cell}.recall`], k); return [mean, low, high]; })]) };
}
