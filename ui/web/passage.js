// The text itself, each token coloured by one unit's value; and the units that go best with a property of the text.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { css, ink, level, signed } from "./scales.js";
import { Scene } from "./scene.js";
import { NAMES, SHARES, number, tokenText } from "./states.js";
import { measure } from "./widths.js";

const MOST = 1.5; // how much larger than other letters the text is drawn

export function scaleOf(values, quantity, mode) {
  if (SHARES.includes(quantity)) return { limit: null, colour: level(mode) };
  const peak = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0), limit = quantity === "c" ? Math.max(1, Math.ceil(peak)) : 1;
  return { limit, colour: signed(mode, limit) };
}

export function passageScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, { chosen } = view, values = arrays.unit?.values ?? [], many = header.tokens.length > 400;
  const size = many ? s : s * MOST, line = size * 1.75, spots = [], { limit, colour } = scaleOf(values, chosen.quantity, theme.mode);
  let x = 0, row = 0;
  header.tokens.forEach((token, k) => {
    const text = token === " " ? " " : tokenText(token), wide = measure(text, size, theme.font) + (header.letters ? size * 0.12 : size * 0.5);
    if (k && !header.letters && header.word[k] !== header.word[k - 1]) x += size * 0.22;
    if (x + wide > width && x > 0) (x = 0), row++;
    spots.push([x, row, Math.min(wide, width), text, token]);
    x += wide;
    if (token === "\n") (x = 0), row++;
  });
  const rows = Math.max(3, Math.ceil((row + 1) / 3) * 3), top = s * 12, scene = new Scene(width, top + rows * line + 4, theme);
  scene.legend(0, s * 0.8, s * 10, limit === null ? 0 : -limit, limit ?? 1, colour);
  curves(scene, data, view, { y: s * 2, height: s * 9, limit });
  spots.forEach(([left, r, wide, text, token], k) => {
    const c = colour(values[k]), y = top + r * line, on = k === view.step;
    const hit = { tip: `${chosen.quantity} [${isolated(tokenText(token))}, ${header.words.unit} ${chosen.unit + 1}] = ${short(values[k])}\n${header.words.step} ${k + 1}`, pick: true, step: k, at: { quantity: chosen.quantity, cell: chosen.net, unit: chosen.unit + 1, step: k + 1 } };
    scene.rect(left, y, wide, line - 4, { fill: css(c), stroke: on ? theme.accent : undefined, width: 3, round: header.letters ? 0 : 4, hit });
    if (text.trim()) scene.text(left + wide / 2, y + (line - 4) / 2, text, { anchor: "center", size, fill: ink(c) });
  });
  return scene;
}

// The unit over the steps, and under it, dashed and stretched to the same height, the property of the text.
function curves(scene, { header, arrays }, { chosen, step }, { y, height, limit }) {
  const { theme, width } = scene, s = theme.size, values = arrays.unit?.values ?? [], wanted = arrays.wanted?.values, n = values.length, w = header.words;
  const left = s * 2.6, X = (k) => left + ((width - left - 4) * (k + 0.5)) / Math.max(n, 1), low = limit === null ? 0 : -limit, high = limit ?? 1;
  const Y = (share) => y + height * (1 - share), of = (v) => Y((v - low) / (high - low));
  for (const v of limit === null ? [0, 0.5, 1] : [low, 0, high]) {
    scene.line([[left, of(v)], [width, of(v)]], { stroke: theme.line });
    scene.text(left - 6, of(v), String(v).replace("-", "−"), { anchor: "right", fill: theme.faint });
  }
  if (step >= 0 && step < n) scene.line([[X(step), y], [X(step), y + height]], { stroke: theme.accent, width: 2 });
  const draw = (array, at, style) => {
    for (let k = 1; k < n; k++) scene.line([[X(k - 1), at(array[k - 1])], [X(k), at(array[k])]], style);
  };
  if (wanted) {
    const from = Math.min(...wanted), to = Math.max(...wanted);
    draw(wanted, (v) => Y((v - from) / (to - from || 1)), { stroke: theme.faint, width: 1.5, dash: n < 200 ? [5, 4] : undefined }); // shorter pieces than dashes
    scene.text(width, s * 0.8, `- - -  ${w.properties[header.track]}`, { anchor: "right", fill: theme.faint });
  }
  draw(values, of, { stroke: theme.gate[chosen.quantity], width: 2.5 });
  if (n < 80) values.forEach((v, k) => scene.rect(X(k) - 3, of(v) - 3, 6, 6, { fill: theme.gate[chosen.quantity], round: 3 }));
}

