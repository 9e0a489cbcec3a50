// The live view of the page about the block: four tabs, one shown at a time, a module block_<tab>.js each.
import { Experts } from "./block_experts.js";
import { Ffn } from "./block_ffn.js";
import { Norm } from "./block_norm.js";
import { Residual } from "./block_residual.js";
import { mount } from "./mount.js";
import { Numbered } from "./numbered.js";

const TABS = { norm: Norm, residual: Residual, ffn: Ffn, experts: Experts };

class View extends Numbered {
  constructor(host) {
    super(host, TABS);
  }
}

export default mount(View);
