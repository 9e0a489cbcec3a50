// The table of the score board: a row a head, a bar for each measure with its interval and the untrained net's tick. Only the
// rows in sight are drawn.
import { baselineOf } from "./compare_board_data.js";
import { short } from "./panel.js";
import { Scene, fit, widthOf } from "./scene.js";

const SIGN = { positional: "square", induction: "triangle", syntactic: "diamond", alignment: "cross", rare: "circle", sink: "square", none: "circle" };
const HOLLOW = new Set(["sink", "none"]);
export const colourOf = (theme, role) => ({ positional: theme.heads[0], induction: theme.heads[1], syntactic: theme.heads[2], alignment: theme.heads[3], rare: theme.heads[4], sink: theme.faint, none: theme.faint })[role];

// The sign of a role: told apart by shape, filling and colour.
export function sign(scene, role, x, y, r, style = {}) {
  const colour = colourOf(scene.theme, role), hollow = HOLLOW.has(role);
  scene.mark(x, y, r, SIGN[role], { fill: hollow ? scene.theme.background : colour, stroke: hollow ? colour : scene.theme.background, width: hollow ? 1.8 : 1, ...style });
}

export const nameOf = (row, w, sides) => `${sides > 1 ? `${w[`short_${row.side}`] ?? row.side} ` : ""}${row.layer}·${row.head}`;
export const longName = (row, w) => `${w[`side_${row.side}`] ?? row.side} · ${w.layer} ${row.layer} · ${w.head} ${row.head}`;

export function layout(theme, width, board, columns) {
  const s = theme.size, first = s * (board.sides.length > 1 ? 6.4 : 4), role = s * 6.4, left = first + role;
  return { s, first, left, line: s * 1.65, top: s * 6.6, right: s * (columns.length > 6 ? 3.5 : 1), wide: Math.max(s * 2.2, (width - left - s * (columns.length > 6 ? 3.5 : 1)) / Math.max(1, columns.length)) };
}
export const rowsFit = (theme, tall) => Math.max(4, Math.floor((tall - theme.size * 6.6 - 2) / (theme.size * 1.65)));

// view: { sort, down, a, b, hovered, from, many }, a and b the numbers of rows, -1 for none
export function tableScene(board, rows, columns, view, w, theme, width) {
  const { s, first, left, line, top, wide, right } = layout(theme, width, board, columns), shown = rows.slice(view.from, view.from + view.many);
  const scene = new Scene(Math.max(width, Math.floor(left + columns.length * wide + right)), top + Math.max(1, Math.min(view.many, rows.length)) * line + 2, theme);
  heads(scene, columns, view, w, { s, first, left, top, wide });
  const spots = {};
  shown.forEach((row, i) => {
    const y = top + i * line, on = row.k === view.a, hit = { row: row.k, pick: true, mark: { row: row.k, col: 0 }, tip: said(board, row, null, w), at: { head: row } };
    if (on || row.k === view.hovered) scene.rect(0, y, scene.width, line, { fill: theme.panel });
    scene.rect(0, y, scene.width, line, { hit });
    if (on || row.k === view.b) scene.text(s * 0.1, y + line / 2, on ? "A" : "B", { weight: 800, fill: theme.accent });
    scene.text(s * 1.1, y + line / 2, nameOf(row, w, board.sides.length), { weight: on ? 700 : 400 });
    sign(scene, row.role, first + s * 0.5, y + line / 2, s * 0.38);
    scene.text(first + s * 1.2, y + line / 2, fit(w[`role_${row.role}`], left - first - s * 1.5, s, theme.font), { fill: row.role === "none" ? theme.faint : theme.text });
    columns.forEach((name, j) => {
      const box = { x: left + j * wide + 3, y: y + 2, w: wide - 6, h: line - 4 };
      bar(scene, board, row, name, box);
      scene.rect(box.x - 3, y, wide, line, { hit: { ...hit, tip: said(board, row, name, w), mark: { row: row.k, col: j + 1 }, at: { head: row, measure: name } } });
    });
    if (on) scene.rect(1, y + 1, scene.width - 2, line - 2, { stroke: theme.accent, width: 2.5, round: 4 });
    spots[row.k] = y + line / 2;
  });
  if (!rows.length) scene.text(left, top + line / 2, w.nobody, { fill: theme.faint });
  scene.columns = Object.fromEntries(columns.map((name, j) => [name, left + (j + 0.5) * wide]));
  scene.find = (k, column) => (spots[k] === undefined ? null : { x: column ? left + (column - 0.5) * wide : first, y: spots[k], hit: { tip: said(board, board.rows[k], columns[column - 1] ?? null, w), at: { head: board.rows[k], measure: columns[column - 1] } } });
  return scene;
}