export function passageTable(data, view) {
  const { header, arrays } = data, w = header.words, name = `${NAMES[view.chosen.net]} ${view.chosen.quantity} ${view.chosen.unit + 1}`;
  return { columns: [w.step, w.token, name], rows: header.tokens.map((token, k) => [String(k + 1), tokenText(token), arrays.unit.values[k]]) };
}

export function foundScene(data, view, theme, width) {
  const { header } = data, s = theme.size, w = header.words, found = header.found ?? [], pitch = s * 1.6, name = s * 8.5, end = s * 4.2;
  const scene = new Scene(width, s * 1.8 + 10 * pitch, theme), bar = width - name - end, zero = name + bar / 2;
  scene.text(name, s * 0.7, "r = −1", { fill: theme.faint });
  scene.text(zero, s * 0.7, "0", { fill: theme.faint, anchor: "center" });
  scene.text(name + bar, s * 0.7, "+1", { fill: theme.faint, anchor: "right" });
  if (!found.length) return scene.text(width / 2, s * 4, w.too_few, { anchor: "center", fill: theme.faint }), scene;
  found.forEach((unit, k) => {
    const y = s * 1.8 + k * pitch, mid = y + pitch / 2, c = signed(theme.mode, 1)(unit.r), { chosen } = view;
    const on = chosen.net === unit.net && chosen.quantity === unit.quantity && chosen.unit === unit.unit - 1;
    if (on) scene.rect(0, y + 1, width, pitch - 2, { fill: theme.panel, round: 5, stroke: theme.accent, width: 2 });
    scene.text(s * 0.5, mid, NAMES[unit.net], { weight: 650 });
    scene.text(s * 4, mid, unit.quantity, { fill: theme.gate[unit.quantity], weight: 750, size: s * 1.1 });
    scene.text(s * 5.2, mid, unit.unit);
    scene.rect(Math.min(zero, zero + (bar / 2) * unit.r), y + pitch * 0.2, (Math.abs(unit.r) * bar) / 2, pitch * 0.6, { fill: css(c), round: 2 });
    scene.text(width - s * 0.4, mid, (unit.r > 0 ? "+" : "") + number(unit.r), { anchor: "right" });
    scene.rect(0, y, width, pitch, { hit: { tip: `${NAMES[unit.net]} ${unit.quantity} ${w.unit} ${unit.unit}: r = ${number(unit.r, 4)}`, pick: true, cell: { net: unit.net, quantity: unit.quantity, unit: unit.unit - 1 }, keep: true } });
  });
  scene.line([[zero, s * 1.5], [zero, s * 1.8 + found.length * pitch]], { stroke: theme.faint });
  for (const sign of [-1, 1]) {
    const X = zero + (sign * bar * header.chance) / 2;
    scene.line([[X, s * 1.5], [X, s * 1.8 + found.length * pitch]], { stroke: theme.faint, dash: [5, 4], width: 1.5 });
  }
  return scene;
}

export const foundTable = ({ header }) => ({
  columns: [header.words.net, header.words.symbol, header.words.unit, "r"],
  rows: (header.found ?? []).map((unit) => [NAMES[unit.net], unit.quantity, String(unit.unit), unit.r]),
});
