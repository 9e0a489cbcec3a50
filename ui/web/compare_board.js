// The score board of every head of A's model, the map of all of them, and the sentences that show head A. What is under the
// pointer in the table is marked in the map, and the other way round.
import * as address from "./address.js";
import { GROUPS, ROLES, boardIn, boardOf, boardTable, columnsOf, firstDown, fits, lower, shownOf, sortable } from "./compare_board_data.js";
import { examplesScene, examplesTable, type } from "./compare_board_examples.js";
import { mapScene, mapTable } from "./compare_board_map.js";
import { longName, rowsFit, tableScene } from "./compare_board_table.js";
import { headOf } from "./compare_choice.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { WAYS, neighbour } from "./walking.js";

const NONE = { header: { examples: [] }, arrays: {} };
const same = (a, b) => a.length === b.length && a.every((text, k) => text === b[k]);
const FIRST = { sort: "role", cols: "all", role: "", stack: "", least: "" };

export class Board {
  constructor(view, host) {
    this.view = view;
    this.look = Object.fromEntries(Object.keys(FIRST).map((name) => [name, address.read(name, FIRST[name])]));
    this.top = element("div", { className: "row duo" });
    this.below = element("div", { className: "row" });
    this.missing = element("div", { className: "notice missing" });
    host.append(this.missing, this.top, this.below);
    const over = (mark) => this.over(mark?.row ?? -1), pick = (hit) => this.pick(hit);
    this.table = new Panel(this.top, "board", { hover: over, pick, key: (e) => this.walk(e) });
    this.map = new Panel(this.top, "space", { hover: over, pick, key: (e) => this.wander(e) });
    this.examples = new Panel(this.below, "examples", { pick: (hit) => hit.load && type(hit.load), key: (e) => this.through(e) });
    this.hovered = -1;
    this.column = this.cell = 0;
    this.controls();
    this.scrolling();
  }

  controls() {
    const select = (name) => {
      const list = element("select", { name: `board_${name}` }), text = element("span", { className: "sr" });
      list.addEventListener("change", () => this.turn({ [name]: list.value }));
      return { list, text, label: element("label", {}, text, list) };
    };
    this.lists = { stack: select("stack"), role: select("role") };
    this.groups = choice(Object.keys(GROUPS), (cols) => this.turn({ cols }));
    this.leastText = element("span");
    this.leastBox = element("input", { type: "number", name: "least", step: "0.05", className: "second", style: "flex:0 0 5em" });
    this.leastBox.addEventListener("input", () => this.turn({ least: this.leastBox.value }));
    this.least = element("label", {}, this.leastText, this.leastBox);
    this.open = element("input", { type: "file", accept: ".json,application/json", name: "board_file", hidden: true });
    this.open.addEventListener("change", () => this.read(this.open.files[0]));
    this.opening = button(() => this.open.click(), "open_board");
    this.door = button(() => this.open.click(), "open_board_here");
    this.missing.append(element("span"), this.door);
    this.closing = button(() => ((this.own = null), (this.open.value = ""), this.view.ask({ sentences: [] })), "close_board");
    this.count = element("output", { className: "measured" });
    this.drawer = this.table.drawer();
    this.drawer.box.append(this.opening, this.closing);
    this.table.tools.append(this.groups.group, this.lists.stack.label, this.lists.role.label, this.least, this.open);
    this.table.menu.before(this.count);
  }
  // The table has a scroll bar of its own; its canvas stays in sight, and shows other rows.
  scrolling() {
    const { stage, canvas } = this.table;
    Object.assign(stage.style, { overflowY: "auto" });
    Object.assign(canvas.style, { position: "sticky", top: "0" });
    this.spacer = element("div");
    stage.append(this.spacer);
    stage.addEventListener("scroll", () => {
      cancelAnimationFrame(this.scroll);
      this.scroll = requestAnimationFrame(() => this.from() !== this.drawn && this.view.draw());
    });
  }
  from() {
    return Math.max(0, Math.min(this.rows.length - this.many, Math.round(this.table.stage.scrollTop / (this.view.theme.size * 1.65))));
  }
  async read(file) {
    this.trouble = "";
    try {
      if (file) this.own = boardIn(await file.text());
    } catch {
      this.trouble = file.name;
    }
    this.view.changed();
  }

