// One of the two nets: which it is, its translation, its alignment, and the net unrolled.
import { describe, headScene, headTable } from "./head.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { alignmentScene } from "./s2s_lines.js";
import { neckScene } from "./s2s_neck.js";
import { lowered } from "./s2s_rows.js";
import { unrolledScene, unrolledTable } from "./s2s_unrolled.js";
import { Scene } from "./scene.js";
import { button, choice, element, say, set } from "./tools.js";
import { at } from "./wire.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
export const SHOWS = ["map", "lines", "both"];

export class Net {
  // view: the page; place: "first" or "second", k: 0 or 1; the panels go into `top` and `wide`
  constructor(view, place, k, top, wide) {
    Object.assign(this, { view, place, k });
    const column = element("div"), head = element("div", { className: "tools" });
    this.names = element("span", { className: "group" });
    this.measured = element("span", { className: "measured" });
    this.translation = element("p", { className: "translation" });
    head.append(this.names, this.measured);
    column.append(head, this.translation);
    top.append(column);
    const on = { hover: (mark) => view.point(mark), pick: (hit) => hit.mark && view.pin(hit.mark) };
    this.alignment = new Panel(column, `alignment-${place}`, { ...on, key: (e) => this.walk(e, this.alignment) });
    this.shows = choice(SHOWS, (show) => ((view.look.show = show), view.changed()));
    this.alignment.menu.before(this.shows.group);
    this.unrolled = new Panel(wide, `unrolled-${place}`, { ...on, key: (e) => this.walk(e, this.unrolled) });
  }

  get header() {
    return this.view.data.header.nets[this.k];
  }
  array(name) {
    return this.view.data.arrays[`${this.k}.${name}`];
  }

  // Arrow keys walk the cells of the alignment or the steps of the decoder; Escape lets go.
  walk(e, panel) {
    const { look } = this.view, { written, source } = this.header, [down, across] = MOVES[e.key] ?? [];
    const next = (v, d, n) => (v === null ? 0 : Math.max(0, Math.min(n - 1, v + d)));
    if (e.key === "Escape") [look.row, look.col] = [null, null];
    else if (down === undefined || !written.length) return false;
    else if (panel === this.unrolled) look.row = Math.max(0, Math.min(written.length - 1, (look.row ?? this.step()) + (across || down)));
    else [look.row, look.col] = [next(look.row, down, written.length), next(look.col, across, source.length)];
    this.view.hover = panel.pointer = null;
    this.view.changed();
    panel.walk(() => (look.row === null ? null : panel.picture.scene.cell?.(look.row, look.col)));
    return true;
  }

  // The decoder step that is looked at: the marked one, else the second, where there is one.
  step() {
    const row = this.view.hover?.row ?? this.view.look.row ?? 1;
    return Math.max(0, Math.min(row, this.header.written.length - 1));
  }

  choices() {
    const { view, header } = this, { names, words } = view.data.header, { state } = view;
    if (this.names.children.length !== names.length) this.names.replaceChildren(...names.map((name) => button(() => view.ask({ [this.place]: name }), name)));
    set(this.names, "role", "group"), set(this.names, "aria-label", words[`net_${this.place}`]);
    for (const b of this.names.children) say(b, words[b.value]), set(b, "aria-pressed", b.value === state[this.place]);
    for (const b of this.shows.buttons) say(b, words[`show_${b.value}`]), set(b, "aria-pressed", b.value === this.show());
    set(this.shows.group, "style", header.name === "none" ? "display:none" : "");
    const parts = [["BLEU", header.bleu?.toFixed(1)], ["AER", header.aer?.toFixed(2)]].filter(([, value]) => value !== undefined);
    say(this.measured, parts.map((part) => part.join(" ")).join(" · "));
    set(this.measured, "title", words.measured);
    say(this.translation, header.translation || words.empty);
    set(this.translation, "title", header.translation);
  }

  // Map, lines or both: what was chosen, else what there is room for.
  show() {
    return this.view.look.show ?? (this.tall() > this.view.theme.size * 34 ? "both" : "map");
  }
  tall() {
    return Math.max(280, Math.min(900, innerHeight - this.view.theme.size * 23));
  }

  paint(hovering) {
    const { view, header } = this, { theme } = view, w = view.data.header.words, base = { text: view.data.header.text, words: w };
    if (!hovering) this.choices();
    const of = Object.fromEntries(["h", "start", "s", "p", "weights"].map((name) => [name, this.array(name)]));
    const within = (v, n) => (v !== null && v < n ? v : null), marked = view.hover ?? view.look;
    const seen = { row: within(marked.row, header.written.length), col: within(marked.col, header.source.length), step: this.step() };
    const values = { text: base.text.slice(0, 2000), net: header.name, written: { code: `[${header.written_ids.join(", ")}]` }, step: seen.step + 1, key: (seen.col ?? 0) + 1, part: "s", place: seen.step + 1, unit: 1 };
    const code = (usual) => (header.written.length ? ({ file, query, key, ...at }) => assigned(w.code[file ?? usual], { ...values, ...(query && { step: query[0] }), ...(key && { key: Array.isArray(key) ? key[0] : key }), ...at }) : undefined);
    this.alignment.show({ ...base, ...(of.weights ? this.aligned(of, seen, code("weights")) : this.neck(of, seen, code("states"))) });
    const longest = Math.max(...view.data.header.nets.map((net) => net.written.length)), title = `${w[header.name]}: ${w.unrolled}`;
    const note = header.name === "none" ? w.unrolled_none : header.early ? w.unrolled_early : w.unrolled_note;
    this.unrolled.show({ ...base, title, note, code: code("states"), table: () => unrolledTable(header, of, w), scene: unrolledScene(header, of, seen, longest, w, theme, this.unrolled.width()) });
  }

  neck(of, seen, code) {
    const { header, view } = this, w = view.data.header.words;
    const scene = neckScene(header, of.start, of.p.values, seen, w, view.theme, this.alignment.width(), this.tall());
    const table = () => ({ columns: [w.symbol, w.unit, w.value], rows: [...of.start.values].map((v, k) => ["s_0", k + 1, v]) });
    return { title: w.neck, note: w.neck_note, scene, table, code };
  }

  aligned(of, seen, code) {
    const { header, view } = this, { theme } = view, w = view.data.header.words, width = this.alignment.width(), tall = this.tall(), show = this.show();
    const group = (t, k) => ({ label: t.text, members: [k] });
    const m = { rows: header.written.map(group), cols: header.source.map(group), values: (i, j) => at(of.weights, i, j) };
    const data = { header: { words: { ...w, axes: { cross: [w.target_axis, w.source_axis] } }, quantities: { weights: { symbol: "α" } } } };
    const map = (height) => headScene(data, { ...seen, stage: "weights", side: "cross", threshold: 0 }, m, theme, width, height);
    const lines = (height) => alignmentScene(header, of.weights, seen, theme, width, height);
    let scene = show === "lines" ? lines(tall) : map(tall);
    if (show === "both") {
      const room = Math.round(tall * 0.3), under = map(tall - room - theme.size), above = lines(room);
      scene = new Scene(width, tall, theme);
      lowered(scene, above, 0);
      lowered(scene, under, room + theme.size);
      scene.cell = (i, j) => ((cell) => cell && { ...cell, y: cell.y + room + theme.size })(under.cell(i, j));
    }
    const said = () => describe(data.header, m, { stage: "weights" });
    return { title: `${w[header.name]}: ${w.alignment}`, note: w.alignment_note, scene, table: () => headTable(data, m), describe: said, code };
  }
}
