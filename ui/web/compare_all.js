// The tab of all heads: a small map for each, a window into the one that is chosen, where in its map the window lies, and
// where memory ends.
import { heads, headsTable, leap, sizeOf } from "./compare_all_heads.js";
import { roomScene, roomTable, stops } from "./compare_all_room.js";
import { inWindow, placeScene, placeTable, windowed } from "./compare_all_window.js";
import { headOf, nameOf } from "./compare_choice.js";
import { describe, headScene, headTable } from "./head.js";
import { isolated } from "./labels.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { WAYS } from "./walking.js";

const SIZES = [8, 16, 32, 64];
const clamp = (v, low, high) => Math.max(low, Math.min(high, v));

export class All {
  constructor(view, host) {
    this.view = view;
    const row = element("div", { className: "row whole" }), side = element("div", { className: "row" });
    host.append(row);
    this.heads = new Panel(row, "heads", { pick: (hit) => this.choose(...hit.head), key: (e) => this.step(e) });
    this.window = new Panel(row, "window", { hover: (mark) => this.point(mark), key: (e) => this.walk(e) });
    row.append(side);
    this.place = new Panel(side, "place", { key: (e) => this.shift(e) });
    this.room = new Panel(side, "room", { key: (e) => this.along(e) });
    this.size = choice(SIZES.map(String), (size) => this.zoom(+size));
    this.sizeText = element("span");
    this.peak = button(() => this.toPeak(), "strongest");
    this.window.tools.append(element("span", { className: "labelled" }, this.sizeText, this.size.group), this.peak);
    this.drag(this.window, (e, from) => this.pull(e, from));
    this.drag(this.place, (e) => this.lay(e));
    this.cell = [0, 0]; // where the keyboard stands in the window
    this.mark = null;
    this.stop = 0;
  }

