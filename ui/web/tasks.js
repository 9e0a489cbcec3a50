// The live view of the page on kinds of sequence task: the strip of kinds, one net as it is wired, its answer in detail, and
// the three nets side by side. Everything that has to be computed is asked from the server.
import * as address from "./address.js";
import { answers } from "./answers.js";
import { Live, mount } from "./mount.js";
import { Controls } from "./tasksbar.js";
import { besideScene, besideTable } from "./beside.js";
import { face } from "./columns.js";
import { detailScene, detailTable } from "./detail.js";
import { Kinds } from "./kinds.js";
import { Panel } from "./panel.js";
import { schematicScene } from "./schematic.js";
import { element } from "./tools.js";
import { unpack } from "./wire.js";
import { scaleOf, wiringScene, wiringTable } from "./wiring.js";

const PATIENCE = 1500; // ms until what was asked for is asked for again
const PACE = 350; // ms from one step to the next while it plays
const FIRST = { kind: "many-to-one", model: "", cell: "lstm", step: null, unit: 0, temperature: 1, top_k: 0, seed: 0 };

class View extends Live {
  constructor(host) {
    super(host);
    this.build();
  }

  build() {
    this.kinds = new Kinds(this.host, (kind) => this.ask({ kind, model: "", step: null, unit: 0 }));
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.wired = element("div", { className: "wired" });
    this.host.append(element("style", { textContent: CSS }), this.wired);
    const pick = (hit) => hit.mark && this.go(hit.mark.col), key = (e) => this.walk(e);
    this.wiring = new Panel(this.wired, "wiring", { pick, key });
    this.detail = new Panel(this.wired, "detail");
    this.beside = new Panel(this.host, "beside", { pick: (hit) => hit.cell && this.ask({ cell: hit.cell }), key: (e) => this.change(e) });
    this.host.append(this.notice); // last, so that nothing moves when it comes and goes
    this.bar = new Controls(this);
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    const before = this.data?.header.text;
    this.data = unpack(component.data);
    const { header } = this.data;
    if (this.wanted && JSON.stringify(this.wanted) !== JSON.stringify(header.state) && this.asked < 4) {
      if (performance.now() - this.when > PATIENCE) this.send();
    } else this.wanted = null;
    this.state = this.wanted ?? header.state;
    this.keep();
    if (this.notice.textContent !== header.notice) this.notice.textContent = header.notice;
    this.redraw();
    this.host.dataset.text = header.text;
    if (before !== undefined && before !== header.text && this.state.step !== null) this.ask({ step: null }); // new words are wanted in view
    else if (this.playing) this.timer = setTimeout(() => this.play(true), PACE);
  }

  keep() {
    address.write(Object.fromEntries(Object.entries(FIRST).map(([name, first]) => [name, [String(this.state[name] ?? ""), String(first ?? "")]])));
  }
  ask(change) {
    clearTimeout(this.timer);
    this.playing = false;
    this.wanted = this.state = { ...this.state, ...change };
    this.asked = 0;
    this.send();
    this.keep();
    this.bar.show();
    this.kinds.show(this.state.kind, this.data.header.words, this.theme);
  }
  send() {
    this.asked += 1;
    this.when = performance.now();
    this.component.setStateValue("ask", this.wanted);
  }

  // The server counts steps from 1.
  within(step) {
    return Math.max(1, Math.min(this.data.header.length, step + 1));
  }
  here() {
    return this.state.step === null ? this.data.header.step : this.state.step - 1;
  }
  // A step in detail; the same one again, or none: the newest.
  go(step) {
    const { header } = this.data;
    this.ask({ step: step === null || (header.pinned && step === header.step) ? null : this.within(step) });
  }
  // From the step in detail to the end, one by one.
  play(on = !this.playing) {
    const { step, length } = this.data.header, at_end = step >= length - 1;
    clearTimeout(this.timer);
    if (!on || (this.playing && at_end)) return void ((this.playing = false), this.bar.show());
    const next = this.playing || !at_end ? step + 1 : 0;
    this.ask({ step: this.within(next) });
    this.playing = true;
    this.bar.show();
  }
  // Arrow keys: left and right walk the steps, up and down the units that colour the boxes; Escape goes back to all of it.
  walk(e) {
    const { header } = this.data, move = { ArrowLeft: -1, ArrowRight: 1 }[e.key], turn = { ArrowUp: 1, ArrowDown: -1 }[e.key];
    if (!header.length) return false;
    if (move) this.ask({ step: this.within(this.here() + move) });
    else if (turn) this.ask({ unit: Math.max(0, Math.min(header.wiring.units, this.state.unit + turn)) });
    else if (e.key === "Escape") this.ask({ step: null, unit: 0 });
    else return false;
    this.speak = true;
    return true;
  }
  // Arrow keys walk the three nets.
  change(e) {
    const { cells } = this.data.header, move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (move) this.ask({ cell: cells[(cells.indexOf(this.state.cell) + move + cells.length) % cells.length] });
    return Boolean(move);
  }

