// What each net thinks after every token: one row a net, one axis of tokens for all.
import { isolated } from "./labels.js";
import { Scene } from "./scene.js";
import { steps, tokenLabels } from "./steps.js";
import { NAMES, best, colour, row, sign } from "./walks.js";

// Of two classes one curve says all: that of the second. Of more, each has its own.
const shown = (of) => (of === 2 ? [1] : Array.from({ length: of }, (_, k) => k));

export function chancesScene(data, view, theme, width) {
  const { header, arrays } = data, s = theme.size, w = header.words, k = view.sentence < header.tokens.length ? view.sentence : 0;
  const tokens = header.tokens[k], left = s * 9.5, high = s * 4.4, gap = s * 0.9, axis = steps(tokens.length, theme, left, width - 4);
  const scene = new Scene(width, s * 0.6 + header.nets.length * (high + gap) + axis.room, theme), of = header.classes.length;
  header.nets.forEach(({ cell }, r) => {
    const top = s * 0.6 + r * (high + gap), y = (p) => top + high * (1 - p), out = arrays[`${cell}.${k}.out`];
    scene.text(0, top + high / 2, NAMES[cell], { weight: 700, size: s * 1.15 });
    if (of === 2) [0, 1].forEach((c) => {
      scene.mark(left - s * 0.7, c ? top + s * 0.45 : top + high - s * 0.45, s * 0.4, sign(c), { fill: colour(theme, c, of) });
      scene.text(left - s * 1.3, c ? top + s * 0.45 : top + high - s * 0.45, header.classes[c], { anchor: "right", fill: theme.faint });
    });
    for (const p of [0, 0.5, 1]) scene.line([[left, y(p)], [width, y(p)]], { stroke: theme.line, dash: p === 0.5 ? [4, 4] : undefined });
    for (const c of shown(of)) {
      const values = tokens.map((_, t) => row(out, t)[c]), stroke = of === 2 ? theme.text : colour(theme, c, of);
      values.forEach((v, t) => t && scene.line([[axis.x(t - 1), y(values[t - 1])], [axis.x(t), y(v)]], { stroke, width: 2 }));
    }
    tokens.forEach((token, t) => {
      const chances = row(out, t), c = best(chances), on = view.step === t + 1, value = of === 2 ? chances[1] : chances[c];
      if (on) scene.rect(axis.x(t) - axis.pitch / 2, top - gap / 2, axis.pitch, high + gap, { fill: theme.accent, alpha: 0.12 });
      scene.mark(axis.x(t), y(value), Math.min(s * (on ? 0.5 : 0.36), Math.max(2, axis.pitch * 0.4)), sign(c), { fill: colour(theme, c, of) });
      if (axis.wide) scene.text(axis.x(t), value > 0.5 ? y(value) + s * 1.05 : y(value) - s * 1.05, value.toFixed(2), { anchor: "center", fill: theme.faint });
      const tip = `${NAMES[cell]} · t = ${t + 1} · ${isolated(token)}\n${header.classes.map((name, i) => `${name} ${chances[i].toFixed(3)}`).join("   ")}`;
      scene.rect(axis.x(t) - axis.pitch / 2, top - gap / 2, axis.pitch, high + gap, { hit: { tip, mark: { row: k, col: t + 1 }, pick: true, cell } });
    });
  });
  tokenLabels(scene, axis, tokens, s * 0.6 + header.nets.length * (high + gap) - gap / 2, { marked: view.step - 1, hit: (t) => ({ tip: isolated(tokens[t]), mark: { row: k, col: t + 1 }, pick: true }) });
  scene.text(0, scene.height - axis.room / 2, `${w.step} t →`, { fill: theme.faint });
  return scene;
}

export function chancesTable({ header, arrays }) {
  const rows = header.nets.flatMap(({ cell }) =>
    header.tokens.flatMap((tokens, k) => tokens.map((token, t) => [NAMES[cell], k + 1, t + 1, token, ...row(arrays[`${cell}.${k}.out`], t)])),
  );
  return { columns: [header.words.net, header.words.sentence, "t", header.words.token, ...header.classes], rows };
}
