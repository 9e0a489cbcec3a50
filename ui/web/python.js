// The lines of Python behind a number: a file of lessons/code/ with the picture's own values in its first assignment.
// A string is quoted; { code } is Python already.
const python = (v) => (typeof v === "string" ? JSON.stringify(v) : v?.code ?? String(v));

// values: what the names in that assignment stand for
export const assigned = (code, values) =>
  code.replace(/^(text(?:, \w+)+) = .*$/m, (_, names) => `${names} = ${names.split(", ").map((name) => python(values[name])).join(", ")}`);
