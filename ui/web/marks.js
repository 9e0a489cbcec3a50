// Small signs that are told apart by shape: the corners of each, in its box; none for a circle.
const UNIT = {
  circle: null,
  triangle: [[0, -1], [0.95, 0.75], [-0.95, 0.75]],
  square: [[-0.82, -0.82], [0.82, -0.82], [0.82, 0.82], [-0.82, 0.82]],
  diamond: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  cross: [[-1, -0.4], [-0.4, -0.4], [-0.4, -1], [0.4, -1], [0.4, -0.4], [1, -0.4], [1, 0.4], [0.4, 0.4], [0.4, 1], [-0.4, 1], [-0.4, 0.4], [-1, 0.4]],
};
export const SIGNS = ["triangle", "circle", "square", "diamond", "cross"];

// -> [[x, y], ...] or null for a circle
export function corners({ x, y, w, shape }) {
  const r = w / 2;
  return UNIT[shape]?.map(([u, v]) => [x + r + u * r, y + r + v * r]) ?? null;
}
