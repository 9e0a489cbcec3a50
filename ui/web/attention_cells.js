// A board in a panel whose cells can be marked, walked and written into: which cell is meant, by pointer, click or keys, and
// what is said where somebody writes what is no number.
import { boardScene, boardTable } from "./attention_board.js";
import { Inputs } from "./attention_inputs.js";
import { num } from "./attention_rich.js";
import { Panel } from "./panel.js";
import { WAYS, neighbour } from "./walking.js";

const same = (a, b) => ["id", "i", "j"].every((name) => a[name] === b[name]);

export class Cells {
  // on: { edit(cell, value), pinned(), draw(), words(), press(cell, key) -> true where it was used }; pinned is told that
  // another cell stays marked, draw that the board must be drawn again
  constructor(host, name, on) {
    this.on = on;
    this.pinned = this.hovered = null;
    this.refused = "";
    this.panel = new Panel(host, name, { hover: (mark) => this.hover(mark), pick: (hit) => this.pick(hit), key: (e) => this.key(e) });
    this.panel.below = true;
    this.inputs = new Inputs(this.panel.stage, { refuse: (cell, text) => this.refuse(cell, text), edit: (cell, value) => this.edit(cell, value), mark: (cell) => this.pin(cell), move: (cell, key) => this.leave(cell, key) });
  }
  // Forget what was marked and refused, as for another board.
  clear() {
    this.pinned = this.hovered = this.panel.last = null;
    this.refused = "";
  }

  // The marked cell: under the pointer, else the one that was clicked or walked to, else the one the board begins with.
  marked() {
    const there = (cell) => cell && this.board.lines.flat().some((box) => box.id === cell.id && cell.i < box.rows && cell.j < box.cols);
    return [this.hovered, this.pinned].find(there) ?? this.board.first;
  }
  // The same with its box; `at`, what the pointer was on last, counts where nothing stays marked.
  chosen(at = {}) {
    const cell = this.marked();
    return { box: this.scene.cells.find((c) => c.id === cell.id).box, ...cell, ...(at.box && !this.pinned ? at : {}) };
  }
  hover(mark) {
    const [id, i] = mark?.row.split(".") ?? [];
    this.hovered = mark && { id, i: +i, j: mark.col };
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.on.draw());
  }
  pin({ id, i, j }) {
    this.pinned = { id, i, j };
    this.on.pinned();
  }
  pick({ cell }) {
    if (!cell) return;
    this.pin(cell);
    this.inputs.enter(cell);
  }
  edit(cell, value) {
    this.refused = "";
    this.on.edit(cell, value);
  }
  // What was typed is no number: said in the place of the note, until something else is done.
  refuse({ box, i, j }, text) {
    const w = this.on.words();
    this.refused = w[text.trim() ? "refused" : "refused_empty"].replace("{text}", text.trim()).replace("{value}", num(box.get(i, j)));
    this.panel.said.textContent = this.refused;
    this.on.draw();
  }

  // Arrows walk all cells of the board; a digit or Enter writes into one.
  key(e) {
    const { cells } = this.scene, at = cells.find((c) => same(c, this.marked()));
    if (WAYS[e.key]) return this.go(neighbour(cells, at, WAYS[e.key]) ?? at), true;
    if (this.on.press?.(at, e.key)) return true;
    if (at.editable && e.key === "Enter") return this.inputs.enter(at);
    if (at.editable && /^[-\d]$/.test(e.key)) return this.inputs.enter(at, e.key);
    return false;
  }
  go(cell) {
    this.hovered = null;
    this.pin(cell);
    this.panel.walk(() => this.scene.find(this.marked()));
    this.panel.said.textContent = this.scene.worked;
  }
  // From a box for writing to its neighbour: into it where it may be edited.
  leave(cell, key) {
    const { cells } = this.scene, at = cells.find((c) => same(c, cell)), next = key ? neighbour(cells, at, WAYS[key]) : at;
    if (key && next?.editable) return this.inputs.enter(next);
    this.panel.canvas.focus({ preventScroll: true });
    this.go(next ?? at);
  }

  // picture: what a Panel shows, but for the scene and the table, which are the board's; its `code` is given a cell.
  show(board, picture, how, theme, height) {
    this.board = board;
    this.scene = boardScene(board, { cell: this.marked(), words: picture.words, ...how }, theme, this.panel.width(), height);
    this.panel.canvas.scene = this.scene; // for tests that point at a cell
    const { note, code } = picture;
    this.panel.show({ ...picture, note: this.refused || note, describe: () => `${note} ${this.scene.worked}`, table: () => boardTable(board), scene: this.scene, code: (at) => code(this.chosen(at)) });
    this.panel.note.classList.toggle("wrong", Boolean(this.refused));
    this.inputs.place(this.scene, picture.words);
  }
}
