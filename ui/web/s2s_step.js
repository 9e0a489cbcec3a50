// One decoder step as a picture: its equations with their numbers, and under them the vectors, the scores of all source
// tokens, and the likeliest next tokens. What comes after the current part is dimmed.
import { equations, power, scoreSymbols, told } from "./s2s_equations.js";
import { write } from "./s2s_symbols.js";
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { css, share, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { at } from "./wire.js";

const HIGH = { state: 5, table: 21, combine: 5 }; // of the letters' size
const TABLE = ["score", "softmax", "context"];
const PATHS = {
  y: "decoder.y", s: "decoder.cell.h", before: "decoder.cell.h", h: "encoder.out", scores: "decoder.look.scores", weights: "decoder.look.weights",
  context: "decoder.look.context", out: "decoder.out",
};

// What a part is called: without attention there is nothing to be joined to the state.
export const nameOf = (part, net) => (part === "combine" && net === "none" ? "combine_alone" : part);

// view: { part, key, unit, combined, t }, the last counted from 1
export function stepScene(data, view, theme, width, w) {
  const { header, arrays } = data, s = theme.size, wide = Math.max(width, s * 62), lines = equations(data, w, theme, view);
  const blocks = [...new Set(header.parts.slice(0, -1).map((part) => (TABLE.includes(part) ? "table" : part)))];
  const pitch = s * 2, under = header.parts.length * pitch + s * 0.8, high = Math.max(s * 23, blocks.reduce((sum, block) => sum + HIGH[block] * s, 0));
  const scene = new Scene(wide, under + high, theme), now = header.parts.indexOf(view.part), answers = Math.min(s * 19, wide * 0.24), left = wide - answers - s * 1.6;
  const later = (part) => header.parts.indexOf(part) > now, draw = new Vectors(scene, data, view);

  header.parts.forEach((part, k) => {
    const y = (k + 0.5) * pitch, { symbols, worked } = lines[part], on = k === now, alpha = later(part) ? 0.4 : 1, from = s * (header.net === "additive" || header.net === "concat" ? 23 : 19);
    if (on) scene.rect(0, y - pitch / 2 + 1, wide, pitch - 2, { fill: theme.panel, stroke: theme.accent, width: 2, round: 6 });
    scene.text(s * 0.9, y, String(k + 1), { anchor: "center", weight: 700, alpha, fill: on ? theme.accent : theme.faint });
    write(scene, s * 2, y, symbols, { size: s * 1.12, room: from - s * 2.6, weight: on ? 700 : 500, alpha });
    if (!later(part)) write(scene, from, y, worked, { size: s * 1.06, room: wide - from - s * 0.5, weight: on ? 600 : 400 });
    scene.rect(0, y - pitch / 2, wide, pitch, { hit: { tip: w.parts[nameOf(part, header.net)], part, pick: true } });
  });

  let y = under;
  for (const block of blocks) {
    const tall = HIGH[block] * s;
    if (block === "table") table(scene, draw, data, view, later, 0, y, left, w);
    else strips(scene, draw, data, view, block, y, left, w);
    if (later(block === "table" ? "score" : block)) veil(scene, 0, y - s * 0.1, left + s * 0.8, tall);
    if (block === view.part) lit(scene, 1, y, left + s * 0.6, tall - s * 0.5);
    y += tall;
  }
  next(scene, data, view, wide - answers, under, answers - s * 0.9, high, w);
  if (later("predict")) veil(scene, wide - answers - s * 0.5, under - s * 0.1, answers + s * 0.5, high);
  scene.lines = lines;
  return scene;
}

const lit = (scene, x, y, w, h) => scene.rect(x, y, w, h, { stroke: scene.theme.accent, width: 2, round: 6 });
const veil = (scene, x, y, w, h) => scene.rect(x, y, w, h, { fill: scene.theme.background, alpha: 0.8 });

// Vectors as strips; each says its name, unit and value, and picks the unit.
class Vectors {
  constructor(scene, { arrays }, view) {
    Object.assign(this, { scene, arrays, view });
  }
  limit(...names) {
    return Math.max(1e-6, ...names.map((name) => this.arrays[name].values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)));
  }
  // values(c) of `count` units; what: { symbol, name of the array, step of the code, the unit it picks }
  strip(x, y, w, h, count, values, limit, { symbol, name, step, chooses }) {
    const { theme } = this.scene, path = PATHS[name], code = (c) => (path && step > 0 ? { at: { part: path, step, place: c + 1 } } : {});
    this.scene.matrix(x, y, w, h, {
      rows: 1, cols: count, values: (_, c) => values(c), colour: signed(theme.mode, limit),
      hit: (_, c, v) => ({ tip: `${symbol} [${c + 1}] = ${short(v)}`, ...code(c), ...(chooses ? { pick: true, [chooses]: c } : {}) }),
    });
    const chosen = this.view[chooses];
    if (chosen !== undefined) this.scene.rect(x + (w * chosen) / count - 1.5, y - 2, w / count + 3, h + 4, { stroke: theme.text, width: 1.5 });
  }
}

