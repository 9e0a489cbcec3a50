// The beam: a column a step, a row a hypothesis, lines from parent to child, each as thick as its token is likely. The way
// to the translation is marked; a disc with a rank hangs where a finished hypothesis ended.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { Scene, fit } from "./scene.js";

const TALL = 4.1, AXIS = 1.6; // a row and the line of numbers above, of the letters' size
export const treeHeight = (beams, theme) => theme.size * (AXIS + TALL * beams) + 8;
const percent = (p) => (p >= 0.9995 ? "100 %" : p < 0.01 ? "< 1 %" : `${Math.round(p * 100)} %`);

// The survivor that number k continues, -1 at the first step.
export const parentOf = ({ tree_parent: { shape: [, beams], values } }, k) => (k < beams ? -1 : (Math.floor(k / beams) - 1) * beams + values[k]);

// The survivors on the way to number k, the first step first.
export function wayTo(arrays, k) {
  const way = [];
  for (; k >= 0; k = parentOf(arrays, k)) way.unshift(k);
  return way;
}

// log p of the token of number k after what it continues: what it added to the sum.
const own = (arrays, k) => arrays.tree_score.values[k] - (parentOf(arrays, k) < 0 ? 0 : arrays.tree_score.values[parentOf(arrays, k)]);

// view.node: the survivor whose way is shown, null for none; view.pick: whether nodes can be clicked
export function treeScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words;
  const [steps, beams] = arrays.tree_parent.shape, left = s * 3.4, score = arrays.tree_score.values;
  const pitch = Math.max(s * 5.6, Math.min(s * 9.5, (width - left) / Math.max(1, steps))), tall = s * TALL, axis = s * AXIS;
  const scene = new Scene(Math.max(width, left + steps * pitch), treeHeight(beams, theme), theme);
  const best = new Set(header.best), shown = new Set(wayTo(arrays, view.node ?? -1)), wide = pitch * 0.8;
  const place = (k) => ({ x: left + Math.floor(k / beams) * pitch, y: axis + (k % beams) * tall + tall / 2 });
  for (let t = 0; t < steps; t++) scene.text(left + t * pitch + wide / 2, axis / 2, t + 1, { anchor: "center", fill: theme.faint });
  scene.text(left - s * 0.6, axis / 2, w.step, { anchor: "right", fill: theme.faint });
  for (let b = 0; b < beams; b++) scene.text(left - s * 0.6, place(b).y, b + 1, { anchor: "right", fill: theme.faint });
  const there = Array.from(score, (_, k) => k).filter((k) => Number.isFinite(score[k])), hits = new Map();
  for (const k of there) {
    const { x, y } = place(k), from = parentOf(arrays, k), p = Math.exp(own(arrays, k)), on = shown.has(k);
    if (from >= 0) scene.line([[x - pitch + wide, place(from).y], [x, y]], { curve: "across", stroke: on ? theme.text : best.has(k) ? theme.accent : theme.line, width: 1 + 4 * p });
  }
  for (const k of there) {
    const { x, y } = place(k), p = Math.exp(own(arrays, k)), chosen = best.has(k), on = shown.has(k);
    const hit = {
      tip: `${isolated(header.tree[k])}\n${w.probability} ${(100 * p).toFixed(2)} %\nΣ log p = ${short(score[k])}\nlog p = ${short(own(arrays, k))}`,
      mark: view.pick && { row: k, col: null }, pick: view.pick, at: { hypothesis: wayTo(arrays, k).map((i) => arrays.tree_token.values[i]) },
    };
    hits.set(k, hit);
    scene.rect(x, y - tall * 0.43, wide, tall * 0.86, { fill: theme.panel, round: 5, stroke: on ? theme.text : chosen ? theme.accent : undefined, width: on ? 3 : 2.5, hit });
    scene.rect(x + 5, y + tall * 0.43 - s * 0.28, Math.max(1, (wide - 10) * p), s * 0.2, { fill: theme.bar, round: 2 });
    scene.text(x + wide / 2, y - s * 1.15, fit(header.tree[k], wide - s * 0.4, s, theme.font), { anchor: "center", weight: chosen || on ? 700 : 400 });
    scene.text(x + wide / 2, y, percent(p), { anchor: "center", fill: theme.faint });
    scene.text(x + wide / 2, y + s * 1.1, score[k].toFixed(2).replace("-", "−"), { anchor: "center", fill: theme.faint });
  }
  ends(scene, data, view, place, wide, tall);
  scene.find = (k) => (hits.has(k) ? { x: place(k).x + wide / 2, y: place(k).y, hit: hits.get(k) } : null);
  return scene;
}

// The ranks of what ended, beside each other where several hang on one node.
function ends(scene, { header, arrays }, view, place, wide, tall) {
  const { theme } = scene, s = theme.size, used = new Map();
  header.ended.forEach(({ at, ids, tokens }, rank) => {
    if (at < 0) return;
    const many = used.get(at) ?? 0, { x, y } = place(at), r = s * 0.62;
    used.set(at, many + 1);
    const tip = `${rank + 1}. ${tokens.map(isolated).join(" ")}\nΣ log p = ${short(arrays.ended_log_prob.values[rank])}\nΣ log p / n^α = ${short(arrays.ended_score.values[rank])}   n = ${ids.length}`;
    scene.mark(x + wide - many * r * 2, y - tall * 0.4 + r * 0.5, r, "circle", { fill: rank ? theme.background : theme.accent, stroke: theme.accent, width: 2, hit: { tip, at: { hypothesis: ids } } });
    scene.text(x + wide - many * r * 2, y - tall * 0.4 + r * 0.55, rank + 1, { anchor: "center", weight: 700, fill: rank ? theme.text : theme.background });
  });
}

export function treeTable(data) {
  const { header, arrays } = data, w = header.words, [, beams] = arrays.tree_parent.shape, rows = [];
  header.tree.forEach((token, k) => {
    const score = arrays.tree_score.values[k];
    if (Number.isFinite(score)) rows.push([Math.floor(k / beams) + 1, (k % beams) + 1, token, arrays.tree_parent.values[k] + 1, Math.exp(own(arrays, k)), score]);
  });
  return { columns: [w.step, w.hypothesis, w.token, w.parent, w.probability, "Σ log p"], rows };
}