function heads(scene, columns, view, w, { s, first, left, top, wide }) {
  const { theme } = scene, arrow = (name) => (view.sort === name ? (view.down ? " ▾" : " ▴") : "");
  const style = (name) => ({ weight: view.sort === name ? 700 : 500, fill: view.sort === name ? theme.accent : theme.text });
  const y = top - s * 0.8;
  scene.text(s * 0.2, y, w.head + arrow("head"), style("head"));
  scene.rect(0, y - s, first, s * 1.8, { hit: { sort: "head", pick: true, tip: w.sort_by.replace("{measure}", w.head) } });
  scene.text(first, y, w.role + arrow("role"), style("role"));
  scene.rect(first, y - s, left - first, s * 1.8, { hit: { sort: "role", pick: true, tip: `${w.sort_by.replace("{measure}", w.role)}\n${w.role_rule}` } });
  key(scene, w, s, left);
  columns.forEach((name, j) => {
    const x = left + j * wide, label = w[`measure_${name}`] + arrow(name), flat = widthOf(label, s, theme.font) < wide - 4;
    scene.rect(x, 0, wide, top, { hit: { sort: name, pick: true, tip: `${w[`measure_${name}`]}\n${w[`formula_${name}`]}\n${w.sort_by.replace("{measure}", w[`measure_${name}`])}` } });
    if (flat) scene.text(x + wide / 2, y, label, { ...style(name), anchor: "center" });
    else scene.text(x + Math.min(wide / 2, s), y, fit(label, s * 7, s, theme.font), { ...style(name), rotate: -45 });
  });
}

// What bar, whisker and ticks mean.
function key(scene, w, s, left) {
  const { theme } = scene, lines = [["value", w.key_value], ["interval", w.key_interval], ["untrained", w.untrained], ["baseline", w.key_baseline]];
  lines.forEach(([kind, label], i) => {
    const y = s * (0.7 + i * 1.2), x = s * 0.2, wide = s * 1.8;
    if (kind === "value") scene.rect(x, y - s * 0.35, wide, s * 0.7, { fill: theme.bar, alpha: 0.55 });
    if (kind === "interval") whisker(scene, x, x + wide, y, s);
    if (kind === "untrained") scene.line([[x + wide / 2, y - s * 0.5], [x + wide / 2, y + s * 0.5]], { stroke: theme.heads[1], width: 3 });
    if (kind === "baseline") scene.mark(x + wide / 2, y, s * 0.3, "diamond", { fill: theme.text, stroke: theme.background });
    scene.text(x + wide + s * 0.5, y, fit(label, left - wide - s * 1.5, s, theme.font), { fill: theme.faint });
  });
}

function whisker(scene, from, to, y, s) {
  const style = { stroke: scene.theme.text, width: 1.4 }, half = s * 0.22;
  scene.line([[from, y], [to, y]], style);
  for (const x of [from, to]) scene.line([[x, y - half], [x, y + half]], style);
}

function bar(scene, board, row, name, { x, y, w: wide, h }) {
  const { theme } = scene, [value, low, high, untrained] = board.of(name, row.k), { low: from, high: to } = board.scales[name];
  const at = (v) => x + ((v - from) / (to - from)) * wide, middle = y + h / 2, baseline = baselineOf(name, row);
  if (!Number.isFinite(value)) return scene.text(x + wide / 2, middle, "·", { anchor: "center", fill: theme.faint });
  scene.line([[at(0), y], [at(0), y + h]], { stroke: theme.line });
  scene.rect(Math.min(at(0), at(value)), y + h * 0.18, Math.max(1, Math.abs(at(value) - at(0))), h * 0.64, { fill: theme.bar, alpha: 0.55 });
  if (Number.isFinite(low)) whisker(scene, at(low), at(high), middle, theme.size);
  if (Number.isFinite(untrained)) scene.line([[at(untrained), y], [at(untrained), y + h]], { stroke: theme.heads[1], width: 2.5 });
  if (Number.isFinite(baseline)) scene.mark(at(baseline), middle, theme.size * 0.28, "diamond", { fill: theme.text, stroke: theme.background });
}

// A measure in words and numbers; without one, the head's role and why it has it.
export function said(board, row, name, w) {
  const lines = [longName(row, w)];
  if (!name) lines.push(`${w[`role_${row.role}`]}: ${w[`why_${row.role}`]}`);
  for (const one of name ? [name] : []) {
    const [value, low, high, untrained, least, most] = board.of(one, row.k), between = (a, b) => (Number.isFinite(a) ? ` [${short(a)}, ${short(b)}]` : "");
    lines.push(`${w[`measure_${one}`]} = ${Number.isFinite(value) ? short(value) : w.makes_no_sense}${between(low, high)}`);
    if (one === "found" && row.relation) lines.push(w[`finds_${row.looks_for}`].replace("{relation}", row.relation));
    if (one === "strongest_at" && Number.isFinite(row.offset)) lines.push(w.at_offset.replace("{offset}", (row.offset > 0 ? "+" : "") + String(row.offset).replace("-", "−")));
    if (Number.isFinite(untrained)) lines.push(`${w.untrained} = ${short(untrained)}${between(least, most)}`);
    const baseline = baselineOf(one, row);
    if (Number.isFinite(baseline)) lines.push(`${w[`baseline_${one}`]} = ${short(baseline)}`);
    lines.push(w[`formula_${one}`]);
  }
  return lines.join("\n");
}
