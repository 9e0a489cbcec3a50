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
export const HEADS = [
  "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7b3294", "#8c510a",
  "#1b7837", "#e7298a", "#5e6b7a", "#a6761d", "#2c7fb8", "#c51b7d", "#4d9221", "#b35806",
];
export const ROLE = { query: "#d55e00", key: "#2b83c6", value: "#009e73" };

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const luminance = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);

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
  return (cache[mode + kind] ??= ramp(STOPS[mode][kind]));
}

// value -> [r, g, b]. A share is coloured by its square root, as it travels; a signed value by value / limit.
export function share(mode) {
  const t = table(mode, "share");
  return (v) => t[Math.max(0, Math.min(255, Math.round(Math.sqrt(v) * 255)))];
}
export function shareByte(mode) {
  const t = table(mode, "share");
  return (v) => t[v];
}
export function signed(mode, limit) {
  const t = table(mode, "signed");
  return (v) => (Number.isFinite(v) ? t[Math.max(0, Math.min(255, Math.round(127.5 + (127.5 * v) / (limit || 1))))] : null);
}
export const css = (c, alpha = 1) => (c ? `rgba(${c[0]},${c[1]},${c[2]},${alpha})` : "none");
export const ink = (c) => (c && luminance(c) < 0.3 ? "#ffffff" : "#10141c");

// What Streamlit's theme says, read from the element, so that a picture follows light and dark.
export function theme(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = read("--st-background-color", "#ffffff");
  const mode = /^#/.test(background) && luminance(rgb(background.padEnd(7, "0"))) < 0.2 ? "dark" : "light";
  return {
    mode,
    background,
    panel: read("--st-secondary-background-color", "#f4f6f9"),
    text: read("--st-text-color", "#1a1f2b"),
    faint: mode === "dark" ? "#9aa7b8" : "#5b6675",
    line: mode === "dark" ? "#39424f" : "#cfd6df",
    accent: read("--st-primary-color", "#d55e00"),
    font: read("--st-font", "sans-serif"),
    size: Math.max(14, Math.min(22, (18 * innerWidth) / 1920)),
  };
}
