// One head as a heat map: queries are rows, keys are columns. Colour is the value; large cells show the number too.
import { isolated, thin } from "./labels.js";
import { short } from "./panel.js";
import { above, ink, share, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { rowOf } from "./view.js";

// Room for labels and axes depends on the letters' size alone, so that the map stays where it is while somebody types.
export function headScene(data, view, m, theme, width, height) {
  const { header } = data, weights = view.stage === "weights", s = theme.size;
  const scene = new Scene(width, height, theme);
  const axis = s * 1.6, left = axis + Math.min(s * 6.2, width * 0.24), top = axis + s * 4, right = s * 2.4;
  const rows = m.rows.length, cols = m.cols.length;
  const w = Math.min(s * 7, (width - left - right) / cols), h = Math.min(s * 4, (height - top - 2) / rows, Math.max(w * 1.6, s * 1.4));
  const limit = weights ? 1 : peak(m);
  const colour = weights ? above(share(theme.mode), view.threshold) : signed(theme.mode, limit);
  const [rowSide, colSide] = header.words.axes[view.side];
  const numbered = (group) => group.members.map((k) => k + 1);
  const hit = (i, j, v) => ({
    tip: tip(header, view, m, i, j, v), mark: { row: m.rows[i].members[0], col: m.cols[j].members[0] }, pick: true,
    at: { query: numbered(m.rows[i]), key: numbered(m.cols[j]) },
  });
  scene.matrix(left, top, w * cols, h * rows, { rows, cols, values: m.values, colour, hit });
  scene.cell = (i, j) => ({ x: left + (j + 1) * w, y: top + i * h, hit: hit(i, j, m.values(i, j)) });
  if (!weights) crossOut(scene, m, left, top, w, h);
  if (w > s * 2.5 && h > s * 1.1) numbers(scene, m, left, top, w, h, weights, colour);
  const from = widthOf(`${header.words.keys}: ${colSide} →`, s, theme.font), to = left + w * cols;
  scene.legend(0, axis / 2, s * (weights ? 5.5 : 8.5), weights ? 0 : -limit, limit, weights ? share(theme.mode) : colour);
  scene.text(Math.max(to, s * (weights ? 6.5 : 9.5) + from), axis / 2, `${header.words.keys}: ${colSide} →`, { anchor: "right", fill: theme.role.key, weight: 600 });
  scene.text(axis / 2, top + Math.max(h * rows, s * 9) / 2, `← ${header.words.queries}: ${rowSide}`, { anchor: "center", rotate: -90, fill: theme.role.query, weight: 600 });

  const row = view.row === null ? -1 : rowOf(m.rows, view.row), col = view.col === null ? -1 : rowOf(m.cols, view.col);
  const down = thin(h, s, row);
  m.rows.forEach((g, i) => {
    if (!down.shown(i)) return;
    const size = down.size(i), on = i === row;
    scene.text(left - 6, top + (i + 0.5) * h, fit(g.label, left - axis - 8, size, theme.font), { anchor: "right", size, weight: on ? 700 : 400, fill: on ? theme.role.query : theme.text });
  });
  const flat = m.cols.every((g) => widthOf(g.label, s, theme.font) < w - 8);
  const across = flat ? thin(s * 2, s) : thin(w * 0.74, s, col);
  m.cols.forEach((g, j) => {
    if (!across.shown(j)) return;
    const size = across.size(j), on = j === col, x = left + (j + 0.5) * w;
    const style = { size, weight: on ? 700 : 400, fill: on ? theme.role.key : theme.text };
    if (flat) scene.text(x, top - s * 0.75, g.label, { ...style, anchor: "center" });
    else scene.text(x, top - s * 0.5, fit(g.label, s * 4.9, size, theme.font), { ...style, rotate: -45 });
  });
  if (row >= 0) scene.rect(left, top + row * h, w * cols, h, { stroke: theme.role.query, width: 2.5 });
  if (col >= 0) scene.rect(left + col * w, top, w, h * rows, { stroke: theme.role.key, width: 2.5 });
  return scene;
}

function peak(m) {
  let limit = 0;
  for (let i = 0; i < m.rows.length; i++)
    for (let j = 0; j < m.cols.length; j++) {
      const v = Math.abs(m.values(i, j));
      if (Number.isFinite(v)) limit = Math.max(limit, v);
    }
  return limit;
}

function tip(header, view, m, i, j, v) {
  const row = m.rows[i], col = m.cols[j], w = header.words;
  return `${header.quantities[view.stage].symbol} [${isolated(row.label)}, ${isolated(col.label)}] = ${short(v)}\n${w.query} ${row.members[0] + 1} · ${w.key} ${col.members[0] + 1}`;
}

// Minus infinity: no colour, a stroke through the cell.
function crossOut(scene, m, left, top, w, h) {
  const { panel, line } = scene.theme;
  for (let i = 0; i < m.rows.length; i++)
    for (let j = 0; j < m.cols.length; j++) {
      if (m.values(i, j) !== -Infinity) continue;
      const x = left + j * w, y = top + i * h;
      scene.rect(x, y, w, h, { fill: panel });
      scene.line([[x, y + h], [x + w, y]], { stroke: line });
    }
}

function numbers(scene, m, left, top, w, h, weights, colour) {
  for (let i = 0; i < m.rows.length; i++)
    for (let j = 0; j < m.cols.length; j++) {
      const v = m.values(i, j);
      if (weights && v < 0.005) continue;
      const text = v === -Infinity ? "−∞" : weights ? v.toFixed(2).replace(/^0/, "") : v.toFixed(1).replace("-", "−");
      const fill = v === -Infinity ? scene.theme.faint : ink(colour(v));
      scene.text(left + (j + 0.5) * w, top + (i + 0.5) * h, text, { anchor: "center", fill });
    }
}

export function headTable(data, m) {
  const rows = m.rows.map((r, i) => [`${i + 1} ${r.label}`, ...m.cols.map((_, j) => m.values(i, j))]);
  return { columns: [`${data.header.words.query} \\ ${data.header.words.key}`, ...m.cols.map((c, j) => `${j + 1} ${c.label}`)], rows };
}

// What a screen reader says of a map: for each query its strongest key.
export function describe(header, m, view) {
  if (view.stage !== "weights") return header.words.notes[view.stage];
  return m.rows.map((r, i) => {
    let best = 0;
    for (let j = 1; j < m.cols.length; j++) if (m.values(i, j) > m.values(i, best)) best = j;
    return m.cols.length ? `${r.label} → ${m.cols[best].label} ${m.values(i, best).toFixed(2)}` : "";
  }).join(", ");
}
