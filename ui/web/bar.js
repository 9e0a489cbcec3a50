// The controls inside the Transformer's pictures: what is switched off, the stage, how to look, which heads, what below.
import { inkOn } from "./scales.js";
import { button, choice, element, say, set, tick } from "./tools.js";
import { STAGES } from "./view.js";

const BELOW = ["query", "block", "positions", "tree"];

export class Bar {
  constructor(view, foot) {
    this.view = view;
    const { look, heads, head, lines } = view;
    const change = (name) => (value) => ((look[name] = value), view.changed());
    this.ablate = button(() => view.ablate(view.state.head), "ablate");
    this.restore = button(() => view.ask({ ablated: [] }), "restore");
    heads.tools.append(this.ablate, this.restore);
    this.stages = choice(STAGES, change("stage"));
    head.tools.append(this.stages.group);
    this.ticks = ["merge", "special", "mean"].map((name) => tick(name, change(name)));
    this.slider = element("input", { type: "range", name: "threshold", min: 0, max: 0.95, step: 0.05 });
    this.slider.addEventListener("input", () => change("threshold")(+this.slider.value));
    this.sliderText = element("span");
    this.drawer = head.drawer();
    this.drawer.box.append(...this.ticks.map((t) => t.label), element("label", {}, this.sliderText, this.slider));
    this.also = element("span", { className: "group heads" });
    lines.tools.append(this.also);
    this.below = choice(BELOW, (below) => view.ask({ below }), "tablist");
    this.below.group.classList.add("tabs");
    this.below.buttons.forEach((b) => b.setAttribute("role", "tab"));
    foot.append(this.below.group);
  }

  show(view, count) {
    const { data, look, state } = this.view, { header } = data, w = header.words;
    say(this.ablate, state.ablated.includes(state.head) ? w.restore_one : w.ablate);
    say(this.restore, w.restore);
    this.restore.disabled = !state.ablated.length;
    for (const b of this.stages.buttons) {
      say(b, w[b.value]);
      set(b, "aria-pressed", b.value === view.stage);
      b.disabled = (look.mean || look.merge) && b.value !== "weights";
    }
    for (const t of this.ticks) say(t.text, w[t.name]), (t.box.checked = look[t.name]);
    say(this.sliderText, `${w.threshold} ${look.threshold.toFixed(2)}`);
    this.slider.value = look.threshold;
    say(this.drawer.label, w.options);
    for (const b of this.below.buttons) {
      say(b, w.below[b.value]);
      set(b, "aria-selected", b.value === state.below);
      b.hidden = b.value === "tree" && !header.tree;
    }
    this.showHeads(view, count);
  }

  // A button for each head of the layer: press to lay its lines over the chosen head's.
  showHeads(view, count) {
    const { look, data, theme } = this.view, w = data.header.words;
    while (this.also.childElementCount < count) {
      const h = this.also.childElementCount + 1;
      this.also.append(element("button", { type: "button", textContent: h, value: h, onclick: () => this.toggle(h) }));
    }
    while (this.also.childElementCount > count) this.also.lastChild.remove();
    [...this.also.children].forEach((b, k) => {
      const colour = theme.heads[k % theme.heads.length];
      set(b, "style", `--c:${colour};--ink:${inkOn(colour)}`);
      set(b, "aria-pressed", view.lines.includes(k + 1));
      set(b, "aria-label", `${w.head} ${k + 1}`);
      b.disabled = look.mean;
    });
  }

  toggle(h) {
    const { look, data } = this.view;
    if (h === +data.header.selected.split(".")[2]) return;
    look.extra = look.extra.includes(h) ? look.extra.filter((x) => x !== h) : [...look.extra, h];
    this.view.changed();
  }
}
