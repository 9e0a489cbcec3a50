// The tab on the typed sentence: scores of every head, recomputed at every key; heads switched off, and what the net says
// without them; and how much each head matters, measured when asked for, while nobody types.
import * as address from "./address.js";
import { EFFECTS, gridScene, gridTable, nameOf, shapeOf, valueOf } from "./compare_live_grid.js";
import { mapScene, mapTable, ranksScene, ranksTable } from "./compare_live_head.js";
import { saidScene, saidTable } from "./compare_live_said.js";
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { button, choice, element, say, set } from "./tools.js";
import { WAYS } from "./walking.js";

const PAUSE = 700; // ms without a key until what takes longer is asked for
const SCORES = ["previous", "next", "self", "special", "prefix", "rare", "confidence", "entropy", "distance", ...EFFECTS];
const clamp = (v, most) => Math.max(0, Math.min(most, v));

export class Live {
  constructor(view, host) {
    this.view = view;
    const row = element("div", { className: "row trio" });
    host.append(row);
    this.grid = new Panel(row, "scores", { pick: (hit) => this.pick(hit), key: (e) => this.walk(e) });
    const middle = element("div");
    row.append(middle);
    this.ranks = new Panel(middle, "ranks", { pick: (hit) => this.rate(hit.score), key: (e) => this.down(e) });
    this.map = new Panel(middle, "map", { key: (e) => this.through(e) });
    this.said = new Panel(row, "said", { pick: (hit) => this.look(hit.at.place - 1), key: (e) => this.along(e) });
    Object.assign(this.said.stage.style, { overflowY: "auto" });
    this.controls();
    const score = address.read("score");
    this.score = SCORES.includes(score) ? score : SCORES[0];
    this.tool = address.read("tool") === "switch" ? "switch" : "choose";
    this.cell = [0, 0];
    this.rank = 0;
    this.place = -1;
  }

  controls() {
    const { view } = this;
    this.scores = element("select", { name: "score" });
    this.scores.addEventListener("change", () => this.rate(this.scores.value));
    this.scoreText = element("span");
    this.tools = choice(["choose", "switch"], (tool) => ((this.tool = tool), view.changed()));
    this.acts = ["head", "layer", "others", "restore"].map((name) => button(() => this.act(name), name));
    this.measure = button(() => (this.rate("ablation"), this.weigh()), "measure");
    this.top = button(() => this.strongest(), "strongest");
    this.grid.tools.append(element("label", {}, this.scoreText, this.scores), this.measure, this.top, this.tools.group, element("span", { className: "group" }, ...this.acts));
  }
  local() {
    return { score: [this.score, SCORES[0]], tool: [this.tool, "choose"] };
  }

  // Heads: what is off, as the picture shows it at once, and what is asked.
  off() {
    return this.view.state.off ? this.view.state.off.split(",") : [];
  }
  turn(names) {
    this.view.ask({ off: [...new Set(names)].sort().join(",") });
  }
  toggle(names) {
    const off = this.off(), all = names.every((name) => off.includes(name));
    this.turn(all ? off.filter((name) => !names.includes(name)) : [...off, ...names]);
  }
  layer(side, layer) {
    return Array.from({ length: shapeOf(this.view.data, side)[1] }, (_, head) => nameOf(side, layer, head));
  }
  chosen() {
    const [side, layer, head] = this.view.state.a.split("/").slice(-3);
    return [side, +layer, +head];
  }
  choose(side, layer, head) {
    const model = this.view.state.a.split("/").slice(0, -3).join("/");
    this.view.ask({ a: `${model}/${side}/${layer + 1}/${head + 1}` });
  }
  act(name) {
    const [side, layer, head] = this.chosen(), { data } = this.view, mine = nameOf(side, layer - 1, head - 1);
    if (name === "restore") return this.turn([]);
    if (name === "head") return this.toggle([mine]);
    if (name === "layer") return this.toggle(this.layer(side, layer - 1));
    const all = data.header.sides.flatMap((on) => Array.from({ length: shapeOf(data, on)[0] }, (_, l) => this.layer(on, l)).flat());
    this.turn(all.filter((other) => other !== mine));
  }
  // Of the heads that are on, the one with the highest score goes off.
  strongest() {
    const { data } = this.view, off = this.off(), best = { value: -Infinity };
    for (const side of data.header.sides) {
      const value = valueOf(data, this.score, side), [layers, heads] = shapeOf(data, side);
      for (let l = 0; l < layers; l++) for (let h = 0; h < heads; h++) if (value(l, h) > best.value && !off.includes(nameOf(side, l, h))) Object.assign(best, { value: value(l, h), name: nameOf(side, l, h) });
    }
    if (best.name) this.turn([...off, best.name]);
  }
  pick({ head, layer }) {
    if (layer) return this.toggle(this.layer(...layer));
    if (this.tool === "switch") return this.toggle([nameOf(...head)]);
    this.choose(...head);
  }

