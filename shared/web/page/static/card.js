// One card: its pictures beside its fields, and what can be done with it.
import { get, post, remove, save } from "./api.js";
import { announceCard, nameOf } from "./card_list.js";
import { openDialog } from "./dialog.js";
import { badge } from "./gallery.js";
import { button, el, fill, icon } from "./elements.js";
import { fields } from "./fields.js";
import { complain, notify } from "./notice.js";
import { OpenCard } from "./open_card.js";
import { picture } from "./picture.js";
import { goTo, heading } from "./route.js";
import { sights } from "./sights.js";
import { language, say, sayDoubts, sayMoment } from "./words.js";

const DEFECTS = ["blurry", "dark", "low_resolution", "glare", "shadow", "cut_off", "faint", "noisy"];

/** Show a card in `main`. Throws Problem. */
export async function show(main, where) {
  const [id] = where.rest;
  const open = await OpenCard.fetch(id, where.signal).catch((error) => {
    if (error.code !== "deleted") throw error;
    showDeleted(main, id);
  });
  if (!open) return;
  const photo = open.card.photo_id && (await get(`api/photos/${open.card.photo_id}`, where.signal));
  fill(main, title(open), tools(open, photo), desk(open, photo), together(open, where.signal));
}

function showDeleted(main, id) {
  fill(
    main,
    heading(say("card.deleted")),
    el("div.note", {}, icon("trash"), el("p", {}, say("problem.deleted")), button(say("restore"), { kind: "primary", onclick: () => restore(id).then(() => location.reload(), complain) })),
  );
}

async function restore(id) {
  announceCard(id, await post(`api/namecards/${id}/restore`));
}

/** Delete a card, with a way back. */
export async function deleteCard(card) {
  await remove(`api/namecards/${card.id}`);
  announceCard(card.id, null);
  const back = () => restore(card.id).then(() => goTo(`card/${card.id}`), complain);
  notify(say("card.was-deleted", { name: nameOf(card) || say("card.nameless") }), [say("undo"), back]);
}

function title(open) {
  const saving = el("span.saving", { role: "status" });
  const header = heading(nameOf(open.card) || say("card.nameless"), saving);
  header.prepend(el("a.back", { href: "#/", onclick: back, "aria-label": say("back") }, icon("left")));
  open.addEventListener("saving", () => (saving.textContent = say("saving")));
  open.addEventListener("saved", () => (saving.textContent = say("saved")));
  open.addEventListener("unsaved", () => (saving.textContent = ""));
  open.addEventListener("change", () => (header.querySelector("h1").textContent = nameOf(open.card) || say("card.nameless")));
  return header;
}

function back(event) {
  if (history.length < 2) return;
  event.preventDefault();
  history.back();
}

