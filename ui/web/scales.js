// Colours. One scale for shares in [0, 1], one for signed values, one list for telling heads apart. All hold up under
// the common colour blindnesses: the first two by lightness alone, the list by lightness as well as hue.
const STOPS = {
  light: {
    share: ["#fbfcfe", "#d5e4f3", "#9cc3e3", "#5a9bcc", "#2a6fae", "#12437f", "#08204a"],
    signed: ["#7f2704", "#c8590f", "#f0a35e", "#fbfbfb", "#7fb3dc", "#2a6fae", "#0a2d5e"],
  },
  dark: {
    share: ["#12161f", "#17304f", "#1e5286", "#2f7cba", "#63a9d9", "#aed5ef", "#f6fbff"],
    signed: ["#ffc38a", "#ee8732", "#a4510f", "#171b24", "#1f5f9c", "#4d9ed8", "#bfe2ff"],
  },
};
// Sixteen heads, each at least 3 : 1 against its background.
const HEADS = {
  light: [
    "#0072b2", "#d55e00", "#00845f", "#b8548b", "#946c00", "#2b8cb8", "#7b3294", "#8c510a",
    "#1b7837", "#d81b78", "#5e6b7a", "#a3423a", "#4a5fc1", "#6b7a00", "#007a80", "#a04fb0",
  ],
  dark: [
    "#4ea8e0", "#ff8c3a", "#2fc49a", "#e6a3c8", "#e0b040", "#9ad4f5", "#c08be0", "#c98f4a",
    "#6cc281", "#ff6fb5", "#a6b3c2", "#f08a7a", "#8c9cf0", "#b8c840", "#40c4c8", "#d890e8",
  ],
};
// The roles, legible as text (4.5 : 1).
const ROLES = {
  light: { query: "#b34a00", key: "#1c6aa8", value: "#007152" },
  dark: { query: "#ff9a4d", key: "#6cb8f5", value: "#3fd0a4" },
};
// The left-hand sides of the recurrent cells, legible as text. What keeps (f, z), what writes (i, r), what is written
// (g, n), and what is remembered (c, h) lie close together; no two of one net do.
const GATES = {
  light: { i: "#00747a", f: "#b34a00", g: "#1b7837", o: "#7b3294", c: "#7a5200", h: "#1c5fb8", r: "#b8206b", z: "#b3261e", n: "#566600" },
  dark: { i: "#40c4c8", f: "#ff9a4d", g: "#6cc281", o: "#c99bea", c: "#e0b040", h: "#7db4ff", r: "#ff7fbb", z: "#ff8a80", n: "#c3d14a" },
};
const BAR = { light: "#2a6fae", dark: "#5aa9e6" };

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const luminance = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);

// The contrast of two colours "#rrggbb", 1 to 21 (WCAG 2).
export function contrast(a, b) {
  const [low, high] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function ramp(stops) {
  const colours = stops.map(rgb);
  return Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (colours.length - 1);
    const low = Math.min(colours.length - 2, Math.floor(at));
    return colours[low].map((c, k) => Math.round(c + (colours[low + 1][k] - c) * (at - low)));
  });
}

const cache = {};
function table(mode, kind) {
  if (!cache[mode + kind]) {
    const rgb = ramp(STOPS[mode][kind]);
    cache[mode + kind] = { rgb, pixels: Uint32Array.from(rgb, ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r) };
  }
  return cache[mode + kind];
}

// A colour scale: value -> [r, g, b], or null where there is none; its `pixel` gives the same as one number for a canvas.
function scale({ rgb, pixels }, index) {
  const colour = (v) => rgb[index(v)] ?? null;
  colour.pixel = (v) => pixels[index(v)] ?? 0;
  return colour;
}

// A share is coloured by its square root, as it travels; a signed value by value / limit.
const byte = (v) => (v > 255 ? 255 : v < 0 ? 0 : Math.round(v));
export const share = (mode) => scale(table(mode, "share"), (v) => byte(Math.sqrt(v) * 255));
export const level = (mode) => scale(table(mode, "share"), (v) => (Number.isFinite(v) ? byte(v * 255) : -1)); // a gate: evenly
export const shareByte = (mode) => scale(table(mode, "share"), (v) => v);
export const signed = (mode, limit) => scale(table(mode, "signed"), (v) => (Number.isFinite(v) ? byte(127.5 + (127.5 * v) / (limit || 1)) : -1));
export const positive = (mode, limit) => scale(table(mode, "share"), (v) => byte(Math.sqrt(v / (limit || 1)) * 255));
export const above = (colour, threshold) => {
  const cut = (v) => colour(v < threshold ? 0 : v);
  cut.pixel = (v) => colour.pixel(v < threshold ? 0 : v);
  return cut;
};
export const css = (c, alpha = 1) => (c ? `rgba(${c[0]},${c[1]},${c[2]},${alpha})` : "none");
export const ink = (c) => (c && luminance(c) < 0.2 ? "#ffffff" : "#10141c");
export const inkOn = (hex) => ink(rgb(hex));

// What Streamlit's theme says, read from the element, so that a picture follows light and dark.
export function theme(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = read("--st-background-color", "#ffffff");
  const mode = /^#[0-9a-f]{6}/i.test(background) && luminance(rgb(background)) < 0.2 ? "dark" : "light";
  return {
    mode,
    background,
    panel: read("--st-secondary-background-color", "#f4f6f9"),
    text: read("--st-text-color", "#1a1f2b"),
    faint: mode === "dark" ? "#9aa7b8" : "#5b6675",
    line: mode === "dark" ? "#39424f" : "#cfd6df",
    accent: read("--st-primary-color", "#d55e00"),
    font: read("--st-font", "sans-serif"),
    role: ROLES[mode],
    heads: HEADS[mode],
    gate: GATES[mode],
    bar: BAR[mode],
    size: Math.max(14, Math.min(40, (18 * innerWidth) / 1920)),
  };
}
