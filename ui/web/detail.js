// The answer at one step, with every number that it is made of.
import { named, percent } from "./answers.js";
import { face } from "./columns.js";
import { isolated } from "./labels.js";
import { short } from "./panel.js";
import { css, ink, share } from "./scales.js";
import { Scene, fit } from "./scene.js";

const fixed = (v, n = 2) => (v > 0 ? "+" : "") + v.toFixed(n).replace("-", "−");

export function detailScene(data, view, theme, width, height) {
  const scene = new Scene(width, height, theme), { header, arrays } = data;
  if (arrays.out) ({ "many-to-one": classes, aligned: tags, "one-to-many": characters })[header.kind](scene, data, theme, width, height);
  return scene;
}

// Each class: its score, its share, and for whom the score speaks.
function classes(scene, { header, arrays }, theme, width, height) {
  const s = theme.size, w = header.words, { out: { values: p }, logits: { values: z } } = arrays, line = s * 3.1;
  p.forEach((v, c) => {
    const y = s * 0.4 + c * line, bar = width - s * 4.6;
    scene.text(0, y + s * 0.6, fit(named(header, c), bar, s * 1.1, theme.font), { weight: 650, size: s * 1.1 });
    scene.text(width, y + s * 0.6, `${w.score} ${fixed(z[c])}`, { anchor: "right", fill: theme.faint });
    scene.rect(0, y + s * 1.35, bar, s * 1.1, { fill: theme.panel, round: 4, hit: { tip: `${named(header, c)}\nsoftmax = ${short(v)}` } });
    scene.rect(0, y + s * 1.35, Math.max(2, bar * v), s * 1.1, { fill: theme.bar, round: 4 });
    scene.text(width, y + s * 1.9, percent(v), { anchor: "right", weight: 700, size: s * 1.2 });
  });
  const top = s * 0.9 + p.length * line, best = p.reduce((m, v, c) => (v > p[m] ? c : m), 0), sum = z.reduce((m, v) => m + Math.exp(v), 0);
  scene.text(0, top + s * 0.4, `e^(${fixed(z[best])}) / ${sum.toFixed(2)} = ${p[best].toFixed(3)}`, { weight: 600 });
  scene.line([[0, top + s * 1.5], [width, top + s * 1.5]]);
  const { pooling } = header.wiring, shares = arrays.shares.values;
  scene.text(0, top + s * 2.4, fit(w[`made_${pooling}`], width, s, theme.font), { fill: theme.faint });
  if (pooling === "last") return;
  const rows = Math.max(0, Math.floor((height - top - s * 3.4) / (s * 1.5)));
  [...shares.keys()].filter((k) => shares[k] > 0.0005).sort((a, b) => shares[b] - shares[a]).slice(0, rows).forEach((k, n) => {
    const y = top + s * 3.8 + n * s * 1.5, from = width * 0.38, bar = width - from - s * 3.4;
    scene.text(0, y, fit(`${header.first + k + 1} ${header.tokens[k].text}`, from - s * 0.5, s, theme.font));
    scene.rect(from, y - s * 0.4, Math.max(2, bar * shares[k]), s * 0.8, { fill: theme.gate.h, round: 3 });
    scene.text(width, y, (shares[k] * 100).toFixed(1) + " %", { anchor: "right" });
    scene.rect(0, y - s * 0.75, width, s * 1.5, { hit: { tip: `α [${header.first + k + 1}] = ${short(shares[k])}` } });
  });
}

// Each tag: what either direction says for it, the bias, their sum, and its share.
function tags(scene, { header, arrays }, theme, width, height) {
  const s = theme.size, w = header.words, line = s * 1.95, { out: { values: p }, logits: { values: z } } = arrays;
  const rows = Math.max(1, Math.floor((height - s * 4.2) / line)), order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, rows);
  const says = ["forward", "backward", "bias"].map((name) => arrays[`says_${name}`].values);
  const most = Math.max(...order.flatMap((c) => says.map((v) => Math.abs(v[c]))), 0.01);
  const name = Math.min(s * 6, width * 0.24), part = (width - name - s * 3.6) / 4, x = [0, 1, 2, 3].map((n) => name + part * n);
  const heads = [["→", theme.role.key], ["←", theme.role.query], ["b", theme.faint], [w.sum, theme.text]];
  heads.forEach(([text, fill], n) => scene.text(x[n] + part / 2, s * 0.8, text, { anchor: "center", fill, weight: 700 }));
  scene.text(width, s * 0.8, "p", { anchor: "right", weight: 700 });
  order.forEach((c, n) => {
    const mid = s * 2.3 + n * line;
    if (!n) scene.rect(0, mid - line / 2, width, line, { fill: theme.panel, round: 4 });
    scene.text(2, mid, fit(header.labels[c], name - s * 0.4, s, theme.font), { weight: n ? 500 : 700 });
    says.forEach((v, k) => {
      const centre = x[k] + part / 2, long = ((part / 2 - 3) * Math.abs(v[c])) / most;
      scene.rect(v[c] < 0 ? centre - long : centre, mid + s * 0.42, Math.max(1, long), s * 0.34, { fill: heads[k][1], round: 2 });
      scene.line([[centre, mid + s * 0.36], [centre, mid + s * 0.82]], { stroke: theme.faint });
      scene.text(centre, mid - s * 0.2, fixed(v[c], 1), { anchor: "center" });
    });
    scene.text(x[3] + part / 2, mid, fixed(z[c], 1), { anchor: "center", weight: 700 });
    scene.text(width - 2, mid, percent(p[c]), { anchor: "right", weight: n ? 400 : 700 });
    scene.rect(0, mid - line / 2, width, line, { hit: { tip: `${header.labels[c]}  ${named(header, c)}\n→ ${short(says[0][c])}   ← ${short(says[1][c])}   b ${short(says[2][c])}\n${w.sum} ${short(z[c])}   p = ${short(p[c])}`, at: { tag: c } } });
  });
  if (order.length < 2) return;
  const [a, b] = order, y = height - s * 1.1, apart = (k) => says[k][a] - says[k][b];
  scene.text(0, y, fit(`${header.labels[a]} − ${header.labels[b]}:   → ${fixed(apart(0), 1)}   ← ${fixed(apart(1), 1)}   b ${fixed(apart(2), 1)}   =  ${fixed(z[a] - z[b], 1)}`, width, s, theme.font), { weight: 600 });
}

