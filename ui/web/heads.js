// All heads at once: three kinds of attention, a row for each layer, a column for each head.
import { isolated } from "./labels.js";
import { shareByte } from "./scales.js";
import { Scene } from "./scene.js";
import { SIDES, tokensOf } from "./view.js";

const GAP = 3;

// How large a head is drawn, and how wide that makes the picture: as large as the height allows, and the width.
export function headsSize(layers, heads, theme, height, room) {
  const line = theme.size * 1.5, left = theme.size * 2.9;
  const tall = (height - line * 4) / (layers * 3) - GAP, wide = (room - left - 2) / heads - GAP;
  const cell = Math.max(12, Math.min(tall, wide, 96));
  return { line, left, cell, width: Math.ceil(left + heads * (cell + GAP) + 2) };
}

export function headsScene(data, view, theme, height, room) {
  const { header, arrays } = data, w = header.words;
  const [layers, heads] = arrays.encoder.shape;
  const { line, left, cell, width } = headsSize(layers, heads, theme, height, room);
  const group = line + layers * (cell + GAP);
  const scene = new Scene(width, line + SIDES.length * group + 2, theme);
  const colour = shareByte(theme.mode), every = Math.max(1, Math.ceil((theme.size * 1.3) / (cell + GAP)));
  scene.text(left - 6, line / 2, w.head, { anchor: "right", fill: theme.faint });
  for (let h = 0; h < heads; h += every) scene.text(left + h * (cell + GAP) + cell / 2, line / 2, h + 1, { anchor: "center", fill: theme.faint });
  SIDES.forEach((side, s) => {
    const top = line + s * group;
    scene.text(left - 6, top + line / 2, w.layer, { anchor: "right", fill: theme.faint });
    scene.text(left, top + line / 2, w[side], { weight: 650 });
    for (let l = 0; l < layers; l++) {
      const y = top + line + l * (cell + GAP);
      if (cell >= theme.size || l % 2 === 0) scene.text(left - 6, y + cell / 2, l + 1, { anchor: "right", fill: theme.faint });
      for (let h = 0; h < heads; h++) tile(scene, data, view, { side, l, h, x: left + h * (cell + GAP), y, cell, colour });
    }
  });
  return scene;
}

function tile(scene, data, view, { side, l, h, x, y, cell, colour }) {
  const { header, arrays } = data, { theme } = scene;
  const { shape: [, heads, rows, cols], values } = arrays[side];
  const id = `${side}.${l + 1}.${h + 1}`, start = (l * heads + h) * rows * cols, off = header.ablated.includes(id);
  let answer;
  const hit = () => (answer ??= { tip: tip(data, side, l, h, off), id, pick: true });
  scene.matrix(x, y, cell, cell, { rows, cols, colour, hit, flat: values, start });
  if (off) {
    scene.rect(x, y, cell, cell, { fill: theme.background, alpha: 0.6 });
    scene.line([[x, y], [x + cell, y + cell]], { stroke: theme.accent, width: 3 });
    scene.line([[x + cell, y], [x, y + cell]], { stroke: theme.accent, width: 3 });
  }
  if (id === view.id) {
    scene.rect(x, y, cell, cell, { stroke: theme.background, width: 2 });
    scene.rect(x - 2, y - 2, cell + 4, cell + 4, { stroke: theme.accent, width: 4, round: 3 });
  } else scene.rect(x, y, cell, cell, { stroke: theme.line, width: 1 });
}

function tip(data, side, l, h, off) {
  const { header } = data, w = header.words, [queries, keys] = tokensOf(header, side);
  const [i, j] = strongest(data.arrays[side], l, h);
  const name = `${w[side]} · ${w.layer} ${l + 1} · ${w.head} ${h + 1}${off ? " · " + w.ablated : ""}`;
  return `${name}\n${w.strongest}: ${isolated(queries[i].text)} → ${isolated(keys[j].text)}`;
}

// Where a head's largest weight is: [query, key].
function strongest({ shape: [, heads, rows, cols], values }, l, h) {
  const start = (l * heads + h) * rows * cols;
  let best = 0;
  for (let k = 1; k < rows * cols; k++) if (values[start + k] > values[start + best]) best = k;
  return [Math.floor(best / cols), best % cols];
}

export function headsTable(data) {
  const { header, arrays } = data, w = header.words, rows = [];
  for (const side of SIDES) {
    const [layers, heads] = arrays[side].shape, [queries, keys] = tokensOf(header, side);
    for (let l = 0; l < layers; l++)
      for (let h = 0; h < heads; h++) {
        const [i, j] = strongest(arrays[side], l, h);
        rows.push([w[side], l + 1, h + 1, `${i + 1} ${queries[i].text}`, `${j + 1} ${keys[j].text}`]);
      }
  }
  return { columns: [w.kind, w.layer, w.head, w.strongest_query, w.strongest_key], rows };
}

// The neighbour of a head in the direction of an arrow key.
export function step(id, key, layers, heads) {
  const [side, l, h] = id.split(".");
  let row = SIDES.indexOf(side) * layers + +l - 1, col = +h - 1;
  if (key === "ArrowLeft") col = (col + heads - 1) % heads;
  else if (key === "ArrowRight") col = (col + 1) % heads;
  else if (key === "ArrowUp") row = (row + 3 * layers - 1) % (3 * layers);
  else if (key === "ArrowDown") row = (row + 1) % (3 * layers);
  else return null;
  return `${SIDES[Math.floor(row / layers)]}.${(row % layers) + 1}.${col + 1}`;
}
