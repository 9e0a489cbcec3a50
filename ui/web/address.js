// What the viewer chose, kept in the page's address, so that any view can be sent as a link. The browser owns these
// parameters; Streamlit's own controls keep theirs beside them.
export const read = (name, fallback = "") => new URLSearchParams(location.search).get(name) ?? fallback;

export function write(name, value, fallback = "") {
  const url = new URL(location.href);
  if (value === fallback || value === "" || value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
