// The live text box. The browser owns the text; Python hears of it and never writes it back.
//
// At most one run is going: while the server answers, keys are only kept, and the newest text is sent when it is done.
// What the server last saw comes back with every answer (data.seen), so a lost message and an interrupted run heal in
// the same way: whenever the app is at rest and has seen something else, the text is sent. A restarted server that no
// longer knows this page is asked for it anew, with the text in the address.

const ADDRESS_EVERY = 400; // ms; browsers stop answering to more than about 100 changes of the address in 30 s
const PATIENCE = 1500; // ms without any answer before the text is sent again
const ATTEMPTS = 4; // for one and the same text, so that a page that never answers is not asked for ever

const GROWS = CSS.supports("field-sizing", "content");

const boxes = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!boxes.has(root)) boxes.set(root, new Box(root, component.data[0]));
  boxes.get(root).hear(component);
}

/** The app's own state, as Streamlit writes it on its outermost element. */
const app = () => document.querySelector("[data-testid=stApp]");
const connected = () => (app()?.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED";
const resting = () => (app()?.dataset.testScriptState ?? "notRunning") === "notRunning";

/** A string that survives JSON and UTF-8: half a surrogate pair, as some keyboards send for a moment, is replaced. */
const whole = (text) => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

const make = (tag, parts = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), parts);
  node.append(...children);
  return node;
};

class Box {
  constructor(root, data) {
    this.sent = data.seen; // the text of the last message, or what the server began with
    this.attempts = 0;
    this.flying = 0; // when the message that is not yet answered left, 0 when there is none
    this.composing = false;
    this.lost = false; // the connection was lost, and nothing has been answered since
    this.late = 0; // how often in a row the address was not written because an answer was awaited
    this.build(root);
    const address = new URLSearchParams(location.search).getAll(data.key).at(-1);
    this.area.value = (address ?? data.start).slice(0, data.limit);
    this.watch();
  }

  build(root) {
    this.area = make("textarea", { id: "area", spellcheck: false, autocapitalize: "off", autocomplete: "off" });
    this.area.setAttribute("autocorrect", "off");
    this.area.setAttribute("aria-describedby", "note");
    this.label = make("label", { htmlFor: "area" });
    this.hint = make("span", { className: "hint" });
    this.note = make("span", { className: "note", id: "note" });
    this.note.setAttribute("role", "status");
    this.chips = make("div", { className: "chips" });
    this.chips.setAttribute("role", "group");
    this.box = make("div", { className: "box" }, make("div", { className: "top" }, this.label, this.hint, this.note, this.chips), this.area);
    root.append(make("style", { textContent: STYLE }), this.box);
  }

