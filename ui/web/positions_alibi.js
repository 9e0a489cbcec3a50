// ALiBi: what each head takes from a score with distance, and for one head the matrix of that and the weights it leaves.
import { below, curve, frame, minus, square } from "./positions_axes.js";
import { share, signed } from "./scales.js";
import { Scene } from "./scene.js";

export const slopeText = (v) => (v >= 0.001 ? String(+v.toPrecision(4)) : v.toExponential(2).replace("-", "−"));

// One line a head, the steepest at the bottom; the chosen one stands out. A list beside it says the slopes.
export function slopesScene({ header, arrays }, look, theme, width, tall) {
  const { shape: [heads, n], values } = arrays.lines, slopes = arrays.slopes.values, s = theme.size, w = header.words, scene = new Scene(width, tall, theme), chosen = header.state.slope - 1;
  const list = s * 9.4, left = s * 4, right = width - list - s, top = s * 1.9, bottom = tall - s * 2.8, low = Math.min(-1, ...values), line = Math.min(s * 1.7, (bottom - top + s) / heads);
  const { x, y } = frame(scene, { left, right, top, bottom, from: 0, to: n - 1, low, high: 0 });
  scene.text(left - s * 3, top - s, w.bias, { fill: theme.faint });
  const tip = (h, t) => `${w.head} ${h + 1}: m = ${slopeText(slopes[h])}\n${w.distance_abs} ${t}: ${minus(values[h * n + t])}`;
  for (let h = 0; h < heads; h++) {
    const on = h === chosen, stroke = on ? theme.accent : theme.bar;
    curve(scene, Array.from({ length: n }, (_, t) => [x(t), y(values[h * n + t])]).filter((_, t) => t === 0 || t === n - 1), { stroke, width: on ? 3.5 : 1.5, alpha: on ? 1 : 0.55 });
  }
  const wide = (right - left) / (n - 1);
  for (let t = 0; t < n; t++) scene.rect(x(t) - wide / 2, top, wide, bottom - top, { hit: { tip: tip(chosen, t), at: { head: chosen + 1, query: n - 1, key: n - 1 - t, part: "bias" } } });
  scene.text(width - list, top - s, `m_h = 2^(−8h/${heads})`.replace(`/${heads}`, Number.isInteger(Math.log2(heads)) ? `/${heads}` : "/H"), { fill: theme.faint });
  for (let h = 0; h < heads; h++) {
    const mid = top + (h + 0.5) * line, on = h === chosen;
    if (on) scene.rect(width - list - s * 0.4, mid - line / 2, list + s * 0.4, line, { stroke: theme.accent, width: 2, round: 4 });
    scene.text(width - list, mid, `${w.head} ${h + 1}`, { fill: on ? theme.accent : theme.text, weight: on ? 700 : 400 });
    scene.text(width - s * 0.4, mid, slopeText(slopes[h]), { anchor: "right", fill: on ? theme.accent : theme.text, weight: on ? 700 : 400 });
    scene.rect(width - list - s * 0.4, mid - line / 2, list + s * 0.4, line, { hit: { tip: tip(h, 1), pick: true, head: h + 1, at: { head: h + 1, query: 1, key: 0, part: "bias" } } });
  }
  below(scene, { x, left, right, bottom, from: 0, to: n - 1, label: `${w.distance_abs} i − j →` });
  scene.find = (h) => ({ x: width - list, y: top + (h + 0.5) * line, hit: scene.under(width - list, top + (h + 0.5) * line) });
  return scene;
}

export function slopesTable({ header, arrays }) {
  const { shape: [heads, n], values } = arrays.lines, w = header.words;
  return { columns: [w.head, "m", ...Array.from({ length: n }, (_, t) => `${t}`)], rows: Array.from({ length: heads }, (_, h) => [h + 1, arrays.slopes.values[h], ...values.subarray(h * n, (h + 1) * n)]) };
}

