// Taking a picture away: PNG, SVG, a page that works offline, numbers for a spreadsheet, and a link.
import { paint } from "./scene.js";
import { escape, svg } from "./svg.js";

// A file's name from the picture and the sentence it shows.
export function fileName(id, text, extension) {
  const words = text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 40);
  return `${id}${words && "-"}${words}.${extension}`;
}

export const drawing = ({ scene, title, note, text }) => svg(scene, title, `${note} — ${text}`);

export function photograph(scene, done) {
  const canvas = document.createElement("canvas");
  paint(scene, canvas, 2);
  const c = canvas.getContext("2d");
  c.globalCompositeOperation = "destination-over";
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.fillStyle = scene.theme.background;
  c.fillRect(0, 0, canvas.width, canvas.height);
  canvas.toBlob(done);
}

// Numbers are written in full: what is read back is the very float. Text that a spreadsheet would run gets an apostrophe.
export function csv({ columns, rows }) {
  const safe = (v) => (typeof v === "string" && /^[=+@\t\r\n\-＝＋＠－]/.test(v) ? "'" + v : String(v));
  const cell = (v) => (/[",\n\r]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
  return "\ufeff" + [columns, ...rows].map((row) => row.map((v) => cell(safe(v))).join(",")).join("\r\n") + "\r\n";
}

export function offline(picture, { columns, rows }) {
  const { title, note, text, scene: { theme: t } } = picture;
  const line = (tag, row) => `<tr>${row.map((v) => `<${tag}>${escape(v)}</${tag}>`).join("")}</tr>`;
  return `<!doctype html><html lang="${document.documentElement.lang || "en"}"><meta charset="utf-8"><title>${escape(title)} — Unrolled</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:1200px;margin:2rem auto;padding:0 1rem;background:${t.background};color:${t.text}}a{color:inherit}blockquote{white-space:pre-wrap;overflow-wrap:anywhere}svg{max-width:100%;height:auto}div{overflow-x:auto}table{border-collapse:collapse}td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid ${t.line}}</style>
<h1>${escape(title)}</h1><blockquote dir="auto">${escape(text)}</blockquote>${drawing(picture)}<p>${escape(note)}</p><p><a href="${escape(location.href)}">Unrolled</a></p>
<div><table><thead>${line("th", columns)}</thead><tbody>${rows.map((row) => line("td", row)).join("\n")}</tbody></table></div></html>`;
}

export function save(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // there is no clipboard on plain http across a network
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
