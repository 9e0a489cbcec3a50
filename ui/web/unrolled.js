// The net unrolled: the step before, this step with its gates, the step after, and the values that flow between them.
import { css, ink, level, signed } from "./scales.js";
import { fit } from "./scene.js";
import { SHARES, number, tokenText } from "./states.js";

const GATES = { rnn: ["h"], lstm: ["f", "i", "g", "o"], gru: ["r", "z", "n"] };

// Draws between x and x + width, y and y + height; token(t) is a step's token or null, of(name, t) a value of the unit.
export function drawUnrolled(scene, { net, t, of, token, selected, unit, held }, x, y, width, height) {
  const { theme } = scene, s = theme.size, two = net === "lstm", before = t > 0, after = token(t + 1) !== null;
  const side = Math.min(s * 3.4, width * 0.13), gap = Math.max(s * 3.3, width * 0.11), middle = width - 2 * (side + gap);
  const X = x + side + gap, top = y + s * 0.4, high = height - s * 3.6, bottom = top + high;
  const lanes = { c: top + s * 1.6, h: net === "gru" ? top + s * 1.6 : bottom - s * 1.5 }, bus = bottom - s * 1.5;
  const at = (name, step) => (step < 0 ? 0 : of(name, step));
  const flow = (points, v) => {
    const known = Number.isFinite(v), colour = known ? css(signed(theme.mode, 1)(Math.sign(v) * (0.55 + 0.3 * Math.min(1, Math.abs(v))))) : theme.line;
    for (let k = 1; k < points.length; k++) scene.line([points[k - 1], points[k]], { stroke: v ? colour : theme.faint, width: known ? 1.5 + 4 * Math.min(1, Math.abs(v)) : 1.5 });
  };
  const wire = (points) => points.slice(1).forEach((p, k) => scene.line([points[k], p], { stroke: theme.faint, width: 1.5 }));
  const tip = (name, step, v) => ({ tip: `${name} [${step + 1}, ${unit}] = ${number(v, 4)}` });

  // The neighbours, and what comes and goes on the lanes.
  const box = (left, wide, step, faded) => {
    const shown = step >= 0 && token(step) !== null;
    scene.rect(left, top, wide, high, { fill: theme.panel, round: 8, stroke: faded ? theme.line : theme.accent, width: faded ? 1 : 2, dash: shown ? undefined : [4, 4], hit: faded && shown ? { tip: tokenText(token(step)), pick: true, step } : undefined });
    if (!shown) return;
    scene.line([[left + wide / 2, bottom + s * 1.4], [left + wide / 2, bottom]], { stroke: theme.faint, width: 2 });
    scene.text(left + wide / 2, bottom + s * 2.1, fit(tokenText(token(step)), wide + gap * 0.8, s, theme.font), { anchor: "center", weight: faded ? 400 : 700, fill: faded ? theme.faint : theme.accent });
  };
  box(x, side, t - 1, true);
  box(x + width - side, side, t + 1, true);
  box(X, middle, t, false);
  scene.text(x + side / 2, top + high / 2, before ? `t − 1` : "t = 0", { anchor: "center", fill: theme.faint });
  scene.text(x + width - side / 2, top + high / 2, after ? "t + 1" : "", { anchor: "center", fill: theme.faint });
  for (const name of two ? ["c", "h"] : ["h"]) {
    const Y = lanes[name], ends = [[x + side, X, at(name, t - 1), "₋₁"], [X + middle, X + middle + gap, at(name, t), ""]];
    for (const [from, to, v, mark] of ends) {
      flow([[from, Y], [to - 3, Y]], v);
      scene.line([[to - 8, Y - 5], [to - 1, Y]], { stroke: theme.faint, width: 1.5 });
      scene.line([[to - 8, Y + 5], [to - 1, Y]], { stroke: theme.faint, width: 1.5 });
      scene.text((from + to) / 2, Y - s * 0.85, `${name}${mark}`, { anchor: "center", fill: theme.gate[name], weight: 700 });
      scene.text((from + to) / 2, Y + s * 0.9, number(v, 2), { anchor: "center", fill: theme.text });
      scene.rect(from, Y - s * 1.4, to - from, s * 2.8, { hit: tip(`${name}${mark}`, mark ? t - 1 : t, v) });
    }
  }

  const px = (share) => X + middle * share, spot = s * 0.72;
  const op = (cx, cy, sign) => {
    scene.rect(cx - spot, cy - spot, 2 * spot, 2 * spot, { fill: theme.background, stroke: theme.faint, width: 1.5, round: spot });
    scene.text(cx, cy, sign, { anchor: "center", weight: 700 });
  };
  const gate = (name, cx, cy) => {
    const v = at(name, t), colour = SHARES.includes(name) ? level(theme.mode) : signed(theme.mode, 1), c = colour(v), w = Math.min(s * 3.2, middle * 0.22), h = s * 1.9, size = Math.min(s * 1.15, w * 0.36);
    scene.rect(cx - w / 2, cy - h / 2, w, h, { fill: css(c), stroke: name === selected ? theme.accent : theme.gate[name], width: name === selected ? 3 : 2, round: 4, dash: held(name) === null ? undefined : [4, 3], hit: { ...tip(name, t, v), pick: true, quantity: name } });
    scene.text(cx, cy, number(v, 2), { anchor: "center", fill: ink(c), size, weight: 600 });
    scene.text(cx - s * 0.5, cy - h / 2 - s * 0.75, name, { anchor: "right", fill: theme.gate[name], weight: 800, size: s * 1.4 });
  };
  const Y = (share) => top + high * share;
  wire([[px(0.5), bottom], [px(0.5), bus]]);
  if (net === "lstm") {
    const xs = { f: 0.14, i: 0.37, g: 0.6, o: 0.83 }, row = bus - s * 2.4, mul = (lanes.c + row) / 2;
    flow([[X, lanes.c], [px(xs.f), lanes.c]], at("c", t - 1));
    flow([[px(xs.f), lanes.c], [px(0.485), lanes.c]], at("f", t) * at("c", t - 1));
    flow([[px(0.485), lanes.c], [X + middle, lanes.c]], at("c", t));
    wire([[X, lanes.h], [px(xs.o), bus]]);
    for (const q of GATES.lstm) wire([[px(xs[q]), bus], [px(xs[q]), row]]);
    wire([[px(xs.f), row], [px(xs.f), lanes.c]]);
    wire([[px(xs.i), row], [px(xs.i), mul], [px(0.485), mul]]);
    wire([[px(xs.g), row], [px(xs.g), mul], [px(0.485), mul]]);
    flow([[px(0.485), mul], [px(0.485), lanes.c]], at("i", t) * at("g", t));
    wire([[px(xs.o), row], [px(xs.o), mul]]);
    flow([[px(xs.o), lanes.c], [px(xs.o), mul]], Math.tanh(at("c", t)));
    flow([[px(xs.o), mul], [px(0.97), mul], [px(0.97), lanes.h], [X + middle, lanes.h]], at("h", t));
    op(px(xs.f), lanes.c, "×"), op(px(0.485), lanes.c, "+"), op(px(0.485), mul, "×"), op(px(xs.o), mul, "×");
    GATES.lstm.forEach((q) => gate(q, px(xs[q]), row));
  } else if (net === "gru") {
    const xs = { z: 0.2, r: 0.49, n: 0.78 }, row = bus - s * 2.4, mul = (lanes.h + row) / 2;
    flow([[X, lanes.h], [px(xs.z), lanes.h]], at("h", t - 1));
    flow([[px(xs.z), lanes.h], [px(xs.n), lanes.h]], at("z", t) * at("h", t - 1));
    flow([[px(xs.n), lanes.h], [X + middle, lanes.h]], at("h", t));
    wire([[px(0.04), lanes.h], [px(0.04), bus], [px(xs.n), bus]]);
    for (const q of GATES.gru) wire([[px(xs[q]), bus], [px(xs[q]), row]]);
    wire([[px(xs.r), row], [px(xs.n), row]]);
    wire([[px(xs.z), row], [px(xs.z), lanes.h]]);
    wire([[px(xs.z), mul], [px(xs.n), mul]]);
    flow([[px(xs.n), row], [px(xs.n), mul]], at("n", t));
    flow([[px(xs.n), mul], [px(xs.n), lanes.h]], (1 - at("z", t)) * at("n", t));
    op(px(xs.z), lanes.h, "×"), op(px(xs.n), lanes.h, "+"), op(px(xs.n), mul, "×");
    scene.text((px(xs.z) + px(xs.n)) / 2, mul - s * 0.8, `1 − z = ${number(1 - at("z", t), 2)}`, { anchor: "center", fill: theme.gate.z, weight: 600 });
    GATES.gru.forEach((q) => gate(q, px(xs[q]), row));
  } else {
    const mid = Y(0.42);
    wire([[X, lanes.h], [px(0.5), bus]]);
    wire([[px(0.5), bus], [px(0.5), mid]]);
    flow([[px(0.5), mid], [px(0.9), mid], [px(0.9), lanes.h], [X + middle, lanes.h]], at("h", t));
    gate("h", px(0.5), mid);
  }
}
