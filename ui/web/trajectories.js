// The live view of the page on trajectories: the paths of one sentence or two through three nets, and what the nets think
// after each token. The browser owns how things are looked at; the server is asked for another family of nets.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { chancesScene, chancesTable } from "./chances.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { pathsSaid, pathsScene, pathsTable } from "./paths.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set, tick } from "./tools.js";
import { NAMES } from "./walks.js";
import { unpack } from "./wire.js";

const TURN = [-0.6, 0.35]; // how the box stands at first: radians about the upright axis, and towards the viewer
const CELLS = ["rnn", "lstm", "gru"];

class View extends Live {
  constructor(host) {
    super(host);
    const turn = address.read("turn").split(",").map(Number), step = address.read("step"), net = address.read("net");
    this.look = {
      solid: address.read("view") === "3d",
      net: CELLS.includes(net) ? net : "",
      turn: turn.length === 2 && turn.every(Number.isFinite) ? turn : [...TURN],
      step: /^\d{1,5}$/.test(step) ? +step : null,
      sentence: address.read("of") === "2" ? 1 : 0,
      cloud: address.read("cloud", "1") !== "0",
      ghost: address.read("ghost", "1") !== "0",
    };
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.build();
  }

  build() {
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.host.append(this.notice);
    const on = { hover: (mark) => this.point(mark), pick: (hit) => this.pick(hit) };
    this.paths = new Panel(this.host, "paths", { ...on, key: (e) => this.key(e, this.paths) });
    this.chances = new Panel(this.host, "chances", { ...on, key: (e) => this.key(e, this.chances) });
    const change = (name) => (value) => ((this.look[name] = value), this.changed());
    this.models = element("span", { className: "group" });
    this.nets = choice(["", ...CELLS], change("net"));
    this.views = choice(["2d", "3d"], (value) => change("solid")(value === "3d"));
    this.ticks = ["cloud", "ghost"].map((name) => tick(name, change(name)));
    this.upright = button(() => change("turn")([...TURN]), "upright");
    this.paths.tools.append(this.models, this.views.group, this.nets.group, ...this.ticks.map((t) => t.label), this.upright);
    this.drag();
  }

  // The box follows the pointer; a click without a move is a click.
  drag() {
    const { canvas } = this.paths;
    let from = null;
    canvas.addEventListener("pointerdown", (e) => this.look.solid && (from = { x: e.clientX, y: e.clientY, turn: [...this.look.turn], moved: false }));
    addEventListener("pointermove", (e) => {
      if (!from) return;
      const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
      if (!from.moved && Math.hypot(dx, dy) < 4) return;
      from.moved = true;
      this.turn(from.turn[0] + dx * 0.008, from.turn[1] + dy * 0.008);
    });
    addEventListener("pointerup", () => {
      this.dragged = from?.moved;
      if (from?.moved) this.keep();
      from = null;
    });
  }
  turn(yaw, pitch) {
    const whole = 2 * Math.PI, round = (v) => Math.round(v * 100) / 100;
    this.look.turn = [round(((((yaw + Math.PI) % whole) + whole) % whole) - Math.PI), round(Math.max(-1.57, Math.min(1.57, pitch)))];
    this.paths.pointer = null;
    this.soon();
  }

  update(component) {
    this.component = component;
    const before = this.data;
    this.data = unpack(component.data);
    const { header } = this.data, words = header.tokens[0].join("\n");
    this.asking.answered((wanted) => wanted.model === header.state.model);
    if (before && before.header.state.model !== header.state.model) this.before = null;
    else if (before && before.header.tokens[0].join("\n") !== words)
      this.before = Object.fromEntries(header.nets.map(({ cell }) => [cell, before.arrays[`${cell}.0.points`]]));
    say(this.notice, header.notice);
    this.redraw();
    this.host.dataset.text = header.text;
    this.host.dataset.text2 = header.text2;
  }

