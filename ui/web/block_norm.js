// The tab about layer norm: a vector normalised by hand on a board that can be written into, what batch norm averages
// instead, and a norm of the translator on every token of the sentence.
import { Cells } from "./attention_cells.js";
import { axesScene, axesTable } from "./block_axes.js";
import { handBoard } from "./block_hand.js";
import { normScene, normTable, spreadScene, spreadTable } from "./block_tokens.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { WAYS } from "./walking.js";

const ACTS = { twice: (x) => x.map((v) => v * 2), half: (x) => x.map((v) => v / 2), plus: (x) => x.map((v) => v + 5), minus: (x) => x.map((v) => -v), equal: (x) => x.map(() => 3) };
const BOUND = 99;
const python = (text) => `[${text.split("_").join(", ")}]`;
const round = (v) => String(+Math.max(-BOUND, Math.min(BOUND, v)).toFixed(3) + 0);

export class Norm {
  constructor(view, host) {
    this.view = view;
    const top = element("div", { className: "row duo" });
    this.net = element("div", { className: "row duo" });
    host.append(top, this.net);
    this.cells = new Cells(top, "hand", { edit: (cell, value) => this.edit(cell, value), pinned: () => view.draw(), draw: () => view.draw(), words: () => view.data.header.words });
    this.hand = this.cells.panel;
    this.axes = new Panel(top, "axes", { hover: (mark) => this.over(mark), key: (e) => this.step(e) });
    this.tokens = new Panel(this.net, "norm", { pick: (hit) => hit.token && view.ask({ token: hit.token }), key: (e) => this.walk(e) });
    this.spread = new Panel(this.net, "spread", { key: (e) => this.along(e) });
    this.controls();
    this.axis = [0, 0];
    this.cell = [0, 0];
    this.bin = 0;
  }

  controls() {
    const { view } = this, numbers = () => view.state.x.split("_").map(Number);
    const size = (by) => () => {
      const x = numbers(), n = x.length + by, cut = (list, more) => [...list, ...Array(6).fill(more)].slice(0, n).map(round).join("_");
      view.ask({ x: cut(x, 1), gamma: cut(view.state.gamma.split("_").map(Number), 1), beta: cut(view.state.beta.split("_").map(Number), 0) });
    };
    this.acts = Object.entries(ACTS).map(([name, act]) => button(() => view.ask({ x: act(numbers()).map(round).join("_") }), name));
    this.sizes = [button(size(-1), "shorter"), button(size(1), "longer")];
    this.eps = choice(["0", "1e-05", "0.01", "1"], (eps) => view.ask({ eps }));
    this.epsText = element("span", {}, "ε");
    this.restore = button(() => view.ask(Object.fromEntries(["x", "gamma", "beta", "eps"].map((name) => [name, view.first[name]]))), "restore");
    const group = (...parts) => element("span", { className: "group" }, ...parts);
    this.hand.tools.append(group(...this.acts), group(...this.sizes), element("label", {}, this.epsText, this.eps.group), element("span", { className: "push" }), this.restore);
    this.place = element("select", { name: "place" });
    this.place.addEventListener("change", () => view.ask({ place: this.place.value }));
    this.placeText = element("span");
    this.tokens.tools.append(element("label", {}, this.placeText, this.place));
  }
  show(w, header) {
    const { state, first } = this.view, x = state.x.split("_").map(Number);
    for (const b of this.acts) say(b, w[`act_${b.value}`]), (b.disabled = ACTS[b.value](x).some((v) => Math.abs(v) > BOUND));
    const [shorter, longer] = this.sizes, [least, most] = header.sizes;
    say(shorter, "d − 1"), say(longer, "d + 1"), (shorter.disabled = x.length <= least), (longer.disabled = x.length >= most);
    for (const b of this.eps.buttons) say(b, b.value === "1e-05" ? "0.00001" : b.value), set(b, "aria-pressed", b.value === state.eps);
    say(this.restore, w.restore);
    this.restore.disabled = ["x", "gamma", "beta", "eps"].every((name) => state[name] === first[name]);
    say(this.placeText, w.place);
    if (this.place.dataset.lang !== w.place) {
      this.place.replaceChildren(...header.places.map((p) => element("option", { value: p, textContent: named(p, w) })));
      this.place.dataset.lang = w.place;
    }
    if (this.place.value !== state.place) this.place.value = state.place;
  }

