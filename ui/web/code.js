// The lines of Python that give the number under the pointer: a file of lessons/code/ with this picture's own values.
const SHOWN = { scores: "(Q @ K.T)", scaled: "scaled", masked: "masked", weights: "masked.softmax(-1)" };

const python = (v) => (Array.isArray(v) ? `[${v.map(python).join(", ")}]` : typeof v === "string" ? JSON.stringify(v) : String(v));

// values: what the names in the file's first assignment stand for. The net's part and the stage are those of the view.
export function fill(code, header, { side, stage = "weights" }, values) {
  const stack = side === "encoder" ? "encoder" : "decoder", part = side === "cross" ? ".cross" : ".attn";
  const all = {
    text: header.text.slice(0, 2000), pads: header.source.filter((t) => t.text === "<pad>").length, written: header.written_ids,
    prefix: header.written_ids.filter((_, k) => header.written[k].forced),
    layer: +header.selected.split(".")[1], head: +header.selected.split(".")[2], ...values,
  };
  const { query, key } = all, pieces = Array.isArray(query) && query.length + key.length > 2;
  const before = (list) => python(list.map((k) => k - 1));
  if (Array.isArray(query) && !pieces) [all.query, all.key] = [query[0], key[0]];
  let filled = code
    .replace(/^(text(?:, \w+)+) = .*$/m, (_, names) => `${names} = ${names.split(", ").map((name) => python(all[name])).join(", ")}`)
    .replace(/^touch = .*$/m, () => `touch = ${header.touch}`)
    .replace(/trace\.decoder\.layers\[layer - 1\](\.cross)?/, (_, attention) => `trace.${stack}.layers[layer - 1]${attention ? part : ""}`)
    .replace("masked.softmax(-1)", () => SHOWN[stage]);
  // Words in pieces: the weights of a key's pieces add up, the rows of a query's pieces are averaged.
  if (pieces) filled = filled.replace("[query - 1, key - 1]", `[${before(query)}][:, ${before(key)}].sum(-1).mean()`);
  return filled;
}