  rate(score) {
    this.score = score;
    this.view.changed();
  }
  // How much each head matters is asked for once nobody types.
  wait() {
    const { header } = this.view.data;
    clearTimeout(this.clock);
    if (EFFECTS.includes(this.score) && !header.measured && header.says && header.seconds <= header.patience) this.clock = setTimeout(() => this.weigh(), PAUSE);
  }
  weigh() {
    const { key } = this.view.data.header;
    if (!this.view.host.isConnected || this.view.asking.wanted?.weigh === key) return;
    this.view.ask({ weigh: key });
  }

  look(place) {
    this.place = this.place === place ? -1 : place;
    this.view.draw();
  }
  // Arrows walk the heads; Enter chooses one, a blank switches it, l its layer.
  walk(e) {
    const { data } = this.view, { sides } = data.header, way = WAYS[e.key], lines = sides.flatMap((side) => Array.from({ length: shapeOf(data, side)[0] }, (_, l) => [side, l]));
    const [side, l] = lines[clamp(this.cell[0], lines.length - 1)], h = clamp(this.cell[1], shapeOf(data, side)[1] - 1);
    if (e.key === "Enter") return this.choose(side, l, h), true;
    if (e.key === " ") return this.toggle([nameOf(side, l, h)]), true;
    if (e.key.toLowerCase() === "l") return this.toggle(this.layer(side, l)), true;
    if (!way) return false;
    this.cell = [clamp(this.cell[0] + way[1], lines.length - 1), clamp(h + way[0], shapeOf(data, side)[1] - 1)];
    this.grid.walk(() => this.grid.picture.scene.find(...lines[this.cell[0]], this.cell[1]) ?? null);
    return true;
  }
  down(e) {
    const way = WAYS[e.key]?.[1], { scene } = this.ranks.picture;
    if (!way) return false;
    this.rank = clamp(this.rank + way, scene.count - 1);
    this.ranks.walk(() => this.ranks.picture.scene.find(this.rank) ?? null);
    return true;
  }
  through(e) {
    const way = WAYS[e.key], { grid } = this.map.picture.scene;
    if (!way || !grid) return false;
    this.spot = [clamp((this.spot?.[0] ?? 0) + way[1], grid[0] - 1), clamp((this.spot?.[1] ?? -1) + way[0], grid[1] - 1)];
    this.map.walk(() => this.map.picture.scene.find?.(...this.spot) ?? null);
    return true;
  }
  along(e) {
    const way = WAYS[e.key]?.[1], { tokens } = this.view.data.header;
    if (!way || !tokens.length) return false;
    this.place = clamp(this.place + way, tokens.length - 1);
    this.view.draw();
    const { stage, picture } = this.said, { y } = picture.scene.find(this.place), { scrollTop: top, clientHeight: tall } = stage;
    if (y < top || y > top + tall) stage.scrollTop = y - tall / 2;
    this.said.walk(() => this.said.picture.scene.find(this.place) ?? null);
    return true;
  }

