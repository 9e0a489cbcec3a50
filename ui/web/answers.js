// What stands over the states, by kind of task: a class after every word, the tag of every word, the next characters.
import { arrow } from "./arrow.js";
import { face } from "./columns.js";
import { isolated } from "./labels.js";
import { css, ink, inkOn, share } from "./scales.js";
import { fit, widthOf } from "./scene.js";
import { at } from "./wire.js";

export const percent = (p) => (p >= 0.9995 ? "100 %" : p < 0.005 ? "0 %" : `${Math.min(99, Math.round(p * 100))} %`);
// A class or tag as people say it; what the catalogue does not know stays as the data set wrote it.
export const named = (header, id) => header.words[`label_${header.labels[id].replace(/^[BI]-/, "")}`] ?? header.labels[id];

// How much room the answers take.
export const tall = (header, s) => ({ "many-to-one": 8.2, aligned: joins(header) ? 6.6 : 5.4, "one-to-many": 7.6 })[header.kind] * s;

const kinds = {
  "many-to-one": { label: () => "", draw: curve, columns: classNames, row: classRow, best: bestClass },
  aligned: { label: tagLabel, draw: tags, columns: tagColumns, row: tagRow, best: ({ header, arrays }, i) => at(arrays[`ids_${header.cell}`], i - header.first, 0) },
  "one-to-many": { label: () => "", draw: next, columns: nextColumns, row: nextRow, best: ({ header, arrays }, i) => at(arrays.ids, i - header.first, 0) },
};
const of = (name) => (data, ...rest) => kinds[data.header.kind][name](data, ...rest);
export const answers = { label: of("label"), columns: of("columns"), row: of("row"), best: of("best"), draw: (net) => kinds[net.data.header.kind].draw(net) };

// Which classes are drawn as curves: of two, the second says it all.
export const curves = (header) => (header.labels.length === 2 ? [1] : header.labels.map((_, c) => c));

// --- many to one: what the net would say if the text ended here

function curve({ scene, data: { header, arrays }, theme, y, place, s, dim }) {
  const out = arrays[`curve_${header.cell}`], bottom = y.bottom - s * 1.1, high = bottom - y.answers - s * 0.6, top = bottom - high;
  const [from, to] = [place.left, Math.max(place.right, place.left + s * 8)], level = (p) => bottom - p * high;
  for (const p of [0, 0.5, 1]) scene.line([[from, level(p)], [to, level(p)]], { stroke: theme.line, width: p === 0.5 ? 1 : 1.5, dash: p === 0.5 ? [4, 4] : undefined });
  if (header.labels.length === 2) {
    scene.text(from - s * 0.5, level(1), fit(`${named(header, 1)} ↑`, place.left - s, s, theme.font), { anchor: "right", fill: theme.text, weight: 600 });
    scene.text(from - s * 0.5, level(0), fit(`${named(header, 0)} ↓`, place.left - s, s, theme.font), { anchor: "right", fill: theme.text, weight: 600 });
  } else for (const p of [0, 1]) scene.text(from - s * 0.5, level(p), percent(p), { anchor: "right", fill: theme.faint });
  scene.text(from - s * 0.5, level(0.5), "50 %", { anchor: "right", fill: theme.faint });
  curves(header).forEach((c, n) => {
    const stroke = header.labels.length === 2 ? theme.bar : theme.heads[c % 16], dash = n ? [6 - n, 3] : undefined;
    place.spots.forEach((spot, k) => {
      const p = at(out, spot.i, c), before = place.spots[k - 1], x = spot.mid, on = spot.i === header.step, last = spot.i === header.length - 1;
      if (before) scene.line([[before.mid, level(at(out, before.i, c))], [x, level(p)]], { stroke, width: 2.5, dash, alpha: dim(spot.i) });
      const r = on || last ? s * 0.42 : Math.min(s * 0.26, spot.w * 0.22);
      scene.rect(x - r, level(p) - r, 2 * r, 2 * r, { fill: last || on ? stroke : theme.background, stroke, width: 2, round: r, alpha: dim(spot.i), hit: { tip: says(header, out, spot.i), mark: { row: "y" + c, col: spot.i }, pick: true, at: { step: spot.i + 1 } } });
      if (!on) return;
      const label = level(p) + (p > 0.8 ? s * 1.15 : -s * 1.15), half = widthOf(percent(p), s, theme.font) * 0.56;
      scene.rect(x - half, label - s * 0.6, 2 * half, s * 1.2, { fill: theme.panel, round: 3 });
      scene.text(x, label, percent(p), { anchor: "center", weight: 700 });
    });
  });
}

