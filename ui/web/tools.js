// Small controls inside pictures.
export function element(tag, props = {}, ...children) {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...children);
  return e;
}

export function button(action, value = "") {
  const b = element("button", { type: "button", value });
  b.addEventListener("click", () => action(b));
  return b;
}

// Buttons side by side of which one is pressed.
export function choice(values, action, role = "group") {
  const group = element("span", { className: "group" });
  group.setAttribute("role", role);
  const buttons = values.map((value) => button(() => action(value), value));
  group.append(...buttons);
  return { group, buttons };
}

export function tick(name, action) {
  const box = element("input", { type: "checkbox", name }), text = element("span");
  box.addEventListener("change", () => action(box.checked));
  return { name, box, text, label: element("label", {}, box, text) };
}

// Both touch the page only where it changes.
export const set = (e, name, value) => e.getAttribute(name) !== String(value) && e.setAttribute(name, value);
export const say = (e, text) => e.textContent !== text && (e.textContent = text);
