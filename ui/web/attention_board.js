// A board: lines of matrices with their numbers in the cells, and below them the arithmetic of the cell that is marked.
import { equal, num, plain, rich, wide } from "./attention_rich.js";
import { planeOf } from "./attention_plane.js";
import { isolated } from "./labels.js";
import { css, ink, share, signed } from "./scales.js";
import { Scene, fit, widthOf } from "./scene.js";

const ARITHMETIC = 6; // letters high: two lines, and the legend
const GAP = 1; // letters between two lines of matrices

// view: { cell: { id, i, j } }. -> scene with `cells` [{ id, i, j, x, y, w, h, box }], `find(cell)`, and `plane`
export function boardScene({ lines, plane }, view, theme, width, tall) {
  const s = theme.size, side = plane ? Math.min(width * 0.4, tall) : 0, left = plane ? side + s * 1.6 : 0;
  const sizes = lines.map((line) => measure(line, theme));
  const cw = Math.max(s * 2.7, Math.min(s * (plane ? 5.2 : 4.6), ...sizes.map(({ fixed, cols }) => (width - left - fixed) / cols)));
  const heads = sizes.reduce((sum, { head }) => sum + head, 0), rows = sizes.reduce((sum, line) => sum + line.rows, 0);
  const ch = Math.max(s * 1.7, Math.min(s * 2.7, (tall - heads - s * ARITHMETIC - s * GAP * (lines.length - 1)) / rows));
  const wideAll = Math.max(width, left + Math.max(...sizes.map(({ fixed, cols }) => fixed + cols * cw)));
  const high = heads + rows * ch + s * GAP * (lines.length - 1), scene = new Scene(wideAll, Math.max(side, high + s * ARITHMETIC), theme);
  const colours = coloursOf(lines, theme);
  scene.cells = [];
  let y = 0;
  lines.forEach((line, k) => {
    let x = left;
    const top = y + sizes[k].head;
    for (const item of line) {
      const room = roomOf(item, theme);
      if (item.get) matrixOf(scene, item, x + room, top, cw, ch, colours[item.kind]), (x += room + item.cols * cw + s * 0.5);
      else if (item.blank) x += roomOf(item.blank, theme) + item.blank.cols * cw + s * 0.5;
      else rich(scene, x, top + (sizes[k].rows * ch) / 2, [[item.op, theme.faint]], { theme, weight: 600 }), (x += room + s * 0.5);
    }
    y = top + sizes[k].rows * ch + s * GAP;
  });
  if (plane) scene.plane = planeOf(scene, plane, { x: 0, y: 0, side });
  scene.find = (cell) => {
    const found = scene.cells.find((c) => c.id === cell.id && c.i === cell.i && c.j === cell.j);
    return found ? { x: found.x + found.w / 2, y: found.y + found.h / 2, hit: hitOf(found.box, found.i, found.j) } : null;
  };
  arithmetic(scene, view.cell, left, high + s * 1.5, wideAll - left);
  legend(scene, lines, colours, view.words, left, high + s * 5.2);
  return scene;
}

const labelsRoom = (box, theme) => (box.labels ? Math.min(theme.size * 5.5, Math.max(...box.labels.map((t) => wide([[t, ""]], { theme })))) + theme.size * 0.5 : 0);
const roomOf = (item, theme) => (item.get ? labelsRoom(item, theme) : item.op !== undefined ? (item.op ? wide([[item.op, ""]], { theme, weight: 600 }) : theme.size * 0.3) : 0);

function measure(line, theme) {
  const boxes = line.filter((item) => item.get), s = theme.size;
  return {
    fixed: line.reduce((sum, item) => sum + roomOf(item.blank ?? item, theme) + s * 0.5, 0),
    cols: line.reduce((sum, item) => sum + (item.cols ?? item.blank?.cols ?? 0), 0),
    rows: Math.max(...boxes.map((box) => box.rows)),
    head: s * (boxes.some((box) => box.heads) ? 2.8 : 1.6),
  };
}

// One scale for all signed numbers of a board, so that colours can be compared.
function coloursOf(lines, { mode }) {
  let limit = 1;
  for (const box of lines.flat())
    if (box.kind === "signed") for (let i = 0; i < box.rows; i++) for (let j = 0; j < box.cols; j++) if (Number.isFinite(box.get(i, j))) limit = Math.max(limit, Math.abs(box.get(i, j)));
  return { signed: signed(mode, limit * 1.25), share: share(mode), mask: share(mode), limit };
}

const hitOf = (box, i, j) => {
  const v = box.get(i, j), row = box.labels?.[i] ?? i + 1, col = box.heads?.[j] ?? j + 1;
  return {
    tip: `${plain(box.label)} [${isolated(plain(String(row)))}, ${isolated(plain(String(col)))}]${equal(v, 4)}${num(v, 4)}`, pick: box.edit !== undefined || box.kind === "mask",
    mark: { row: `${box.id}.${i}`, col: j }, cell: { id: box.id, i, j }, at: { box, i, j },
  };
};

