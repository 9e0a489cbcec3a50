// What the live views with tabs have in common: one tab is open, each a class of its own; what must be computed is asked of
// the server, and what is on the screen is said in the address.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { Live } from "./mount.js";
import { element, say } from "./tools.js";
import { unpack } from "./wire.js";

export class Tabbed extends Live {
  // kinds: the tabs by name; word: what the address calls the open one
  constructor(host, kinds, word) {
    super(host);
    this.kinds = kinds;
    this.word = word;
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    this.first = {};
    this.sections = {};
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, mine = this.asking.answered((wanted) => this.answers(header, wanted)), said = this.said(header);
    this.first = { ...this.first, ...header.first };
    this.state = mine ? { ...this.state, ...said } : { ...said, ...this.state };
    say(this.notice, header.notice);
    this.redraw();
    this.host.dataset.text = header.text;
    this.host.dataset[this.word] = this.open();
    this.host.dataset.open = Boolean(this.asking.wanted); // whether an answer is on its way
  }
  // What the server says is on the screen, what it is asked, and whether an answer is to that question.
  said(header) {
    return header.state;
  }
  question() {
    return this.state;
  }
  ask(change) {
    this.state = { ...this.state, ...change };
    this.host.dataset.open = true;
    this.asking.ask(this.question());
    this.changed();
  }
  changed() {
    this.keep();
    this.draw();
  }
  keep() {
    const values = Object.entries(this.first).map(([name, value]) => [name, [String(this.state[name] ?? value), String(value)]]);
    address.write({ ...Object.fromEntries(values), ...this.local() });
  }
  // What the open tab itself keeps in the address.
  local() {
    return this.tab().keep?.();
  }

  open() {
    return this.said(this.data.header)[this.word];
  }
  tab() {
    return (this.sections[this.open()] ??= this.make(this.open()));
  }
  make(name) {
    return new this.kinds[name](this);
  }
  // Draws the open tab, and hides the others.
  turned(...base) {
    const open = this.tab();
    for (const tab of Object.values(this.sections)) tab.root.hidden = tab !== open;
    open.paint(this.data, ...base);
  }
}
