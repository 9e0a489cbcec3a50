// Formulas on a canvas: `s_{t-1}` stands lowered, `W^T` raised; pieces of a formula may have colours of their own.
import { measure } from "./widths.js";

const SMALL = 0.8, SHIFT = 0.28; // of the letters' size

// "e_{tj} = s" -> [["e", 0], ["tj", 1], [" = s", 0]]: text and whether it is lowered (1) or raised (-1)
export function parts(text) {
  const found = [];
  for (const [, plain, sign, braced, single] of text.matchAll(/([^_^]+)|([_^])(?:\{([^}]*)\}|(.))/gu))
    found.push(plain === undefined ? [braced ?? single, sign === "_" ? 1 : -1] : [plain, 0]);
  return found;
}

const spread = (pieces) => pieces.flatMap(([text, fill, raw]) => (raw ? [[text, 0]] : parts(text)).map(([part, level]) => [part, level, fill]));
const wide = (part, level, size, font, weight) => measure(part, level ? size * SMALL : size, font) * (weight >= 600 ? 1.05 : 1.01); // bold is wider

// pieces: [[text, colour or undefined, whether it is raw: somebody's text, without signs]]
export const width = (pieces, size, font, weight) => spread(pieces).reduce((sum, [part, level]) => sum + wide(part, level, size, font, weight), 0);

// Draws the pieces from x on, vertically centred at y; returns where they end. They shrink to fit into `room`.
export function write(scene, x, y, pieces, { room = Infinity, size = scene.theme.size, ...style } = {}) {
  const { font } = scene.theme, { weight } = style, whole = width(pieces, size, font, weight), fitted = whole > room ? Math.max(size * 0.72, (size * room) / whole) : size;
  for (const [part, level, fill] of spread(pieces)) {
    scene.text(x, y + level * fitted * SHIFT, part, { ...style, size: level ? fitted * SMALL : fitted, ...(fill ? { fill } : {}) });
    x += wide(part, level, fitted, font, weight);
  }
  return x;
}

// The same in plain letters, for tooltips and screen readers.
export const plain = (pieces) => pieces.map(([text, , raw]) => (raw ? text : text.replace(/[{}]/g, ""))).join("");
