// A number for a table: an empty cell where there is none.
export const known = (v) => (Number.isFinite(v) ? v : "");

// The next round number: the end of an axis that seldom moves.
export const nice = (v) => {
  const power = 10 ** Math.floor(Math.log10(v || 1));
  return [1, 2, 5, 10].find((m) => m * power >= v) * power;
};
