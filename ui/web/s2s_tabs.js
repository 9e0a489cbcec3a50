// The tabs below the top picture of /seq2seq, one shown at a time. Each is a module section_<tab>.js of its own, fetched
// when it is first shown, so that one that is missing leaves the rest of the page alone. It exports
//   class Section { constructor(view, host); paint(header, arrays, base); keys() }
// and builds its panels inside `host`. header and arrays are those of its ui/sections/<tab>.py, base = { text, words }:
// its labels. view.ask({ key: value }) asks the server, view.theme and view.data are as everywhere, view.state is what
// was asked for, view.changed() keeps the address and draws again. keys() -> { name: [value, default] } for the address.
import { button, element, say, set } from "./tools.js";

export class Tabs {
  constructor(view, foot) {
    this.view = view;
    this.bar = element("div", { className: "tools tabs" });
    this.group = element("span", { className: "group" });
    this.group.setAttribute("role", "tablist");
    this.bar.append(this.group);
    this.lost = element("p", { className: "notice" });
    foot.append(this.bar, this.lost);
    this.foot = foot;
    this.sections = {};
  }

  // The section of a tab, null while it is on its way.
  of(tab) {
    const known = this.sections[tab];
    if (known) return known.section;
    const host = element("div", { className: "section" }), entry = (this.sections[tab] = { host, section: null });
    this.foot.append(host);
    import(`./section_${tab}.js`)
      .then(({ Section }) => (entry.section = new Section(this.view, host)))
      .catch((error) => (console.warn(error), (entry.lost = true)))
      .finally(() => this.view.redraw());
    return null;
  }

  // What the sections that were shown want kept in the address.
  keys() {
    return Object.assign({}, ...Object.values(this.sections).map(({ section }) => section?.keys?.() ?? {}));
  }

  buttons(tabs, words) {
    if (this.group.children.length !== tabs.length)
      this.group.replaceChildren(...tabs.map((tab) => button(() => this.view.ask({ below: tab }), tab)));
    for (const b of this.group.children) {
      b.setAttribute("role", "tab");
      say(b, words[`tab_${b.value}`] ?? b.value);
      set(b, "aria-selected", b.value === this.view.state.below);
    }
  }

  // Draws the section whose numbers are here. Returns whether it stands there.
  paint() {
    const { header, arrays } = this.view.data, { below } = header, section = this.of(below);
    this.buttons(header.tabs, header.words);
    for (const [tab, { host }] of Object.entries(this.sections)) host.hidden = tab !== below;
    const lost = Boolean(this.sections[below].lost);
    say(this.lost, lost ? header.words.tab_missing : "");
    if (!section) return lost;
    const mine = Object.entries(arrays).filter(([name]) => name.startsWith("section.")).map(([name, array]) => [name.slice(8), array]);
    section.paint(header.section, Object.fromEntries(mine), { text: header.text, words: header.section.words });
    return true;
  }
}
