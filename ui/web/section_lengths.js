// The tab about length: BLEU of every model by the length of the source, for single sentences and for texts of several.
import { Panel } from "./panel.js";
import { element } from "./tools.js";
import { lengthsScene, lengthsTable } from "./s2s_lengths.js";

const CHARTS = ["by_length", "by_length_joined"];

export class Section {
  constructor(view, host) {
    this.view = view;
    const row = element("div", { className: "row twins" });
    host.append(row);
    this.panels = CHARTS.map((chart) => new Panel(row, chart));
  }

  paint(header, arrays, base) {
    const { theme } = this.view, w = base.words;
    this.panels.forEach((panel, k) => {
      const chart = { bins: header.charts[CHARTS[k]], models: header.models, chosen: header.chosen, typed: header.typed, of: (name) => arrays[`${CHARTS[k]}.${name}`].values };
      panel.show({ ...base, title: w[CHARTS[k]], note: "", table: () => lengthsTable(chart, w), scene: lengthsScene(chart, w, theme, panel.width(), theme.size * 22) });
    });
  }

  keys() {
    return {};
  }
}
