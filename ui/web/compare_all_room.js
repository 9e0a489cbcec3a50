// Where memory ends: bytes of all weights by the number of tokens, both on scales of powers, so that a square is a line.
import { Scene, widthOf } from "./scene.js";

const LEAST = 16;
export const bytes = (v) => (v >= 1e9 ? `${(v / 1e9).toFixed(v < 1e10 ? 1 : 0).replace(".0", "")} GB` : v >= 1e6 ? `${(v / 1e6).toFixed(v < 1e7 ? 1 : 0).replace(".0", "")} MB` : `${Math.max(1, Math.round(v / 1e3))} kB`);
const number = (v) => v.toLocaleString("en");

// The numbers of tokens that can be pointed at: doubled from 16 on, those of this text, the model's limit and the end.
export function stops({ tokens, limit, end }) {
  const last = Math.max(limit, end, LEAST * 2) * 1.2, found = [tokens, limit, end].filter((n) => n > 0 && n <= last);
  for (let n = LEAST; n <= last; n *= 2) found.push(n);
  return [...new Set(found)].sort((a, b) => a - b);
}

export function roomScene(room, w, theme, width, tall) {
  const s = theme.size, { tokens, limit, end, each, free, share } = room, scene = new Scene(width, Math.max(s * 8.5, tall), theme);
  const last = Math.max(limit, end, LEAST * 2) * 1.2, left = s * 3.6, right = width - s * 0.6, top = s * 0.6, bottom = scene.height - s * 2.8;
  const low = Math.log(each * LEAST ** 2), high = Math.log(Math.max(each * last ** 2, free * share)), clip = (v) => Math.max(0, Math.min(1, v));
  const x = (n) => left + clip(Math.log(n / LEAST) / Math.log(last / LEAST)) * (right - left), y = (b) => bottom - clip((Math.log(b) - low) / (high - low)) * (bottom - top), at = (n) => y(each * n * n);
  for (let unit = 1e6, said = Infinity; unit <= Math.exp(high); unit *= 10) {
    if (unit < Math.exp(low)) continue;
    scene.line([[left, y(unit)], [right, y(unit)]], { alpha: 0.6 });
    if (said - y(unit) > s * 1.3) scene.text(left - 5, (said = y(unit)), bytes(unit), { anchor: "right", fill: theme.faint });
  }
  let free_from = -Infinity;
  for (let n = LEAST; n <= last; n *= 4) if (x(n) - free_from > s * 3.2) scene.text((free_from = Math.min(x(n), width - widthOf(number(n), s, theme.font) / 2)), bottom + s * 0.8, number(n), { anchor: "center", fill: theme.faint });
  scene.text((left + right) / 2, bottom + s * 2, `${w.tokens} →`, { anchor: "center", fill: theme.faint });
  scene.rect(left, top, right - left, Math.max(1, y(free * share) - top), { fill: theme.accent, alpha: 0.18 });
  scene.line([[left, y(free * share)], [right, y(free * share)]], { stroke: theme.accent, width: 2 });
  scene.line([[x(LEAST), at(LEAST)], [x(last), at(last)]], { stroke: theme.text, width: 2.5 });
  scene.line([[x(limit), top], [x(limit), bottom]], { stroke: theme.faint, width: 1.5, dash: [4, 4] });
  const late = x(limit) > (left + right) / 2;
  scene.text(x(limit) + (late ? -5 : 5), bottom - s * 0.8, w.limit_short, { anchor: late ? "right" : "left", fill: theme.faint });
  scene.rect(left + 2, y(free * share) + s * 0.3, widthOf(w.half_free, s, theme.font) + 5, s * 1.2, { fill: theme.background });
  scene.text(left + 4, y(free * share) + s * 0.9, w.half_free, { fill: theme.faint });
  if (tokens > 0) {
    const here = Math.max(LEAST, tokens), early = x(here) < left + (right - left) * 0.3; // below the line where that rises, else above it
    scene.mark(x(here), at(here), s * 0.45, "circle", { fill: theme.role.query });
    scene.text(x(here) + s * (early ? 1.2 : -0.8), at(here) - s * (early ? 0 : 0.7), w.this_text, { anchor: early ? "left" : "right", fill: theme.role.query });
  }
  if (end >= LEAST) scene.mark(x(end), at(end), s * 0.42, "square", { fill: theme.accent });
  const names = { [tokens]: w.this_text, [limit]: w.limit_of, [end]: w.end_of }, points = stops(room);
  const hit = (n) => ({ tip: `${number(n)} ${w.tokens}${names[n] ? ` · ${names[n]}` : ""}\n${bytes(each * n * n)} ${n > end ? w.does_not_fit : w.fits}` });
  points.forEach((n, k) => {
    const from = k ? (x(points[k - 1]) + x(n)) / 2 : left, to = k < points.length - 1 ? (x(n) + x(points[k + 1])) / 2 : right;
    scene.rect(from, top, to - from, bottom - top, { hit: hit(n) });
  });
  scene.find = (k) => ({ x: x(points[Math.min(k, points.length - 1)]), y: top, hit: hit(points[Math.min(k, points.length - 1)]) });
  return scene;
}

export function roomTable(room, w) {
  return { columns: [w.tokens, w.bytes, w.room_title], rows: stops(room).map((n) => [String(n), room.each * n * n, n > room.end ? w.does_not_fit : w.fits]) };
}
