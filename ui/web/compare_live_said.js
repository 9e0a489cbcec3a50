// What the net says, before and after: a row for each token of the text with the likeliest one in its place, and how much
// is lost there; above them, what a translator writes, and the loss.
import { isolated } from "./labels.js";
import { Scene, fit, widthOf } from "./scene.js";
import { css, ink, signed } from "./scales.js";
import { at } from "./wire.js";

const BEGINS = "▁"; // a piece that says no more than that a word begins
const percent = (p) => (p >= 0.995 ? "100 %" : p < 0.01 ? "< 1 %" : `${Math.round(p * 100)} %`);
const plus = (v, digits = 2) => ((v > 0 ? "+" : "") + v.toFixed(digits)).replace("-", "−");
const loss = (v) => (v === null ? "–" : v.toFixed(3));

// Whether another token is the likeliest one at a place.
export const changed = ({ header: { says } }, k) => says.before.likely[k][0] !== says.after.likely[k][0];
const lost = ({ arrays }, k) => arrays["after.losses"].values[k] - arrays["before.losses"].values[k];

export function saidScene(data, view, theme, width) {
  const { header, arrays } = data, { says, tokens, words: w } = header, s = theme.size, scene = new Scene(width, s * 8, theme), rows = [];
  scene.find = (k) => rows[k];
  if (!says) return (scene.text(0, s * 2, fit(w.cannot_ask, width, s, theme.font)), scene);
  const off = header.off.length, texts = says.texts ? written(scene, says.texts, off, w) : 0, top = texts + s * 0.2, moved = tokens.filter((_, k) => changed(data, k)).length;
  const heading = off ? `${w.loss} ${loss(says.before.loss)} → ${loss(says.after.loss)} ${w.nats}` : `${w.loss} ${loss(says.before.loss)} ${w.nats}`;
  scene.text(0, top + s * 0.8, heading, { weight: 700, size: s * 1.1 });
  if (off) scene.text(width, top + s * 0.8, w.moved.replace("{moved}", moved).replace("{count}", tokens.length), { anchor: "right", fill: theme.faint });
  const line = s * 1.6, first = Math.min(s * 7, width * 0.2), last = s * 4, column = (width - first - last) / 2, x = [first, first + column, width - last], head = top + s * 2.5;
  [w[`stands_${header.kind}`], off ? w.all_on : w.likeliest, off ? w.some_off.replace("{count}", off) : w.own].forEach((text, k) => scene.text([0, x[0], x[1]][k], head, fit(text, [first, column, column][k] - s * 0.5, s, theme.font), { fill: theme.faint }));
  scene.text(width, head, off ? w.lost : w.nats_only, { anchor: "right", fill: theme.faint });
  const y = (k) => head + s * 1.1 + k * line, most = Math.max(0.5, ...tokens.map((_, k) => Math.abs(lost(data, k)))), colour = signed(theme.mode, most);
  scene.height = Math.max(s * 8, y(tokens.length) + 4);
  tokens.forEach((token, k) => {
    const mid = y(k) + line / 2, hit = { tip: tipOf(data, k), mark: { row: k, col: 0 }, pick: true, at: { place: k + 1 } }, other = off && changed(data, k);
    const box = (c) => ({ x: x[c], y: y(k), width: column, line, begins: w.begins });
    if (view.place === k) scene.rect(0, y(k), width, line, { fill: theme.panel, round: 3 });
    scene.line([[0, y(k)], [width, y(k)]], { stroke: theme.line, alpha: 0.5 });
    scene.text(2, mid, fit(token, first - s * 0.6, s, theme.font), { weight: 650 });
    opinion(scene, says.before.likely[k][0] ?? "", at(arrays["before.chances"], k, 0), says.before.likely[k][0] === token, box(0));
    if (off) opinion(scene, says.after.likely[k][0] ?? "", at(arrays["after.chances"], k, 0), says.after.likely[k][0] === token, box(1), other);
    else opinion(scene, "", arrays["before.own"].values[k], false, box(1));
    const v = lost(data, k), c = colour(v);
    if (off) scene.rect(x[2] + s * 0.4, y(k) + 2, last - s * 0.4, line - 4, { fill: css(c), round: 3 });
    scene.text(width - s * 0.35, mid, off ? plus(v) : arrays["before.losses"].values[k].toFixed(2), { anchor: "right", fill: off ? ink(c) : theme.text });
    scene.rect(0, y(k), width, line, { hit });
    rows.push({ x: x[1], y: mid, hit });
  });
  return scene;
}

