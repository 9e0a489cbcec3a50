// Which head is looked at: a model, one of its stacks, a layer and a head, and buttons that walk through all of them.
import { button, element, say, set } from "./tools.js";

const same = (select, values) => select.options.length === values.length && values.every((value, k) => select.options[k].value === String(value));

// "gpt-en/decoder/2/5", layer and head counted from 1
export function headOf(name) {
  const [, model, side, layer, head] = name.match(/^(.*)\/(\w+)\/(\d+)\/(\d+)$/);
  return { model, side, layer: +layer, head: +head };
}
export const nameOf = ({ model, side, layer, head }) => `${model}/${side}/${layer}/${head}`;

export class Choice {
  // which: "a" or "b", as the address calls it
  constructor(view, which) {
    this.view = view;
    this.which = which;
    this.bar = element("div", { className: `tools picker ${which}` });
    this.badge = element("strong", { className: "badge" }, which.toUpperCase());
    this.selects = Object.fromEntries(["model", "side", "layer", "head"].map((part) => [part, this.select(part)]));
    this.back = button(() => this.walk(-1), "back");
    this.on = button(() => this.walk(1), "on");
    say(this.back, "‹"), say(this.on, "›");
    this.bar.append(this.badge, ...Object.values(this.selects).map((select) => select.label), element("span", { className: "group" }, this.back, this.on));
  }
  select(part) {
    const list = element("select", { name: `${this.which}_${part}` }), plain = part === "model" || part === "side";
    const text = element("span", { className: plain ? "sr" : "" }); // what a model or a stack is called says enough
    list.addEventListener("change", () => this.go({ ...this.head, [part]: part === "layer" || part === "head" ? +list.value : list.value }));
    return { list, text, label: element("label", {}, text, list) };
  }

  // To a head; what the model does not have becomes the nearest that it has.
  go({ model, side, layer, head }) {
    const { shapes } = this.models.find((one) => one.name === model), kept = shapes[side] ? side : Object.keys(shapes)[0];
    const [layers, heads] = shapes[kept];
    this.view.ask({ [this.which]: nameOf({ model, side: kept, layer: Math.min(layer, layers), head: Math.min(head, heads) }) });
  }
  // Through the heads of a model, layer by layer and stack by stack, round and round.
  walk(by) {
    const { shapes } = this.models.find((one) => one.name === this.head.model), all = [];
    for (const [side, [layers, heads]] of Object.entries(shapes)) for (let l = 1; l <= layers; l++) for (let h = 1; h <= heads; h++) all.push({ side, layer: l, head: h });
    const at = all.findIndex((one) => ["side", "layer", "head"].every((part) => one[part] === this.head[part]));
    this.go({ ...this.head, ...all[(at + by + all.length) % all.length] });
  }

  paint(header, name, w) {
    this.models = header.models;
    this.head = headOf(name);
    const { shapes } = this.models.find((one) => one.name === this.head.model), [layers, heads] = shapes[this.head.side];
    const count = (n) => Array.from({ length: n }, (_, k) => [k + 1, k + 1]);
    this.fill("model", this.models.map((one) => [one.name, one.title]), w.model);
    this.fill("side", Object.keys(shapes).map((side) => [side, w[`side_${side}`]]), w.stack);
    this.fill("layer", count(layers), w.layer);
    this.fill("head", count(heads), w.head);
    set(this.back, "aria-label", w.walk_back), set(this.on, "aria-label", w.walk_on);
  }
  fill(part, options, title) {
    const { list, text } = this.selects[part], values = options.map(([value]) => value);
    say(text, title);
    if (!same(list, values)) list.replaceChildren(...values.map((value) => element("option", { value })));
    options.forEach(([, label], k) => say(list.options[k], String(label)));
    list.value = String(this.head[part]);
  }
}

// What B reads, where it is not A's sentence: a line to type into, read at every keystroke.
export class Sentence {
  constructor(view) {
    this.line = element("input", { type: "text", name: "text2", maxLength: 2000, autocomplete: "off", spellcheck: false });
    this.line.addEventListener("input", () => view.ask({ text2: this.line.value }));
    this.text = element("span");
    this.label = element("label", { className: "wide" }, this.text, this.line);
  }
  // What is being typed is never written over.
  paint(value, w) {
    say(this.text, w.reads);
    this.line.placeholder = w.same_sentence;
    if (this.line.getRootNode().activeElement !== this.line && this.line.value !== value) this.line.value = value;
  }
}
