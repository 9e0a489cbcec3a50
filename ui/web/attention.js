// The live view of attention by hand: eight steps on one board, whose matrices may be written into. The numbers are the
// server's; which step is shown and which cell is marked is the browser's business.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { Cells } from "./attention_cells.js";
import { filled } from "./attention_code.js";
import { Controls } from "./attention_controls.js";
import { scalingScene, scalingTable } from "./attention_scaling.js";
import { board } from "./attention_steps.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { element, say } from "./tools.js";
import { unpack } from "./wire.js";

const rowsOf = (text) => text.split("~").map((row) => row.split("_"));
// Another text or another width may have cut or enlarged a matrix since it was asked for; "" asks for what is there at first.
const alike = (name, a, b) => a === b || b === "" || (/^([qvXY]|W_\w+)$/.test(name) && rowsOf(b).every((row, i) => row.every((value, j) => (rowsOf(a)[i]?.[j] ?? value) === value)));

class View extends Live {
  constructor(host) {
    super(host);
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.controls = new Controls(this, host);
    host.append(this.notice);
    this.cells = new Cells(host, "attention", { edit: (cell, value) => this.edit(cell, value), pinned: () => this.changed(), draw: () => this.draw(), words: () => this.data.header.words, press: (cell, key) => this.press(cell, key) });
    this.panel = this.cells.panel;
    const [, id, i, j] = /^(\w+)\.(\d)\.(\d)$/.exec(address.read("cell")) ?? [];
    this.cells.pinned = id ? { id, i: +i, j: +j } : null;
    this.controls.fill(this.panel.tools);
    this.scaling = new Panel(host, "scaling", { key: (e) => this.along(e) });
    this.drag();
  }

  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, same = (wanted) => Object.entries(wanted).every(([name, value]) => alike(name, header.state[name], value));
    const step = this.state?.step;
    this.state = this.asking.answered(same) ? { ...header.state } : this.state;
    if (step && this.state.step !== step && !this.asking.wanted) this.cells.pinned = null;
    say(this.notice, header.notice);
    this.redraw();
    this.host.dataset.text = header.text;
    this.host.dataset.open = Boolean(this.asking.wanted); // whether an answer is on its way
  }
  ask(change) {
    if (change.step && change.step !== this.state.step) this.cells.clear();
    this.state = { ...this.state, ...change };
    this.host.dataset.open = true;
    this.asking.ask(this.state);
    this.changed();
  }
  changed() {
    const { state } = this, first = this.data.header.first, { pinned } = this.cells, values = { cell: [pinned ? `${pinned.id}.${pinned.i}.${pinned.j}` : ""] };
    for (const [name, value] of Object.entries(first)) values[name] = [String(state[name]), String(value)];
    address.write(values);
    this.draw();
  }

  // A matrix that is made of several has their names: each has as many of its rows.
  edit({ box, i, j }, value) {
    const names = [box.edit].flat(), each = box.rows / names.length, name = names[Math.floor(i / each)];
    const rows = this.state[name] ? rowsOf(this.state[name]) : Array.from({ length: box.rows }, (_, r) => Array.from({ length: box.cols }, (_, c) => String(+box.get(r, c).toFixed(3))));
    rows[i % each][j] = String(+value.toFixed(3) + 0);
    this.ask({ [name]: rows.map((row) => row.join("_")).join("~") });
  }
  cover({ i, j }, seen) {
    const { shape: [n], values } = this.data.arrays["masks.mask"], cells = /^[01]+$/.test(this.state.mask) && this.state.mask.length === n * n ? [...this.state.mask] : [...values].map(String);
    cells[i * n + j] = seen ? "1" : "0";
    if (cells.join("") !== this.state.mask) this.ask({ mask: cells.join("") });
  }

  // Dragging: paints a mask, and carries the tip of the query through the plane.
  drag() {
    const { canvas } = this.panel;
    let held = null;
    const go = (e) => {
      const box = canvas.getBoundingClientRect(), { scene } = this.panel.picture, hit = this.panel.hit(e);
      if (held.plane) {
        const point = scene.plane.from(e.clientX - box.left, e.clientY - box.top).map((v) => Math.round(v * 2) / 2);
        this.ask({ q: [...point.map((v) => String(Math.max(-99, Math.min(99, v)) + 0)), ...this.state.q.split("_").slice(2)].join("_") });
      } else if (hit?.cell?.id === "M") this.cover(hit.cell, held.seen);
    };
    canvas.addEventListener("pointerdown", (e) => {
      const hit = this.panel.hit(e);
      held = hit?.plane ? { plane: true } : hit?.cell?.id === "M" ? { seen: !hit.at.box.get(hit.cell.i, hit.cell.j) } : null;
      if (held && e.pointerType !== "touch") canvas.setPointerCapture(e.pointerId);
      if (held) go(e);
    });
    canvas.addEventListener("pointermove", (e) => held && e.buttons && go(e));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (held = null));
  }

  // Enter or a blank turns a cell of the mask.
  press(cell, key) {
    if (cell.id !== "M" || (key !== "Enter" && key !== " ")) return false;
    this.cover(cell, !cell.box.get(cell.i, cell.j));
    return true;
  }
  along(e) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key], n = this.data.arrays["scaling.d_k"].shape[0];
    if (!way) return false;
    this.width = Math.max(0, Math.min(n - 1, (this.width ?? (way > 0 ? -1 : n)) + way));
    this.draw();
    this.scaling.walk(() => this.scaling.picture.scene.find(0, this.width));
    return true;
  }

  paint() {
    const { data, theme } = this, { header } = data, w = header.words, { step } = this.state, base = { text: header.text, words: w };
    this.controls.show(w);
    const four = step === "scaled", tall = Math.max(theme.size * (four ? 16.3 : 18), Math.min(innerHeight * (four ? 0.27 : 0.56), innerHeight - 310));
    const picture = { ...base, title: w[`title_${step}`], note: w[`note_${step}`].replace("{best}", this.best()), code: (cell) => filled(w.code[step], data, step, cell) };
    this.cells.show(board(step, data, theme), picture, { low: four }, theme, tall);
    this.scaling.root.hidden = !four;
    if (four) this.scaling.show({ ...base, title: w.scaling_title, note: w.scaling_note, table: () => scalingTable(data), scene: scalingScene(data, { width: this.width }, theme, this.scaling.width(), Math.max(theme.size * 11, innerHeight * 0.21)) });
    this.host.dataset.step = step;
  }
  // The document that a search by cosine finds.
  best() {
    const cosine = [...this.data.arrays["search.cosine"].values], most = cosine.indexOf(Math.max(...cosine));
    return this.data.header.tokens[most] ?? "";
  }
}

export default mount(View);
