// The tab on what one vector holds: the first 1, 2, … words of the sentence, translated by both nets.
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { listScene, listTable, surpriseScene, surpriseTable } from "./s2s_prefixes.js";

export class Section {
  constructor(view, host) {
    this.view = view;
    const on = { hover: (mark) => this.point(mark), pick: (hit) => hit.mark && this.choose(hit.mark.col), key: (e) => this.key(e) };
    this.list = new Panel(host, "prefixes", on);
    this.curve = new Panel(host, "surprise", on);
    this.row = null;
  }

  point(mark) {
    this.hover = mark ? mark.col : null;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }
  choose(row) {
    this.row = this.row === row ? null : row;
    this.draw();
  }
  // Arrow keys walk the prefixes; Escape lets go.
  key(e) {
    const down = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[e.key], n = this.header.prefixes.length;
    if (!n || (!down && e.key !== "Escape")) return false;
    this.row = down ? Math.max(0, Math.min(n - 1, (this.row ?? (down > 0 ? -1 : n)) + down)) : null;
    this.hover = this.list.pointer = this.curve.pointer = null;
    this.draw();
    this.list.walk(() => (this.row === null ? null : this.list.picture.scene.find?.(this.row) ?? null));
    return true;
  }

  paint(header, arrays, base) {
    Object.assign(this, { header, arrays, base });
    this.draw();
  }

  draw() {
    const { header, arrays, base, view } = this, { theme } = view, w = base.words, names = header.names.map((name) => view.data.header.words[name] ?? name);
    const n = header.prefixes.length, within = (v) => (v !== null && v !== undefined && v < n ? v : null), seen = { row: within(this.hover) ?? within(this.row), names };
    const data = { header: { ...header, words: w, empty: view.data.header.words.empty }, arrays };
    const code = ({ side = 0, prefix = n - 1 } = {}) => assigned(w.code.prefixes, { text: header.prefixes[prefix], net: header.names[side], translation: { code: `[${header.ids[prefix].join(", ")}]` } });
    const note = (text) => [header.shortened && w.shortened.replace("{count}", n), text].filter(Boolean).join(" ");
    this.list.show({ ...base, title: w.list_title, note: note(w.list_note), table: () => listTable(data, seen), scene: listScene(data, seen, theme, this.list.width()), code: n ? code : undefined });
    const units = n ? arrays.start.shape[2] : 0;
    this.curve.show({ ...base, title: w.curve_title, note: w.curve_note.replace("{units}", units), table: () => surpriseTable(data, seen), scene: surpriseScene(data, seen, theme, this.curve.width()), code: n ? code : undefined });
  }
}