// A row of vectors from left to right: those that an equation reads, then the one it makes.
function strips(scene, draw, { header, arrays }, view, block, y, width, w) {
  const { theme } = scene, s = theme.size, fed = header.net === "additive", { query, value } = theme.role, t = view.t;
  const cells = {
    state: [["y", "E y_t"], ...(fed ? [["context", "a_t", value]] : []), ["before", "s_{t−1}", query], ["s", "s_t", query]],
    combine: [...(arrays.context ? [["context", "a_t", value]] : []), ["s", "s_t", query], ["out", "h̃_t"]],
  }[block];
  const gap = s * 1.6, each = (width - gap * (cells.length - 1)) / cells.length;
  cells.forEach(([name, symbol, fill], k) => {
    const x = k * (each + gap), a = arrays[name].values, limit = draw.limit(name), last = k === cells.length - 1;
    const end = write(scene, x + s * 0.4, y + s * 0.8, [[symbol, fill]], { weight: 700 });
    if (name === "y") scene.text(end + s * 0.5, y + s * 0.8, fit(isolated(header.read), each - s * 12, s, theme.font), { fill: theme.faint });
    scene.legend(x + each - s * 7.5, y + s * 0.8, s * 7.5, -limit, limit, signed(theme.mode, limit));
    const step = name === "before" ? t - 1 : t, chooses = block === "combine" ? (last ? "combined" : undefined) : name === "y" ? undefined : "unit";
    draw.strip(x + s * 0.4, y + s * 1.6, each - s * 0.4, s * 1.5, a.length, (c) => a[c], limit, { symbol: symbol.replace(/[{}]/g, ""), name, step, chooses });
    if (!last) scene.text(x + each + gap / 2 + s * 0.2, y + s * 2.35, block === "combine" && k === 0 && arrays.context ? ";" : k === cells.length - 2 ? "→" : ",", { anchor: "center", weight: 700 });
  });
  scene.text(width, y + s * 3.7, `${w.unit} 1–${arrays[cells.at(-1)[0]].values.length} →`, { anchor: "right", fill: theme.faint });
}

