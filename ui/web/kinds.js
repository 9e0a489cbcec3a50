// The strip of kinds: the classical little diagrams, inputs below, states between, answers above. The one that is on is
// what the page shows; pressing another shows that.
import { arrow } from "./arrow.js";
import { paint, Scene } from "./scene.js";
import { button, element, say, set } from "./tools.js";

const SHAPES = {
  "one-to-one": { inputs: [0], states: 1, outputs: [0] },
  "one-to-many": { inputs: [0], states: 3, outputs: [0, 1, 2], fed: true },
  "many-to-one": { inputs: [0, 1, 2], states: 3, outputs: [2] },
  "encoder-decoder": { inputs: [0, 1, 2], states: 5, outputs: [2, 3, 4] },
  aligned: { inputs: [0, 1, 2], states: 3, outputs: [0, 1, 2], both: true },
};

export class Kinds {
  constructor(host, action) {
    this.style = element("style", { textContent: CSS });
    this.strip = element("div", { className: "kinds" });
    this.strip.setAttribute("role", "tablist");
    this.tabs = Object.keys(SHAPES).map((kind) => {
      const tab = button(() => action(kind), kind), canvas = element("canvas"), name = element("span", { className: "name" }), what = element("span", { className: "what" });
      tab.setAttribute("role", "tab");
      tab.disabled = kind === "one-to-one";
      tab.append(canvas, element("span", { className: "words" }, name, what));
      return { kind, tab, canvas, name, what };
    });
    this.strip.append(...this.tabs.map((t) => t.tab));
    this.strip.addEventListener("keydown", (e) => this.walk(e, action));
    host.append(this.style, this.strip);
  }

  walk(e, action) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key], free = this.tabs.filter((t) => !t.tab.disabled);
    if (!step) return;
    const here = free.findIndex((t) => t.tab === e.target), next = free[(here + step + free.length) % free.length];
    e.preventDefault();
    next.tab.focus();
    action(next.kind);
  }

  show(kind, words, theme) {
    const chosen = this.tabs.find((t) => t.kind === kind).tab;
    if (this.kind !== kind) (this.kind = kind), requestAnimationFrame(() => (this.strip.scrollLeft = chosen.offsetLeft - this.strip.offsetLeft - 40));
    for (const { kind: mine, tab, canvas, name, what } of this.tabs) {
      const key = mine.replace(/-/g, "_"), on = mine === kind;
      say(name, words[`kind_${key}`]);
      say(what, words[`kind_${key}_is`]);
      set(tab, "aria-selected", on);
      set(tab, "tabindex", on ? 0 : -1);
      const state = `${theme.mode} ${theme.size} ${on}`;
      if (canvas.dataset.state === state) continue;
      canvas.dataset.state = state;
      paint(diagram(SHAPES[mine], theme, on), canvas);
    }
  }
}

function diagram({ inputs, states, outputs, fed, both }, theme, on) {
  const s = theme.size, w = s * 0.62, pitch = s * 1.12, scene = new Scene(states * pitch + 2, s * 3.1, theme);
  const colour = on ? theme.background : theme.text, x = (k) => 1 + k * pitch + (pitch - w) / 2, rows = [s * 2.4, s * 1.25, s * 0.1];
  const box = (k, row, style) => scene.rect(x(k), rows[row], w, s * 0.6, { round: 2, stroke: colour, width: 1.2, ...style });
  const style = { stroke: colour, width: 1 };
  for (let k = 0; k < states; k++) {
    box(k, 1, { fill: on ? theme.background : theme.faint });
    if (k + 1 < states) arrow(scene, [x(k) + w, rows[1] + s * 0.3], [x(k + 1), rows[1] + s * 0.3], style);
    if (k + 1 < states && both) arrow(scene, [x(k + 1), rows[1] + s * 0.48], [x(k) + w, rows[1] + s * 0.48], style);
  }
  for (const k of inputs) box(k, 0, {}), arrow(scene, [x(k) + w / 2, rows[0]], [x(k) + w / 2, rows[1] + s * 0.62], style);
  for (const k of outputs) box(k, 2, { fill: theme.accent }), arrow(scene, [x(k) + w / 2, rows[1]], [x(k) + w / 2, rows[2] + s * 0.62], style);
  if (fed) for (const k of [0, 1]) scene.line([[x(k) + w, rows[2] + s * 0.3], [x(k + 1) + w / 2, rows[1] + s * 0.62]], { ...style, curve: "across", dash: [2, 2] });
  return scene;
}

const CSS = `
.kinds{display:flex;flex-wrap:wrap;gap:.4rem}
.kinds button{display:flex;align-items:center;gap:.55em;padding:.3em .65em;text-align:left;flex:1 1 auto;white-space:normal;line-height:1.25;min-width:0}
.kinds canvas{flex:none}
.kinds .name{display:block;font-weight:650}
.kinds .what{display:block;opacity:.85}
.kinds button:disabled{opacity:.6;border-style:dashed}
@media (max-width:700px){.kinds{flex-wrap:nowrap;overflow-x:auto}.kinds button{flex:none}.kinds .what{display:none}}
@media (max-width:1500px){.kinds .what{display:none}}
`;
