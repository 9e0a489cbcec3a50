// The teacher's tokens and a net's own, place by place, and under them what the net pays for each of the teacher's tokens,
// and how far its state is from the forced one. The line is the moment of release.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { Scene, fit } from "./scene.js";
import { known, nice } from "./s2s_scale.js";
import { at } from "./wire.js";

export const TALL = 27.7; // of the letters' size: three rows of tokens, a chart, and the bars under it
const BEYOND = 6; // so many places after the teacher's last are shown

// The teacher is told from the net by colour and by sign: ink and circles, the decoder's orange and squares.
const inks = (theme) => ({ teacher: theme.text, said: theme.faint, free: theme.role.query });
const finite = (list) => list.filter(Number.isFinite);

export function forcingScene(data, { k, sum }, theme, width) {
  const { header, arrays } = data, { labels, teacher } = header, s = theme.size, w = header.words, count = teacher.length;
  const all = arrays.tokens.shape[1], shown = Math.min(all, count + BEYOND), length = arrays.lengths.values[k], parted = arrays.parted.values[k];
  const left = s * 10, pitch = Math.max(s * 4, Math.min(s * 7.5, (width - left - s * 4) / shown)), box = s * 2, gap = s * 0.5, top = s * 1.8;
  const rows = { teacher: top, said: top + box + gap, free: top + 2 * (box + gap) }, chart = top + 3 * (box + gap) + s, high = s * 11, low = chart + high + s * 1.4, small = s * 4.4;
  const ink = inks(theme), scene = new Scene(Math.max(width, left + shown * pitch + s * 4), s * TALL, theme), x = (t) => left + t * pitch, mid = (t) => x(t) + pitch / 2;
  const release = x(k);
  // The part that the teacher writes.
  scene.rect(left, top - s * 0.4, release - left, scene.height - top, { fill: theme.faint, alpha: 0.12 });
  for (let t = 0; t < shown; t++) scene.text(mid(t), s * 0.7, t ? t + 1 : `${w.place} 1`, { anchor: "center", fill: theme.faint });
  for (const [name, y] of Object.entries(rows)) scene.text(left - s * 0.7, y + box / 2, w[name], { anchor: "right", fill: ink[name], weight: 650 });
  const token = (t, y, id, style, hit) => {
    scene.rect(x(t) + 2, y, pitch - 4, box, { fill: theme.panel, round: 5, hit, ...style.box });
    scene.text(mid(t), y + box / 2, fit(isolated(labels[id]), pitch - 8, s, theme.font), { anchor: "center", ...style.text });
  };
  for (let t = 0; t < shown; t++) {
    const hit = column(data, k, t);
    if (t < count) {
      token(t, rows.teacher, teacher[t], { box: { stroke: t < k ? ink.teacher : undefined, width: 2 }, text: { weight: t < k ? 700 : 400 } }, hit);
      const same = arrays.said.values[t] === teacher[t];
      token(t, rows.said, arrays.said.values[t], { box: { alpha: same ? 0.5 : 1 }, text: { fill: same ? theme.faint : theme.text } }, hit);
    }
    if (t < length) {
      const other = t >= count || at(arrays.tokens, k, t) !== teacher[t];
      token(t, rows.free, at(arrays.tokens, k, t), t < k ? { box: { stroke: theme.faint, dash: [4, 3] }, text: { fill: theme.faint } } : { box: { stroke: t === parted ? ink.free : undefined, width: 3 }, text: { weight: other ? 700 : 400, fill: other ? ink.free : theme.text } }, hit);
      if (t >= k) scene.rect(x(t) + 5, rows.free + box - s * 0.28, Math.max(1, (pitch - 10) * Math.exp(at(arrays.log_probs, k, t))), s * 0.2, { fill: theme.bar, round: 2 });
    }
  }
  if (length > shown) scene.text(x(shown) + 6, rows.free + box / 2, w.more.replace("{count}", length - shown), { fill: theme.faint });
  if (parted >= 0 && parted < shown) scene.text(x(parted) + 4, chart - s * 0.7, `↑ ${w.parts}`, { fill: ink.free, weight: 650 });
  losses(scene, data, { k, sum }, { mid, left, chart, high, count });
  distances(scene, data, k, { mid, left, low, small, pitch, count });
  scene.line([[release, top - s * 0.7], [release, scene.height - 2]], { stroke: theme.accent, width: 2.5 });
  for (let t = 0; t < shown; t++) scene.rect(x(t), chart, pitch, scene.height - chart, { hit: column(data, k, t) });
  return scene;
}

