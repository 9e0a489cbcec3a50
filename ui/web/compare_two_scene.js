// Two heads side by side in one picture: A, how far apart the rows are, B, and where there is room the difference. On a
// narrow page they stand below each other.
import { HEAD, cellSize, drawBars, drawMap } from "./compare_two_map.js";
import { share, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";

const WIDE = 96; // letters: from here on the difference stands beside A and B
export const NARROW = 52; // letters: up to here all stand below each other
const plain = (v) => (v < 0.005 ? "" : v.toFixed(2).replace(/^0/, ""));
const more = (v) => (Math.abs(v) < 0.005 ? "" : (v > 0 ? "+" : "−") + Math.abs(v).toFixed(2).replace(/^0/, ""));

// What stands side by side, in letters: maps share the room that is left. A map without the names of its rows stands right
// of one that has the same; the names of columns lean out of their map to the right.
function row(look, together, wide, narrow) {
  if (!together) return ["label", "a", 2.6, "label", "b", 2.6];
  if (look === "difference") return ["label", "d", 1.4, "divergence", ...(narrow ? [] : [1.4, "rank"])];
  return ["label", "a", 1.4, "divergence", 1.4, "label", "b", 2.6, ...(wide ? ["d", 2.6] : [])];
}
const BARS = 7.4, LABEL = 6.6, BADGE = { a: "#1a73e8", b: "#c2410c" }; // as above the picture

// model: see compare_two_model.js
export function mapsScene(model, look, theme, width, height) {
  const s = theme.size, { a, b, together } = model, narrow = width < s * NARROW, items = row(look, together, width >= s * WIDE, narrow);
  const lines = narrow ? items.join().split(",label,b").flatMap((part, k) => [(k ? "label,b" : "") + part]).map((part) => part.split(",").filter(Boolean)) : [items];
  const label = Math.min(s * LABEL, width * 0.22), room = (item) => ({ label, divergence: s * BARS, rank: s * BARS })[item] ?? (+item ? s * item : 0);
  const left = (line) => line.reduce((sum, item) => sum - room(item), width) / line.filter((item) => "abd".includes(item)).length;
  const wide = Math.max(s * 4, Math.min(...lines.map(left))), shown = together ? [a] : [a, b], most = (name) => Math.max(...shown.map((map) => map[name].length));
  const top = s * (2 + HEAD), foot = s * (narrow ? 3.6 : 2.2), tall = (narrow ? Math.max(s * 20, height / 2) : height) - top - foot;
  const size = cellSize(most("rows"), most("cols"), wide, tall, s), high = narrow ? Math.max(s * 3, size.h * most("rows")) : tall;
  const scene = new Scene(width, lines.length * (top + high + foot), theme), scales = { share: share(theme.mode), signed: signed(theme.mode, model.limit) };
  scene.places = {};
  lines.forEach((line, k) => {
    const y = k * (top + high + foot) + top;
    let x = 0;
    for (const [at, item] of line.entries()) {
      if (model.compared[item]) distances(scene, model, { x, y, w: s * BARS, h: size.h }, item);
      if (model[item]?.rows) {
        const place = (scene.places[item] = { x, y, ...size, label: line[at - 1] === "label" ? label : 0 });
        map(scene, model, item, place, wide + room(line[at + 1]) * (line[at + 2] ? 0.5 : 1), y + high + foot - s * 0.85, scales);
        x += wide;
      } else x += room(item);
    }
  });
  scene.cell = (kind, i, j) => {
    const shown = scene.places[kind] ? kind : Object.keys(scene.places)[0], { x, y, w, h } = scene.places[shown];
    return { x: x + (j + 1) * w, y: y + i * h, hit: model.hit(shown, i, j) };
  };
  return scene;
}

function map(scene, model, kind, place, wide, foot, scales) {
  const difference = kind === "d", look = difference ? { colour: scales.signed, digits: more, widest: "+.00" } : { colour: scales.share, digits: plain, widest: ".00" };
  heading(scene, model, kind, place, wide);
  drawMap(scene, { ...model[kind], ...look }, place, model.marks[difference ? "a" : kind], (i, j) => model.hit(kind, i, j));
  legend(scene, model, kind, place, foot, scales);
}

// A or B and which head that is, what its rows and columns are.
function heading(scene, model, kind, { x, label, y }, wide) {
  const { theme } = scene, s = theme.size, { words: w, names } = model, left = x - label, mid = y - s * (HEAD + 1);
  if (kind !== "d") badge(scene, kind, left, mid);
  const from = kind === "d" ? 0 : s * 2;
  scene.text(left + from, mid, fit(names[kind], label + wide - from, s, theme.font), { weight: 650 });
  if (!label) return;
  scene.text(left, y - s * 1.9, fit(`${w.keys} →`, label - 4, s, theme.font), { fill: theme.role.key, weight: 600 });
  scene.text(left, y - s * 0.7, fit(`↓ ${w.queries}`, label - 4, s, theme.font), { fill: theme.role.query, weight: 600 });
}
export function badge(scene, kind, x, y) {
  const s = scene.theme.size;
  scene.rect(x, y - s * 0.75, s * 1.5, s * 1.5, { fill: BADGE[kind], round: s * 0.75 });
  scene.text(x + s * 0.75, y, kind.toUpperCase(), { anchor: "center", weight: 700, fill: "#ffffff" });
}

function legend(scene, model, kind, { x }, y, scales) {
  const { theme } = scene, s = theme.size, { words: w, limit } = model;
  if (kind === "d") {
    const left = widthOf(w.more_b, s, theme.font) + 8, bar = s * 10;
    scene.text(x, y, w.more_b);
    scene.legend(x + left, y, bar, -limit, limit, scales.signed);
    return scene.text(x + left + bar + s * 0.9, y, w.more_a);
  }
  scene.legend(x, y, s * 6, 0, 1, scales.share);
  if (model[kind].whole) return;
  const at = x + s * 7.6;
  scene.rect(at, y - s * 0.5, s, s, { fill: theme.panel, stroke: theme.line });
  scene.line([[at, y + s * 0.5], [at + s, y - s * 0.5]], { stroke: theme.faint });
  scene.text(at + s * 1.5, y, w.never);
}

// How far apart the rows are: a bar for each, from 0 to ln 2, or from -1 to 1.
function distances(scene, model, place, name) {
  const { theme } = scene, s = theme.size, { words, compared } = model, { x, y, w, h } = place, signs = name === "rank", { values } = compared[name];
  const ends = signs ? { from: -1, to: 1 } : { from: 0, to: model.most }, faint = { fill: theme.faint };
  scene.text(x, y - s * (HEAD + 1), fit(words[`${name}_title`], w, s, theme.font), { weight: 650 });
  scene.text(x, y - s * 0.7, words[`${name}_symbol`], faint);
  const bar = drawBars(scene, values.length, (i) => values[i], { ...place, ...ends }, model.marks.a.rows[0] ?? -1, (i) => model.barHit(name, i)), foot = y + h * values.length + s * 0.9;
  scene.text(x, foot, signs ? "−1" : "0", faint);
  if (signs) scene.text(x + bar / 2, foot, "0", { ...faint, anchor: "center" });
  scene.text(x + bar, foot, signs ? "1" : "ln 2", { ...faint, anchor: signs ? "right" : "center" });
}
