// The same weights as lines from each query (left) to the keys it looks at (right). Several heads may be drawn together.
import { isolated, thin } from "./labels.js";
import { Scene, fit } from "./scene.js";
import { rowOf } from "./view.js";

const FAINT = 0.004; // weights below are not worth a line
const MOST = 3000; // lines at once: more is neither seen nor fast

export function linesScene(data, view, m, theme, width, height) {
  const { words } = data.header, scene = new Scene(width, height, theme), s = theme.size;
  const top = s * 1.7, room = Math.min(width * 0.27, s * 7.5), x1 = room, x2 = width - room;
  const fill = (list) => Math.min(s * 2.6, (height - top - 4) / Math.max(list.length, 1)); // each side its own pitch
  const pitches = [fill(m.rows), fill(m.cols)];
  const y = (side, k) => top + (k + 0.5) * pitches[side];
  const [rowSide, colSide] = words.axes[view.side];
  scene.text(0, top / 2, `${words.queries}: ${rowSide}`, { fill: theme.role.query, weight: 600 });
  scene.text(width, top / 2, `${words.keys}: ${colSide}`, { anchor: "right", fill: theme.role.key, weight: 600 });
  const row = view.row === null ? -1 : rowOf(m.rows, view.row), col = view.col === null ? -1 : rowOf(m.cols, view.col);
  const drawn = view.mean ? [[0, m.values]] : view.lines.map((h) => [h, m.of(h - 1)]);
  const glow = { rows: m.rows.map(() => 0), cols: m.cols.map(() => 0) };
  const threshold = Math.max(view.threshold, FAINT, strongest(drawn, m, MOST));
  scene.threshold = threshold > FAINT ? threshold : 0;
  const marked = row >= 0 || col >= 0, background = m.rows.length * m.cols.length * drawn.length < MOST / 2;
  drawn.forEach(([h, values], k) => {
    const shift = (k - (drawn.length - 1) / 2) * Math.min(3, Math.min(...pitches) / (drawn.length + 1));
    const stroke = view.mean ? theme.text : theme.heads[(h - 1) % theme.heads.length];
    for (let i = 0; i < m.rows.length; i++)
      for (let j = 0; j < m.cols.length; j++) {
        const v = values(i, j);
        const faded = row >= 0 ? i !== row : col >= 0 && j !== col;
        if (!(v >= (marked && !faded ? Math.max(view.threshold, FAINT) : threshold)) || (faded && !background)) continue;
        if (!faded && row >= 0) glow.cols[j] = Math.max(glow.cols[j], v);
        else if (!faded && col >= 0) glow.rows[i] = Math.max(glow.rows[i], v);
        scene.line([[x1 + 4, y(0, i) + shift], [x2 - 4, y(1, j) + shift]], {
          curve: "across", stroke, width: 0.6 + (7 * v) / Math.sqrt(drawn.length), alpha: faded ? 0.05 : 0.18 + 0.8 * v,
        });
      }
  });
  const side = (list, left, marked, fill, lights, mark) => {
    const at = left ? 0 : 1, pitch = pitches[at], labels = thin(pitch, s, marked);
    list.forEach((g, k) => {
      const on = k === marked, size = labels.size(k), x = left ? 0 : x2, mid = y(at, k);
      if (lights[k] > 0) scene.rect(x, mid - pitch / 2 + 1, room, Math.max(1, pitch - 2), { fill, alpha: 0.5 * lights[k], round: 3 });
      if (labels.shown(k) || lights[k] > 0.3)
        scene.text(left ? x1 - 4 : x2 + 4, mid, fit(g.label, room - 8, size, theme.font), { anchor: left ? "right" : "left", size, weight: on ? 700 : 400, fill: on ? fill : theme.text });
      scene.rect(x, mid - pitch / 2, room, pitch, { hit: { tip: isolated(g.label), mark: mark(g.members[0]), pick: true } });
    });
  };
  side(m.rows, true, row, theme.role.query, glow.rows, (k) => ({ row: k, col: null }));
  side(m.cols, false, col, theme.role.key, glow.cols, (k) => ({ row: null, col: k }));
  return scene;
}

// The least weight that is drawn when only so many may be.
function strongest(drawn, m, most) {
  const count = drawn.length * m.rows.length * m.cols.length;
  if (count <= most) return 0;
  const all = new Float32Array(count);
  let k = 0;
  for (const [, values] of drawn) for (let i = 0; i < m.rows.length; i++) for (let j = 0; j < m.cols.length; j++) all[k++] = values(i, j);
  return all.sort()[count - most];
}

export function linesTable(data, view, m) {
  const rows = [], w = data.header.words;
  for (const h of view.mean ? [0] : view.lines) {
    const values = view.mean ? m.values : m.of(h - 1);
    m.rows.forEach((r, i) => m.cols.forEach((c, j) => values(i, j) >= view.threshold && rows.push([view.mean ? w.mean : h, `${i + 1} ${r.label}`, `${j + 1} ${c.label}`, values(i, j)])));
  }
  return { columns: [w.head, w.query, w.key, w.weight], rows };
}