const says = (header, out, i) => `${header.words.after} ${i + 1}\n` + header.labels.map((_, c) => `${named(header, c)}  ${(at(out, i, c) * 100).toFixed(1)} %`).join("\n");

function bestClass({ header, arrays }, i) {
  return header.labels.reduce((best, _, c) => (at(arrays[`curve_${header.cell}`], i, c) > at(arrays[`curve_${header.cell}`], i, best) ? c : best), 0);
}
function classNames({ header }) {
  return header.labels.map((_, c) => `${named(header, c)} (${header.cell.toUpperCase()})`);
}
function classRow({ header, arrays }, k) {
  return header.labels.map((_, c) => at(arrays[`curve_${header.cell}`], header.first + k, c));
}

// --- many to many: a tag under each word, its rivals below it

function tagLabel({ header, arrays }, k) {
  const ids = arrays[`ids_${header.cell}`];
  return `${rival(header, at(ids, k, Math.min(1, ids.shape[1] - 1)))} 99`;
}

// Tags go by the name that the data set gives them. Of BIO tags the winner is a letter, for the bracket tells the rest.
const joins = (header) => header.labels.includes("O");
const tagName = (header, id) => (joins(header) ? header.labels[id][0] : header.labels[id]);
const rival = (header, id) => (joins(header) ? named(header, id) : header.labels[id]);

// From below: the tag that wins, for names the bracket that joins them, and over it the rivals.
function tags({ scene, data: { header, arrays }, theme, y, place, s, lane }) {
  const ids = arrays[`ids_${header.cell}`], p = arrays[`p_${header.cell}`], chip = s * 2.6, top = y.bottom - chip, joined = joins(header), count = ids.shape[1];
  for (const spot of place.spots) {
    const { k, x, w, mid } = spot, first = at(p, k, 0), on = spot.i === header.step, lanes = y.lanes.at(-1);
    const tip = Array.from({ length: count }, (_, r) => `${header.labels[at(ids, k, r)]} (${named(header, at(ids, k, r))})  ${(at(p, k, r) * 100).toFixed(1)} %`).join("\n");
    const hit = { tip: `${isolated(header.tokens[k].text)}\n${tip}`, mark: { row: "y", col: spot.i }, pick: true, at: { step: spot.i + 1 } };
    scene.rect(x + 2, top, w - 4, chip, { fill: on ? theme.background : theme.panel, stroke: theme.gate.h, width: on ? 3 : 1.6, round: 5, hit });
    scene.rect(x + 5, top + chip - s * 0.38, Math.max(1, (w - 10) * first), s * 0.22, { fill: theme.bar, round: 2 });
    scene.text(mid, top + s * 0.72, fit(tagName(header, at(ids, k, 0)), w - 6, s * 1.05, theme.font), { anchor: "center", weight: 700, size: s * 1.05 });
    scene.text(mid, top + s * 1.66, percent(first), { anchor: "center", fill: theme.faint });
    for (let r = 1; r < count; r++) {
      const text = `${rival(header, at(ids, k, r))} ${percent(at(p, k, r)).replace(" %", "")}`;
      scene.text(mid, top - s * (joined ? 2 : 0.7) - s * 1.25 * (r - 1), fit(text, w - 2, s, theme.font), { anchor: "center", fill: theme.faint, alpha: at(p, k, r) < 0.01 ? 0.5 : 1 });
    }
    for (const side of Object.keys(lanes)) arrow(scene, [spot.centre[side], lanes[side]], [mid + (spot.centre[side] - mid) / 2, y.bottom + 2], { stroke: lane[side], width: on ? 2.6 : 1.3, alpha: on ? 1 : 0.7 });
  }
  for (const [from, to, name] of header.spans) {
    const inside = place.spots.filter((spot) => spot.k >= from && spot.k <= to), mid = top - s * 0.75;
    if (!inside.length) continue;
    const x1 = inside[0].x + 2, x2 = inside.at(-1).x + inside.at(-1).w - 2;
    scene.rect(x1, mid - s * 0.65, x2 - x1, s * 1.3, { fill: theme.accent, round: 5 });
    scene.text((x1 + x2) / 2, mid, fit(header.words[`label_${name}`] ?? name, x2 - x1, s, theme.font), { anchor: "center", weight: 700, fill: inkOn(theme.accent) });
  }
}

