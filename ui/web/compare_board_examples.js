// The sentences that show best what head A does, with its maps. A click brings the sentence into the text box.
import { HEAD, cellSize, drawMap } from "./compare_two_map.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { share } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { at } from "./wire.js";

export function examplesScene({ header, arrays }, w, theme, width) {
  const { examples } = header, s = theme.size, many = Math.max(1, Math.min(examples.length, Math.floor(width / (s * 17)))), gap = s * 1.5;
  const each = (width - gap * (many - 1)) / many, label = Math.min(s * 5, each * 0.28), top = s * (2 + HEAD);
  const sizes = examples.map(({ rows, columns }) => cellSize(rows.length, columns.length, each - label - s * 2, s * 18, s)), lines = [];
  for (let k = 0; k < examples.length; k += many) lines.push(top + Math.max(...examples.slice(k, k + many).map((one, i) => one.rows.length * sizes[k + i].h)) + s);
  const scene = new Scene(width, Math.max(s * 2, lines.reduce((a, b) => a + b, 0)), theme), colour = share(theme.mode), spots = [];
  if (!examples.length) scene.text(0, s, w.no_examples, { fill: theme.faint });
  examples.forEach(({ text, rows, columns }, k) => {
    const x = (k % many) * (each + gap), y = lines.slice(0, Math.floor(k / many)).reduce((a, b) => a + b, 0), { w: wide, h: high } = sizes[k], array = arrays[`example.${k}`];
    const tip = `${isolated(text)}\n${w.load}`;
    const hit = (i, j, v) => ({ tip: `A[${isolated(rows[i])}, ${isolated(columns[j])}] = ${short(v)}\n${w.load}`, load: text, pick: true, mark: { row: `${k}.${i}`, col: j }, at: { example: k, query: i + 1, key: j + 1 } });
    scene.text(x, y + s * 0.8, fit(`${k + 1}  ${text}`, each, s, theme.font), { weight: 600 });
    scene.rect(x, y, each, s * 1.6, { hit: { tip, load: text, pick: true, at: { example: k, query: 1, key: 1 } } });
    const map = { rows, cols: columns, values: (i, j) => at(array, i, j), seen: () => true, colour, widest: "0000000000", digits: () => "" };
    drawMap(scene, map, { x: x + label, y: y + top, w: wide, h: high, label }, { rows: [], cols: [] }, hit);
    rows.forEach((_, i) => columns.forEach((_, j) => spots.push({ k, i, j, x: x + label + j * wide, y: y + top + i * high, w: wide, h: high, hit: hit(i, j, at(array, i, j)) })));
  });
  scene.spots = spots;
  return scene;
}

export function examplesTable({ header, arrays }, w) {
  const rows = header.examples.flatMap(({ rows, columns }, k) => rows.flatMap((query, i) => columns.map((key, j) => [k + 1, query, key, at(arrays[`example.${k}`], i, j)])));
  return { columns: [w.sentence, w.query, w.key, w.weight], rows };
}

// Puts a sentence into the text box of the page, as if it had been typed there.
export function type(text) {
  const box = [...document.querySelectorAll("*")].map((node) => node.shadowRoot?.getElementById("area")).find(Boolean);
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
