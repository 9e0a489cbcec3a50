// A picture is a list of shapes. The same list is painted on a canvas (fast) and written as SVG (to take away).
// A shape with `hit` answers the pointer; a matrix answers cell by cell.
import { css } from "./scales.js";

export class Scene {
  constructor(width, height, theme) {
    Object.assign(this, { width, height, theme, shapes: [] });
  }
  rect(x, y, w, h, style = {}) {
    this.shapes.push({ kind: "rect", x, y, w, h, ...style });
  }
  text(x, y, text, style = {}) {
    this.shapes.push({ kind: "text", x, y, text: String(text), size: this.theme.size, fill: this.theme.text, ...style });
  }
  line(points, style = {}) {
    this.shapes.push({ kind: "line", points, stroke: this.theme.line, width: 1, ...style });
  }
  // values(i, j) -> number, colour(value) -> [r, g, b] or null for "nothing here"
  matrix(x, y, w, h, { rows, cols, values, colour, hit, smooth }) {
    this.shapes.push({ kind: "matrix", x, y, w, h, rows, cols, values, colour, hit, smooth });
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

// Text that fits: cut with an ellipsis.
const measurer = document.createElement("canvas").getContext("2d");
export function fit(text, width, size, font) {
  measurer.font = `${size}px ${font}`;
  if (measurer.measureText(text).width <= width) return text;
  let cut = [...text];
  while (cut.length > 1 && measurer.measureText(cut.join("") + "…").width > width) cut.pop();
  return cut.join("") + "…";
}
export function widthOf(text, size, font) {
  measurer.font = `${size}px ${font}`;
  return measurer.measureText(text).width;
}

const scratch = document.createElement("canvas");
function bitmap(s) {
  scratch.width = s.cols;
  scratch.height = s.rows;
  const context = scratch.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(s.cols, s.rows);
  let p = 0;
  for (let i = 0; i < s.rows; i++)
    for (let j = 0; j < s.cols; j++, p += 4) {
      const c = s.colour(s.values(i, j));
      if (!c) continue;
      image.data[p] = c[0];
      image.data[p + 1] = c[1];
      image.data[p + 2] = c[2];
      image.data[p + 3] = 255;
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
      c.drawImage(bitmap(s), s.x, s.y, s.w, s.h);
    } else {
      c.font = `${s.weight ?? 400} ${s.size}px ${scene.theme.font}`;
      c.fillStyle = s.fill;
      c.textAlign = s.anchor ?? "left";
      c.textBaseline = s.baseline ?? "middle";
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

function bends({ points: [[x1, y1], [x2, y2]], curve }) {
  return curve === "down" ? [[x1, (y1 + y2) / 2], [x2, (y1 + y2) / 2]] : [[(x1 + x2) / 2, y1], [(x1 + x2) / 2, y2]];
}

const escape = (t) => String(t).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b-\u001f]/g, "");

export function svg(scene, title, description) {
  const n = (v) => Math.round(v * 100) / 100;
  const parts = [];
  for (const s of scene.shapes) {
    const alpha = s.alpha === undefined ? "" : ` opacity="${n(s.alpha)}"`;
    const dash = s.dash ? ` stroke-dasharray="${s.dash.join(" ")}"` : "";
    if (s.kind === "rect") {
      const tip = s.hit?.tip ? `<title>${escape(s.hit.tip)}</title>` : "";
      const stroke = s.stroke ? ` stroke="${s.stroke}" stroke-width="${s.width ?? 1}"${dash}` : "";
      parts.push(`<rect x="${n(s.x)}" y="${n(s.y)}" width="${n(s.w)}" height="${n(s.h)}" rx="${s.round ?? 0}" fill="${s.fill ?? "none"}"${stroke}${alpha}>${tip}</rect>`);
    } else if (s.kind === "line") {
      const [[x1, y1], [x2, y2]] = s.points.map((p) => p.map(n));
      const d = s.curve ? `M${x1} ${y1}C${bends(s).flat().map(n).join(" ")} ${x2} ${y2}` : `M${x1} ${y1}L${x2} ${y2}`;
      parts.push(`<path d="${d}" fill="none" stroke="${s.stroke}" stroke-width="${n(s.width)}"${dash}${alpha}/>`);
    } else if (s.kind === "text") {
      const anchor = { left: "start", right: "end", center: "middle" }[s.anchor ?? "left"];
      const base = { middle: "central", top: "hanging", bottom: "text-after-edge", alphabetic: "auto" }[s.baseline ?? "middle"];
      const turn = s.rotate ? ` transform="rotate(${s.rotate} ${n(s.x)} ${n(s.y)})"` : "";
      parts.push(`<text x="${n(s.x)}" y="${n(s.y)}" font-size="${n(s.size)}" font-weight="${s.weight ?? 400}" text-anchor="${anchor}" dominant-baseline="${base}" fill="${s.fill}"${turn}${alpha}>${escape(s.text)}</text>`);
    } else {
      const w = s.w / s.cols, h = s.h / s.rows;
      for (let i = 0; i < s.rows; i++)
        for (let j = 0; j < s.cols; j++) {
          const v = s.values(i, j), c = s.colour(v);
          if (!c) continue;
          const tip = s.hit?.(i, j, v)?.tip;
          parts.push(`<rect x="${n(s.x + j * w)}" y="${n(s.y + i * h)}" width="${n(w + 0.02)}" height="${n(h + 0.02)}" fill="${css(c)}">${tip ? `<title>${escape(tip)}</title>` : ""}</rect>`);
        }
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(scene.width)} ${n(scene.height)}" width="${n(scene.width)}" height="${n(scene.height)}" font-family="${escape(scene.theme.font)}" role="img"><title>${escape(title)}</title><desc>${escape(description)}</desc><rect width="100%" height="100%" fill="${scene.theme.background}"/>${parts.join("")}</svg>`;
}
