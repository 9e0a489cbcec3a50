// Growing prefixes: what two nets make of each as a list, how surprised they are by what the Transformer makes of it as a
// curve, and under that the one vector that each begins its translation with.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { known, nice } from "./s2s_scale.js";
import { tokenLabels } from "./steps.js";
import { at } from "./wire.js";

const SIGN = ["triangle", "circle"];
const BOLD = 1.07; // how much wider bold letters are than those that are measured
const ROOM = [8, 12, 16, 24];
const ink = (theme, k) => theme.heads[k ? 0 : 1];
const nats = (v) => v.toFixed(2);

// Text that fits, cut at its beginning: what has just come stands at the end.
function tail(text, width, size, font) {
  const shown = isolated(text);
  if (widthOf(shown, size, font) <= width) return shown;
  const cut = [...text];
  while (cut.length > 1 && widthOf(`…${isolated(cut.join(""))}`, size, font) > width) cut.shift();
  return `…${isolated(cut.join(""))}`;
}

// A picture of nothing is as high as one of a few words, so that what is below stays where it is.
function nothing({ header }, theme, width, tall) {
  const scene = new Scene(width, tall, theme);
  scene.text(width / 2, tall / 2, header.empty, { anchor: "center", fill: theme.faint });
  return scene;
}
const slots = (n) => ROOM.find((room) => room >= n);

const said = ({ header, arrays }, view, k, side) =>
  `${view.names[side]}: ${isolated(header.written[side][k])}\n${header.words.surprise} = ${short(at(arrays.surprise, side, k))} ${header.words.nats}, ${header.words.over.replace("{count}", header.counts[k])}`;
const tipOf = (data, view, k) => [isolated(data.header.prefixes[k]), `${data.header.words.given}: ${isolated(data.header.given[k])}`, said(data, view, k, 0), said(data, view, k, 1)].join("\n");

export function listScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, n = header.prefixes.length, line = s * 1.55, number = s * 5.6, tall = line * (slots(n) + 1) + 4;
  if (!n) return nothing(data, theme, width, tall);
  const wide = Math.max(width, s * 44), english = wide * 0.29, each = (wide - english) / 2, scene = new Scene(wide, tall, theme), most = nice(Math.max(...arrays.surprise.values));
  scene.text(english - s, line / 2, w.english, { anchor: "right", fill: theme.faint });
  view.names.forEach((name, side) => {
    const x = english + each * side;
    scene.mark(x + s * 0.6, line / 2, s * 0.4, SIGN[side], { fill: ink(theme, side) });
    scene.text(x + s * 1.5, line / 2, name, { fill: ink(theme, side), weight: 700 });
    scene.text(x + each - s * 0.6, line / 2, w.nats, { anchor: "right", fill: theme.faint });
  });
  header.prefixes.forEach((prefix, k) => {
    const y = line * (k + 1), mid = y + line / 2, hit = { tip: tipOf(data, view, k), mark: { row: k, col: k }, pick: true, at: { side: 0, prefix: k } };
    if (k % 2 === 0 || view.row === k) scene.rect(0, y, wide, line, { fill: view.row === k ? theme.accent : theme.panel, alpha: view.row === k ? 0.16 : 0.7, round: 3 });
    const last = prefix.slice(header.from[k]).trimStart(), before = prefix.slice(0, prefix.length - last.length), long = widthOf(isolated(last), s, theme.font) * BOLD;
    scene.text(english - s, mid, isolated(last), { anchor: "right", weight: 700 });
    if (before.trim()) scene.text(english - s - long - (before.endsWith(" ") ? s * 0.3 : 0), mid, tail(before.trimEnd(), Math.max(s, english - long - s * 1.8), s, theme.font), { anchor: "right" });
    scene.rect(0, y, english, line, { hit });
    [0, 1].forEach((side) => {
      const x = english + each * side, v = at(arrays.surprise, side, k), room = each - number - s * 1.6;
      scene.text(x + s * 0.6, mid, fit(isolated(header.written[side][k]), room, s, theme.font), {});
      scene.rect(x + each - number, mid - s * 0.5, Math.max(1, ((number - s * 3.2) * v) / most), s, { fill: ink(theme, side), alpha: 0.7 });
      scene.text(x + each - s * 0.6, mid, nats(v), { anchor: "right" });
      scene.rect(x, y, each, line, { hit: { ...hit, at: { side, prefix: k } } });
    });
  });
  scene.find = (k) => ({ x: english, y: line * (k + 1.5), hit: { tip: tipOf(data, view, k), at: { side: 0, prefix: k } } });
  return scene;
}

export function listTable({ header, arrays }, view) {
  const w = header.words, rows = header.prefixes.map((prefix, k) => [prefix, header.given[k], ...[0, 1].flatMap((side) => [header.written[side][k], at(arrays.surprise, side, k)])]);
  return { columns: [w.english, w.given, ...view.names.flatMap((name) => [name, `${name}: ${w.nats}`])], rows };
}

