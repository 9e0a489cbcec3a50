// Six explanations of one query, one below the other: the same tokens in the same columns, each row on a scale of its own.
import { plain, rich, wide as widthOfRich } from "./attention_rich.js";
import { brief } from "./compare_explain_model.js";
import { thin } from "./labels.js";
import { Scene, fit, widthOf } from "./scene.js";

const HEAD = 4.6; // letters: room for what the columns are called

// mark: { row, col } or null; `lit`: two methods that stand out, or none
export function rowsScene(model, mark, lit, theme, width, height) {
  const s = theme.size, { words: w, header, keys, queries, query, n, methods } = model, scene = new Scene(width, height, theme);
  const strip = header.own ? 0 : s * 2.2, left = Math.min(width * 0.36, s * 16), right = s * 0.5, top = strip + s * HEAD, tall = (height - top - s * 0.4) / methods.length, pitch = Math.min(s * 6, (width - left - right) / n), wide = pitch * n;
  if (strip) queryStrip(scene, model, s, width);
  const chosen = header.own ? query : -1, col = mark?.col ?? -1;
  const flat = keys.every((name) => widthOf(name, s, theme.font) < pitch - 6), across = flat ? thin(s * 2, s) : thin(pitch * 0.74, s, col < 0 ? chosen : col, 1);
  scene.text(left - s * 0.6, top - s * 0.8, `${w.keys} →`, { anchor: "right", fill: theme.role.key, weight: 600 });
  keys.forEach((name, j) => {
    const x = left + (j + 0.5) * pitch, on = j === col, own = j === chosen;
    scene.rect(left + j * pitch, strip, pitch, top - strip, { hit: { ...model.hit(0, query, j), mark: { row: query, col: j } } });
    if (!across.shown(j)) return;
    const style = { size: across.size(j), weight: on || own ? 700 : 400, fill: own ? theme.role.query : on ? theme.role.key : model.visible(query, j) ? theme.text : theme.faint };
    if (flat) scene.text(x, top - s * 0.8, name, { ...style, anchor: "center" });
    else scene.text(x - s * 0.2, top - s * 0.5, fit(name, s * 5.2, style.size, theme.font), { ...style, rotate: -45 });
  });
  methods.forEach((_, m) => oneRow(scene, model, m, { x: left, y: top + m * tall, pitch, wide, tall, s }, lit));
  if (chosen >= 0) scene.rect(left + chosen * pitch, top - s * 0.1, pitch, tall * methods.length, { stroke: theme.role.query, width: 2, dash: [5, 4] });
  if (col >= 0 && col < n) scene.rect(left + col * pitch, top - s * 0.1, pitch, tall * methods.length, { stroke: theme.role.key, width: 2.5 });
  scene.column = (j) => ({ x: left + (j + 0.9) * pitch, y: top + s, hit: model.hit(0, query, j) });
  return scene;
}

// What is asked about, where queries are other tokens than keys: click one.
function queryStrip(scene, { queries, query, words: w }, s, width) {
  const { theme } = scene, from = Math.min(width * 0.36, s * 16), pitch = Math.min(s * 6, (width - from) / queries.length), labels = thin(pitch, s, query, 1);
  scene.text(from - s * 0.6, s, `${w.queries}:`, { anchor: "right", fill: theme.role.query, weight: 600 });
  queries.forEach((name, i) => {
    const on = i === query, x = from + i * pitch;
    scene.rect(x + 1, 0, pitch - 2, s * 1.9, { fill: on ? theme.role.query : theme.panel, round: 4, hit: { tip: name, query: i, pick: true, choose: true } });
    if (pitch > s * 1.2 || labels.shown(i)) scene.text(x + pitch / 2, s, fit(name, pitch - 4, s, theme.font), { anchor: "center", weight: on ? 700 : 400, fill: on ? theme.background : theme.text });
  });
}