// A row for each source token: its state, what the score makes of it, the products that add up to the score, exp, weight.
function table(scene, draw, { header, arrays }, view, later, x0, y, width, w) {
  const { theme } = scene, s = theme.size, n = header.source.length, { key, query } = theme.role, scored = arrays.right !== undefined && header.net !== "dot";
  const label = s * 6.2, number = s * 4.2, columns = scored ? 3 : 2, strip = (width - label - number * 3 - s * 0.9 * columns) / columns;
  const X = { h: x0 + label };
  X.right = scored ? X.h + strip + s * 0.9 : X.h;
  X.products = X.right + strip + s * 0.9;
  X.scores = X.products + strip + s * 0.4;
  X.exp = X.scores + number;
  X.weights = X.exp + number;
  const room = s * 13, pitch = Math.min(s * 1.6, room / n), top = y + s * 4.2, labels = thin(pitch, s, view.key), dim = arrays.left.values.length;
  const left = arrays.left.values, product = (j, i) => left[i] * at(arrays.right, j, i), units = arrays.h.shape[1], mh = draw.limit("h"), ml = draw.limit("left");
  let mr = 1e-6, mp = 1e-6;
  for (let j = 0; j < n; j++) for (let i = 0; i < dim; i++) (mr = Math.max(mr, Math.abs(at(arrays.right, j, i)))), (mp = Math.max(mp, Math.abs(product(j, i))));
  const [before, after] = scoreSymbols(header.net), asks = before.startsWith("v") ? "v_a" : header.net === "additive" ? "s_{t−1}" : "s_t", first = (x, pieces, limit) => {
    write(scene, x, y + s * 2.6, pieces, { weight: 650, room: strip });
    scene.legend(x, y + s * 3.6, Math.min(strip, s * 8), -limit, limit, signed(theme.mode, limit));
  };
  // The query above its column, as a row of its own.
  const lx = X.right, scale = scored ? ml : mh;
  write(scene, lx - s * 0.4 - s * 2.4, y + s * 0.9, [[asks, asks === "v_a" ? undefined : query]], { weight: 700 });
  draw.strip(lx, y + s * 0.3, strip, s * 1.2, dim, (i) => left[i], draw.limit("left"), { symbol: asks.replace(/[{}]/g, ""), name: "", step: 0 });
  first(X.h, [["h_j", key]], mh);
  if (scored) first(X.right, [[after.trim(), undefined]], mr);
  first(X.products, [[asks, asks === "v_a" ? undefined : query], [" ⊙ "], scored ? [after.trim()] : ["h_j", key]], mp);
  [["scores", "e_{tj}"], ["exp", "exp(e_{tj})"], ["weights", "α_{tj}"]].forEach(([name, text]) => write(scene, X[name] + s * 0.6, y + s * 3.6, [[text]], { weight: 650 }));
  header.source.forEach(([text, special], j) => {
    const ty = top + j * pitch, mid = ty + pitch / 2, on = view.key === j, size = labels.size(j), e = arrays.scores.values[j], a = arrays.weights.values[j], gap = pitch > 8 ? 0.75 : 0, name = isolated(text);
    if (labels.shown(j)) scene.text(X.h - 6, mid, fit(name, label - 10, size, theme.font), { anchor: "right", size, weight: on ? 700 : 400, fill: on ? key : special ? theme.faint : theme.text });
    const row = (x, count, values, limit, what) => draw.strip(x, ty + gap, strip, pitch - 2 * gap, count, values, limit, what);
    row(X.h, units, (c) => at(arrays.h, j, c), mh, { symbol: `h_${j + 1} (${name})`, name: "h", step: j + 1 });
    if (scored) row(X.right, dim, (i) => at(arrays.right, j, i), mr, { symbol: `${after.trim()} (${name})`, name: "", step: 0 });
    row(X.products, dim, (i) => product(j, i), mp, { symbol: `${asks.replace(/[{}]/g, "")} ⊙ (${name})`, name: "", step: 0 });
    scene.rect(X.weights + s * 0.4, ty + 1, (number - s * 0.5) * a, Math.max(1, pitch - 2), { fill: css(share(theme.mode)(Math.max(a, 0.15))), alpha: 0.5, round: 2 });
    [["scores", told(e), e], ["exp", "", Math.exp(e)], ["weights", told(a, 3), a]].forEach(([column, shown, v]) => {
      if (labels.shown(j)) column === "exp" ? write(scene, X.exp + s * 0.6, mid, [[power(v)]], { size }) : scene.text(X[column] + number - s * 0.4, mid, shown, { anchor: "right", size, weight: on ? 700 : 400 });
      const symbol = { scores: "e", exp: "exp e", weights: "α" }[column];
      scene.rect(X[column], ty, number, pitch, { hit: { tip: `${symbol} [${view.t}, ${j + 1}] (${name}) = ${short(v)}`, key: j, pick: true, at: { part: column === "weights" ? PATHS.weights : PATHS.scores, step: view.t, place: j + 1 } } });
    });
    scene.rect(x0, ty, label, pitch, { hit: { tip: name, key: j, pick: true } });
    if (on) scene.rect(x0 + 1, ty, width - 2, pitch, { stroke: key, width: 1.5 });
  });
  const cy = top + room + s * 0.7, mc = draw.limit("context"), context = arrays.context.values;
  write(scene, X.h - s * 4.6, cy + s * 0.6, [["Σ α h = "], ["a_t", theme.role.value]], { weight: 700, room: s * 4.4 });
  draw.strip(X.h, cy, strip, s * 1.2, context.length, (c) => context[c], mc, { symbol: "a_t", name: "context", step: view.t, chooses: "unit" });
  scene.legend(X.h + strip + s * 0.8, cy + s * 0.6, s * 8, -mc, mc, signed(theme.mode, mc));
  const end = X.weights + number, bottom = top + room + s * 0.2;
  if (later("softmax")) veil(scene, X.exp, y, end - X.exp + 2, bottom - y);
  if (later("context")) veil(scene, x0, bottom, width, s * 2.4);
  if (view.part === "score") lit(scene, 1, y - s * 0.1, X.exp - 2, bottom - y);
  if (view.part === "softmax") lit(scene, X.exp - 1, y - s * 0.1, end - X.exp + 3, bottom - y);
  if (view.part === "context") lit(scene, 1, bottom + s * 0.15, end, s * 2.1);
}

