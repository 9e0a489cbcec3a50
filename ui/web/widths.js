// How wide a text is, remembered: measuring is slow, and most letters and words come again with the next key.
import { widthOf } from "./scene.js";

const MOST = 4000;
const known = new Map();

export function measure(text, size, font) {
  const key = `${size}|${font}|${text}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= MOST) known.clear();
    known.set(key, (found = widthOf(text, size, font)));
  }
  return found;
}
// What was measured before a font was there is not true any more.
document.fonts?.addEventListener("loadingdone", () => known.clear());
