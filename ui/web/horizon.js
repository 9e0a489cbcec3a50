// How far the last state hears each token: a bar a token, a row a net, one axis of tokens.
import { isolated } from "./labels.js";
import { Scene } from "./scene.js";
import { steps, tokenLabels } from "./steps.js";
import { NAMES } from "./walks.js";

// A number of any size, in few letters.
export function brief(v) {
  if (!(v > 0)) return v === 0 ? "0" : "";
  if (v >= 100 || v < 0.001) return power(v);
  return v.toFixed(v >= 10 ? 1 : v >= 0.1 ? 2 : 3).replace(/^0\./, ".");
}
const UP = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const raised = (exponent) => [...String(exponent)].map((c) => UP[c]).join("");
function power(v) {
  const [digits, exponent] = v.toExponential(0).split("e");
  return `${digits === "1" ? "" : digits + "·"}10${raised(+exponent)}`;
}

const nice = (v) => {
  const power = 10 ** Math.floor(Math.log10(v || 1));
  return [1, 2, 5, 10].find((m) => m * power >= v) * power;
};

// One scale for the three nets: from 0, or by powers of ten down to a millionth of the largest.
export function scaleOf(values, log) {
  const most = Math.max(...values, 1e-30);
  if (!log) {
    const top = nice(most);
    return { of: (v) => v / top, ticks: [0, top / 2, top], name: (v) => String(+v.toPrecision(3)) };
  }
  const high = Math.ceil(Math.log10(most)), low = high - 6;
  const of = (v) => Math.max(0, (Math.log10(v || 1e-300) - low) / (high - low));
  return { of, ticks: [0, 2, 4, 6].map((k) => 10 ** (low + k)), name: (v) => `10${raised(Math.round(Math.log10(v)))}` };
}

// How many tokens, counted back from T, hold half of the sum.
export function half(values) {
  const whole = values.reduce((a, b) => a + b, 0);
  let sum = 0, k = values.length;
  while (k > 0 && sum < whole / 2) sum += values[--k];
  return values.length - k;
}

export const horizonOf = (data, cell) => [...(data.arrays[`${cell}.x`]?.values ?? [])];

export function horizonScene(data, view, theme, width, tall) {
  const { header } = data, { tokens, first, end } = header, s = theme.size, w = header.words, left = s * 10;
  const axis = steps(tokens.length + 1, theme, left, width - 2), high = (tall - axis.room) / header.nets.length;
  const scene = new Scene(width, tall, theme), all = header.nets.flatMap(({ cell }) => horizonOf(data, cell)), scale = scaleOf(all, view.log);
  header.nets.forEach(({ cell }, r) => {
    const values = horizonOf(data, cell), top = r * high + s * 1.3, bottom = (r + 1) * high - s * 0.3, y = (v) => bottom - (bottom - top) * Math.min(1, scale.of(v));
    scene.text(0, top + s * 0.4, NAMES[cell], { weight: 700, size: s * 1.15 });
    if (values.length) scene.text(0, top + s * 1.9, w.half.replace("{count}", half(values)), { fill: theme.faint });
    for (const v of scale.ticks) {
      scene.line([[left, y(v)], [width, y(v)]], { stroke: theme.line, alpha: v === scale.ticks[0] ? 1 : 0.5 });
      if (bottom - top > s * 3 || v !== scale.ticks[1]) scene.text(left - s * 0.4, y(v), scale.name(v), { anchor: "right", fill: theme.faint });
    }
    tokens.forEach((token, k) => {
      const t = first + k + 1, v = values[k], x = axis.x(k), bar = Math.min(axis.pitch * 0.66, s * 3.2), on = view.step === t;
      const hit = { tip: tip(data, cell, k, v), mark: { row: r, col: t }, pick: true, at: { cell, step: t } };
      if (on) scene.rect(x - axis.pitch / 2, top - s, axis.pitch, bottom - top + s, { fill: theme.accent, alpha: 0.13 });
      if (v !== undefined) {
        scene.rect(x - bar / 2, y(v), bar, Math.max(1, bottom - y(v)), { fill: theme.bar });
        if (axis.wide) scene.text(x, Math.max(top - s * 0.5, y(v) - s * 0.7), brief(v), { anchor: "center" });
      } else if (axis.wide && r === 1) scene.text(x, bottom - s, w.not_read, { anchor: "center", fill: theme.faint });
      scene.rect(x - axis.pitch / 2, top - s, axis.pitch, bottom - top + s, { hit });
    });
  });
  const under = header.nets.length * high, x = axis.x(end - first - 1);
  tokenLabels(scene, axis, tokens, under, { marked: end - first - 1, hit: (k) => ({ tip: isolated(tokens[k]), mark: { row: 0, col: first + k + 1 }, pick: true }), fill: (k) => (first + k < end ? theme.text : theme.faint) });
  if (end) {
    scene.line([[x + axis.pitch / 2, s * 0.2], [x + axis.pitch / 2, under]], { stroke: theme.accent, width: 2 });
    scene.text(x, under + axis.room - s * 0.8, `${w.end_here} = ${end}`, { anchor: "center", fill: theme.accent, weight: 700 });
  }
  scene.text(0, under + s * 0.9, `${w.token} t →`, { fill: theme.faint });
  scene.find = (cell, t) => ({ x: axis.x(t - first - 1), y: high, hit: { tip: header.nets.map((net) => tip(data, net.cell, t - first - 1, horizonOf(data, net.cell)[t - first - 1])).join("\n") } });
  return scene;
}

function tip({ header }, cell, k, v) {
  const t = header.first + k + 1;
  return `${NAMES[cell]} · t = ${t} · ${isolated(header.tokens[k])}\n‖∂h_${header.end}/∂x_${t}‖₂ = ${v === undefined ? `0 (${header.words.not_read})` : v.toPrecision(4)}`;
}

export function horizonTable(data) {
  const { header } = data, columns = header.nets.map(({ cell }) => horizonOf(data, cell));
  return { columns: ["t", header.words.token, ...header.nets.map(({ cell }) => `${NAMES[cell]} ‖∂h_T/∂x_t‖₂`)], rows: header.tokens.map((token, k) => [header.first + k + 1, token, ...columns.map((c) => c[k] ?? 0)]) };
}
