// The alignment as lines: English above, French below, and a line from each French token to the English it looks at.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { row } from "./s2s_rows.js";
import { Scene } from "./scene.js";
import { at } from "./wire.js";

const FAINT = 0.02; // weights below are not worth a line

// net: { source, written }; weights: (time, key); marked: { row, col }
export function alignmentScene(net, weights, marked, theme, width, height) {
  const s = theme.size, scene = new Scene(width, height, theme);
  const english = row(net.source, theme, 2, width - 4), french = row(net.written, theme, 2, width - 4);
  const top = english.tall, bottom = height - french.tall;
  const faded = (i, j) => (marked.row !== null ? marked.row !== i : marked.col !== null && marked.col !== j);
  for (let i = 0; i < french.n; i++)
    for (let j = 0; j < english.n; j++) {
      const v = at(weights, i, j);
      if (v < FAINT) continue;
      const stroke = theme.heads[i % theme.heads.length];
      scene.line([[french.x(i), bottom], [english.x(j), top]], { curve: "down", stroke, width: 0.5 + 0.5 * s * v, alpha: faded(i, j) ? 0.06 : 0.15 + 0.8 * v });
    }
  const hit = (tokens, others, k, weight) => {
    let best = 0;
    for (let o = 1; o < others.length; o++) if (weight(o) > weight(best)) best = o;
    return { tip: others.length ? `${isolated(tokens[k].text)} ↔ ${isolated(others[best].text)}\nα = ${short(weight(best))}` : isolated(tokens[k].text), best };
  };
  for (let j = 0; j < english.n; j++) {
    const on = marked.col === j, { tip, best } = hit(net.source, net.written, j, (i) => at(weights, i, j));
    english.label(scene, j, top, true, marked.col ?? -1, { fill: on ? theme.text : theme.role.key, weight: on ? 800 : 600 });
    scene.rect(english.x(j) - english.w(j) / 2, 0, english.w(j), top, { hit: { tip, mark: { row: null, col: j }, pick: true, at: { step: best + 1, key: j + 1 } } });
  }
  const cells = [];
  for (let i = 0; i < french.n; i++) {
    const on = marked.row === i, { tip, best } = hit(net.written, net.source, i, (j) => at(weights, i, j));
    french.label(scene, i, bottom, false, marked.row ?? -1, { fill: on ? theme.text : theme.role.query, weight: on ? 800 : 600 });
    cells.push({ tip, mark: { row: i, col: null }, pick: true, at: { step: i + 1, key: best + 1 } });
    scene.rect(french.x(i) - french.w(i) / 2, bottom, french.w(i), height - bottom, { hit: cells[i] });
  }
  scene.cell = (i) => (i < french.n ? { x: french.x(i), y: bottom, hit: cells[i] } : null);
  return scene;
}
