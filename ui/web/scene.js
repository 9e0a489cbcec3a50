// A picture is a list of shapes. The same list is painted on a canvas (fast) and written as SVG (svg.js, to take away).
// A shape with `hit` answers the pointer; a matrix answers cell by cell.
import { glyph } from "./labels.js";

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
  // values(i, j) -> number, colour(value) -> [r, g, b] or null for "nothing here"
  matrix(x, y, w, h, { rows, cols, values, colour, hit }) {
    if (rows && cols) this.shapes.push({ kind: "matrix", x, y, w, h, rows, cols, values, colour, hit });
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

// A matrix as pixels, one for each value; where there are more values than `width` x `height`, a pixel shows the one that
// is farthest from 0, so that nothing that stands out is lost and nothing flickers when a token more is squeezed in.
const scratch = document.createElement("canvas");
export function bitmap(s, width = Infinity, height = Infinity) {
  const cols = Math.max(1, Math.min(s.cols, Math.floor(width))), rows = Math.max(1, Math.min(s.rows, Math.floor(height)));
  scratch.width = cols;
  scratch.height = rows;
  const context = scratch.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(cols, rows), pixels = new Uint32Array(image.data.buffer);
  const put = (at, v) => {
    const c = s.colour(v);
    pixels[at] = c ? (255 << 24) | (c[2] << 16) | (c[1] << 8) | c[0] : 0;
  };
  if (cols === s.cols && rows === s.rows) {
    for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++, at++) put(at, s.values(i, j));
  } else {
    const peaks = new Float64Array(cols * rows);
    for (let i = 0; i < s.rows; i++) {
      const row = Math.floor((i * rows) / s.rows) * cols;
      for (let j = 0; j < s.cols; j++) {
        const at = row + Math.floor((j * cols) / s.cols), v = s.values(i, j);
        if (Math.abs(v) > Math.abs(peaks[at])) peaks[at] = v;
      }
    }
    peaks.forEach((v, at) => put(at, v));
  }
  context.putImageData(image, 0, 0);
  return scratch;
}

export function paint(scene, canvas, ratio = devicePixelRatio || 1) {
  const w = Math.round(scene.width * ratio), h = Math.round(scene.height * ratio);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  canvas.style.width = scene.width + "px";
  canvas.style.height = scene.height + "px";
  const c = canvas.getContext("2d");
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, scene.width, scene.height);
  for (const s of scene.shapes) {
    c.globalAlpha = s.alpha ?? 1;
    if (s.kind === "rect") {
      c.beginPath();
      c.roundRect(s.x, s.y, s.w, s.h, s.round ?? 0);
      if (s.fill) (c.fillStyle = s.fill), c.fill();
      if (s.stroke) (c.strokeStyle = s.stroke), (c.lineWidth = s.width ?? 1), c.setLineDash(s.dash ?? []), c.stroke();
    } else if (s.kind === "line") {
      c.beginPath();
      trace(s, c);
      c.strokeStyle = s.stroke;
      c.lineWidth = s.width;
      c.setLineDash(s.dash ?? []);
      c.stroke();
    } else if (s.kind === "matrix") {
      c.imageSmoothingEnabled = false;
      c.drawImage(bitmap(s, s.w * ratio, s.h * ratio), s.x, s.y, s.w, s.h);
    } else {
      c.font = `${s.weight ?? 400} ${s.size}px ${scene.theme.font}`;
      c.fillStyle = s.fill;
      c.textAlign = s.anchor ?? "left";
      c.textBaseline = "middle";
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

// A line of two points, or with `curve` an S between them: "across" leaves sideways, "down" leaves downwards.
function trace(s, c) {
  const [[x1, y1], [x2, y2]] = s.points;
  c.moveTo(x1, y1);
  if (s.curve) c.bezierCurveTo(...bends(s).flat(), x2, y2);
  else c.lineTo(x2, y2);
}

export function bends({ points: [[x1, y1], [x2, y2]], curve }) {
  return curve === "down" ? [[x1, (y1 + y2) / 2], [x2, (y1 + y2) / 2]] : [[(x1 + x2) / 2, y1], [(x1 + x2) / 2, y2]];
}
