// The first page: one sentence, read by five nets on one time axis, a row each. The title of a row is a door to its page.
// A word under the pointer, or one that was chosen, lights its column in every row.
import * as address from "./address.js";
import { axisScene, timeAxis, wrapped } from "./home_axis.js";
import { lines } from "./home_code.js";
import { readScene, readTable } from "./home_read.js";
import { writeScene, writeTable } from "./home_write.js";
import { stacked } from "./home_whole.js";
import { Live, mount } from "./mount.js";
import { Panel } from "./panel.js";
import { css, signed } from "./scales.js";
import { Scene } from "./scene.js";
import { element, set } from "./tools.js";
import { unpack } from "./wire.js";

const ROWS = ["rnn", "lstm", "gru", "seq2seq", "transformer"];
const NARROW = 46; // letters wide; below, a row stands under its title

class View extends Live {
  constructor(host) {
    super(host);
    const word = address.read("word");
    this.word = /^\d{1,4}$/.test(word) && +word > 0 ? +word - 1 : null; // the word that was chosen
    this.hover = null; // { id, row, col } under the pointer
    this.build();
  }

  build() {
    this.host.getRootNode().append(element("style", { textContent: CSS }));
    this.host.classList.add("home"); // before anything is measured
    this.axis = new Panel(this.host, "home", this.hears("home", -1));
    this.panels = ROWS.map((id, k) => {
      const panel = new Panel(this.host, id, this.hears(id, k));
      panel.door = element("a");
      panel.title.append(panel.door);
      panel.title = panel.door; // the title is the link
      return panel;
    });
  }
  hears(id, k) {
    return { hover: (mark) => this.point(id, mark), key: (e) => this.walk(e, k), pick: (hit) => this.choose(hit.mark?.col) };
  }

  update(component) {
    this.data = unpack(component.data);
    const { header } = this.data;
    if (this.word !== null && header.axis.length && this.word > header.axis.length) this.word = null;
    this.redraw();
    this.host.dataset.text = header.text;
  }

  point(id, mark) {
    this.hover = mark && { id, ...mark };
    this.draw();
  }
  // A click on a word holds it; another click lets it go.
  choose(col) {
    if (col === undefined || col === null) return;
    this.word = this.word === col ? null : col;
    this.keep();
    this.draw();
  }
  keep() {
    address.write({ word: [this.word === null ? "" : String(this.word + 1)] });
  }

  // Left and right walk the words, up and down the rows, Enter opens the door, Escape lets the word go.
  walk(e, k) {
    const last = this.data.header.axis.length, { key } = e, now = this.word ?? (key === "ArrowLeft" ? last + 1 : -1);
    if (key === "ArrowLeft" || key === "ArrowRight") this.word = Math.max(0, Math.min(last, now + (key === "ArrowRight" ? 1 : -1)));
    else if (key === "Home" || key === "End") this.word = key === "End" ? last : 0;
    else if (key === "ArrowUp" || key === "ArrowDown") k = Math.max(-1, Math.min(ROWS.length - 1, k + (key === "ArrowDown" ? 1 : -1)));
    else if (key === "Enter" && k >= 0) return this.panels[k].door.click(), true;
    else if (key === "Escape") this.word = null;
    else return false;
    this.hover = null;
    this.keep();
    this.draw();
    const panel = this.panels[k] ?? this.axis;
    panel.pointer = null;
    panel.canvas.focus({ preventScroll: k < 0 });
    panel.walk(() => (this.word === null ? null : (panel.picture.scene.cell?.(this.word) ?? null)));
    return true;
  }

  themed() {
    const theme = super.themed();
    theme.signs = [-0.78, 0.78].map((v) => css(signed(theme.mode, 1)(v)));
    return theme;
  }

