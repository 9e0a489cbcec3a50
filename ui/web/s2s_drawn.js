// Attention rows that somebody draws: whole shares of WHOLE, so that what is shown is what the net is given. As text (see
// ui/sections/draw.py) a row is net.step.share-share-share, several have _ between them.
export const WHOLE = 10000;

export function parse(text) {
  const rows = new Map();
  for (const part of (text ?? "").split("_").filter(Boolean)) {
    const [net, step, shares] = part.split(".");
    rows.set(`${net}.${step}`, shares.split("-").map(Number));
  }
  return rows;
}
export const spell = (rows) => [...rows].map(([where, shares]) => `${where}.${shares.join("-")}`).join("_");

// Weights as whole shares that sum to WHOLE: rounded down, and what is left goes to the largest remainders.
export function whole(weights) {
  const sum = weights.reduce((all, v) => all + v, 0), exact = weights.map((v) => (v / sum) * WHOLE), shares = exact.map(Math.floor);
  const order = [...exact.keys()].sort((a, b) => exact[b] - shares[b] - (exact[a] - shares[a]) || a - b);
  for (let left = WHOLE - shares.reduce((all, v) => all + v, 0), k = 0; left > 0; left--, k++) shares[order[k]]++;
  return shares;
}

// A row in which token j has the share v in [0, 1], and the others what is left, in their old proportions.
export function moved(weights, j, v) {
  if (weights.length === 1) return [1];
  const to = Math.max(0, Math.min(1, v)), others = weights.reduce((all, w, k) => all + (k === j ? 0 : w), 0);
  return weights.map((w, k) => (k === j ? to : others > 1e-9 ? (w / others) * (1 - to) : (1 - to) / (weights.length - 1)));
}
export const even = (n) => Array(n).fill(1 / n);
export const only = (n, j) => Array.from({ length: n }, (_, k) => (k === j ? 1 : 0));
