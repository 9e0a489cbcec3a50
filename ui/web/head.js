// One head as a heat map: queries are rows, keys are columns. Colour is the value; large cells show the number too.
import { css, ink, share, signed, ROLE } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";
import { short } from "./panel.js";

export function headScene(data, view, m, theme, width, height) {
  const { header } = data, weights = view.stage === "weights";
  const scene = new Scene(width, height, theme);
  const longest = (list) => Math.max(...list.map((g) => widthOf(g.label, theme.size, theme.font)), 10);
  const axis = theme.size * 1.5;
  const left = axis + Math.min(longest(m.rows) + 10, width * 0.27);
  const flat = (width - left) / m.cols.length > longest(m.cols) + 8;
  const top = axis + (flat ? theme.size * 1.5 : Math.min(longest(m.cols) * 0.72 + theme.size, height * 0.26));
  const right = flat ? 2 : Math.min(40, longest(m.cols) * 0.5);
  const w = Math.min(120, (width - left - right) / m.cols.length), h = Math.min(76, (height - top - 2) / m.rows.length);
  let limit = 0;
  if (!weights)
    for (let i = 0; i < m.rows.length; i++)
      for (let j = 0; j < m.cols.length; j++) {
        const v = Math.abs(m.values(i, j));
        if (Number.isFinite(v)) limit = Math.max(limit, v);
      }
  const colour = weights ? share(theme.mode) : signed(theme.mode, limit);
  const [rowSide, colSide] = header.words.axes[view.side];
  const symbol = header.quantities[view.stage].symbol;
  const hit = (i, j, v) => ({
    tip: `${symbol} [${m.rows[i].label}, ${m.cols[j].label}] = ${short(v)}\n${header.words.query} ${m.rows[i].members[0] + 1} · ${header.words.key} ${m.cols[j].members[0] + 1}`,
    mark: { row: m.rows[i].members[0], col: m.cols[j].members[0] },
    pick: true,
  });
  scene.matrix(left, top, w * m.cols.length, h * m.rows.length, { rows: m.rows.length, cols: m.cols.length, values: m.values, colour, hit });
  if (!weights)
    for (let i = 0; i < m.rows.length; i++)
      for (let j = 0; j < m.cols.length; j++)
        if (m.values(i, j) === -Infinity) {
          scene.rect(left + j * w, top + i * h, w, h, { fill: theme.panel });
          scene.line([[left + j * w, top + (i + 1) * h], [left + (j + 1) * w, top + i * h]], { stroke: theme.line });
        }
  if (w > theme.size * 2.5 && h > theme.size * 1.1)
    for (let i = 0; i < m.rows.length; i++)
      for (let j = 0; j < m.cols.length; j++) {
        const v = m.values(i, j);
        if (weights && v < 0.005) continue;
        const text = v === -Infinity ? "−∞" : weights ? v.toFixed(2).replace(/^0/, "") : v.toFixed(1).replace("-", "−");
        scene.text(left + (j + 0.5) * w, top + (i + 0.5) * h, text, { anchor: "center", size: theme.size * 0.9, fill: v === -Infinity ? theme.faint : ink(colour(v)) });
      }
  scene.text(left + (w * m.cols.length) / 2, axis / 2, `${header.words.keys}: ${colSide} →`, { anchor: "center", fill: ROLE.key, weight: 600 });
  scene.text(axis / 2, top + (h * m.rows.length) / 2, `← ${header.words.queries}: ${rowSide}`, { anchor: "center", rotate: -90, fill: ROLE.query, weight: 600 });
  const size = (pitch) => Math.max(9, Math.min(theme.size, pitch * 0.95));
  const bold = (g, position) => position !== null && g.members.includes(position);
  m.rows.forEach((g, i) => {
    const on = bold(g, view.row);
    scene.text(left - 6, top + (i + 0.5) * h, fit(g.label, left - axis - 8, size(h), theme.font), { anchor: "right", size: size(h), weight: on ? 700 : 400, fill: on ? ROLE.query : theme.text });
    if (on) scene.rect(left, top + i * h, w * m.cols.length, h, { stroke: ROLE.query, width: 2.5 });
  });
  m.cols.forEach((g, j) => {
    const on = bold(g, view.col), x = left + (j + 0.5) * w, s = size(flat ? 99 : w);
    const style = { size: s, weight: on ? 700 : 400, fill: on ? ROLE.key : theme.text };
    if (flat) scene.text(x, top - theme.size * 0.8, g.label, { ...style, anchor: "center" });
    else scene.text(x, top - 6, fit(g.label, (top - axis) * 1.35, s, theme.font), { ...style, rotate: -45 });
    if (on) scene.rect(left + j * w, top, w, h * m.rows.length, { stroke: ROLE.key, width: 2.5 });
  });
  scene.range = weights ? null : limit;
  return scene;
}

export function headTable(data, view, m) {
  const rows = m.rows.map((r, i) => [`${i + 1} ${r.label}`, ...m.cols.map((_, j) => m.values(i, j))]);
  return { columns: [`${data.header.words.query} \\ ${data.header.words.key}`, ...m.cols.map((c, j) => `${j + 1} ${c.label}`)], rows };
}
export const colourBar = (theme, colour) => Array.from({ length: 24 }, (_, i) => css(colour(i / 23)));