  geometry() {
    const { theme } = this, s = theme.size, narrow = this.host.clientWidth < s * NARROW;
    if (this.host.classList.contains("narrow") !== narrow) {
      this.host.classList.toggle("narrow", narrow);
      for (const panel of this.panels) panel.wide = 0; // another layout, another width
    }
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize), width = this.panels[0].width();
    const fold = (innerHeight - rem * 10.2 - s * 4.4) / ROWS.length - rem * 0.05;
    const height = narrow ? s * 12 : Math.round(Math.max(s * 6.2, Math.min(s * 13, fold)));
    const left = s * 1.7, right = narrow ? 2 : s * 9.6, axis = timeAxis(this.data.header, theme, left, width - left - right - s * 0.8);
    return { axis, width, height, narrow, aside: { x: width - right + s * 0.2, w: right - s * 0.2 } };
  }

  paint() {
    const { data, theme, hover } = this, { header } = data, w = header.words, geometry = this.geometry();
    const lit = hover ? hover.col : this.word;
    const scenes = header.rows.map((row, k) => this.row(row, this.panels[k], geometry, lit));
    const scene = axisScene(geometry.axis, theme, geometry.width, lit), axis = { name: w.axis, scene };
    const name = (row) => w[`row_${row.name}`], all = () => stacked([axis, ...scenes.map((one, k) => ({ name: name(header.rows[k]), scene: one }))], theme);
    this.axis.show({ text: header.text, words: w, title: w.axis, note: w.axis_note, scene, whole: all, table: () => wordsTable(data, geometry.axis) });
    this.panels.forEach((panel, k) => (panel.picture.whole = () => stacked([axis, { name: name(header.rows[k]), scene: scenes[k] }], theme)));
  }

  row(row, panel, geometry, lit) {
    const { data, theme, hover } = this, { header } = data, w = header.words, name = w[`row_${row.name}`];
    const marked = hover?.id === row.name ? hover.row : null, write = "source" in row;
    const scene = row.broken ? broken(row, theme, geometry) : (write ? writeScene : readScene)(data, row, theme, geometry, lit, marked);
    const table = () => (row.broken ? { columns: [name], rows: [[row.broken]] } : (write ? writeTable : readTable)(data, row));
    const note = row.broken ? "" : header.axis.length ? row.note : w.empty;
    const code = row.broken || !header.axis.length ? undefined : (at) => lines(header, row, at);
    panel.show({ text: header.text, words: w, title: name, note, describe: () => row.broken || note, scene, table, code });
    set(panel.door, "href", door(row, header.text));
    panel.door.title = w.door.replace("{page}", name);
    panel.note.title = note;
    return scene;
  }
}

// Where a row's title leads: its page, with the sentence and the language.
function door({ door: { page, ...query } }, text) {
  const lang = address.read("lang"), all = { ...(text ? { text } : {}), ...query, ...(lang ? { lang } : {}) };
  return `/${page ?? ""}?${new URLSearchParams(all)}`;
}

function broken(row, theme, { width, height }) {
  const scene = new Scene(width, height, theme), s = theme.size;
  scene.rect(0, 0, 4, height, { fill: theme.accent });
  wrapped(row.broken, width - s * 3, s, theme.font, Math.floor(height / (s * 1.4))).forEach((line, k) => scene.text(s * 1.7, s * (1 + 1.4 * k), line));
  return scene;
}

// A row a word: how likely the second class is to each recurrent net after it.
function wordsTable({ header, arrays }, axis) {
  const rows = header.rows.filter((row) => row.cell), spots = rows.map((row) => row.tokens.map(axis.place));
  const after = (row, k, col) => arrays[`${row.cell}.out`].values[spots[k].findLastIndex((spot) => spot.col === col)] ?? "";
  return {
    columns: [header.words.token, ...rows.map((row) => `${header.words[`row_${row.name}`]} p(${header.classes[1]})`)],
    rows: header.axis.map(({ text }, col) => [`${col + 1} ${text}`, ...rows.map((row, k) => after(row, k, col))]),
  };
}

const CSS = `
.home{gap:.2rem!important}
.home .panel{display:grid;grid-template-columns:13.5em minmax(0,1fr);grid-template-rows:auto 1fr;column-gap:.8em;border-top:1px solid var(--line);padding-top:.25rem}
.home figcaption{grid-column:1;margin:0}
.home .tools{display:none}
.home .note{position:absolute;top:calc(1.9em + .3rem);left:0;width:13.5em;min-height:0;margin:0;line-height:1.28;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4}
.home .stage{grid-column:2;grid-row:1/3;padding:0;overflow:hidden}
.home .sr,.home .tip{grid-column:1}
.home .panel:first-of-type{position:sticky;top:2.75rem;z-index:3;border:0;padding:0;background:var(--st-background-color)}
.home .panel:first-of-type .note{display:none}
.home .panel:first-of-type h3{font-weight:400;color:var(--faint)}
.home h3 a{color:inherit;text-decoration:underline;text-decoration-color:var(--st-primary-color);text-underline-offset:.2em;text-decoration-thickness:2px}
.home h3 a::after{content:" →";color:var(--st-primary-color)}
.home h3 a:hover{color:var(--st-primary-color)}
.home h3 a:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:1px}
.narrow .panel{grid-template-columns:minmax(0,1fr)}
.narrow .panel .stage{grid-column:1;grid-row:auto;order:2}
.narrow .panel .note{position:static;width:auto;order:3}
.narrow .panel figcaption{order:1;flex-wrap:nowrap}
`;

export default mount(View);
