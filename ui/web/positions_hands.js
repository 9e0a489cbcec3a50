// Pairs of dimensions as hands on dials: those of a position, or a query's and a key's that RoPE has turned.
import { minus } from "./positions_axes.js";
import { Scene, fit } from "./scene.js";

const TRAIL = 3; // positions before, faintly

// Dials as large as fit: -> (k) => { x, y, r } for the k-th of `count`.
export function dials(count, width, height) {
  let best = { cell: 0 };
  for (let across = 1; across <= count; across++) {
    const cell = Math.min(width / across, height / Math.ceil(count / across));
    if (cell > best.cell) best = { cell, across };
  }
  const { cell, across } = best, left = (width - cell * Math.min(across, count)) / 2;
  return (k) => ({ x: left + ((k % across) + 0.5) * cell, y: (Math.floor(k / across) + 0.5) * cell, r: cell * 0.43 });
}

export function dial(scene, { x, y, r }, chosen) {
  scene.mark(x, y, r, "circle", { fill: scene.theme.panel, stroke: chosen ? scene.theme.accent : scene.theme.line, width: chosen ? 2.5 : 1 });
}

export function hand(scene, { x, y, r }, [u, v], style, sign = "circle") {
  scene.line([[x, y], [x + r * u, y - r * v]], style);
  if (style.alpha === undefined && r > 8) scene.mark(x + r * u, y - r * v, Math.max(2, Math.min(scene.theme.size * 0.3, r * 0.13)), sign, { fill: style.stroke });
}

const turn = (speed) => (2 * Math.PI) / speed;
export const brief = (v) => (v >= 1000 ? Math.round(v).toLocaleString("en").replaceAll(",", " ") : String(+v.toPrecision(3)));

// look: { pos, pair }. Sine to the right, cosine upwards: at position 0 every hand stands at 12, and runs with the clock.
export function handsScene({ header, arrays }, look, theme, width, tall) {
  const { shape: [, d], values: pe } = arrays.encoding, speeds = arrays.speeds.values, s = theme.size, w = header.words, scene = new Scene(width, tall, theme);
  const of = dials(d / 2, width, tall - s * 4), { pos, pair } = look, at = (t, i) => [pe[t * d + 2 * i], pe[t * d + 2 * i + 1]];
  for (let i = 0; i < d / 2; i++) {
    const place = of(i), stroke = i === pair ? theme.accent : theme.bar;
    dial(scene, place, i === pair);
    for (let back = Math.min(TRAIL, pos); back > 0; back--) hand(scene, place, at(pos - back, i), { stroke, width: 1.5, alpha: 0.45 - back * 0.12 });
    hand(scene, place, at(pos, i), { stroke, width: place.r > 30 ? 3 : 2 });
    const [sin, cos] = at(pos, i).map((v) => minus(v));
    scene.rect(place.x - place.r, place.y - place.r, 2 * place.r, 2 * place.r, {
      hit: { tip: `${w.pair} ${i}: ${w.dimension} ${2 * i}, ${2 * i + 1}\nsin = PE[${pos}, ${2 * i}] = ${sin}\ncos = PE[${pos}, ${2 * i + 1}] = ${cos}\n${w.turn.replace("{count}", brief(turn(speeds[i])))}`, mark: { row: 2 * i, col: pos }, pick: true, at: { pos, dimension: 2 * i } },
    });
  }
  const [sin, cos] = at(pos, pair), low = tall - s * 3.1;
  scene.text(width / 2, low + s * 0.4, fit(`${w.pair} ${pair}:  ω = ${speeds[pair].toPrecision(4)}   ${w.turn.replace("{count}", brief(turn(speeds[pair])))}`, width, s, theme.font), { anchor: "center", weight: 650, fill: theme.accent });
  scene.text(width / 2, low + s * 2, fit(`pos ${pos}:  (sin, cos) = (${minus(sin)}, ${minus(cos)})`, width, s, theme.font), { anchor: "center" });
  scene.find = (i) => ({ ...of(i), hit: scene.under(of(i).x, of(i).y) });
  return scene;
}

