// From a component of Streamlit to the view that draws it, and what makes a view draw itself again.

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