  show(header, w) {
    const count = this.off().length;
    say(this.scoreText, w.score);
    if (this.scores.dataset.lang !== w.score) {
      const option = (score) => element("option", { value: score, textContent: w[`score_${score}`] });
      this.scores.replaceChildren(...SCORES.map(option));
      this.scores.dataset.lang = w.score;
    }
    if (this.scores.value !== this.score) this.scores.value = this.score;
    for (const b of this.tools.buttons) say(b, w[`tool_${b.value}`]), set(b, "aria-pressed", b.value === this.tool);
    const mine = nameOf(...this.chosen().map((v, k) => (k ? v - 1 : v)));
    for (const b of this.acts) say(b, b.value === "head" && this.off().includes(mine) ? w.act_head_on : w[`act_${b.value}`]);
    this.acts[3].disabled = !count;
    say(this.measure, w.measure), say(this.top, w.act_strongest);
    this.top.title = w.strongest_note;
    this.measure.disabled = !header.says || header.seconds > header.patience || header.measured;
    this.measure.title = w.measure_note.replace("{passes}", header.passes).replace("{seconds}", header.seconds.toFixed(1));
  }
  // What is to be known about the scores on view.
  told(header, w) {
    if (!EFFECTS.includes(this.score)) return `${w[`what_${this.score}`]} ${w.grid_note}`;
    const fill = (text) => text.replace("{passes}", header.passes).replace("{seconds}", (header.took ?? header.seconds).toFixed(1));
    if (!header.says) return w.cannot_ask;
    if (header.seconds > header.patience) return fill(w.too_slow);
    return header.measured ? `${w[`what_${this.score}`]} ${fill(w.took)}` : fill(w.measuring);
  }

  paint(data, base) {
    const { theme } = this.view, { header } = data, w = base.words, s = theme.size, tall = Math.max(s * 19, innerHeight - s * 25);
    this.show(header, w);
    this.wait();
    const view = { score: this.score, chosen: this.chosen(), off: this.off(), place: this.place }, [side, layer, head] = view.chosen;
    if (!header.sides.includes(side)) return; // another model's numbers are on their way
    const code = { text: header.text.slice(0, 2000), model: this.view.state.a.split("/").slice(0, -3).join("/"), side, layer, head, off: { code: `[${header.off.map((name) => { const [on, l, h] = name.split("."); return `("${on}", ${l - 1}, ${h - 1})`; }).join(", ")}]` }, place: 1 };
    const scores = EFFECTS.includes(this.score) ? w.code.live_importance : w.code.live_scores;
    this.grid.show({ ...base, title: w.grid_title.replace("{score}", w[`score_${this.score}`]), note: this.told(header, w), table: () => gridTable(data, view), scene: gridScene(data, view, theme, this.grid.width(), tall - s * 4), code: (at) => assigned(scores, { ...code, score: this.score, ...at }) });
    this.grid.canvas.scene = this.grid.picture.scene; // for tests that point at a head
    this.ranks.show({ ...base, title: w.ranks_title.replace("{layer}", layer).replace("{head}", head), note: w.ranks_note, table: () => ranksTable(data, view), scene: ranksScene(data, view, theme, this.ranks.width()) });
    this.map.show({ ...base, title: w.map_title, note: "", table: () => mapTable(data), scene: mapScene(data, theme, this.map.width(), Math.max(s * 11, tall - s * 17)) });
    this.said.stage.style.height = `${tall + s * 2}px`; // a longer text is scrolled, and nothing below moves
    const off = header.off.length;
    this.said.show({ ...base, title: (off ? w.said_off : w.said_on).replace("{model}", header.model).replace("{count}", off).replace("{all}", header.passes), note: off ? w[`note_${header.kind}`] : w.said_note, table: () => saidTable(data), scene: saidScene(data, view, theme, this.said.width()), code: (at) => assigned(w.code.live_said, { ...code, ...at }) });
  }
}
