// A picture is a list of shapes. The same list is painted on a canvas (fast) and written as SVG (svg.js, to take away).
// A shape with `hit` answers the pointer; a matrix answers cell by cell.
import { glyph } from "./labels.js";
import { corners } from "./marks.js";

export class Scene {
  constructor(width, height, theme) {
    Object.assign(this, { width, height, theme, shapes: [] });
  }
  rect(x, y, w, h, style = {}) {
    this.shapes.push({ kind: "rect", x, y, w, h, ...style });
  }
  text(x, y, text, style = {}) {
    this.shapes.push({ kind: "text", x, y, text: glyph(text), size: this.theme.size, fill: this.theme.text, ...style });
  }
  line(points, style = {}) {
    this.shapes.push({ kind: "line", points, stroke: this.theme.line, width: 1, ...style });
  }
  // A sign of marks.js around (x, y), `r` its half width.
  mark(x, y, r, shape, style = {}) {
    this.shapes.push({ kind: "mark", x: x - r, y: y - r, w: 2 * r, h: 2 * r, shape, ...style });
  }
  // values(i, j) -> number, or `flat`, an array with the values row by row from `start`; colour: see scales.js
  matrix(x, y, w, h, { rows, cols, flat, start = 0, values = (i, j) => flat[start + i * cols + j], colour, hit }) {
    if (rows && cols) this.shapes.push({ kind: "matrix", x, y, w, h, rows, cols, values, flat, start, colour, hit });
  }
  // A scale bar between its two ends, `width` wide with its numbers, vertically centred at y.
  legend(x, y, width, from, to, colour) {
    const { size, font } = this.theme, low = round(from), high = round(to);
    const a = widthOf(low, size, font) + 5, b = widthOf(high, size, font) + 5, bar = Math.max(20, width - a - b);
    this.text(x + a - 5, y, low, { anchor: "right" });
    this.matrix(x + a, y - size * 0.38, bar, size * 0.76, { rows: 1, cols: 64, colour, values: (_, j) => from + ((to - from) * j) / 63 });
    this.rect(x + a, y - size * 0.38, bar, size * 0.76, { stroke: this.theme.line });
    this.text(x + a + bar + 5, y, high);
  }
  // What lies under a point: the `hit` of the topmost shape there.
  under(px, py) {
    for (let k = this.shapes.length - 1; k >= 0; k--) {
      const s = this.shapes[k];
      if (!s.hit || px < s.x || py < s.y || px >= s.x + s.w || py >= s.y + s.h) continue;
      if (s.kind !== "matrix") return s.hit;
      const i = Math.floor(((py - s.y) / s.h) * s.rows), j = Math.floor(((px - s.x) / s.w) * s.cols);
      return s.hit(i, j, s.values(i, j));
    }
    return null;
  }
}

const round = (v) => (Number.isInteger(v) ? String(v) : (v > 0 ? "+" : "") + v.toFixed(Math.abs(v) < 10 ? 2 : 1)).replace("-", "−");

// Text that fits: cut with an ellipsis.
const measurer = document.createElement("canvas").getContext("2d");
export function fit(text, width, size, font) {
  const shown = glyph(text);
  if (widthOf(shown, size, font) <= width) return shown;
  const cut = [...shown];
  while (cut.length > 1 && measurer.measureText(cut.join("") + "…").width > width) cut.pop();
  return cut.join("") + "…";
}
export function widthOf(text, size, font) {
  measurer.font = `${size}px ${font}`;
  return measurer.measureText(glyph(text)).width;
}

// Matrices as pixels, straight into one buffer: what a canvas needs for 72 heads in one call instead of 72. Where there are
// more values than pixels, a pixel shows the one farthest from 0, so that nothing that stands out is lost and nothing
// flickers when one more token is squeezed in. The image is as large as what the matrices cover, and good until the next.
let buffer = new Uint32Array(0);
export function blit(shapes, width, height, ratio) {
  const clamp = (v, n) => Math.max(0, Math.min(n, Math.round(v * ratio)));
  const boxes = shapes.map((s) => [clamp(s.x, width), clamp(s.x + s.w, width), clamp(s.y, height), clamp(s.y + s.h, height)]);
  const left = Math.min(width, ...boxes.map((b) => b[0])), right = Math.max(left + 1, ...boxes.map((b) => b[1]));
  const top = Math.min(height, ...boxes.map((b) => b[2])), bottom = Math.max(top + 1, ...boxes.map((b) => b[3]));
  const wide = right - left, size = wide * (bottom - top);
  if (buffer.length < size) buffer = new Uint32Array(size);
  const pixels = buffer.subarray(0, size).fill(0);
  shapes.forEach((s, k) => {
    const [x0, x1, y0, y1] = boxes[k], w = x1 - x0, h = y1 - y0;
    if (w <= 0 || h <= 0) return;
    const cols = Math.min(s.cols, w), rows = Math.min(s.rows, h), cells = colours(s, rows, cols), across = new Uint16Array(w);
    for (let x = 0; x < w; x++) across[x] = ((x + 0.5) * cols) / w;
    let done = -1;
    for (let y = 0; y < h; y++) {
      const i = Math.floor(((y + 0.5) * rows) / h), start = (y0 - top + y) * wide + x0 - left;
      if (i === done) pixels.copyWithin(start, start - wide, start - wide + w);
      else for (let x = 0; x < w; x++) pixels[start + x] = cells[i * cols + across[x]];
      done = i;
    }
  });
  return { image: new ImageData(new Uint8ClampedArray(buffer.buffer, 0, size * 4), wide), left, top };
}

