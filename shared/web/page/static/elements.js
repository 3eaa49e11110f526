// Elements from values. Data becomes text or properties, never markup: nothing here reads HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element: `tag` as "button.primary", then properties, then children.
 * `on…` are listeners, `data-…`, `aria-…` and what an element has no property for are attributes; null and false are left out.
 */
export function el(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) set(element, key, value);
  element.append(...present(children));
  return element;
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key in element && !key.includes("-")) element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

const present = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/** Put `children` in the place of what is there. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

/** An SVG element with attributes. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...present(children));
  return element;
}

const STROKES = {
  cards: "M3 7.500A1.500 1.500 0 0 1 4.500 6h15A1.500 1.500 0 0 1 21 7.500v9a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 16.500zM6.500 10h5M6.500 14h8",
  work: "M4 6.500l1.500 1.500L8 5M4 13l1.500 1.500L8 11.500M4 19.500L5.500 21 8 18M11.500 6.500H20M11.500 13H20M11.500 19.500H20",
  table: "M4 5h16v14H4zM4 9.700h16M4 14.300h16M10 5v14",
  photos: "M4 5h16v14H4zM4 16l4.500-4.500 4 4L15 13l5 5M15.500 9h.01",
  overview: "M5 20v-7M12 20V4M19 20v-11",
  camera: "M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 16.500a3.300 3.300 0 1 0 0-6.600 3.300 3.300 0 0 0 0 6.600z",
  plus: "M12 5v14M5 12h14",
  search: "M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.800 15.800L20.500 20.500",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.500l4.500 4.500L19 7.500",
  warning: "M12 4L21.500 20h-19zM12 10v4.500M12 17.300v.01",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  corners: "M4 8V4h4M20 8V4h-4M4 16v4h4M20 16v4h-4",
  turn: "M19 12a7 7 0 1 1-2.500-5.400M19 3.500V8h-4.500",
  merge: "M6 4v5c0 4 6 3 6 8v3M18 4v5c0 4-6 3-6 8M9 17.500l3 3 3-3",
  download: "M12 4v11M7.500 11l4.500 4.500L16.500 11M5 20h14",
  upload: "M12 15.500v-11M7.500 8.500L12 4l4.500 4.500M5 20h14",
  code: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2",
  left: "M14.500 5l-7 7 7 7",
  right: "M9.500 5l7 7-7 7",
  filter: "M4 6h16M7 12h10M10 18h4",
  minus: "M6 12h12",
  pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17",
};

/** A picture of a word that stands beside it, so it is hidden from screen readers. */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: STROKES[name] }));
}

/** A button with an icon; without `text` its label is for screen readers and as a tip. */
export function button(text, { icon: name, kind = "", label, ...rest } = {}) {
  const named = text ? {} : { "aria-label": label, title: label };
  return el(`button${kind && "." + kind.replaceAll(" ", ".")}`, { type: "button", ...named, ...rest }, name && icon(name), text && el("span", {}, text));
}

let numbered = 0;
/** An id that no other element has. */
export const newId = () => `e${++numbered}`;
