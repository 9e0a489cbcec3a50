// The frame around every picture: title, note, canvas, pointer and keyboard, export menu, and a table for screen readers.
import { copy, csv, drawing, fileName, offline, photograph, save } from "./export.js";
import { paint } from "./scene.js";

const make = (tag, className, text) => {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
};

export class Panel {
  // on: { hover(mark or null), pick(hit, event), key(event) -> true when it was used }
  constructor(parent, id, on = {}) {
    this.id = id;
    this.on = on;
    this.drawings = 0;
    this.below = false; // whether the tooltip stays out of the picture
    this.root = make("figure", "panel");
    this.root.dataset.picture = id;
    const bar = make("figcaption");
    this.title = make("h3");
    this.menu = make("details", "menu");
    this.menu.append(make("summary", "", "⤓"), make("div", "items"));
    bar.append(this.title, this.menu);
    this.tools = make("div", "tools");
    this.note = make("p", "note");
    this.stage = make("div", "stage");
    this.canvas = make("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", on.key ? "application" : "img");
    this.tip = make("div", "tip");
    this.table = make("div", "sr");
    this.said = make("div", "sr");
    this.said.setAttribute("aria-live", "polite");
    this.stage.append(this.canvas);
    this.root.append(bar, this.tools, this.stage, this.note, this.tip, this.table, this.said);
    parent.append(this.root);
    closeOutside(this.menu);
    new ResizeObserver(() => (this.wide = 0)).observe(this.root);
    this.inSight = true; // until the browser says that it is not
    new IntersectionObserver(([entry]) => ((this.inSight = entry.isIntersecting), this.inSight && this.catchUp())).observe(this.root);
    this.listen();
  }

  listen() {
    this.canvas.addEventListener("pointermove", (e) => this.point(e));
    this.canvas.addEventListener("pointerleave", () => this.leave());
    this.canvas.addEventListener("blur", () => (this.walked = null) || this.showTip(null));
    this.canvas.addEventListener("click", (e) => {
      const hit = this.hit(e);
      if (hit) this.on.pick?.(hit, e);
    });
    this.canvas.addEventListener("keydown", (e) => {
      if (!e.ctrlKey && !e.metaKey && !e.altKey && this.on.key?.(e)) e.preventDefault();
    });
    this.stage.addEventListener("scroll", () => this.showTip(null));
  }

  // A button that opens a box for controls that are seldom needed; returns the box and its label.
  drawer() {
    const details = make("details", "menu"), label = make("summary"), box = make("div", "items");
    details.append(label, box);
    this.menu.before(details);
    closeOutside(details);
    return { label, box };
  }

  // The width there is for the picture, in CSS pixels: asked for once, for the question makes the browser lay out the page.
  width() {
    return (this.wide ||= Math.max(240, Math.floor(this.stage.clientWidth || this.root.clientWidth)));
  }

  // Draws at once what can be seen, and the rest when that has been painted: nobody waits for what is out of sight.
  soon(draw) {
    this.due = draw;
    if (this.inSight) this.catchUp();
    else afterPaint(() => this.due === draw && this.catchUp());
  }
  catchUp() {
    const draw = this.due;
    this.due = null;
    draw?.();
  }

