// Many to many by way of a summary: an encoder reads to the end, a decoder writes from what it left. Wired, not computed.
import { arrow } from "./arrow.js";
import { columns } from "./columns.js";
import { Scene, fit } from "./scene.js";

export function schematicScene({ header }, theme, width) {
  const s = theme.size, w = header.words, out = 5, box = s * 2.3;
  const words = header.tokens.slice(0, Math.max(1, Math.floor(width / (s * 5)) - out)), y = { out: s * 1.2, h: s * 5.2, x: s * 10 };
  const scene = new Scene(width, s * 13, theme), n = words.length + out, pitch = Math.min(s * 7.5, width / Math.max(n, 1)), mid = (k) => (k + 0.5) * pitch;
  const grey = { stroke: theme.faint, width: 1.4 }, wide = Math.min(pitch * 0.6, s * 3.2);
  for (let k = 0; k < n; k++) {
    const reads = k < words.length, fill = reads ? theme.role.key : theme.role.query, first = k === words.length;
    scene.rect(mid(k) - wide / 2, y.h, wide, box, { fill, alpha: 0.85, round: 5, hit: { tip: reads ? w.encoder : w.decoder } });
    if (k + 1 < n) arrow(scene, [mid(k) + wide / 2, y.h + box / 2], [mid(k + 1) - wide / 2, y.h + box / 2], { stroke: k + 1 === words.length ? theme.accent : theme.text, width: k + 1 === words.length ? 4 : 1.6 });
    const token = reads ? words[k].text : first ? "<sos>" : `y${"₁₂₃₄"[k - words.length - 1]}`;
    scene.text(mid(k), y.x + s * 0.8, fit(token, pitch - 4, s * 1.05, theme.font), { anchor: "center", size: s * 1.05, weight: reads ? 600 : 400, fill: reads ? theme.text : theme.faint });
    arrow(scene, [mid(k), y.x], [mid(k), y.h + box], grey);
    if (reads) continue;
    arrow(scene, [mid(k), y.h], [mid(k), y.out + s * 1.3], grey);
    const last = k === n - 1;
    scene.rect(mid(k) - wide / 2, y.out - s * 0.3, wide, s * 1.6, { stroke: theme.accent, width: 2, round: 5 });
    scene.text(mid(k), y.out + s * 0.5, last ? "<eos>" : `y${"₁₂₃₄"[k - words.length]}`, { anchor: "center", weight: 600 });
    if (!last) arrow(scene, [mid(k) + wide * 0.3, y.out + s * 1.3], [mid(k + 1) - s * 0.8, y.x + s * 0.2], { stroke: theme.accent, width: 1.3, dash: [4, 3] });
  }
  const middle = words.length * pitch, below = y.x + s * 2.5;
  scene.text(middle + pitch / 2 - s * 0.5, y.h - s * 0.8, w.summary, { anchor: "right", fill: theme.accent, weight: 600 });
  scene.text(middle / 2, below, w.encoder, { anchor: "center", fill: theme.role.key, weight: 700 });
  scene.text((middle + n * pitch) / 2, below, w.decoder, { anchor: "center", fill: theme.role.query, weight: 700 });
  return scene;
}
