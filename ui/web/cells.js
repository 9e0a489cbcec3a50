// The live view of the page on recurrent cells: three nets on one time axis, one cell in numbers, and one thing below.
// The browser owns how things are looked at (step, order, which map is large); the server is asked for a cell, a window
// of a long text, a section, held gates, and, once the typing rests, for the maps as floats.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { cellScene, cellTable, cellTitle, said } from "./cell.js";
import { Clamps } from "./clamps.js";
import { Lower } from "./lower.js";
import { mapsScene, mapsTable } from "./maps.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { QUANTITIES, join, ordered, split } from "./states.js";
import { button, choice, element, say, set } from "./tools.js";
import { unpack } from "./wire.js";

const REST = 300; // ms without a new picture until maps are asked for in full
const ORDERS = ["similar", "timescale", "stored"];
const FAMILIES = ["sentiment-en", "sentiment-ko", "spam-en", "chars-en", "chars-ko", "recall"];

class View extends Live {
  constructor(host) {
    super(host);
    const step = address.read("step"), order = address.read("order");
    this.step = /^\d{1,5}$/.test(step) && +step > 0 ? +step - 1 : null; // null: the last
    this.order = ORDERS.includes(order) ? order : ORDERS[0];
    this.tall = address.read("tall");
    this.named = address.read("cell") !== ""; // a cell that was never chosen needs no mention
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.build();
  }

  build() {
    const add = (parent, tag, className) => {
      const e = element(tag, { className });
      parent.append(e);
      return e;
    };
    this.families = choice(FAMILIES, (model) => ((this.step = null), (this.named = false), this.ask({ model, cell: "", layer: 0, start: null })));
    this.bar = add(this.host, "div", "tools");
    this.bar.append(this.families.group);
    this.notice = add(this.host, "p", "notice");
    this.notice.setAttribute("role", "status");
    const panel = (parent, id) => {
      const made = new Panel(parent, id, { pick: (hit) => this.pick(hit), key: (e) => this.walk(e, made) });
      return made;
    };
    const main = add(this.host, "div", "row duo main");
    this.maps = panel(main, "maps");
    this.cell = panel(main, "cell");
    this.clamps = new Clamps(this, this.maps, this.bar);
    this.orders = choice(ORDERS, (order) => ((this.order = order), this.changed()));
    this.maps.title.after(this.orders.group);
    this.layers = choice([1, 2, 3, 4], (layer) => this.ask({ layer: +layer }));
    this.families.group.after(this.layers.group);
    this.slider = element("input", { type: "range", name: "start", min: 0, step: 10 });
    this.slider.addEventListener("input", () => this.ask({ start: +this.slider.value >= +this.slider.max ? null : +this.slider.value }));
    this.range = element("label", { className: "window" }, element("span"), this.slider);
    this.layers.group.after(this.range);
    const move = (step, unit) => () => (this.move(step, unit), this.changed());
    const moves = [["‹", -1, 0, "earlier"], ["›", 1, 0, "later"], ["▴", 0, -1, "above"], ["▾", 0, 1, "beneath"]];
    this.moves = moves.map(([text, step, unit, value]) => Object.assign(button(move(step, unit), value), { textContent: text }));
    const group = element("span", { className: "group" }, ...this.moves);
    this.cell.menu.before(group);
    this.lower = new Lower(this, add(this.host, "div", "below"), panel);
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, said = JSON.stringify(header.asked);
    const done = this.asking.answered(({ exact, ...question }) => JSON.stringify({ ...question, cell: question.cell || header.asked.cell, layer: question.layer || header.asked.layer }) === said);
    if (done || !this.state) this.state = header.asked;
    this.keep();
    if (this.notice.textContent !== header.notice) this.notice.textContent = header.notice;
    this.redraw();
    this.host.dataset.text = header.text;
    this.host.dataset.exact = header.exact;
    clearTimeout(this.rest);
    if (!header.exact && header.tokens.length) this.rest = setTimeout(() => this.ask({}), REST);
  }

  ask(change) {
    this.state = { ...this.state, ...change };
    this.asking.ask({ ...this.state, exact: this.data.header.text });
    this.changed();
  }
  idle() {
    return !this.asking.wanted;
  }
  changed() {
    this.keep();
    this.draw();
  }
  keep() {
    const { model, cell, layer, start, below, track, clamps, reset } = this.state;
    const key = () => JSON.stringify([this.state, this.step, this.order, this.tall, this.data.header.top, location.search]);
    if (key() === this.kept) return;
    address.write({
      model: [model], cell: [this.named ? cell : ""], layer: [layer ? String(layer) : "", String(this.data.header.top)], from: [start === null ? "" : String(start + 1)], below: [below, "unit"],
      track: [track], clamp: [clamps.join(",")], reset: [reset, "after"], step: [this.step === null ? "" : String(this.step + 1)], order: [this.order, "similar"], tall: [this.tall],
    });
    this.kept = key();
  }

  chosen() {
    return split(this.state.cell || this.data.header.asked.cell);
  }
  // The step that is looked at: the last while nobody has chosen one.
  now() {
    const last = this.data.header.tokens.length - 1;
    return this.step === null ? last : Math.min(this.step, last);
  }