// The chosen head's biases, and the weights that softmax makes of them where all scores are equal. Later keys are hidden.
export function biasScene({ header, arrays }, chosen, theme, width, tall) {
  const { shape: [n] } = arrays.bias, s = theme.size, w = header.words, across = width > s * 30 ? 2 : 1, side = Math.min(tall - s * 6, width / across - s * 5.6);
  const scene = new Scene(width, across === 2 ? tall : 2 * (side + s * 6), theme), least = arrays.bias.values.reduce((m, v) => (Number.isFinite(v) ? Math.min(m, v) : m), 0);
  const maps = [["bias", signed(theme.mode, -least), least, 0], ["shares", share(theme.mode), 0, 1]], places = {};
  maps.forEach(([name, colour, from, to], k) => {
    const x = s * 3.6 + (across === 2 ? k * (width / 2) : 0), top = s * 3 + (across === 2 ? 0 : k * (side + s * 6)), { values } = arrays[name];
    const cell = (i, j, v) => ({ tip: `${w[name]} [${i}, ${j}] = ${v === -Infinity ? "−∞" : minus(v)}\n${j > i ? w.later : `${w.distance_abs} ${i - j}`}`, mark: { row: i, col: j }, pick: true, at: { query: i, key: j, part: name } });
    scene.text(x, top - s * 2.2, w[`${name}_map`], { weight: 650 });
    scene.legend(x, top - s * 0.9, Math.min(side, s * 12), from, to, colour);
    const place = square(scene, { x, y: top, side, n, values, colour, cell, chosen, rows: w.query, columns: w.key });
    places[name] = (i, j) => ({ ...place(i, j), hit: cell(i, j, values[i * n + j]) });
  });
  scene.find = places.bias;
  return scene;
}

export function biasTable({ header, arrays }) {
  const { shape: [n], values } = arrays.bias, w = header.words, rows = [];
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) rows.push([i, j, values[i * n + j], arrays.shares.values[i * n + j]]);
  return { columns: [w.query, w.key, w.bias, w.shares], rows };
}

// Where the last position looks when all tokens are the same: a curve a method over the distance back.
const SIGN = { none: "diamond", sinusoidal: "circle", rope: "square", alibi: "triangle" };
export function alikeScene({ header, arrays }, look, theme, width, tall) {
  const names = Object.keys(SIGN), s = theme.size, w = header.words, n = arrays.none.shape[0], scene = new Scene(width, tall, theme);
  const left = s * 4, right = width - s * 1, top = s * 3.4, bottom = tall - s * 2.8, high = Math.max(...names.flatMap((name) => [...arrays[name].values]));
  const { x, y } = frame(scene, { left, right, top, bottom, from: 0, to: n - 1, low: 0, high: high * 1.04 });
  scene.text(left - s * 3, top - s, w.weight, { fill: theme.faint });
  names.forEach((name, k) => {
    const { values } = arrays[name], stroke = theme.heads[k], bold = name === "none", at = left + (k * (right - left)) / names.length;
    curve(scene, [...values].map((v, t) => [x(t), y(v)]), { stroke, width: bold ? 3.5 : 2.2 });
    values.forEach((v, t) => (t % Math.ceil(n / 32) === 0) && scene.mark(x(t), y(v), s * 0.3, SIGN[name], { fill: stroke }));
    scene.mark(at + s * 0.5, s * 0.9, s * 0.34, SIGN[name], { fill: stroke });
    scene.text(at + s * 1.3, s * 0.9, name === "alibi" ? `${w.kind_alibi}, ${w.head} ${header.state.slope}` : w[`kind_${name}`], { fill: stroke, weight: bold ? 750 : 600 });
  });
  if (look.back !== null && look.back < n) scene.line([[x(look.back), top], [x(look.back), bottom]], { stroke: theme.accent, width: 2 });
  const wide = (right - left) / (n - 1);
  for (let t = 0; t < n; t++) {
    const tip = `${w.distance_back} ${t}\n${names.map((name) => `${w[`kind_${name}`]}: ${arrays[name].values[t].toPrecision(4)}`).join("\n")}`;
    scene.rect(x(t) - wide / 2, top, wide, bottom - top, { hit: { tip, at: { distance: t } } });
  }
  below(scene, { x, left, right, bottom, from: 0, to: n - 1, label: `${w.distance_back} →` });
  scene.find = (t) => ({ x: x(t), y: (top + bottom) / 2, hit: scene.under(x(t), (top + bottom) / 2) });
  return scene;
}

export function alikeTable({ header, arrays }) {
  const names = Object.keys(SIGN), w = header.words;
  return { columns: [w.distance_back, ...names.map((name) => w[`kind_${name}`])], rows: [...arrays.none.values].map((_, t) => [t, ...names.map((name) => arrays[name].values[t])]) };
}
