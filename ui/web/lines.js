// The same weights as lines from each query (left) to the keys it looks at (right). Several heads may be drawn together.
import { HEADS, ROLE } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";

export function linesScene(data, view, m, theme, width, height) {
  const { header } = data, scene = new Scene(width, height, theme);
  const top = theme.size * 1.7;
  const pitch = Math.min(theme.size * 2.1, (height - top - 4) / Math.max(m.rows.length, m.cols.length));
  const size = Math.max(9, Math.min(theme.size, pitch * 0.95));
  const room = (list) => Math.min(width * 0.36, Math.max(...list.map((g) => widthOf(g.label, size, theme.font)), 40) + 14);
  const x1 = room(m.rows), x2 = width - room(m.cols);
  const y = (k) => top + (k + 0.5) * pitch;
  scene.text(x1, top / 2, header.words.queries, { anchor: "right", fill: ROLE.query, weight: 600 });
  scene.text(x2, top / 2, header.words.keys, { fill: ROLE.key, weight: 600 });
  const focus = view.row !== null ? m.rows.findIndex((g) => g.members.includes(view.row)) : -1;
  const target = view.col !== null ? m.cols.findIndex((g) => g.members.includes(view.col)) : -1;
  const drawn = view.mean ? [[0, m.values]] : view.lines.map((h) => [h, m.of(h - 1)]);
  const strength = new Float64Array(Math.max(m.rows.length, m.cols.length) * 2);
  for (const [h, values] of drawn)
    for (let i = 0; i < m.rows.length; i++)
      for (let j = 0; j < m.cols.length; j++) {
        const v = values(i, j);
        if (v < Math.max(view.threshold, 0.004)) continue;
        const faded = (focus >= 0 && i !== focus) || (focus < 0 && target >= 0 && j !== target);
        if (!faded) (strength[j * 2] = Math.max(strength[j * 2], focus >= 0 ? v : 0)), (strength[i * 2 + 1] = Math.max(strength[i * 2 + 1], focus < 0 && target >= 0 ? v : 0));
        const shift = view.mean ? 0 : (view.lines.indexOf(h) - (view.lines.length - 1) / 2) * Math.min(3, pitch / (view.lines.length + 1));
        scene.line([[x1 + 4, y(i) + shift], [x2 - 4, y(j) + shift]], {
          curve: "across",
          stroke: view.mean ? theme.text : HEADS[(h - 1) % HEADS.length],
          width: 0.6 + (7 * v) / Math.sqrt(drawn.length),
          alpha: faded ? 0.05 : 0.18 + 0.8 * v,
        });
      }
  const side = (list, x, anchor, role, marked, odd) =>
    list.forEach((g, k) => {
      const on = k === marked, box = anchor === "right" ? 0 : x2;
      const w = anchor === "right" ? x1 : width - x2;
      if (strength[k * 2 + odd] > 0) scene.rect(box, y(k) - pitch / 2 + 1, w, pitch - 2, { fill: role, alpha: 0.55 * strength[k * 2 + odd], round: 3 });
      const mark = odd ? { row: g.members[0], col: null } : { row: null, col: g.members[0] };
      scene.text(x, y(k), fit(g.label, w - 8, size, theme.font), { anchor, size, weight: on ? 700 : 400, fill: on ? role : theme.text });
      scene.rect(box, y(k) - pitch / 2, w, pitch, { hit: { tip: g.label, mark, pick: true } });
    });
  side(m.rows, x1 - 4, "right", ROLE.query, focus, 1);
  side(m.cols, x2 + 4, "left", ROLE.key, target, 0);
  return scene;
}

export function linesTable(data, view, m) {
  const rows = [];
  for (const h of view.mean ? [0] : view.lines) {
    const values = view.mean ? m.values : m.of(h - 1);
    m.rows.forEach((r, i) => m.cols.forEach((c, j) => values(i, j) >= view.threshold && rows.push([view.mean ? "mean" : h, `${i + 1} ${r.label}`, `${j + 1} ${c.label}`, values(i, j)])));
  }
  const w = data.header.words;
  return { columns: [w.head, w.query, w.key, w.weight], rows };
}
