// The pictures of one card, and where on them each value was found.
import { button, el, fill, svg } from "./elements.js";
import { inverse, points, project } from "./geometry.js";
import { picture } from "./picture.js";
import { say } from "./words.js";

/** Pictures of `card`; `photo` is the photo it was found in, `pick(name, at)` hears of a value that was clicked. */
export function sights(card, photo, pick) {
  const kinds = { card: () => onCard(card, "card"), photo: () => onPhoto(card, photo), ocr: () => onCard(card, "ocr"), lines: () => lines(card) };
  const stage = el("div.stage", { tabIndex: 0, role: "tabpanel", "aria-label": say("sights") });
  const tabs = Object.keys(kinds).map((kind) =>
    el("button", { type: "button", role: "tab", "aria-selected": "false", tabIndex: -1, "data-kind": kind, onclick: () => choose(kind) }, say(`sight.${kind}`)),
  );
  const choose = (kind) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab.dataset.kind === kind));
      tab.tabIndex = tab.dataset.kind === kind ? 0 : -1;
    }
    fill(stage, kinds[kind]());
    mark(marked);
  };
  const list = el("div.tabs", { role: "tablist", "aria-label": say("sights") }, tabs);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
    choose(next.dataset.kind);
    next.focus();
  });
  stage.addEventListener("click", (event) => {
    const box = event.target.closest("[data-field]");
    if (box) pick(box.dataset.field, Number(box.dataset.at));
  });
  let marked = "";
  /** Light up the box of a value, named `field at`; none for "". */
  const mark = (value) => {
    marked = value;
    for (const box of stage.querySelectorAll("[data-field]")) box.classList.toggle("marked", `${box.dataset.field} ${box.dataset.at}` === value);
  };
  const zoom = button(say("zoom"), { icon: "search", kind: "quiet zoom", title: say("zoom"), "aria-pressed": "false" });
  zoom.onclick = () => zoom.setAttribute("aria-pressed", String(stage.classList.toggle("zoomed")));
  choose("card");
  return { element: el("section.sights", { "aria-label": say("sights") }, el("div.bar", {}, list, zoom), stage), mark };
}

/** A picture with outlines drawn over it, both in a frame of `width` x `height`. */
export function framed(image, width, height, ...drawn) {
  const frame = el("div.framed", {}, image, svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...drawn));
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.style.setProperty("--ratio", width / height);
  return frame;
}

function boxes(card, place) {
  return Object.entries(card.fields).flatMap(([field, values]) =>
    values.map((value, at) => value.quad && svg("polygon", { points: points(value.quad.map(place)), "data-field": field, "data-at": at, class: "box" })),
  );
}

function onCard(card, name) {
  const onto = inverse(card.matrix);
  return framed(picture(card.links[name], card.version, say(`sight.${name}`)), card.width, card.height, ...boxes(card, (point) => project(onto, point)));
}

function onPhoto(card, photo) {
  const image = picture(photo.links.photo, card.version, say("sight.photo"));
  return framed(image, photo.width, photo.height, svg("polygon", { points: points(card.quad), class: "outline" }), ...boxes(card, (point) => point));
}

function lines(card) {
  if (!card.lines.length) return el("p", {}, say("lines.none"));
  return el(
    "ol.lines",
    {},
    card.lines.map((line, at) =>
      el("li", {}, picture(`${card.links.self}/lines/${at + 1}.png`, card.version), el("span", {}, line.text || say("lines.unread")), line.text && el("small", {}, `${Math.round(line.confidence * 100)} %`)),
    ),
  );
}
