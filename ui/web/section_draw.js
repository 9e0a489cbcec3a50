// The tab in which an attention row is drawn: drag a bar, click a token, or use the arrow keys, and see the next word.
import * as address from "./address.js";
import { isolated } from "./labels.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { barsScene, barsTable, nextScene, nextTable } from "./s2s_draw.js";
import { even, moved, only, parse, spell, whole } from "./s2s_drawn.js";
import { Scene } from "./scene.js";
import { button, element, say, set } from "./tools.js";

const SIDES = ["first", "second"];
const STEP = 0.05;

export class Section {
  constructor(view, host) {
    this.view = view;
    const key = address.read("draw_j");
    this.key = /^\d{1,3}$/.test(key) && +key > 0 ? +key - 1 : null; // the chosen token, from 0; null: the one with most weight
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    const row = element("div", { className: "row pair" });
    host.append(this.notice, row);
    this.bars = new Panel(row, "draw", { key: (e) => this.press(e), pick: (hit) => this.pick(hit) });
    this.next = new Panel(row, "draw-next", { key: (e) => this.press(e), pick: (hit) => hit.step && view.ask({ draw_t: hit.step }) });
    this.nets = element("span", { className: "group" }, ...SIDES.map((side) => button(() => view.ask({ draw_net: side }), side)));
    this.back = Object.assign(button(() => this.go(-1), "back"), { textContent: "‹" });
    this.on = Object.assign(button(() => this.go(1), "on"), { textContent: "›" });
    this.place = element("strong");
    this.buttons = {
      own: button(() => this.keep(null), "own"), even: button(() => this.keep(even(this.weights.length)), "even"),
      only: button(() => this.keep(only(this.weights.length, this.chosen)), "only"), reset: button(() => view.ask({ draw_rows: "" }), "reset"),
    };
    this.bars.tools.append(this.nets, element("span", { className: "group" }, this.back, this.on), this.place);
    this.next.tools.append(element("span", { className: "group" }, ...Object.values(this.buttons)));
    for (const panel of [this.bars, this.next]) panel.note.style.minHeight = "2.7em"; // two lines, so that nothing moves
    this.bars.canvas.style.touchAction = "pan-x";
    const { canvas } = this.bars;
    canvas.addEventListener("pointerdown", (e) => this.grab(e));
    canvas.addEventListener("pointermove", (e) => this.drag(e));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (this.held = null));
  }

  keys() {
    const { state } = this.view;
    return {
      draw_net: [state.draw_net ?? ""], draw_t: [String(state.draw_t ?? 2), "2"], draw_rows: [state.draw_rows ?? ""],
      draw_j: [this.key === null ? "" : String(this.key + 1)],
    };
  }

  get where() {
    return `${this.header.net}.${this.header.t}`;
  }
  get rows() {
    return parse(this.view.state.draw_rows);
  }
  // The row that stands at this step now: the one drawn, else the net's own.
  get weights() {
    const drawn = this.rows.get(this.where);
    return drawn ? drawn.map((v) => v / drawn.reduce((all, w) => all + w, 0)) : [...this.arrays.own.values];
  }
  get chosen() {
    const weights = this.weights, most = weights.indexOf(Math.max(...weights));
    return this.key === null || this.key >= weights.length ? most : this.key;
  }

  // A new row for this step, or none: the net's own again.
  keep(weights) {
    if (!this.header.steps) return;
    const rows = this.rows;
    if (weights) rows.set(this.where, whole(weights));
    else rows.delete(this.where);
    this.view.ask({ draw_rows: spell(rows) });
  }
  go(by) {
    const { steps } = this.header, now = Math.min(this.view.state.draw_t, steps);
    if (steps) this.view.ask({ draw_t: Math.max(1, Math.min(steps, now + by)) });
  }

  place_of(e) {
    const box = this.bars.canvas.getBoundingClientRect();
    return this.bars.picture.scene.place?.(e.clientX - box.left, e.clientY - box.top);
  }
  grab(e) {
    const place = this.place_of(e);
    if (e.button || !place?.inside) return;
    this.held = place.key;
    this.bars.canvas.setPointerCapture(e.pointerId);
    this.drag(e);
  }
  drag(e) {
    if (this.held === null || this.held === undefined) return;
    this.key = this.held;
    this.keep(moved(this.weights, this.held, Math.round(this.place_of(e).value * 100) / 100));
  }
  pick(hit) {
    if (hit.all === undefined) return;
    this.key = hit.all;
    this.keep(only(this.weights.length, hit.all));
  }
  press(e) {
    const { header } = this, across = { ArrowLeft: -1, ArrowRight: 1 }[e.key], up = { ArrowUp: STEP, ArrowDown: -STEP }[e.key];
    if (!header.steps) return false;
    if (e.key === "PageUp" || e.key === "PageDown") this.go(e.key === "PageUp" ? -1 : 1);
    else if (e.key === "Enter") (this.key = this.chosen), this.keep(only(this.weights.length, this.key));
    else if (e.key === "Backspace" || e.key === "Delete") this.keep(null);
    else if (across) {
      this.key = Math.max(0, Math.min(header.source.length - 1, this.chosen + across));
      this.view.changed();
    } else if (up) {
      this.key = this.chosen;
      this.keep(moved(this.weights, this.key, Math.round((this.weights[this.key] + up) * 1e6) / 1e6));
    } else return false;
    this.bars.walk(() => this.bars.picture.scene.find?.(this.chosen) ?? null);
    return true;
  }

  paint(header, arrays, base) {
    const { view, bars, next } = this, { theme } = view, w = base.words, names = view.data.header.words, typed = header.steps > 0;
    Object.assign(this, { header, arrays });
    this.nets.childNodes.forEach((b, side) => (say(b, names[header.names[side]]), set(b, "aria-pressed", side === header.side), (b.disabled = header.names[side] === "none")));
    for (const [b, name] of [[this.back, "back"], [this.on, "on"]]) set(b, "aria-label", w[name]), (b.title = w[name]), (b.disabled = !typed);
    for (const [name, b] of Object.entries(this.buttons)) say(b, w[`to_${name}`]), (b.disabled = !typed);
    say(this.notice, header.aside.length ? w.aside.replace("{old}", header.aside.join(", ")).replace("{new}", header.source.length) : header.net === "none" ? w.none : "");
    say(this.place, typed ? `${w.step} ${header.t} / ${header.steps}` : "");
    if (!typed) {
      const nothing = { ...base, note: "", table: () => ({ columns: [w.token], rows: [] }) };
      bars.show({ ...nothing, title: w.title, note: header.net === "none" ? "" : w.empty, scene: new Scene(bars.width(), theme.size * 21, theme) });
      return next.show({ ...nothing, title: w.next_title, scene: new Scene(next.width(), theme.size * 21, theme) });
    }
    const changed = this.rows.has(this.where), seen = { row: this.weights, changed, key: this.chosen, t: header.t }, data = { header, arrays };
    this.buttons.own.disabled = !changed;
    this.buttons.reset.disabled = !view.state.draw_rows;
    say(this.buttons.only, w.to_only.replace("{token}", isolated(header.source[this.chosen][0])));
    const mine = [...this.rows].filter(([where]) => where.startsWith(`${header.net}.`)).map(([where, shares]) => `${where.split(".")[1]}: [${shares.join(", ")}]`);
    const values = {
      text: base.text.slice(0, 2000), net: header.net, rows: { code: `{${mine.join(", ")}}` }, written: { code: `[${header.ids.join(", ")}]` },
      part: "out", step: header.t, place: header.top[1][0][0] + 1,
    };
    const code = (at) => assigned(w.code.draw, { ...values, ...at }), top = header.top.map(([[, text, p]]) => `${isolated(text)} ${p.toFixed(3)}`);
    bars.show({
      ...base, code, title: `${w.title}: ${names[header.net]}, ${w.reads.replace("{token}", isolated(header.read))}`, note: w.note,
      scene: barsScene(data, seen, theme, bars.width(), w), table: () => barsTable(data, seen, w),
      describe: () => header.source.map(([token], j) => `${token} ${seen.row[j].toFixed(2)}`).join(", "),
    });
    next.show({
      ...base, code, title: `${w.next_title}: ${top[0]} → ${top[1]}`, note: header.after.translation === header.own.translation ? w.next_same : w.next_note,
      scene: nextScene(data, seen, theme, next.width(), w), table: () => nextTable(data, w),
      describe: () => `${top[0]} → ${top[1]}. ${header.own.translation} → ${header.after.translation}`,
    });
  }
}
