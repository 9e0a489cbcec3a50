// A view with tabs that the figures' Scene of figures/tabs.py describes: questions are numbered, each tab has a place
// of its own on the page, and a bar of titles stands above them.
import { Tabbed } from "./tabbed.js";
import { button, element, say, set } from "./tools.js";

export class Numbered extends Tabbed {
  constructor(host, kinds) {
    super(host, kinds, "show");
    this.asked = 0;
    this.first = { show: Object.keys(kinds)[0] };
    this.bar = element("div", { className: "tools tabs" });
    this.titles = element("span", { className: "group" });
    this.titles.setAttribute("role", "tablist");
    this.titles.addEventListener("keydown", (e) => this.turn(e));
    this.bar.append(this.titles);
    host.append(this.bar, this.notice);
  }

  update(component) {
    super.update(component);
    this.asked = Math.max(this.asked, this.data.header.asked);
    this.keep();
  }
  said({ state, show }) {
    return { ...state, show };
  }
  answers(header, wanted) {
    return wanted.n === header.asked;
  }
  question() {
    return { ...this.state, n: ++this.asked };
  }
  // What all tabs keep in the address.
  local() {
    return Object.assign({}, ...Object.values(this.sections).map((section) => section.local?.() ?? {}));
  }
  make(name) {
    const root = element("div", { className: "section" });
    this.host.append(root);
    return Object.assign(new this.kinds[name](this, root), { root });
  }

  // Left and right, Home and End turn to another tab.
  turn(e) {
    const names = Object.keys(this.kinds), at = names.indexOf(this.state.show);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[e.key];
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    if (names[to]) this.ask({ show: names[to] }), this.titles.children[to].focus();
  }
  entitle(w) {
    if (!this.titles.children.length) this.titles.append(...Object.keys(this.kinds).map((name) => button(() => this.ask({ show: name }), name)));
    [...this.titles.children].forEach((b, k) => {
      b.setAttribute("role", "tab");
      say(b, `${k + 1}  ${w[`tab_${b.value}`]}`);
      set(b, "aria-selected", b.value === this.state.show);
      b.tabIndex = b.value === this.state.show ? 0 : -1;
    });
  }

  refit() {
    this.fresh = true; // letters or another width have come: every scene is made again
    this.redraw();
    this.fresh = false;
  }
  paint() {
    const { text, words } = this.data.header;
    this.entitle(words);
    this.turned({ text, words });
  }
}
