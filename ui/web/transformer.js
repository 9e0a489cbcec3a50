// The live view of the Transformer page: what was written, all heads, one head as map and lines, and one thing below.
// The browser owns how things are looked at (look.js); the server is asked for a head, a section, an ablation.
import { Bar } from "./bar.js";
import { fill } from "./code.js";
import { describe, headScene, headTable } from "./head.js";
import { headsScene, headsSize, headsTable, step } from "./heads.js";
import { linesScene, linesTable } from "./lines.js";
import { Look } from "./look.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { queryScene, queryTable } from "./query.js";
import { tokensScene, tokensTable } from "./tokens.js";
import { treeScene, treeTable } from "./tree.js";
import { vectorsScene, vectorsTable } from "./vectors.js";
import { derive, rowOf } from "./view.js";
import { unpack } from "./wire.js";

const PATIENCE = 1500; // ms until what was asked for is asked for again
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class View extends Live {
  constructor(host) {
    super(host);
    this.look = new Look();
    this.hover = null;
    this.build();
    this.broad = matchMedia("(min-width:1000px)");
  }

  build() {
    const add = (tag, className, parent = this.host) => {
      const e = document.createElement(tag);
      e.className = className;
      parent.append(e);
      return e;
    };
    this.alarm = add("p", "alarm");
    this.alarm.setAttribute("role", "alert");
    this.notice = add("p", "notice");
    this.notice.setAttribute("role", "status");
    // Rows of the translation are rows of the decoder: they say nothing about the encoder's.
    const written = (mark) => (mark && this.data.header.selected.startsWith("encoder") ? null : mark);
    const panel = (parent, id, of = (mark) => mark) => {
      const made = new Panel(parent, id, {
        hover: (mark) => this.point(of(mark)), pick: (hit) => hit.mark && this.pin(of(hit.mark)), key: (e) => this.walk(e, made),
      });
      return made;
    };
    this.tokens = panel(this.host, "translation", written);
    this.tokens.below = true;
    this.tokens.title.after(this.tokens.note);
    this.tokens.note.classList.add("aside");
    const main = add("div", "row main");
    this.heads = new Panel(main, "heads", {
      pick: (hit, e) => (e.shiftKey ? this.ablate(hit.id) : this.choose(hit.id)),
      key: (e) => this.step(e),
    });
    this.head = panel(main, "head");
    this.lines = panel(main, "lines");
    const foot = add("div", "below");
    this.bar = new Bar(this, foot);
    this.below = panel(foot, "below");
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, answer = { head: header.selected, below: header.below, ablated: header.ablated, restored: header.restored };
    if (header.restored > this.state?.restored) this.wanted = null; // put back as trained, by the button above
    if (this.wanted && JSON.stringify(this.wanted) !== JSON.stringify(answer) && this.asked < 4) {
      if (performance.now() - this.when > PATIENCE) this.send();
    } else this.wanted = null;
    this.state = this.wanted ?? answer;
    this.look.keep(this.state);
    if (this.alarm.textContent !== header.alarm) this.alarm.textContent = header.alarm;
    if (this.notice.textContent !== header.notice) this.notice.textContent = header.notice;
    this.redraw();
    this.host.dataset.text = header.text;
  }

  ask(change) {
    this.wanted = this.state = { ...this.state, ...change };
    this.asked = 0;
    this.send();
    this.changed();
  }
  send() {
    this.asked += 1;
    this.when = performance.now();
    this.component.setStateValue("ask", this.wanted);
  }
  // The viewer looks differently.
  changed() {
    this.look.keep(this.state);
    this.draw();
  }
  choose(id) {
    this.look.extra = [];
    this.look.named = true;
    this.ask({ head: id });
  }
  ablate(id) {
    const off = this.state.ablated;
    this.ask({ ablated: off.includes(id) ? off.filter((h) => h !== id) : [...off, id].sort() });
  }
  point(mark) {
    this.hover = mark;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw(true));
  }
  pin(mark) {
    if (!mark) return;
    const same = this.look.row === mark.row && this.look.col === mark.col;
    [this.look.row, this.look.col] = same ? [null, null] : [mark.row, mark.col];
    this.changed();
  }

  // Arrow keys walk the heads; x or Delete switches one off.
  step(e) {
    const [layers, heads] = this.data.arrays.encoder.shape, next = step(this.state.head, e.key, layers, heads);
    if (next) this.choose(next);
    else if (e.key === "x" || e.key === "Delete") this.ablate(this.state.head);
    else return false;
    const [side, layer, head] = this.state.head.split("."), w = this.data.header.words;
    this.heads.said.textContent = `${w[side]}, ${w.layer} ${layer}, ${w.head} ${head}${this.state.ablated.includes(this.state.head) ? ", " + w.ablated : ""}`;
    return true;
  }
  // Arrow keys walk the cells of the head as they are shown; Escape lets go.
  walk(e, panel) {
    const { rows, cols } = this.m, look = this.look;
    if (e.key === "Escape") [look.row, look.col] = [null, null];
    else if (MOVES[e.key] && rows.length && cols.length) {
      const [down, across] = MOVES[e.key];
      const next = (groups, position, d) => {
        const here = position === null ? -1 : rowOf(groups, position);
        return groups[here < 0 ? 0 : Math.max(0, Math.min(groups.length - 1, here + d))].members[0];
      };
      [look.row, look.col] = [next(rows, look.row, down), next(cols, look.col, across)];
    } else return false;
    panel.pointer = this.hover = null;
    this.changed();
    if (panel === this.head) panel.walk(() => this.cell());
    else panel.said.textContent = this.cell()?.hit.tip ?? "";
    return true;
  }
  cell() {
    const { row, col } = this.look, i = row === null ? -1 : rowOf(this.m.rows, row), j = col === null ? -1 : rowOf(this.m.cols, col);
    return i < 0 || j < 0 ? null : this.head.picture.scene.cell(i, j);
  }

  refit() {
    this.wide = this.host.clientWidth;
    super.refit();
  }
  redraw() {
    this.wide ??= this.host.clientWidth;
    super.redraw();
  }

  // `hovering`: only what follows the pointer is drawn again.
  paint(hovering) {
    const { data, look, theme } = this, { header } = data, w = header.words;
    const [side, layer, head] = header.selected.split("."), [rows, cols] = data.arrays.weights.shape, heads = data.arrays.layer.shape[0];
    const within = (v, n) => (v !== null && v < n ? v : null), marked = this.hover ?? look;
    const lines = [...new Set([+head, ...look.extra])].filter((h) => h <= heads);
    const view = { ...look, row: within(marked.row, rows), col: within(marked.col, cols), side, head: +head, id: this.state.head, lines };
    if (view.mean || view.merge) view.stage = "weights";
    const m = (this.m = derive(data, view)), base = { text: header.text, words: w };
    const tall = Math.max(330, Math.min(760, innerHeight * 0.53));
    const off = header.ablated.includes(header.selected) ? ` · ${w.ablated}` : "";
    const name = `${w[side]} · ${w.layer} ${layer} · ${look.mean ? w.mean : `${w.head} ${head}${off}`}`;
    if (!hovering) {
      this.bar.show(view, heads);
      const room = this.wide * (this.broad.matches ? 0.36 : 1), [layers, all] = data.arrays.encoder.shape;
      this.column(headsSize(layers, all, theme, tall, room).width);
      const scene = headsScene(data, view, theme, tall, room);
      this.heads.show({ ...base, title: w.heads_title, note: w.heads_note, table: () => headsTable(data), scene, code: (at) => attention(at) });
    }
    // Python for a number of this run: `cell` is the marked or first one, where the pointer has not been on another.
    const code = (file) => ({ stage, ...at }) => fill(w.code[file], header, { side, stage: stage ?? view.stage }, { ...this.first(view), ...at });
    const attention = code(look.mean ? "mean" : "attention");
    const written = tokensScene(data, view, theme, this.tokens.width());
    this.tokens.show({ ...base, title: `${w.translation}: ${header.translation}`, note: header.written.length ? w.translation_note : w.empty, table: () => tokensTable(data), scene: written, code: header.written.length ? code("translation") : undefined });
    const notes = [w.notes[view.stage], look.mean && w.note_mean, look.merge && w.note_merge, !look.special && w.note_special];
    const below = (threshold) => threshold > 0 && w.note_threshold.replace("{threshold}", threshold.toFixed(threshold < 0.05 ? 3 : 2));
    const hidden = view.stage === "weights" && below(look.threshold), lined = linesScene(data, view, m, theme, this.lines.width(), tall);
    const join = (...parts) => parts.filter(Boolean).join(" ");
    this.head.show({
      ...base, title: name, note: join(...notes, hidden), table: () => headTable(data, m),
      scene: headScene(data, view, m, theme, this.head.width(), tall), describe: () => describe(header, m, view), code: attention,
    });
    this.lines.show({
      ...base, title: w.lines_title, note: join(w.lines_note, below(lined.threshold)), table: () => linesTable(data, view, m), scene: lined, code: attention,
    });
    if (!hovering || header.below === "query") this.below.soon(() => this.drawBelow(view, { ...base, code }, name));
  }

  // The numbers, from 1, of what is marked, or of the first of everything.
  first({ row, col }) {
    const [vector] = this.data.header.vectors;
    return { query: (row ?? 0) + 1, key: (col ?? 0) + 1, step: (row ?? 0) + 1, token: (row ?? 0) + 1, unit: 1, hypothesis: this.data.header.written_ids.slice(0, 1), ...vector?.at };
  }

  // The first column is as wide as all heads need, whatever their labels say.
  column(width) {
    if (this.columnWidth === width) return;
    this.columnWidth = width;
    this.host.style.setProperty("--heads", `${width}px`);
    for (const panel of [this.heads, this.head, this.lines]) panel.wide = 0;
  }

  drawBelow(view, base, name) {
    const { data, theme } = this, { header } = data, section = header.below, width = this.below.width();
    const pictures = {
      query: () => [name, queryScene(data, view, theme, width), () => queryTable(data, view)],
      block: () => [`${view.side === "encoder" ? header.words.stack_encoder : header.words.stack_decoder} · ${header.words.layer} ${header.selected.split(".")[1]}`, vectorsScene(data, view, theme, width, 2), () => vectorsTable(data)],
      positions: () => ["", vectorsScene(data, view, theme, width, 3), () => vectorsTable(data)],
      tree: () => (header.tree ? ["", treeScene(data, view, theme, width), () => treeTable(data)] : pictures.query()),
    };
    const [where, scene, table] = pictures[section](), shown = section === "tree" && !header.tree ? "query" : section;
    const title = [header.words.below[shown], where].filter(Boolean).join(" · ");
    const file = { query: "attention", tree: "tree" }[shown] ?? shown;
    this.below.show({ ...base, code: base.code(file), title, note: header.words.below_notes[shown], scene, table });
  }
}

export default mount(View);