function colours({ rows: n, cols: d, values, flat, start, colour }, rows, cols) {
  const cells = new Uint32Array(rows * cols), { pixel } = colour;
  if (rows === n && cols === d) {
    if (flat) for (let k = 0; k < cells.length; k++) cells[k] = pixel(flat[start + k]);
    else for (let i = 0, k = 0; i < n; i++) for (let j = 0; j < d; j++, k++) cells[k] = pixel(values(i, j));
    return cells;
  }
  const peaks = new Float64Array(rows * cols);
  for (let i = 0; i < n; i++) {
    const row = Math.floor((i * rows) / n) * cols;
    for (let j = 0; j < d; j++) {
      const k = row + Math.floor((j * cols) / d), v = flat ? flat[start + i * d + j] : values(i, j);
      if (Math.abs(v) > Math.abs(peaks[k])) peaks[k] = v;
    }
  }
  return cells.map((_, k) => pixel(peaks[k]));
}

// Matrices lie at the bottom, the rest on top of them in its order.
export function paint(scene, canvas, ratio = devicePixelRatio || 1) {
  const w = Math.round(scene.width * ratio), h = Math.round(scene.height * ratio);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  for (const side of ["width", "height"]) if (canvas.style[side] !== `${scene[side]}px`) canvas.style[side] = `${scene[side]}px`;
  const c = canvas.getContext("2d");
  const matrices = scene.shapes.filter((s) => s.kind === "matrix");
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, scene.width, scene.height);
  if (matrices.length) {
    const { image, left, top } = blit(matrices, w, h, ratio);
    c.putImageData(image, left, top);
  }
  c.textBaseline = "middle";
  for (const s of scene.shapes) {
    if (s.kind === "matrix") continue;
    c.globalAlpha = s.alpha ?? 1;
    if (s.kind === "rect") {
      if (!s.fill && !s.stroke) continue;
      c.beginPath();
      if (s.round) c.roundRect(s.x, s.y, s.w, s.h, s.round);
      else c.rect(s.x, s.y, s.w, s.h);
      if (s.fill) (c.fillStyle = s.fill), c.fill();
      if (s.stroke) (c.strokeStyle = s.stroke), (c.lineWidth = s.width ?? 1), c.setLineDash(s.dash ?? []), c.stroke();
    } else if (s.kind === "mark") {
      const path = corners(s);
      c.beginPath();
      if (path) path.forEach(([x, y]) => c.lineTo(x, y)), c.closePath();
      else c.arc(s.x + s.w / 2, s.y + s.w / 2, s.w / 2, 0, 2 * Math.PI);
      if (s.fill) (c.fillStyle = s.fill), c.fill();
      if (s.stroke) (c.strokeStyle = s.stroke), (c.lineWidth = s.width ?? 1), c.setLineDash([]), c.stroke();
    } else if (s.kind === "line") {
      c.beginPath();
      trace(s, c);
      c.strokeStyle = s.stroke;
      c.lineWidth = s.width;
      c.setLineDash(s.dash ?? []);
      c.stroke();
    } else {
      c.font = `${s.weight ?? 400} ${s.size}px ${scene.theme.font}`;
      c.fillStyle = s.fill;
      c.textAlign = s.anchor ?? "left";
      if (s.rotate) {
        c.save();
        c.translate(s.x, s.y);
        c.rotate((s.rotate * Math.PI) / 180);
        c.fillText(s.text, 0, 0);
        c.restore();
      } else c.fillText(s.text, s.x, s.y);
    }
  }
  c.globalAlpha = 1;
}

// A line of two points, or with `curve` an S between them: "across" leaves sideways, "down" leaves downwards; "over" is an
// arc that `rise` pulls up.
function trace(s, c) {
  const [[x1, y1], [x2, y2]] = s.points;
  c.moveTo(x1, y1);
  if (s.curve) c.bezierCurveTo(...bends(s).flat(), x2, y2);
  else c.lineTo(x2, y2);
}

export function bends({ points: [[x1, y1], [x2, y2]], curve, rise }) {
  if (curve === "over") return [[x1, y1 - rise], [x2, y2 - rise]];
  return curve === "down" ? [[x1, (y1 + y2) / 2], [x2, (y1 + y2) / 2]] : [[(x1 + x2) / 2, y1], [(x1 + x2) / 2, y2]];
}