function oneRow(scene, model, m, { x, y, pitch, wide, tall, s }, lit) {
  const { theme } = scene, { words: w, n, query } = model, signed = model.signed(m), reach = model.reach[m] || 1, why = model.why(m), faded = lit && !lit.includes(m);
  const low = y + tall - s * 0.45, high = y + s * 0.4, room = low - high, zero = signed ? low - room / 2 : low, unit = signed ? room / 2 : room;
  scene.line([[0, y + tall], [x + wide, y + tall]], { stroke: theme.line });
  const beside = x - s * 5.4, name = widthOf(model.name(m), s, theme.font) <= beside ? model.name(m) : w[`short_${model.methods[m]}`];
  scene.text(s * 0.35, y + tall / 2 - s * 0.75, fit(name, beside, s, theme.font), { weight: 700, fill: faded ? theme.faint : theme.text });
  if (!why) equation(scene, model.equation(m), s * 0.35, y + tall / 2 + s * 0.75, x - s, s);
  if (why) {
    hatch(scene, x, y + 3, wide, tall - 6, s);
    const say = fit(why, Math.max(wide, scene.width - x) - s, s, theme.font);
    scene.rect(x + s * 0.3, y + tall / 2 - s * 0.85, widthOf(say, s, theme.font) + s * 0.6, s * 1.7, { fill: theme.background });
    scene.text(x + s * 0.6, y + tall / 2, say, { fill: theme.faint });
    scene.rect(0, y, x + wide, tall, { hit: { tip: `${model.name(m)}: ${why}` } });
    return;
  }
  scene.text(x - s * 0.6, y + tall / 2 - s * 0.75, `${signed ? "±" : "0 – "}${brief(reach)}`, { anchor: "right", fill: theme.faint });
  scene.line([[x, zero], [x + wide, zero]], { stroke: theme.faint });
  const [first] = model.order(m, query);
  for (let j = 0; j < n; j++) {
    const v = model.row[m][j], at = x + j * pitch, long = (Math.abs(v) / reach) * unit;
    if (!model.visible(query, j)) scene.rect(at, high, pitch, room, { fill: theme.panel, alpha: 0.7 });
    else if (Number.isFinite(v)) scene.rect(at + pitch * 0.14, v < 0 ? zero : zero - long, pitch * 0.72, Math.max(long, 1), { fill: j === first ? theme.text : theme.bar, alpha: faded ? 0.35 : 1 });
    if (j === first && pitch > s * 2.6 && room > s * 2.6) {
      const text = brief(v), up = v >= 0 && long < unit - s * 1.1;
      if (up) scene.text(at + pitch / 2, zero - long - s * 0.6, text, { anchor: "center", weight: 600 });
    }
    scene.rect(at, y, pitch, tall, { hit: model.hit(m, query, j) });
  }
  scene.rect(0, y, x - s * 0.2, tall, { hit: { tip: `${model.name(m)}: ${plain(model.equation(m))}\n${w[`means_${model.methods[m]}`]}\n${w.unit}: ${model.unit(m)}` } });
}

// In letters so large that the indices can be read; where there is no room for it, the tooltip has it.
function equation(scene, markup, x, y, room, s) {
  const { theme } = scene, pieces = [[markup, theme.faint]], size = [1.2, 1].map((k) => k * s).find((one) => widthOfRich(pieces, { theme, size: one }) <= room);
  if (size) rich(scene, x, y, pieces, { theme, size });
}

// Where a method says nothing.
export function hatch(scene, x, y, wide, tall, s) {
  const { theme } = scene, step = s * 0.8;
  scene.rect(x, y, wide, tall, { stroke: theme.line });
  for (let d = step; d < wide + tall; d += step) {
    const from = [x + Math.min(d, wide), y + Math.max(0, d - wide)], to = [x + Math.max(0, d - tall), y + Math.min(d, tall)];
    scene.line([from, to], { stroke: theme.line });
  }
}
