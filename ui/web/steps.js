// One axis of tokens for several rows of numbers: steps 1 to T from left to right. Columns keep their width until there
// are too many, then all grow narrower at once, so that nothing moves at most keys.
import { isolated } from "./labels.js";
import { fit } from "./scene.js";

const ROOM = [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048];
const MOST = 7.5; // of the letters' size

// -> { left, width, pitch, x(k), room }: k counts from 0; `room` is how high the labels stand
export function steps(count, theme, left, width) {
  const n = ROOM.find((room) => room >= count) ?? count, pitch = Math.min(theme.size * MOST, (width - left - 2) / n);
  return { left, pitch, width: pitch * count, x: (k) => left + (k + 0.5) * pitch, room: theme.size * 3.4, wide: pitch > theme.size * 2.4 };
}

// Tokens under the columns, upright where there is room, else at an angle and only as many as can be read.
export function tokenLabels(scene, axis, tokens, y, { marked = -1, hit, fill } = {}) {
  const { theme } = scene, s = theme.size, every = axis.wide ? 1 : Math.max(1, Math.ceil((s * 1.05) / axis.pitch));
  tokens.forEach((token, k) => {
    const on = k === marked, x = axis.x(k);
    const style = { fill: fill?.(k) ?? (on ? theme.text : theme.faint), weight: on ? 700 : 400 };
    if (axis.wide) scene.text(x, y + s * 0.9, fit(isolated(token), axis.pitch - 4, s, theme.font), { anchor: "center", ...style });
    else if (on || (k % every === 0 && (marked < 0 || Math.abs(k - marked) >= every)))
      scene.text(x + s * 0.3, y + s * 0.5, fit(isolated(token), s * 4, s, theme.font), { anchor: "right", rotate: -50, ...style });
    if (hit) scene.rect(x - axis.pitch / 2, y, axis.pitch, axis.room, { hit: hit(k) });
  });
}
