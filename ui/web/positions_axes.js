// What the pictures of positions share: a frame for curves, and a square map of queries (rows) and keys (columns).
import { ticks } from "./space.js";

export const minus = (v, digits = 4) => v.toFixed(digits).replace("-", "−");

// Lines for round values, and from values to places. `zero`: the line that stands out.
export function frame(scene, { left, right, top, bottom, from, to, low, high, zero = 0 }) {
  const { theme } = scene, s = theme.size;
  const x = (t) => left + ((t - from) / Math.max(1e-9, to - from)) * (right - left), y = (v) => bottom - ((v - low) / (high - low || 1)) * (bottom - top);
  for (const v of ticks(low, high, Math.max(2, (bottom - top) / (s * 2.4)))) {
    scene.line([[left, y(v)], [right, y(v)]], { stroke: theme.line, alpha: v === zero ? 1 : 0.6 });
    scene.text(left - s * 0.4, y(v), String(v).replace("-", "−"), { anchor: "right", fill: theme.faint });
  }
  return { x, y };
}

// Numbers below a frame, whole ones, and what they count.
export function below(scene, { x, left, right, bottom, from, to, label }) {
  const { theme } = scene, s = theme.size;
  for (const t of ticks(from, to, Math.max(2, (right - left) / (s * 5))).filter(Number.isInteger))
    scene.text(x(t), bottom + s * 0.85, String(t).replace("-", "−"), { anchor: "center", fill: theme.faint });
  scene.text((left + right) / 2, bottom + s * 2, label, { anchor: "center", fill: theme.faint });
}

export function curve(scene, points, style) {
  for (let k = 1; k < points.length; k++) scene.line([points[k - 1], points[k]], style);
}

// A map n × n; cell(i, j, value) is what the pointer meets. chosen: [row, column] or null.
export function square(scene, { x, y, side, n, values, colour, cell, chosen, rows, columns }) {
  const { theme } = scene, s = theme.size, pitch = side / n;
  scene.matrix(x, y, side, side, { rows: n, cols: n, flat: values, colour, hit: cell });
  scene.rect(x, y, side, side, { stroke: theme.line });
  if (chosen) {
    const [i, j] = chosen;
    scene.rect(x + j * pitch, y, pitch, side, { stroke: theme.role.key, width: 1.5 });
    scene.rect(x, y + i * pitch, side, pitch, { stroke: theme.role.query, width: 1.5 });
  }
  const places = ticks(0, n - 1, Math.max(2, side / (s * 3.4))).filter(Number.isInteger);
  for (const t of places) {
    scene.text(x - s * 0.4, y + (t + 0.5) * pitch, String(t), { anchor: "right", fill: theme.faint });
    scene.text(x + (t + 0.5) * pitch, y + side + s * 0.85, String(t), { anchor: "center", fill: theme.faint });
  }
  scene.text(x + side / 2, y + side + s * 2, `${columns} →`, { anchor: "center", fill: theme.faint });
  scene.text(x - s * 2.6, y + side / 2, `← ${rows}`, { anchor: "center", rotate: -90, fill: theme.faint });
  return (i, j) => ({ x: x + (j + 0.5) * pitch, y: y + (i + 0.5) * pitch });
}
