// The tab that switches the score function on identical states: one net that was trained with all of them.
import * as address from "./address.js";
import { isolated } from "./labels.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { functionsScene, functionsTable, rowScene, statesScene, statesTable } from "./s2s_functions.js";
import { Scene } from "./scene.js";
import { button, choice, element, say, set } from "./tools.js";

const SHOWS = ["weights", "scores"];
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const number = (text) => (/^\d{1,3}$/.test(text) && +text > 0 ? +text - 1 : null);

export class Section {
  constructor(view, host) {
    this.view = view;
    this.show = address.read("scores_show") === "scores" ? "scores" : "weights";
    this.row = number(address.read("scores_t")); // the step and the token that are looked at, from 0
    this.key = number(address.read("scores_j"));
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    const pair = element("div", { className: "row pair" }), on = { pick: (hit) => this.pick(hit) };
    host.append(this.notice);
    this.maps = new Panel(host, "scores", { ...on, key: (e) => this.walk(e, this.maps) });
    host.append(pair);
    this.bars = new Panel(pair, "scores-row", { ...on, key: (e) => this.walk(e, this.bars) });
    this.states = new Panel(pair, "scores-states");
    this.shows = choice(SHOWS, (show) => ((this.show = show), view.changed()));
    this.label = element("span");
    this.bases = element("span", { className: "group" });
    this.maps.tools.append(this.shows.group, this.label, this.bases);
  }

  keys() {
    const from_one = (v) => (v === null ? "" : String(v + 1));
    return { scores_base: [this.view.state.scores_base ?? ""], scores_show: [this.show, "weights"], scores_t: [from_one(this.row)], scores_j: [from_one(this.key)] };
  }

  pick(hit) {
    if (hit.row !== undefined) this.row = hit.row;
    if (hit.key !== undefined) this.key = this.key === hit.key && hit.row === undefined ? null : hit.key;
    this.view.changed();
  }
  // Arrow keys walk rows and tokens; Escape lets the token go.
  walk(e, panel) {
    const { header } = this, move = MOVES[e.key], within = (v, n) => Math.max(0, Math.min(n - 1, v));
    if (!header.steps) return false;
    if (e.key === "Escape") this.key = null;
    else if (move) {
      this.row = within(this.chosen + move[0], header.steps);
      if (move[1] || this.key !== null) this.key = within((this.key ?? -1) + move[1], header.source.length);
    } else return false;
    this.view.changed();
    const cell = this.key === null ? null : this.maps.picture.scene.cell(this.row, this.key);
    if (panel === this.maps) panel.walk(() => (this.key === null ? null : this.maps.picture.scene.cell(this.chosen, this.key)));
    panel.said.textContent = cell?.hit.tip ?? `${this.view.data.header.section.words.step} ${this.chosen + 1}: ${header.written[this.chosen] ?? ""}`;
    return true;
  }
  // The row that is looked at: the one chosen, else the one after which the functions would write the most different tokens.
  get chosen() {
    const { header, arrays } = this;
    if (this.row !== null) return Math.min(this.row, header.steps - 1);
    const different = header.written.map((_, t) => new Set(header.functions.map((name) => arrays[`${name}.next`].values[t])).size);
    return different.indexOf(Math.max(...different));
  }

  paint(header, arrays, base) {
    const { view, maps, bars, states } = this, { theme } = view, w = base.words;
    Object.assign(this, { header, arrays });
    say(this.notice, header.broken ? `${w.broken} ${header.broken}` : "");
    for (const b of this.shows.buttons) say(b, w[`show_${b.value}`]), set(b, "aria-pressed", b.value === this.show);
    if (!header.steps) {
      const nothing = { ...base, note: header.broken ? "" : w.empty, table: () => ({ columns: [w.token], rows: [] }) };
      for (const [panel, title, high] of [[maps, w.title, 28], [bars, w.row_title, 24], [states, w.states_title, 23]]) panel.show({ ...nothing, title, scene: new Scene(panel.width(), theme.size * high, theme) });
      return;
    }
    if (this.bases.children.length !== header.functions.length) this.bases.replaceChildren(...header.functions.map((name) => button(() => view.ask({ scores_base: name }), name)));
    for (const b of this.bases.children) say(b, w.names[b.value]), set(b, "aria-pressed", b.value === header.base);
    say(this.label, w.base);
    const t = this.chosen, seen = { show: this.show, row: t, key: this.key === null || this.key >= header.source.length ? null : this.key }, data = { header, arrays };
    const values = { text: base.text.slice(0, 2000), target: { code: `[${header.target.slice(1).join(", ")}]` }, score: header.base, part: "decoder.look.weights", step: t + 1, place: (seen.key ?? 0) + 1 };
    const code = (at) => assigned(w.code.scores, { ...values, ...at }), likeliest = (name) => `${w.names[name]}: ${isolated(header.next[name][t])}`;
    maps.show({
      ...base, code, title: `${w.title}: ${header.translation}`, note: w[`note_${this.show}`], table: () => functionsTable(data, this.show, w),
      scene: functionsScene(data, seen, theme, maps.width(), w), describe: () => header.functions.map(likeliest).join(", "),
    });
    bars.show({
      ...base, code, title: `${w.row_title}: ${w.step} ${t + 1}, ${w.reads.replace("{token}", isolated(header.read[t]))}`, note: w.row_note, table: () => functionsTable(data, "weights", w),
      scene: rowScene(data, seen, theme, bars.width(), w), describe: () => header.functions.map(likeliest).join(", "),
    });
    const same = header.apart ? w.states_apart.replace("{apart}", header.apart.toExponential(1)) : w.states_same;
    states.show({ ...base, code, title: w.states_title, note: same, table: () => statesTable(data, w), scene: statesScene(data, seen, theme, states.width(), w) });
  }
}