function matrixOf(scene, box, x, top, cw, ch, colour) {
  const { theme } = scene, s = theme.size, { rows, cols } = box;
  rich(scene, x, top - s * (box.heads ? 2.1 : 0.75), [[box.label, box.ink]], { theme, weight: 650 });
  box.labels?.forEach((text, i) => rich(scene, x - s * 0.4 - Math.min(s * 5.5, wide([[text, ""]], { theme })), top + (i + 0.5) * ch, [[fit(text, s * 5.5, s, theme.font), box.heads ? theme.role.query : ""]], { theme }));
  box.heads?.forEach((text, j) => scene.text(x + (j + 0.5) * cw, top - s * 0.75, fit(text, cw - 4, s, theme.font), { anchor: "center", fill: theme.role.key }));
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const v = box.get(i, j), shut = v === -Infinity || (box.kind === "mask" && !v), fill = shut ? null : colour?.(box.kind === "mask" ? 0.12 : v);
      const place = [x + j * cw, top + i * ch, cw, ch], editable = box.edit !== undefined && i !== box.fixed;
      scene.rect(...place, { fill: fill ? css(fill) : theme.panel, hit: hitOf(box, i, j) });
      if (shut) scene.line([[place[0], place[1] + ch], [place[0] + cw, place[1]]], { stroke: theme.line });
      const text = box.kind === "mask" ? String(v) : num(v, 2), most = Math.min(s * 1.2, ch * 0.65), size = Math.min(most, (s * (cw - s * 0.3)) / widthOf(text, s, theme.font));
      scene.text(place[0] + cw / 2, place[1] + ch / 2, text, { anchor: "center", size, weight: editable ? 650 : 400, fill: shut ? theme.faint : fill ? ink(fill) : theme.text });
      scene.rect(...place, { stroke: theme.line });
      scene.cells.push({ id: box.id, i, j, x: place[0], y: place[1], w: cw, h: ch, box, editable });
    }
  const role = box.ink || theme.faint, written = box.edit !== undefined || box.kind === "mask";
  scene.rect(x, top, cols * cw, (box.fixed ?? rows) * ch, { stroke: written ? role : theme.faint, width: written ? 2 : 1, dash: written ? [5, 3] : undefined });
}

// The marked cell, the cells that it is made from, and how.
function arithmetic(scene, cell, x, y, width) {
  const { theme } = scene, s = theme.size, marked = scene.cells.find((c) => c.id === cell.id && c.i === cell.i && c.j === cell.j);
  if (!marked) return;
  const { symbols, numbers, from } = marked.box.worked(cell.i, cell.j, marked.box.get(cell.i, cell.j));
  for (const { id, i, j } of from) {
    const parts = scene.cells.filter((c) => c.id === id && (i === null || c.i === i) && (j === null || c.j === j));
    if (!parts.length) continue;
    const [x0, y0] = [Math.min(...parts.map((c) => c.x)), Math.min(...parts.map((c) => c.y))];
    const [x1, y1] = [Math.max(...parts.map((c) => c.x + c.w)), Math.max(...parts.map((c) => c.y + c.h))];
    scene.rect(x0 + 1, y0 + 1, x1 - x0 - 2, y1 - y0 - 2, { stroke: parts[0].box.ink || theme.text, width: 3, round: 3 });
  }
  scene.rect(marked.x + 1, marked.y + 1, marked.w - 2, marked.h - 2, { stroke: theme.heads[9], width: 4, round: 3 });
  [symbols, numbers].forEach((pieces, k) => {
    const size = Math.max(s * 0.8, Math.min(s * 1.25, (s * 1.25 * width) / wide(pieces, { theme, size: s * 1.25 })));
    rich(scene, x, y + k * s * 1.8, pieces, { theme, size, weight: k ? 400 : 600 });
  });
  scene.worked = [symbols, numbers].map((pieces) => pieces.map(([text]) => plain(text)).join("")).join("\n");
}

// What the colours mean, and what the rows and columns of a square are.
function legend(scene, lines, colours, w, x, y) {
  const { theme } = scene, s = theme.size, boxes = lines.flat();
  scene.legend(x, y, s * 9, -colours.limit, colours.limit, colours.signed);
  x += s * 10.5;
  if (boxes.some((box) => box.kind === "share")) {
    scene.legend(x, y, s * 6, 0, 1, colours.share);
    x += s * 7;
  }
  if (boxes.some((box) => box.heads)) rich(scene, x, y, [[w.rows, theme.role.query], [" · ", theme.faint], [w.columns, theme.role.key]], { theme });
}

export function boardTable({ lines }) {
  const rows = lines.flat().filter((box) => box.get).flatMap((box) => Array.from({ length: box.rows }, (_, i) => [plain(box.label), box.labels ? plain(box.labels[i]) : String(i + 1), ...Array.from({ length: box.cols }, (_, j) => box.get(i, j))]));
  const most = Math.max(...rows.map((row) => row.length));
  return { columns: ["", "", ...Array.from({ length: most - 2 }, (_, j) => String(j + 1))], rows: rows.map((row) => [...row, ...Array(most - row.length).fill("")]) };
}
