// All heads at once: three kinds of attention, a row for each layer, a column for each head.
import { Scene } from "./scene.js";
import { shareByte } from "./scales.js";
import { SIDES } from "./view.js";

export function headsScene(data, view, theme, height, room) {
  const { header, arrays } = data;
  const [layers, heads] = arrays.encoder.shape;
  const line = theme.size * 1.5, gap = 3, left = theme.size * 1.6;
  const tall = (height - line * 4) / (layers * 3) - gap;
  const cell = Math.max(18, Math.min(tall, (room - left) / heads - gap, 88));
  const scene = new Scene(left + heads * (cell + gap), line + SIDES.length * (line + layers * (cell + gap)), theme);
  const colour = shareByte(theme.mode);
  for (let h = 0; h < heads; h++)
    scene.text(left + h * (cell + gap) + cell / 2, line / 2, h + 1, { anchor: "center", fill: theme.faint });
  SIDES.forEach((side, s) => {
    const top = line + s * (line + layers * (cell + gap));
    const { shape, values } = arrays[side];
    const [, , rows, cols] = shape;
    scene.text(left, top + line / 2, header.words[side], { weight: 650 });
    for (let l = 0; l < layers; l++) {
      const y = top + line + l * (cell + gap);
      scene.text(left - 8, y + cell / 2, l + 1, { anchor: "right", fill: theme.faint });
      for (let h = 0; h < heads; h++) {
        const x = left + h * (cell + gap), id = `${side}.${l + 1}.${h + 1}`;
        const start = (l * heads + h) * rows * cols;
        const off = header.ablated.includes(id);
        const tip = `${header.words[side]} · ${header.words.layer} ${l + 1} · ${header.words.head} ${h + 1}${off ? " · " + header.words.ablated : ""}`;
        const hit = () => ({ tip, id, pick: true });
        scene.matrix(x, y, cell, cell, { rows, cols, colour, hit, values: (i, j) => values[start + i * cols + j] });
        if (off) {
          scene.rect(x, y, cell, cell, { fill: theme.background, alpha: 0.6 });
          scene.line([[x, y], [x + cell, y + cell]], { stroke: theme.accent, width: 3 });
          scene.line([[x + cell, y], [x, y + cell]], { stroke: theme.accent, width: 3 });
        }
        if (id === view.id) scene.rect(x - 1.5, y - 1.5, cell + 3, cell + 3, { stroke: theme.accent, width: 3, round: 3 });
        else scene.rect(x, y, cell, cell, { stroke: theme.line, width: 1 });
      }
    }
  });
  return scene;
}

export function headsTable(data) {
  const rows = [];
  for (const side of SIDES) {
    const { shape: [layers, heads, queries, keys], values } = data.arrays[side];
    for (let m = 0; m < layers * heads; m++) {
      let peak = [0, 0, 0];
      for (let i = 0; i < queries; i++)
        for (let j = 0; j < keys; j++) {
          const v = values[(m * queries + i) * keys + j];
          if (v > peak[2]) peak = [i, j, v];
        }
      rows.push([side, Math.floor(m / heads) + 1, (m % heads) + 1, peak[0] + 1, peak[1] + 1]);
    }
  }
  const w = data.header.words;
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
