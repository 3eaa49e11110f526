// Where the reader is: the part of the address behind #, such as #/card/01K…-1 or #/table?review=needed.
import { el } from "./elements.js";

/** Where we are: the view, what follows it, and parameters. */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/");
  return { view, rest: rest.map(decodeURIComponent), params: new URLSearchParams(query) };
}

const address = (path, params) => `#/${path}${params && String(params) ? "?" + params : ""}`;

/** Go to a view. */
export const goTo = (path, params) => (location.hash = address(path, params));

/** Let the address say what is shown, without going anywhere. */
export const replaceAddress = (path, params) => history.replaceState(null, "", address(path, params));

/** The heading of a view, which also names the page; `beside` stands next to it. */
export function heading(text, ...beside) {
  document.title = `${text} · Namecard`;
  return el("header.heading", {}, el("h1", { tabIndex: -1 }, text), ...beside);
}
