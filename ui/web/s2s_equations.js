// The equations of one decoder step, each beside its own numbers: symbols on the left, what they come to on the right.
import { isolated } from "./labels.js";
import { at } from "./wire.js";

const SCORES = {
  dot: ["s^T", " h_j"], general: ["s^T", " W_a h_j"], concat: ["v_a^T", " tanh(W_a [s ; h_j])"], additive: ["v_a^T", " tanh(W_a s + U_a h_j)"],
};
const TERMS = 4;

// Numbers as they are written in a sum, and those that an exponential may have made very large or small.
export const told = (v, digits = 2) => v.toFixed(digits).replace("-", "−");
const inside = (v) => (v < 0 ? `(${told(v)})` : told(v));
export function power(v) {
  if ((v < 1e4 && v >= 0.01) || v === 0) return told(v);
  const [digits, exponent] = v.toExponential(2).split("e");
  return `${digits}·10^{${exponent.replace("+", "").replace("-", "−")}}`;
}

// The score's equation with the state that asks: s_t, or in additive attention s_{t-1}.
export const scoreSymbols = (net) => SCORES[net].map((text) => text.replaceAll(/\bs\b/g, net === "additive" ? "s_{t−1}" : "s_t"));

// products: [factor, factor] pairs -> "a·b + c·d + … (316 more: −0.33) = sum", the largest first
function sum(products, total, more) {
  const order = [...products.keys()].sort((a, b) => Math.abs(products[b][0] * products[b][1]) - Math.abs(products[a][0] * products[a][1]));
  const shown = order.slice(0, TERMS), rest = order.slice(TERMS).reduce((all, k) => all + products[k][0] * products[k][1], 0);
  const text = shown.map((k) => `${inside(products[k][0])}·${inside(products[k][1])}`).join(" + ");
  const left = order.length - shown.length;
  return `${text}${left ? ` + ${more.replace("{count}", left).replace("{rest}", told(rest))}` : ""} = ${told(total, 3)}`;
}

// -> { part: { symbols, worked } }; focus: { key, unit, combined } counted from 0
export function equations({ header, arrays }, w, theme, focus) {
  const { net, parts, source } = header, { query, key, value } = theme.role, value_of = (name, k) => arrays[name].values[k];
  const j = focus.key, u = focus.unit, c = focus.combined, fed = net === "additive", lines = {};
  const reads = fed ? [["[E y_t ; "], ["a_t", value], ["]"]] : [["E y_t"]];
  lines.state = {
    symbols: [["s_t", query], [" = GRU("], ...reads, [", "], ["s_{t−1}", query], [")"]],
    worked: [[`${w.unit} ${u + 1}:  z·s_{t−1} + (1 − z)·n = ${told(value_of("z", u))}·${inside(value_of("before", u))} + ${told(1 - value_of("z", u))}·${inside(value_of("n", u))} = ${told(value_of("s", u), 3)}`]],
  };
  if (parts.includes("score")) {
    const { left, right } = arrays, scores = arrays.scores.values, total = scores.reduce((all, e) => all + Math.exp(e), 0), weights = arrays.weights.values;
    const [before, after] = scoreSymbols(net), name = isolated(source[j][0]);
    lines.score = {
      symbols: [["e_{tj} = "], [before, before.startsWith("s") ? query : undefined], [after, after === " h_j" ? key : undefined]],
      worked: [[name, key, true], [`:  ${sum([...left.values.keys()].map((i) => [left.values[i], at(right, j, i)]), scores[j], w.more)}`]],
    };
    lines.softmax = {
      symbols: [["α_{tj} = exp(e_{tj}) / Σ_k exp(e_{tk})"]],
      worked: [[name, key, true], [`:  exp(${told(scores[j])}) / Σ_k exp(e_{tk}) = ${power(Math.exp(scores[j]))} / ${power(total)} = ${told(weights[j], 3)}`]],
    };
    lines.context = {
      symbols: [["a_t", value], [" = Σ_j α_{tj} "], ["h_j", key]],
      worked: [[`${w.unit} ${u + 1}:  ${sum([...weights.keys()].map((k) => [weights[k], at(arrays.h, k, u)]), value_of("context", u), w.more)}`]],
    };
  }
  const says = [["combine_context", value], ["combine_state", query], ["combine_bias"]].filter(([name]) => arrays[name]).map(([name, fill]) => [inside(value_of(name, c)), fill]);
  lines.combine = {
    symbols: [["h̃_t = tanh(W_c "], ...(arrays.context ? [["["], ["a_t", value], [" ; "], ["s_t", query], ["]"]] : [["s_t", query]]), [" + b_c)"]],
    worked: [[`${w.unit} ${c + 1}:  tanh(`], ...says.flatMap((piece, k) => (k ? [[" + "], piece] : [piece])), [`) = ${told(value_of("out", c), 3)}`]],
  };
  const p = value_of("top_p", header.chosen), z = value_of("top_logits", header.chosen);
  lines.predict = {
    symbols: [["p(y_{t+1}) = softmax(E h̃_t)"]],
    worked: [[isolated(header.top[header.chosen]), undefined, true], [`:  exp(${told(z)}) / Σ exp = ${power(Math.exp(z))} / ${power(Math.exp(header.log_sum))} = ${told(p, 3)}`]],
  };
  return lines;
}