  local() {
    return Object.fromEntries(Object.keys(FIRST).map((name) => [name, [this.look[name], FIRST[name]]]));
  }
  turn(change) {
    Object.assign(this.look, change);
    this.table.stage.scrollTop = 0;
    this.view.changed();
  }
  over(row) {
    if (row === this.hovered) return;
    this.hovered = row;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.draw());
  }
  // A column's head sorts, a role filters, a row becomes head A.
  pick(hit) {
    if (hit.sort) return this.sort(hit.sort);
    if (hit.role) return this.turn({ role: this.look.role === hit.role ? "" : hit.role });
    this.choose(hit.row);
  }
  sort(name) {
    const { sort, down } = this.sorted(), turned = sort === name ? !down : firstDown(name);
    this.turn({ sort: (turned ? "-" : "") + name, least: sort === name ? this.look.least : "" });
  }
  sorted() {
    const name = this.look.sort.replace(/^-/, "");
    return sortable(this.board).includes(name) ? { sort: name, down: this.look.sort.startsWith("-") } : { sort: FIRST.sort, down: false };
  }
  choose(k) {
    const row = this.board.rows[k];
    if (!row || !this.mine) return;
    this.view.ask({ a: [this.model, row.side, row.layer, row.head].join("/"), ...(this.board.own ? { sentences: row.sentences } : {}) });
  }

  // Arrow keys walk rows and columns; Enter takes the row.
  walk(e) {
    const way = WAYS[e.key], { rows } = this;
    if (e.key === "Enter") return this.choose(this.hovered), true;
    if (!way || !rows.length) return false;
    this.column = Math.max(0, Math.min(this.columns.length, this.column + way[0]));
    const at = rows.findIndex((row) => row.k === this.hovered), to = at < 0 ? this.from() : Math.max(0, Math.min(rows.length - 1, at + way[1]));
    this.hovered = rows[to].k;
    const line = this.view.theme.size * 1.65, from = this.from();
    if (to < from) this.table.stage.scrollTop = to * line;
    if (to >= from + this.many) this.table.stage.scrollTop = (to - this.many + 1) * line;
    this.table.pointer = null;
    this.view.draw();
    this.table.walk(() => this.table.picture.scene.find(this.hovered, this.column));
    return true;
  }
  wander(e) {
    const way = WAYS[e.key], spots = Object.values(this.map.picture.scene.spots);
    if (e.key === "Enter") return this.choose(this.hovered), true;
    if (!way || !spots.length) return false;
    const at = spots.find((spot) => spot.row === this.hovered);
    this.hovered = at ? (neighbour(spots, at, way) ?? at).row : spots[0].row;
    this.map.pointer = null;
    this.view.draw();
    this.map.walk(() => this.map.picture.scene.find(this.hovered));
    return true;
  }
  through(e) {
    const way = WAYS[e.key], { spots } = this.examples.picture.scene;
    if (e.key === "Enter" && spots[this.cell]) return type(spots[this.cell].hit.load), true;
    if (!way || !spots.length) return false;
    const next = neighbour(spots, spots[this.cell] ?? spots[0], way);
    if (next) this.cell = spots.indexOf(next);
    this.examples.walk(() => this.examples.picture.scene.spots[this.cell] ?? null);
    return true;
  }

  paint(data, base) {
    const { header } = data, w = base.words, { theme, state } = this.view;
    this.model = headOf(state.a).model;
    const board = (this.board = this.own ?? boardOf(data));
    this.lack(board, header, w);
    if (!board) return;
    this.mine = !board.own || fits(board, header.models.find((one) => one.name === this.model)?.shapes ?? {});
    const { sort, down } = this.sorted(), columns = (this.columns = columnsOf(board, GROUPS[this.look.cols] === undefined ? "all" : this.look.cols)), least = this.look.least === "" || !Number.isFinite(+this.look.least) ? null : +this.look.least;
    const stack = board.sides.includes(this.look.stack) ? this.look.stack : "", role = ROLES.includes(this.look.role) ? this.look.role : "";
    const rows = (this.rows = shownOf(board, { sort, down, role, stack, least }));
    this.label(board, w, { sort, role, stack, rows });
    const at = (name) => board.rows.findIndex((row) => [this.model, row.side, row.layer, row.head].join("/") === name);
    const view = { sort, down, a: this.mine ? at(state.a) : -1, b: this.mine ? at(state.b) : -1, hovered: this.hovered, shown: new Set(rows.map((row) => row.k)) };
    this.show(data, base, board, view, stack);
  }
  show(data, base, board, view, stack) {
    const { theme } = this.view, w = base.words, { table, map, examples, rows, columns } = this, { state } = data.header;
    const tall = Math.max(theme.size * 16, innerHeight - theme.size * 24), many = (this.many = Math.min(rowsFit(theme, tall), Math.max(1, rows.length))), from = (this.drawn = this.from());
    const named = headOf(state.a);
    const code = (name) => (board.own ? null : (at) => assigned(w.code[name], { ...named, ...(at.head ? { side: at.head.side, layer: at.head.layer, head: at.head.head } : {}), measure: at.measure ?? this.columns[0] ?? "entropy", text: data.header.examples[at.example ?? 0]?.text ?? "", query: at.query ?? 1, key: at.key ?? 1 }));
    const scene = tableScene(board, rows, columns, { ...view, from, many }, w, theme, table.width());
    table.stage.style.height = `${scene.height + 6}px`;
    this.spacer.style.height = `${Math.max(0, rows.length - many) * theme.size * 1.65}px`;
    const texts = board.about.texts ?? "?", title = w.board_title.replace("{model}", board.own ? board.about.model : data.header.title).replace("{texts}", texts);
    table.show({ ...base, title, note: this.aboutOf(board, w), scene, table: () => boardTable(board, rows, board.measures, w), whole: () => tableScene(board, rows, columns, { ...view, from: 0, many: rows.length }, w, theme, table.width()), code: code("board") });
    const sides = stack ? [stack] : board.sides;
    map.show({ ...base, title: w.map_title, note: w.map_note, scene: mapScene(board, sides, view, w, theme, map.width(), scene.height), table: () => mapTable(board, w), code: code("board_map") });
    const row = board.rows[view.a];
    this.below.hidden = !row;
    for (const panel of [table, map, examples]) panel.canvas.scene = panel.picture?.scene;
    const there = !board.own || same(data.header.examples.map(({ text }) => text), row?.sentences ?? []);
    if (row && board.own) this.bring(row.sentences);
    if (row) examples.show({ ...base, title: w.examples_title.replace("{head}", longName(row, w)).replace("{role}", w[`role_${row.role}`]), note: `${w[`role_${row.role}`]}: ${w[`why_${row.role}`]} ${w.examples_note}`, scene: examplesScene(there ? data : NONE, w, theme, examples.width()), table: () => examplesTable(there ? data : NONE, w), code: code("board_example") });
  }

  // Asks for a head's maps on the sentences of a board that the reader opened, once.
  bring(sentences) {
    clearTimeout(this.asking);
    if (!same(this.view.state.sentences ?? [], sentences)) this.asking = setTimeout(() => this.view.ask({ sentences }));
  }

  aboutOf(board, w) {
    const { about } = board, parts = [w.board_note];
    if (about.importance_texts) parts.push(w.ablated_on.replace("{texts}", about.importance_texts));
    if (about.bleu_sentences) parts.push(w.bleu_on.replace("{sentences}", about.bleu_sentences).replace("{bleu}", about.bleu));
    return [...parts, w.measured_on.replace("{files}", (about.data ?? about.text ?? []).join("; "))].join(" ");
  }
  label(board, w, { sort, role, stack, rows }) {
    const fill = ({ list, text }, options, value, title) => {
      say(text, title);
      if (list.dataset.of !== options.map(([v]) => v).join()) (list.replaceChildren(...options.map(([value]) => element("option", { value }))), (list.dataset.of = options.map(([v]) => v).join()));
      options.forEach(([, label], k) => say(list.options[k], label));
      list.value = value;
    };
    const there = ROLES.filter((one) => board.rows.some((row) => row.role === one)), measure = board.measures.includes(sort);
    fill(this.lists.stack, [["", w.every_stack], ...board.sides.map((side) => [side, w[`side_${side}`] ?? side])], stack, w.stack);
    fill(this.lists.role, [["", w.every_role], ...there.map((one) => [one, w[`role_${one}`]])], role, w.role);
    this.lists.stack.label.hidden = board.sides.length < 2;
    for (const b of this.groups.buttons) say(b, w[`cols_${b.value}`]), set(b, "aria-pressed", b.value === this.look.cols);
    this.least.hidden = !measure;
    say(this.leastText, measure ? (lower(sort) ? w.at_most : w.at_least).replace("{measure}", w[`measure_${sort}`]) : "");
    if (this.leastBox.getRootNode().activeElement !== this.leastBox && this.leastBox.value !== this.look.least) this.leastBox.value = this.look.least;
    say(this.drawer.label, w.other_board), say(this.opening, w.open_board), say(this.closing, w.close_board);
    this.closing.hidden = !this.own;
    say(this.count, w.counted.replace("{shown}", rows.length).replace("{all}", board.rows.length));
  }
  // Where nobody has measured the model: how it is done, and a door for a board that lies elsewhere.
  lack(board, header, w) {
    const trouble = this.trouble ? w.no_board_file.replace("{file}", this.trouble) : "", command = header.ours ? `python -m training boards ${header.model}` : `python -m training heads ${header.folder} --text FILE --out ${header.folder}/heads.json`;
    const said = board ? trouble : `${trouble} ${w.missing.replace("{model}", header.title)} ${command}`;
    this.missing.hidden = !said.trim();
    this.top.hidden = this.below.hidden = !board;
    say(this.missing.firstChild, `${said.trim()}  `);
    say(this.door, w.open_board);
  }
}
