// The equations of one unit at one step, with their real numbers: a line each, as coloured pieces of text.
import { heldAt, number } from "./states.js";

const SQUASH = { i: "σ", f: "σ", o: "σ", r: "σ", z: "σ", g: "tanh", n: "tanh", h: "tanh" };
const GATES = { rnn: [], lstm: ["i", "f", "g", "o"], gru: ["r", "z"] };

// -> [{ name, symbols, worked, value, held }]: symbols and worked are [text, gate or ""] pairs; worked ends in the value.
export function equations(net, of, t, unit, { clamps, reset }) {
  const at = (name, step = t) => (step < 0 ? 0 : of(name, step) ?? 0), n = (v) => number(v), inside = (v) => (v < 0 ? `(${n(v)})` : n(v));
  const plus = (v) => (v < 0 ? ` − ${n(-v)}` : ` + ${n(v)}`), lines = [];
  const line = (name, symbols, worked) => {
    const held = heldAt(clamps, name, unit), value = at(name);
    lines.push({ name, symbols, worked: held === null ? [...worked, [` = ${n(value)}`, name]] : worked, value, held });
  };
  for (const q of GATES[net])
    line(q, [[`${SQUASH[q]}(Wx + U`, ""], ["h₋₁", "h"], [")", ""]], [[`${SQUASH[q]}(${n(at(`${q}_x`))}${plus(at(`${q}_h`))})`, ""]]);
  if (net === "lstm") {
    line("c", [["f", "f"], [" · ", ""], ["c₋₁", "c"], [" + ", ""], ["i", "i"], [" · ", ""], ["g", "g"]], [
      [n(at("f")), "f"], [" · ", ""], [inside(at("c", t - 1)), "c"], [" + ", ""], [n(at("i")), "i"], [" · ", ""], [inside(at("g")), "g"],
    ]);
    line("h", [["o", "o"], [" · tanh(", ""], ["c", "c"], [")", ""]], [[n(at("o")), "o"], [" · tanh(", ""], [n(at("c")), "c"], [")", ""]]);
  } else if (net === "gru") {
    const before = reset === "before";
    line("n", before ? [["tanh(Wx + U(", ""], ["r", "r"], [" · ", ""], ["h₋₁", "h"], ["))", ""]] : [["tanh(Wx + ", ""], ["r", "r"], [" · U", ""], ["h₋₁", "h"], [")", ""]],
      before ? [[`tanh(${n(at("n_x"))}${plus(at("n_h"))})`, ""]] : [[`tanh(${n(at("n_x"))} + `, ""], [n(at("r")), "r"], [` · ${inside(at("n_h"))})`, ""]]);
    line("h", [["z", "z"], [" · ", ""], ["h₋₁", "h"], [" + (1 − ", ""], ["z", "z"], [") · ", ""], ["n", "n"]], [
      [n(at("z")), "z"], [" · ", ""], [inside(at("h", t - 1)), "h"], [" + ", ""], [n(1 - at("z")), "z"], [" · ", ""], [inside(at("n")), "n"],
    ]);
  } else {
    line("h", [["tanh(Wx + U", ""], ["h₋₁", "h"], [")", ""]], [[`tanh(${n(at("h_x"))}${plus(at("h_h"))})`, ""]]);
  }
  return lines;
}
