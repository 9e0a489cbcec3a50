// A net drawn as it is wired: tokens below, a box for every state of every layer and direction, answers above. The boxes
// that give an answer are lit. What the answers look like is told in answers.js.
import { answers, tall } from "./answers.js";
import { arrow } from "./arrow.js";
import { columns, face } from "./columns.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { css, ink, positive, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { at } from "./wire.js";

// Where everything stands, from top to bottom. It depends on the net and on the letters' size, not on the text.
function rows(header, s) {
  const { layers, bidirectional, pooling } = header.wiring, lane = s * 2.1, answered = s * 2.1, bottom = answered + tall(header, s);
  const pooled = pooling === "mean" || pooling === "attention", pool = pooled ? bottom + s * 1.2 : null;
  let top = pooled ? pool + s * 4 : bottom + s * (pooling ? 1.3 : 1.7);
  const lanes = [];
  for (let l = layers - 1; l >= 0; l--) {
    lanes[l] = bidirectional ? { backward: top, forward: top + lane + s * 0.7 } : { forward: top };
    top = lanes[l].forward + lane + s * 1.3;
  }
  return { head: s * 0.9, answers: answered, bottom, pool, lanes, lane, x: top, token: top + s * 2.2, height: top + s * 3.7 };
}

// The boxes of a column: in a bidirectional net the two lanes are staggered, so that every arrow finds its way past.
function boxes(spot, bidirectional, s) {
  const wide = Math.max(4, Math.min(spot.w * (bidirectional ? 0.46 : 0.66), s * 3.3)), shift = bidirectional ? wide * 0.4 : 0;
  spot.wide = wide;
  spot.centre = { forward: spot.mid - shift, backward: spot.mid + shift };
}

export function wiringScene(data, view, theme, width) {
  const { header } = data, s = theme.size, y = rows(header, s), { bidirectional } = header.wiring;
  const scene = new Scene(width, Math.ceil(y.height), theme), place = columns(header, theme, width, (k) => answers.label(data, k));
  const past = (i) => header.pinned && !bidirectional && i > header.step; // not yet read
  const net = { scene, data, view, theme, y, place, s, w: header.words, lit: (i) => lit(header, i), dim: (i) => (past(i) ? 0.22 : 1) };
  net.lane = { forward: bidirectional ? theme.role.key : theme.gate.h, backward: theme.role.query };
  net.inputs = positive(theme.mode, data.arrays.x.values.reduce((m, v) => Math.max(m, v), 0));
  place.spots.forEach((spot) => boxes(spot, bidirectional, s));
  heading(net);
  gutter(net);
  place.spots.forEach((spot) => band(net, spot));
  place.spots.forEach((spot, n) => column(net, spot, place.spots[n - 1], place.spots[n + 1]));
  if (header.wiring.pooling) pool(net);
  answers.draw(net);
  return scene;
}

// Whether the answer at a step is one that the task asks for.
export const lit = (header, i) =>
  header.kind === "many-to-one" ? i === header.length - 1 : header.kind === "one-to-many" ? i >= header.prompt - 1 : true;

function heading({ scene, data: { header }, theme, s, w, y, view }) {
  const equation = w[`equation_${header.wiring.pooling || header.kind.replace(/-/g, "_")}`];
  const name = header.unit ? `h [${header.unit}]` : "‖h‖", bar = s * 9, from = scene.width - 2 - bar;
  scene.text(0, y.head, fit(equation, scene.width, s, theme.font), { weight: 600 });
  if (widthOf(equation + name, s, theme.font) + s * 2 > from) return;
  scene.text(from - s * 0.4, y.head, name, { anchor: "right", fill: theme.gate.h, weight: 650 });
  scene.legend(from, y.head, bar, header.unit ? -view.limit : 0, view.limit, view.colour);
}

