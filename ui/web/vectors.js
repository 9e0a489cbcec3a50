// Vectors of every token, one above the other: the residual stream of a block, or what positions add to embeddings.
// Tokens are rows, units are columns; all panels of one picture share one colour scale unless they say otherwise.
import { share, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { short } from "./panel.js";

// header.vectors: [{ name, title, symbol, tokens, positive }], each with an array of that name (token, unit)
export function vectorsScene(data, view, theme, width, columns) {
  const { header, arrays } = data;
  const line = theme.size * 1.35, gap = theme.size * 1.4;
  const across = Math.max(1, Math.min(columns, Math.floor(width / 420)));
  const w = (width - gap * (across - 1)) / across, label = Math.min(w * 0.24, theme.size * 6);
  const longest = Math.max(...header.vectors.map((v) => v.tokens.length));
  const pitch = Math.max(7, Math.min(theme.size * 1.15, 340 / longest));
  const tall = line * 1.3 + longest * pitch + gap * 0.7;
  const scene = new Scene(width, Math.ceil(header.vectors.length / across) * tall, theme);
  header.vectors.forEach((v, k) => {
    const x = (k % across) * (w + gap), y = Math.floor(k / across) * tall, a = arrays[v.name];
    const [rows, cols] = a.shape;
    const limit = v.limit ?? a.values.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
    const colour = v.positive ? (value) => share(theme.mode)(value / (limit || 1)) : signed(theme.mode, limit);
    scene.text(x, y + line / 2, fit(v.title, w, theme.size, theme.font), { weight: 650 });
    v.tokens.forEach((t, i) => scene.text(x + label - 6, y + line * 1.2 + (i + 0.5) * pitch, fit(t, label - 8, Math.min(theme.size, pitch), theme.font), { anchor: "right", size: Math.min(theme.size, pitch * 0.95) }));
    scene.matrix(x + label, y + line * 1.2, w - label, rows * pitch, {
      rows, cols, colour, values: (i, j) => a.values[i * cols + j],
      hit: (i, j, value) => ({ tip: `${v.symbol} [${v.tokens[i]}, ${j + 1}] = ${short(value)}${v.notes ? `\n${v.notes[i]}` : ""}` }),
    });
  });
  return scene;
}

export function vectorsTable(data) {
  const { header, arrays } = data, rows = [];
  for (const v of header.vectors) {
    const [n, d] = arrays[v.name].shape;
    for (let i = 0; i < n; i++) rows.push([v.symbol, `${i + 1} ${v.tokens[i]}`, ...arrays[v.name].values.subarray(i * d, (i + 1) * d)]);
  }
  const widest = Math.max(...rows.map((r) => r.length)) - 2;
  return { columns: [data.header.words.symbol, data.header.words.token, ...Array.from({ length: widest }, (_, i) => i + 1)], rows };
}
