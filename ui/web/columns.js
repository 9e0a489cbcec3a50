// Where the columns of tokens stand, one for each step. They begin at the left and keep their places while somebody types,
// until the room is used up; then they grow narrower, and at last only those around the step in detail are drawn.
import { widthOf } from "./scene.js";

const EASY = { "many-to-one": 4.4, aligned: 6.2, "one-to-many": 1.75, "encoder-decoder": 6 };
const LEAST = { "many-to-one": 1.7, aligned: 4.1, "one-to-many": 1.3, "encoder-decoder": 3 };
const MOST = { "many-to-one": 9, aligned: 9, "one-to-many": 1.75, "encoder-decoder": 6 };

// What a token looks like; a space and a line break must be seen where characters are read one by one.
export const face = (text) => (text === " " ? "␣" : text === "\n" ? "⏎" : text);

// -> { left, spots: [{ k, i, x, w, mid }], before, after }: k counts what arrived, i all tokens of the text.
export function columns(header, theme, width, extra = () => "") {
  const { kind, tokens, first, step, prompt, length } = header, s = theme.size;
  const left = Math.min(s * 7.2, width * 0.24), room = Math.max(s * 4, width - left - 4);
  const [easy, least, most] = [EASY, LEAST, MOST].map((widths) => widths[kind] * s);
  const labels = tokens.map((t, k) => 1.06 * Math.max(widthOf(face(t.text), s, theme.font), widthOf(extra(k), s, theme.font)));
  const fits = Math.max(1, Math.floor(room / least));
  let from = 0, to = tokens.length;
  if (to > fits) {
    const ahead = kind === "one-to-many" && !header.pinned ? Math.max(0, Math.min(length - prompt, fits - Math.min(prompt, 8))) : Math.floor(fits / 3);
    from = Math.max(0, Math.min(to - fits, step - first + ahead + 1 - fits));
    to = from + fits;
  }
  const shown = shared(labels.slice(from, to), { easy, least, most, room, gap: s });
  const spots = [];
  let x = left;
  shown.forEach((w, k) => {
    spots.push({ k: from + k, i: first + from + k, x, w, mid: x + w / 2 });
    x += w;
  });
  return { left, spots, right: x, before: first + from, after: length - first - to };
}

// Room for every column: at ease, else no more than its label needs, else cut where labels are long.
function shared(labels, { easy, least, most, room, gap }) {
  const wanted = labels.map((w) => Math.max(easy, Math.min(most, w + gap))), needed = labels.map((w) => Math.max(least, Math.min(most, w + gap * 0.5)));
  const [all, must] = [wanted, needed].map((widths) => widths.reduce((sum, w) => sum + w, 0));
  if (all <= room) return wanted;
  if (must <= room) return needed.map((w, k) => w + ((wanted[k] - w) * (room - must)) / (all - must));
  const cap = widest(needed, room);
  return needed.map((w) => Math.min(w, cap));
}

// The greatest width that no column may exceed so that all fit.
function widest(widths, room) {
  const sorted = [...widths].sort((a, b) => a - b);
  let rest = room;
  for (let k = 0; k < sorted.length; k++) {
    const even = rest / (sorted.length - k);
    if (sorted[k] > even) return even;
    rest -= sorted[k];
  }
  return Infinity;
}
