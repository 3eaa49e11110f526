// A card that is being worked on: its saves go one after the other, each with the version it changes.
import { get, request } from "./api.js";
import { announceCard } from "./card_list.js";
import { openDialog } from "./dialog.js";
import { el } from "./elements.js";
import { valuesText } from "./field_names.js";
import { say } from "./words.js";

/** Tells "change" when the card is another one than before, and "saving", then "saved" or "unsaved", on the way. */
export class OpenCard extends EventTarget {
  constructor(card) {
    super();
    this.card = card;
    this.last = Promise.resolve();
  }

  static async fetch(id, signal) {
    return new OpenCard(await get(`api/namecards/${id}`, signal));
  }

  get address() {
    return `api/namecards/${this.card.id}`;
  }

  /** Take over what the API answered. */
  become(card) {
    this.card = card;
    announceCard(card.id, card);
    this.dispatchEvent(new Event("change"));
  }

  /** Apply a merge patch after all earlier ones. Whether it stands; throws Problem. */
  save(patch) {
    const mine = this.last.catch(() => {}).then(() => this.#send(patch));
    this.last = mine;
    return mine;
  }

  async #send(patch) {
    this.dispatchEvent(new Event("saving"));
    try {
      const reply = await request(this.address, { method: "PATCH", json: patch, headers: { "if-match": `"${this.card.version}"` } });
      this.become(await reply.json());
      this.dispatchEvent(new Event("saved"));
      return true;
    } catch (error) {
      this.dispatchEvent(new Event("unsaved"));
      if (error.code !== "stale-version") throw error;
      return this.#settle(patch);
    }
  }

  /** Somebody was faster. Where they changed something else, both changes stand; else a person decides. */
  async #settle(patch) {
    const before = this.card;
    const theirs = await get(this.address);
    const disputed = parts(patch).filter((part) => text(before, part) !== text(theirs, part));
    if (disputed.length && (await askWhich(disputed, patch, theirs)) !== "mine") {
      this.become(theirs);
      return false;
    }
    this.card = theirs;
    return this.#send(patch);
  }
}

/** What a patch changes: names of fields, and tags, memo or review. */
const parts = (patch) => Object.entries(patch).flatMap(([name, value]) => (name === "fields" ? Object.keys(value) : [name]));

const isOwn = (part) => ["tags", "memo", "review"].includes(part);
const shown = (part, value) => (part === "tags" ? (value ?? []).join(", ") : part === "review" ? say(`review.${value}`) : (value ?? ""));
const text = (card, part) => (isOwn(part) ? shown(part, card[part]) : valuesText(part, card.fields[part]));
const patched = (patch, part) => (isOwn(part) ? shown(part, patch[part]) : valuesText(part, patch.fields[part]));

function askWhich(disputed, patch, theirs) {
  const rows = disputed.map((part) => [
    el("h3", {}, say(isOwn(part) ? part : `field.${part}`)),
    el("dl.versions", {}, el("dt", {}, say("conflict.mine")), el("dd", {}, patched(patch, part) || say("nothing")), el("dt", {}, say("conflict.theirs")), el("dd", {}, text(theirs, part) || say("nothing"))),
  ]);
  const answers = [[say("conflict.take-theirs"), "theirs"], [say("conflict.keep-mine"), "mine"]];
  return openDialog(say("conflict.title"), [el("p", {}, say("conflict.why")), ...rows.flat()], answers);
}
