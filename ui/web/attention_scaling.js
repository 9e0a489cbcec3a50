// Why √d_k: variance of the scores, entropy of their softmax, and the size of its gradient, for random vectors of d_k numbers.
import { num } from "./attention_rich.js";
import { Scene, widthOf } from "./scene.js";
import { ticks } from "./space.js";

const CHARTS = ["variance", "entropy", "gradient"];
const KEYS = 8;

export function scalingScene({ header, arrays }, view, theme, width, tall) {
  const s = theme.size, w = header.words, narrow = width < s * 50, cols = narrow ? 1 : 3, gap = s * 1.5;
  const high = narrow ? s * 15 : tall, scene = new Scene(width, high * (narrow ? 3 : 1) + s * 1.8, theme), d = [...arrays["scaling.d_k"].values], { tau } = header.state;
  const places = {};
  CHARTS.forEach((name, k) => {
    const room = (width - gap * (cols - 1)) / cols, x0 = (narrow ? 0 : k) * (room + gap), y0 = (narrow ? k : 0) * high;
    const [left, right, top, bottom] = [x0 + s * 3.2, x0 + room - s * 0.6, y0 + s * 2, y0 + high - s * 2.6];
    const raw = [...arrays[`scaling.${name}`].values], own = [...arrays[`scaling.${name}_scaled`].values], log = name === "variance";
    const theory = log ? [d, d.map(() => 1 / tau ** 2)] : name === "entropy" ? [d.map(() => Math.log(KEYS))] : [];
    const most = log ? 2000 : name === "entropy" ? Math.log(KEYS) * 1.2 : 0.6, least = log ? 0.02 : 0, scale = (v) => (log ? Math.log10(Math.max(v, least)) : v);
    const x = (i) => left + s * 0.6 + (i / (d.length - 1)) * (right - left - s * 1.2), y = (v) => bottom - ((scale(Math.min(v, most)) - scale(least)) / (scale(most) - scale(least))) * (bottom - top);
    scene.text(x0, y0 + s * 0.7, w[`chart_${name}`], { weight: 650 });
    for (const v of log ? [0.1, 1, 10, 100, 1000] : ticks(0, most, 4)) {
      scene.line([[left, y(v)], [right, y(v)]], { stroke: theme.line, alpha: 0.6 });
      scene.text(left - s * 0.4, y(v), num(v), { anchor: "right", fill: theme.faint });
    }
    d.forEach((v, i) => i % 2 || scene.text(x(i), bottom + s * 0.9, String(v), { anchor: "center", fill: theme.faint }));
    scene.text(right, bottom + s * 2.1, "d_k →", { anchor: "right", fill: theme.faint });
    for (const line of theory) line.slice(1).forEach((v, i) => scene.line([[x(i), y(line[i])], [x(i + 1), y(v)]], { stroke: theme.text, dash: [5, 4], width: 1.5 }));
    if (name === "entropy") scene.text(right, y(Math.log(KEYS)) - s * 0.7, `ln ${KEYS}`, { anchor: "right", fill: theme.faint });
    for (const [values, sign, fill] of [[raw, "circle", theme.heads[1]], [own, "square", theme.heads[0]]])
      values.forEach((v, i) => {
        if (i) scene.line([[x(i - 1), y(values[i - 1])], [x(i), y(v)]], { stroke: fill, width: 2, alpha: 0.5 });
        scene.mark(x(i), y(v), s * 0.32, sign, { fill });
      });
    d.forEach((v, i) => {
      const tip = [`d_k = ${v}`, `${w.unscaled}: ${num(raw[i], 4)}`, `${w.divided}: ${num(own[i], 4)}`, ...(log ? [`${w.theory}: ${v}, ${num(1 / tau ** 2)}`] : [])].join("\n");
      if (view.width === i) scene.line([[x(i), top], [x(i), bottom]], { stroke: theme.accent, width: 2 });
      const half = (right - left - s * 1.2) / (d.length - 1) / 2;
      scene.rect(x(i) - half, top, half * 2, bottom - top, { hit: { tip, at: { d_k: v, chart: name } } });
      places[`${name}.${i}`] = { x: x(i), y: (top + bottom) / 2, hit: { tip } };
    });
  });
  legend(scene, w, scene.height - s * 0.7);
  scene.find = (chart, i) => places[`${CHARTS[chart]}.${i}`];
  return scene;
}

function legend(scene, w, y) {
  const { theme } = scene, s = theme.size;
  let x = s * 0.5;
  for (const [name, sign, fill] of [["unscaled", "circle", theme.heads[1]], ["divided", "square", theme.heads[0]], ["theory", null, theme.text]]) {
    if (sign) scene.mark(x + s * 0.4, y, s * 0.36, sign, { fill });
    else scene.line([[x - s * 0.4, y], [x + s, y]], { stroke: fill, dash: [5, 4], width: 1.5 });
    scene.text(x + s * 1.4, y, w[name], { fill });
    x += s * 3.4 + widthOf(w[name], s, theme.font);
  }
}

export function scalingTable({ header, arrays }) {
  const names = CHARTS.flatMap((name) => [name, `${name}_scaled`]), w = header.words;
  return {
    columns: ["d_k", ...CHARTS.flatMap((name) => [`${w[`chart_${name}`]}, ${w.unscaled}`, `${w[`chart_${name}`]}, ${w.divided}`])],
    rows: [...arrays["scaling.d_k"].values].map((d, i) => [d, ...names.map((name) => arrays[`scaling.${name}`].values[i])]),
  };
}
