// The tab about length: BLEU of every model by the length of the source, for single sentences and for texts of several.
import { Panel } from "./panel.js";
import { assigned } from "./python.js";
import { folder, gap, lengthsScene, lengthsTable } from "./s2s_lengths.js";
import { element } from "./tools.js";

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
      const name = CHARTS[k], { models, chosen, typed } = header;
      const chart = { bins: header.charts[name], models, chosen, typed, of: (model) => arrays[`${name}.${model}`].values };
      const note = [gap(chart, w), w[`${name}_note`]].filter(Boolean).join(" ");
      const measured = models.filter((model) => chart.of(model).some(Number.isFinite));
      const usual = { text: base.text.slice(0, 2000), chart: name, model: folder(measured[0] ?? models[0]), shortest: chart.bins[0]?.from };
      const code = measured.length ? (at) => assigned(w.code.lengths, { ...usual, ...at }) : undefined;
      panel.show({ ...base, code, title: w[name], note, table: () => lengthsTable(chart, w), scene: lengthsScene(chart, w, theme, panel.width(), theme.size * 23) });
    });
  }
}
