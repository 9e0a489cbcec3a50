// The frame around every picture: title, note, canvas, pointer and keyboard, export menu, and a table for screen readers.
import { paint, svg } from "./scene.js";

const make = (tag, className, text) => {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
};

export class Panel {
  // on: { hover(hit or null), pick(hit, event), key(event) -> true when it was used }
  constructor(parent, id, on = {}) {
    this.id = id;
    this.on = on;
    this.root = make("figure", "panel");
    this.root.dataset.picture = id;
    const bar = make("figcaption");
    this.title = make("h3");
    this.tools = make("div", "tools");
    this.menu = make("details", "menu");
    this.menu.append(make("summary", "", "⤓"), make("div", "items"));
    bar.append(this.title, this.tools, this.menu);
    this.note = make("p", "note");
    this.stage = make("div", "stage");
    this.canvas = make("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.tip = make("div", "tip");
    this.tip.setAttribute("role", "status");
    this.stage.append(this.canvas, this.tip);
    this.table = make("div", "sr");
    this.root.append(bar, this.stage, this.note, this.table);
    parent.append(this.root);
    closeOutside(this.menu);
    this.canvas.addEventListener("pointermove", (e) => this.point(e));
    this.canvas.addEventListener("pointerleave", () => this.leave());
    this.canvas.addEventListener("click", (e) => {
      const hit = this.hit(e);
      if (hit) this.on.pick?.(hit, e);
    });
    this.canvas.addEventListener("keydown", (e) => {
      if (!e.ctrlKey && !e.metaKey && !e.altKey && this.on.key?.(e)) e.preventDefault();
    });
  }

  // A button that opens a box for controls that are seldom needed; returns the box and its label.
  drawer() {
    const details = make("details", "menu"), label = make("summary"), box = make("div", "items");
    details.append(label, box);
    this.menu.before(details);
    closeOutside(details);
    return { label, box };
  }

  // The width there is for the picture, in CSS pixels.
  width() {
    return Math.max(240, Math.floor(this.stage.clientWidth || this.root.clientWidth));
  }

  // picture: { scene, title, note, describe, table() -> { columns, rows }, text, words }
  show(picture) {
    this.picture = picture;
    if (this.title.textContent !== picture.title) this.title.textContent = picture.title;
    if (this.note.textContent !== picture.note) this.note.textContent = picture.note;
    paint(picture.scene, this.canvas);
    this.canvas.setAttribute("aria-label", `${picture.title}. ${picture.describe ?? picture.note}`);
    this.root.dataset.text = picture.text;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.settle(), 400);
    if (this.pointer) this.point(this.pointer);
  }

  // What may wait until the typing pauses.
  settle() {
    const { columns, rows } = this.picture.table();
    const table = make("table");
    table.append(make("caption", "", this.picture.title));
    const head = table.createTHead().insertRow();
    for (const c of columns) head.append(make("th", "", c));
    for (const r of rows.slice(0, 200)) {
      const row = table.insertRow();
      r.forEach((v, k) => row.append(make(k ? "td" : "th", "", typeof v === "number" ? short(v) : v)));
    }
    this.table.replaceChildren(table);
    this.fillMenu();
  }

  fillMenu() {
    const words = this.picture.words;
    this.menu.firstChild.setAttribute("aria-label", words.take_away);
    this.menu.firstChild.title = words.take_away;
    const items = this.menu.lastChild;
    if (items.dataset.language === words.png + words.copy_link) return;
    items.dataset.language = words.png + words.copy_link;
    const entry = (label, action) => {
      const b = make("button", "", label);
      b.type = "button";
      b.addEventListener("click", () => (action(b), (this.menu.open = false)));
      return b;
    };
    items.replaceChildren(
      entry(words.png, () => this.png()),
      entry(words.svg, () => save(this.name("svg"), "image/svg+xml", this.svg())),
      entry(words.html, () => save(this.name("html"), "text/html", this.html())),
      entry(words.csv, () => save(this.name("csv"), "text/csv", this.csv())),
      entry(words.copy_link, () => copy(location.href)),
    );
  }

