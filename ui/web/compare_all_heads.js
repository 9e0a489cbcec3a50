// A small map of every head of a stack: a row for each layer, a column for each head.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { share, shareByte } from "./scales.js";
import { Scene } from "./scene.js";

const GAP = 3;
const PLACES = ["previous", "self", "next", "first"];
const LEAST = 12; // px of a map's side: smaller ones could not be told apart, so the picture scrolls

// How many tiles a side the maps have: "64 × 64".
export const sizeOf = ({ shape }) => `${shape[2]} × ${shape[3]}`;

export function heads(data, chosen, theme, width, tall) {
  const { header, arrays } = data, w = header.words, s = theme.size, [layers, count, rows, cols] = arrays.tiles.shape;
  const left = s * 2.9, top = s * 1.5, bar = s * 1.9, wide = (width - left - 2) / count - GAP, high = (tall - top - bar) / layers - GAP;
  const said = Math.min(wide, high - s) > s * 3.3 ? s * 1.15 : 0, cell = Math.max(LEAST, Math.min(wide, high - said, s * 12)), pitch = cell + GAP;
  const scene = new Scene(Math.max(width, left + count * pitch + 2), top + layers * (pitch + said) + bar, theme), colour = shareByte(theme.mode);
  const named = (k) => most(arrays.places, k, layers * count, w);
  const place = (l, h) => [left + h * pitch, top + l * (pitch + said)], every = Math.max(1, Math.ceil((s * 1.4) / pitch)), down = Math.max(1, Math.ceil((s * 1.2) / (pitch + said)));
  scene.text(left - 6, top / 2, w.head, { anchor: "right", fill: theme.faint });
  for (let h = 0; h < count; h += every) scene.text(place(0, h)[0] + cell / 2, top / 2, h + 1, { anchor: "center", fill: theme.faint });
  for (let l = 0; l < layers; l++) if (l % down === 0) scene.text(left - 6, place(l, 0)[1] + cell / 2, l + 1, { anchor: "right", fill: theme.faint, weight: l === chosen[0] ? 700 : 400 });
  scene.at = place;
  scene.captions = said > 0 && Boolean(named(0));
  scene.name = (l, h) => `${w.layer} ${l + 1}, ${w.head} ${h + 1}`;
  const answer = (l, h) => {
    const k = l * count + h, weight = arrays.strongest.values[k], [query, key] = arrays.where.values.subarray(2 * k, 2 * k + 2);
    const where = Number.isFinite(weight) ? `\n${w.strongest} = ${short(weight)}\n${query + 1} ${isolated(header.queries[query])} → ${key + 1} ${isolated(header.keys[key])}` : "";
    const shares = PLACES.map((name, p) => [w[`to_${name}`], arrays.places.values[p * layers * count + k]]).filter(([, v]) => Number.isFinite(v));
    const falls = shares.length ? `\n${w.on_average}: ${shares.map(([name, v]) => `${name} ${v.toFixed(2)}`).join(" · ")}` : "";
    return { tip: scene.name(l, h) + where + falls, head: [l, h], pick: true, at: { layer: l + 1, head: h + 1, queries: [query + 1, query + 1], keys: [key + 1, key + 1] } };
  };
  for (let l = 0; l < layers; l++)
    for (let h = 0; h < count; h++) {
      const [x, y] = place(l, h), on = l === chosen[0] && h === chosen[1];
      let hit;
      scene.rect(x, y, cell, cell + said, { hit: (hit = answer(l, h)) });
      scene.matrix(x, y, cell, cell, { rows, cols, flat: arrays.tiles.values, start: (l * count + h) * rows * cols, colour, hit: () => hit });
      if (said && named(l * count + h)) scene.text(x + cell / 2, y + cell + GAP + said / 2, named(l * count + h), { anchor: "center", fill: theme.faint, weight: on ? 700 : 400 });
      if (!on) scene.rect(x, y, cell, cell, { stroke: theme.line, width: 1 });
    }
  const [x, y] = place(...chosen);
  scene.rect(x, y, cell, cell, { stroke: theme.background, width: 2 });
  scene.rect(x - 2, y - 2, cell + 4, cell + 4, { stroke: theme.accent, width: 4, round: 3 });
  scene.legend(left, scene.height - s * 0.7, s * 9, 0, 1, share(theme.mode));
  return scene;
}

// The place that gets most of a head's attention, and how much: "−1 .62". Of a single place nobody asks which.
function most({ values }, k, all, w) {
  const shares = PLACES.map((_, p) => values[p * all + k]), best = shares.reduce((m, v, p) => (v > (shares[m] ?? -1) ? p : m), -1);
  return shares.filter(Number.isFinite).length < 2 ? "" : `${w[`sign_${PLACES[best]}`]} ${shares[best].toFixed(2).replace(/^0/, "")}`;
}

export function headsTable({ header, arrays }) {
  const w = header.words, [layers, count] = arrays.strongest.shape, rows = [];
  for (let l = 0; l < layers; l++)
    for (let h = 0; h < count; h++) {
      const k = l * count + h, [query, key] = arrays.where.values.subarray(2 * k, 2 * k + 2);
      rows.push([l + 1, h + 1, arrays.strongest.values[k], `${query + 1} ${header.queries[query] ?? ""}`, `${key + 1} ${header.keys[key] ?? ""}`, ...PLACES.map((_, p) => arrays.places.values[p * layers * count + k])].map((v, at) => (at < 2 ? String(v) : v)));
    }
  return { columns: [w.layer, w.head, w.strongest, w.query, w.key, ...PLACES.map((name) => w[`to_${name}`])], rows };
}

// The neighbour of a head, from 0, in the direction of an arrow key; null for another key.
export function leap([layer, head], key, [layers, count]) {
  const to = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  return to ? [(layer + to[0] + layers) % layers, (head + to[1] + count) % count] : null;
}