  watch() {
    this.area.addEventListener("compositionstart", () => (this.composing = true));
    this.area.addEventListener("compositionend", () => ((this.composing = false), this.changed()));
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && this.area.rows === 1) event.preventDefault();
    });
    addEventListener("pagehide", () => this.keepAddress());
    new ResizeObserver(() => this.grow()).observe(this.box);
    const states = new MutationObserver(() => this.settle());
    if (app()) states.observe(app(), { attributeFilter: ["data-test-script-state", "data-test-connection-state"] });
    const clock = setInterval(() => {
      if (this.gone()) return clearInterval(clock), states.disconnect();
      this.late = this.flying ? this.late + 1 : 0;
      if (!this.flying || this.late > 2) this.keepAddress(); // it takes some ms, which an answer should not wait for
      this.settle();
    }, ADDRESS_EVERY);
  }

  /** Another page has taken the place of this one. */
  gone() {
    return !this.box.isConnected;
  }

  /** The server has answered, or the theme, the language or the page's data changed. */
  hear(component) {
    const before = this.data;
    this.component = component;
    [this.data] = component.data;
    const { label, rows, words } = this.data;
    const stale = before && before.default !== this.data.default && [before.default, ...before.samples.map((s) => s.text)].includes(this.area.value);
    if (stale) this.area.value = this.data.default; // another model reads now: its own example
    this.label.textContent = label;
    this.hint.textContent = words.hint;
    this.area.rows = rows;
    this.answered = this.data.seen === this.sent;
    this.lost = false;
    this.drawChips();
    this.grow();
    this.settle();
  }

  drawChips() {
    const { samples, words } = this.data;
    const wanted = JSON.stringify([samples, words.samples]);
    if (wanted !== this.drawn) {
      this.drawn = wanted;
      this.chips.setAttribute("aria-label", words.samples);
      this.chips.replaceChildren(
        ...samples.map(({ name, text }) => {
          const chip = make("button", { type: "button", textContent: name, title: text, value: text });
          chip.addEventListener("click", () => this.replace(text));
          return chip;
        }),
      );
    }
    for (const chip of this.chips.children) chip.setAttribute("aria-pressed", chip.value === this.area.value);
  }

  replace(text) {
    this.area.value = text;
    this.changed();
    this.area.focus({ preventScroll: true });
  }

  changed() {
    const { limit, words } = this.data;
    if (this.area.value.length > limit && !this.composing) {
      const caret = this.area.selectionStart;
      this.area.value = this.area.value.slice(0, limit).replace(/[\uD800-\uDBFF]$/, "");
      this.area.setSelectionRange(caret, caret);
      this.note.textContent = words.full.replace("{limit}", limit);
    } else if (this.area.value.length < limit && connected()) {
      this.note.textContent = "";
    }
    this.attempts = 0;
    this.settle(); // first of all: the server works while the rest is laid out
    this.drawChips();
    this.grow();
  }

  /** Send the newest text if the server is at rest and has not seen it. */
  settle() {
    if (this.gone()) return;
    const text = whole(this.area.value);
    const now = performance.now();
    this.sayConnection();
    if (!connected()) {
      this.lost = true;
      this.attempts = this.flying = 0;
      return;
    }
    if (this.flying) {
      const over = (this.answered && resting()) || (now - this.flying > PATIENCE && resting());
      if (!over) return;
      this.flying = 0;
    }
    if (text === this.sent && this.data.seen === text) return;
    if (text !== this.sent) this.attempts = 0;
    if (this.lost && this.attempts === 2) {
      this.keepAddress();
      return location.reload();
    }
    if (this.attempts >= ATTEMPTS) return;
    this.attempts += 1;
    this.sent = text;
    this.answered = false;
    this.flying = now;
    this.component.setStateValue("live", { text });
  }

  sayConnection() {
    if (connected()) {
      if (this.note.textContent === this.data.words.offline) this.note.textContent = "";
    } else {
      this.note.textContent = this.data.words.offline;
    }
  }

  /** The text in the address, so that a reload, a link and the other pages find it; the default needs no mention. */
  keepAddress() {
    if (this.gone()) return;
    const here = new URL(location.href);
    const text = whole(this.area.value);
    const wanted = text === this.data.default ? null : text;
    const said = here.searchParams.getAll(this.data.key).at(-1) ?? null;
    if (said === wanted) return;
    if (wanted === null) here.searchParams.delete(this.data.key);
    else here.searchParams.set(this.data.key, wanted);
    history.replaceState(history.state, "", here);
  }

  // As high as the text, but where very long ones are read three lines and a bar, so that the picture stays in sight.
  // Most browsers do that themselves; the others must lay out the page to tell how high a text is.
  grow() {
    this.area.style.maxHeight = this.data.limit > 2000 ? "5em" : "";
    this.area.style.minHeight = `calc(${this.data.rows} * 1.45em + 0.8rem + 2px)`;
    if (GROWS) return;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }
}

const STYLE = `
*, *::before, *::after { box-sizing: border-box; }
.box { font-family: var(--st-font); color: var(--st-text-color); }
.top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; margin-bottom: 0.3rem; font-size: 0.875rem; line-height: 1.4; }
label { font-weight: 600; font-size: 1rem; }
.hint { color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
.note:not(:empty) { color: var(--st-red-text-color); font-weight: 600; }
.chips { display: flex; flex-wrap: wrap; gap: 0.35rem; margin-left: auto; min-width: 0; }
button { font: inherit; color: var(--st-link-color); background: transparent; border: 1px solid var(--st-border-color); border-radius: 999px;
  padding: 0.1rem 0.7rem; max-width: 17rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; cursor: pointer; }
button:hover { border-color: var(--st-primary-color); }
button[aria-pressed=true] { background: color-mix(in srgb, var(--st-primary-color) 16%, transparent); border-color: var(--st-primary-color); }
button:focus-visible, textarea:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
textarea { display: block; width: 100%; max-height: 40vh; field-sizing: content; resize: none; overflow-y: auto; font: inherit; font-size: 1.25rem; line-height: 1.45;
  color: inherit; background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); padding: 0.4rem 0.75rem; }
`;
