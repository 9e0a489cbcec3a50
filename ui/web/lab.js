// The sliders of the net made to measure, and what else the page on memory asks of the server.
import { button, choice, element, say, set } from "./tools.js";

export const SLIDERS = {
  radius: { min: 0.1, max: 2, step: 0.05, digits: 2, first: 0.8 },
  length: { min: 5, max: 100, step: 5, digits: 0, first: 40 },
  inputs: { min: 0, max: 2, step: 0.1, digits: 1, first: 0.1 },
  forget: { min: -3, max: 6, step: 0.5, digits: 1, first: 1 },
  clip: { min: 0, max: 5, step: 0.1, digits: 1, first: 0 },
};

export class Lab {
  constructor(view, panel) {
    this.view = view;
    this.activation = choice(["tanh", "relu"], (activation) => view.ask({ activation }));
    this.start = choice(["random", "orthogonal", "identity"], (start) => view.ask({ start }));
    this.sliders = Object.entries(SLIDERS).map(([name, { min, max, step }]) => {
      const input = element("input", { type: "range", name, min, max, step }), text = element("span", { className: "said" });
      input.addEventListener("input", () => view.ask({ [name]: +input.value }));
      return { name, input, text, label: element("label", {}, text, input) };
    });
    this.again = button(() => view.ask({ seed: (view.state.seed + 1) % 100 }), "seed");
    panel.tools.append(this.activation.group, this.start.group, this.again, ...this.sliders.map((s) => s.label));
  }

  show(state, w) {
    for (const b of [...this.activation.buttons, ...this.start.buttons]) {
      say(b, w[b.value]);
      set(b, "aria-pressed", [state.activation, state.start].includes(b.value));
    }
    say(this.again, w.seed);
    for (const { name, input, text } of this.sliders) {
      const value = state[name], shown = name === "clip" && !value ? w.off : value.toFixed(SLIDERS[name].digits).replace("-", "−");
      say(text, `${w[name]} ${shown}`);
      if (+input.value !== value) input.value = value;
    }
  }
}