// The names of the rows, at the left.
function gutter({ scene, data: { header }, theme, place, y, w, s, lane }) {
  const { layers, bidirectional, pooling } = header.wiring, room = place.left - s * 1.2;
  const name = (mid, text, fill = theme.faint) => scene.text(0, mid, fit(text, room, s, theme.font), { fill });
  if (y.pool !== null) name(y.pool + s * 0.75, w[`pooling_${pooling}`], theme.text);
  y.lanes.forEach((lanes, l) => {
    const layer = layers > 1 ? `${w.layer} ${l + 1}` : "";
    if (bidirectional) name(lanes.backward + y.lane / 2, `← ${layer || w.right_to_left}`, lane.backward);
    name(lanes.forward + y.lane / 2, bidirectional ? `→ ${layer || w.left_to_right}` : `hₜ  ${layer || w.state}`, lane.forward);
  });
  name(y.x + s * 0.6, `xₜ  ${w.embedding}`);
  name(y.token, place.before > 0 ? `… ${w.earlier.replace("{count}", place.before)}` : header.kind === "one-to-many" ? w.character : w.input, theme.text);
  if (place.after > 0) scene.text(scene.width - 2, y.token + s, w.later.replace("{count}", place.after), { anchor: "right", fill: theme.faint });
}

// Every column can be pointed at; the step in detail stands on a band of its own.
function band({ scene, data: { header }, theme, y, s }, spot) {
  const { i, k, x, w } = spot, top = y.answers - s * 0.4, h = y.token + s * 0.85 - top;
  if (i === header.step) scene.rect(x + 0.5, top, w - 1, h, { fill: theme.panel, stroke: theme.accent, width: header.pinned ? 2 : 1.2, round: 5 });
  scene.rect(x, top, w, h, { hit: { tip: isolated(face(header.tokens[k].text)), mark: { row: null, col: i }, pick: true } });
}

// One step: its token, its embedding, its states, and the arrows to the next.
function column(net, spot, before, next) {
  const { scene, data: { header, arrays }, theme, y, s, w, dim } = net, { mid } = spot, token = header.tokens[spot.k], alpha = dim(spot.i);
  const label = fit(face(token.text), spot.w - 2, s, theme.font), half = widthOf(label, s, theme.font) / 2;
  scene.text(mid, y.token, label, { anchor: "center", alpha, weight: token.written ? 700 : 500, fill: token.written ? theme.accent : theme.text });
  if (token.unknown) scene.line([[mid - half, y.token + s * 0.65], [mid + half, y.token + s * 0.65]], { stroke: theme.text, dash: [2, 2], width: 1.5 });
  const norm = arrays.x.values[spot.k], wide = Math.min(spot.wide * 1.1, s * 2.4), unknown = token.unknown ? `   ${w.unknown_word}` : "";
  scene.rect(mid - wide / 2, y.x, wide, s * 1.2, { fill: css(net.inputs(norm)), stroke: theme.line, round: 3, alpha, hit: hit(net, spot, "x", `‖x_${spot.i + 1}‖ = ${short(norm)}${unknown}`) });
  y.lanes.forEach((lanes, l) => Object.keys(lanes).forEach((side) => state(net, spot, side, l, before, next)));
}

// One state: what it reads from below, its box, and what it hands on.
function state(net, spot, side, l, before, next) {
  const { scene, data: { header, arrays }, theme, y, s, w, dim, lane, view } = net, { layers, bidirectional } = header.wiring;
  const alpha = dim(spot.i), x = spot.centre[side], top = y.lanes[l][side], v = at(arrays[side], l, spot.k), fill = view.colour(v), faint = { stroke: theme.faint, alpha: 0.8 * alpha };
  if (!l) arrow(scene, [(spot.mid * 2 + x) / 3, y.x], [x, top + y.lane], faint);
  else for (const from of Object.keys(y.lanes[l - 1])) arrow(scene, [spot.centre[from], y.lanes[l - 1][from]], [x, top + y.lane], from === side ? faint : { ...faint, alpha: alpha * 0.4 });
  const shines = l === layers - 1 && net.lit(spot.i), arrowed = bidirectional ? (side === "forward" ? "→" : "←") : "", symbol = `${arrowed}h_${spot.i + 1}`;
  const value = `${header.unit ? `${symbol} [${header.unit}]` : `‖${symbol}‖`} = ${short(v)}`;
  scene.rect(x - spot.wide / 2, top, spot.wide, y.lane, { fill: css(fill), stroke: shines ? lane[side] : theme.line, width: shines ? 2.4 : 1, round: 4, alpha, hit: hit(net, spot, side + l, layers > 1 ? `${w.layer} ${l + 1}   ${value}` : value) });
  if (spot.wide > s * 2.3) scene.text(x, top + y.lane / 2, v.toFixed(2).replace("-", "−"), { anchor: "center", fill: ink(fill), alpha });
  const height = top + y.lane / 2, style = { stroke: lane[side], width: 1.6 }, left = x - spot.wide / 2 - 1, right = x + spot.wide / 2 + 1;
  if (side === "forward") {
    if (!before) arrow(scene, [left - s * 0.7, height], [left, height], style);
    if (next) arrow(scene, [right, height], [next.centre.forward - next.wide / 2 - 1, height], { ...style, alpha: dim(next.i) });
  } else {
    if (!next) arrow(scene, [right + s * 0.7, height], [right, height], style);
    if (before) arrow(scene, [left, height], [before.centre.backward + before.wide / 2 + 1, height], style);
  }
}

