// The map of all heads: those that look alike lie close together. One for each stack, since heads of two stacks look at
// different things.
import { ROLES } from "./compare_board_data.js";
import { nameOf, longName, sign } from "./compare_board_table.js";
import { Scene, widthOf } from "./scene.js";

// view: { a, b, hovered, shown: Set of row numbers }
export function mapScene(board, sides, view, w, theme, width, tall) {
  const s = theme.size, roles = ROLES.filter((role) => board.rows.some((row) => row.role === role)), legend = legendOf(roles, w, theme, width);
  const there = sides.filter((side) => board.maps[side]), each = Math.max(s * 9, (tall - legend.height) / Math.max(1, there.length));
  const scene = new Scene(width, legend.height + each * Math.max(1, there.length), theme), spots = {};
  legend.draw(scene);
  there.forEach((side, i) => stack(scene, board, side, view, w, { x: 0, y: legend.height + i * each, w: width, h: each - s * 0.4 }, there.length > 1, spots));
  if (!there.length) scene.text(0, legend.height + s, w.no_map, { fill: theme.faint });
  scene.find = (k) => spots[k] ?? null;
  scene.spots = spots;
  return scene;
}

function legendOf(roles, w, theme, width) {
  const s = theme.size, items = [];
  let x = 0, y = s * 0.8;
  for (const role of roles) {
    const wide = s * 2.2 + widthOf(w[`role_${role}`], s, theme.font);
    if (x && x + wide > width) (x = 0), (y += s * 1.5);
    items.push({ role, x, y, wide });
    x += wide;
  }
  const draw = (scene) =>
    items.forEach(({ role, x, y, wide }) => {
      sign(scene, role, x + s * 0.6, y, s * 0.42);
      scene.text(x + s * 1.3, y, w[`role_${role}`]);
      scene.rect(x, y - s * 0.8, wide, s * 1.5, { hit: { role, pick: true, tip: `${w[`role_${role}`]}: ${w[`why_${role}`]}\n${w.filter_role}` } });
    });
  return { height: y + s, draw };
}

function stack(scene, board, side, view, w, box, titled, spots) {
  const { theme } = scene, s = theme.size, map = board.maps[side], rows = board.rows.filter((row) => row.side === side);
  const points = rows.map((row) => map.at(row.place)), pad = s * 1.3, top = box.y + s * 1.5;
  const spread = (c) => [Math.min(...points.map((p) => p[c])), Math.max(...points.map((p) => p[c]))], [[left, right], [low, high]] = [spread(0), spread(1)];
  const inner = { x: box.x + pad, y: top + pad, w: box.w - 2 * pad, h: box.h - s * 1.5 - 2 * pad };
  const scale = Math.min(inner.w / (right - left || 1), inner.h / (high - low || 1)); // one scale for both axes: distances are true
  const place = ([x, y]) => [inner.x + inner.w / 2 + (x - (left + right) / 2) * scale, inner.y + inner.h / 2 - (y - (low + high) / 2) * scale];
  const said = w.map_said.replace("{share}", Math.round(map.share * 100)).replace("{stress}", map.stress.toFixed(2));
  scene.text(box.x, box.y + s * 0.7, titled ? `${w[`side_${side}`] ?? side} · ${said}` : said, { fill: theme.faint });
  scene.rect(box.x, top, box.w, box.h - s * 1.5, { stroke: theme.line, round: 4 });
  rows.forEach((row, i) => {
    const [x, y] = place(points[i]), on = view.shown.has(row.k), hit = { row: row.k, pick: true, mark: { row: row.k, col: 0 }, at: { head: row }, tip: `${longName(row, w)}\n${w[`role_${row.role}`]}: ${w[`why_${row.role}`]}\n(${points[i].map((v) => Number(v).toFixed(3).replace("-", "−")).join(", ")})` };
    spots[row.k] = { x, y, w: 0, h: 0, row: row.k, hit };
    sign(scene, row.role, x, y, s * (row.k === view.hovered ? 0.62 : 0.42), { alpha: on ? 1 : 0.22, hit });
  });
  for (const [name, k] of [["A", view.a], ["B", view.b], ["", view.hovered]]) {
    const spot = rows.some((row) => row.k === k) && spots[k];
    if (!spot) continue;
    if (name) scene.mark(spot.x, spot.y, s * 0.8, "circle", { stroke: theme.accent, width: 2.5 });
    const label = name ? `${name} ${nameOf(board.rows[k], w, 1)}` : nameOf(board.rows[k], w, 1), fits = spot.x + s + widthOf(label, s, theme.font) < box.x + box.w, right = name === "B" ? spot.x < s * 5 : fits;
    scene.text(spot.x + (right ? s : -s), spot.y, label, { weight: 700, anchor: right ? "left" : "right" });
  }
}

export function mapTable(board, w) {
  const rows = board.rows.filter((row) => board.maps[row.side]);
  return { columns: [w.stack, w.layer, w.head, w.role, "x", "y"], rows: rows.map((row) => [row.side, row.layer, row.head, row.role, ...Array.from(board.maps[row.side].at(row.place), Number)]) };
}
