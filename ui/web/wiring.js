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
  const { layers, bidirectional, pooling } = header.wiring, lane = s * 2, y = { head: s * 0.9, answers: s * 2.1 };
  y.bottom = y.answers + tall(header, s);
  let top = y.bottom + s * (pooling === "" ? 1.7 : 1.3);
  y.pool = null;
  if (pooling === "mean" || pooling === "attention") (y.pool = top), (top += s * 1.5 + s * 2.3);
  y.layers = [];
  for (let l = layers - 1; l >= 0; l--) {
    y.layers[l] = bidirectional ? { backward: top, forward: top + lane + s * 0.6 } : { forward: top };
    top += lane * (bidirectional ? 2 : 1) + s * (bidirectional ? 0.6 : 0) + s * 1.25;
  }
  return { ...y, lane, x: top, token: top + s * 2.2, height: top + s * 3.1 };
}

export function wiringScene(data, view, theme, width) {
  const { header } = data, s = theme.size, y = rows(header, s), w = header.words;
  const scene = new Scene(width, Math.ceil(y.height), theme), place = columns(header, theme, width, (k) => answers.label(data, k));
  const net = { scene, data, view, theme, y, place, s, w, lit: (i) => lit(header, i), dim: (i) => (header.pinned && !header.wiring.bidirectional && i > header.step ? 0.22 : 1) };
  heading(net);
  gutter(net);
  bands(net);
  const { spots } = place;
  spots.forEach((spot, n) => column(net, spot, spots[n + 1], n));
  if (header.wiring.pooling) pool(net);
  answers.draw(net);
  more(net);
  return scene;
}

// Whether the answer at a step is one that the task asks for.
export const lit = (header, i) =>
  header.kind === "many-to-one" ? i === header.length - 1 : header.kind === "one-to-many" ? i >= header.prompt - 1 : true;

function heading({ scene, data: { header }, theme, s, w, y, view }) {
  const name = header.unit ? `h [${header.unit}]` : "‖h‖", end = scene.width - 2;
  scene.text(0, y.head, w[`equation_${header.wiring.pooling || header.kind.replace(/-/g, "_")}`], { weight: 600 });
  const bar = s * 9, from = end - bar;
  const room = widthOf(w[`equation_${header.wiring.pooling || header.kind.replace(/-/g, "_")}`], s, theme.font) + s * 3;
  if (from - widthOf(name, s, theme.font) - s > room) {
    scene.text(from - s * 0.4, y.head, name, { anchor: "right", fill: theme.gate.h, weight: 650 });
    scene.legend(from, y.head, bar, header.unit ? -view.limit : 0, view.limit, view.colour);
  }
}

// The names of the rows, at the left.
function gutter({ scene, data: { header }, theme, place, y, w, s }) {
  const { layers, bidirectional } = header.wiring, room = place.left - s * 1.5;
  const name = (mid, text, fill = theme.faint) => scene.text(0, mid, fit(text, room, s, theme.font), { fill });
  header.wiring.pooling && y.pool !== null && name(y.pool + s * 0.75, w[`pooling_${header.wiring.pooling}`], theme.text);
  y.layers.forEach((lanes, l) => {
    const layer = layers > 1 || !bidirectional ? `${w.layer} ${l + 1}` : "";
    if (bidirectional) name(lanes.backward + y.lane / 2, `← ${layer || w.right_to_left}`, theme.role.query);
    name(lanes.forward + y.lane / 2, bidirectional ? `→ ${layer || w.left_to_right}` : `h_t  ${layers > 1 ? layer : w.state}`, bidirectional ? theme.role.key : theme.gate.h);
  });
  name(y.x + s * 0.6, `x_t  ${w.embedding}`);
  name(y.token, header.kind === "one-to-many" ? w.character : w.input, theme.text);
}