const hit = ({ data: { header }, w }, spot, row, value) => ({
  tip: `${isolated(face(header.tokens[spot.k].text))}   ${w.step} ${spot.i + 1}\n${value}`, mark: { row, col: spot.i }, pick: true, at: { step: spot.i + 1 },
});

// What of the states goes into the answer at the step in detail: the last one alone, or each its share.
function pool({ scene, data: { header, arrays }, theme, y, place, s, w }) {
  const lanes = y.lanes.at(-1), from = lanes.backward ?? lanes.forward, { spots } = place, here = spots.find((spot) => spot.i === header.step);
  if (!here) return;
  const shares = arrays.shares.values, most = shares.reduce((m, v) => Math.max(m, v), 0), stroke = theme.gate.h;
  if (y.pool === null) return arrow(scene, [here.mid, from], [here.mid, y.bottom], { stroke, width: 2.4 });
  for (const spot of spots) {
    const share = shares[spot.k];
    if (!(share > 0.002)) continue;
    scene.line([[here.mid, y.pool + s * 1.5], [spot.mid, from - 1]], { stroke, width: 0.7 + 6 * share ** 0.5 * (share / most), alpha: 0.25 + (0.7 * share) / most, curve: "down" });
  }
  for (const spot of spots) {
    const share = shares[spot.k], text = `${Math.round(share * 100)} %`;
    if (spot.w < s * 2.6 || !(share > 0.15 * most)) continue;
    scene.rect(spot.mid - widthOf(text, s, theme.font) / 2 - 2, from - s * 1.15, widthOf(text, s, theme.font) + 4, s * 1.1, { fill: theme.background, round: 3 });
    scene.text(spot.mid, from - s * 0.6, text, { anchor: "center" });
  }
  const wide = s * 2.6;
  scene.rect(here.mid - wide / 2, y.pool, wide, s * 1.5, { fill: theme.background, stroke, width: 2.4, round: 4, hit: { tip: w[`pooling_${header.wiring.pooling}`] } });
  scene.text(here.mid, y.pool + s * 0.75, "h̄", { anchor: "center", weight: 700 });
  arrow(scene, [here.mid, y.pool], [here.mid, y.bottom], { stroke, width: 2.4 });
}

// The scale of the boxes: norms from 0, one unit on both sides of it.
export function scaleOf({ header, arrays }, theme) {
  const most = Math.max(...["forward", "backward"].map((side) => arrays[side].values.reduce((m, v) => Math.max(m, Math.abs(v)), 0)), 0.01);
  const limit = header.unit ? 1 : Math.ceil(most);
  return { limit, colour: header.unit ? signed(theme.mode, limit) : positive(theme.mode, limit) };
}

export function wiringTable(data) {
  const { header, arrays } = data, w = header.words, { layers, bidirectional } = header.wiring;
  const sides = bidirectional ? ["forward", "backward"] : ["forward"], name = header.unit ? `h [${header.unit}]` : "‖h‖";
  const each = sides.flatMap((side) => Array.from({ length: layers }, (_, l) => ({ side, l, title: `${bidirectional ? (side === "forward" ? "→" : "←") : ""}${name} ${w.layer} ${l + 1}` })));
  return {
    columns: [w.token, "‖x‖", ...each.map(({ title }) => title), ...answers.columns(data)],
    rows: header.tokens.map((t, k) => [`${header.first + k + 1} ${face(t.text)}`, arrays.x.values[k], ...each.map(({ side, l }) => at(arrays[side], l, k)), ...answers.row(data, k)]),
  };
}