  over(mark) {
    this.axis = mark ? [mark.row, mark.col] : this.kept ?? [0, 0];
    this.soon();
  }
  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.draw());
  }
  edit({ box, j }, value) {
    const numbers = this.view.state[box.edit].split("_");
    numbers[j] = round(value);
    this.view.ask({ [box.edit]: numbers.join("_") });
  }
  step(e) {
    const way = WAYS[e.key], [rows, cols] = this.view.data.arrays["given.batch"].shape;
    if (!way) return false;
    this.axis = this.kept = [Math.max(0, Math.min(rows - 1, this.axis[0] + way[1])), Math.max(0, Math.min(cols - 1, this.axis[1] + way[0]))];
    this.view.draw();
    this.axes.walk(() => this.axes.picture.scene.find(...this.axis));
    return true;
  }
  walk(e) {
    const way = WAYS[e.key], [rows, cols] = this.view.data.arrays["net.x"].shape;
    if (!way) return false;
    this.cell = [Math.max(0, Math.min(rows - 1, this.cell[0] + way[1])), Math.max(0, Math.min(cols - 1, this.cell[1] + way[0]))];
    this.tokens.walk(() => this.tokens.picture.scene.find(...this.cell));
    return true;
  }
  along(e) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!way) return false;
    this.bin = Math.max(0, Math.min(this.spread.picture.scene.many - 1, this.bin + way));
    this.spread.walk(() => this.spread.picture.scene.find(this.bin));
    return true;
  }

  paint(data, base) {
    const { theme } = this.view, { header, arrays } = data, w = base.words, s = theme.size, { state } = header;
    this.show(w, header);
    const tall = Math.max(s * 17, Math.min(innerHeight * 0.5, innerHeight - s * 24));
    const vectors = () => ({ x: { code: python(state.x) }, gamma: { code: python(state.gamma) }, beta: { code: python(state.beta) }, eps: { code: state.eps } });
    const code = ({ box, j }) => assigned(w.code.by_hand, { text: header.text.slice(0, 2000), ...vectors(), part: box.part, unit: j + 1 });
    this.cells.show(handBoard(data, theme), { ...base, title: w.hand_title, note: w.hand_note, code }, {}, theme, tall);
    const axis = [Math.min(this.axis[0], arrays["given.batch"].shape[0] - 1), Math.min(this.axis[1], arrays["given.batch"].shape[1] - 1)];
    this.axes.show({ ...base, title: w.axes_title, note: w.axes_note, table: () => axesTable(data), scene: axesScene(data, axis, theme, this.axes.width(), this.cells.scene.height) });
    const row = Math.min(state.token, arrays["net.x"].shape[0]) - 1, side = header.place.split(".")[0];
    const known = { text: header.text.slice(0, 2000), place: header.place, written: { code: `[${header.target.slice(1).join(", ")}]` }, part: "out", token: row + 1, unit: 1 };
    this.tokens.show({ ...base, title: w.norm_title.replace("{place}", named(header.place, w)), note: w.norm_note.replace("{side}", w[`side_${side}`]), table: () => normTable(data), scene: normScene(data, row, theme, this.tokens.width()), code: (at) => assigned(w.code.norm, { ...known, ...at }) });
    this.spread.show({ ...base, title: w.spread_title.replace("{token}", header.tokens[row]), note: w.spread_note, table: () => spreadTable(data, row), scene: spreadScene(data, row, theme, this.spread.width()) });
  }
}

// "encoder.1.norm2" in words.
export function named(place, w) {
  const [side, layer, norm] = place.split(".");
  return layer === "norm" ? `${w[`side_${side}`]} · ${w.last_norm}` : `${w[`side_${side}`]} ${layer} · ${w[`at_${side}_${norm}`]}`;
}