export function handsTable({ header, arrays }, { pos }) {
  const { shape: [, d], values: pe } = arrays.encoding, w = header.words;
  return { columns: [w.pair, "ω", w.one_turn, `sin (pos ${pos})`, `cos (pos ${pos})`], rows: [...arrays.speeds.values].map((v, i) => [i, v, turn(v), pe[pos * d + 2 * i], pe[pos * d + 2 * i + 1]]) };
}

// The same of a query at position n and a key at m, turned against the clock. The longest hand fills its dial.
export function rotaryScene({ header, arrays }, look, theme, width, tall) {
  const d = arrays.q.values.length, s = theme.size, w = header.words, scene = new Scene(width, tall, theme), { n, m, pair } = look, speeds = arrays.speeds.values;
  const of = dials(d / 2, width, tall - s * 6.2), row = (name, t, i) => [arrays[name].values[t * d + 2 * i], arrays[name].values[t * d + 2 * i + 1]];
  const long = (values) => Math.max(...Array.from({ length: d / 2 }, (_, i) => Math.hypot(values[2 * i], values[2 * i + 1]))), most = Math.max(long(arrays.q.values), long(arrays.k.values), 1e-9);
  const part = (i) => { const [a, b] = row("queries", n, i), [c, e] = row("keys", m, i); return a * c + b * e; };
  for (let i = 0; i < d / 2; i++) {
    const place = of(i), scaled = ([u, v]) => [u / most, v / most];
    dial(scene, place, i === pair);
    hand(scene, place, scaled(row("queries", 0, i)), { stroke: theme.role.query, width: 1.5, alpha: 0.3 });
    hand(scene, place, scaled(row("keys", 0, i)), { stroke: theme.role.key, width: 1.5, alpha: 0.3 });
    hand(scene, place, scaled(row("keys", m, i)), { stroke: theme.role.key, width: 3, dash: [4, 3] }, "square");
    hand(scene, place, scaled(row("queries", n, i)), { stroke: theme.role.query, width: 3 });
    const said = (name, t, symbol) => `${symbol} = (${row(name, t, i).map((v) => minus(v)).join(", ")})`;
    scene.rect(place.x - place.r, place.y - place.r, 2 * place.r, 2 * place.r, {
      hit: { tip: `${w.pair} ${i}: θ = ${speeds[i].toPrecision(4)}\n${said("queries", n, `R_${n} q`)}\n${said("keys", m, `R_${m} k`)}\n${w.part}: ${minus(part(i))}`, pick: true, pair: i, at: { query: n, key: m } },
    });
  }
  let y = tall - s * 5.2;
  const line = (text, style) => (scene.text(width / 2, y, fit(text, width, s, theme.font), { anchor: "center", ...style }), (y += s * 1.5));
  const legend = [[`R_n q,  n = ${n}`, theme.role.query, "circle"], [`R_m k,  m = ${m}`, theme.role.key, "square"], [`n − m = ${minus(n - m, 0)}`, theme.text]];
  legend.forEach(([text, fill, sign], k) => {
    const x = width / 2 + (k - 1) * Math.min(width / 3, s * 10);
    scene.text(x, y, text, { anchor: "center", weight: 650, fill });
    if (sign) scene.mark(x - s * 4, y, s * 0.3, sign, { fill });
  });
  y += s * 1.5;
  line(`${w.pair} ${pair}:  θ = ${speeds[pair].toPrecision(4)},  ${w.part} ${minus(part(pair))}`, { fill: theme.accent });
  line(`${w.score} = ${minus(arrays.scores.values[n * arrays.scores.shape[1] + m])}`, { weight: 700, size: s * 1.15 });
  scene.find = (i) => ({ ...of(i), hit: scene.under(of(i).x, of(i).y) });
  return scene;
}

export function rotaryTable({ header, arrays }, { n, m }) {
  const d = arrays.q.values.length, w = header.words, row = (name, t, i) => [arrays[name].values[t * d + 2 * i], arrays[name].values[t * d + 2 * i + 1]];
  return {
    columns: [w.pair, "θ", `R_${n} q`, `R_${n} q'`, `R_${m} k`, `R_${m} k'`, w.part],
    rows: [...arrays.speeds.values].map((v, i) => { const [a, b] = row("queries", n, i), [c, e] = row("keys", m, i); return [i, v, a, b, c, e, a * c + b * e]; }),
  };
}