// Every next character: the likeliest as bars, all of them as a board, and their shares end to end, where the dice fall.
function characters(scene, { header, arrays }, theme, width, height) {
  const s = theme.size, w = header.words, p = arrays.out.values, q = arrays.considered.values, line = s * 1.45;
  const order = [...q.keys()].sort((a, b) => q[b] - q[a] || p[b] - p[a]), strip = s * 1.3;
  // Cells with room for a letter while they fit into a third of the height, else as many squares as there are characters.
  const roomy = Math.ceil(q.length / Math.floor(width / (s * 1.35))) * s * 1.35 <= height * 0.36;
  const across = roomy ? Math.floor(width / (s * 1.35)) : Math.ceil(Math.sqrt((q.length * width) / (height * 0.34))), down = Math.ceil(q.length / across), cell = width / across;
  const board = down * (roomy ? s * 1.35 : cell), bars = Math.max(3, Math.floor((height - board - strip - s * 4.6) / line));
  const symbol = s * 1.8, number = s * 3.4, long = width - symbol - number;
  order.slice(0, bars).forEach((c, n) => {
    const mid = s * 0.8 + n * line, tip = `${isolated(face(header.labels[c]))}\np = ${short(p[c])}\nq = ${short(q[c])}  (τ = ${header.state.temperature})`;
    scene.text(symbol * 0.5, mid, face(header.labels[c]), { anchor: "center", weight: 650 });
    scene.rect(symbol, mid - s * 0.48, Math.max(1, long * q[c]), s * 0.96, { fill: theme.bar, round: 3 });
    scene.rect(symbol, mid - s * 0.48, Math.max(1, long * p[c]), s * 0.96, { stroke: theme.text, width: 1, round: 3, dash: [3, 2] });
    scene.text(width, mid, (q[c] * 100).toFixed(1) + " %", { anchor: "right" });
    scene.rect(0, mid - line / 2, width, line, { hit: { tip, at: { token: c } } });
  });
  const top = s * 0.8 + bars * line, scale = share(theme.mode), high = board / down;
  scene.text(0, top + s * 0.1, fit(w.board, width, s, theme.font), { fill: theme.faint });
  q.forEach((v, c) => {
    const x = (c % across) * cell, y = top + s * 0.9 + Math.floor(c / across) * high, colour = scale(v);
    scene.rect(x, y, cell - 1, high - 1, { fill: css(colour), hit: { tip: `${isolated(face(header.labels[c]))}  ${(v * 100).toFixed(2)} %`, at: { token: c } } });
    if (cell > s * 0.95 && high > s * 0.95) scene.text(x + cell / 2, y + high / 2, fit(face(header.labels[c]), cell, s, theme.font), { anchor: "center", fill: ink(colour) });
  });
  const y = top + board + s * 2.4;
  scene.text(0, y - s * 0.75, fit(header.dice === null ? w.end_to_end : w.dice.replace("{dice}", header.dice.toFixed(3)), width, s, theme.font), { fill: theme.faint });
  let x = 0;
  q.forEach((v, c) => {
    const wide = v * width, on = header.dice !== null && header.dice * width >= x && header.dice * width < x + wide;
    if (wide > 0.4) {
      scene.rect(x, y, wide, strip, { fill: on ? theme.accent : theme.panel, stroke: theme.line, hit: { tip: `${isolated(face(header.labels[c]))}  ${(v * 100).toFixed(2)} %`, at: { token: c } } });
      if (wide > s) scene.text(x + wide / 2, y + strip / 2, face(header.labels[c]), { anchor: "center", weight: on ? 700 : 400, fill: on ? ink(null) : theme.text });
    }
    x += wide;
  });
  if (header.dice !== null) scene.line([[header.dice * width, y - s * 0.3], [header.dice * width, y + strip + s * 0.3]], { stroke: theme.text, width: 2.5 });
}

export function detailTable({ header, arrays }) {
  const w = header.words, p = arrays.out?.values ?? [], order = [...p.keys()].sort((a, b) => p[b] - p[a]);
  const more = { "many-to-one": ["logits"], aligned: ["says_forward", "says_backward", "says_bias", "logits"], "one-to-many": ["considered"] }[header.kind] ?? [];
  const titles = { logits: w.sum, says_forward: "→", says_backward: "←", says_bias: "b", considered: "q" };
  return { columns: [w.answer, w.probability, ...more.map((name) => titles[name])], rows: order.map((c) => [face(header.labels[c]), p[c], ...more.map((name) => arrays[name].values[c])]) };
}
