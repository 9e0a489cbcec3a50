// The titles of a lesson's sections, one below the other: a click opens or closes what the server sends below the last.
const shown = new WeakMap();

export default function (component) {
  const root = component.parentElement, said = JSON.stringify(component.data);
  let box = shown.get(root);
  if (!box) {
    box = Object.assign(document.createElement("div"), { className: "titles" });
    root.append(Object.assign(document.createElement("style"), { textContent: STYLE }), box);
    shown.set(root, box);
  }
  box.toggle = (section) => component.setTriggerValue("toggle", section);
  if (box.said === said) return;
  box.said = said;
  component.data.forEach(([section, title, open], k) => {
    const button = box.children[k] ?? row(box);
    button.value = section;
    if (button.lastChild.textContent !== title) button.lastChild.textContent = title;
    button.setAttribute("aria-expanded", open);
  });
  while (box.children.length > component.data.length) box.lastChild.remove();
}

function row(box) {
  const button = document.createElement("button"), sign = document.createElement("span");
  button.type = "button";
  sign.setAttribute("aria-hidden", true);
  sign.textContent = "›";
  button.append(sign, document.createElement("b"));
  button.addEventListener("click", () => box.toggle(button.value));
  box.append(button);
  return button;
}

const STYLE = `
.titles { border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); overflow: clip; }
button { display: flex; gap: 0.7rem; width: 100%; padding: 0.45rem 0.9rem; font: inherit; font-family: var(--st-font); font-size: 1rem; text-align: left;
  color: var(--st-text-color); background: transparent; border: 0; cursor: pointer; }
button + button { border-top: 1px solid var(--st-border-color); }
button:hover { background: var(--st-secondary-background-color); color: var(--st-link-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
b { font-weight: 600; }
span { width: 0.6em; font-weight: 700; color: var(--st-link-color); }
[aria-expanded=true] span { transform: rotate(90deg); }
`;