  keep() {
    const { look } = this, turned = look.turn.join(",");
    address.write({
      view: [look.solid ? "3d" : "2d", "2d"], net: [look.net], turn: [look.solid && turned !== TURN.join(",") ? turned : ""], step: [look.step === null ? "" : String(look.step)],
      of: [look.step !== null && look.sentence ? "2" : ""], cloud: [look.cloud ? "1" : "0", "1"], ghost: [look.ghost ? "1" : "0", "1"], model: [this.model ?? address.read("model")],
    });
  }
  changed() {
    this.keep();
    this.draw();
  }
  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }
  point(mark) {
    this.hover = mark;
    this.soon();
  }
  // A step is pinned; a net's box becomes large, or small again.
  pick(hit) {
    if (this.dragged) return void (this.dragged = false);
    const { look } = this;
    if (hit.mark) {
      const same = look.step === hit.mark.col && look.sentence === hit.mark.row;
      [look.step, look.sentence] = same ? [null, 0] : [hit.mark.col, hit.mark.row];
    } else if (hit.cell) look.net = look.net === hit.cell ? "" : hit.cell;
    else return;
    this.changed();
  }

  // Left and right walk the steps, up and down the sentences; with Shift they turn the box. Enter enlarges the next net.
  key(e, panel) {
    const { look } = this, { tokens } = this.data.header, n = () => tokens[look.sentence]?.length ?? 0;
    const across = { ArrowLeft: -1, ArrowRight: 1 }[e.key] ?? 0, down = { ArrowUp: -1, ArrowDown: 1 }[e.key] ?? 0;
    if (e.shiftKey && look.solid && (across || down)) {
      this.turn(look.turn[0] + across * 0.1, look.turn[1] + down * 0.1);
      return this.keep(), true;
    }
    if (e.key === "Escape") [look.step, look.sentence, look.net] = [null, 0, ""];
    else if (e.key === "Enter") look.net = ["", ...CELLS][(CELLS.indexOf(look.net) + 2) % 4];
    else if (e.key === "Home" || e.key === "End") look.step = e.key === "Home" ? 0 : n();
    else if (across) look.step = Math.max(0, Math.min(n(), look.step === null ? (across > 0 ? 0 : n()) : look.step + across));
    else if (down && tokens.length > 1) look.sentence = down > 0 ? 1 : 0;
    else return false;
    panel.pointer = this.hover = null;
    this.changed();
    const cell = look.net || CELLS[1];
    if (look.step === null) panel.walk(() => null);
    else if (panel === this.paths) panel.walk(() => this.paths.picture.scene.find(cell, Math.min(look.sentence, tokens.length - 1), Math.min(look.step, n())));
    else panel.said.textContent = this.paths.picture.scene.find(cell, Math.min(look.sentence, tokens.length - 1), Math.min(look.step, n())).hit.tip;
    return true;
  }

  controls() {
    const { look, data: { header } } = this, w = header.words;
    const names = Object.entries(header.families), wanted = names.flat().join();
    if (this.models.dataset.names !== wanted) {
      this.models.dataset.names = wanted;
      this.models.replaceChildren(...names.map(([value, text]) => Object.assign(button(() => this.choose(value), value), { textContent: text })));
    }
    for (const b of this.models.children) set(b, "aria-pressed", b.value === (this.model ?? header.state.model));
    for (const b of this.nets.buttons) say(b, NAMES[b.value] ?? w.all_nets), set(b, "aria-pressed", b.value === look.net);
    for (const b of this.views.buttons) say(b, w[`view_${b.value}`]), set(b, "aria-pressed", (b.value === "3d") === look.solid);
    for (const t of this.ticks) say(t.text, w[`show_${t.name}`]), (t.box.checked = look[t.name]);
    say(this.upright, w.upright);
    this.upright.hidden = !look.solid;
    this.paths.canvas.style.touchAction = look.solid ? "pan-y" : "";
  }
  choose(model) {
    this.model = model;
    this.asking.ask({ model });
    this.changed();
  }

  paint() {
    const { data, theme, look } = this, { header } = data, w = header.words;
    this.controls();
    const marked = this.hover ? { step: this.hover.col, sentence: this.hover.row } : { step: look.step, sentence: look.sentence };
    const sentence = Math.min(marked.sentence, header.tokens.length - 1), step = marked.step === null ? null : Math.min(marked.step, header.tokens[sentence].length);
    const view = { ...look, sentence, step, before: this.before }, base = { text: header.text, words: w };
    const tall = Math.max(340, Math.min(900, innerHeight * 0.56));
    const values = { text: header.text, model: header.state.model, cell: look.net || CELLS[1], step: step ?? header.tokens[0].length, component: 1, label: 1 };
    const code = (file) => (header.tokens[0].length ? (at) => assigned(w.code[file], { ...values, ...at }) : undefined);
    this.paths.show({
      ...base, title: w.title, note: look.solid ? `${w.note} ${w.note_3d}` : w.note, table: () => pathsTable(data), describe: () => pathsSaid(data),
      scene: pathsScene(data, view, theme, this.paths.width(), tall), code: code("path"),
    });
    this.chances.show({
      ...base, title: `${w.chances}${header.tokens.length > 1 ? ` · ${w.sentence} ${sentence + 1}` : ""}`, note: w.chances_note, table: () => chancesTable(data),
      scene: chancesScene(data, view, theme, this.chances.width()), code: code("prediction"),
    });
  }
}

export default mount(View);
