// Which of the two nets of the page a section looks at: two buttons, and the net's name on the screen.
import { button, element, say, set } from "./tools.js";

export const SIDES = ["first", "second"];

export class Choice {
  // view: the page; key: what is asked of the server, "first" or "second"
  constructor(view, key) {
    Object.assign(this, { view, key });
    this.label = element("span");
    this.group = element("span", { className: "group" });
    this.group.setAttribute("role", "group");
    this.group.append(...SIDES.map((side) => button(() => view.ask({ [key]: side }), side)));
    this.all = element("span", { className: "tools chosen" }, this.label, this.group);
  }

  // For the address: what was chosen, and what needs no mention: the second net where it looks back.
  kept(names) {
    return [this.view.state[this.key] ?? "", names[1] === "none" ? "first" : "second"];
  }

  show(names, label) {
    const { words } = this.view.data.header;
    say(this.label, label);
    [...this.group.children].forEach((b, k) => (say(b, words[names[k]] ?? names[k]), set(b, "aria-pressed", b.value === this.view.state[this.key])));
  }
}
