// What a net without attention has in place of an alignment: all states of the encoder run into the one vector s_0, and
// the decoder begins with it. →h_n and ←h_1, which s_0 is made of, are drawn thick; the others reach it through them.
import { arrow } from "./arrow.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { neckColour, row } from "./s2s_rows.js";
import { Scene } from "./scene.js";
import { signed } from "./scales.js";
import { measure } from "./widths.js";

// net: { source, written, alternatives }; start: s_0; p: the probability of each written token; marked: { row, col }
export function neckScene(net, start, p, marked, w, theme, width, height) {
  const s = theme.size, scene = new Scene(width, height, theme), units = start.shape[0];
  const english = row(net.source, theme, 2, width - 4), french = row(net.written, theme, 2, width - 4);
  const box = s * 1.1, top = english.tall + 2, bottom = height - french.tall - 2 - box, middle = (top + bottom + box) / 2, tall = s * 2.4;
  const left = width * 0.18, wide = width * 0.64, into = (k) => left + (wide * (k + 0.5)) / Math.max(1, english.n);
  const [y0, y1] = [middle - tall / 2, middle + tall / 2], thick = { stroke: neckColour(theme), width: 3 };
  for (let j = 0; j < english.n; j++) {
    const on = marked.col === j, ends = j === 0 || j === english.n - 1;
    scene.line([[english.x(j), top + box], [into(j), y0]], { curve: "down", ...(ends ? thick : { stroke: on ? theme.role.key : theme.faint, width: on ? 2.5 : 1.2 }) });
  }
  chain(scene, english, top, box, theme.role.key, true);
  chain(scene, french, bottom, box, theme.role.query, false);
  if (french.n) scene.line([[left + wide / 2, y1], [french.x(0), bottom]], { curve: "down", ...thick, width: 5 });
  const hit = (_, k, v) => ({ tip: `s₀ [${w.unit} ${k + 1}] = ${short(v)}`, at: { part: "s_0", place: 1, unit: k + 1 } });
  scene.rect(left - 2, y0 - 2, wide + 4, tall + 4, { stroke: neckColour(theme), width: 3, round: 4 });
  scene.matrix(left, y0, wide, tall, { rows: 1, cols: units, flat: start.values, colour: signed(theme.mode, 1), hit });
  scene.text(left - s * 0.7, middle, "s₀", { anchor: "right", size: s * 1.7, weight: 750, fill: neckColour(theme) });
  const count = w.numbers.replace("{count}", units);
  if (measure(count, s, theme.font) < width - left - wide - s) scene.text(left + wide + s * 0.7, middle, count, { fill: theme.faint });
  scene.legend(width - s * 8, y1 + s * 1.6, s * 8, -1, 1, signed(theme.mode, 1));
  for (let j = 0; j < english.n; j++) {
    const on = marked.col === j, name = w.state_j.replace("{j}", j + 1);
    english.label(scene, j, top, true, marked.col ?? -1, { fill: on ? theme.text : theme.role.key, weight: on ? 800 : 600 });
    scene.rect(english.x(j) - english.w(j) / 2, 0, english.w(j), top + box, { hit: { tip: `${isolated(net.source[j].text)}\n${name}`, mark: { row: null, col: j }, pick: true, at: { part: "h", place: j + 1 } } });
  }
  const cells = net.written.map((t, i) => ({
    tip: `${isolated(t.text)}  ${(100 * p[i]).toFixed(1)} %\n${w.state_t.replace("{t}", i + 1)}`, mark: { row: i, col: null }, pick: true, at: { part: "s", place: i + 1 },
  }));
  cells.forEach((cell, i) => {
    const on = marked.row === i;
    french.label(scene, i, bottom + box, false, marked.row ?? -1, { fill: on ? theme.text : theme.role.query, weight: on ? 800 : 600 });
    scene.rect(french.x(i) - french.w(i) / 2, bottom, french.w(i), height - bottom, { hit: cell });
  });
  scene.cell = (i) => (cells[i] ? { x: french.x(i), y: bottom, hit: cells[i] } : null);
  return scene;
}

// A state below or above each token, and the arrows by which each state becomes the next.
function chain(scene, tokens, y, box, fill, both) {
  const { theme } = scene, stroke = theme.faint;
  const half = Math.min(box / 2, tokens.n ? tokens.w(0) / 3 : box);
  for (let k = 0; k < tokens.n; k++) {
    const x = tokens.x(k), next = tokens.x(k + 1 < tokens.n ? k + 1 : k);
    if (next - x > 3 * half) {
      arrow(scene, [x + half, y + box * (both ? 0.25 : 0.5)], [next - half, y + box * (both ? 0.25 : 0.5)], { stroke, width: 1.3 });
      if (both) arrow(scene, [next - half, y + box * 0.75], [x + half, y + box * 0.75], { stroke, width: 1.3 });
    }
    scene.rect(x - half, y, 2 * half, box, { fill, round: 3, alpha: 0.85 });
  }
}
