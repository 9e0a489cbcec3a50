// Holding gates: a box with a row for each, for all units or for the chosen one, and a chip for everything that is held.
import { button, choice, element, say, set } from "./tools.js";

const ROWS = ["i", "f", "g", "o", "c", "r", "z", "n", "h"];
const LOWEST = { i: 0, f: 0, o: 0, r: 0, z: 0 }; // the others may be negative

// A clamp as in the address, "f:1" or "f:0.25@17", taken apart; null for anything else.
const parse = (text) => {
  const [, gate, value, unit] = /^(\w):(-?[\d.]+)(?:@(\d+))?$/.exec(text) ?? [];
  return gate ? { gate, value: +value, unit: unit === undefined ? null : +unit } : null;
};
const write = ({ gate, value, unit }) => `${gate}:${+value.toFixed(2)}${unit === null ? "" : `@${unit}`}`;
// Those of all units first, so that a single unit may differ.
const sorted = (clamps) => [...clamps].sort((a, b) => (a.unit !== null) - (b.unit !== null) || a.gate.localeCompare(b.gate) || a.unit - b.unit).map(write);

export class Clamps {
  // view: state.clamps and state.reset as the server knows them, chosen(), ask(change)
  constructor(view, panel, bar) {
    this.view = view;
    this.single = false;
    this.drawer = panel.drawer();
    this.chips = element("span", { className: "chips" });
    this.restore = button(() => view.ask({ clamps: [], reset: "after" }), "restore");
    bar.append(element("span", { className: "push" }), this.chips, this.restore);
    this.scope = choice(["all", "one"], (scope) => ((this.single = scope === "one"), this.show()));
    this.rows = ROWS.map((gate) => this.row(gate));
    this.reset = choice(["after", "before"], (reset) => view.ask({ reset }));
    this.reset.group.classList.add("column");
    this.resetTitle = element("p");
    this.note = element("p", { className: "note" });
    this.drawer.box.classList.add("clamps");
    this.drawer.box.parentElement.addEventListener("toggle", () => this.show());
    this.drawer.box.append(this.note, this.scope.group, ...this.rows.map((row) => row.line), this.resetTitle, this.reset.group);
  }

  row(gate) {
    const name = element("b"), value = element("output");
    const fixed = choice(["free", "0", "1"], (to) => this.hold(gate, to === "free" ? null : +to));
    const slider = element("input", { type: "range", min: LOWEST[gate] ?? -1, max: 1, step: 0.05, name: gate });
    slider.addEventListener("input", () => this.hold(gate, +slider.value));
    return { gate, name, value, fixed, slider, line: element("div", { className: "hold" }, name, fixed.group, slider, value) };
  }

  unit() {
    return this.single ? this.view.chosen().unit + 1 : null;
  }

  hold(gate, value) {
    const unit = this.unit(), others = this.view.state.clamps.map(parse).filter((c) => c && !(c.gate === gate && c.unit === unit));
    this.view.ask({ clamps: sorted(value === null ? others : [...others, { gate, value, unit }]) });
  }

  show() {
    const { view } = this, { header } = view.data, w = header.words, { clamps, reset } = view.state, all = clamps.map(parse).filter(Boolean), unit = this.unit();
    say(this.drawer.label, w.clamp);
    say(this.note, w.clamp_note);
    say(this.restore, w.as_trained_button);
    this.restore.disabled = !clamps.length && reset === "after";
    for (const b of this.scope.buttons) {
      say(b, b.value === "all" ? w.all_units : `${w.only} ${w.unit} ${view.chosen().unit + 1}`);
      set(b, "aria-pressed", (b.value === "one") === this.single);
    }
    for (const { gate, name, value, fixed, slider } of this.drawer.box.parentElement.open ? this.rows : []) {
      const held = all.find((c) => c.gate === gate && c.unit === unit)?.value ?? null;
      say(name, `${gate}  ${w.names[gate]}`);
      set(name, "style", `color:${view.theme.gate[gate]}`);
      for (const b of fixed.buttons) {
        say(b, b.value === "free" ? w.free : b.value);
        set(b, "aria-pressed", b.value === "free" ? held === null : held === +b.value);
        set(b, "aria-label", `${gate} ${b.value === "free" ? w.free : b.value}`);
      }
      set(slider, "aria-label", `${gate} ${w.names[gate]}`);
      if (this.view.idle() || document.activeElement !== slider) slider.value = held ?? (gate in LOWEST ? 0.5 : 0);
      set(slider, "class", held === null ? "off" : "");
      say(value, held === null ? "" : String(held).replace("-", "−"));
    }
    say(this.resetTitle, w.reset_title);
    for (const b of this.reset.buttons) {
      say(b, w[`reset_${b.value}`]);
      set(b, "aria-pressed", b.value === reset);
    }
    const wanted = [...all.map((c) => ({ text: `${c.gate} = ${String(c.value).replace("-", "−")}${c.unit === null ? "" : ` (${w.unit} ${c.unit})`}`, clamp: write(c) })), ...(reset === "before" ? [{ text: w.reset_chip, clamp: "" }] : [])];
    const key = JSON.stringify(wanted);
    if (this.chips.dataset.key === key) return;
    this.chips.dataset.key = key;
    this.chips.replaceChildren(...wanted.map(({ text, clamp }) => {
      const chip = button(() => view.ask(clamp ? { clamps: view.state.clamps.filter((c) => c !== clamp) } : { reset: "after" }), clamp);
      chip.textContent = `${text}  ×`;
      chip.className = "chip";
      return chip;
    }));
  }
}