  // picture: { scene, title, note, describe, table() -> { columns, rows }, text, words }, and `whole()`, a scene, where
  // what is taken away shows more than what stands in the page
  show(picture) {
    if (this.picture?.text !== picture.text) this.last = null;
    this.picture = picture;
    if (this.title.textContent !== picture.title) this.title.title = this.title.textContent = picture.title;
    if (this.note.textContent !== picture.note) this.note.textContent = picture.note;
    if (this.painted !== picture.scene || this.ratio !== devicePixelRatio) paint(picture.scene, this.canvas); // else it stands there
    [this.painted, this.ratio] = [picture.scene, devicePixelRatio];
    this.root.dataset.text = picture.text;
    this.root.dataset.seq = ++this.drawings;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.settle(), 400);
    if (this.pointer) this.point(this.pointer);
    else if (this.walked) this.reveal(this.walked());
  }

  // What may wait until the typing pauses.
  settle() {
    const { columns, rows } = this.picture.table(), table = make("table");
    table.append(make("caption", "", this.picture.title));
    const head = table.createTHead().insertRow();
    for (const c of columns.slice(0, 66)) head.append(make("th", "", c));
    for (const r of rows.slice(0, 100)) {
      const row = table.insertRow();
      r.slice(0, 66).forEach((v, k) => row.append(make(k ? "td" : "th", "", typeof v === "number" ? short(v) : v)));
    }
    this.table.replaceChildren(table);
    this.canvas.setAttribute("aria-label", `${this.picture.title}. ${this.picture.describe?.() ?? this.picture.note}`);
    this.fillMenu();
  }

  fillMenu() {
    const words = this.picture.words, language = words.png + words.copy_link;
    this.menu.firstChild.setAttribute("aria-label", words.take_away);
    this.menu.firstChild.title = words.take_away;
    const items = this.menu.lastChild;
    if (items.dataset.language === language) return;
    items.dataset.language = language;
    const entry = (name, action, shown = true) => {
      const b = make("button", "", words[name]);
      b.type = "button";
      b.value = name;
      b.hidden = !shown;
      b.addEventListener("click", () => (action(), (this.menu.open = false), this.menu.firstChild.focus()));
      return b;
    };
    const file = (extension, type, content) => save(fileName(this.id, this.picture.text, extension), type, content);
    const taken = () => ({ ...this.picture, scene: this.picture.whole?.() ?? this.picture.scene });
    items.replaceChildren(
      entry("png", () => photograph(taken().scene, (blob) => file("png", "image/png", blob))),
      entry("svg", () => file("svg", "image/svg+xml", drawing(taken()))),
      entry("html", () => file("html", "text/html", offline(taken(), this.picture.table()))),
      entry("csv", () => file("csv", "text/csv", csv(this.picture.table()))),
      entry("copy_link", () => copy(location.href)),
      entry("show_code", () => this.showCode(), Boolean(this.picture.code)),
    );
  }

  // The lines that give the number that was last under the pointer.
  showCode() {
    const { picture } = this, w = picture.words, code = picture.code(this.last ?? {});
    const dialog = make("dialog", "code"), bar = make("div", "tools"), copying = make("button", "", w.copy), closing = make("button", "", w.close);
    copying.addEventListener("click", () => copy(code));
    closing.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => (dialog.remove(), this.menu.firstChild.focus()));
    bar.append(copying, closing);
    dialog.append(make("p", "", w.code_note), make("pre", "", code), bar);
    this.root.append(dialog);
    dialog.showModal();
  }

  hit(event) {
    const box = this.canvas.getBoundingClientRect();
    return this.picture?.scene.under(event.clientX - box.left, event.clientY - box.top) ?? null;
  }
  point(event) {
    this.walked = null;
    this.pointer = { clientX: event.clientX, clientY: event.clientY };
    const hit = this.hit(event);
    this.canvas.style.cursor = hit?.pick ? "pointer" : "default";
    this.showTip(hit, event.clientX, event.clientY);
    this.mark(hit?.mark ?? null);
  }
  leave() {
    this.pointer = null;
    this.showTip(null);
    this.mark(null);
  }
  mark(mark) {
    const key = mark && `${mark.row},${mark.col}`;
    if (key === (this.marked ?? null)) return;
    this.marked = key;
    this.on.hover?.(mark);
  }

  // A cell reached by the keyboard: shown and said. `find` gives it again after each drawing: { x, y, hit } or null.
  walk(find) {
    this.walked = find;
    const cell = find();
    this.reveal(cell);
    this.said.textContent = cell?.hit.tip ?? "";
  }
  reveal(cell) {
    const box = this.canvas.getBoundingClientRect();
    this.showTip(cell?.hit ?? null, box.left + (cell?.x ?? 0), box.top + (cell?.y ?? 0));
  }

  // The tooltip is fixed to the window, so that it neither is cut off by its panel nor makes the page longer.
  showTip(hit, x, y) {
    if (hit?.at) this.last = hit.at;
    if (!hit?.tip) return void (this.tip.style.display = "none");
    if (this.tip.textContent !== hit.tip) this.tip.textContent = hit.tip;
    this.tip.style.display = "block";
    const { offsetWidth: w, offsetHeight: h } = this.tip;
    const left = x + 14 + w > innerWidth - 8 ? x - w - 12 : x + 14;
    const top = this.below ? this.canvas.getBoundingClientRect().bottom + 4 : y - h - 10 < 4 ? y + 18 : y - h - 10;
    this.tip.style.left = Math.max(4, left) + "px";
    this.tip.style.top = Math.min(top, innerHeight - h - 4) + "px";
  }
}

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
const afterPaint = (then) => requestAnimationFrame(() => whenIdle(then));

function closeOutside(details) {
  const close = (e) => details.open && !e.composedPath().includes(details) && (details.open = false);
  document.addEventListener("pointerdown", close);
  details.addEventListener("keydown", (e) => e.key === "Escape" && ((details.open = false), details.firstChild.focus()));
}

export const short = (v) =>
  v === -Infinity ? "−∞" : !Number.isFinite(v) ? "" : (Math.abs(v) >= 100 ? v.toFixed(1) : v.toFixed(4)).replace("-", "−");
