// BLEU against the length of the source: a line for each model, told apart by the shape of its points and by its name at
// the end. A column a bin, all of one width; a mark where the length of what is typed lies.
import { short } from "./panel.js";
import { Scene, widthOf } from "./scene.js";

const SHAPES = { none: "cross", dot: "triangle", general: "circle", concat: "diamond", additive: "square", transformer: "circle" };
const HOLLOW = "transformer";
const COLOURS = { none: 1, dot: 4, general: 0, concat: 3, additive: 2, transformer: 10 };

// Where a model lies in pretrained/.
export const folder = (name) => (name === HOLLOW ? "translate-en-fr" : `seq2seq-en-fr-${name}`);

// chart: { bins: [{ from, to, sentences }], models, chosen, typed, of(name) -> BLEU of each bin }
export function lengthsScene(chart, w, theme, width, height) {
  const { bins, models, chosen, typed, of } = chart, s = theme.size, scene = new Scene(width, height, theme);
  const shown = models.filter((name) => of(name).some(Number.isFinite));
  if (!shown.length) return scene.text(width / 2, height / 2, w.none_measured, { anchor: "center", fill: theme.faint }), scene;
  const left = s * 2.6, right = Math.max(...shown.map((name) => widthOf(w[name], s, theme.font))) + s * 1.4, top = s * 1.5, bottom = height - s * 5.2;
  const most = Math.max(10, Math.ceil(Math.max(...shown.flatMap((name) => [...of(name)].filter(Number.isFinite))) / 10) * 10);
  const pitch = (width - left - right) / bins.length, x = (k) => left + (k + 0.5) * pitch, y = (v) => bottom - (v / most) * (bottom - top);
  scene.text(0, s * 0.6, "BLEU", { fill: theme.faint });
  for (let v = 0; v <= most; v += most > 40 ? 20 : 10) {
    scene.line([[left, y(v)], [width - right, y(v)]], { stroke: theme.line, alpha: v ? 0.6 : 1 });
    scene.text(left - s * 0.4, y(v), String(v), { anchor: "right", fill: theme.faint });
  }
  const range = (b) => (b.from === b.to ? `${b.from}` : `${b.from}–${b.to}`), every = Math.ceil((s * 3.4) / pitch);
  bins.forEach((b, k) => {
    if (k % every) return;
    scene.text(x(k), bottom + s * 1, range(b), { anchor: "center" });
    scene.text(x(k), bottom + s * 2.2, `n ${b.sentences}`, { anchor: "center", fill: theme.faint });
  });
  scene.text(left, bottom + s * 3.5, `${w.length} →`, { fill: theme.faint });
  mine(scene, bins, typed, w, { left, pitch, top, bottom, s });
  const ends = [];
  for (const name of [...shown].sort((a, b) => of(b).at(-1) - of(a).at(-1))) {
    const stroke = theme.heads[COLOURS[name]], on = chosen.includes(name), r = s * (on ? 0.42 : 0.32), values = of(name);
    const points = bins.map((b, k) => [x(k), y(values[k])]).map((p, k) => (Number.isFinite(values[k]) ? p : null));
    points.forEach((p, k) => p && points[k - 1] && scene.line([points[k - 1], p], { stroke, width: on ? 3.5 : 1.5, alpha: on ? 1 : 0.75, dash: name === HOLLOW ? [6, 4] : undefined }));
    points.forEach((p, k) => {
      if (!p) return;
      const hit = { tip: `${w[name]} · ${range(bins[k])} ${w.tokens}\nBLEU ${short(values[k])} · ${bins[k].sentences} ${w.sentences}`, at: { model: folder(name), shortest: bins[k].from } };
      scene.mark(...p, r, SHAPES[name], name === HOLLOW ? { fill: theme.background, stroke, width: 2, hit } : { fill: stroke, hit });
    });
    const last = points.findLastIndex(Boolean);
    let at = points[last][1];
    for (const other of ends) if (at - other < s * 1.15) at = other + s * 1.15;
    ends.push(at);
    scene.line([points[last], [width - right + s * 0.4, at]], { stroke, alpha: 0.35 });
    scene.text(width - right + s * 0.6, at, w[name], { fill: stroke, weight: on ? 800 : 500 });
  }
  return scene;
}

// Where what is typed lies: between the edges of its bin, or beyond the last.
function mine(scene, bins, typed, w, { left, pitch, top, bottom, s }) {
  if (!typed) return;
  const { theme } = scene, k = bins.findIndex((b) => typed <= b.to), b = bins[k];
  const x = left + pitch * (b ? k + Math.max(0, typed - b.from + 0.5) / (b.to - b.from + 1) : bins.length);
  scene.line([[x, top], [x, bottom]], { stroke: theme.accent, width: 2, dash: [5, 4] });
  const text = w.typed.replace("{count}", typed), wide = widthOf(text, s, theme.font) / 2;
  scene.text(Math.max(left + wide, Math.min(scene.width - wide, x)), top - s * 0.7, text, { anchor: "center", fill: theme.accent, weight: 700 });
}

// How far apart the two nets of the page are, for the shortest and for the longest texts; "" where it was not measured.
export function gap({ bins, chosen: [first, second], of }, w) {
  const apart = bins.map((_, k) => of(second)[k] - of(first)[k]), known = bins.map((_, k) => k).filter((k) => Number.isFinite(apart[k]));
  if (first === second || known.length < 2) return "";
  const said = (k) => ({ range: `${bins[k].from}–${bins[k].to}`, value: `${apart[k] < 0 ? "−" : "+"}${Math.abs(apart[k]).toFixed(1)}` });
  const [a, b] = [said(known[0]), said(known.at(-1))];
  return w.gap.replace("{second}", w[second]).replace("{first}", w[first]).replace("{short}", a.value).replace("{from}", a.range).replace("{long}", b.value).replace("{to}", b.range);
}

export function lengthsTable({ bins, models, of }, w) {
  return { columns: [w.length, w.sentences, ...models.map((name) => w[name])], rows: bins.map((b, k) => [`${b.from}–${b.to}`, b.sentences, ...models.map((name) => of(name)[k])]) };
}
