// The translation as it is written: each token with its probability, the runners-up under the pointer.
import { isolated } from "./labels.js";
import { Scene, fit, widthOf } from "./scene.js";

const percent = (p) => (p >= 0.9995 ? "100 %" : p < 0.01 ? "< 1 %" : `${Math.round(p * 100)} %`);

// The picture is as high for one token as for sixty, so that nothing below moves while somebody types. Where the tokens do
// not fit with their numbers, twice as many lines show them with their bars alone; the numbers are under the pointer.
export function tokensScene(data, view, theme, width) {
  const { header, arrays } = data, { written } = header, s = theme.size;
  const p = arrays.probabilities.values, room = width > s * 60 ? 1 : width > s * 40 ? 2 : 3;
  const place = (size, full) => {
    let x = 0, line = 0;
    const spots = written.map((t, k) => {
      const w = Math.max(widthOf(t.text, size * 1.03, theme.font), full ? widthOf(percent(p[k]), s, theme.font) : 0) + s * (full ? 0.7 : 0.5);
      if (x + w > width && x > 0) (x = 0), line++;
      const spot = { x, line, w: Math.min(w, width) };
      x += w + s * (full ? 0.25 : 0.1);
      return spot;
    });
    return { spots, size, full, fits: line < room * (full ? 1 : 2) };
  };
  let placed = place(s * 1.2, true);
  for (const size of [1, 1, 0.9, 0.8, 0.7, 0.6, 0.5]) if (!placed.fits) placed = place(s * size, size === 1 && placed.size > s);
  const { spots, size, full } = placed, pitch = s * (full ? 3.2 : 1.6);
  const scene = new Scene(width, s * 3.2 * room, theme);
  written.forEach((t, k) => {
    const { x, line, w } = spots[k], y = line * pitch, h = pitch - (full ? 4 : 2), on = view.row === k && view.side !== "encoder";
    const alternatives = header.alternatives[k].map(([text, q]) => `${isolated(text)}  ${(q * 100).toFixed(1)} %`).join("\n");
    const hit = { tip: `${isolated(t.text)} = ${(p[k] * 100).toFixed(2)} %${t.forced ? " · " + header.words.forced : ""}\n${alternatives}`, mark: { row: k, col: null }, pick: true, at: { step: k + 1 } };
    scene.rect(x + 1.5, y + 2, w - 3, h, { fill: theme.panel, round: full ? 5 : 3, stroke: on ? theme.role.query : t.forced ? theme.faint : undefined, dash: t.forced && !on ? [4, 3] : undefined, width: on ? 3 : 1.5, hit });
    scene.rect(x + 4, y + h - s * 0.26, Math.max(1, (w - 8) * p[k]), s * 0.2, { fill: theme.bar, round: 2 });
    scene.text(x + w / 2, y + (full ? s * 0.95 : pitch * 0.48), fit(t.text, w - 4, size, theme.font), { anchor: "center", size, weight: t.special ? 400 : 600, fill: t.special ? theme.faint : theme.text });
    if (full) scene.text(x + w / 2, y + s * 2.1, percent(p[k]), { anchor: "center", fill: theme.faint });
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
