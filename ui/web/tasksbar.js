// The controls inside the picture of the tasks page: which net, which step, what colours the boxes, how it writes.
import { button, choice, element, say, set } from "./tools.js";

export class Controls {
  constructor(view) {
    this.view = view;
    this.models = element("span", { className: "group" });
    this.cells = choice(["rnn", "lstm", "gru"], (cell) => view.ask({ cell }));
    this.back = button(() => view.go(view.here() - 1), "back");
    this.on = button(() => view.go(view.here() + 1), "on");
    this.playing = button(() => view.play(), "play");
    this.newest = button(() => view.go(null), "newest");
    this.steps = element("span", { className: "group" }, this.back, this.playing, this.on, this.newest);
    this.unit = element("input", { type: "number", name: "unit", min: 0, step: 1 });
    this.unit.addEventListener("change", () => view.ask({ unit: this.bounded(this.unit) }));
    this.unitText = element("span");
    this.temperature = this.slider("temperature", 0.1, 2, 0.1);
    this.top_k = this.slider("top_k", 0, 50, 1);
    this.again = button(() => view.ask({ seed: (view.state.seed + 1) % 10000, step: null }), "again");
    this.seed = element("input", { type: "number", name: "seed", min: 0, max: 9999, step: 1 });
    this.seed.addEventListener("change", () => view.ask({ seed: this.bounded(this.seed), step: null }));
    this.seedText = element("span");
    this.writing = element("span", { className: "writing" }, this.temperature.label, this.top_k.label, element("label", {}, this.seedText, this.seed), this.again);
    this.unitLabel = element("label", {}, this.unitText, this.unit);
    view.wiring.tools.append(this.models, this.cells.group, this.steps, this.unitLabel, this.writing);
    view.wiring.tools.append(element("style", { textContent: "input[type=number]{font:inherit;width:4.2em;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.1em .3em;min-height:1.8em}.writing{display:flex;flex-wrap:wrap;gap:.35rem .8rem;align-items:center}.writing label:has([type=range]) span{min-width:8.2em}" }));
  }

  slider(name, min, max, step) {
    const input = element("input", { type: "range", name, min, max, step }), text = element("span");
    input.addEventListener("input", () => this.view.ask({ [name]: +input.value }));
    return { input, text, label: element("label", {}, text, input) };
  }
  bounded(input) {
    const value = Math.round(Number(input.value));
    return Math.max(0, Math.min(+input.max || 0, Number.isFinite(value) ? value : 0));
  }

  show() {
    const { view } = this, { state } = view, { header } = view.data, w = header.words;
    const live = header.family !== "" && state.kind === header.kind, writes = live && header.kind === "one-to-many";
    this.showModels(header, w);
    this.cells.group.hidden = this.steps.hidden = this.unitLabel.hidden = !live;
    this.writing.hidden = !writes;
    for (const b of this.cells.buttons) say(b, b.value.toUpperCase()), set(b, "aria-pressed", b.value === state.cell);
    const step = view.here();
    for (const [b, text, title, off] of [
      [this.back, "◀", w.back, step <= 0], [this.playing, view.playing ? "❚❚" : "▶▶", view.playing ? w.stop : w.play, header.length < 2],
      [this.on, "▶", w.on, step >= header.length - 1], [this.newest, w.newest, w.newest, state.step === null],
    ]) say(b, text), set(b, "title", title), set(b, "aria-label", title), (b.disabled = off);
    say(this.unitText, w.colour_by);
    this.unit.max = header.wiring.units;
    this.unit.title = w.unit_hint;
    this.value(this.unit, state.unit);
    if (!writes) return;
    say(this.temperature.text, `${w.temperature} τ ${state.temperature.toFixed(1)}`);
    say(this.top_k.text, `top-k ${state.top_k || w.off}`);
    say(this.seedText, "");
    say(this.seedText, w.seed);
    say(this.again, w.again);
    this.value(this.temperature.input, state.temperature);
    this.value(this.top_k.input, state.top_k);
    this.seed.max = 9999;
    this.value(this.seed, state.seed);
  }

  // What somebody is typing into is left alone.
  value(input, value) {
    if (input.getRootNode().activeElement !== input || input.type === "range") if (+input.value !== value || input.value === "") input.value = value;
  }

  showModels(header, w) {
    const names = header.families.join();
    if (this.names !== names) {
      this.names = names;
      this.models.replaceChildren(...header.families.map((family) => button(() => this.view.ask({ model: family, step: null, unit: 0 }), family)));
    }
    for (const b of this.models.children) {
      say(b, w[`family_${b.value.replace("-", "_")}`] ?? b.value);
      set(b, "aria-pressed", b.value === (this.view.state.model || header.family));
    }
  }
}
