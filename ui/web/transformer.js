// The live view of the Transformer page: what was written, all heads, one head as map and lines, and one thing below.
// The browser owns how things are looked at (kept in the address); the server is asked for a head, a section, an ablation.
import * as address from "./address.js";
import { headScene, headTable } from "./head.js";
import { headsScene, headsTable, step } from "./heads.js";
import { linesScene, linesTable } from "./lines.js";
import { Panel } from "./panel.js";
import { queryScene, queryTable } from "./query.js";
import { HEADS, theme as readTheme } from "./scales.js";
import { dress } from "./style.js";
import { tokensScene, tokensTable, treeScene, treeTable } from "./tokens.js";
import { vectorsScene, vectorsTable } from "./vectors.js";
import { STAGES, derive } from "./view.js";
import { unpack } from "./wire.js";

const BELOW = ["query", "block", "positions", "tree"];
const views = new WeakMap();

class View {
  constructor(host) {
    this.host = host;
    this.look = {
      stage: address.read("stage", "weights"), threshold: +address.read("threshold", "0") || 0,
      special: address.read("special", "1") === "1", merge: address.read("words") === "1", mean: address.read("mean") === "1",
      row: number(address.read("query")), col: number(address.read("key")), extra: address.read("also").split(",").map(Number).filter(Boolean),
    };
    if (!STAGES.includes(this.look.stage)) this.look.stage = "weights";
    this.hover = null;
    this.build();
    new ResizeObserver(() => this.data && this.draw()).observe(host);
  }

