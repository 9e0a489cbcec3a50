// The translation as it is written: each token with its probability, the runners-up under the pointer.
import { ROLE } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";

const percent = (p) => (p >= 0.9995 ? "100 %" : p < 0.01 ? "< 1 %" : `${Math.round(p * 100)} %`);

export function tokensScene(data, view, theme, width, lines = 2) {
  const { header, arrays } = data, { written } = header;
  const p = arrays.probabilities.values;
  let size = theme.size * 1.2, placed;
  const place = () => {
    let x = 0, line = 0;
    placed = written.map((t, k) => {
      const w = Math.max(widthOf(t.text, size, theme.font), widthOf(percent(p[k]), size * 0.72, theme.font)) + size * 0.7;
      if (x + w > width && x > 0) (x = 0), line++;
      const spot = { x, line, w };
      x += w + size * 0.2;
      return spot;
    });
    return placed.length ? placed.at(-1).line + 1 : 1;
  };
  while (place() > lines && size > 9) size *= 0.93;
  const pitch = theme.size * 1.2 * 2.7;
  const scene = new Scene(width, pitch * (size < theme.size * 1.15 ? lines : Math.max(1, placed.at(-1)?.line + 1 || 1)), theme);
  const tall = scene.height / Math.max(1, (placed.at(-1)?.line ?? 0) + 1);
  written.forEach((t, k) => {
    const { x, line, w } = placed[k], y = line * tall;
    const h = tall - 4, on = view.row === k && view.side !== "encoder";
    const alternatives = header.alternatives[k].map(([text, q]) => `${text}  ${(q * 100).toFixed(1)} %`).join("\n");
    const hit = { tip: `${t.text} = ${(p[k] * 100).toFixed(2)} %${t.forced ? " · " + header.words.forced : ""}\n${alternatives}`, mark: { row: k, col: null }, pick: true };
    scene.rect(x, y + 1, w, h, { fill: theme.panel, round: 5, stroke: on ? ROLE.query : t.forced ? theme.faint : undefined, dash: t.forced && !on ? [4, 3] : undefined, width: on ? 3 : 1.5, hit });
    scene.rect(x + 3, y + h - size * 0.28, (w - 6) * p[k], size * 0.2, { fill: theme.mode === "dark" ? "#5aa9e6" : "#2a6fae", round: 2 });
    scene.text(x + w / 2, y + h * 0.3, fit(t.text, w, size, theme.font), { anchor: "center", size, weight: t.special ? 400 : 600, fill: t.special ? theme.faint : theme.text });
    scene.text(x + w / 2, y + h * 0.66, percent(p[k]), { anchor: "center", size: size * 0.72, fill: theme.faint });
  });
  return scene;
}

export function tokensTable(data) {
  const { header, arrays } = data, w = header.words;
  const rows = header.written.map((t, k) => [
    `${k + 1} ${t.text}`, arrays.probabilities.values[k], header.alternatives[k].map(([text, q]) => `${text} ${q.toFixed(4)}`).join("; "),
  ]);
  return { columns: [w.token, w.probability, w.alternatives], rows };
}

// The beam: a column a step, a row a hypothesis, lines from parent to child. The chosen path is dark.
export function treeScene(data, view, theme, width) {
  const { header, arrays } = data;
  const [steps, beams] = arrays.tree_parent.shape;
  const parent = arrays.tree_parent.values, score = arrays.tree_score.values;
  const pitch = Math.max(theme.size * 6.2, width / Math.max(1, steps)), tall = theme.size * 2.6;
  const scene = new Scene(Math.max(width, steps * pitch), beams * tall + 8, theme);
  const best = new Set(header.best);
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < beams; b++) {
      const k = t * beams + b, from = parent[k];
      if (!Number.isFinite(score[k])) continue;
      const x = t * pitch, y = b * tall + tall / 2, chosen = best.has(k);
      if (t > 0 && from >= 0)
        scene.line([[x - pitch * 0.22, from * tall + tall / 2], [x, y]], { curve: "across", stroke: chosen ? theme.accent : theme.line, width: chosen ? 3.5 : 1.5 });
      scene.rect(x, y - tall * 0.4, pitch * 0.78, tall * 0.8, {
        fill: theme.panel, round: 5, stroke: chosen ? theme.accent : undefined, width: 2.5,
        hit: { tip: `${header.tree[k]}\nlog p = ${score[k].toFixed(3)}`, pick: false },
      });
      scene.text(x + pitch * 0.39, y - theme.size * 0.38, fit(header.tree[k], pitch * 0.74, theme.size, theme.font), { anchor: "center", weight: chosen ? 700 : 400 });
      scene.text(x + pitch * 0.39, y + theme.size * 0.55, score[k].toFixed(2).replace("-", "−"), { anchor: "center", size: theme.size * 0.8, fill: theme.faint });
    }
  return scene;
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
