// The live view of the page that compares heads: tabs, one shown at a time, a module compare_<tab>.js each; and above them
// all which head is A, which is B, and what B reads where that is another sentence.
import { All } from "./compare_all.js";
import { Board } from "./compare_board.js";
import { Choice, Sentence } from "./compare_choice.js";
import { Explain } from "./compare_explain.js";
import { Live } from "./compare_live.js";
import { Two } from "./compare_two.js";
import { mount } from "./mount.js";
import { Numbered } from "./numbered.js";
import { element } from "./tools.js";

const TABS = { two: Two, all: All, board: Board, live: Live, explain: Explain };

class View extends Numbered {
  constructor(host) {
    super(host, TABS);
    this.row = element("div", { className: "pickers" });
    this.a = new Choice(this, "a");
    this.b = new Choice(this, "b");
    this.sentence = new Sentence(this);
    this.b.bar.append(this.sentence.label);
    this.row.append(this.a.bar, this.b.bar);
    this.bar.after(this.row);
  }
  paint() {
    const { header } = this.data, both = TABS[header.show].both ?? false;
    this.a.paint(header, this.state.a, header.words);
    this.b.paint(header, this.state.b, header.words);
    this.b.bar.hidden = !both;
    this.sentence.paint(this.state.text2, header.words);
    super.paint();
  }
}

export default mount(View);
