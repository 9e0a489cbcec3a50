// What is taken away from the first page: rows under the words that they read, each beside its name, as one picture.
import { Scene } from "./scene.js";

const NAME = 11; // of the letters' size

// parts: [{ name, scene }], one below the other
export function stacked(parts, theme) {
  const s = theme.size, gap = s * 0.7, left = s * NAME, height = parts.reduce((sum, { scene }) => sum + scene.height + gap, 0);
  const whole = new Scene(left + Math.max(...parts.map(({ scene }) => scene.width)), height, theme);
  let y = 0;
  for (const { name, scene } of parts) {
    if (y) whole.line([[0, y - gap / 2], [whole.width, y - gap / 2]], { stroke: theme.line });
    whole.text(0, y + s * 0.9, name, { weight: 700 });
    for (const shape of scene.shapes)
      whole.shapes.push(shape.points ? { ...shape, points: shape.points.map(([px, py]) => [px + left, py + y]) } : { ...shape, x: shape.x + left, y: shape.y + y });
    y += scene.height + gap;
  }
  return whole;
}