// The likeliest token with its probability as a bar; ✓ where it is the one that stands there, framed where it is another
// one than before.
function opinion(scene, text, p, right, { x, y, width, line, begins }, other) {
  const { theme } = scene, s = theme.size, room = width - s * 0.5, number = s * 3.2;
  scene.rect(x, y + line - s * 0.34, Math.max(1, room * p), s * 0.22, { fill: theme.bar, round: 2 });
  if (other) scene.rect(x - 3, y + 1.5, room, line - 3, { stroke: theme.accent, width: 2.5, round: 4 });
  scene.text(x + 1, y + line * 0.42, fit(`${text === BEGINS ? `▁ ${begins}` : text}${right ? " ✓" : ""}`, room - number, s, theme.font), { weight: right ? 650 : 400 });
  scene.text(x + room - s * 0.3, y + line * 0.42, percent(p), { anchor: "right", fill: theme.faint });
}

// Two texts, one below the other; words that the other does not have are framed. Returns the height.
function written(scene, texts, off, w) {
  const { theme, width } = scene, s = theme.size, size = s * 1.08, line = s * 1.7, label = s * 6.2, lines = 3;
  let y = 0;
  texts.slice(0, off ? 2 : 1).forEach((words, k) => {
    scene.text(0, y + line / 2, fit(k ? w.written_off : w.written_on, label - s * 0.4, s, theme.font), { fill: theme.faint });
    let x = label, row = 0;
    for (const [word, other] of words) {
      const wide = widthOf(word, size, theme.font);
      if (x + wide > width && x > label) (x = label), row++;
      if (row >= lines) break;
      if (other) scene.rect(x - 2, y + row * line + 2, Math.min(wide, width - x) + 4, line - 4, { fill: theme.accent, alpha: 0.18, round: 4 });
      if (other) scene.line([[x, y + (row + 1) * line - 3], [x + Math.min(wide, width - x), y + (row + 1) * line - 3]], { stroke: theme.accent, width: 2.5 });
      scene.text(x, y + row * line + line / 2, fit(word, width - x, size, theme.font), { size, weight: 600 });
      x += wide + s * 0.45;
    }
    scene.rect(0, y, width, (row + 1) * line, { hit: { tip: isolated(words.map(([word]) => word).join(" ")) } });
    y += (Math.min(row, lines - 1) + 1) * line;
  });
  return y + s * 0.3;
}

function tipOf(data, k) {
  const { header, arrays } = data, { says, words: w, off } = header, list = (name) => says[name].likely[k].map((text, r) => `${isolated(text)} ${(100 * at(arrays[`${name}.chances`], k, r)).toFixed(1)} %`).join("  ");
  const own = (name) => `p = ${arrays[`${name}.own`].values[k].toFixed(4)}, ${arrays[`${name}.losses`].values[k].toFixed(4)} ${w.nats_only}`;
  const before = `${isolated(header.tokens[k])}\n${w.all_on}: ${own("before")}\n${list("before")}`;
  return off.length ? `${before}\n${w.some_off.replace("{count}", off.length)}: ${own("after")}\n${list("after")}` : before;
}

export function saidTable(data) {
  const { header, arrays } = data, { says, tokens, words: w } = header;
  if (!says) return { columns: [w.token], rows: [] };
  const one = (name, k) => [says[name].likely[k][0] ?? "", at(arrays[`${name}.chances`], k, 0), arrays[`${name}.own`].values[k], arrays[`${name}.losses`].values[k]];
  const columns = (name) => [w.likeliest, w.probability, w.own, w.loss].map((text) => `${name}: ${text}`);
  return { columns: [w.token, ...columns(w.all_on), ...columns(w.some_off.replace("{count}", header.off.length)), w.lost], rows: tokens.map((token, k) => [`${k + 1} ${token}`, ...one("before", k), ...one("after", k), lost(data, k)]) };
}