  build() {
    const div = (className, parent) => {
      const e = document.createElement("div");
      e.className = className;
      parent.append(e);
      return e;
    };
    this.alarm = Object.assign(document.createElement("p"), { className: "alarm" });
    this.alarm.setAttribute("role", "alert");
    this.notice = Object.assign(document.createElement("p"), { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.host.append(this.alarm, this.notice);
    const mark = (hit) => ((this.hover = hit), this.draw(true));
    const pin = (hit) => {
      if (hit.mark) this.pin(hit.mark);
    };
    const cells = { hover: mark, pick: pin, key: (e) => this.walk(e) };
    this.tokens = new Panel(this.host, "translation", { ...cells, pick: (hit) => this.pin(hit.mark) });
    const main = div("row main", this.host);
    this.heads = new Panel(main, "heads", {
      pick: (hit, e) => (e.shiftKey ? this.ablate(hit.id) : this.choose(hit.id)),
      key: (e) => {
        const [layers, heads] = this.data.arrays.encoder.shape;
        const next = step(this.id(), e.key, layers, heads);
        if (next) this.choose(next);
        else if (e.key === "x" || e.key === "Delete") this.ablate(this.id());
        else return false;
        return true;
      },
    });
    this.head = new Panel(main, "head", cells);
    this.lines = new Panel(main, "lines", cells);
    const foot = div("below", this.host);
    this.tabs = div("group", foot);
    this.tabs.setAttribute("role", "tablist");
    this.below = new Panel(foot, "below", cells);
    this.buildTools();
  }

  buildTools() {
    const element = (tag, props = {}, ...children) => {
      const e = Object.assign(document.createElement(tag), props);
      e.append(...children);
      return e;
    };
    const button = (action) => {
      const b = element("button", { type: "button" });
      b.addEventListener("click", action);
      return b;
    };
    const tick = (name, parameter, on) => {
      const box = element("input", { type: "checkbox" }), text = element("span");
      box.addEventListener("change", () => {
        this.look[name] = box.checked;
        address.write(parameter, box.checked ? "1" : "0", on ? "1" : "0");
        this.draw();
      });
      return { box, text, label: element("label", {}, box, text), name };
    };
    this.ablateButton = button(() => this.ablate(this.id()));
    this.restoreButton = button(() => this.ask({ ablated: [] }));
    this.heads.tools.append(this.ablateButton, this.restoreButton);
    this.stages = element("span", { className: "group" });
    this.stageButtons = STAGES.map((stage) => {
      const b = button(() => {
        this.look.stage = stage;
        address.write("stage", stage, "weights");
        this.draw();
      });
      this.stages.append(b);
      return b;
    });
    this.head.tools.append(this.stages);
    this.ticks = [tick("merge", "words", false), tick("special", "special", true), tick("mean", "mean", false)];
    this.slider = element("input", { type: "range", min: 0, max: 0.95, step: 0.05 });
    this.slider.addEventListener("input", () => {
      this.look.threshold = +this.slider.value;
      address.write("threshold", this.slider.value, "0");
      this.draw();
    });
    this.sliderText = element("span");
    this.alsoHeads = element("span", { className: "group heads" });
    this.lines.tools.append(this.alsoHeads);
    this.options = this.lines.drawer();
    this.options.box.append(...this.ticks.map((t) => t.label), element("label", {}, this.sliderText, this.slider));
    this.tabButtons = BELOW.map((section) => {
      const b = button(() => this.ask({ below: section }));
      b.setAttribute("role", "tab");
      this.tabs.append(b);
      return b;
    });
  }

  // The server's answer, or a change of theme.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data;
    this.state = { head: header.selected, below: header.below, ablated: header.ablated };
    this.theme = readTheme(this.host);
    dress(this.host.getRootNode(), this.host, this.theme);
    const w = header.words, label = (e, text) => e.textContent !== text && (e.textContent = text);
    this.stageButtons.forEach((b, k) => label(b, w[STAGES[k]]));
    this.tabButtons.forEach((b, k) => {
      label(b, w.below[BELOW[k]]);
      b.setAttribute("aria-selected", BELOW[k] === header.below);
      b.setAttribute("aria-pressed", BELOW[k] === header.below);
      b.hidden = BELOW[k] === "tree" && !header.tree;
    });
    for (const t of this.ticks) label(t.text, w[t.name]), (t.box.checked = this.look[t.name]);
    label(this.sliderText, w.threshold);
    label(this.options.label, w.options);
    this.slider.value = this.look.threshold;
    label(this.restoreButton, w.restore);
    this.restoreButton.disabled = !header.ablated.length;
    label(this.alarm, header.alarm);
    label(this.notice, header.notice);
    this.draw();
    this.host.dataset.text = header.text;
  }

  id() {
    return this.pending ?? this.state.head;
  }
  choose(id) {
    this.pending = id;
    address.write("head", id);
    this.look.extra = [];
    address.write("also", "");
    this.ask({ head: id });
    this.draw();
  }
  ablate(id) {
    const off = this.state.ablated;
    this.ask({ ablated: off.includes(id) ? off.filter((h) => h !== id) : [...off, id] });
  }
  ask(change) {
    this.state = { ...this.state, ...change };
    address.write("ablated", this.state.ablated.join(","));
    address.write("below", this.state.below, "query");
    this.component.setStateValue("ask", this.state);
  }
  pin(mark) {
    const same = this.look.row === mark.row && this.look.col === mark.col;
    [this.look.row, this.look.col] = same ? [null, null] : [mark.row, mark.col];
    address.write("query", this.look.row ?? "");
    address.write("key", this.look.col ?? "");
    this.draw();
  }
  // Arrow keys walk the cells of the head; Escape lets go.
  walk(e) {
    const [rows, cols] = this.data.arrays.weights.shape, { row, col } = this.look;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (e.key === "Escape") this.pin({ row, col });
    else if (moves[e.key]) {
      const [di, dj] = moves[e.key];
      const clamp = (v, n) => Math.max(0, Math.min(n - 1, v));
      this.look.row = clamp((row ?? 0) + (row === null ? 0 : di), rows);
      this.look.col = clamp((col ?? 0) + (col === null ? 0 : dj), cols);
      address.write("query", this.look.row);
      address.write("key", this.look.col);
      this.draw();
    } else return false;
    return true;
  }

  // `hovering`: only what follows the pointer is drawn again.
  draw(hovering = false) {
    const { data, look, theme } = this, { header } = data, w = header.words;
    const shown = this.state.head === header.selected ? header.selected : header.selected;
    const [side, layer, head] = shown.split(".");
    const limits = data.arrays.weights.shape;
    const within = (v, n) => (v !== null && v < n ? v : null);
    const row = within(this.hover?.row ?? null, limits[0]), col = within(this.hover?.col ?? null, limits[1]);
    const pinned = this.hover ? { row, col } : { row: within(look.row, limits[0]), col: within(look.col, limits[1]) };
    const view = { ...look, ...pinned, side, head: +head, id: this.id(), lines: [...new Set([+head, ...look.extra])] };
    if (view.mean || view.merge) view.stage = "weights";
    const name = `${w[side]} · ${w.layer} ${layer} · ${look.mean ? w.mean : `${w.head} ${head}`}`;
    const m = derive(data, view), base = { text: header.text, words: w };
    const tall = Math.max(330, Math.min(760, innerHeight * 0.53));
    this.stageButtons.forEach((b, k) => {
      b.setAttribute("aria-pressed", STAGES[k] === view.stage);
      b.disabled = (look.mean || look.merge) && STAGES[k] !== "weights";
    });
    if (!hovering) {
      const wide = this.host.clientWidth;
      this.heads.show({ ...base, title: w.heads_title, note: w.heads_note, table: () => headsTable(data), scene: headsScene(data, view, theme, tall, wide >= 1000 ? wide * 0.36 : wide) });
      const off = this.state.ablated.includes(this.id());
      this.ablateButton.textContent = off ? w.restore_one : w.ablate;
      this.drawHeadButtons(m.heads, +head);
    }
    this.tokens.show({ ...base, title: `${w.translation}: ${header.translation}`, note: header.written.length ? w.translation_note : w.empty, table: () => tokensTable(data), scene: tokensScene(data, view, theme, this.tokens.width()) });
    const scene = headScene(data, view, m, theme, this.head.width(), tall);
    this.head.show({ ...base, title: name, note: w.notes[view.stage], table: () => headTable(data, view, m), scene, describe: describe(header, m, view) });
    this.lines.show({ ...base, title: w.lines_title, note: w.lines_note, table: () => linesTable(data, view, m), scene: linesScene(data, view, m, theme, this.lines.width(), tall) });
    this.drawBelow(data, view, base, hovering);
  }

  drawBelow(data, view, base, hovering) {
    const { header } = data, w = header.words, section = header.below, width = this.below.width();
    if (hovering && section !== "query") return;
    const pictures = {
      query: () => [queryScene(data, view, this.theme, width), () => queryTable(data, view)],
      block: () => [vectorsScene(data, view, this.theme, width, 2), () => vectorsTable(data)],
      positions: () => [vectorsScene(data, view, this.theme, width, 3), () => vectorsTable(data)],
      tree: () => (header.tree ? [treeScene(data, view, this.theme, width), () => treeTable(data)] : pictures.query()),
    };
    const [scene, table] = pictures[section]();
    this.below.show({ ...base, title: header.below_title, note: w.below_notes[section], scene, table });
  }

  // A button for each head of the layer: press to lay its lines over the chosen head's.
  drawHeadButtons(count, chosen) {
    if (this.alsoHeads.childElementCount !== count) {
      this.alsoHeads.replaceChildren();
      for (let h = 1; h <= count; h++) {
        const b = Object.assign(document.createElement("button"), { type: "button", textContent: h });
        b.style.setProperty("--c", HEADS[(h - 1) % HEADS.length]);
        b.addEventListener("click", () => {
          const current = +this.data.header.selected.split(".")[2];
          if (h === current) return;
          this.look.extra = this.look.extra.includes(h) ? this.look.extra.filter((x) => x !== h) : [...this.look.extra, h];
          address.write("also", this.look.extra.join(","));
          this.draw();
        });
        this.alsoHeads.append(b);
      }
    }
    const w = this.data.header.words;
    [...this.alsoHeads.children].forEach((b, k) => {
      b.setAttribute("aria-pressed", k + 1 === chosen || this.look.extra.includes(k + 1));
      b.setAttribute("aria-label", `${w.head} ${k + 1}`);
      b.disabled = this.look.mean;
    });
  }
}

const number = (text) => (/^\d+$/.test(text) ? +text : null);

// What a screen reader says of a map: for each query its strongest key.
function describe(header, m, view) {
  if (view.stage !== "weights") return header.words.notes[view.stage];
  return m.rows.map((r, i) => {
    let best = 0;
    for (let j = 1; j < m.cols.length; j++) if (m.values(i, j) > m.values(i, best)) best = j;
    return m.cols.length ? `${r.label} → ${m.cols[best].label} ${m.values(i, best).toFixed(2)}` : "";
  }).join(", ");
}

export default function (component) {
  const host = component.parentElement.querySelector(".live");
  if (!component.data?.byteLength) return;
  let view = views.get(host);
  if (!view) views.set(host, (view = new View(host)));
  view.pending = null;
  view.update(component);
}
