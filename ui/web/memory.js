// The live view of the page on memory: what is left of each token, the way of a loss back through time, a net made to
// measure beside the recall curves, and two bags of words. What must be computed is asked of the server.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { backpropScene, backpropTable } from "./backprop.js";
import { bagSaid, bagScene, bagTable, sameBag } from "./bag.js";
import { recallScene, recallTable, vanishingScene, vanishingTable } from "./curves.js";
import { half, horizonOf, horizonScene, horizonTable } from "./horizon.js";
import { Lab, SLIDERS } from "./lab.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { NAMES } from "./walks.js";
import { unpack } from "./wire.js";

const TYPED = 400; // ms the second sentence is the browser's own before an answer may write to its box

class View extends Live {
  constructor(host) {
    super(host);
    this.log = address.read("scale") === "log";
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.build();
  }

  build() {
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.host.append(this.notice);
    const on = { hover: (mark) => this.point(mark), pick: (hit) => hit.mark && this.end(hit.mark.col) };
    const panel = (parent, id, more = {}) => new Panel(parent, id, more);
    this.horizon = panel(this.host, "horizon", { ...on, key: (e) => this.key(e) });
    this.backprop = panel(this.host, "backprop", { ...on, key: (e) => this.key(e) });
    const pair = element("div", { className: "row pair" });
    this.host.append(pair);
    this.vanishing = panel(pair, "vanishing", { key: (e) => this.along(e) });
    this.recall = panel(pair, "recall");
    this.bag = panel(this.host, "bag");
    this.models = element("span", { className: "group" });
    this.scales = choice(["linear", "log"], (scale) => ((this.log = scale === "log"), this.changed()));
    this.last = button(() => this.end(0), "last");
    this.horizon.tools.append(this.models, this.scales.group, this.last);
    this.targets = element("span", { className: "group" });
    this.question = element("span");
    this.backprop.tools.append(this.question, this.targets);
    this.lab = new Lab(this, this.vanishing);
    this.second = element("input", { type: "text", name: "second", maxLength: 200, className: "second" });
    this.second.addEventListener("input", () => ((this.typed = performance.now()), this.ask({ text2: this.second.value, shuffle: 0 })));
    this.secondLabel = element("span");
    this.backwards = button(() => this.ask({ text2: "", shuffle: 0 }), "backwards");
    this.shuffle = button(() => this.ask({ text2: "", shuffle: this.state.shuffle + 1 }), "shuffle");
    this.bag.tools.append(element("label", { className: "grow" }, this.secondLabel, this.second), this.backwards, this.shuffle);
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, same = (wanted) => Object.entries(wanted).every(([name, value]) => header.state[name] === value);
    this.state = this.asking.answered(same) ? header.state : this.state;
    say(this.notice, header.notice);
    this.keep();
    this.redraw();
    this.host.dataset.text = header.text;
  }
  ask(change) {
    this.state = { ...this.state, ...change };
    this.asking.ask(this.state);
    this.changed();
  }
  end(t) {
    this.ask({ end: t === this.state.end ? 0 : t });
  }
  keep() {
    const { state } = this, values = { scale: [this.log ? "log" : "linear", "linear"] };
    const first = { end: 0, target: this.data.header.classes.length - 1, text2: "", shuffle: 0, activation: "tanh", start: "random", seed: 0 };
    for (const [name, { first: value }] of Object.entries(SLIDERS)) first[name] = value;
    for (const [name, value] of Object.entries(first)) values[name] = [String(state[name]), String(value)];
    if (this.chose) values.model = [state.model];
    address.write(values);
  }
  changed() {
    this.keep();
    this.draw();
  }
  point(mark) {
    this.hover = mark;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  // Left and right walk the tokens, Enter makes one the end, Escape the last.
  key(e) {
    const { first, tokens, end } = this.data.header, across = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (e.key === "Escape") return (this.step = null), this.end(0), true;
    if (e.key === "Enter" && this.step) return this.end(this.step), true;
    if (!across || !tokens.length) return false;
    this.step = Math.max(first + 1, Math.min(first + tokens.length, (this.step ?? end + (across > 0 ? -1 : 1)) + across));
    this.hover = null;
    this.draw();
    this.horizon.walk(() => (this.step ? this.horizon.picture.scene.find("lstm", this.step) : null));
    return true;
  }
  along(e) {
    const across = { ArrowLeft: -1, ArrowRight: 1 }[e.key], n = this.data.arrays["vanishing.rnn"].shape[0];
    if (!across) return false;
    this.labStep = Math.max(1, Math.min(n, (this.labStep ?? n) + across));
    this.draw();
    this.vanishing.walk(() => this.vanishing.picture.scene.find(Math.min(this.labStep, n)));
    return true;
  }

  group(element, values, chosen, action) {
    const wanted = JSON.stringify(values);
    if (element.dataset.values !== wanted) {
      element.dataset.values = wanted;
      element.replaceChildren(...values.map(([value, text]) => Object.assign(button(() => action(value), value), { textContent: text })));
    }
    for (const b of element.children) set(b, "aria-pressed", b.value === String(chosen));
  }
  controls() {
    const { state, data: { header } } = this, w = header.words;
    this.group(this.models, Object.entries(header.families), state.model, (model) => ((this.chose = true), this.ask({ model, end: 0, target: -1 })));
    this.group(this.targets, header.classes.map((name, k) => [String(k), name]), state.target, (k) => this.ask({ target: +k }));
    for (const b of this.scales.buttons) say(b, w[b.value]), set(b, "aria-pressed", (b.value === "log") === this.log);
    say(this.last, w.to_end);
    this.last.disabled = !state.end;
    say(this.question, w.loss_of);
    this.lab.show(state, w);
    say(this.secondLabel, w.second);
    say(this.backwards, w.backwards);
    say(this.shuffle, w.shuffle);
    this.second.placeholder = header.second;
    const mine = this.bag.root.getRootNode().activeElement === this.second || performance.now() - (this.typed ?? 0) < TYPED;
    if (!mine || !state.text2) if (this.second.value !== state.text2) this.second.value = state.text2;
  }

  // A scene that does not follow the typing is made again only when what it shows has changed.
  kept(name, parts, make) {
    const key = JSON.stringify([this.theme, this.labStep, this.data.header.words.theory, ...parts]), old = (this.scenes ??= {})[name];
    return old?.key === key ? old.scene : (this.scenes[name] = { key, scene: make() }).scene;
  }

  paint() {
    const { data, theme, state } = this, { header } = data, w = header.words, base = { text: header.text, words: w };
    this.controls();
    const within = (t) => (t !== null && t > header.first && t <= header.first + header.tokens.length ? t : null);
    const view = { log: this.log, step: within(this.hover ? this.hover.col : (this.step ?? null)), lab: this.labStep };
    const tall = Math.max(300, Math.min(800, innerHeight * 0.5)), typed = header.tokens.length > 0;
    const values = { text: header.text, model: header.state.model, cell: "lstm", end: header.end, step: Math.max(1, header.first + 1), target: header.state.target, part: "h", second: header.second };
    const code = (file, more = {}) => (at) => assigned(w.code[file], { ...values, ...more, ...at });
    this.horizon.show({
      ...base, title: w.horizon_title, note: w.horizon_note, table: () => horizonTable(data), scene: horizonScene(data, view, theme, this.horizon.width(), tall), code: typed ? code("horizon") : undefined,
      describe: () => header.nets.map(({ cell }) => `${NAMES[cell]}: ${w.half.replace("{count}", half(horizonOf(data, cell)))}`).join(". "),
    });
    this.backprop.show({ ...base, title: w.backprop_title, note: w.backprop_note, table: () => backpropTable(data), scene: backpropScene(data, view, theme, this.backprop.width()), code: typed ? code("backprop") : undefined });
    const setting = ["radius", "length", "activation", "start", "inputs", "forget", "clip", "seed"].map((name) => `${name}=${JSON.stringify(header.state[name])}`).join(", ");
    this.vanishing.show({
      ...base, title: w.vanishing_title, note: w.vanishing_note, table: () => vanishingTable(data), scene: this.kept("vanishing", [setting, this.vanishing.width()], () => vanishingScene(data, view, theme, this.vanishing.width(), theme.size * 22)),
      code: code("vanishing", { setting: { code: `Setting(${setting})` }, curve: "rnn", step: 1 }),
    });
    this.recall.show({ ...base, title: w.recall_title, note: w.recall_note, table: () => recallTable(data), scene: this.kept("recall", [this.recall.width()], () => recallScene(data, view, theme, this.recall.width(), theme.size * 22)) });
    this.bag.show({ ...base, title: w.bag_title, note: sameBag(data) ? w.bag_note : w.bag_differs, table: () => bagTable(data), describe: () => bagSaid(data), scene: bagScene(data, view, theme, this.bag.width()), code: code("bag", { part: "state" }) });
  }
}

export default mount(View);
