// The cards that a filter shows, fetched page by page as they are looked at.
import { get } from "./api.js";

const PAGE = 100;
export const FILTERS = ["q", "review", "status", "tag", "from", "to"];

/** The address of a list, export or search of what `filter` (URLSearchParams) shows. */
export function listAddress(path, filter, more = {}) {
  const query = new URLSearchParams(more);
  for (const name of FILTERS) if (filter.get(name)) query.set(name, filter.get(name));
  // The API's days are those of UTC; a reader means those of the wall clock.
  if (query.has("from")) query.set("from", midnight(query.get("from"), 0));
  if (query.has("to")) query.set("to", midnight(query.get("to"), 1));
  return `${path}?${query}`;
}

function midnight(day, later) {
  const moment = new Date(`${day}T00:00`);
  moment.setDate(moment.getDate() + later);
  return moment.toISOString();
}

/** Tell everybody who shows this card that it changed; null instead of a card: it went. */
export function announceCard(id, card) {
  document.dispatchEvent(new CustomEvent("card-changed", { detail: { id, card } }));
}

/** Cards, newest first; tells "more" when a page or a problem came, and "change" when one is another than before. */
export class CardList extends EventTarget {
  constructor(filter) {
    super();
    this.filter = new URLSearchParams(filter);
    this.cards = [];
    this.cursor = "";
    this.problem = null;
    this.fetching = null;
  }

  /** Whether all cards are here. */
  get complete() {
    return this.cursor === null;
  }

  /** Fetch the next page. Pages may be empty and still not the last. */
  more() {
    if (this.complete || this.problem) return Promise.resolve();
    this.fetching ??= this.#fetch().finally(() => (this.fetching = null));
    return this.fetching;
  }

  /** Try again after a problem. */
  again() {
    this.problem = null;
    return this.more();
  }

  async #fetch() {
    try {
      const asked = this.cursor ? { limit: PAGE, cursor: this.cursor } : { limit: PAGE };
      const page = await get(listAddress("api/namecards", this.filter, asked));
      this.cards.push(...page.cards.map(slim));
      this.cursor = page.cursor;
    } catch (error) {
      if (error.code === undefined) throw error;
      this.problem = error;
    }
    this.dispatchEvent(new Event("more"));
  }

  /** Show `card` as it is now, or leave it out when it went. */
  replace(id, card) {
    const at = this.cards.findIndex((one) => one.id === id);
    if (at < 0) return;
    this.cards.splice(at, 1, ...(card ? [card] : []));
    this.dispatchEvent(new Event("change"));
  }
}

/** What lists show of a card: 10,000 of them stay in memory, so places and quality, two thirds of each, do not. */
function slim({ id, version, photo_id, status, review, created, tags, memo, links, fields }) {
  const values = Object.entries(fields).map(([name, all]) => [name, all.map(({ value, confidence, edited, family, given }) => ({ value, confidence, edited, family, given }))]);
  return { id, version, photo_id, status, review, created, tags, memo, links: { self: links.self, thumb: links.thumb }, fields: Object.fromEntries(values) };
}

const remembered = new Map(); // the last lists by filter, so that going back shows them at once

/** The list for a filter, as it was left if it was looked at before. */
export function rememberedList(filter) {
  const name = listAddress("", filter);
  const list = remembered.get(name) ?? new CardList(filter);
  remembered.delete(name);
  remembered.set(name, list);
  if (remembered.size > 3) remembered.delete(remembered.keys().next().value);
  return list;
}

/** Forget what was fetched: new cards came. */
export const forgetLists = () => remembered.clear();

document.addEventListener("card-changed", ({ detail }) => {
  for (const list of remembered.values()) list.replace(detail.id, detail.card);
});

const first = (card, name) => card.fields[name]?.[0]?.value ?? "";

/** The name to call a card by, "" when nothing was read that could serve. */
export const nameOf = (card) => first(card, "name") || first(card, "company") || first(card, "email") || first(card, "mobile");

/** Title, department and company, as far as they are known. */
export const roleOf = (card) => [first(card, "title"), first(card, "department")].filter(Boolean).join(" · ");
export const companyOf = (card) => (first(card, "name") ? first(card, "company") : "");
