// What the score board knows: a row a head, its measures with intervals and the untrained net's; sorted and filtered.
const ENDS = ["", "_low", "_high", "_untrained", "_untrained_low", "_untrained_high"];
export const ROLES = ["positional", "induction", "syntactic", "alignment", "rare", "sink", "none"];
export const GROUPS = {
  all: null,
  look: ["previous", "next", "self", "strongest_at", "distance", "special", "entropy", "confidence"],
  find: ["strongest_at", "rare", "found", "prefix_matching", "aer"],
  matter: ["gradient", "ablation", "bleu_lost"],
};
const LOWER = new Set(["aer"]); // the best are the lowest
const SHARES = new Set(["previous", "next", "self", "strongest_at", "special", "confidence", "rare", "found", "prefix_matching", "aer", "gradient"]);

// -> { rows, measures, maps, about, values(measure, head) -> [value, low, high, untrained, its low, its high] } or null
export function boardOf({ header, arrays }) {
  if (!header.board) return null;
  const { measures, rows, maps, about } = header.board, { values, shape } = arrays.values, [, ends, heads] = shape;
  const of = (name, k) => Array.from({ length: ends }, (_, end) => values[(measures.indexOf(name) * ends + end) * heads + k]);
  const points = Object.fromEntries(Object.keys(maps).map((side) => [side, { ...maps[side], at: (k) => Array.from(arrays[`map.${side}`].values.slice(2 * k, 2 * k + 2)) }]));
  return finished({ measures, rows, maps: points, about, of });
}

const SHOWN = 3, LONGEST = 2000; // sentences that show a head, and letters of one, as ui/compare/board.py takes them

// A board that the reader opened: what `python -m training heads NAME --text FILE --out heads.json` writes.
export function boardIn(text) {
  const found = JSON.parse(text), known = Object.values(GROUPS).flat().filter(Boolean), finite = (v) => (Number.isFinite(v) ? v : NaN);
  const texts = Array.isArray(found.sentences) ? found.sentences.map((text) => String(text).slice(0, LONGEST)) : [];
  const rows = found.heads.map((row) => {
    const { layer, head } = row;
    if (![layer, head].every((n) => Number.isInteger(n) && n > 0)) throw new TypeError("layer, head");
    const plain = Object.fromEntries(["relation", "looks_for"].filter((name) => row[name]).map((name) => [name, String(row[name])]));
    return { side: String(row.side), layer, head, role: ROLES.includes(row.role) ? row.role : "none", offset: finite(row.offset), offset_finds: finite(row.offset_finds), aer_diagonal: finite(row.aer_diagonal), sentences: [row.examples ?? []].flat().flatMap((k) => texts[k] ?? []).slice(0, SHOWN), ...plain };
  });
  if (!rows.length) throw new TypeError("heads");
  const measures = ORDER.filter((name) => known.includes(name) && found.heads.some((row) => Number.isFinite(row[name]))), maps = {};
  for (const [side, { points, share, stress }] of Object.entries(found.maps ?? {})) {
    if (points.length === rows.filter((row) => row.side === side).length && points.flat().every(Number.isFinite)) maps[side] = { share, stress, at: (k) => points[k] };
  }
  const about = { model: String(found.model), texts: found.texts, text: [found.text].flat().map(String) };
  return finished({ measures, rows, maps, about, own: true, of: (name, k) => ENDS.map((end) => finite(found.heads[k][name + end])) });
}
const ORDER = ["previous", "next", "self", "strongest_at", "distance", "special", "entropy", "confidence", "rare", "found", "prefix_matching", "aer", "gradient", "ablation", "bleu_lost"];

// Whether a model with such stacks has all the heads of a board.
export const fits = (board, shapes) => board.rows.every(({ side, layer, head }) => layer <= (shapes[side]?.[0] ?? 0) && head <= shapes[side][1]);

// Numbers each row in its stack, and says how far each column goes.
function finished(board) {
  const seen = {}, scales = {};
  board.rows = board.rows.map((row, k) => ({ ...row, k, place: (seen[row.side] = (seen[row.side] ?? -1) + 1) }));
  for (const name of board.measures) {
    let low = 0, high = SHARES.has(name) ? 1 : 0;
    if (!SHARES.has(name)) for (const { k } of board.rows) for (const v of board.of(name, k)) if (Number.isFinite(v)) (low = Math.min(low, v)), (high = Math.max(high, v));
    scales[name] = { low, high: high > low ? high : low + 1 };
  }
  return Object.assign(board, { scales, sides: Object.keys(seen) });
}

// What the best fixed offset, or the diagonal, would do: shown beside the measures that have such a baseline.
export const baselineOf = (name, row) => ({ found: row.offset_finds, aer: row.aer_diagonal })[name];
export const columnsOf = (board, group) => board.measures.filter((name) => !GROUPS[group] || GROUPS[group].includes(name));
export const sortable = (board) => ["role", "head", ...board.measures];

// view: { sort, down, role, stack, least } -> the rows that are shown, in their order
export function shownOf(board, { sort, down, role, stack, least }) {
  const measure = board.measures.includes(sort), sign = down ? -1 : 1;
  const key = (row) => (sort === "role" ? ROLES.indexOf(row.role) : measure ? board.of(sort, row.k)[0] : row.k);
  const passes = (row) => (!role || row.role === role) && (!stack || row.side === stack) && (!measure || least === null || (LOWER.has(sort) ? board.of(sort, row.k)[0] <= least : board.of(sort, row.k)[0] >= least));
  return board.rows.filter(passes).sort((a, b) => {
    const [x, y] = [key(a), key(b)], [p, q] = [x, y].map((v) => (Number.isNaN(v) ? 1 : 0)); // what makes no sense stands last
    return p - q || (p ? 0 : sign * (x - y)) || a.k - b.k;
  });
}
// Which way a column is sorted when it is first clicked.
export const firstDown = (name) => name !== "role" && name !== "head" && !LOWER.has(name);
export const lower = (name) => LOWER.has(name);

export function boardTable(board, rows, columns, w) {
  const extra = ["relation", "looks_for", "offset", "offset_finds", "aer_diagonal"].filter((name) => board.rows.some((row) => row[name] !== undefined && !Number.isNaN(row[name])));
  return {
    columns: [w.stack, w.layer, w.head, w.role, ...columns.flatMap((name) => ENDS.map((end) => name + end)), ...extra],
    rows: rows.map((row) => [row.side, row.layer, row.head, row.role, ...columns.flatMap((name) => board.of(name, row.k).map((v) => (Number.isFinite(v) ? v : ""))), ...extra.map((name) => (Number.isNaN(row[name]) ? "" : row[name] ?? ""))]),
  };
}
