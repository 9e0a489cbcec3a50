// What the tab that lays two heads side by side knows: both maps, what belongs together in them, what is marked in which,
// and what a cell says.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { at } from "./wire.js";

const other = { a: "b", b: "a" };

// mark: { kind: "a" or "b", row, col } in one of the maps, or null
export function modelOf({ header, arrays }, words, mark, names) {
  const side = (kind) => {
    const weights = arrays[`${kind}.weights`], seen = arrays[`${kind}.seen`], { rows, columns, rest, written } = header[kind];
    const cols = columns.map((name, j) => (rest && j === columns.length - 1 ? words.rest : name));
    return {
      rows, cols, written, values: (i, j) => at(weights, i, j), seen: (i, j) => at(seen, i, j) > 0, whole: seen.values.every((v) => v > 0),
      axes: written.map((own) => (own ? words.axis_written : words.axis_sentence)),
    };
  };
  const a = side("a"), b = side("b"), together = header.compared, compared = {};
  for (const [name, array] of Object.entries(arrays)) if (name.startsWith("compared.")) compared[name.slice(9)] = array;
  const { difference } = compared, model = { header, words, names: { ...names, d: "A − B" }, a, b, together, compared, most: header.most };
  model.limit = together ? difference.values.reduce((most, v) => Math.max(most, Math.abs(v)), 0.2) : 1; // two heads that are nearly alike look it
  if (together) model.d = { ...a, values: (i, j) => at(difference, i, j), seen: (i, j) => a.seen(i, j) || b.seen(i, j) };
  model.marks = marksOf(header, { a, b }, mark);
  model.there = ({ kind, row, col }) => row < model[kind].rows.length && col < model[kind].cols.length;
  model.hit = (kind, i, j) => cellHit(model, kind, i, j);
  model.barHit = (name, i) => ({ tip: rowTip(model, i), mark: { row: `a.${i}`, col: null }, pick: true, at: { part: name, query: i + 1 } });
  model.sideHit = (kind, { row, col }) => ({ mark: { row: `${kind}.${row ?? ""}`, col }, pick: true });
  return model;
}

// What is marked in both maps: the cell itself, and whatever belongs to it in the other one.
function marksOf({ links }, maps, mark) {
  const marks = { a: { rows: [], cols: [] }, b: { rows: [], cols: [] } };
  if (!mark) return marks;
  for (const [name, axis, place] of [["rows", "rows", mark.row], ["cols", "columns", mark.col]]) {
    if (place === null || place >= maps[mark.kind][name].length) continue;
    marks[mark.kind][name] = [place];
    const unit = links[axis][mark.kind][place];
    if (unit >= 0) marks[other[mark.kind]][name] = links[axis][other[mark.kind]].flatMap((v, k) => (v === unit ? [k] : []));
  }
  return marks;
}

// The weight of what belongs together: the sum over keys, the mean over queries; null where nothing does.
export function weightOf({ values }, { rows, cols }) {
  if (!rows.length || !cols.length) return null;
  return rows.reduce((all, i) => all + cols.reduce((sum, j) => sum + values(i, j), 0), 0) / rows.length;
}

function cellHit(model, kind, i, j) {
  const from = kind === "d" ? "a" : kind, marks = marksOf(model.header, model, { kind: from, row: i, col: j });
  return { tip: cellTip(model, marks, i, j), mark: { row: `${from}.${i}`, col: j }, pick: true, at: { part: kind === "d" ? "difference" : kind, query: i + 1, key: j + 1 } };
}

function cellTip(model, marks, i, j) {
  const { words: w, header: { links } } = model, lines = [], places = links.rows.by === "places" || links.columns.by === "places";
  for (const kind of ["a", "b"]) {
    const map = model[kind], { rows, cols } = marks[kind], v = weightOf(map, marks[kind]);
    if (v === null) continue;
    const name = (list, at) => isolated(at.map((k) => list[k]).join(" "));
    lines.push(`${kind.toUpperCase()} [${name(map.rows, rows)}, ${name(map.cols, cols)}] = ${map.seen(rows[0], cols[0]) ? short(v) : `0, ${w.never}`}`);
  }
  if (model.together) lines.push(`A − B = ${short(model.d.values(i, j))}`);
  lines.push(`${w.query} ${i + 1} · ${w.key} ${j + 1}${places && lines.length > 1 ? ` · ${w.same_place}` : ""}`);
  return lines.join("\n");
}

function rowTip({ words: w, a, compared }, i) {
  const rho = compared.rank.values[i];
  return `${w.query} ${i + 1} · ${isolated(a.rows[i])}\nD = ${short(compared.divergence.values[i])} ${w.of_most}\nρ = ${Number.isFinite(rho) ? short(rho) : w.no_rank}`;
}

export function twoTable({ words: w, a, b, together, compared, d }) {
  const name = (list, k) => `${k + 1} ${list[k]}`, rows = [];
  if (together) {
    const { divergence, rank } = compared;
    a.rows.forEach((_, i) => a.cols.forEach((_, j) => rows.push([name(a.rows, i), name(a.cols, j), a.values(i, j), b.values(i, j), d.values(i, j), divergence.values[i], Number.isFinite(rank.values[i]) ? rank.values[i] : ""])));
    return { columns: [w.query, w.key, "A", "B", "A − B", w.divergence_title, "ρ"], rows };
  }
  for (const [kind, map] of [["A", a], ["B", b]]) map.rows.forEach((_, i) => map.cols.forEach((_, j) => rows.push([kind, name(map.rows, i), name(map.cols, j), map.values(i, j)])));
  return { columns: [w.which, w.query, w.key, w.weight], rows };
}