function tools(open, photo) {
  const { card } = open;
  const name = (nameOf(card) || "namecard").replace(/[\\/:*?"<>|\x00-\x1f]/g, " ").trim();
  const accept = button("", {});
  const accepted = () => {
    const done = open.card.review === "done";
    accept.className = done ? "" : "primary";
    fill(accept, icon("check"), el("span", {}, say(done ? "accept.undo" : "accept")));
    accept.onclick = () => open.save({ review: done ? null : "done" }).catch(complain);
  };
  accepted();
  open.addEventListener("change", accepted);
  return el(
    "div.toolbar",
    { role: "group", "aria-label": say("card.tools") },
    accept,
    photo && el("a.button", { href: `#/photo/${photo.id}` }, icon("corners"), el("span", {}, say("corners"))),
    button(say("vcard"), { icon: "download", onclick: () => save(`api/namecards/${card.id}.vcf`, `${name}.vcf`).catch(complain) }),
    button(say("qr"), { icon: "code", onclick: () => showQr(open.card) }),
    photo && button(say("read-again"), { icon: "turn", onclick: () => readAgain(photo) }),
    button(say("merge"), { icon: "merge", onclick: async () => (await import("./merge.js")).choosePartner(open.card) }),
    button(say("delete"), { icon: "trash", onclick: () => deleteCard(open.card).then(() => goTo(""), complain) }),
  );
}

function showQr(card) {
  openDialog(say("qr"), [picture(card.links.qr, card.version, say("qr.alt", { name: nameOf(card) })), el("p", {}, say("qr.why"))], [[say("close"), "close"]]);
}

async function readAgain(photo) {
  try {
    await post(`api/photos/${photo.id}/retry?force=true`);
    goTo(`photo/${photo.id}`);
  } catch (error) {
    complain(error);
  }
}

/** Pictures and fields, side by side; a value and its place light up together. */
function desk(open, photo) {
  const { card } = open;
  const pick = (name, at) => form.querySelectorAll(`[data-name="${name}"] textarea`)[at]?.focus();
  const seen = photo && card.matrix ? sights(card, photo, pick) : null;
  const form = fields(open, (value) => seen?.mark(value));
  return el("div.desk", {}, el("div.left", {}, seen?.element ?? el("p.note", {}, say("card.typed-why")), card.quality.verdict && quality(card)), el("div.right", {}, doubts(open), form));
}

/** Why a person should look; nothing when there is no reason, or somebody did. */
export function doubts(open) {
  const box = el("div.doubts");
  const show = () => {
    const needed = open.card.review === "needed";
    box.hidden = !needed;
    fill(box, needed && [badge(open.card), el("ul", {}, sayDoubts(open.card).map((doubt) => el("li", {}, doubt)))]);
  };
  open.addEventListener("change", show);
  show();
  return box;
}

function quality({ quality: found, created }) {
  const meters = DEFECTS.filter((name) => found[name] >= 0.2).map((name) => el("li", {}, el("span", {}, say(`defect.${name}`)), el("meter", { min: 0, max: 1, low: 0.4, high: 0.8, optimum: 0, value: found[name], "aria-label": say(`defect.${name}`) })));
  return el("section.quality", {}, el("h2", {}, say("quality"), " ", el(`span.verdict.${found.verdict}`, {}, say(`verdict.${found.verdict}`))), el("p", {}, found.advice[language]), el("ul", {}, meters), el("p.when", {}, say("card.came", { when: sayMoment(created) })));
}

/** What else belongs to this card: the same person's other cards, its back, what was merged into it. */
function together(open, signal) {
  const section = el("section.together");
  get(`api/namecards/${open.card.id}/duplicates`, signal).then((found) => fill(section, same(open.card, found.duplicates), joined(open)), complain);
  return section;
}

function same(card, duplicates) {
  if (!duplicates.length) return null;
  return [
    el("h2", {}, say("duplicates")),
    el(
      "ul.duplicates",
      {},
      duplicates.map(({ card: other, shares }) =>
        el("li", {}, face(other), el("div", {}, el("a", { href: `#/card/${other.id}` }, nameOf(other)), el("small", {}, say("duplicates.share", { what: shares.map((one) => say(`share.${one}`)).join(", ") }))), el("a.button", { href: `#/merge/${card.id}/${other.id}` }, icon("merge"), el("span", {}, say("compare")))),
      ),
    ),
  ];
}

const face = (card) => (card.links.thumb ? picture(card.links.thumb, card.version) : el("span.typed", {}, icon("pen")));

function joined(open) {
  const { card } = open;
  const back = card.back && el("figure", {}, picture(`api/namecards/${card.back}/card.jpg`, card.version, say("back-side")), el("figcaption", {}, say("back-side")));
  if (!card.merged.length) return null;
  const undo = async () => {
    try {
      open.become(await post(`api/namecards/${card.id}/unmerge`));
      card.merged.forEach((id) => announceCard(id, null));
      location.reload();
    } catch (error) {
      complain(error);
    }
  };
  return [el("h2", {}, say("merged", { count: card.merged.length })), back, button(say("unmerge"), { onclick: undo })];
}
