// A row of the first page: a recurrent net. Above what it says after every word, up or down from the middle; below what it
// keeps and remembers, a column a token, a line a unit.
import { column, columns } from "./home_axis.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { level, signed } from "./scales.js";
import { Scene } from "./scene.js";
import { NAMES, mapOf, ordered, squeezed } from "./states.js";

const WEIGHT = { c: 1.25, h: 1.25, f: 1, z: 1 };
const percent = (p) => `${Math.round(p * 100)} %`;

// geometry: { axis, width, height, right }; lit: the column under the pointer or null
export function readScene(data, row, theme, geometry, lit) {
  const { header, arrays } = data, { axis, width, height } = geometry, s = theme.size, w = header.words, cell = row.cell;
  const scene = new Scene(width, height, theme), out = arrays[`${cell}.out`].values, spots = row.tokens.map(axis.place);
  const high = Math.min(s * 4.5, height * 0.4), middle = high / 2, wide = axis.cols[axis.n].x - axis.left;
  const blue = theme.signs[1], orange = theme.signs[0], last = spots.findLastIndex((spot) => spot.col === lit);
  columns(scene, axis);
  scene.line([[axis.left, middle], [axis.left + wide, middle]], { stroke: theme.faint });
  ["−", "+"].forEach((sign, k) => scene.text(axis.left - s * 0.45, high * (k ? 0.2 : 0.8), sign, { anchor: "right", weight: 750, fill: theme.signs[k] }));
  spots.forEach((spot, t) => {
    const p = out[t], tall = Math.max(1, Math.abs(p - 0.5) * (high - 2));
    const hit = { tip: `p(${header.classes[1]}) = ${short(p)}\n${NAMES[cell]} · ${w.after} ${isolated(row.tokens[t].text)}`, mark: { row: null, col: spot.col }, pick: true, at: { code: "answer", step: t + 1 } };
    scene.rect(spot.x, p > 0.5 ? middle - tall : middle, Math.max(0.7, spot.w - (spot.w > 4 ? 1.5 : 0)), tall, { fill: p > 0.5 ? blue : orange, alpha: lit === null || spot.col === lit ? 1 : 0.45 });
    scene.rect(spot.x, 0, spot.w, high, { hit });
  });
  maps(scene, data, row, theme, spots, { left: axis.left, y: high + 3, tall: height - high - 3, aside: geometry.narrow ? null : geometry.aside });
  column(scene, axis, lit, 0, height);
  if (last >= 0) {
    const p = out[last], { mid } = spots[last], text = percent(p > 0.5 ? p : 1 - p), y = p > 0.5 ? high * 0.77 : high * 0.23;
    scene.text(mid, y, text, { anchor: "center", weight: 700, fill: p > 0.5 ? blue : orange });
  }
  if (out.length) answer(scene, header.classes, out[out.length - 1], geometry, theme);
  scene.cell = (col) => {
    const t = spots.findLastIndex((spot) => spot.col === col);
    return t < 0 ? null : { x: spots[t].x + spots[t].w, y: middle, hit: scene.under(spots[t].mid, middle) };
  };
  return scene;
}

// What the net says in the end.
function answer(scene, classes, p, { aside, narrow }, theme) {
  const s = theme.size, k = p > 0.5 ? 1 : 0, x = aside.x;
  if (narrow) return void scene.text(scene.width - 2, s * 0.7, `${classes[k]} ${percent(k ? p : 1 - p)}`, { anchor: "right", weight: 700, fill: theme.signs[k] });
  scene.text(x, s * 1.0, classes[k], { weight: 700, size: s * 1.1, fill: theme.signs[k] });
  scene.text(x, s * 2.5, percent(k ? p : 1 - p), { weight: 750, size: s * 1.5, fill: theme.signs[k] });
}

function maps(scene, data, row, theme, spots, { left, y, tall, aside }) {
  const { header } = data, s = theme.size, cell = row.cell, gap = 3, names = row.maps.map((map) => map.name);
  const sum = names.reduce((total, name) => total + WEIGHT[name], 0);
  for (const name of names) {
    const h = ((tall - gap * (names.length - 1)) * WEIGHT[name]) / sum, map = mapOf({ header: { nets: header.rows }, arrays: data.arrays }, cell, name);
    scene.text(left - s * 0.45, y + h / 2, name, { anchor: "right", weight: 750, fill: theme.gate[name], size: s * 1.1 });
    const colour = map.limit === null ? level(theme.mode) : signed(theme.mode, map.limit), order = ordered(data, cell, map.units, "similar");
    if (aside) scene.legend(aside.x, y + h / 2, aside.w * 0.8, map.limit === null ? 0 : -1, 1, colour);
    const rows = Math.min(map.units, Math.max(1, Math.floor(h * (devicePixelRatio || 1)))), flat = map.steps ? squeezed(map, order, rows) : [];
    spots.forEach((spot, t) => {
      const hit = (i) => {
        const unit = order[Math.floor(((i + 0.5) * map.units) / rows)];
        return {
          tip: `${name} [${isolated(row.tokens[t].text)}, ${header.words.unit} ${unit + 1}] = ${short(map.at(t, unit))}\n${NAMES[cell]}`, pick: true, mark: { row: null, col: spot.col },
          at: { code: "state", quantity: name, unit: unit + 1, step: t + 1 },
        };
      };
      scene.matrix(spot.x, y, spot.w, h, { rows, cols: 1, values: (i) => flat[i * map.steps + t], colour, hit });
    });
    const end = spots.length ? Math.max(...spots.map((spot) => spot.x + spot.w)) : left + s * 4;
    scene.rect(left, y, end - left, h, { stroke: theme.line });
    y += h + gap;
  }
}

// A row a token: what the net says after it, then every unit of every quantity in full.
export function readTable({ header, arrays }, row) {
  const cell = row.cell, maps = row.maps.map(({ name }) => mapOf({ header: { nets: header.rows }, arrays }, cell, name));
  const columns = [header.words.token, `p(${header.classes[1]})`, ...row.maps.flatMap(({ name }, k) => Array.from({ length: maps[k].units }, (_, unit) => `${name} ${unit + 1}`))];
  const rows = row.tokens.map((token, t) => [
    `${t + 1} ${token.text}`, arrays[`${cell}.out`].values[t], ...maps.flatMap((map) => Array.from({ length: map.units }, (_, unit) => map.at(t, unit))),
  ]);
  return { columns, rows };
}
