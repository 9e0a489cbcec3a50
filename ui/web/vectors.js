// Vectors of every token, one above the other: the residual stream of a block, or what positions add to embeddings.
// Tokens are rows, units are columns. The height is the same for one token and for many, so that nothing below moves.
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { positive, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";

// header.vectors: [{ name, title, symbol, tokens, positive, limit, notes }], each with an array of that name (token, unit)
export function vectorsScene(data, view, theme, width, columns) {
  const { header, arrays } = data, s = theme.size;
  const line = s * 1.4, gap = s * 1.4, room = s * 18;
  const across = Math.max(1, Math.min(columns, Math.floor(width / (s * 24))));
  const w = (width - gap * (across - 1)) / across, label = Math.min(w * 0.24, s * 6);
  const tall = line * 2.4 + room + gap * 0.5;
  const scene = new Scene(width, Math.ceil(header.vectors.length / across) * tall, theme);
  header.vectors.forEach((v, k) => {
    const x = (k % across) * (w + gap), y = Math.floor(k / across) * tall, top = y + line * 1.2, a = arrays[v.name];
    const [rows, cols] = a.shape, pitch = Math.min(s * 1.6, room / rows), labels = thin(pitch, s);
    const limit = v.limit ?? a.values.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
    const colour = v.positive ? positive(theme.mode, limit) : signed(theme.mode, limit);
    scene.text(x, y + line / 2, fit(v.title, w - s * 9, s, theme.font), { weight: 650 });
    scene.legend(x + w - s * 8.5, y + line / 2, s * 8.5, v.positive ? 0 : -limit, limit, colour);
    v.tokens.forEach((t, i) => {
      if (labels.shown(i)) scene.text(x + label - 6, top + (i + 0.5) * pitch, fit(t, label - 8, labels.size(i), theme.font), { anchor: "right", size: labels.size(i) });
    });
    scene.matrix(x + label, top, w - label, rows * pitch, {
      rows, cols, colour, flat: a.values,
      hit: (i, j, value) => ({ at: { ...v.at, token: i + 1, unit: j + 1 }, tip: `${v.symbol} [${isolated(v.tokens[i])}, ${j + 1}] = ${short(value)}${v.notes ? `\n${v.notes[i]}` : ""}` }),
    });
    const under = top + rows * pitch + line / 2, words = header.words;
    scene.text(x + label - 6, under, `${words.token} ↑`, { anchor: "right", fill: theme.faint });
    scene.text(x + label, under, `${words.unit} 1`, { fill: theme.faint });
    scene.text(x + w, under, `${cols} →`, { anchor: "right", fill: theme.faint });
  });
  return scene;
}

export function vectorsTable(data) {
  const { header, arrays } = data, rows = [];
  for (const v of header.vectors) {
    const [n, d] = arrays[v.name].shape;
    for (let i = 0; i < n; i++) rows.push([v.title, `${i + 1} ${v.tokens[i]}`, ...arrays[v.name].values.subarray(i * d, (i + 1) * d)]);
  }
  const widest = Math.max(...rows.map((r) => r.length)) - 2;
  return { columns: [data.header.words.symbol, data.header.words.token, ...Array.from({ length: widest }, (_, i) => i + 1)], rows };
}
