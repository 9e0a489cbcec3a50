// The first page's picture: English above, French below, and a line from each French token to the English it looks at.
import { fill } from "./code.js";
import { Panel } from "./panel.js";
import { theme as readTheme } from "./scales.js";
import { Scene, widthOf } from "./scene.js";
import { dress } from "./style.js";
import { at, unpack } from "./wire.js";

const panels = new WeakMap();

export function glanceScene({ header, arrays }, theme, width, marked) {
  const rows = [header.source, header.written];
  let size = theme.size * 1.5;
  const total = (tokens) => tokens.reduce((sum, t) => sum + widthOf(t.text, size, theme.font) + size * 0.8, 0);
  while (size > 9 && rows.some((tokens) => total(tokens) > width)) size *= 0.95;
  const height = theme.size * 13, scene = new Scene(width, height, theme);
  const y = [theme.size * 1.4, height - theme.size * 1.4];
  const centres = rows.map((tokens) => {
    const slack = Math.min(size * 1.2, (width - total(tokens)) / Math.max(1, tokens.length));
    let x = (width - total(tokens) - slack * tokens.length) / 2;
    return tokens.map((t) => {
      const w = widthOf(t.text, size, theme.font) + size * 0.8 + slack;
      x += w;
      return { x: x - w / 2, w };
    });
  });
  const faded = (i, j) => marked && (marked.row === null ? marked.col !== j : marked.row !== i);
  header.written.forEach((_, i) =>
    header.source.forEach((_, j) => {
      const v = at(arrays.weights, i, j);
      if (v < 0.02) return;
      const a = [centres[1][i].x, y[1] - size], b = [centres[0][j].x, y[0] + size];
      scene.line([a, b], { curve: "down", stroke: theme.heads[i % theme.heads.length], width: 0.5 + 9 * v, alpha: faded(i, j) ? 0.06 : 0.15 + 0.8 * v });
    }),
  );
  rows.forEach((tokens, k) =>
    tokens.forEach((t, i) => {
      const { x, w } = centres[k][i];
      const mark = k ? { row: i, col: null } : { row: null, col: i };
      scene.rect(x - w / 2, y[k] - size * 0.8, w, size * 1.6, { hit: { ...best({ header, arrays }, k, i), mark } });
      scene.text(x, y[k], t.text, { anchor: "center", size, weight: 600, fill: t.special ? theme.faint : k ? theme.role.query : theme.role.key });
    }),
  );
  return scene;
}

// The strongest weight of a token, in words, and where it is.
function best({ header, arrays }, k, i) {
  const others = k ? header.source : header.written;
  const weight = (j) => (k ? at(arrays.weights, i, j) : at(arrays.weights, j, i));
  let top = 0;
  for (let j = 1; j < others.length; j++) if (weight(j) > weight(top)) top = j;
  if (!others.length) return { tip: "" };
  const tip = `${(k ? header.written : header.source)[i].text} ${k ? "→" : "←"} ${others[top].text}  ${weight(top).toFixed(3)}`;
  return { tip, at: { query: [(k ? i : top) + 1], key: [(k ? top : i) + 1] } };
}

export default function (component) {
  const host = component.parentElement.querySelector(".live");
  if (!component.data?.byteLength) return;
  let view = panels.get(host);
  if (!view) {
    view = { marked: null };
    view.panel = new Panel(host, "glance", { hover: (mark) => ((view.marked = mark), view.draw()) });
    view.draw = () => {
      const { header, arrays } = view.data;
      const table = () => ({
        columns: [header.words.token, ...header.source.map((t, j) => `${j + 1} ${t.text}`)],
        rows: header.written.map((t, i) => [`${i + 1} ${t.text}`, ...header.source.map((_, j) => at(arrays.weights, i, j))]),
      });
      const code = (at) => fill(header.words.code.mean, header, { side: "cross" }, { query: [1], key: [1], ...at });
      view.panel.show({ code: header.written.length ? code : undefined, title: header.translation, note: header.note, text: header.text, words: header.words, table, scene: glanceScene(view.data, view.theme, view.panel.width(), view.marked) });
    };
    new ResizeObserver(() => view.data && view.draw()).observe(host);
    panels.set(host, view);
  }
  view.theme = readTheme(host);
  dress(host.getRootNode(), host, view.theme);
  view.data = unpack(component.data);
  view.draw();
  host.dataset.text = view.data.header.text;
}
