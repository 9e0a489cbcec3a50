// One of the two nets: which it is, its translation, its alignment, and the net unrolled.
import { headScene, headTable } from "./head.js";
import { Panel } from "./panel.js";
import { button, element, say, set } from "./tools.js";
import { at } from "./wire.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Net {
  // view: the page; place: "first" or "second", k: 0 or 1; the panels go into `top` and `wide`
  constructor(view, place, k, top, wide) {
    Object.assign(this, { view, place, k });
    const on = { hover: (mark) => view.point(mark), pick: (hit) => hit.mark && view.pin(hit.mark) };
    this.map = new Panel(top, `alignment-${place}`, { ...on, key: (e) => this.walk(e) });
    this.names = element("span", { className: "group" });
    this.map.tools.append(this.names);
  }

  get header() {
    return this.view.data.header.nets[this.k];
  }
  array(name) {
    return this.view.data.arrays[`${this.k}.${name}`];
  }

  choices() {
    const { view } = this, { names, words } = view.data.header;
    if (this.names.children.length !== names.length) this.names.replaceChildren(...names.map((name) => button(() => view.ask({ [this.place]: name }), name)));
    for (const b of this.names.children) say(b, words[b.value]), set(b, "aria-pressed", b.value === view.state[this.place]);
  }

  // Arrow keys walk the cells; Escape lets go.
  walk(e) {
    const { look } = this.view, { written, source } = this.header;
    if (e.key === "Escape") [look.row, look.col] = [null, null];
    else if (MOVES[e.key] && written.length) {
      const [down, across] = MOVES[e.key], next = (v, d, n) => (v === null ? 0 : Math.max(0, Math.min(n - 1, v + d)));
      [look.row, look.col] = [next(look.row, down, written.length), next(look.col, across, source.length)];
    } else return false;
    this.view.hover = this.map.pointer = null;
    this.view.changed();
    this.map.walk(() => (look.row === null ? null : this.map.picture.scene.cell?.(look.row, look.col)));
    return true;
  }

  paint() {
    const { view, header } = this, { theme } = view, w = view.data.header.words, weights = this.array("weights");
    this.choices();
    const within = (v, n) => (v !== null && v < n ? v : null), marked = view.hover ?? view.look;
    const group = (t, k) => ({ label: t.text, members: [k], special: t.special });
    const m = { rows: header.written.map(group), cols: header.source.map(group), values: weights ? (i, j) => at(weights, i, j) : () => 0 };
    const seen = { stage: "weights", side: "cross", threshold: 0, row: within(marked.row, m.rows.length), col: within(marked.col, m.cols.length) };
    const data = { header: { words: { ...w, axes: { cross: [w.target_axis, w.source_axis] } }, quantities: { weights: { symbol: "α" } } } };
    const scene = headScene(data, seen, m, theme, this.map.width(), Math.max(300, Math.min(760, innerHeight * 0.5)));
    this.map.show({ text: view.data.header.text, words: w, title: header.translation || w.empty, note: "", table: () => headTable(data, m), scene });
  }
}