// The step in detail stands on a band of its own.
function bands({ scene, data: { header }, theme, place, y, s }) {
  for (const spot of place.spots) {
    const on = spot.i === header.step;
    if (on) scene.rect(spot.x + 0.5, y.answers - s * 0.35, spot.w - 1, y.height - y.answers + s * 0.2, { fill: theme.panel, stroke: theme.accent, width: header.pinned ? 2 : 1.2, round: 5 });
    scene.rect(spot.x, y.answers - s * 0.4, spot.w, y.height - y.answers + s * 0.4, { hit: { tip: isolated(header.tokens[spot.k].text), mark: { row: null, col: spot.i }, pick: true } });
  }
}

// One step: its token, its embedding, its states, and the arrows to the next.
function column(net, spot, next, n) {
  const { scene, data, theme, y, s, dim, lit } = net, { header, arrays } = data, { layers, bidirectional } = header.wiring;
  const token = header.tokens[spot.k], alpha = dim(spot.i), faint = { stroke: theme.faint, alpha: alpha * 0.8 }, { mid, w } = spot;
  const wide = Math.max(4, Math.min(w * (bidirectional ? 0.46 : 0.66), s * 3.1)), shift = bidirectional ? wide * 0.38 : 0;
  const at_ = (side) => mid + (side === "forward" ? -shift : shift);
  spot.out = { forward: at_("forward"), backward: at_("backward"), wide };
  const size = Math.min(s, Math.max(s * 0.86, w * 0.8));
  scene.text(mid, y.token, fit(face(token.text), w - 2, size, theme.font), { anchor: "center", size, alpha, weight: token.written ? 700 : 500, fill: token.written ? theme.accent : theme.text });
  const xs = arrays.x.values[spot.k], xw = Math.min(wide * 1.2, s * 2.2);
  scene.rect(mid - xw / 2, y.x, xw, s * 1.2, { fill: css(view_x(net)(xs)), stroke: theme.line, round: 3, alpha, hit: hit(net, spot, `x_${spot.i + 1}`, `‖x‖ = ${short(xs)}`) });
  y.layers.forEach((lanes, l) => {
    for (const side of Object.keys(lanes)) {
      const array = arrays[side], v = at(array, l, spot.k), top = lanes[side], x = at_(side), fill = net.view.colour(v);
      const symbol = side === "forward" ? (bidirectional ? "→h" : "h") : "←h";
      const below = l ? y.layers[l - 1] : null;
      if (!below) arrow(scene, [l ? mid : mid + Math.sign(x - mid) * Math.min(xw * 0.3, shift), y.x], [x, top + y.lane], faint);
      else for (const from of Object.keys(below)) arrow(scene, [at_(from), below[from]], [x, top + y.lane], from === side || !bidirectional ? faint : { ...faint, alpha: alpha * 0.35 });
      const last = l === layers - 1, shine = last && lit(spot.i);
      scene.rect(x - wide / 2, top, wide, y.lane, { fill: css(fill), stroke: shine ? theme.gate.h : theme.line, width: shine ? 2.2 : 1, round: 4, alpha, hit: hit(net, spot, `${symbol}_${spot.i + 1}`, `${header.unit ? `${symbol}_${spot.i + 1} [${header.unit}]` : `‖${symbol}_${spot.i + 1}‖`} = ${short(v)}`, layers > 1 ? l : null) });
      if (wide > s * 2.3) scene.text(x, top + y.lane / 2, v.toFixed(2).replace("-", "−"), { anchor: "center", fill: ink(fill), alpha, size: s });
      const height = top + y.lane / 2, passes = { stroke: side === "forward" ? (bidirectional ? theme.role.key : theme.gate.h) : theme.role.query, width: 1.6 };
      const start = x - wide / 2, gap = start - (n ? net.place.spots[n - 1].x + net.place.spots[n - 1].w : net.place.left);
      if (side === "forward" && !n) arrow(scene, [Math.min(start - s * 0.5, start - gap), height], [start - 1, height], passes);
      if (next) {
        const there = bidirectional ? next.mid + (side === "forward" ? -1 : 1) * Math.max(4, Math.min(next.w * 0.46, s * 3.1)) * 0.38 : next.mid;
        const room = Math.max(4, Math.min(next.w * (bidirectional ? 0.46 : 0.66), s * 3.1));
        const [a, b] = [[x + wide / 2 + 1, height], [there - room / 2 - 1, height]];
        if (side === "forward") arrow(scene, a, b, { ...passes, alpha: dim(next.i) });
        else arrow(scene, b, a, passes);
      } else if (side === "backward") arrow(scene, [x + wide / 2 + s * 0.9, height], [x + wide / 2 + 1, height], passes);
    }
  });
}

