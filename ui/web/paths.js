// Three nets side by side, each with the path of its hidden state; or one of them large and the others beside it.
import { Scene, widthOf } from "./scene.js";
import { NAMES, colour, name, point, row, sign, walk } from "./walks.js";

// -> scene, with `find(cell, sentence, step)`, the place of a step in a net's box, and `boxes` for the pointer
export function pathsScene(data, view, theme, width, tall) {
  const { header } = data, s = theme.size, narrow = width < s * 40, gap = s * 1.2, legend = s * 1.9;
  const boxes = narrow ? stacked(header.nets, width, s * 20, gap) : view.net ? enlarged(header.nets, view.net, width, tall - legend, gap) : even(header.nets, width, tall - legend, gap);
  const height = Math.max(...boxes.map((b) => b.y + b.h)) + legend * (narrow ? 3 : 1);
  const scene = new Scene(width, height, theme), finders = {};
  header.nets.forEach((net, k) => {
    const box = boxes[k];
    scene.rect(box.x, box.y, box.w, box.h, { hit: { cell: net.cell, pick: true } });
    finders[net.cell] = walk(scene, data, net, box, view);
  });
  key(scene, data, view, height - legend * (narrow ? 3 : 1) + s, width);
  scene.find = (cell, k, t) => finders[cell](k, t);
  return scene;
}

const even = (nets, width, h, gap) => nets.map((_, k) => ({ x: (k * (width + gap)) / nets.length, y: 0, w: (width + gap) / nets.length - gap, h }));
const stacked = (nets, width, h, gap) => nets.map((_, k) => ({ x: 0, y: k * (h + gap), w: width - 1, h }));
function enlarged(nets, large, width, h, gap) {
  const main = width * 0.64, rest = nets.filter((net) => net.cell !== large);
  return nets.map((net) => {
    const k = rest.indexOf(net);
    return k < 0 ? { x: 0, y: 0, w: main - gap, h } : { x: main, y: (k * (h + gap)) / rest.length, w: width - main, h: (h + gap) / rest.length - gap };
  });
}

// What the signs mean, from left to right, on as many lines as it takes.
function key(scene, { header }, view, y, width) {
  const { theme } = scene, s = theme.size, w = header.words, of = header.classes.length;
  let x = 0;
  const item = (text, draw, fill = theme.text) => {
    const room = s * 1.6 + widthOf(text, s, theme.font) + s * 1.4;
    if (x && x + room > width) (x = 0), (y += s * 1.6);
    draw(x + s * 0.6, y);
    scene.text(x + s * 1.7, y, text, { fill });
    x += room;
  };
  header.classes.forEach((name, k) => item(name, (a, b) => scene.mark(a, b, s * 0.4, sign(k), { fill: colour(theme, k, of) })));
  const stroke = (style) => (a, b) => scene.line([[a - s * 0.6, b], [a + s * 0.7, b]], style);
  item(w.start, (a, b) => scene.mark(a, b, s * 0.42, "cross", { fill: theme.text }));
  item(w.path, stroke({ stroke: theme.text, width: 2 }));
  if (header.tokens.length > 1) item(w.path2, stroke({ stroke: theme.role.value, width: 2, dash: [7, 4] }), theme.role.value);
  if (view.ghost) item(w.ghost, stroke({ stroke: theme.faint, width: 1.5, dash: [2, 3] }), theme.faint);
  if (view.cloud) item(w.cloud, (a, b) => [-0.35, 0.35].forEach((d, k) => scene.mark(a + d * s, b, s * 0.25, sign(k), { fill: colour(theme, k, of), alpha: 0.55 })), theme.faint);
}

export function pathsTable({ header, arrays }) {
  const w = header.words, rows = [];
  for (const { cell } of header.nets)
    header.tokens.forEach((tokens, k) => {
      const points = arrays[`${cell}.${k}.points`];
      for (let t = 0; t < points.shape[0]; t++) {
        const chances = t ? row(arrays[`${cell}.${k}.out`], t - 1) : header.classes.map(() => "");
        rows.push([NAMES[cell], k + 1, t, t ? tokens[t - 1] : w.start, ...point(points, t), ...chances]);
      }
    });
  return { columns: [w.net, w.sentence, "t", w.token, "PC 1", "PC 2", "PC 3", ...header.classes], rows };
}

// What a screen reader hears: where each path ends, and what the net thinks there.
export function pathsSaid({ header, arrays }) {
  return header.nets.map((net) => {
    const n = header.tokens[0].length, end = point(arrays[`${net.cell}.0.points`], n).map((v) => v.toFixed(2));
    const chances = n ? row(arrays[`${net.cell}.0.out`], n - 1) : [], said = header.classes.map((name, c) => (n ? `${name} ${chances[c].toFixed(2)}` : "")).join(", ");
    return `${NAMES[net.cell]}: ${[0, 1].map((c) => `${name(net, c, header.words)} ${end[c]}`).join(", ")}. ${said}`;
  }).join(" ");
}
