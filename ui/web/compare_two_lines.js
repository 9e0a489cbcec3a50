// The two heads as lines, side by side in one picture.
import { NARROW, badge } from "./compare_two_scene.js";
import { linesScene } from "./lines.js";
import { Scene, fit } from "./scene.js";

export function twoLinesScene(model, theme, width, height) {
  const s = theme.size, narrow = width < s * NARROW, gap = s * 3, title = s * 2;
  const wide = narrow ? width : (width - gap) / 2, tall = narrow ? Math.max(s * 14, height / 2) : height, scene = new Scene(width, narrow ? 2 * tall : tall, theme);
  ["a", "b"].forEach((kind, k) => {
    const map = model[kind], [row, col] = [model.marks[kind].rows[0] ?? null, model.marks[kind].cols[0] ?? null];
    const group = (names) => names.map((label, at) => ({ label, members: [at] })), m = { rows: group(map.rows), cols: group(map.cols), values: map.values, of: () => map.values };
    const view = { side: kind, row, col, lines: [k + 1], threshold: 0 }, data = { header: { words: { ...model.words, axes: { [kind]: map.axes } } } };
    const [dx, dy] = narrow ? [0, k * tall] : [k * (wide + gap), 0];
    badge(scene, kind, dx, dy + s);
    scene.text(dx + s * 2, dy + s, fit(model.names[kind], wide - s * 2, s, theme.font), { weight: 650 });
    for (const shape of linesScene(data, view, m, theme, wide, tall - title).shapes) scene.shapes.push(moved(shape, dx, dy + title, model, kind));
  });
  scene.cell = () => null;
  return scene;
}

function moved(shape, dx, dy, model, kind) {
  if (shape.points) shape.points = shape.points.map(([x, y]) => [x + dx, y + dy]);
  else (shape.x += dx), (shape.y += dy);
  if (shape.hit) shape.hit = { ...model.sideHit(kind, shape.hit.mark), tip: shape.hit.tip };
  return shape;
}
