// What the tab about explanations knows of its numbers: what each method says of a key, in which order it puts them, and what
// is said when a key is pointed at.
import { isolated } from "./labels.js";
import { short } from "./panel.js";

// The equation of each method, by what is looked at, as attention_rich.js draws it.
const EQUATIONS = {
  weight: { head: "A_{ij}", layer: "mean over h of A_{ij}", net: "mean over l, h of A_{ij}" },
  norm: { head: "A_{ij} ‖f(x_j)‖", layer: "‖Σ_h A_{ij} f_h(x_j)‖" },
  rollout: { layer: "(A′_l … A′_1)_{ij}", net: "(A′_L … A′_1)_{ij}" },
  zeroing: { head: "1 − cos(h_i, h_i^{¬j})", layer: "1 − cos(h_i, h_i^{¬j})" },
  gradient: { head: "A_{ij} |∂L/∂A_{ij}|", layer: "mean over h of A_{ij} |∂L/∂A_{ij}|", net: "‖∂L/∂x_j‖" },
  ablation: { head: "L − L^{¬j}", layer: "L − L^{¬j}", net: "L − L^{¬j}" },
};
// A number: four places, or, where it is small, three digits. And three digits of a limit.
export const exact = (v) => (v && Math.abs(v) < 0.01 ? v.toExponential(2).replaceAll("-", "−") : short(v));
export const brief = (v) => (v && Math.abs(v) < 0.001 ? v.toExponential(1) : String(+v.toPrecision(3))).replaceAll("-", "−");
const COUNTS = { weight: "share", rollout: "share", norm: "length", zeroing: "cosine", gradient: "nats", ablation: "nats" };
export const CODE = { weight: "weights", norm: "norms", rollout: "rollout", zeroing: "zeroing", gradient: "saliency", ablation: "leaving_out" };

export function modelOf({ header, arrays }, w) {
  const { methods, queries, keys, query, scope } = header, n = keys.length, rows = queries.length, maps = arrays.maps?.values;
  const value = (m, i, j) => (maps ? maps[(m * rows + i) * n + j] : i === query ? arrays.row.values[m * n + j] : NaN);
  const visible = (i, j) => arrays.visible.values[i * n + j] > 0;
  const row = methods.map((_, m) => arrays.row.values.subarray(m * n, (m + 1) * n));
  const reach = methods.map((name, m) => {
    const all = maps ? maps.subarray(m * rows * n, (m + 1) * rows * n) : row[m];
    return all.reduce((most, v) => (Math.abs(v) > most ? Math.abs(v) : most), 0);
  });
  const model = {
    header, words: w, methods, queries, keys, query, rows, n, value, visible, row, reach, maps: Boolean(maps),
    signed: (m) => header.signed.includes(methods[m]),
    name: (m) => w[`method_${methods[m]}`],
    equation: (m) => (EQUATIONS[methods[m]][scope] ?? "").replace("mean over l, h of", w.mean_net).replace("mean over h of", w.mean_layer),
    unit: (m) => w[methods[m] === "gradient" && scope === "net" ? "unit_slope" : `unit_${COUNTS[methods[m]]}`],
    why: (m) => (header.why[methods[m]] ? w[`why_${header.why[methods[m]]}`].replace("{limit}", header.limit) : ""),
  };
  // The keys from the strongest on, of those that are seen; the first one is what a method points at.
  model.order = (m, i) => Array.from({ length: n }, (_, j) => j).filter((j) => visible(i, j) && Number.isFinite(value(m, i, j))).sort((a, b) => Math.abs(value(m, i, b)) - Math.abs(value(m, i, a)));
  model.tip = (i, j) => {
    if (!visible(i, j)) return `${w.query} ${isolated(queries[i])} · ${w.key} ${isolated(keys[j])}\n${w.unseen}`;
    const lines = methods.flatMap((_, m) => {
      const v = value(m, i, j), place = model.order(m, i).indexOf(j) + 1;
      return Number.isFinite(v) ? [`${model.name(m)}: ${exact(v)}  (${w.place.replace("{place}", place)})`] : [];
    });
    return [`${w.query} ${i + 1} ${isolated(queries[i])} · ${w.key} ${j + 1} ${isolated(keys[j])}`, ...lines].join("\n");
  };
  model.hit = (m, i, j) => ({ tip: model.tip(i, j), mark: { row: i, col: j }, pick: true, token: j, query: i, at: { method: methods[m], query: i + 1, key: j + 1 } });
  return model;
}

export function explainTable({ words: w, methods, queries, keys, query, value, visible, name, maps }) {
  const rows = [];
  for (let i = maps ? 0 : query; i < (maps ? queries.length : query + 1); i++)
    keys.forEach((key, j) => visible(i, j) && rows.push([`${i + 1} ${queries[i]}`, `${j + 1} ${key}`, ...methods.map((_, m) => (Number.isFinite(value(m, i, j)) ? value(m, i, j) : ""))]));
  return { columns: [w.query, w.key, ...methods.map((_, m) => name(m))], rows };
}
