// From what arrived to what is shown: the chosen head's matrix at the chosen stage, with tokens hidden, merged or not.
import { at } from "./wire.js";

export const STAGES = ["scores", "scaled", "masked", "weights"];
export const SIDES = ["encoder", "decoder", "cross"];

// Query tokens and key tokens of a side.
export function tokensOf(header, side) {
  const source = header.source, target = header.target;
  return { encoder: [source, source], decoder: [target, target], cross: [target, source] }[side];
}

// The positions of each label: one by one, or one label for all pieces of a word. Special tokens may be left out.
function groups(tokens, { merge, special }) {
  const result = [];
  tokens.forEach((t, k) => {
    if (t.special && !special) return;
    const last = result.at(-1);
    if (merge && last && t.word >= 0 && last.word === t.word) (last.members.push(k), (last.label += t.text));
    else result.push({ label: t.text, word: t.word, members: [k], special: t.special });
  });
  return result;
}

// -> { rows, cols, values(i, j), of(h) } with rows and cols as groups. Subwords: sum over the pieces of a key word, mean
// over the pieces of a query word (Clark et al. 2019). Merging and averaging only make sense for weights.
export function derive(data, view) {
  const { header, arrays } = data;
  const [queries, keys] = tokensOf(header, view.side);
  const weights = view.stage === "weights";
  const how = { merge: view.merge && weights, special: view.special };
  const rows = groups(queries, how), cols = groups(keys, how);
  const heads = arrays.layer.shape[0];
  const single = (value) => (i, j) => value(rows[i].members[0], cols[j].members[0]);
  const summed = (value) => (i, j) => {
    let sum = 0;
    for (const q of rows[i].members) for (const k of cols[j].members) sum += value(q, k);
    return sum / rows[i].members.length;
  };
  const merged = how.merge ? summed : single;
  const of = (h) => merged((q, k) => at(arrays.layer, h, q, k));
  const mean = merged((q, k) => {
    let sum = 0;
    for (let h = 0; h < heads; h++) sum += at(arrays.layer, h, q, k);
    return sum / heads;
  });
  const one = weights ? of(view.head - 1) : merged((q, k) => at(arrays[view.stage], q, k));
  return { rows, cols, values: weights && view.mean ? mean : one, of, heads };
}

// The row in which a position is, -1 when it is hidden.
export const rowOf = (groups, position) => groups.findIndex((g) => g.members.includes(position));
