// How decided the gates are: for each unit the share of steps it is nearly open against nearly shut (Karpathy et al. 2015);
// and for how many steps a unit remembers.
import { short } from "./panel.js";
import { Scene } from "./scene.js";
import { NAMES } from "./states.js";

const SHOWN = [["lstm", "i"], ["lstm", "f"], ["lstm", "o"], ["gru", "r"], ["gru", "z"]];

export function saturationScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, columns = width > s * 46 ? 5 : width > s * 28 ? 3 : 2;
  const pitch = width / columns, side = Math.min(pitch - s * 2.2, s * 13), tall = side + s * 4.4, pad = s * 0.6, span = side - 2 * pad;
  const scene = new Scene(width, Math.ceil(SHOWN.length / columns) * tall, theme);
  SHOWN.forEach(([net, name], k) => {
    const x = (k % columns) * pitch, y = Math.floor(k / columns) * tall + s * 1.8, a = arrays[`${net}.${name}.saturated`];
    scene.text(x, y - s * 0.9, `${NAMES[net]} `, { weight: 650 });
    scene.text(x + s * 3.4, y - s * 0.9, name, { fill: theme.gate[name], weight: 800, size: s * 1.15 });
    scene.text(x + s * 4.5, y - s * 0.9, w.names[name], { fill: theme.faint });
    scene.rect(x, y, side, side, { stroke: theme.line, fill: theme.panel });
    scene.line([[x + pad, y + pad], [x + side - pad, y + side - pad]], { stroke: theme.faint });
    for (const share of [0, 1]) scene.text(x + pad + span * share, y + side + s * 0.8, `${share * 100} %`, { fill: theme.faint, anchor: share ? "right" : "left" });
    scene.text(x + side / 2, y + side + s * 2.1, `${w.open} →`, { anchor: "center", fill: theme.faint });
    scene.text(x + side + s * 0.9, y + side / 2, `${w.shut} →`, { anchor: "center", fill: theme.faint, rotate: -90 });
    if (!a) return;
    const n = a.shape[1];
    for (let unit = 0; unit < n; unit++) {
      const low = a.values[unit], high = a.values[n + unit], on = view.chosen.net === net && view.chosen.unit === unit, r = on ? s * 0.42 : s * 0.24;
      const cx = x + pad + high * span, cy = y + side - pad - low * span;
      scene.rect(cx - r, cy - r, 2 * r, 2 * r, {
        fill: theme.gate[name], alpha: on ? 1 : 0.45, round: r, stroke: on ? theme.text : undefined, width: 2,
        hit: { tip: `${NAMES[net]} ${name} · ${w.unit} ${unit + 1}\n${w.shut}: ${(low * 100).toFixed(1)} %\n${w.open}: ${(high * 100).toFixed(1)} %`, pick: true, cell: { net, quantity: name, unit }, keep: true },
      });
    }
  });
  return scene;
}

export function saturationTable({ header, arrays }) {
  const rows = [], w = header.words;
  for (const [net, name] of SHOWN) {
    const a = arrays[`${net}.${name}.saturated`], n = a?.shape[1] ?? 0;
    for (let unit = 0; unit < n; unit++) rows.push([NAMES[net], name, String(unit + 1), a.values[unit], a.values[n + unit]]);
  }
  return { columns: [w.net, w.symbol, w.unit, w.shut, w.open], rows };
}

// Time scales on one logarithmic axis, a row a net, a stroke a unit.
export function timescaleScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, left = s * 4, row = s * 4.2, scene = new Scene(width, s * 2 + 3 * row, theme);
  const known = header.nets.filter((net) => arrays[`${net.cell}.timescale`]?.values.length);
  if (!known.length) return scene.text(width / 2, row, w.no_timescale, { anchor: "center", fill: theme.faint }), scene;
  const all = known.flatMap((net) => [...arrays[`${net.cell}.timescale`].values]).filter((v) => v > 0 && Number.isFinite(v));
  const from = Math.min(0.3, ...all), to = Math.max(30, ...all), X = (v) => left + ((width - left - s) * Math.log(v / from)) / Math.log(to / from);
  for (const tick of [0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]) {
    if (tick < from || tick > to) continue;
    scene.line([[X(tick), s * 0.3], [X(tick), 3 * row]], { stroke: theme.line });
    scene.text(X(tick), 3 * row + s * 0.9, tick, { anchor: "center", fill: theme.faint });
  }
  header.nets.forEach((net, k) => {
    const values = arrays[`${net.cell}.timescale`]?.values ?? [], y = s * 0.3 + k * row, sorted = [...values].filter((v) => v > 0 && Number.isFinite(v)).sort((a, b) => a - b);
    scene.text(0, y + row / 2, NAMES[net.cell], { weight: 650 });
    values.forEach((v, unit) => {
      if (!(v > 0) || !Number.isFinite(v)) return;
      const on = view.chosen.net === net.cell && view.chosen.unit === unit, x = X(v);
      scene.line([[x, y + row * (on ? 0.08 : 0.22)], [x, y + row * (on ? 0.92 : 0.78)]], { stroke: on ? theme.accent : theme.gate.h, width: on ? 4 : 1.5, alpha: on ? 1 : 0.5 });
      scene.rect(x - 3, y, 6, row, { hit: { tip: `${NAMES[net.cell]} · ${w.unit} ${unit + 1}: ${short(v)} ${w.steps}`, pick: true, cell: { net: net.cell, quantity: "h", unit }, keep: true } });
    });
    if (sorted.length) {
      const middle = sorted[Math.floor(sorted.length / 2)];
      scene.rect(X(middle) - s * 0.3, y + row * 0.5 - s * 0.3, s * 0.6, s * 0.6, { fill: theme.text, round: s * 0.3, hit: { tip: `${NAMES[net.cell]} · ${w.median}: ${short(middle)} ${w.steps}` } });
    }
  });
  return scene;
}

export function timescaleTable({ header, arrays }) {
  const rows = header.nets.flatMap((net) => [...(arrays[`${net.cell}.timescale`]?.values ?? [])].map((v, unit) => [NAMES[net.cell], String(unit + 1), v]));
  return { columns: [header.words.net, header.words.unit, header.words.steps], rows };
}
