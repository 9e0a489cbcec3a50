// The six explanations of all queries: small maps, queries down, keys across, each on a scale of its own.
import { brief } from "./compare_explain_model.js";
import { hatch } from "./compare_explain_rows.js";
import { thin } from "./labels.js";
import { positive, share, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";

const ACROSS = 3;

export function mapsScene(model, mark, lit, theme, width, height) {
  const s = theme.size, { words: w, methods, queries, keys, query, n, rows } = model, across = width < s * 40 ? 2 : ACROSS, down = Math.ceil(methods.length / across), scene = new Scene(width, height, theme);
  const name = s * 5, under = s * 1.5, gap = s * 1.2, wide = (width - name - gap * across) / across, tall = (height - under) / down, head = s * 3.1;
  const high = Math.min((tall - head - s * 0.6) / rows, s * 3), cell = Math.min(wide / n, high * 1.8), place = (m) => [name + (m % across) * (wide + gap), Math.floor(m / across) * tall + head];
  methods.forEach((_, m) => {
    const [x, y] = place(m), why = model.why(m), reach = model.reach[m] || 1, whole = lit && !lit.includes(m);
    scene.text(x, y - s * 2.3, fit(model.name(m), wide, s, theme.font), { weight: 700, fill: whole ? theme.faint : theme.text });
    if (why) {
      hatch(scene, x, y, cell * n, high * rows, s);
      lines(why, cell * n - s, s, theme).forEach((line, k) => {
        scene.rect(x + 2, y + s * (0.4 + k * 1.4), cell * n - 4, s * 1.4, { fill: theme.background });
        scene.text(x + s * 0.5, y + s * (1.1 + k * 1.4), line, { fill: theme.faint });
      });
      scene.rect(x, y, cell * n, high * rows, { hit: { tip: `${model.name(m)}: ${why}` } });
      return;
    }
    const shares = model.methods[m] === "weight" || model.methods[m] === "rollout", limit = shares ? 1 : reach;
    const colour = model.signed(m) ? signed(theme.mode, limit) : shares ? share(theme.mode) : positive(theme.mode, limit);
    scaleBar(scene, x, y - s * 0.9, model.signed(m) ? -limit : 0, limit, colour);
    scene.matrix(x, y, cell * n, high * rows, { rows, cols: n, values: (i, j) => model.value(m, i, j), colour, hit: (i, j) => model.hit(m, i, j) });
    scene.rect(x, y, cell * n, high * rows, { stroke: theme.line });
    for (let i = 0; i < rows; i++) for (let j = 0; j < n; j++) if (!model.visible(i, j)) {
      let to = j;
      while (to + 1 < n && !model.visible(i, to + 1)) to++;
      scene.rect(x + j * cell, y + i * high, (to - j + 1) * cell, high, { fill: theme.panel });
      j = to;
    }
    scene.rect(x, y + query * high, cell * n, high, { stroke: theme.role.query, width: 2, dash: [5, 4] });
    if (mark) scene.rect(x + mark.col * cell, y + mark.row * high, cell, high, { stroke: theme.accent, width: 3 });
  });
  for (let k = 0; k < down; k++) {
    const y = k * tall + head, labels = thin(high, s, mark?.row ?? query, 1);
    queries.forEach((text, i) => labels.shown(i) && scene.text(name - s * 0.4, y + (i + 0.5) * high, fit(text, name - s * 0.6, labels.size(i), theme.font), { anchor: "right", size: labels.size(i), weight: i === (mark?.row ?? query) ? 700 : 400, fill: i === (mark?.row ?? query) ? theme.role.query : theme.text }));
  }
  const said = mark ? `${w.queries}: ${queries[mark.row]} · ${w.keys}: ${keys[mark.col]}` : `${w.queries} ↓   ${w.keys} →`;
  scene.text(name, height - s * 0.7, fit(said, width - name, s, theme.font), { fill: theme.faint });
  const first = methods.findIndex((_, m) => !model.why(m)), [x0, y0] = place(Math.max(0, first));
  scene.cell = (i, j) => ({ x: x0 + (j + 1) * cell, y: y0 + (i + 1) * high, hit: model.hit(Math.max(0, first), i, j) });
  return scene;
}

// The colours between two limits, which may be tiny.
function scaleBar(scene, x, y, from, to, colour) {
  const { size: s, font, line } = scene.theme, low = brief(from), start = x + widthOf(low, s, font) + 5, bar = s * 5;
  scene.text(x, y, low);
  scene.matrix(start, y - s * 0.38, bar, s * 0.76, { rows: 1, cols: 64, colour, values: (_, j) => from + ((to - from) * j) / 63 });
  scene.rect(start, y - s * 0.38, bar, s * 0.76, { stroke: line });
  scene.text(start + bar + 5, y, brief(to));
}

// A sentence in lines that fit.
function lines(text, width, s, { font }) {
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (!found.at(-1) || fit(longer, width, s, font) === longer) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}
