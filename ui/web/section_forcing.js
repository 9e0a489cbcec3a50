// The tab on teacher forcing: who writes the tokens that the decoder reads? One net, released after k of the teacher's
// tokens. All k are here, so that moving k asks nobody; another teacher or another net is asked of the server.
import * as address from "./address.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { driftScene, driftTable, excessScene, excessTable } from "./s2s_drift.js";
import { TALL, forcingScene, forcingTable } from "./s2s_forcing.js";
import { Choice } from "./s2s_choice.js";
import { Scene } from "./scene.js";
import { choice, element, say, set } from "./tools.js";

const TYPED = 400; // ms the teacher's text is the browser's own before an answer may write to its box
const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageDown: -5, PageUp: 5, Home: -999, End: 999 };

export class Section {
  constructor(view, host) {
    this.view = view;
    const k = address.read("forcing_k");
    this.k = /^\d{1,3}$/.test(k) ? +k : 0;
    this.sum = address.read("forcing_sum") === "1";
    const on = { pick: (hit) => hit.mark && this.release(hit.mark.row), key: (e) => this.key(e) };
    this.main = new Panel(host, "forcing", on);
    const pair = element("div", { className: "row pair" });
    host.append(pair);
    this.map = new Panel(pair, "excess", on);
    this.drift = new Panel(pair, "drift");
    this.choice = new Choice(view, "forcing_net");
    this.slider = element("input", { type: "range", name: "released", min: 0, step: 1 });
    this.slider.addEventListener("input", () => this.release(+this.slider.value));
    this.sliderText = element("span");
    this.sums = choice(["per_step", "so_far"], (value) => ((this.sum = value === "so_far"), view.changed()));
    this.box = element("input", { type: "text", name: "teacher", maxLength: 600, className: "second" });
    this.box.addEventListener("input", () => ((this.typed = performance.now()), view.ask({ forcing_teacher: this.box.value })));
    this.boxText = element("span");
    this.main.tools.append(this.choice.all, element("label", {}, this.slider, this.sliderText), this.sums.group, element("label", { className: "grow" }, this.boxText, this.box));
  }

  release(k) {
    this.k = Math.max(0, Math.min(this.count, k));
    this.view.changed();
  }
  // Arrow keys move the moment of release.
  key(e) {
    if (!MOVES[e.key] || !this.count) return false;
    this.release(this.now + MOVES[e.key]);
    this.main.said.textContent = this.said();
    return true;
  }

  get count() {
    return this.header.teacher.length;
  }
  get now() {
    return Math.min(this.k, this.count);
  }
  // In words: after how many tokens, and where the two part.
  said() {
    const { words: w } = this.base, parted = this.arrays.parted.values[this.now];
    return `${w.released.replace("{k}", this.now).replace("{m}", this.count)}: ${parted < 0 ? w.never_parts : w.parts_at.replace("{t}", parted + 1)}`;
  }

  paint(header, arrays, base) {
    Object.assign(this, { header, arrays, base });
    this.draw();
  }

  controls() {
    const { header, view, base: { words: w } } = this, { state } = view;
    this.choice.show(header.names, w.net);
    set(this.slider, "max", this.count);
    if (+this.slider.value !== this.now) this.slider.value = this.now;
    say(this.sliderText, w.released.replace("{k}", this.now).replace("{m}", this.count));
    for (const b of this.sums.buttons) say(b, w[b.value]), set(b, "aria-pressed", (b.value === "so_far") === this.sum);
    say(this.boxText, w.teacher_box);
    this.box.placeholder = header.own ? "" : (header.text ?? "");
    const wanted = state.forcing_teacher ?? "", mine = this.box.getRootNode().activeElement === this.box || performance.now() - (this.typed ?? 0) < TYPED;
    if (!mine && this.box.value !== wanted) this.box.value = wanted;
  }

  draw() {
    const { header, arrays, base, view } = this, { theme } = view, w = base.words, data = { header: { ...header, words: w }, arrays };
    this.controls();
    const title = w.title.replace("{net}", view.data.header.words[header.net] ?? header.net), seen = { k: this.now, sum: this.sum };
    const tall = theme.size * 20, empty = (panel, high) => {
      const scene = new Scene(panel.width(), high, theme);
      scene.text(scene.width / 2, scene.height / 2, w.empty, { anchor: "center", fill: theme.faint });
      return { ...base, table: () => ({ columns: [], rows: [] }), scene };
    };
    if (!this.count) {
      for (const [panel, name, note, high] of [[this.main, title, w.note, theme.size * TALL], [this.map, w.map_title, w.map_note, tall], [this.drift, w.drift_title, w.drift_note, tall]]) panel.show({ ...empty(panel, high), title: name, note });
      return;
    }
    const list = (ids) => ({ code: `[${ids.join(", ")}]` }), row = [...arrays.tokens.values.slice(this.now * arrays.tokens.shape[1], (this.now + 1) * arrays.tokens.shape[1])];
    const code = ({ place = this.now + 1, read = row } = {}) => assigned(w.code.forcing, { text: base.text.slice(0, 2000), net: header.net, teacher: list(header.teacher), read: list(read), place: Math.min(place, this.count) });
    const cut = header.cut ? w.cut.replace("{count}", this.count - 1) : "";
    this.main.show({ ...base, title, note: [cut, w.note].filter(Boolean).join(" "), table: () => forcingTable(data, seen), scene: forcingScene(data, seen, theme, this.main.width()), describe: () => this.said(), code });
    this.map.show({ ...base, title: w.map_title, note: w.map_note, table: () => excessTable(data), scene: excessScene(data, seen, theme, this.map.width(), tall), code });
    this.drift.show({ ...base, title: w.drift_title, note: w.drift_note, table: () => driftTable(data), scene: driftScene(data, theme, this.drift.width(), tall) });
  }

  keys() {
    const { state, data } = this.view, net = this.choice.kept(data.header.nets.map(({ name }) => name));
    return { forcing_k: [String(this.k), "0"], forcing_sum: [this.sum ? "1" : "0", "0"], forcing_net: net, forcing_teacher: [state.forcing_teacher ?? ""] };
  }
}