// What is said of a place under the pointer. A click releases the net before it.
function column({ header, arrays }, k, t) {
  const { labels, teacher, words: w } = header, count = teacher.length, lines = [`t = ${t + 1}`], put = (name, v) => Number.isFinite(v) && lines.push(`${name}: ${short(v)}`);
  if (t < count) lines.push(`${w.teacher}: ${isolated(labels[teacher[t]])}`, `${w.said}: ${isolated(labels[arrays.said.values[t]])}`);
  if (t < arrays.lengths.values[k]) lines.push(`${w.free}: ${isolated(labels[at(arrays.tokens, k, t)])}  (${t < k ? w.given : `${w.own}, ${(100 * Math.exp(at(arrays.log_probs, k, t))).toFixed(1)} %`})`);
  put(w.forced_loss, arrays.losses.values[t]);
  put(w.free_loss, at(arrays.free, k, t));
  put(w.distance, at(arrays.distance, k, t));
  return { tip: lines.join("\n"), mark: { row: t, col: null }, pick: t <= count, at: { place: t + 1 } };
}

// A scale from 0 for each k alike, so that the lines and not the axis move when the net is released later.
function losses(scene, { header, arrays }, { k, sum }, { mid, left, chart, high, count }) {
  const { theme } = scene, ink = inks(theme), s = theme.size, w = header.words, forced = sum ? arrays.losses_sum : arrays.losses, free = sum ? arrays.free_sum : arrays.free;
  const most = nice(Math.max(...finite([...forced.values]), ...finite([...free.values]), 0.1)), y = (v) => chart + high - (high * Math.max(0, v)) / most, right = mid(Math.max(0, count - 1)) + s * 2;
  for (const part of [0, 0.5, 1]) {
    scene.line([[left, y(part * most)], [right, y(part * most)]], { stroke: theme.line, alpha: part ? 0.6 : 1 });
    scene.text(left - s * 0.6, y(part * most), `${+(part * most).toPrecision(3)}${part === 1 ? ` ${w.nats}` : ""}`, { anchor: "right", fill: theme.faint });
  }
  ["forced_loss", "free_loss"].forEach((name, i) => wrapped(scene, w[name], s * 1.4, chart + high * (0.2 + 0.42 * i), left - s * 3.4, i ? ink.free : ink.teacher));
  scene.mark(s * 0.6, chart + high * 0.2, s * 0.34, "circle", { fill: ink.teacher });
  scene.mark(s * 0.6, chart + high * 0.62, s * 0.34, "square", { fill: ink.free });
  const path = (value, shape, stroke, dash) => {
    for (let t = 0; t < count; t++) {
      if (!Number.isFinite(value(t))) continue;
      if (t && Number.isFinite(value(t - 1))) scene.line([[mid(t - 1), y(value(t - 1))], [mid(t), y(value(t))]], { stroke, width: 2.5, dash });
      scene.mark(mid(t), y(value(t)), s * (shape === "circle" ? 0.36 : 0.28), shape, { fill: stroke });
    }
  };
  path((t) => forced.values[t], "circle", ink.teacher);
  path((t) => (t < k ? NaN : at(free, k, t)), "square", ink.free);
}

function distances(scene, { header, arrays }, k, { mid, left, low, small, pitch, count }) {
  const { theme } = scene, s = theme.size, most = nice(Math.max(...finite([...arrays.distance.values]), 0.1)), y = (v) => low + small - (small * v) / most;
  wrapped(scene, header.words.distance, 0, low + s * 0.4, left - s * 3, theme.text);
  scene.line([[left, low + small], [mid(Math.max(0, count - 1)) + s * 2, low + small]], { stroke: theme.line });
  scene.text(left - s * 0.6, low + s * 0.4, String(+most.toPrecision(3)), { anchor: "right", fill: theme.faint });
  scene.text(left - s * 0.6, low + small, "0", { anchor: "right", fill: theme.faint });
  for (let t = 0; t < count; t++) {
    const v = at(arrays.distance, k, t);
    if (v > 0) scene.rect(mid(t) - pitch * 0.28, y(v), pitch * 0.56, low + small - y(v), { fill: theme.bar });
  }
}

// Words under each other, as many lines as they need.
function wrapped(scene, text, x, y, room, fill) {
  const s = scene.theme.size, lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && fit(longer, room, s, scene.theme.font) !== longer) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  lines.forEach((line, k) => scene.text(x, y + k * s * 1.2, line, { fill }));
}

export function forcingTable({ header, arrays }, { k }) {
  const { labels, teacher, words: w } = header, rows = [], n = Math.max(teacher.length, arrays.lengths.values[k]);
  for (let t = 0; t < n; t++)
    rows.push([
      t + 1, t < teacher.length ? labels[teacher[t]] : "", t < teacher.length ? labels[arrays.said.values[t]] : "", t < arrays.lengths.values[k] ? labels[at(arrays.tokens, k, t)] : "",
      ...[arrays.losses.values[t], at(arrays.free, k, t), arrays.losses_sum.values[t], at(arrays.free_sum, k, t), at(arrays.distance, k, t)].map(known),
    ]);
  return { columns: [w.place, w.teacher, w.said, `${w.free} (${w.released.replace("{k}", k).replace("{m}", teacher.length)})`, w.forced_loss, w.free_loss, `Σ ${w.forced_loss}`, `Σ ${w.free_loss}`, w.distance], rows };
}
