// The next round number: the end of an axis that seldom moves.
export const nice = (v) => {
  const power = 10 ** Math.floor(Math.log10(v || 1));
  return [1, 2, 5, 10].find((m) => m * power >= v) * power;
};
