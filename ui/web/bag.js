// Two sentences, as bags of words and as states: what each net has of them, and how far apart that is.
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { NAMES, best, colour, row, sign } from "./walks.js";

const PARTS = [["mean", "bag"], ["state", "state"]];
const peak = (values) => Math.max(1e-9, ...values.map(Math.abs));

export const sameBag = ({ header: { bags: [a, b] } }) => JSON.stringify(a) === JSON.stringify(b);

export function bagScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, line = s * 1.6;
  const narrow = width < s * 45, across = narrow ? 1 : header.nets.length, gap = s * 1.6, column = (width - gap * (across - 1)) / across;
  const head = words(data, theme, width, null), block = line * 11.2;
  const scene = new Scene(width, head + block * Math.ceil(header.nets.length / across), theme);
  words(data, theme, width, scene);
  header.nets.forEach((net, k) => {
    const x = (k % across) * (column + gap), y = head + Math.floor(k / across) * block;
    netBlock(scene, data, net, x, y, column, line, w);
  });
  return scene;
}

// Both sentences with the words of their bags; returns how high that is. Without a scene it only measures.
function words({ header }, theme, width, scene) {
  const s = theme.size, line = s * 1.7, label = s * 2;
  let y = 0;
  header.bags.forEach((bag, k) => {
    const text = k ? header.second : header.text;
    scene?.text(0, y + line / 2, `${k + 1}`, { weight: 700, fill: k ? theme.role.value : theme.text });
    scene?.text(label, y + line / 2, fit(`“${isolated(text)}”`, width * 0.42 - label, s, theme.font), { weight: 600, fill: k ? theme.role.value : theme.text });
    let x = width * 0.44;
    bag.forEach(([token, count], i) => {
      const said = `${isolated(token)}${count > 1 ? ` ×${count}` : ""}`, wide = widthOf(said, s, theme.font) + s;
      if (x + wide > width - s * 2) return void (x < width && (scene?.text(x, y + line / 2, `… ${bag.length - i}`, { fill: theme.faint }), (x = width)));
      scene?.rect(x, y + line * 0.1, wide, line * 0.8, { fill: theme.panel, stroke: theme.line, round: 5 });
      scene?.text(x + wide / 2, y + line / 2, said, { anchor: "center" });
      x += wide + s * 0.4;
    });
    y += line;
  });
  return y + s;
}

function netBlock(scene, { header, arrays }, net, x, y, width, line, w) {
  const { theme } = scene, s = theme.size, { cell } = net;
  scene.text(x, y + line / 2, NAMES[cell], { weight: 700, size: s * 1.15 });
  let top = y + line * 1.1;
  PARTS.forEach(([part, title], p) => {
    const all = arrays[`${cell}.bag.${part}`], n = all.shape[1], [a, b] = [row(all, 0), row(all, 1)], apart = net.apart[p], limit = peak([...a, ...b]);
    scene.text(x, top + line / 2, w[title], { weight: 600 });
    scene.text(x + width, top + line / 2, apart === 0 ? `${w.difference}: ${w.exactly}` : w.apart.replace("{distance}", +apart.toPrecision(3)), { anchor: "right", weight: 700, fill: apart === 0 ? theme.faint : theme.accent });
    const rows = [["1", a], ["2", b], ["−", a.map((v, i) => v - b[i])]];
    rows.forEach(([name, values], r) => {
      const mid = top + line * (r + 1.5);
      scene.text(x + s * 0.4, mid, name, { fill: r === 1 ? theme.role.value : theme.faint, weight: 700, anchor: "center" });
      scene.matrix(x + s * 1.2, mid - line * 0.36, width - s * 1.2, line * 0.72, {
        rows: 1, cols: n, values: (_, i) => values[i], colour: signed(theme.mode, limit),
        hit: (_, i, v) => ({ tip: `${NAMES[cell]} · ${w[title]} · ${r < 2 ? `${w.sentence} ${r + 1}` : w.difference} · ${w.unit} ${i + 1} = ${short(v)}`, at: { cell, part: title } }),
      });
      scene.rect(x + s * 1.2, mid - line * 0.36, width - s * 1.2, line * 0.72, { stroke: theme.line });
    });
    top += line * 4.3;
  });
  const of = header.classes.length;
  [0, 1].forEach((k) => {
    const chances = row(arrays[`${cell}.bag.out`], k), c = best(chances), left = x + (k * width) / 2;
    scene.text(left, top + line / 2, String(k + 1), { weight: 700, fill: k ? theme.role.value : theme.faint });
    scene.mark(left + s * 1.4, top + line / 2, s * 0.4, sign(c), { fill: colour(theme, c, of) });
    scene.text(left + s * 2.2, top + line / 2, `${header.classes[c]} ${chances[c].toFixed(3)}`, {});
  });
}

export function bagTable({ header, arrays }) {
  const w = header.words, rows = header.nets.flatMap(({ cell }) => PARTS.flatMap(([part, title]) => [0, 1].map((k) => [NAMES[cell], w[title], k + 1, ...row(arrays[`${cell}.bag.${part}`], k)])));
  const widest = Math.max(...rows.map((r) => r.length)) - 3;
  return { columns: [w.net, "", w.sentence, ...Array.from({ length: widest }, (_, i) => i + 1)], rows };
}

export const bagSaid = ({ header }) =>
  header.nets.map(({ cell, apart }) => `${NAMES[cell]}: ${PARTS.map(([, title], p) => `${header.words[title]} ${apart[p] === 0 ? header.words.exactly : +apart[p].toPrecision(3)}`).join(", ")}`).join(". ");
