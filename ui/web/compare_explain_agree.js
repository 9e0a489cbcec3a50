// How far the six agree: a small matrix of rank correlations.
import { short } from "./panel.js";
import { ink, signed } from "./scales.js";
import { Scene, fit } from "./scene.js";

// kind: "tau" or "rho"; at: the cell that the keyboard is on, or null
export function agreeScene(model, { values }, kind, theme, width, height) {
  const s = theme.size, { words: w, methods } = model, k = methods.length, name = Math.min(width * 0.36, s * 7.6), top = s * 5.4;
  const side = Math.min((width - name - s) / k, (height - top - s * 2) / k, s * 4), scene = new Scene(width, top + side * k + s * 2, theme), colour = signed(theme.mode, 1), symbol = kind === "tau" ? "τ" : "ρ";
  const get = (a, b) => values[a * k + b];
  const tip = (a, b) => `${symbol}(${model.name(a)}, ${model.name(b)}) = ${Number.isFinite(get(a, b)) ? short(get(a, b)) : w.no_order}`;
  const hit = (a, b) => ({ tip: tip(a, b), mark: { row: a, col: b }, at: { first: methods[a], second: methods[b] } });
  methods.forEach((_, a) => {
    scene.text(name - s * 0.4, top + (a + 0.5) * side, fit(w[`short_${methods[a]}`], name - s * 0.6, s, theme.font), { anchor: "right", weight: 600 });
    scene.text(name + (a + 0.5) * side, top - s * 0.4, fit(w[`short_${methods[a]}`], s * 6.4, s, theme.font), { rotate: -50, weight: 600 });
    methods.forEach((_, b) => {
      const v = get(a, b), x = name + b * side, y = top + a * side, there = Number.isFinite(v);
      scene.rect(x + 1, y + 1, side - 2, side - 2, { fill: there ? `rgb(${colour(v).join(",")})` : theme.panel, stroke: theme.line, round: 3 });
      if (!there) scene.line([[x + side * 0.3, y + side / 2], [x + side * 0.7, y + side / 2]], { stroke: theme.faint });
      else if (side > s * 1.8) scene.text(x + side / 2, y + side / 2, v.toFixed(2).replace("-", "−").replace(/^(−?)0\./, "$1.").replace("1.00", "1"), { anchor: "center", size: Math.min(s, side * 0.42), fill: ink(colour(v)) });
      scene.rect(x, y, side, side, { hit: hit(a, b) });
    });
  });
  scene.legend(name, top + k * side + s, Math.min(side * k, s * 12), -1, 1, colour);
  scene.find = (a, b) => ({ x: name + (b + 0.8) * side, y: top + (a + 0.8) * side, hit: hit(a, b) });
  return scene;
}

export function agreeTable(model, { values }) {
  const { methods } = model, k = methods.length;
  return { columns: ["", ...methods.map((_, m) => model.name(m))], rows: methods.map((_, a) => [model.name(a), ...methods.map((_, b) => (Number.isFinite(values[a * k + b]) ? values[a * k + b] : ""))]) };
}