  // Calls move(event, where the drag began) while the pointer is held on a picture.
  drag(panel, move) {
    const { canvas } = panel;
    let from = null;
    canvas.addEventListener("pointerdown", (e) => {
      if (e.button) return;
      from = { x: e.clientX, y: e.clientY, at: this.at };
      if (e.pointerType === "mouse") canvas.setPointerCapture(e.pointerId);
      if (panel === this.place) move(e, from);
    });
    canvas.addEventListener("pointermove", (e) => from && e.buttons && move(e, from));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (from = null));
  }
  // Pulls the map along under the window.
  pull(e, from) {
    const map = this.window.picture.scene.shapes.find((s) => s.kind === "matrix");
    if (!map) return;
    const [query, key, size] = from.at, moved = (by, side, many) => Math.round((by / side) * many);
    this.go(query - moved(e.clientY - from.y, map.h, map.rows), key - moved(e.clientX - from.x, map.w, map.cols), size);
  }
  // Lays the middle of the window where the pointer is on the small map.
  lay(e) {
    const box = this.place.canvas.getBoundingClientRect(), token = this.place.picture.scene.token(e.clientX - box.left, e.clientY - box.top);
    if (token) this.go(token[0] - this.at[2] / 2, token[1] - this.at[2] / 2, this.at[2]);
  }

  // The window inside the map, as it was asked for: the first query and key, from 1, and the size.
  inside(query, key, size) {
    const { queries, keys } = this.view.data.header, fit = (v, n) => clamp(Math.round(v), 1, Math.max(1, n - size + 1));
    return [fit(query, queries.length), fit(key, keys.length), size];
  }
  go(query, key, size) {
    const at = this.inside(query, key, size);
    if (at.join(".") === this.at.join(".")) return;
    this.at = at;
    this.view.ask({ window: at.join(".") });
  }
  // To another size, around the same middle.
  zoom(size) {
    const [query, key, old] = this.at;
    this.go(query + (old - size) / 2, key + (old - size) / 2, size);
  }
  toPeak() {
    const { arrays, header } = this.view.data, [layer, head] = header.head, { shape, values } = arrays.where, k = (layer * shape[1] + head) * 2, [, , size] = this.at;
    this.cell = [values[k], values[k + 1]];
    this.go(values[k] + 1 - size / 2, values[k + 1] + 1 - size / 2, size);
    this.stand();
  }
  choose(layer, head) {
    const { model, side } = headOf(this.view.state.a);
    this.view.ask({ a: nameOf({ model, side, layer: layer + 1, head: head + 1 }) });
  }

  // Arrows walk the heads.
  step(e) {
    const { shape } = this.view.data.arrays.strongest, { layer, head } = headOf(this.view.state.a), next = leap([layer - 1, head - 1], e.key, shape);
    if (!next) return false;
    this.choose(...next);
    this.heads.said.textContent = this.heads.picture.scene.name(...next);
    return true;
  }
  point(mark) {
    this.mark = mark;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.draw());
  }
  // Arrows walk the cells of the whole map, and the window comes along; with shift it goes by half its size. + and − zoom.
  walk(e) {
    if (this.resized(e)) return true;
    const way = WAYS[e.key], { queries, keys } = this.view.data.header;
    if (!way || !queries.length || !keys.length) return false;
    const [query, key, size] = this.at, by = e.shiftKey ? size / 2 : 1, within = (v, first, n) => clamp(v, first - 1, Math.min(first + size, n + 1) - 2);
    const here = [within(this.cell[0], query, queries.length), within(this.cell[1], key, keys.length)];
    this.cell = [clamp(here[0] + way[1] * by, 0, queries.length - 1), clamp(here[1] + way[0] * by, 0, keys.length - 1)];
    const follow = (first, cell) => (cell < first - 1 ? cell + 1 : cell > first + size - 2 ? cell - size + 2 : first);
    this.go(...(e.shiftKey ? [query + way[1] * by, key + way[0] * by] : [follow(query, this.cell[0]), follow(key, this.cell[1])]), size);
    this.stand();
    return true;
  }
  // The cell that the keyboard is on is shown and said, once the window is there.
  stand() {
    this.window.pointer = null;
    this.mark = { row: this.cell[0], col: this.cell[1] };
    this.view.draw();
    this.window.walk(() => this.window.picture.scene.near(...this.cell));
  }
  resized(e) {
    const by = { "+": -1, "=": -1, "-": 1 }[e.key];
    if (by) this.zoom(SIZES[clamp(SIZES.indexOf(this.at[2]) + by, 0, SIZES.length - 1)]);
    return Boolean(by);
  }
  // On the small map arrows move the window by a quarter of its size.
  shift(e) {
    if (this.resized(e)) return true;
    const way = WAYS[e.key], [query, key, size] = this.at;
    if (!way) return false;
    this.go(query + (way[1] * size) / 4, key + (way[0] * size) / 4, size);
    this.place.walk(() => this.place.picture.scene.framed);
    return true;
  }
  along(e) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!way) return false;
    this.stop = clamp(this.stop + way, 0, stops(this.view.data.header.room).length - 1);
    this.room.walk(() => this.room.picture.scene.find(this.stop));
    return true;
  }

  paint(data, base) {
    const { theme, state } = this.view, { header, arrays } = data, w = base.words, s = theme.size, { head, room } = header;
    this.at = this.inside(...state.window.split(".").map(Number));
    this.show(w);
    const chosen = headOf(state.a), wanted = [chosen.layer - 1, chosen.head - 1], tall = Math.max(s * 18, Math.min(innerHeight * 0.56, innerHeight - s * 24));
    const known = { text: header.text.slice(0, 6000), model: header.model, side: header.side, layer: head[0] + 1, head: head[1] + 1, queries: { code: "[1, 1]" }, keys: { code: "[1, 1]" } };
    const span = ([from, to]) => ({ code: `[${from}, ${to}]` });
    const code = (at = {}) => assigned(w.code.tiles, { ...known, ...at, ...(at.queries ? { queries: span(at.queries), keys: span(at.keys) } : {}) });
    const cell = (at) => code(at?.query ? { queries: [at.query[0], at.query[0]], keys: [at.key[0], at.key[0]] } : {});
    const name = `${w.layer} ${head[0] + 1} · ${w.head} ${head[1] + 1}`, count = header.queries.length;

    const drawn = [header.text, state.a, theme.mode, s, tall, this.heads.width(), w.heads_note].join("\n");
    if (this.drawn !== drawn || this.view.fresh) this.map = heads(data, wanted, theme, this.heads.width(), tall); // the window moves, they stay
    this.drawn = header.state.a === state.a ? drawn : "";
    const title = w.heads_title.replace("{layers}", arrays.strongest.shape[0]).replace("{heads}", arrays.strongest.shape[1]).replace("{tokens}", count);
    this.heads.show({ ...base, title, note: `${w.heads_note.replace("{tiles}", sizeOf(arrays.tiles))}${this.map.captions ? ` ${w.heads_places}` : ""}`, table: () => headsTable(data), scene: this.map, code });

    const m = inWindow(data), look = { stage: "weights", threshold: 0, side: header.side, row: this.mark?.row ?? null, col: this.mark?.col ?? null };
    const worded = { header: { ...header, quantities: { weights: { symbol: "A" } }, words: { ...w, axes: { [header.side]: [w[`rows_${header.side}`], w[`columns_${header.side}`]] } } } };
    const scene = windowed(headScene(worded, look, m, theme, this.window.width(), tall - s * 2.3), m);
    this.window.show({ ...base, title: `${name}: ${w.window}`, note: w.window_note, table: () => headTable(worded, m), describe: () => describe(worded.header, m, look), scene, code: cell });

    const small = placeScene(data, this.at, theme, this.place.width(), Math.min(this.place.width(), tall * 0.5));
    this.place.show({ ...base, title: `${name}: ${w.place}`, note: w.place_note, table: () => placeTable(data, this.at), scene: small, code });
    for (const panel of [this.heads, this.window, this.place]) panel.canvas.scene = panel.picture.scene; // for tests that point
    this.room.show({ ...base, title: w.room_title, note: this.said(room, w), table: () => roomTable(room, w), scene: roomScene(room, w, theme, this.room.width(), tall * 0.36) });
  }
  said({ heads: count, end, limit }, w) {
    const number = (v) => isolated(v.toLocaleString("en"));
    return w.room_note.replace("{heads}", number(count)).replace("{end}", number(end)).replace("{limit}", number(limit));
  }
  show(w) {
    say(this.sizeText, w.size), say(this.peak, w.to_strongest);
    for (const b of this.size.buttons) say(b, b.value), set(b, "aria-pressed", +b.value === this.at[2]);
  }
}
