// A line with a head. Lines that only pass by stay thin and faint.
export function arrow(scene, [x1, y1], [x2, y2], style = {}) {
  const d = Math.hypot(x2 - x1, y2 - y1);
  if (d < 1) return;
  scene.line([[x1, y1], [x2, y2]], style);
  const head = Math.min(scene.theme.size * 0.32, d * 0.6), [ux, uy] = [(x2 - x1) / d, (y2 - y1) / d];
  for (const turn of [-1, 1])
    scene.line([[x2, y2], [x2 - head * (ux + turn * uy * 0.6), y2 - head * (uy - turn * ux * 0.6)]], { ...style, dash: undefined });
}
