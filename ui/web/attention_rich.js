// Formulas on a canvas: text with indices and powers, "W_{Q,12}" or "e^{S}", in pieces of different colours.
import { widthOf } from "./scene.js";

const SMALL = 0.78;

// "e^{1.5} + x_1" -> [{ text, level }]: level 0 on the line, -1 below it, 1 above it
export function runs(markup) {
  const found = [];
  for (const [, plain, mark, inner] of markup.matchAll(/([^_^]+)|([_^])(\{[^}]*\}|.)/gu))
    found.push(plain ? { text: plain, level: 0 } : { text: inner.replace(/^\{|\}$/g, ""), level: mark === "_" ? -1 : 1 });
  return found;
}

// pieces: [[markup, colour or ""], ...]. Draws from x on, around y; returns where it ends. Without a scene it only measures.
export function rich(scene, x, y, pieces, { theme, size = theme.size, weight = 400 }) {
  for (const [markup, fill] of pieces)
    for (const { text, level } of runs(markup)) {
      const own = level ? size * SMALL : size;
      scene?.text(x, y - level * size * 0.34, text, { size: own, weight, fill: fill || theme.text });
      x += widthOf(text, own, theme.font) * (weight > 500 ? 1.05 : 1) + (level ? size * 0.04 : 0);
    }
  return x;
}

export const wide = (pieces, style) => rich(null, 0, 0, pieces, style);
export const plain = (markup) => runs(markup).map(({ text }) => text).join("");

// A number as it is written on paper: up to `digits` decimals, none that say nothing.
export function num(v, digits = 3) {
  if (!Number.isFinite(v)) return v === -Infinity ? "−∞" : v === Infinity ? "∞" : "?";
  if (Math.abs(v) >= 1e5) return v.toExponential(1).replace("-", "−").replace("e+", "e");
  return String(+v.toFixed(digits)).replace("-", "−").replace(/^−0$/, "0");
}
export const inside = (v, digits) => (v < 0 ? `(${num(v, digits)})` : num(v, digits));
// What stands before a result: "=" where it is all there, "≈" where it was rounded.
export const equal = (v, digits = 3) => (!Number.isFinite(v) || Math.abs(v - +v.toFixed(digits)) <= Math.abs(v) * 2e-7 + 1e-9 ? " = " : " ≈ ");
