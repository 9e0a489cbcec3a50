// The live view of the page on sequence to sequence: two nets over one sentence, side by side, and one section below.
// Which nets and which section is asked of the server; which step and how it is drawn is the browser's own.
import * as address from "./address.js";
import { Asking } from "./asking.js";
import { Live, mount } from "./mount.js";
import { Net, SHOWS } from "./s2s_net.js";
import { Tabs } from "./s2s_tabs.js";
import { element, say } from "./tools.js";
import { unpack } from "./wire.js";

const number = (text) => (/^\d{1,4}$/.test(text) ? +text : null);

class View extends Live {
  constructor(host) {
    super(host);
    this.asking = new Asking((question) => this.component.setStateValue("ask", question));
    this.asked = 0;
    this.look = { row: number(address.read("query")), col: number(address.read("key")), show: SHOWS.includes(address.read("show")) ? address.read("show") : null };
    this.hover = null;
    this.build();
  }

  build() {
    this.notice = element("p", { className: "notice" });
    this.notice.setAttribute("role", "status");
    const top = element("div", { className: "row twins" }), unrolled = element("div", { className: "row" }), foot = element("div", { className: "below" });
    this.host.append(this.notice, top, unrolled, foot);
    this.nets = ["first", "second"].map((place, k) => new Net(this, place, k, top, unrolled));
    this.tabs = new Tabs(this, foot);
  }

  // The server's answer. An older one than what was asked for since keeps its numbers but not the choice.
  update(component) {
    this.component = component;
    this.data = unpack(component.data);
    const { header } = this.data, mine = this.asking.answered((wanted) => wanted.n === header.asked);
    this.asked = Math.max(this.asked, header.asked);
    if (mine) this.state = { ...this.state, ...header.state, ...header.section.state };
    say(this.notice, header.notice);
    this.keep();
    this.redraw();
  }
  ask(change) {
    this.state = { ...this.state, ...change };
    this.asking.ask({ ...this.state, n: ++this.asked });
    this.changed();
  }
  keep() {
    const { look, state } = this, [tab] = this.data.header.tabs;
    address.write({
      first: [state.first, "none"], second: [state.second, "additive"], below: [state.below, tab],
      query: [look.row === null ? "" : String(look.row)], key: [look.col === null ? "" : String(look.col)], show: [look.show ?? ""],
      ...this.tabs.keys(),
    });
  }
  changed() {
    this.keep();
    this.draw();
  }
  point(mark) {
    this.hover = mark;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw(true));
  }
  pin({ row, col }) {
    const { look } = this, same = look.row === row && look.col === col;
    [look.row, look.col] = same ? [null, null] : [row, col];
    this.changed();
  }

  // `hovering`: only what follows the pointer is drawn again.
  paint(hovering = false) {
    for (const net of this.nets) net.paint(hovering);
    const whole = hovering || this.tabs.paint();
    if (whole) this.host.dataset.text = this.data.header.text;
  }
}

export default mount(View);
