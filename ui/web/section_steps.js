// The tab that goes through the decoding: right and left go from equation to equation, up and down from step to step.
import { Panel } from "./panel.js";
import { nameOf, stepScene, stepTable } from "./s2s_step.js";
import { plain } from "./s2s_symbols.js";
import { Scene } from "./scene.js";
import { assigned } from "./python.js";
import { isolated } from "./labels.js";
import { button, element, say, set } from "./tools.js";
import * as address from "./address.js";

const SIDES = ["first", "second"];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const number = (text) => (/^\d{1,4}$/.test(text) ? +text : null);
const largest = ({ values }) => values.reduce((best, v, k) => (Math.abs(v) > Math.abs(values[best]) ? k : best), 0);

export class Section {
  constructor(view, host) {
    this.view = view;
    this.k = Math.max(0, (number(address.read("steps_k")) ?? 1) - 1); // the part of the step, from 0
    this.key = number(address.read("steps_j")); // the source token and the unit that are written out, from 1; null: the one that counts most
    this.unit = number(address.read("steps_unit"));
    this.panel = new Panel(host, "steps", { key: (e) => this.press(e.key), pick: (hit) => this.pick(hit) });
    this.nets = element("span", { className: "group" }, ...SIDES.map((side) => button(() => view.ask({ steps_net: side }), side)));
    const moves = [["«", "Home"], ["▴", "ArrowUp"], ["‹", "ArrowLeft"], ["›", "ArrowRight"], ["▾", "ArrowDown"], ["»", "End"]];
    this.moves = moves.map(([text, key]) => Object.assign(button(() => this.press(key), key), { textContent: text }));
    this.place = element("strong");
    this.panel.tools.append(this.nets, element("span", { className: "group" }, ...this.moves), this.place);
  }

  keys() {
    const { state } = this.view;
    return {
      steps_net: [state.steps_net ?? ""], steps_t: [String(state.steps_t ?? 1), "1"], steps_k: [String(this.k + 1), "1"],
      steps_j: [this.key === null ? "" : String(this.key)], steps_unit: [this.unit === null ? "" : String(this.unit)],
    };
  }

  // A key goes on by one part or one step, over the ends of a step too.
  press(key) {
    const { header } = this, move = MOVES[key], last = header.parts.length - 1;
    if (!header.steps || (!move && key !== "Home" && key !== "End")) return false;
    let t = this.step, k = Math.min(this.k, last);
    if (key === "Home") [t, k] = [1, 0];
    else if (key === "End") [t, k] = [header.steps, last];
    else {
      [t, k] = [t + move[0], k + move[1]];
      if (k < 0) [t, k] = t > 1 ? [t - 1, last] : [1, 0];
      if (k > last) [t, k] = t < header.steps ? [t + 1, 0] : [t, last];
      t = Math.max(1, Math.min(header.steps, t));
    }
    this.k = k;
    this.spoken = true;
    if (t === this.step) this.view.changed();
    else this.view.ask({ steps_t: t });
    return true;
  }
  // The step that is asked for, whether or not its numbers are here.
  get step() {
    return Math.min(this.view.state.steps_t ?? 1, this.header.steps);
  }
  pick(hit) {
    if (hit.part) this.k = this.header.parts.indexOf(hit.part);
    for (const name of ["key", "unit"]) if (hit[name] !== undefined) this[name] = this[name] === hit[name] + 1 ? null : hit[name] + 1;
    if (hit.combined !== undefined) this.combined = hit.combined;
    this.view.changed();
  }

  // What is written out: the token, the unit of the state and the unit of h̃ that were chosen, or those that stand out.
  focus(arrays) {
    const chosen = (k, array) => (k !== null && k <= array.values.length ? k - 1 : largest(array));
    return {
      key: arrays.weights ? chosen(this.key, arrays.weights) : 0, unit: chosen(this.unit, arrays.context ?? arrays.s),
      combined: this.combined < arrays.out.values.length ? this.combined : largest(arrays.out),
    };
  }

  paint(header, arrays, base) {
    const { view, panel } = this, { theme } = view, w = base.words;
    this.header = header;
    const names = view.data.header.words;
    this.nets.childNodes.forEach((b, side) => (say(b, names[header.names[side]]), set(b, "aria-pressed", side === header.side), (b.title = w.net)));
    const here = header.t === this.step; // until another step's numbers are here, its part is not shown either
    if (here || this.shown === undefined) this.shown = this.k;
    const k = Math.min(this.shown, header.parts.length - 1), part = header.parts[k], named = nameOf(part, header.net);
    for (const b of this.moves) {
      set(b, "aria-label", w.keys[b.value]);
      b.title = w.keys[b.value];
      b.disabled = !header.steps;
    }
    say(this.place, header.steps ? `${w.step} ${header.t} / ${header.steps} · ${k + 1}  ${w.parts[named]}` : "");
    const shown = { ...base, title: w.title, note: header.steps ? `${w[`note_${named}`]} ${header.net === "none" ? w.alone : ""}` : w.empty, table: () => ({ columns: [w.token], rows: [] }) };
    if (!header.steps) return panel.show({ ...shown, scene: new Scene(panel.width(), theme.size * 40, theme) });
    const seen = { part, t: header.t, ...this.focus(arrays) }, scene = stepScene({ header, arrays }, seen, theme, panel.width(), w);
    const values = { text: base.text.slice(0, 2000), net: header.net, written: { code: `[${header.ids.join(", ")}]` }, part: "out", step: header.t, place: arrays.top.values[header.chosen] + 1 };
    const line = scene.lines[part], saying = `${plain(line.symbols)}; ${plain(line.worked)}`;
    panel.show({
      ...shown, scene, title: `${w.title}: ${names[header.net]}, ${w.reads.replace("{token}", isolated(header.read))}`,
      table: () => stepTable({ header, arrays }, w), describe: () => saying, code: (at) => assigned(w.code.steps, { ...values, ...at }),
    });
    if (this.spoken && here) (panel.said.textContent = `${this.place.textContent}: ${saying}`), (this.spoken = false);
  }
}