  hit(event) {
    const box = this.canvas.getBoundingClientRect();
    return this.picture?.scene.under(event.clientX - box.left, event.clientY - box.top) ?? null;
  }
  point(event) {
    this.pointer = { clientX: event.clientX, clientY: event.clientY };
    const hit = this.hit(event);
    this.canvas.style.cursor = hit?.pick ? "pointer" : "default";
    if (hit?.tip) {
      const box = this.stage.getBoundingClientRect();
      this.tip.textContent = hit.tip;
      this.tip.style.display = "block";
      const right = event.clientX - box.left > box.width - this.tip.offsetWidth - 24;
      this.tip.style.left = event.clientX - box.left + (right ? -this.tip.offsetWidth - 12 : 14) + "px";
      this.tip.style.top = Math.max(0, event.clientY - box.top - this.tip.offsetHeight - 8) + "px";
    } else this.tip.style.display = "none";
    const key = JSON.stringify(hit?.mark ?? null);
    if (key !== this.marked) (this.marked = key), this.on.hover?.(hit?.mark ?? null);
  }
  leave() {
    this.pointer = null;
    this.tip.style.display = "none";
    if (this.marked !== "null") (this.marked = "null"), this.on.hover?.(null);
  }

  name(extension) {
    const words = (this.picture.text || "unrolled").normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40);
    return `${this.id}-${words}.${extension}`;
  }
  svg() {
    const p = this.picture;
    return svg(p.scene, p.title, `${p.note} — ${p.text}`);
  }
  png() {
    const canvas = document.createElement("canvas"), scene = this.picture.scene;
    paint(scene, canvas, 2);
    const c = canvas.getContext("2d");
    c.globalCompositeOperation = "destination-over";
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = scene.theme.background;
    c.fillRect(0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(this.name("png"), "image/png", blob));
  }
  csv() {
    const { columns, rows } = this.picture.table();
    const cell = (v) => (/[",\n\r]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
    // A spreadsheet must not run a typed token as a formula.
    const safe = (v) => (typeof v === "string" && /^[=+@\t\r-]/.test(v) ? "'" + v : v);
    return "\ufeff" + [columns, ...rows].map((r) => r.map((v) => cell(safe(v))).join(",")).join("\r\n") + "\r\n";
  }
  html() {
    const { columns, rows } = this.picture.table(), p = this.picture, t = p.scene.theme;
    const e = (v) => String(v).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
    const line = (tag, r) => `<tr>${r.map((v) => `<${tag}>${e(v)}</${tag}>`).join("")}</tr>`;
    return `<!doctype html><meta charset="utf-8"><title>${e(p.title)} — Unrolled</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;background:${t.background};color:${t.text}}svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:15px}td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid ${t.line}}</style>
<h1>${e(p.title)}</h1><blockquote>${e(p.text)}</blockquote>${this.svg()}<p>${e(p.note)}</p><p><a href="${e(location.href)}">${e(location.href)}</a></p>
<details><summary>CSV</summary><table><thead>${line("th", columns)}</thead>${rows.map((r) => line("td", r)).join("")}</table></details>`;
  }
}

function closeOutside(details) {
  const close = (e) => details.open && !e.composedPath().includes(details) && (details.open = false);
  document.addEventListener("pointerdown", close);
  details.addEventListener("keydown", (e) => e.key === "Escape" && ((details.open = false), details.firstChild.focus()));
}

export const short = (v) =>
  v === -Infinity ? "−∞" : !Number.isFinite(v) ? "" : (Math.abs(v) >= 100 ? v.toFixed(1) : v.toFixed(4)).replace("-", "−");

function save(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", "", text); // no clipboard on plain http across a network
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
