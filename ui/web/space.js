// From a state's three coordinates to the screen. The limits are those of the cloud and of h_0, so that typing never
// moves or rescales them; each axis has a scale of its own.
const MARGIN = 0.08;

// cloud { shape: [n, 3], values }, start [3] -> { low, high }
export function limits(cloud, start) {
  const low = [...start], high = [...start];
  cloud.values.forEach((v, k) => {
    low[k % 3] = Math.min(low[k % 3], v);
    high[k % 3] = Math.max(high[k % 3], v);
  });
  const margin = low.map((v, c) => Math.max(1e-6, (high[c] - v) * MARGIN));
  return { low: low.map((v, c) => v - margin[c]), high: high.map((v, c) => v + margin[c]) };
}

const within = (v) => Math.max(0, Math.min(1, v));

// In the plane of the first two components: a point beyond the limits stands at the edge. -> (p) => { x, y, depth, out }
export const flat = ({ low, high }, { x, y, w, h }) => (p) => {
  const u = [0, 1].map((c) => (p[c] - low[c]) / (high[c] - low[c]));
  return { x: x + within(u[0]) * w, y: y + (1 - within(u[1])) * h, depth: 0, out: u.some((v) => v < 0 || v > 1) };
};

// All three, turned: first about the upright axis, then towards the viewer. PC 1 points right, PC 2 up, PC 3 away.
export const solid = ({ low, high }, { x, y, w, h }, [yaw, pitch]) => {
  const r = Math.min(w, h * 1.2) / 3.2, [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  return (p) => {
    const raw = [0, 1, 2].map((c) => (p[c] - low[c]) / (high[c] - low[c])), [a, b, c] = raw.map((v) => 2 * within(v) - 1);
    const across = a * cy + c * sy, away = c * cy - a * sy;
    return { x: x + w / 2 + r * across, y: y + h / 2 - r * (b * cp - away * sp), depth: away * cp + b * sp, out: raw.some((v) => v < 0 || v > 1) };
  };
};

// The corners of the box in the limits, and its twelve edges as pairs of them.
export const corners = ({ low, high }) => Array.from({ length: 8 }, (_, k) => [0, 1, 2].map((c) => ((k >> c) & 1 ? high[c] : low[c])));
export const EDGES = [0, 1, 2].flatMap((c) => [0, 1, 2, 3, 4, 5, 6, 7].filter((k) => !((k >> c) & 1)).map((k) => [k, k | (1 << c), c]));

// Round numbers between two limits, about `count` of them.
export function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].find((m) => m * power >= raw) * power;
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(k * step);
  return found.map((v) => +v.toPrecision(6));
}