  paint() {
    const { data, theme } = this, { header } = data, w = header.words, base = { text: header.text, words: w }, live = header.family !== "";
    this.kinds.show(this.state.kind, w, theme);
    this.bar.show();
    for (const panel of [this.detail, this.beside]) panel.root.hidden = !live;
    if (this.wired.classList.toggle("alone", !live) !== this.alone) (this.alone = !live), (this.wiring.wide = 0);
    if (!live) {
      this.wiring.show({ ...base, title: w.kind_encoder_decoder, note: w.note_encoder_decoder, scene: schematicScene(data, theme, this.wiring.width()), table: () => ({ columns: [w.token], rows: header.tokens.map((t) => [t.text]) }) });
      return;
    }
    const name = w[`family_${header.family.replace("-", "_")}`] ?? header.family, key = header.kind.replace(/-/g, "_"), view = scaleOf(data, theme);
    const { layers, bidirectional } = header.wiring, wired = [w[`layers_${Math.min(layers, 2)}`].replace("{layers}", layers), bidirectional ? w.both_ways : ""].filter(Boolean).join(", ");
    const code = w.code[header.kind] && ((at) => this.code(at)), empty = header.length ? "" : w.empty;
    const scene = wiringScene(data, view, theme, this.wiring.width());
    this.wiring.show({ ...base, title: `${name} · ${header.cell.toUpperCase()} · ${wired}`, note: empty || w[`note_${key}`], scene, table: () => wiringTable(data), code });
    const token = header.tokens[header.step - header.first];
    const where = token ? `${w[`step_${key}`]} “${face(token.text)}”` : w.answer;
    this.detail.show({ ...base, title: where, note: empty || w[`detail_${key}`], scene: detailScene(data, view, theme, this.detail.width(), scene.height), table: () => detailTable(data), code });
    this.beside.show({ ...base, title: w[`beside_${key}`], note: w[`beside_${key}_note`], scene: besideScene(data, view, theme, this.beside.width()), table: () => besideTable(data), code });
    if (this.speak) this.wiring.said.textContent = `${w.step} ${header.step + 1}: ${token ? face(token.text) : ""}`;
    this.speak = false;
  }

  // Python for the number that was last under the pointer, with this run's own values in its first line.
  code(at) {
    const { header } = this.data, { state } = header;
    const i = (at.step ?? header.step + 1) - 1, best = answers.best(this.data, i);
    const values = { text: header.text, name: `${header.family}-${header.cell}`, step: i + 1, answer: header.labels[best] ?? "", temperature: state.temperature, top_k: state.top_k, seed: state.seed, ...at };
    const answer = at.tag ?? at.token;
    if (answer !== undefined) values.answer = header.labels[answer];
    return header.words.code[header.kind].replace(/^(text(?:, \w+)+) = .*$/m, (_, names) => `${names} = ${names.split(", ").map((name) => JSON.stringify(values[name])).join(", ")}`);
  }
}

const CSS = `
.wired{display:grid;gap:.9rem;grid-template-columns:minmax(0,1fr)}
.wired .note{min-height:2.7em}
[hidden]{display:none!important}
@media (min-width:1000px){.wired:not(.alone){grid-template-columns:minmax(0,2.5fr) minmax(0,1fr)}}
@media (max-width:700px){.wired .note{min-height:0}}
`;

export default mount(View);
