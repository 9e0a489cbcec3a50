// Python that prints the number that was last under the pointer in a row of the first page.
import { assigned } from "./python.js";

const list = (ids) => ({ code: `[${ids.join(", ")}]` });

// at: what the pointer was on, {} at first
export function lines({ text, words: { code } }, row, at) {
  if (row.cell) {
    const all = { text, family: row.family, cell: row.cell, layer: 1, step: row.tokens.length, label: 1, quantity: "h", unit: 1, ...at };
    return assigned(code[at.code ?? "answer"], all).replace(/^touch = .*$/m, "touch = Intervention()");
  }
  const all = { text: text.slice(0, 2000), written: list(row.ids), pads: 0, query: 1, key: 1, head: 1, ...at };
  if (row.name === "seq2seq") {
    const seq2seq = { ...all, net: row.net, step: all.query, part: "h", place: 1, unit: 1, ...at };
    return assigned(code[at.code ?? "look"], seq2seq);
  }
  if (at.code !== "head") return assigned(code.mean, { ...all, layer: row.layers.looks });
  return assigned(code.head, { ...all, layer: row.layers.heads }).replace("trace.decoder.layers[layer - 1].cross", "trace.encoder.layers[layer - 1].attn");
}
