// The live view of the page on tokens: the typed text cut in several ways, and what follows from that, one tab at a time.
// The browser owns which token is looked at.
import { Bar } from "./cutting_bar.js";
import { Character } from "./cutting_character.js";
import { Cuts } from "./cutting_cuts.js";
import { Maps } from "./cutting_maps.js";
import { Merges } from "./cutting_merges.js";
import { mount } from "./mount.js";
import { Tabbed } from "./tabbed.js";

const TABS = { cuts: Cuts, maps: Maps, merges: Merges, character: Character };

class View extends Tabbed {
  constructor(host) {
    super(host, TABS, "tab");
    this.bar = new Bar(host, (change) => this.ask(change));
    host.append(this.notice);
  }
  answers({ state }, wanted) {
    return Object.entries(wanted).every(([name, value]) => name === "place" || state[name] === value);
  }
  question() {
    const { tongue, ...asked } = this.state;
    return asked;
  }
  paint() {
    this.bar.show(this.state, this.data.header);
    this.turned(this.theme);
  }
}

export default mount(View);
