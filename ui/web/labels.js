// Labels of tokens: safe to draw whatever was typed, and thinned out where there are too many.
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\ufeff]/gu;
const ISOLATES = /[\u2066-\u2069]/g;

// What a token looks like: control characters get a picture or a code, a lone accent a circle to sit on.
export function glyph(text) {
  const shown = String(text).replace(CONTROL, code);
  return /^\p{M}/u.test(shown) ? "◌" + shown : shown;
}
function code(character) {
  const number = character.codePointAt(0);
  return number < 32 ? String.fromCodePoint(0x2400 + number) : `[${number.toString(16).padStart(4, "0")}]`;
}

// The same inside a sentence: right-to-left text must not turn the numbers around it.
export const isolated = (text) => `\u2068${glyph(text).replace(ISOLATES, code)}\u2069`;

// How to label items that lie `pitch` apart: the letters shrink to three quarters, or what else is the least, then only every
// n-th is labelled. The marked one always is, at full size, and clears the room it needs.
export function thin(pitch, size, marked = -1, least = 0.75) {
  const small = Math.max(size * least, Math.min(size, pitch * 0.95));
  const every = Math.max(1, Math.ceil((small * 1.05) / pitch));
  const clear = every > 1 ? Math.ceil((size * 1.1) / pitch) : 1;
  return {
    size: (k) => (k === marked && every > 1 ? size : small),
    shown: (k) => k === marked || (k % every === 0 && (marked < 0 || Math.abs(k - marked) >= clear)),
  };
}
