// A score of every head: a grid of layers by heads for each stack, the number in the cell. What makes no sense is hatched,
// what is switched off is crossed out.
import { css, ink, positive, share, signed } from "./scales.js";
import { Scene, widthOf } from "./scene.js";

export const EFFECTS = ["ablation", "gradient"];
const SHARES = ["previous", "next", "self", "special", "confidence", "rare", "prefix"];

// -> (layer, head) -> the score of a head of a stack; NaN where there is none
export function valueOf({ header, arrays }, score, side) {
  const effect = EFFECTS.includes(score), array = arrays[effect ? `${score}.${side}` : `scores.${side}`];
  if (!array) return () => NaN;
  const [layers, heads] = array.shape.slice(-2), start = effect ? 0 : header.scores.indexOf(score) * layers * heads;
  return (layer, head) => array.values[start + layer * heads + head];
}
export const shapeOf = ({ arrays }, side) => arrays[`scores.${side}`].shape.slice(1);
export const nameOf = (side, layer, head) => `${side}.${layer + 1}.${head + 1}`;
export const number = (v, score) => (Number.isFinite(v) ? ((score === "ablation" && v > 0.0005 ? "+" : "") + v.toFixed(EFFECTS.includes(score) ? 3 : 2)).replace("-", "−") : "–");

// How far a score goes: from, to and colours, over all stacks.
export function scaleOf(data, score, mode) {
  if (SHARES.includes(score)) return { from: 0, to: 1, colour: share(mode) };
  let most = 0;
  for (const side of data.header.sides) {
    const value = valueOf(data, score, side), [layers, heads] = shapeOf(data, side);
    for (let l = 0; l < layers; l++) for (let h = 0; h < heads; h++) most = Math.max(most, Math.abs(value(l, h)) || 0);
  }
  most ||= 1;
  return score === "ablation" ? { from: -most, to: most, colour: signed(mode, most) } : { from: 0, to: most, colour: positive(mode, most) };
}

// view: { score, chosen: [side, layer, head], off: [name], waiting }
export function gridScene(data, view, theme, width, tall) {
  const { header } = data, w = header.words, s = theme.size, left = s * 3.6, { sides } = header;
  const shapes = sides.map((side) => shapeOf(data, side)), rows = shapes.reduce((sum, [layers]) => sum + layers, 0), most = Math.max(1, ...shapes.map(([, heads]) => heads));
  const above = s * 1.9, title = s * 2.5, across = Math.min(s * 4.4, (width - left) / most);
  const down = Math.max(s * 0.9, Math.min(s * 2.1, (tall - above - title * sides.length) / Math.max(1, rows)));
  const scene = new Scene(width, above + title * sides.length + down * rows + 4, theme), { from, to, colour } = scaleOf(data, view.score, theme.mode), spots = [];
  scene.legend(0, s * 0.7, Math.min(width, s * 17), from, to, colour);
  let y = above;
  sides.forEach((side, k) => {
    const [layers, heads] = shapes[k], value = valueOf(data, view.score, side), every = Math.max(1, Math.ceil((s * 1.4) / across));
    scene.text(0, y + s * 0.7, w[`stack_${side}`], { weight: 650 });
    for (let h = 0; h < heads; h += every) scene.text(left + (h + 0.5) * across, y + s * 1.8, h + 1, { anchor: "center", fill: theme.faint });
    y += title;
    for (let l = 0; l < layers; l++, y += down) {
      scene.text(left - s * 0.5, y + down / 2, l + 1, { anchor: "right", fill: theme.faint });
      scene.rect(0, y, left - 2, down, { hit: { tip: w.whole_layer.replace("{layer}", l + 1), layer: [side, l], pick: true } });
      for (let h = 0; h < heads; h++) {
        const v = value(l, h), name = nameOf(side, l, h), hit = { tip: tipOf(data, view, side, l, h), mark: { row: `${side}.${l}`, col: h }, head: [side, l, h], pick: true, at: { side, layer: l + 1, head: h + 1 } };
        spots.push({ side, l, h, x: left + (h + 0.5) * across, y: y + down / 2, hit });
        cell(scene, { x: left + h * across + 1, y: y + 1, wide: across - 2, high: down - 2, v, colour, hit, label: view.off.includes(name) ? "" : number(v, view.score).replace(/^([+−]?)0\./, "$1.") });
        if (view.off.includes(name)) cross(scene, left + h * across + 1, y + 1, across - 2, down - 2);
      }
    }
  });
  const at = spots.find(({ side, l, h }) => nameOf(side, l, h) === view.chosen.join("."));
  if (at) {
    const box = [at.x - across / 2, at.y - down / 2, across, down];
    scene.rect(...box, { stroke: theme.background, width: 2, round: 3 });
    scene.rect(box[0] - 1.5, box[1] - 1.5, box[2] + 3, box[3] + 3, { stroke: theme.accent, width: 3.5, round: 4 });
  }
  scene.spots = spots;
  scene.find = (side, l, h) => spots.find((spot) => spot.side === side && spot.l === l && spot.h === h);
  return scene;
}

function cell(scene, { x, y, wide, high, v, colour, hit, label }) {
  const { theme } = scene, s = theme.size, c = colour(v), known = Number.isFinite(v);
  scene.rect(x, y, wide, high, { fill: known ? css(c) : theme.background, stroke: theme.line, round: 2, hit });
  if (!known) for (let d = s * 0.5; d < wide + high; d += s * 0.55) {
    const a = Math.max(0, d - high), b = Math.min(wide, d);
    scene.line([[x + a, y + d - a], [x + b, y + d - b]], { stroke: theme.line, width: 1 });
  }
  else if (high >= s && widthOf(label, s, theme.font) < wide - 2) scene.text(x + wide / 2, y + high / 2, label, { anchor: "center", fill: ink(c) });
}

function cross(scene, x, y, w, h) {
  const { theme } = scene;
  scene.rect(x, y, w, h, { fill: theme.background, alpha: 0.62 });
  for (const [from, to] of [[[x, y], [x + w, y + h]], [[x, y + h], [x + w, y]]]) scene.line([from, to], { stroke: theme.accent, width: 3 });
}

// A head's name, its scores, and whether it is off.
function tipOf(data, view, side, l, h) {
  const { header } = data, w = header.words, v = valueOf(data, view.score, side)(l, h);
  const name = `${w[`stack_${side}`]} · ${w.layer} ${l + 1} · ${w.head} ${h + 1}${view.off.includes(nameOf(side, l, h)) ? ` · ${w.is_off}` : ""}`;
  const why = EFFECTS.includes(view.score) ? w.none_effect : w[`none_${view.score}`] ?? w.none;
  return `${name}\n${w[`score_${view.score}`]}: ${Number.isFinite(v) ? v.toFixed(4).replace("-", "−") : why}`;
}

export function gridTable(data, view) {
  const { header } = data, w = header.words, names = [...header.scores, ...(header.measured ? EFFECTS : [])], rows = [];
  for (const side of header.sides) {
    const [layers, heads] = shapeOf(data, side);
    for (let l = 0; l < layers; l++) for (let h = 0; h < heads; h++) rows.push([w[`stack_${side}`], l + 1, h + 1, view.off.includes(nameOf(side, l, h)) ? w.off : w.on, ...names.map((score) => valueOf(data, score, side)(l, h))]);
  }
  return { columns: [w.stack, w.layer, w.head, w.switch, ...names.map((score) => w[`score_${score}`])], rows };
}
