// From what arrived to what is drawn: maps of units by steps, whether they travelled as bytes or as floats.
export const QUANTITIES = { rnn: ["h"], lstm: ["i", "f", "g", "o", "c", "h"], gru: ["r", "z", "n", "h"] };
export const SHARES = "iforz"; // the gates proper, in [0, 1]
export const NAMES = { rnn: "RNN", lstm: "LSTM", gru: "GRU" };

export const split = (cell) => {
  const [net, quantity, unit] = cell.split(".");
  return { net, quantity, unit: +unit - 1 };
};
export const join = ({ net, quantity, unit }) => `${net}.${quantity}.${unit + 1}`;

// What a byte stands for: a share, or a signed value up to a limit.
const tables = new Map();
function decoded(limit) {
  if (!tables.has(limit)) tables.set(limit, Float32Array.from({ length: 256 }, (_, v) => (limit === null ? v / 255 : ((v - 128) / 127) * limit)));
  return tables.get(limit);
}

// One map: { limit, units, steps, exact, values (step by step), table (of bytes, null for floats), at(step, unit) }, steps
// counted from the first that was sent.
export function mapOf({ header, arrays }, net, name) {
  const found = header.nets.find((n) => n.cell === net)?.maps.find((m) => m.name === name), array = arrays[`${net}.${name}`];
  if (!found || !array) return null;
  const { values, shape: [steps, units] } = array, { limit } = found, exact = values instanceof Float32Array, table = exact ? null : decoded(limit);
  const at = exact ? (step, unit) => values[step * units + unit] : (step, unit) => table[values[step * units + unit]];
  return { limit, units, steps, exact, values, table, at };
}

// The units of a net in the order they are drawn: as stored, by similarity, or by time scale, the longest first.
export function ordered({ arrays }, net, units, order) {
  const similar = arrays[`${net}.order`]?.values ?? [], scale = arrays[`${net}.timescale`]?.values ?? [];
  if (order === "similar" && similar.length === units) return [...similar];
  const stored = Array.from({ length: units }, (_, k) => k);
  return order === "timescale" && scale.length === units ? stored.sort((a, b) => scale[b] - scale[a]) : stored;
}

// A map squeezed into so many rows: gates are averaged, of signed values the one farthest from 0 stays. Row by row.
export function squeezed(map, order, rows) {
  const { units, steps, values, table } = map, flat = new Float32Array(rows * steps), mean = map.limit === null;
  for (let i = 0; i < rows; i++) {
    const from = Math.floor((i * units) / rows), to = Math.max(from + 1, Math.floor(((i + 1) * units) / rows));
    for (let j = 0; j < steps; j++) {
      let kept = 0;
      for (let k = from; k < to; k++) {
        const raw = values[j * units + order[k]], v = table ? table[raw] : raw;
        if (mean) kept += v;
        else if (Math.abs(v) > Math.abs(kept)) kept = v;
      }
      flat[i * steps + j] = mean ? kept / (to - from) : kept;
    }
  }
  return flat;
}

// Every left-hand side of the chosen unit: of(name, step), 0 before the text; undefined where it was not sent.
export function numbers({ header, arrays }) {
  const { fields, first } = header, wide = arrays.cell.shape[1];
  const row = Object.fromEntries(fields.map((name, k) => [name, k * wide]));
  return (name, step) => {
    const k = step - first + 1;
    return k >= 0 && k < wide && name in row ? arrays.cell.values[row[name] + k] : undefined;
  };
}

// "f:1" -> what holds a quantity of a unit, if anything does.
export function heldAt(clamps, quantity, unit) {
  let value = null;
  for (const clamp of clamps) {
    const [, name, number, only] = /^(\w):(-?[\d.]+)(?:@(\d+))?$/.exec(clamp) ?? [];
    if (name === quantity && (only === undefined || +only === unit + 1)) value = +number;
  }
  return value;
}

const MARKS = { " ": "␣", "\n": "↵", "▁": "␣" };
export const tokenText = (text) => MARKS[text] ?? text;
export const number = (v, digits = 3) => v.toFixed(digits).replace("-", "−");
