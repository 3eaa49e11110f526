// Cards that need a person, one after the other, by keyboard alone.
import { get } from "./api.js";
import { CardList, nameOf } from "./card_list.js";
import { deleteCard, doubts } from "./card.js";
import { openDialog } from "./dialog.js";
import { button, el, fill, icon } from "./elements.js";
import { fields } from "./fields.js";
import { message } from "./gallery.js";
import { complain } from "./notice.js";
import { OpenCard } from "./open_card.js";
import { goTo, heading } from "./route.js";
import { sights } from "./sights.js";
import { say } from "./words.js";

const AHEAD = 3; // cards that are fetched before they are looked at

const KEYS = [
  ["Enter", "work.accept", ["a", "Enter"]],
  ["→", "work.next", ["n", "ArrowRight", "j"]],
  ["←", "work.previous", ["p", "ArrowLeft", "k"]],
  ["E", "work.edit", ["e"]],
  ["D", "work.delete", ["d", "Delete"]],
  ["O", "work.open", ["o"]],
  ["?", "work.keys", ["?"]],
];

/** Show the work list in `main`. */
export async function show(main, where) {
  const work = new Work(main, where.signal);
  await work.begin();
}

class Work {
  constructor(main, signal) {
    Object.assign(this, { main, signal, at: 0, done: 0, fetched: new Map(), list: new CardList(new URLSearchParams({ review: "needed" })) });
    this.progress = el("p.count", { role: "status" });
    this.stage = el("div.work");
    addEventListener("keydown", (event) => this.key(event), { signal });
  }

  async begin() {
    fill(this.main, heading(say("work.title"), this.progress), this.keys(), this.stage);
    await this.list.more();
    await this.draw();
  }

  get cards() {
    return this.list.cards;
  }

  keys() {
    const does = { "work.accept": () => this.accept(), "work.next": () => this.step(1), "work.previous": () => this.step(-1), "work.edit": () => this.edit(), "work.delete": () => this.delete(), "work.open": () => this.open(), "work.keys": () => this.help() };
    this.does = does;
    return el("div.toolbar.keys", { role: "group", "aria-label": say("work.tools") }, KEYS.map(([key, text]) => el("button", { type: "button", className: text === "work.accept" ? "primary" : "", onclick: does[text], "data-does": text }, el("span", {}, say(text)), el("kbd", { "aria-hidden": "true" }, key))));
  }

  key(event) {
    if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches?.("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.accept();
      return;
    }
    if (event.ctrlKey || event.metaKey || (event.key === "Enter" && event.target.matches?.("button, a"))) return;
    const found = KEYS.find(([, , keys]) => keys.includes(event.key) || keys.includes(event.key.toLowerCase()));
    if (!found || (event.target.matches?.("[role=tab]") && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    this.does[found[1]]();
  }

  /** The card at a place with its photo, fetched once. */
  fetch(at) {
    const card = this.cards[at];
    if (!card) return null;
    const kept = this.fetched.get(card.id) ?? Promise.all([OpenCard.fetch(card.id, this.signal), get(`api/photos/${card.photo_id}`, this.signal)]);
    kept.catch(() => this.fetched.delete(card.id));
    this.fetched.set(card.id, kept);
    return kept;
  }

  async draw() {
    if (this.at >= this.cards.length && !this.list.complete && !this.list.problem) await this.list.more();
    if (this.list.problem) return fill(this.stage, message(this.list, () => goTo("work")));
    this.at = Math.min(this.at, this.cards.length);
    const waiting = this.fetch(this.at);
    if (!waiting) return this.end();
    fill(this.progress, say("work.progress", { at: this.at + 1, all: this.cards.length, more: !this.list.complete, done: this.done }));
    const drawn = (this.drawing = {});
    try {
      const [open, photo] = await waiting;
      if (this.drawing !== drawn || this.signal.aborted) return null;
      this.show(open, photo);
    } catch (error) {
      if (error.code === "deleted" || error.code === "not-found") return this.leave(this.at);
      complain(error);
    }
    for (let ahead = 1; ahead <= AHEAD; ahead++) this.fetch(this.at + ahead);
    if (this.at + 20 > this.cards.length) this.list.more();
    return null;
  }

  show(open, photo) {
    this.now = open;
    const pick = (name, at) => form.querySelectorAll(`[data-name="${name}"] textarea`)[at]?.focus();
    const seen = sights(open.card, photo, pick);
    const form = fields(open, (value) => seen.mark(value));
    const name = el("h2", { tabIndex: -1 }, nameOf(open.card) || say("card.nameless"));
    fill(this.stage, el("div.desk", {}, el("div.left", {}, seen.element), el("div.right", {}, name, doubts(open), form)));
    name.focus({ preventScroll: true });
  }

  end() {
    this.now = null;
    fill(this.progress, "");
    const done = this.cards.length === 0;
    fill(
      this.stage,
      el("div.note", { role: "status" }, icon("check"), el("h2", {}, say(done ? "work.empty" : "work.end")), el("p", {}, say(done ? "work.empty-why" : "work.end-why", { count: this.cards.length })), done ? el("a.button", { href: "#/" }, say("nav.cards")) : button(say("work.begin-again"), { onclick: () => ((this.at = 0), this.draw()) })),
    );
  }

  /** Take the card at a place out of the list, and show what comes next. */
  leave(at) {
    this.cards.splice(at, 1);
    return this.draw();
  }

  async accept() {
    const open = this.now;
    if (!open) return;
    document.activeElement?.blur?.(); // what was being typed is saved first
    this.now = null;
    const at = this.at;
    const saved = open.save({ review: "done" });
    this.done += 1;
    this.fetched.delete(open.card.id);
    await this.leave(at);
    try {
      if (await saved) return;
    } catch (error) {
      complain(error);
    }
    this.done -= 1;
    this.cards.splice(at, 0, open.card);
    this.at = at;
    await this.draw();
  }

  step(by) {
    const next = this.at + by;
    if (next < 0 || (by > 0 && this.at >= this.cards.length)) return;
    this.at = next;
    this.draw();
  }

  edit() {
    const first = this.stage.querySelector(".unsure textarea") ?? [...this.stage.querySelectorAll(".fields textarea")].find((one) => !one.value) ?? this.stage.querySelector(".fields textarea");
    first?.focus();
    first?.select?.();
  }

  async delete() {
    const open = this.now;
    if (!open) return;
    this.now = null;
    try {
      await deleteCard(open.card);
      await this.leave(this.at);
    } catch (error) {
      this.now = open;
      complain(error);
    }
  }

  open() {
    if (this.now) goTo(`card/${this.now.card.id}`);
  }

  help() {
    openDialog(say("work.keys"), [el("dl.shortcuts", {}, [...KEYS.map(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, say(text))]), el("dt", {}, el("kbd", {}, "Esc")), el("dd", {}, say("work.leave-field")), el("dt", {}, el("kbd", {}, "Ctrl Enter")), el("dd", {}, say("work.accept-typing"))])], [[say("close"), "close"]]);
  }
}
