// The one time axis: a column for each word that was typed, and one behind them for the end. Words keep their columns
// while somebody types; when the room is used up, all columns grow narrower at once, in a few steps.
import { isolated } from "./labels.js";
import { Scene, fit } from "./scene.js";
import { measure } from "./widths.js";

const EASY = 4.6; // of the letters' size
const STEPS = Array.from({ length: 60 }, (_, k) => 0.93 ** k);

// Room for every column: at ease, else nearer to what its word needs, else all in proportion.
export function shared(labels, s, room) {
  const easy = labels.map((w) => Math.max(EASY * s, w * 1.06 + s)), need = labels.map((w) => Math.max(s * 1.6, w * 1.06 + s * 0.5));
  const mixed = (f) => easy.map((w, k) => need[k] + (w - need[k]) * f), sum = (widths) => widths.reduce((total, w) => total + w, 0);
  for (const f of [1, 0.8, 0.6, 0.4, 0.2, 0]) if (sum(mixed(f)) <= room) return mixed(f);
  const all = sum(need), scale = STEPS.find((step) => all * step <= room) ?? room / all;
  return need.map((w) => w * scale);
}

// -> { left, cols: [{ text, x, w, mid }], right, n, place(token) }: n counts the words, and the last column is the end
export function timeAxis({ axis, words }, theme, left, room) {
  const texts = [...axis.map(({ text }) => text), words.end], widths = shared(texts.map((text) => measure(text, theme.size, theme.font)), theme.size, room);
  const cols = [];
  let x = left;
  texts.forEach((text, k) => {
    cols.push({ text, x, w: widths[k], mid: x + widths[k] / 2 });
    x += widths[k];
  });
  const n = axis.length, at = (place, col) => cols[col].x + (cols[col].w * (place - axis[col].start)) / (axis[col].end - axis[col].start);
  // The column of a character: words come in their order.
  const column = (place) => {
    let low = 0, high = n - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (axis[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  // Where a token lies that stands for characters start to end, and the word that it belongs to.
  const place = ({ start, end, special }) => {
    if (special || !n) return { ...cols[n], col: n };
    const col = column(start), a = Math.max(cols[col].x, at(Math.min(start, axis[col].end), col)), last = end > start ? column(end - 1) : col;
    const b = end > start ? at(Math.min(end, axis[last].end), last) : a;
    return { x: a, w: Math.max(0, b - a), mid: (a + b) / 2, col };
  };
  return { left, cols, n, right: x, place };
}

// The words themselves, smaller where they do not fit, and only some of them where there are very many. `lit` is the
// column under the pointer.
export function axisScene(axis, theme, width, lit) {
  const s = theme.size, high = s * 1.75, scene = new Scene(width, high, theme), pitch = (axis.right - axis.left) / axis.cols.length;
  const every = Math.ceil((s * 3) / pitch), crowded = pitch < s * 1.6, near = (k) => lit !== null && k !== lit && Math.abs(k - lit) < every;
  axis.cols.forEach(({ text, x, w, mid }, k) => {
    const end = k === axis.n, on = k === lit, style = { weight: on ? 750 : end ? 400 : 600, fill: end ? theme.faint : theme.text };
    if (on) scene.rect(x + 1, 0, Math.max(1, w - 2), high, { fill: theme.accent, alpha: 0.16, round: 3 });
    const size = measure(text, s, theme.font) * 1.05 < w - 2 ? s : s * 0.82;
    if (!crowded) scene.text(mid, s * 0.9, fit(text, w - 2, size, theme.font), { ...style, size, anchor: "center" });
    else if (on || (k % every === 0 && !near(k))) scene.text(Math.min(x, width - s * 4), s * 0.9, on ? text : fit(text, pitch * every - 3, s * 0.82, theme.font), { ...style, size: on ? s : s * 0.82 });
    scene.rect(x, 0, w, high, { hit: { tip: isolated(text), mark: { row: null, col: k }, pick: true } });
  });
  scene.cell = (col) => (axis.cols[col] ? { x: axis.cols[col].mid, y: high / 2, hit: { tip: isolated(axis.cols[col].text) } } : null);
  return scene;
}

// Below whatever a row draws, its columns answer the pointer.
export function columns(scene, axis) {
  axis.cols.forEach(({ x, w }, col) => scene.rect(x, 0, w, scene.height, { hit: { mark: { row: null, col }, pick: true } }));
}

// The column under the pointer, through a whole row: its bounds, behind what the row draws on top.
export function column(scene, axis, lit, top, bottom) {
  const col = axis.cols[lit];
  if (col) scene.rect(col.x, top, col.w, bottom - top, { stroke: scene.theme.accent, width: 1.5, round: 2 });
}

// Text on several lines, as many as fit; the last is cut.
export function wrapped(text, width, size, font, most) {
  const lines = [];
  for (const part of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${part}` : part;
    if (lines.length && measure(longer, size, font) * 1.05 <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  if (lines.length > most) lines.splice(most - 1, Infinity, `${lines.slice(most - 1).join(" ")}`);
  return lines.map((line) => fit(line, width, size, font));
}