function tagColumns({ header, arrays }) {
  return Array.from({ length: arrays[`ids_${header.cell}`].shape[1] }, (_, r) => [`${header.words.tag} ${r + 1}`, `${header.words.probability} ${r + 1}`]).flat();
}
function tagRow({ header, arrays }, k) {
  const ids = arrays[`ids_${header.cell}`];
  return Array.from({ length: ids.shape[1] }, (_, r) => [header.labels[at(ids, k, r)], at(arrays[`p_${header.cell}`], k, r)]).flat();
}

// --- one to many: the likeliest next characters over every step; the one that came is framed, and read at the next step

function next({ scene, data: { header, arrays }, theme, y, place, s, dim }) {
  if (!arrays.ids) return;
  const { ids, q } = arrays, line = (y.bottom - y.answers - s * 0.6) / ids.shape[1], scale = share(theme.mode), lanes = y.lanes.at(-1);
  place.spots.forEach((spot, n) => {
    const { k, i, x, w, mid } = spot, came = header.tokens[k + 1], gives = i >= header.prompt - 1, faint = gives ? 1 : 0.45, following = place.spots[n + 1];
    let framed = false;
    for (let r = 0; r < ids.shape[1]; r++) {
      const id = at(ids, k, r), v = at(q, k, r), text = header.labels[id], hot = came && came.text === text, top = y.answers + r * line, colour = scale(v);
      framed ||= hot;
      const tip = `${header.words.after} ${isolated(face(header.tokens[k].text))} (${i + 1}):  ${isolated(face(text))}  ${(v * 100).toFixed(2)} %`;
      scene.rect(x + 1.5, top, w - 3, line - 2, { fill: css(colour), stroke: hot ? (came.written ? theme.accent : theme.text) : undefined, width: 2, round: 3, alpha: faint * dim(i), hit: { tip, mark: { row: "y" + r, col: i }, pick: true, at: { step: i + 1, token: id } } });
      if (w > s * 0.9) scene.text(mid, top + line / 2 - 1, fit(face(text), w, s, theme.font), { anchor: "center", fill: ink(colour), weight: hot ? 700 : 400, alpha: faint * dim(i) });
    }
    arrow(scene, [mid, lanes.forward], [mid, y.bottom - s * 0.45], { stroke: gives ? theme.gate.h : theme.line, width: gives ? 1.8 : 1, alpha: dim(i) });
    if (following && came?.written) {
      const edge = x + w, on = i === header.step, style = { stroke: theme.accent, width: on ? 2.4 : 1, alpha: (on ? 1 : 0.35) * dim(i + 1), dash: [3, 3] };
      scene.line([[edge, y.answers + line], [edge, y.token - s * 0.2]], style);
      arrow(scene, [edge, y.token - s * 0.2], [following.mid - Math.min(s * 0.45, following.w * 0.35), y.token - s * 0.05], style);
    }
  });
}

function nextColumns({ arrays }) {
  return arrays.ids ? Array.from({ length: arrays.ids.shape[1] }, (_, r) => [`${r + 1}`, `p ${r + 1}`]).flat() : [];
}
function nextRow({ header, arrays: { ids, q } }, k) {
  return Array.from({ length: ids.shape[1] }, (_, r) => [face(header.labels[at(ids, k, r)]), at(q, k, r)]).flat();
}
