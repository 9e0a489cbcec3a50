// The tab about explanations: six ways to say what each token gave to one query, or to all, and how far they agree.
import * as address from "./address.js";
import { agreeScene, agreeTable } from "./compare_explain_agree.js";
import { mapsScene } from "./compare_explain_maps.js";
import { CODE, explainTable, modelOf } from "./compare_explain_model.js";
import { rowsScene } from "./compare_explain_rows.js";
import { headOf } from "./compare_choice.js";
import { isolated } from "./labels.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { choice, element, say, set, tick } from "./tools.js";
import { WAYS } from "./walking.js";

const SCOPES = ["head", "layer", "net"];
const REST = 350; // ms without a key until what is costly is asked for
const clamp = (v, most) => Math.max(0, Math.min(most, v));

export class Explain {
  constructor(view, host) {
    this.view = view;
    const row = host.appendChild(element("div", { className: "row duo" }));
    this.panel = new Panel(row, "explain", { hover: (mark) => this.over(mark), pick: (hit) => this.pick(hit), key: (e) => this.walk(e) });
    this.agree = new Panel(row, "agree", { hover: (mark) => this.light(mark), key: (e) => this.step(e) });
    this.scopes = choice(SCOPES, (scope) => view.ask({ scope }));
    this.looks = choice(["rows", "maps"], (as) => view.ask({ as }));
    this.hide = tick("hide", (on) => view.ask({ hide: on ? "1" : "0" }));
    this.panel.tools.append(this.scopes.group, this.looks.group, this.hide.label);
    this.kind = address.read("rank") === "rho" ? "rho" : "tau";
    this.kinds = choice(["tau", "rho"], (kind) => ((this.kind = kind), view.changed()));
    this.agree.tools.append(this.kinds.group);
    this.cell = [0, 0];
  }
  local() {
    return { rank: [this.kind, "tau"] };
  }