// The likeliest next tokens: a bar each, the chosen one marked, and where it goes.
function next(scene, { header, arrays }, view, x, y, width, high, w) {
  const { theme } = scene, s = theme.size, line = Math.min(s * 3.1, (high - s * 5.4) / header.top.length);
  write(scene, x, y + s * 0.8, [["p(y_{t+1} | y_{≤t}, x)"]], { weight: 650, room: width });
  header.top.forEach((text, k) => {
    const p = arrays.top_p.values[k], z = arrays.top_logits.values[k], ty = y + s * 2 + k * line, on = k === header.chosen, token = isolated(text);
    scene.text(x, ty + s * 0.6, fit(token, width - s * 4, s * 1.1, theme.font), { size: s * 1.1, weight: on ? 700 : 400 });
    scene.text(x + width, ty + s * 0.6, told(p, 3), { anchor: "right", weight: on ? 700 : 400 });
    scene.rect(x, ty + s * 1.3, width, s * 0.7, { fill: theme.panel, round: 3 });
    scene.rect(x, ty + s * 1.3, Math.max(1.5, width * p), s * 0.7, { fill: theme.bar, round: 3 });
    if (on) scene.rect(x - s * 0.4, ty - s * 0.25, width + s * 0.8 - 2, line - s * 0.1, { stroke: theme.accent, width: 2, round: 5 });
    scene.rect(x, ty, width, line, { hit: { tip: `p (${token}) = ${short(p)}\nlogit = ${short(z)}`, at: { part: "out", step: view.t, place: arrays.top.values[k] + 1 } } });
  });
  const ends = header.t === header.steps, goes = (ends ? w.ends : w.goes_on).replace("{token}", isolated(header.top[header.chosen])).replace("{step}", view.t + 1);
  scene.text(x, y + s * 2 + header.top.length * line + s * 0.9, fit(goes, width, s, theme.font), { fill: theme.faint });
  if (view.part === "predict") lit(scene, x - s * 0.8, y - s * 0.1, width + s * 1.6, high - s * 0.4);
}

// A row for every source token, then one for every likely next token.
export function stepTable({ header, arrays }, w) {
  const rows = arrays.scores ? header.source.map(([text], j) => [`${j + 1} ${text}`, arrays.scores.values[j], arrays.weights.values[j], "", ""]) : [];
  const next = header.top.map((text, k) => [`→ ${text}`, "", "", arrays.top_logits.values[k], arrays.top_p.values[k]]);
  return { columns: [w.token, "e", "α", "logit", "p"], rows: [...rows, ...next] };
}
