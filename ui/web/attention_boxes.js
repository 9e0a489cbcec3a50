// Boxes: the matrices of a step, as the board draws them (attention_board.js) and the arithmetic reads them.

import { num } from "./attention_rich.js";
import { index } from "./attention_worked.js";

// A matrix of the blob, one head of it where it has several; a vector stands upright, or lies where `flat`.
export function matrix(arrays, name, { head = 0, flat = false } = {}) {
  const { shape, values } = arrays[name];
  if (shape.length === 3) {
    const [, rows, cols] = shape;
    return { rows, cols, get: (i, j) => values[(head * rows + i) * cols + j] };
  }
  const [rows, cols] = shape.length === 2 ? shape : flat ? [1, shape[0] ?? 1] : [shape[0] ?? 1, 1];
  return { rows, cols, get: (i, j) => values[i * cols + j] };
}

const ROLES = { X: "", Y: "", P: "", Q: "query", K: "key", V: "value", x: "query", q: "query", v: "key" };
const roleOf = (id) => ROLES[id] ?? { Q: "query", K: "key", V: "value" }[/^W_([QKV])/.exec(id)?.[1]] ?? "";

// Makes the boxes of a step. `theme` colours the roles.
export class Boxes {
  constructor(data, theme) {
    Object.assign(this, { data, theme, w: data.header.words });
  }

  // more: { name, label, kind: signed | share | mask | plain, edit, labels of the rows, heads of the columns, worked
  // (attention_worked.js), code, head, flat, role, fixed: a row that may not be edited }
  box(id, array, more = {}) {
    const role = more.role ?? roleOf(id), name = more.name ?? id;
    return {
      id, name, label: more.label ?? name, kind: "signed", code: `${name}[row - 1, col - 1]`, array,
      ...matrix(this.data.arrays, array, more), ...more, role, ink: role ? this.theme.role[role] : "",
    };
  }

  // A matrix that may be written into. `edit` is its name in the state, and that of its array.
  given(edit, more = {}) {
    const name = more.name ?? edit;
    const worked = (i, j, v) => ({ symbols: [[`${index(name, `${i + 1}${j + 1}`)} = ${num(v)}`, ""]], numbers: [[i === more.fixed ? this.w.fixed : this.w.editable, ""]], from: [] });
    return this.box(edit, edit, { name, edit, worked, ...more });
  }
}
