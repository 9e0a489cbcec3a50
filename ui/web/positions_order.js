// What self-attention sees when the words are shuffled: with positions above, without them below. Each row has the weights of
// the sentence, those of the shuffled one, how far apart they are once put back, and that of every head.
import { isolated, thin } from "./labels.js";
import { raised } from "./horizon.js";
import { minus } from "./positions_axes.js";
import { short } from "./panel.js";
import { share } from "./scales.js";
import { Scene, fit } from "./scene.js";

export const READ = ["with", "without"];

// A difference as it is said: what is left of rounding has its power of ten.
export function apart(v) {
  if (v === 0 || v >= 0.001) return v ? minus(v) : "0";
  const [mantissa, power] = v.toExponential(1).split("e");
  return `${mantissa} · 10${raised(+power)}`;
}

export function orderScene(data, look, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, n = header.tokens.length, colour = share(theme.mode), narrow = width < s * 60;
  const across = narrow ? 1 : 3, gap = s * 1.4, room = narrow ? 0 : s * 13, label = s * 5, cell = Math.min((width - room - gap * across) / across, s * 24), side = cell - label, head = s * 6.2, foot = s * 1.2;
  const block = head + (side + label * 0.9 + foot) * (narrow ? 3 : 1) + (narrow ? s * 9 : 0), scene = new Scene(width, 2 * block, theme), shuffled = header.order.map((t) => header.tokens[t]), places = {};
  READ.forEach((read, r) => {
    const top = r * block, { written, weights } = header.apart[read];
    scene.text(0, top + s * 0.8, w[`read_${read}`], { weight: 750, size: s * 1.15, fill: r ? theme.accent : theme.text });
    scene.text(narrow ? 0 : width - s * 0.2, top + s * (narrow ? 2.2 : 0.8), `${w.largest}: ${apart(weights)}${weights > 0 && weights < 1e-4 ? ` (${w.rounding})` : ""}`, { weight: 750, size: s * 1.15, anchor: narrow ? "left" : "right", fill: r ? theme.accent : theme.text });
    [header.text, header.shuffled].forEach((english, k) => {
      const y = top + s * (2.4 + k * 1.5) + (narrow ? s * 1.2 : 0), said = `“${isolated(english)}” → ${written.length ? `“${isolated(written[k])}”` : "…"}`;
      scene.text(0, y, w[k ? "shuffled" : "sentence"], { fill: k ? theme.role.value : theme.faint, weight: 600 });
      scene.text(s * 6.5, y, fit(said, width - s * 6.5, s, theme.font));
    });
    [["weights", header.tokens, header.tokens], ["shuffled", shuffled, shuffled], ["difference", header.tokens, header.tokens]].forEach(([name, rows, columns], k) => {
      const x = narrow ? 0 : k * (cell + gap), y = top + head + (narrow ? s * 1.4 + k * (side + label * 0.9 + foot) : 0), { values } = arrays[`${read}.${name}`];
      scene.text(x + label, y - s * 0.7, fit(w[`map_${name}`], side + gap, s, theme.font), { weight: 650 });
      places[`${read}.${name}`] = map(scene, { x: x + label, y, side, label, n, values, colour, rows, columns, read, name, header, look });
    });
    board(scene, data, read, narrow ? { x: 0, y: top + block - s * 8, width: Math.min(width, s * 14) } : { x: width - room + s, y: top + head, width: room - s }, theme);
  });
  scene.find = (read, name, i, j) => places[`${read}.${name}`](i, j);
  return scene;
}

function map(scene, { x, y, side, label, n, values, colour, rows, columns, read, name, header, look }) {
  const { theme } = scene, s = theme.size, pitch = side / n, w = header.words, labels = thin(pitch, s);
  const hit = (i, j) => ({
    tip: `${name === "difference" ? w.difference : name === "shuffled" ? "A'" : "A"} [${isolated(rows[i])}, ${isolated(columns[j])}] = ${name === "difference" ? apart(values[i * n + j]) : short(values[i * n + j])}\n${w[`read_${read}`]} · ${w.query} ${i + 1} · ${w.key} ${j + 1}`,
    mark: { row: i, col: j }, at: { part: name, positions: { code: read === "with" ? "True" : "False" }, query: i + 1, key: j + 1 },
  });
  scene.matrix(x, y, side, side, { rows: n, cols: n, flat: values, colour, hit });
  scene.rect(x, y, side, side, { stroke: theme.line });
  if (look.cell && look.cell[0] < n && look.cell[1] < n) scene.rect(x + look.cell[1] * pitch, y + look.cell[0] * pitch, Math.max(3, pitch), Math.max(3, pitch), { stroke: theme.accent, width: 2 });
  for (let k = 0; k < n; k++) {
    if (!labels.shown(k)) continue;
    scene.text(x - s * 0.3, y + (k + 0.5) * pitch, fit(rows[k], label - s * 0.4, labels.size(k), theme.font), { anchor: "right", size: labels.size(k), fill: name === "shuffled" ? theme.role.value : theme.text });
    scene.text(x + (k + 0.5) * pitch, y + side + s * 0.3, fit(columns[k], label * 0.85, labels.size(k), theme.font), { anchor: "right", rotate: -60, size: labels.size(k), fill: name === "shuffled" ? theme.role.value : theme.text });
  }
  return (i, j) => ({ x: x + (j + 0.5) * pitch, y: y + (i + 0.5) * pitch, hit: hit(i, j) });
}

// The largest difference of every head, layers down and heads across; the one that is shown is framed.
function board(scene, { header, arrays }, read, { x, y, width }, theme) {
  const { shape: [layers, heads], values } = arrays[`${read}.most`], s = theme.size, w = header.words, cell = Math.min(width / heads, s * 2.4), colour = share(theme.mode);
  scene.text(x, y - s * 0.7, fit(w.every_head, width, s, theme.font), { weight: 650 });
  scene.matrix(x, y, cell * heads, cell * layers, {
    rows: layers, cols: heads, flat: values, colour,
    hit: (l, h, v) => ({ tip: `${w.layer} ${l + 1}, ${w.head} ${h + 1}\n${w.largest}: ${apart(v)}`, pick: true, layer: l + 1, head: h + 1, at: { part: "difference", positions: { code: read === "with" ? "True" : "False" }, layer: l + 1, head: h + 1 } }),
  });
  scene.rect(x, y, cell * heads, cell * layers, { stroke: theme.line });
  const { layer, head } = header.state;
  scene.rect(x + (head - 1) * cell, y + (layer - 1) * cell, cell, cell, { stroke: theme.accent, width: 2.5 });
  scene.text(x, y + cell * layers + s * 0.9, `${w.layer} ${layer}, ${w.head} ${head}`, { fill: theme.accent, weight: 650 });
  scene.legend(x, y + cell * layers + s * 2.5, Math.min(width, s * 9), 0, 1, colour);
}

export function orderTable({ header, arrays }) {
  const w = header.words, n = header.tokens.length, rows = [];
  for (const read of READ) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows.push([w[`read_${read}`], `${i + 1} ${header.tokens[i]}`, `${j + 1} ${header.tokens[j]}`, ...["weights", "difference"].map((name) => arrays[`${read}.${name}`].values[i * n + j])]);
  return { columns: [w.positions, w.query, w.key, w.map_weights, w.difference], rows };
}
