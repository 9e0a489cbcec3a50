// Backpropagation through time: the unrolled nets, with the gradient that reaches each state on its way from the loss.
import { isolated } from "./labels.js";
import { brief } from "./horizon.js";
import { css, ink, level } from "./scales.js";
import { Scene } from "./scene.js";
import { steps, tokenLabels } from "./steps.js";
import { NAMES } from "./walks.js";

const DECADES = 6; // from the largest gradient down to the palest colour
const lanes = (cell) => (cell === "lstm" ? ["c", "h"] : ["h"]);
const gradient = (data, cell, lane) => [...(data.arrays[`${cell}.loss.${lane}`]?.values ?? [])];

export function backpropScene(data, view, theme, width) {
  const { header } = data, { tokens, first, end } = header, s = theme.size, w = header.words, left = s * 10, high = s * 3.1, gap = s * 1.2;
  const rows = header.nets.flatMap(({ cell }) => lanes(cell).map((lane) => ({ cell, lane }))), axis = steps(tokens.length + 1, theme, left, width - 2);
  const all = rows.flatMap(({ cell, lane }) => gradient(data, cell, lane)), most = Math.max(...all, 1e-30);
  const share = (v) => Math.max(0, 1 + Math.log10((v || 1e-300) / most) / DECADES), colour = level(theme.mode);
  const top = s * 2.2, scene = new Scene(width, top + rows.length * high + header.nets.length * gap + axis.room, theme);
  scene.text(0, s * 0.7, `‖∂L/∂h_t‖`, { fill: theme.faint });
  scene.legend(left - s * 0.5, s * 0.7, s * 13, 0, 1, colour);
  scene.shapes.splice(-1, 1), scene.shapes.splice(scene.shapes.findLastIndex((x) => x.kind === "text"), 1); // its ends are said in powers
  scene.text(left + s * 13, s * 0.7, `${brief(most * 10 ** -DECADES)} … ${brief(most)}`, { fill: theme.faint });
  let y = top;
  for (const { cell } of header.nets) {
    const loss = data.arrays[`${cell}.loss.loss`]?.values[0], values = { h: gradient(data, cell, "h"), c: gradient(data, cell, "c") }, x0 = axis.x(end - first);
    scene.text(0, y + high / 2, NAMES[cell], { weight: 700, size: s * 1.15 });
    for (const lane of lanes(cell)) {
      const mid = y + high / 2;
      scene.text(left - s * 0.5, mid, lane === "h" ? "∂L/∂h" : "∂L/∂c", { anchor: "right", fill: theme.gate?.[lane] ?? theme.text });
      values[lane].forEach((v, k) => {
        const x = axis.x(k), box = Math.min(axis.pitch * 0.6, s * 3.4), tall = s * 1.7, c = colour(share(v)), on = view.step === first + k + 1;
        if (k) arrow(scene, axis.x(k) - box / 2, axis.x(k - 1) + box / 2, mid, share(values[lane][k - 1]), theme);
        scene.rect(x - box / 2, mid - tall / 2, box, tall, { fill: css(c), stroke: on ? theme.accent : theme.faint, width: on ? 3 : 1, round: 4 });
        if (box > s * 2.2) scene.text(x, mid, brief(v), { anchor: "center", fill: ink(c) });
        scene.rect(x - axis.pitch / 2, y, axis.pitch, high, { hit: { tip: tip(data, cell, lane, k, v), mark: { row: 0, col: first + k + 1 }, pick: true, at: { cell, step: first + k + 1, part: lane } } });
      });
      if (values[lane].length && lane === "h") {
        arrow(scene, x0 - Math.min(axis.pitch, s * 7) * 0.3, axis.x(end - first - 1) + Math.min(axis.pitch * 0.6, s * 3.4) / 2, mid, share(values.h.at(-1)), theme);
        scene.text(x0 - Math.min(axis.pitch, s * 7) * 0.25, mid, `L = ${loss < 0.01 ? brief(loss) : loss.toFixed(2)}`, { weight: 700, fill: theme.accent });
      }
      y += high;
    }
    y += gap;
  }
  tokenLabels(scene, axis, tokens.slice(0, end - first), y - gap / 2, { marked: view.step === null ? -1 : view.step - first - 1 });
  scene.text(0, y + s * 0.5, `← ${w.step} t`, { fill: theme.faint });
  return scene;
}

// An arrow to the left, the thicker the larger the share (0 to 1).
function arrow(scene, from, to, y, share, theme) {
  if (from - to < 3) return;
  const width = 0.6 + 7 * share, head = Math.min(from - to, 3 + width), style = { stroke: theme.accent, width, alpha: 0.25 + 0.7 * share };
  scene.line([[from, y], [to + head * 0.6, y]], style);
  for (const side of [-1, 1]) scene.line([[to + head, y + side * (1.5 + width * 0.8)], [to, y]], { ...style, width: Math.min(2.5, width) });
}

function tip({ header, arrays }, cell, lane, k, v) {
  const t = header.first + k + 1, direct = arrays[`${cell}.loss.direct`].values[k];
  return `${NAMES[cell]} · t = ${t} · ${isolated(header.tokens[k])}\n‖∂L/∂${lane}_${t}‖ = ${v.toPrecision(4)}${lane === "h" && direct > 0 ? `\n${header.words.direct}: ${direct.toPrecision(4)}` : ""}`;
}

export function backpropTable(data) {
  const { header } = data, rows = header.nets.flatMap(({ cell }) => lanes(cell).map((lane) => ({ cell, lane })));
  const columns = rows.map(({ cell, lane }) => gradient(data, cell, lane));
  return { columns: ["t", header.words.token, ...rows.map(({ cell, lane }) => `${NAMES[cell]} ‖∂L/∂${lane}_t‖`)], rows: header.tokens.slice(0, header.end - header.first).map((token, k) => [header.first + k + 1, token, ...columns.map((c) => c[k])]) };
}