// Columns as wide as there is room; they keep their width until there are too many.
function axisOf(n, theme, left, width) {
  const pitch = (width - left) / slots(n);
  return { pitch, x: (k) => left + (k + 0.5) * pitch, width: pitch * n, room: theme.size * 3.4, wide: pitch > theme.size * 4.4 };
}

export function surpriseScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, n = header.prefixes.length;
  const left = s * 9, axis = axisOf(n, theme, left, width - s * 9), top = s * 1.4, high = s * 9.5, strip = s * 5.4, gap = s * 0.6, names = top + high + s * 0.2, first = names + axis.room + s * 0.2, tall = first + 2 * (strip + gap) + s * 1.8;
  if (!n) return nothing(data, theme, width, tall);
  const scene = new Scene(width, tall, theme), most = nice(Math.max(0.1, ...arrays.surprise.values)), y = (v) => top + high - (high * v) / most, right = left + axis.width;
  for (const part of [0, 0.5, 1]) {
    scene.line([[left, y(part * most)], [right, y(part * most)]], { stroke: theme.line, alpha: part ? 0.6 : 1 });
    scene.text(left - s * 0.5, y(part * most), String(+(part * most).toPrecision(3)), { anchor: "right", fill: theme.faint });
  }
  scene.text(left - s * 0.5, top - s * 0.8, w.nats, { anchor: "right", fill: theme.faint });
  if (view.row !== null) scene.rect(axis.x(view.row) - axis.pitch / 2, top, axis.pitch, scene.height - top - s * 1.8, { fill: theme.accent, alpha: 0.14 });
  const ends = [];
  [0, 1].forEach((side) => {
    const value = (k) => at(arrays.surprise, side, k), stroke = ink(theme, side);
    for (let k = 1; k < n; k++) scene.line([[axis.x(k - 1), y(value(k - 1))], [axis.x(k), y(value(k))]], { stroke, width: 2.5 });
    for (let k = 0; k < n; k++) scene.mark(axis.x(k), y(value(k)), s * 0.36, SIGN[side], { fill: stroke });
    let place = y(value(n - 1));
    if (ends.some((other) => Math.abs(other - place) < s * 1.2)) place = ends[0] + (place > ends[0] ? 1.2 : -1.2) * s;
    ends.push(place);
    scene.text(axis.x(n - 1) + s * 0.7, place, view.names[side], { fill: stroke, weight: 700 });
  });
  tokenLabels(scene, axis, header.prefixes.map((prefix, k) => prefix.slice(header.from[k]).trimStart()), names, { marked: view.row ?? -1 });
  const limit = Math.max(...Array.from(arrays.start.values, Math.abs)), colour = signed(theme.mode, limit), units = arrays.start.shape[2];
  [0, 1].forEach((side) => {
    const yy = first + side * (strip + gap), from = side * n * units;
    scene.text(left - s * 0.5, yy + s * 0.6, fit(view.names[side], left - s, s, theme.font), { anchor: "right", fill: ink(theme, side), weight: 700 });
    scene.text(left - s * 0.5, yy + s * 1.8, "s₀", { anchor: "right", fill: theme.gate.h, weight: 700 });
    scene.matrix(left, yy, axis.width, strip, { rows: units, cols: n, colour, values: (i, j) => arrays.start.values[from + j * units + i], hit: (i, j, v) => ({ tip: `${isolated(header.prefixes[j])}\n${view.names[side]}: s₀ [${i + 1}] = ${short(v)}${j ? `\n${w.moved} = ${short(at(arrays.moved, side, j))}` : ""}`, mark: { row: 0, col: j }, pick: true, at: { side, prefix: j } }) });
    for (let k = 1; k < n; k++) scene.line([[left + k * axis.pitch, yy], [left + k * axis.pitch, yy + strip]], { stroke: theme.background, width: 1.5 });
    scene.rect(left, yy, axis.width, strip, { stroke: theme.line });
  });
  scene.text(left, scene.height - s * 0.7, w.words_axis, { fill: theme.faint });
  scene.legend(left + s * 18, scene.height - s * 0.7, s * 14, -limit, limit, colour);
  for (let k = 0; k < n; k++) scene.rect(axis.x(k) - axis.pitch / 2, top, axis.pitch, first - top, { hit: { tip: tipOf(data, view, k), mark: { row: 0, col: k }, pick: true, at: { side: 0, prefix: k } } });
  return scene;
}

export function surpriseTable({ header, arrays }, view) {
  const w = header.words, sides = [0, 1];
  return { columns: [w.prefix, w.word, ...view.names.map((name) => `${name}: ${w.nats}`), ...view.names.map((name) => `${name}: ${w.moved}`)], rows: header.prefixes.map((prefix, k) => [prefix, header.counted[k], ...sides.map((side) => at(arrays.surprise, side, k)), ...sides.map((side) => known(at(arrays.moved, side, k)))]) };
}