  pick(hit) {
    if (hit.tall) {
      this.tall = this.tall === hit.tall ? "" : hit.tall;
      return this.changed();
    }
    if (hit.step !== undefined && !hit.keep) this.goTo(hit.step);
    if (hit.cell) this.choose(hit.cell);
    else if (hit.quantity) this.choose({ ...this.chosen(), quantity: hit.quantity });
    else this.changed();
  }
  choose(cell) {
    this.named = true;
    if (join(cell) !== this.state.cell) this.ask({ cell: join(cell) });
    else this.changed();
  }
  goTo(step) {
    const { tokens, first, shown } = this.data.header, last = tokens.length - 1;
    this.step = step >= last ? null : Math.max(0, step);
    const now = this.now();
    if (now < first || now >= first + shown) this.ask({ start: this.step === null ? null : Math.max(0, now - Math.floor(shown / 2)) });
  }
  move(steps, units) {
    if (steps) this.goTo(this.now() + steps);
    if (!units) return;
    const { net, quantity, unit } = this.chosen(), { units: n } = this.data.header.nets.find((one) => one.cell === net);
    const order = ordered(this.data, net, n, this.order), next = order.indexOf(unit) + units;
    if (next >= 0 && next < n) this.choose({ net, quantity, unit: order[next] });
  }
  // To the map above or below, from one net to the next.
  leap(by) {
    const all = Object.entries(QUANTITIES).flatMap(([net, names]) => names.map((quantity) => ({ net, quantity })));
    const { net, quantity, unit } = this.chosen(), k = all.findIndex((one) => one.net === net && one.quantity === quantity) + by;
    if (!all[k]) return;
    const { units } = this.data.header.nets.find((one) => one.cell === all[k].net);
    this.choose({ ...all[k], unit: Math.min(unit, units - 1) });
  }

  // Arrows walk steps and units, with Shift from map to map; Enter makes a map large; Escape goes back to the end.
  walk(e, panel) {
    if (!this.data.header.tokens.length) return false;
    const big = `${this.chosen().net}.${this.chosen().quantity}`, { key } = e;
    if (key === "ArrowLeft" || key === "ArrowRight") this.move(key === "ArrowRight" ? 1 : -1, 0);
    else if (key === "ArrowUp" || key === "ArrowDown") e.shiftKey ? this.leap(key === "ArrowDown" ? 1 : -1) : this.move(0, key === "ArrowDown" ? 1 : -1);
    else if (key === "Home" || key === "End") this.goTo(key === "End" ? Infinity : 0);
    else if (key === "Enter" || key === " ") this.tall = this.tall === big ? "" : big;
    else if (key === "Escape") (this.step = null), (this.tall = "");
    else return false;
    panel.pointer = null;
    this.changed();
    if (panel === this.maps) panel.walk(() => this.maps.picture.scene.cell());
    else if (panel === this.cell) panel.said.textContent = said(this.cell.picture.scene);
    return true;
  }

  paint() {
    const { data, theme } = this, { header } = data, w = header.words;
    const step = this.now(), view = { chosen: this.chosen(), step, order: this.order, tall: this.tall, clamps: header.asked.clamps, reset: header.asked.reset };
    // Numbers of the cell stay with the cell that the server has sent, until it sends the next.
    const sent = { ...view, chosen: split(header.asked.cell) };
    this.controls(header, w, view);
    const base = { text: header.text, words: w }, code = (at) => this.code({ quantity: sent.chosen.quantity, cell: sent.chosen.net, unit: sent.chosen.unit + 1, step: step + 1, ...at });
    const shown = header.tokens.length ? { code } : {}, tall = Math.max(440, Math.min(940, innerHeight * 0.635));
    this.maps.show({ ...base, ...shown, title: w.maps_title, note: header.tokens.length ? `${w.maps_note} ${header.two ? w.strip_two.replace("{label}", header.second) : header.next ? w.strip_next : w.strip_many}` : w.empty, table: () => mapsTable(data, view), scene: mapsScene(data, view, theme, this.maps.width(), tall) });
    const cell = cellScene(data, sent, theme, this.cell.width(), this.maps.picture.scene.height);
    this.cell.show({ ...base, ...shown, title: cellTitle(data, sent), note: w.cell_note, describe: () => said(cell), table: () => cellTable(data), scene: cell });
    this.lower.paint(base, shown, view, sent);
  }

  controls(header, w, view) {
    this.clamps.show();
    set(this.families.group, "aria-label", w.families_label);
    for (const b of this.families.buttons) say(b, w.families[b.value]), set(b, "aria-pressed", b.value === (this.state.model || header.family)), (b.hidden = !header.families.includes(b.value));
    set(this.layers.group, "style", header.top > 1 ? "" : "display:none");
    for (const b of this.layers.buttons) say(b, `${w.layer} ${b.value}`), set(b, "aria-pressed", +b.value === this.state.layer), set(b, "style", +b.value > header.top ? "display:none" : "");
    for (const b of this.orders.buttons) say(b, w.orders[b.value]), set(b, "aria-pressed", b.value === view.order);
    for (const b of this.moves) set(b, "aria-label", w[b.value]), (b.title = w[b.value]), (b.disabled = !header.tokens.length);
    const long = header.tokens.length > header.shown;
    set(this.range, "style", long ? "" : "display:none");
    if (long) {
      this.slider.max = header.tokens.length - header.shown;
      if (this.idle()) this.slider.value = header.first;
      const n = (v) => v.toLocaleString("en");
      say(this.range.firstChild, w.window.replace("{first}", n(header.first + 1)).replace("{last}", n(header.first + header.shown)).replace("{all}", n(header.tokens.length)));
    }
  }

  // Python that prints the number that was last under the pointer.
  code(at) {
    const { header } = this.data, all = { text: header.text, family: header.family, layer: this.state.layer, ...at };
    const file = at.quantity === "out" ? "answer" : "cell", touch = at.trained ? "Intervention()" : header.touch;
    return assigned(header.words.code[file], all).replace(/^touch = .*$/m, () => `touch = ${touch}`);
  }
}

export default mount(View);
