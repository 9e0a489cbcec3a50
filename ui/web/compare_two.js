// The tab that lays two heads side by side: their maps, how far apart their rows are, the difference, and both as lines. The
// pointer on one marks in the other what belongs to the same tokens, words, or places.
import { headOf } from "./compare_choice.js";
import { twoLinesScene } from "./compare_two_lines.js";
import { modelOf, twoTable } from "./compare_two_model.js";
import { mapsScene } from "./compare_two_scene.js";
import * as address from "./address.js";
import { Panel, short } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { WAYS } from "./walking.js";

const LOOKS = ["maps", "difference", "lines"];
const clamp = (v, most) => Math.max(0, Math.min(most, v));

export class Two {
  static both = true;

  constructor(view, host) {
    this.view = view;
    this.panel = new Panel(host, "two", { hover: (mark) => this.over(mark), pick: (hit) => hit.mark && this.pin(this.marked(hit.mark)), key: (e) => this.walk(e) });
    const look = address.read("look"), [, kind, row, col] = address.read("cell").match(/^([ab])\.(\d{1,5})\.(\d{1,5})?$/) ?? [];
    this.look = LOOKS.includes(look) ? look : LOOKS[0];
    this.pinned = kind ? { kind, row: row - 1, col: col ? col - 1 : null } : null;
    this.looks = choice(LOOKS, (name) => ((this.look = name), view.changed()));
    this.ways = choice(["tokens", "words"], (by) => view.ask({ by }));
    this.copy = button(() => view.ask({ b: view.state.a, text2: "" }), "copy_a");
    this.said = element("output", { className: "measured", style: "color:inherit" });
    this.panel.tools.append(this.looks.group, this.ways.group, this.copy, this.said);
  }

  local() {
    const { kind, row, col } = this.pinned ?? {};
    return { look: [this.look, LOOKS[0]], cell: [kind ? `${kind}.${(row ?? -1) + 1}.${col === null ? "" : col + 1}` : "", ""] };
  }

  // What a hit calls its place, as { kind, row, col }.
  marked(mark) {
    const [kind, row] = mark.row.split(".");
    return { kind, row: row === "" ? null : +row, col: mark.col };
  }
  over(mark) {
    this.hovered = mark && this.marked(mark);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.draw());
  }
  pin(mark) {
    const same = this.pinned && ["kind", "row", "col"].every((part) => this.pinned[part] === mark[part]);
    this.pinned = same ? null : mark;
    this.view.changed();
  }
  // Arrow keys walk the cells, from A into B and back; Escape lets go.
  walk(e) {
    const way = WAYS[e.key], { a, b } = this.model, maps = { a, b };
    if (e.key === "Escape") this.pinned = null;
    else if (!way || !maps.a.rows.length) return false;
    else {
      let { kind, row, col } = this.pinned ?? { kind: "a", row: null, col: null };
      col = col === null ? 0 : col + way[0];
      row = row === null ? 0 : row + way[1];
      const over = this.look === "difference" ? null : kind === "a" && col >= maps.a.cols.length ? "b" : kind === "b" && col < 0 ? "a" : null;
      if (over && maps[over].cols.length) [kind, col] = [over, over === "b" ? 0 : maps.a.cols.length - 1];
      this.pinned = { kind, row: clamp(row, maps[kind].rows.length - 1), col: clamp(col, maps[kind].cols.length - 1) };
    }
    this.hovered = this.panel.pointer = null;
    this.view.changed();
    const find = () => (this.pinned && this.model.there(this.pinned) ? this.panel.picture.scene.cell(this.pinned.kind, this.pinned.row, this.pinned.col) : null);
    this.panel.walk(find);
    return true;
  }

  paint(data, base) {
    const { theme } = this.view, { header } = data, w = base.words, { panel } = this;
    for (const b of this.looks.buttons) say(b, w[`look_${b.value}`]), set(b, "aria-pressed", b.value === this.look);
    for (const b of this.ways.buttons) say(b, w[`by_${b.value}`]), set(b, "aria-pressed", b.value === header.by);
    say(this.copy, w.copy_a);
    const named = (which) => {
      const { model, side, layer, head } = headOf(header.state[which]), title = header.models.find((one) => one.name === model)?.title ?? model;
      return `${title} · ${w[`side_${side}`]} · ${w.layer} ${layer} · ${w.head} ${head}`;
    };
    const model = (this.model = modelOf(data, w, this.hovered ?? this.pinned, { a: named("a"), b: named("b") }));
    say(this.said, this.summary(model));
    const look = this.look === "difference" && !model.together ? "maps" : this.look, tall = Math.max(theme.size * 22, innerHeight - theme.size * 24), width = panel.width();
    const scene = look === "lines" ? twoLinesScene(model, theme, width, tall) : mapsScene(model, look, theme, width, tall);
    panel.show({ ...base, title: w[`${look}_title`], note: this.note(model), describe: () => this.summary(model), scene, table: () => twoTable(model), code: (at) => this.code(model, at) });
    panel.canvas.scene = Object.assign(scene, { marks: model.marks });
  }
  summary({ words: w, together, compared, header }) {
    if (!together) return w[`why_${header.why}`];
    const [total, mean, agreement] = ["total", "mean", "agreement"].map((name) => compared[name].values[0]);
    return w.summary.replace("{mean}", mean.toFixed(3)).replace("{total}", total.toFixed(2)).replace("{rho}", Number.isFinite(agreement) ? agreement.toFixed(2).replace("-", "−") : "–");
  }
  note({ words: w, header, a, b }) {
    const { rows, columns } = header.links, by = [rows.by, columns.by].includes("places") ? "places" : header.by === "words" || [rows.by, columns.by].includes("words") ? "words" : "tokens";
    return [w[`note_${by}`], header.compared && a.whole !== b.whole && w.note_masks, (a.written[0] || b.written[0]) && w.note_written].filter(Boolean).join(" ");
  }
  // Python for the number that was last under the pointer, or the first of A.
  code({ header, words: w }, at) {
    const { state } = header, { part, query, key } = { part: "a", query: 1, key: 1, ...at }, [text, text2] = header.texts;
    return assigned(w.code[header.by === "words" ? "two_words" : "two"], { text, text2, a: state.a, b: state.b, part, query, key });
  }
}
