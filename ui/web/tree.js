// The beam: a column a step, a row a hypothesis, lines from parent to child. The way to the translation is marked.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { Scene, fit } from "./scene.js";

export function treeScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size;
  const [steps, beams] = arrays.tree_parent.shape, left = s * 6.6;
  const parent = arrays.tree_parent.values, score = arrays.tree_score.values;
  const pitch = Math.max(s * 6.2, Math.min(s * 9, (width - left) / Math.max(1, steps))), tall = s * 2.9, axis = s * 1.6;
  const scene = new Scene(Math.max(width, left + steps * pitch), axis + beams * tall + 8, theme);
  const best = new Set(header.best), middle = (b) => axis + b * tall + tall / 2;
  for (let t = 0; t < steps; t++) scene.text(left + t * pitch + pitch * 0.39, axis / 2, t ? t + 1 : `${header.words.step} 1`, { anchor: "center", fill: theme.faint });
  for (let b = 0; b < beams; b++) scene.text(left - 10, middle(b), b ? b + 1 : `${header.words.hypothesis} 1`, { anchor: "right", fill: theme.faint });
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < beams; b++) {
      const k = t * beams + b, from = parent[k];
      if (!Number.isFinite(score[k])) continue;
      const x = left + t * pitch, y = middle(b), chosen = best.has(k);
      if (t > 0 && from >= 0)
        scene.line([[x - pitch * 0.22, middle(from)], [x, y]], { curve: "across", stroke: chosen ? theme.accent : theme.line, width: chosen ? 3.5 : 1.5 });
      scene.rect(x, y - tall * 0.42, pitch * 0.78, tall * 0.84, {
        fill: theme.panel, round: 5, stroke: chosen ? theme.accent : undefined, width: 2.5,
        hit: { tip: `${isolated(header.tree[k])}\nlog p = ${short(score[k])}`, at: { hypothesis: way(arrays, t, b) } },
      });
      scene.text(x + pitch * 0.39, y - s * 0.5, fit(header.tree[k], pitch * 0.74, s, theme.font), { anchor: "center", weight: chosen ? 700 : 400 });
      scene.text(x + pitch * 0.39, y + s * 0.6, score[k].toFixed(2).replace("-", "−"), { anchor: "center", fill: theme.faint });
    }
  return scene;
}

// The tokens of the hypothesis that survived as number b of step t.
function way({ tree_parent: { shape: [, beams], values: parents }, tree_token: { values: tokens } }, t, b) {
  const ids = [];
  for (; t >= 0; b = parents[t * beams + b], t--) ids.unshift(tokens[t * beams + b]);
  return ids;
}

export function treeTable(data) {
  const { header, arrays } = data, w = header.words, [steps, beams] = arrays.tree_parent.shape;
  const rows = [];
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < beams; b++) {
      const k = t * beams + b;
      if (Number.isFinite(arrays.tree_score.values[k])) rows.push([t + 1, b + 1, header.tree[k], arrays.tree_parent.values[k] + 1, arrays.tree_score.values[k]]);
    }
  return { columns: [w.step, w.hypothesis, w.token, w.parent, "log p"], rows };
}
