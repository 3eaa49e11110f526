// One photo: what was found in it, its corners to move, and what became of it.
import { get, post, remove, save } from "./api.js";
import { announceCard, forgetLists, nameOf } from "./card_list.js";
import { cornersOf } from "./corners.js";
import { takePhoto } from "./drop.js";
import { button, el, fill, icon } from "./elements.js";
import { complain, notify } from "./notice.js";
import { goTo, heading } from "./route.js";
import { language, say, sayMoment, sayProblem } from "./words.js";

const PAUSE = 700; // ms between two looks at a photo that is being read

/** Show a photo in `main`. Throws Problem. */
export async function show(main, where) {
  const address = `api/photos/${where.rest[0]}`;
  const draw = async () => {
    const photo = await get(address, where.signal);
    fill(main, heading(photo.filename || say("photo")), tools(photo, draw), await content(photo, draw));
    if (!["queued", "processing"].includes(photo.status)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (!where.signal.aborted) await draw().catch((error) => error.name === "AbortError" || complain(error));
  };
  await draw().catch((error) => {
    if (error.code !== "deleted") throw error;
    const back = button(say("restore"), { kind: "primary", onclick: () => post(`${address}/restore`).then(draw, complain) });
    fill(main, heading(say("photo.deleted")), el("div.note", {}, icon("trash"), el("p", {}, say("problem.deleted")), back));
  });
}

function tools(photo, draw) {
  const again = photo.status === "failed" ? "" : "?force=true";
  return el(
    "div.toolbar",
    { role: "group", "aria-label": say("photo.tools") },
    ["done", "failed"].includes(photo.status) && button(say(again ? "read-again" : "retry"), { icon: "turn", onclick: () => post(`${photo.links.self.slice(1)}/retry${again}`).then(draw, complain) }),
    button(say("original"), { icon: "download", onclick: () => save(photo.links.original.slice(1), photo.filename || `${photo.id}.jpg`).catch(complain) }),
    button(say("delete"), { icon: "trash", onclick: () => deletePhoto(photo).then(() => goTo("photos"), complain) }),
  );
}

async function deletePhoto(photo) {
  await remove(photo.links.self.slice(1));
  photo.cards.forEach((card) => announceCard(card.id, null));
  notify(say("photo.was-deleted", { name: photo.filename || photo.id }), [say("undo"), () => post(`${photo.links.self.slice(1)}/restore`).then(() => (forgetLists(), goTo(`photo/${photo.id}`)), complain)]);
}

async function content(photo, draw) {
  if (photo.status === "failed") {
    return el("div.note.bad", {}, icon("warning"), el("h2", {}, say("photo.failed")), el("p", {}, sayProblem(photo.error)), !photo.error.retryable && button(say("drop.retake"), { icon: "camera", kind: "primary", onclick: takePhoto }));
  }
  if (photo.status !== "done") return el("div.note.waiting", { role: "status" }, say(`drop.${photo.status}`));
  if (photo.same_as) return el("div.note", {}, el("p", {}, say("drop.same")), el("a.button", { href: `#/photo/${photo.same_as}` }, say("photo.first")));
  const { verdict, advice } = photo.quality;
  return [
    photo.no_card && el("div.doubts", {}, icon("warning"), el("p", {}, say("photo.no-card"))),
    verdict === "retake" && el("div.doubts", {}, icon("warning"), el("p", {}, advice[language]), button(say("drop.retake"), { icon: "camera", onclick: takePhoto })),
    cornersOf(photo, async (drawing) => {
      await post(`${photo.links.self.slice(1)}/quads`, drawing);
      forgetLists();
      await draw();
    }),
    el("h2", {}, say("photo.cards")),
    el("ul.found-cards", {}, photo.cards.map((card) => el("li", {}, el("a", { href: `#/card/${card.id}` }, `${card.n}. ${nameOf(card) || say("card.nameless")}`)))),
    el("p.when", {}, say("card.came", { when: sayMoment(photo.created) })),
  ];
}