  later(change) {
    change();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.draw());
  }
  over(mark) {
    this.later(() => (this.mark = mark));
  }
  light(mark) {
    this.later(() => (this.lit = mark && mark.row !== mark.col ? [mark.row, mark.col] : null));
  }
  // A token that is clicked becomes the query: on the axis of queries, in a map, or, where both axes are one, anywhere.
  pick(hit) {
    const { header } = this.view.data, to = hit.choose || header.maps ? hit.query : header.own ? hit.token : null;
    if (to !== null && to !== undefined) this.view.ask({ row: to + 1 });
  }
  // Left and right walk the keys, up and down the queries; Enter makes the key the query.
  walk(e) {
    const way = WAYS[e.key], { header } = this.view.data, { maps, query } = header, here = this.mark ?? { row: query, col: way?.[0] ? -way[0] : 0 };
    if (e.key === "Enter" || e.key === " ") return this.mark && (this.pick({ token: this.mark.col, query: this.mark.row }), true);
    if (!way) return false;
    const to = { row: clamp(here.row + way[1], header.queries.length - 1), col: clamp(here.col + way[0], header.keys.length - 1) };
    this.panel.pointer = null;
    this.mark = maps ? to : { row: query, col: to.col };
    if (!maps && way[1]) this.view.ask({ row: clamp(query + way[1], header.queries.length - 1) + 1 });
    else this.view.draw();
    this.panel.walk(() => (this.mark ? (this.view.data.header.maps ? this.panel.picture.scene.cell?.(this.mark.row, this.mark.col) : this.panel.picture.scene.column?.(this.mark.col)) ?? null : null));
    return true;
  }
  step(e) {
    const way = WAYS[e.key], most = this.view.data.header.methods.length - 1;
    if (!way) return false;
    this.cell = [clamp(this.cell[0] + way[1], most), clamp(this.cell[1] + way[0], most)];
    this.light({ row: this.cell[0], col: this.cell[1] });
    this.agree.walk(() => this.agree.picture.scene.find(...this.cell));
    return true;
  }

  // What is costly is asked for when nobody has typed for a while.
  wait({ pending, name }) {
    this.view.host.dataset.pending = pending;
    if (this.waits === (pending ? name : "")) return;
    clearTimeout(this.clock);
    this.waits = pending ? name : "";
    if (pending) this.clock = setTimeout(() => this.view.ask({ now: name }), REST);
  }

  show(header, w) {
    for (const b of this.scopes.buttons) say(b, w[`scope_${b.value}`]), set(b, "aria-pressed", b.value === this.view.state.scope);
    for (const b of this.looks.buttons) say(b, w[`as_${b.value}`]), set(b, "aria-pressed", b.value === this.view.state.as);
    for (const b of this.kinds.buttons) say(b, w[b.value]), set(b, "aria-pressed", b.value === this.kind);
    say(this.hide.text, w.hide);
    this.hide.label.style.visibility = header.hides ? "visible" : "hidden";
    this.hide.box.checked = this.view.state.hide === "1";
  }
  // A mark that the text no longer reaches is none.
  fitting({ queries, keys, maps, query }) {
    const { mark } = this;
    if (!mark || mark.row >= queries.length || mark.col >= keys.length) return null;
    return maps ? mark : { row: query, col: mark.col };
  }

  paint(data, base) {
    const { theme } = this.view, { header, arrays } = data, w = base.words, s = theme.size, model = (this.model = modelOf(data, w));
    this.show(header, w);
    this.wait(header);
    const tall = Math.max(s * 23, innerHeight - s * 25), look = model.maps ? mapsScene : rowsScene, mark = this.fitting(header);
    const where = { head: `${w.layer} ${header.layer} · ${w.head} ${header.head}`, layer: `${w.layer} ${header.layer}`, net: w.scope_net }[header.scope];
    const title = w[model.maps ? "maps_title" : "rows_title"].replace("{token}", isolated(header.queries[header.query])).replace("{where}", where);
    const code = (at) => this.code(header, at);
    this.panel.show({ ...base, title, note: this.note(header, w), describe: () => this.described(model), scene: look(model, mark, this.lit, theme, this.panel.width(), tall), table: () => explainTable(model), code: header.ours ? code : undefined });
    const matrix = arrays[this.kind], scene = agreeScene(model, matrix, this.kind, theme, this.agree.width(), tall);
    this.agree.show({ ...base, title: w.agree_title, note: w[model.maps ? "agree_note_maps" : "agree_note"], scene, table: () => agreeTable(model, matrix), code: (at) => this.ranked(model, at) });
    this.panel.canvas.scene = this.panel.picture.scene;
  }
  // What the net is asked, what it cost, and what to notice.
  note(header, w) {
    const p = header.said && Math.exp(header.said[1]), L = !header.said ? w.no_output : (header.all ? w.says_all : w.says).replace("{token}", isolated(header.said[0])).replace("{p}", header.all ? header.said[1].toFixed(2).replace("-", "−") : p.toFixed(2));
    return [header.maps ? w.notice_maps : w.notice_explain, L, header.pending ? w.waiting : ""].filter(Boolean).join(" ");
  }
  described(model) {
    return model.methods.map((_, m) => `${model.name(m)}: ${model.why(m) || model.keys[model.order(m, model.query)[0]] || ""}`).join(", ");
  }
  code(header, at) {
    const { words: w } = header, { model, side, layer, head } = headOf(this.view.state.a), method = at.method && !header.why[at.method] ? at.method : "weight";
    const known = { text: header.text.slice(0, 6000), target: header.target, model, side, layer, head, query: header.query + 1, key: 1, ...at, hide: header.hidden, part: header.scope };
    return assigned(w.code[CODE[method]], known);
  }
  // The two lists, as they are compared.
  ranked(model, at) {
    const { header, methods, rows, n, query } = model, list = (name) => {
      const m = methods.indexOf(name), found = [];
      for (let i = model.maps ? 0 : query; i < (model.maps ? rows : query + 1); i++) for (let j = 0; j < n; j++) if (model.visible(i, j)) found.push(model.value(m, i, j));
      return { code: `[${found.join(", ")}]` };
    };
    const there = methods.filter((name) => !header.why[name]), pick = (name, k) => (there.includes(name) ? name : there[k]);
    return assigned(header.words.code.ranks, { text: header.text.slice(0, 2000), first: list(pick(at.first, 0)), second: list(pick(at.second, 1)), part: this.kind });
  }
}
