// A scene as SVG: one element a shape, a cell's value as its tooltip. Where there are very many cells, a matrix becomes one
// picture inside the drawing, with one pixel a cell.
import { corners } from "./marks.js";
import { bends, blit } from "./scene.js";
import { css } from "./scales.js";

const MANY = 8000;
const n = (v) => Math.round(v * 100) / 100;

// Text for XML or HTML: markup escaped, and what no XML may hold left out.
export const escape = (text) =>
  String(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export function svg(scene, title, description) {
  const cells = scene.shapes.reduce((sum, s) => sum + (s.kind === "matrix" ? s.rows * s.cols : 0), 0);
  const parts = scene.shapes.map((s) => ({ rect, line, text, mark, matrix: cells > MANY ? image : matrix })[s.kind](s));
  const w = n(scene.width), h = n(scene.height);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="${escape(scene.theme.font)}" role="img"><title>${escape(title)}</title><desc>${escape(description)}</desc><rect width="100%" height="100%" fill="${scene.theme.background}"/>${parts.join("")}</svg>`;
}

const alpha = (s) => (s.alpha === undefined ? "" : ` opacity="${n(s.alpha)}"`);
const dash = (s) => (s.dash ? ` stroke-dasharray="${s.dash.join(" ")}"` : "");
const tooltip = (hit) => (hit?.tip ? `<title>${escape(hit.tip)}</title>` : "");

function rect(s) {
  const stroke = s.stroke ? ` stroke="${s.stroke}" stroke-width="${s.width ?? 1}"${dash(s)}` : "";
  return `<rect x="${n(s.x)}" y="${n(s.y)}" width="${n(s.w)}" height="${n(s.h)}" rx="${s.round ?? 0}" fill="${s.fill ?? "none"}"${s.hit ? ' pointer-events="all"' : ""}${stroke}${alpha(s)}>${tooltip(s.hit)}</rect>`;
}

function line(s) {
  const [[x1, y1], [x2, y2]] = s.points.map((p) => p.map(n));
  const d = s.curve ? `M${x1} ${y1}C${bends(s).flat().map(n).join(" ")} ${x2} ${y2}` : `M${x1} ${y1}L${x2} ${y2}`;
  return `<path d="${d}" fill="none" stroke="${s.stroke}" stroke-width="${n(s.width)}"${dash(s)}${alpha(s)}/>`;
}

function mark(s) {
  const path = corners(s)?.map((p) => p.map(n).join(" ")).join(" ");
  const style = `fill="${s.fill ?? "none"}"${s.stroke ? ` stroke="${s.stroke}" stroke-width="${n(s.width ?? 1)}"` : ""}${alpha(s)}`;
  const tip = tooltip(s.hit);
  if (path) return `<polygon points="${path}" ${style}>${tip}</polygon>`;
  return `<circle cx="${n(s.x + s.w / 2)}" cy="${n(s.y + s.w / 2)}" r="${n(s.w / 2)}" ${style}>${tip}</circle>`;
}

function text(s) {
  const anchor = { left: "start", right: "end", center: "middle" }[s.anchor ?? "left"];
  const turn = s.rotate ? ` transform="rotate(${s.rotate} ${n(s.x)} ${n(s.y)})"` : "";
  return `<text x="${n(s.x)}" y="${n(s.y)}" font-size="${n(s.size)}" font-weight="${s.weight ?? 400}" text-anchor="${anchor}" dominant-baseline="central" fill="${s.fill}"${turn}${alpha(s)}>${escape(s.text)}</text>`;
}

function matrix(s) {
  const w = s.w / s.cols, h = s.h / s.rows, parts = [];
  for (let i = 0; i < s.rows; i++)
    for (let j = 0; j < s.cols; j++) {
      const v = s.values(i, j), c = s.colour(v);
      const place = `<rect x="${n(s.x + j * w)}" y="${n(s.y + i * h)}" width="${n(w + 0.02)}" height="${n(h + 0.02)}"`;
      if (c) parts.push(`${place} fill="${css(c)}">${tooltip(s.hit?.(i, j, v))}</rect>`);
    }
  return parts.join("");
}

function image(s) {
  const canvas = Object.assign(document.createElement("canvas"), { width: s.cols, height: s.rows });
  canvas.getContext("2d").putImageData(blit([{ ...s, x: 0, y: 0, w: s.cols, h: s.rows }], s.cols, s.rows, 1).image, 0, 0);
  const data = canvas.toDataURL("image/png");
  return `<image x="${n(s.x)}" y="${n(s.y)}" width="${n(s.w)}" height="${n(s.h)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${data}"/>`;
}
