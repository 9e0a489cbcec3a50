// The live view of the page on embeddings: the words of the typed text, and what one tab at a time shows of them.
import { Bar } from "./embeddings_bar.js";
import { Learn } from "./embeddings_learn.js";
import { Lookup } from "./embeddings_lookup.js";
import { Near } from "./embeddings_near.js";
import { Space } from "./embeddings_space.js";
import { Train } from "./embeddings_train.js";
import { mount } from "./mount.js";
import { Tabbed } from "./tabbed.js";

const TABS = { lookup: Lookup, near: Near, space: Space, learn: Learn, train: Train };
const ADJUSTED = ["place", "other", "lang", "own", "net", "a", "b", "c"]; // what the server may put right

class View extends Tabbed {
  constructor(host) {
    super(host, TABS, "tab");
    this.bar = new Bar(host, TABS, (change) => this.ask(change));
    this.notice.style.order = 1; // below the pictures, so that nothing moves when a word is not known
    host.append(this.notice);
  }
  update(component) {
    super.update(component);
    this.tab().answered?.();
  }
  answers({ state }, wanted) {
    return Object.entries(wanted).every(([name, value]) => ADJUSTED.includes(name) || state[name] === value);
  }
  question() {
    const { lang, ...asked } = this.state;
    return asked;
  }
  paint() {
    this.bar.show(this.state, this.data.header);
    this.turned(this.theme);
  }
}

export default mount(View);
