// All cards as pictures, newest first.
import { companyOf, forgetLists, nameOf, rememberedList, roleOf } from "./card_list.js";
import { choosePhotos } from "./drop.js";
import { button, el, fill, icon } from "./elements.js";
import { filterBar, filterOf } from "./filters.js";
import { picture } from "./picture.js";
import { goTo, heading, replaceAddress } from "./route.js";
import { Scroller } from "./scroller.js";
import { listTools } from "./tools.js";
import { say, sayDate, sayProblem } from "./words.js";

const LEAST_WIDTH = 210; // px of a card in the grid
const GAP = 16;
const WORDS = 86; // px of height below a picture

const places = new Map(); // how far each list was scrolled when it was left

/** Show the gallery in `main`. */
export function show(main, where) {
  const filter = filterOf(where.params);
  const body = el("div.gallery");
  const status = el("p.count", { role: "status" });
  let list, scroller, stop;

  const open = (wanted) => {
    stop?.abort();
    stop = new AbortController();
    where.signal.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
    list = rememberedList(wanted);
    scroller = grid(list, stop.signal);
    fill(body, scroller.element);
    list.addEventListener("more", () => refresh(), { signal: stop.signal });
    list.addEventListener("change", () => (scroller.clear(), refresh()), { signal: stop.signal });
    refresh();
    list.more();
  };
  const refresh = () => {
    scroller.draw();
    fill(status, counted(list));
    const note = message(list, () => open(list.filter));
    body.querySelector(".note")?.remove();
    if (note) body.append(note);
  };
  const filtered = (wanted) => {
    replaceAddress("", wanted);
    open(wanted);
  };
  document.addEventListener("photos-done", () => (forgetLists(), open(list.filter)), { signal: where.signal });
  fill(main, heading(say("gallery.title"), status), filterBar(filter, filtered, listTools("", () => list.filter)), body);
  open(filter);
  const name = String(filter);
  scrollTo(0, places.get(name) ?? 0);
  scroller.draw();
  addEventListener("scroll", () => where.signal.aborted || places.set(String(list.filter), scrollY), { signal: where.signal, passive: true });
}

function counted(list) {
  return list.cards.length || list.complete ? say("gallery.count", { count: list.cards.length, more: !list.complete }) : "";
}

/** The grid of a list; the arrow keys go from card to card. */
function grid(list, signal) {
  const columns = () => Math.max(innerWidth < 480 ? 2 : 1, Math.floor((scroller.element.clientWidth + GAP) / (LEAST_WIDTH + GAP)));
  const width = () => (scroller.element.clientWidth - GAP * (columns() - 1)) / columns();
  const scroller = new Scroller({
    signal,
    count: () => Math.ceil(list.cards.length / columns()),
    rowHeight: () => Math.round(width() * 0.6) + WORDS + GAP,
    make: (at) => {
      const begin = at * columns();
      const row = el("div.row", {}, list.cards.slice(begin, begin + columns()).map((card, n) => tile(card, begin + n)));
      row.style.setProperty("--columns", columns());
      return row;
    },
    near: () => list.fetching ?? list.more(),
  });
  scroller.element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(), ArrowUp: -columns() }[event.key];
    const at = Number(event.target.closest("a")?.dataset.at ?? NaN) + (step ?? NaN);
    if (!(at >= 0 && at < list.cards.length)) return;
    event.preventDefault();
    scroller.reveal(Math.floor(at / columns()), 0, 80)?.querySelector(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  });
  return scroller;
}

/** One card: its picture, who it is, and whether somebody should look. */
function tile(card, at) {
  const name = nameOf(card);
  return el(
    "a.tile",
    { href: `#/card/${card.id}`, "data-at": at },
    el("div.face", {}, card.links.thumb ? picture(card.links.thumb, card.version) : el("span.typed", {}, name || say("card.typed")), badge(card)),
    el("div.words", {}, el("strong", {}, name || say("card.nameless")), el("span", {}, companyOf(card)), el("span.role", {}, roleOf(card) || sayDate(card.created))),
  );
}

/** What a person should know before opening a card; empty for most. */
export function badge(card) {
  if (card.status === "unread") return el("span.badge.bad", {}, icon("warning"), say("badge.unread"));
  if (card.review === "needed") return el("span.badge.warn", {}, icon("warning"), say("badge.needed"));
  return null;
}

/** What stands where no cards do: none yet, none found, or a problem, and what to do. */
export function message(list, again) {
  if (list.problem) {
    return el("div.note.bad", { role: "alert" }, icon("warning"), el("h2", {}, say("problem.title")), el("p", {}, sayProblem(list.problem)), button(say("again"), { kind: "primary", onclick: () => (forgetLists(), again()) }));
  }
  if (!list.complete && !list.cards.length) return el("div.note.waiting", {}, say("loading"));
  if (list.cards.length) return null;
  if (String(list.filter)) {
    return el("div.note", {}, icon("search"), el("h2", {}, say("gallery.none-found")), el("p", {}, say("gallery.none-found-advice")), button(say("filter.clear-all"), { onclick: () => goTo("") }));
  }
  return el("div.note", {}, icon("camera"), el("h2", {}, say("gallery.empty")), el("p", {}, say("gallery.empty-advice")), button(say("drop.add"), { kind: "primary", icon: "camera", onclick: choosePhotos }));
}
