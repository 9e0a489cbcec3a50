// One unit at one step: the unrolled net with the values that flow, and under it every equation with its numbers.
import { isolated } from "./labels.js";
import { equations } from "./equations.js";
import { Scene } from "./scene.js";
import { NAMES, heldAt, number, numbers, tokenText } from "./states.js";
import { measure } from "./widths.js";
import { drawUnrolled } from "./unrolled.js";

export function cellScene(data, view, theme, width, height) {
  const { header } = data, s = theme.size, { chosen, step } = view, scene = new Scene(width, height, theme);
  if (!header.tokens.length || !header.fields || step < header.first || step >= header.first + header.shown) return scene;
  const of = numbers(data), lines = equations(chosen.net, of, step, chosen.unit, view), pitch = s * 1.9;
  const pieces = lines.map((line) => [[line.name, line.name], [" = ", ""], ...(line.held === null ? [...line.symbols, [" = ", ""], ...line.worked] : heldPieces(line, header.words))]);
  const size = Math.min(...pieces.map((whole) => fitting(whole, width - s, s, theme.font)));
  const token = (t) => (t >= 0 && t < header.tokens.length ? header.tokens[t] : null);
  const room = Math.min(height - lines.length * pitch - s * 0.6, s * 26), under = room + s * 0.6;
  const held = (name) => heldAt(view.clamps, name, chosen.unit);
  const known = (name, t) => of(name, t) ?? NaN;
  drawUnrolled(scene, { net: chosen.net, t: step, of: known, token, selected: chosen.quantity, unit: chosen.unit + 1, held }, 2, 0, width - 4, room);
  lines.forEach((line, k) => {
    const y = under + (k + 0.5) * pitch, on = line.name === chosen.quantity;
    if (on) scene.rect(0, y - pitch / 2 + 1, width, pitch - 2, { fill: theme.panel, round: 5 });
    let x = s * 0.4;
    for (const [text, gate] of pieces[k]) {
      scene.text(x, y, text, { fill: gate ? theme.gate[gate] : theme.text, size, weight: text === line.name && gate && x < s ? 800 : 500 });
      x += measure(text, size, theme.font) * 1.015;
    }
    scene.rect(0, y - pitch / 2, width, pitch, { hit: { tip: `${line.name} = ${number(line.value, 4)}\n${header.words.meanings[line.name]}`, pick: true, quantity: line.name, at: { quantity: line.name, cell: chosen.net, unit: chosen.unit + 1, step: step + 1 } } });
  });
  scene.lines = lines;
  return scene;
}

const heldPieces = (line, w) => [[`${number(line.held, 2)}  ${w.held}`, line.name], [`   (${w.instead} `, ""], ...line.worked.map(([text]) => [text, ""]), [")", ""]];

// The size at which a line fits: up to a fourth larger than other letters.
function fitting(pieces, width, size, font) {
  const wide = measure(pieces.map(([text]) => text).join(""), size, font) * 1.03;
  return Math.max(size * 0.72, Math.min(size * 1.25, (size * width) / wide));
}

export const cellTitle = ({ header }, { chosen, step }) =>
  `${NAMES[chosen.net]} · ${header.words.unit} ${chosen.unit + 1} · ${header.words.step} ${Math.min(step + 1, header.tokens.length)}${step >= 0 && step < header.tokens.length ? ` · ${isolated(tokenText(header.tokens[step]))}` : ""}`;

export const said = (scene) => (scene.lines ?? []).map((l) => `${l.name} = ${l.symbols.map(([t]) => t).join("")} = ${l.worked.map(([t]) => t).join("")}`).join("; ");

// A row a step: every left-hand side of the chosen unit.
export function cellTable(data) {
  const { header } = data, w = header.words;
  if (!header.fields) return { columns: [w.step, w.token], rows: [] };
  const of = numbers(data);
  const rows = Array.from({ length: header.shown }, (_, j) => [String(header.first + j + 1), tokenText(header.tokens[header.first + j]), ...header.fields.map((name) => of(name, header.first + j))]);
  return { columns: [w.step, w.token, ...header.fields], rows };
}
