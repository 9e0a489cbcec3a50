// Three nets on one time axis: a band each, with what it says after every step and a map (units by steps) of every quantity.
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { ink, level, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";
import { NAMES, SHARES, heldAt, mapOf, ordered, squeezed, tokenText } from "./states.js";
import { measure } from "./widths.js";

// How heights are shared out: equally, with a little more for hidden states; or most of it for one map.
function heights(nets, tall, room, least) {
  const all = nets.flatMap((net) => net.names.map((name) => ({ id: `${net.cell}.${name}`, weight: name === "h" ? 1.35 : 1 })));
  if (all.some((map) => map.id === tall)) {
    const small = Math.max(least, (room * 0.5) / (all.length - 1));
    return (id) => Math.max(least, id === tall ? room - small * (all.length - 1) : small);
  }
  const sum = all.reduce((total, map) => total + map.weight, 0);
  return (id) => Math.max(least, (room * all.find((map) => map.id === id).weight) / sum);
}

// view: { chosen: { net, quantity, unit }, step, order, tall, clamps }
export function mapsScene(data, view, theme, width, height) {
  const { header } = data, w = header.words, s = theme.size, narrow = width < s * 40;
  const left = s * (narrow ? 3 : 6.6), right = s * (narrow ? 6.6 : 8.8), axis = s * (header.letters ? 1.7 : 3.3);
  const nets = header.nets.map((net) => ({ ...net, names: w.quantities[net.cell] }));
  const head = s * (view.clamps.length || header.reset === "before" ? 3 : 1.75), gap = 2, apart = s * 0.55, count = nets.reduce((sum, net) => sum + net.names.length, 0);
  const room = height - axis - nets.length * (head + apart) - count * gap, of = heights(nets, view.tall, room, s * 1.15);
  const steps = Math.min(header.tokens.length - header.first, header.shown), wide = width - left - right;
  const pitch = Math.min(s * 6.2, wide / Math.max(1, steps)), scene = new Scene(width, height, theme);
  scene.places = { left, pitch, steps, maps: {} };
  let y = axis;
  axisLabels(scene, data, view, { left, pitch, axis, steps, right });
  for (const net of nets) {
    answers(scene, data, view, net, { left, pitch, y, right, steps, narrow });
    y += head;
    for (const name of net.names) {
      const h = of(`${net.cell}.${name}`);
      oneMap(scene, data, view, net, name, { left, pitch, y, h, right, steps, narrow });
      y += h + gap;
    }
    y += apart;
  }
  scene.height = Math.ceil(y - apart + 2);
  const k = view.step - header.first;
  if (k >= 0 && k < steps) scene.rect(left + k * pitch, axis, pitch, scene.height - axis - 1, { stroke: theme.accent, width: 2 });
  scene.cell = () => {
    const place = scene.places.maps[`${view.chosen.net}.${view.chosen.quantity}`];
    return place && k >= 0 && k < steps ? { x: left + (k + 1) * pitch, y: place.of(view.chosen.unit), hit: place.hit(view.chosen.unit, k) } : null;
  };
  return scene;
}

function axisLabels(scene, data, view, { left, pitch, axis, steps }) {
  const { header } = data, { theme } = scene, s = theme.size, k = view.step - header.first;
  scene.text(left - 8, axis - s * 0.75, `${header.words.token} →`, { anchor: "right", fill: theme.faint });
  const shown = header.tokens.slice(header.first, header.first + steps).map(tokenText);
  const flat = header.letters || shown.every((text) => measure(text, s, theme.font) < pitch - 6);
  const labels = flat ? thin(header.letters ? pitch * 2 : s * 2, s, k) : thin(pitch * 0.78, s, k);
  shown.forEach((text, j) => {
    const on = j === k, size = labels.size(j), x = left + (j + 0.5) * pitch;
    const style = { size, weight: on ? 700 : 400, fill: on ? theme.accent : theme.text };
    if (labels.shown(j)) {
      if (flat) scene.text(x, axis - s * 0.75, text, { ...style, anchor: "center" });
      else scene.text(x, axis - s * 0.5, fit(text, s * 3.9, size, theme.font), { ...style, rotate: -45 });
    }
    scene.rect(left + j * pitch, 0, pitch, axis, { hit: { tip: `${isolated(text)}\n${header.words.step} ${header.first + j + 1}`, pick: true, step: header.first + j } });
  });
}

const percent = (p) => `${Math.round(p * 100)} %`;

// What a net says after each step: of two labels the balance, of many the likeliest. Below it the same as trained.
function answers(scene, data, view, net, { left, pitch, y, right, steps, narrow }) {
  const { header, arrays } = data, { theme } = scene, s = theme.size, rows = ["", "trained."].filter((kind) => net[`${kind}last`]);
  scene.text(0, y + s * 0.85, NAMES[net.cell], { size: s * 1.2, weight: 750 });
  rows.forEach((kind, r) => {
    const ids = arrays[`${net.cell}.${kind}ids`], p = arrays[`${net.cell}.${kind}p`], k = ids.shape[1], tall = s * 1.3, top = y + 3 + r * s * 1.35;
    const balance = (j) => (ids.values[j * k] === 1 ? 2 * p.values[j * k] - 1 : 1 - 2 * p.values[j * k]);
    const value = (j) => (header.two ? balance(j) : p.values[j * k]), colour = header.two ? signed(theme.mode, 1) : level(theme.mode);
    const alternatives = (j) => Array.from({ length: k }, (_, a) => `${isolated(tokenText(header.labels[ids.values[j * k + a]]))}  ${(p.values[j * k + a] * 100).toFixed(1)} %`).join("\n");
    const where = (j) => `${NAMES[net.cell]}${kind ? ` · ${header.words.as_trained}` : ""} · ${header.words.after} ${isolated(tokenText(header.tokens[header.first + j]))}`;
    scene.matrix(left, top, pitch * steps, tall, {
      rows: 1, cols: steps, values: (_, j) => value(j), colour,
      hit: (_, j) => ({ tip: `${where(j)}\n${alternatives(j)}`, pick: true, step: header.first + j, at: { quantity: "out", cell: net.cell, step: header.first + j + 1, label: ids.values[j * k], trained: Boolean(kind) } }),
    });
    scene.rect(left, top, pitch * steps, tall, { stroke: theme.line });
    for (let j = 0; j < steps; j++) {
      const text = header.next ? tokenText(header.labels[ids.values[j * k]]) : header.two ? percent((balance(j) + 1) / 2).replace(" %", "") : header.labels[ids.values[j * k]];
      if (measure(text, s, theme.font) < pitch - (header.next ? 0 : 4)) scene.text(left + (j + 0.5) * pitch, top + tall / 2, text, { anchor: "center", fill: ink(colour(value(j))) });
    }
    const [[id, last]] = net[`${kind}last`], name = fit(tokenText(header.labels[id]), right - s * 3.4, s, theme.font);
    scene.text(left + pitch * steps + 8, top + tall / 2, `${kind ? `${header.words.was} ` : ""}${kind && narrow ? "" : `${name} `}${percent(last)}`, { weight: kind ? 400 : 700, fill: kind ? theme.faint : theme.text });
  });
}

function oneMap(scene, data, view, net, name, { left, pitch, y, h, right, steps, narrow }) {
  const { header } = data, { theme } = scene, { words } = header, s = theme.size, id = `${net.cell}.${name}`, { chosen } = view;
  const here = chosen.net === net.cell, on = here && chosen.quantity === name, map = mapOf(data, net.cell, name), mid = y + h / 2;
  const symbol = { fill: theme.gate[name], weight: on ? 800 : 650, size: s * 1.1 }, full = words.names[name];
  const all = view.clamps.find((clamp) => clamp.startsWith(`${name}:`) && !clamp.includes("@")), label = all ? `= ${all.slice(2).replace("-", "−")}  ${words.held}` : full;
  scene.text(s * 0.3, mid, name, symbol);
  if (!narrow) scene.text(s * 1.5, mid, fit(label, left - s * 1.9, s, theme.font), { fill: all ? theme.gate[name] : on ? theme.text : theme.faint, weight: on || all ? 650 : 400 });
  scene.rect(0, y, left - 4, h, { round: 4, stroke: on ? theme.gate[name] : undefined, width: 1.5, hit: { tip: `${name}: ${words.meanings[name]}\n${words.enlarge}`, pick: true, tall: id } });
  const limit = map ? map.limit : SHARES.includes(name) ? null : 1, colour = limit === null ? level(theme.mode) : signed(theme.mode, limit);
  if (!narrow) scene.legend(left + pitch * steps + 8, mid, Math.min(right - 8, s * 6.4), limit === null ? 0 : -limit, limit ?? 1, colour);
  if (!map || !steps) return void scene.rect(left, y, scene.width - left - right, h, { stroke: theme.line });
  const order = ordered(data, net.cell, map.units, view.order), ratio = devicePixelRatio || 1;
  const rows = Math.min(map.units, Math.max(1, Math.floor(h * ratio))), flat = squeezed(map, order, rows);
  const hit = (unit, j) => {
    const v = map.at(j, unit), held = heldAt(view.clamps, name, unit);
    const end = !map.exact && limit !== null && Math.abs(v) >= limit ? (v > 0 ? "≥" : "≤") : "≈"; // bytes end with the scale
    const said = map.exact ? `= ${short(v)}` : `${end} ${v.toFixed(2).replace("-", "−")}`;
    return {
      tip: `${name} [${isolated(tokenText(header.tokens[header.first + j]))}, ${words.unit} ${unit + 1}] ${said}${held === null ? "" : ` · ${words.held}`}\n${NAMES[net.cell]} · ${full} · ${words.step} ${header.first + j + 1}`,
      pick: true, cell: { net: net.cell, quantity: name, unit }, step: header.first + j, at: { quantity: name, cell: net.cell, unit: unit + 1, step: header.first + j + 1 },
    };
  };
  const place = order.indexOf(chosen.unit);
  const unitOf = (i) => (here && Math.floor((place * rows) / map.units) === i ? chosen.unit : order[Math.floor(((i + 0.5) * map.units) / rows)]);
  scene.matrix(left, y, pitch * steps, h, { rows, cols: steps, flat, colour, hit: (i, j) => hit(unitOf(i), j) });
  scene.places.maps[id] = { hit, of: (unit) => y + ((order.indexOf(unit) + 0.5) * h) / map.units };
  if (!here) return;
  const top = y + (place * h) / map.units, high = Math.max(3, h / map.units);
  scene.rect(left - 3, Math.min(y + h - high, top - (high - h / map.units) / 2) - 1, pitch * steps + 6, high + 2, { stroke: on ? theme.accent : theme.faint, width: on ? 2 : 1 });
}

// A row a unit, the chosen one's first: net, quantity, unit, then its value at every step that is shown.
export function mapsTable(data, view) {
  const { header } = data, w = header.words, rows = [], { chosen } = view;
  const line = (net, name, unit, map) => [NAMES[net], name, String(unit + 1), ...Array.from({ length: map.steps }, (_, j) => map.at(j, unit))];
  for (const first of [true, false])
    for (const net of header.nets)
      for (const { name } of net.maps) {
        const map = mapOf(data, net.cell, name), mine = net.cell === chosen.net;
        if (!map) continue;
        if (first && mine) rows.push(line(net.cell, name, chosen.unit, map));
        if (!first) for (let unit = 0; unit < map.units; unit++) if (!mine || unit !== chosen.unit) rows.push(line(net.cell, name, unit, map));
      }
  const tokens = header.tokens.slice(header.first, header.first + header.shown);
  return { columns: [w.net, w.symbol, w.unit, ...tokens.map((text, j) => `${header.first + j + 1} ${tokenText(text)}`)], rows };
}