const view_x = ({ data, theme }) => positive(theme.mode, data.arrays.x.values.reduce((m, v) => Math.max(m, v), 0));

function hit({ data: { header }, w }, spot, symbol, value, layer = null) {
  const where = layer === null ? "" : `\n${w.layer} ${layer + 1}`;
  return { tip: `${isolated(face(header.tokens[spot.k].text))}   ${w.step} ${spot.i + 1}${where}\n${value}`, mark: { row: symbol + layer, col: spot.i }, pick: true, at: { step: spot.i + 1 } };
}

// What of the states goes into the answer at the step in detail: the last one alone, or each its share.
function pool({ scene, data: { header, arrays }, theme, y, place, s, w }) {
  const top = y.layers.at(-1), { spots } = place, here = spots.find((spot) => spot.i === header.step);
  if (!here) return;
  const start = y.pool === null ? y.bottom : y.pool + s * 1.5, shares = arrays.shares.values;
  const most = shares.reduce((m, v) => Math.max(m, v), 0);
  for (const spot of spots) {
    const share = shares[spot.k];
    if (!(share > 0.002)) continue;
    const from = [spot.out.forward, top.forward ?? top.backward];
    const style = { stroke: theme.gate.h, width: 0.7 + 6 * Math.sqrt(share) * (share / most), alpha: 0.25 + 0.7 * (share / most) };
    if (y.pool === null) arrow(scene, from, [here.mid, start], style);
    else scene.line([[from[0], from[1] - 1], [here.mid, start]], { ...style, curve: "down" });
    if (y.pool !== null && spot.w > s * 2.4 && share / most > 0.15)
      scene.text(spot.mid, from[1] - s * 0.55, `${Math.round(share * 100)} %`, { anchor: "center", fill: theme.text });
  }
  if (y.pool === null) return;
  const wide = s * 2.6;
  scene.rect(here.mid - wide / 2, y.pool, wide, s * 1.5, { fill: theme.background, stroke: theme.gate.h, width: 2.2, round: 4, hit: { tip: w[`pooling_${header.wiring.pooling}`] } });
  scene.text(here.mid, y.pool + s * 0.75, "h̄", { anchor: "center", weight: 700 });
  arrow(scene, [here.mid, y.pool], [here.mid, y.bottom], { stroke: theme.gate.h, width: 2 });
}

// What there is beyond the columns that are drawn.
function more({ scene, theme, place, y, s, w }) {
  const say = (count, key, x, anchor) => count > 0 && scene.text(x, y.token + s * 1.05 - s * 0.3, w[key].replace("{count}", count), { anchor, fill: theme.faint });
  say(place.before, "earlier", 0, "left");
  say(place.after, "later", scene.width - 2, "right");
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
  const titles = sides.flatMap((side) => Array.from({ length: layers }, (_, l) => `${bidirectional ? (side === "forward" ? "→" : "←") : ""}${name} ${w.layer} ${l + 1}`));
  return {
    columns: [w.token, "‖x‖", ...titles, ...answers.columns(data)],
    rows: header.tokens.map((t, k) => [`${header.first + k + 1} ${face(t.text)}`, arrays.x.values[k], ...sides.flatMap((side) => Array.from({ length: layers }, (_, l) => at(arrays[side], l, k))), ...answers.row(data, k)]),
  };
}
