// What stands below the maps of the page on recurrent cells: one unit in the text with those that go with a property of
// it, or how decided the gates are with how long the units remember.
import { saturationScene, saturationTable, timescaleScene, timescaleTable } from "./gates.js";
import { foundScene, foundTable, passageScene, passageTable } from "./passage.js";
import { NAMES } from "./states.js";
import { choice, element, say, set } from "./tools.js";

const BELOW = ["unit", "gates"];
const PROPERTIES = ["answer", "sure", "position", "start", "place", "quotes", "capital", "space"];

export class Lower {
  // view: data, theme, state and ask(change); panel(parent, id) makes a picture
  constructor(view, foot, panel) {
    this.view = view;
    this.tabs = choice(BELOW, (below) => view.ask({ below }), "tablist");
    this.tabs.group.classList.add("tabs");
    this.tabs.buttons.forEach((b) => b.setAttribute("role", "tab"));
    const row = element("div", { className: "row duo main" });
    foot.append(this.tabs.group, row);
    this.left = panel(row, "left");
    this.right = panel(row, "right");
    this.track = choice(PROPERTIES, (track) => view.ask({ track }));
    this.right.tools.append(this.track.group);
  }

  // base: text and words of every picture; shown: its code; view: what is looked at, sent: the cell whose numbers are here
  paint(base, shown, view, sent) {
    const { data, theme, state } = this.view, { header } = data, w = header.words;
    for (const b of this.tabs.buttons) say(b, w.below[b.value]), set(b, "aria-selected", b.value === state.below);
    set(this.right.tools, "style", header.asked.below === "unit" ? "" : "display:none");
    if (header.asked.below === "gates") {
      this.left.show({ ...base, title: w.saturation_title, note: w.saturation_note, table: () => saturationTable(data), scene: saturationScene(data, view, theme, this.left.width()) });
      this.right.show({ ...base, title: w.timescale_title, note: w.timescale_note, table: () => timescaleTable(data), scene: timescaleScene(data, view, theme, this.right.width()) });
      return;
    }
    const { net, quantity, unit } = sent.chosen, title = `${w.passage_title}: ${NAMES[net]} ${quantity}, ${w.unit} ${unit + 1}`;
    this.left.show({ ...base, ...shown, title, note: w.passage_note, table: () => passageTable(data, sent), scene: passageScene(data, sent, theme, this.left.width()) });
    const chance = header.found?.length ? w.found_note.replace("{chance}", header.chance.toFixed(2)) : w.too_few;
    this.right.show({ ...base, title: w.found_title, note: chance, table: () => foundTable(data), scene: foundScene(data, view, theme, this.right.width()) });
    for (const b of this.track.buttons) {
      say(b, w.properties[b.value]);
      set(b, "aria-pressed", b.value === (header.track ?? state.track));
      set(b, "style", header.offered.includes(b.value) ? "" : "display:none");
      b.disabled = !(header.properties ?? []).includes(b.value);
    }
  }
}
