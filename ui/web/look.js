// How the viewer looks at the pictures: the browser's own choices, kept in the address, so that any view can be sent.
import * as address from "./address.js";
import { STAGES } from "./view.js";

const number = (text) => (/^\d{1,4}$/.test(text) ? +text : null);
const between = (low, v, high) => Math.max(low, Math.min(high, Number.isFinite(v) ? v : low));

export class Look {
  constructor() {
    const stage = address.read("stage");
    this.stage = STAGES.includes(stage) ? stage : "weights";
    this.threshold = between(0, Number.parseFloat(address.read("threshold", "0")), 0.95);
    this.special = address.read("special", "1") !== "0";
    this.merge = address.read("words") === "1";
    this.mean = address.read("mean") === "1";
    this.row = number(address.read("query"));
    this.col = number(address.read("key"));
    this.named = address.read("head") !== ""; // a head that was never chosen needs no mention
    this.extra = [...new Set(address.read("also").split(",").map(number).filter(Boolean))];
  }

  // Say all of it in the address, with what the server was asked for. What is as at first is not mentioned.
  keep({ head, below, ablated }) {
    address.write({
      stage: [this.stage, "weights"], threshold: [String(this.threshold), "0"], special: [this.special ? "1" : "0", "1"],
      words: [this.merge ? "1" : "0", "0"], mean: [this.mean ? "1" : "0", "0"], query: [this.row ?? ""], key: [this.col ?? ""],
      also: [this.extra.join(",")], head: [this.named ? head : ""], below: [below, "query"], ablated: [ablated.join(",")],
    });
  }
}
