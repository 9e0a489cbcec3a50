// A row of tokens across a picture. They stand at the left and keep their places while somebody types, until the room is
// used up; then all have the same width and stand aslant, and at last only as many as can be read.
import { thin } from "./labels.js";
import { fit } from "./scene.js";
import { measure } from "./widths.js";

// The one colour of s_0, wherever it stands.
export const neckColour = (theme) => theme.heads[6];

// A number as an index: 12 -> ₁₂
export const index = (k) => String(k).replace(/\d/g, (d) => "₀₁₂₃₄₅₆₇₈₉"[d]);

// -> { n, x(k), w(k), flat, tall, label(scene, k, y, above, style) }: `tall` is how high the labels stand
export function row(tokens, theme, left, width) {
  const s = theme.size, n = tokens.length, widths = tokens.map((t) => measure(t.text, s, theme.font) + s * 0.8);
  const total = widths.reduce((sum, w) => sum + w, 0), flat = total <= width, tall = flat ? s * 1.7 : s * 3.6;
  const gap = flat ? Math.min(s * 0.7, (width - total) / Math.max(1, n)) : 0, edge = s * 1.6, pitch = (width - 2.2 * edge) / Math.max(1, n), starts = [];
  let x = left;
  for (const w of widths) starts.push(x), (x += w + gap);
  const at = (k) => (flat ? starts[k] + (widths[k] + gap) / 2 : left + edge + (k + 0.5) * pitch);
  const wide = (k) => (flat ? widths[k] + gap : pitch);
  const label = (scene, k, y, above, marked, style) => {
    if (flat) return scene.text(at(k), above ? y - s * 0.85 : y + s * 0.85, tokens[k].text, { anchor: "center", ...style });
    const labels = thin(pitch * 0.8, s, marked), size = labels.size(k);
    if (!labels.shown(k)) return;
    const text = fit(tokens[k].text, s * 4.2, size, theme.font);
    if (above) scene.text(at(k), y - s * 0.4, text, { rotate: -45, size, ...style });
    else scene.text(at(k) + s * 0.2, y + s * 0.5, text, { rotate: -45, anchor: "right", size, ...style });
  };
  return { n, x: at, w: wide, flat, tall, label };
}

// A whole picture drawn into another one, `dy` further down.
export function lowered(scene, other, dy) {
  for (const shape of other.shapes) {
    const { points, y } = shape;
    scene.shapes.push(points ? { ...shape, points: points.map(([px, py]) => [px, py + dy]) } : { ...shape, y: y + dy });
  }
}
