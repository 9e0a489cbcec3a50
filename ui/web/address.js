// The page's address: the browser's own parameters, beside those that Streamlit's controls keep there.
export const read = (name, fallback = "") => new URLSearchParams(location.search).get(name) ?? fallback;

// values: { name: [value, default] }. No entry is added to the history.
export function write(values) {
  const url = new URL(location.href);
  for (const [name, [value, fallback = ""]] of Object.entries(values)) {
    if (value === fallback || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
