// The arithmetic of one cell, with its real numbers. Each function makes, from boxes (attention_steps.js), a function of a
// cell that returns { symbols, numbers, from }: two lines in pieces (attention_rich.js), and the cells that take part,
// [{ id, i, j }] with null for all.
import { equal, inside, num } from "./attention_rich.js";

// A name with an index: ("W_Q", "12") -> "W_{Q,12}".
export const index = (name, at) => {
  const [letter, below] = name.split("_");
  return `${letter}_{${below ? `${below},` : ""}${at}}`;
};
const joined = (parts, between) => parts.flatMap((part, k) => (k ? [[between, ""], ...part] : part));
const result = (v) => [`${equal(v)}${num(v)}`, ""];

// out = A B, or A Bᵀ where `across`
export const product = (name, A, B, across = false) => (i, j, v) => {
  const at = (c) => (across ? B.get(j, c) : B.get(c, j));
  const terms = Array.from({ length: A.cols }, (_, c) => [[inside(A.get(i, c)), A.ink], [" · ", ""], [inside(at(c)), B.ink]]);
  return {
    symbols: [[`${index(name, `${i + 1}${j + 1}`)} = Σ_c `, ""], [index(A.name, `${i + 1}c`), A.ink], [" · ", ""], [index(B.name, across ? `${j + 1}c` : `c${j + 1}`), B.ink]],
    numbers: [...joined(terms, " + "), result(v)],
    from: [{ id: A.id, i, j: null }, across ? { id: B.id, i: j, j: null } : { id: B.id, i: null, j }],
  };
};

// A row's softmax; cells of -∞ have no share.
export const softmax = (name, S, down = false) => (i, j, v) => {
  const [many, at, here] = down ? [S.rows, (k) => S.get(k, 0), i] : [S.cols, (k) => S.get(i, k), j];
  const open = Array.from({ length: many }, (_, k) => at(k)).filter((s) => s !== -Infinity);
  const place = down ? [`${i + 1}`, "j"] : [`${i + 1}${j + 1}`, `${i + 1}k`];
  const power = (s) => `e^{${num(s)}}`;
  const own = at(here) === -Infinity ? "0" : power(at(here));
  return {
    symbols: [[`${index(name, place[0])} = exp(${index(S.name, place[0])}) / Σ_${down ? "j" : "k"} exp(${index(S.name, place[1])})`, ""]],
    numbers: open.length ? [[`${own} / (${open.map(power).join(" + ")})${equal(v)}${num(v)}`, ""]] : [["0", ""]],
    from: [down ? { id: S.id, i: null, j: 0 } : { id: S.id, i, j: null }],
  };
};

// Cell by cell: symbols and numbers are made by `write(i, j)` -> [symbols, numbers without the result]
export const each = (write, boxes) => (i, j, v) => {
  const [symbols, numbers] = write(i, j);
  return { symbols, numbers: [...numbers, result(v)], from: boxes.map(({ id }) => ({ id, i, j })) };
};
