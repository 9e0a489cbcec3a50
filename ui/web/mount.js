// From a component of Streamlit to the view that draws it, and what makes a view draw itself again.
import { theme as readTheme } from "./scales.js";
import { dress } from "./style.js";

// What a picture's module exports: one View for each place on the page, told of every answer of the server.
export function mount(View) {
  const views = new WeakMap();
  return (component) => {
    const host = component.parentElement.querySelector(".live");
    if (!component.data?.byteLength) return;
    let view = views.get(host);
    if (!view) views.set(host, (view = new View(host)));
    view.update(component);
  };
}

// Calls redraw when the host has another size, letters have come, or the theme has changed.
export function watch(host, redraw) {
  new ResizeObserver(redraw).observe(host);
  document.fonts.addEventListener("loadingdone", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redraw, 50));
}

// What the views of all pages have in common: each has update(component), which leaves `data`, and paint(), and is drawn
// again in the theme of the moment whenever its place on the page has changed.
export class Live {
  constructor(host) {
    this.host = host;
    watch(host, () => this.refit());
  }
  refit() {
    this.redraw();
  }
  themed() {
    return readTheme(this.host);
  }
  redraw() {
    if (!this.data) return;
    this.theme = this.themed();
    dress(this.host.getRootNode(), this.host, this.theme);
    this.draw();
  }
  // Passes on what it is given. How long painting took, in ms, is said beside the text.
  draw(...how) {
    const start = performance.now();
    this.paint(...how);
    this.host.dataset.ms = (performance.now() - start).toFixed(1);
  }
}
