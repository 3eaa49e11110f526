// Photos in: dropped, chosen, pasted or taken; and a tray that tells how far each of them is.
import { get, newKey, post, sendPhoto } from "./api.js";
import { nameOf } from "./card_list.js";
import { button, el, fill, icon } from "./elements.js";
import { complain, notify } from "./notice.js";
import { language, say, sayProblem } from "./words.js";

const MOST_BYTES = 15_000_000; // as the API; known here so that a phone does not send what is refused
const AT_ONCE = 3;
const ASKED_AT_ONCE = 6;
const PAUSE = 1000; // ms between two looks at photos that wait

/** One photo that was given here: `state` is sending, queued, processing, done, failed or refused. */
class GivenPhoto {
  constructor(file) {
    Object.assign(this, { file, key: newKey(), state: "sending", share: 0, photo: null, problem: null, url: URL.createObjectURL(file) });
    this.element = el("li");
    this.draw();
  }

  get ended() {
    return ["done", "failed", "refused"].includes(this.state);
  }

  become(state, more = {}) {
    Object.assign(this, { state }, more);
    this.draw();
    summarise();
    if (this.ended) showDone();
  }

  draw() {
    const sight = el("img", { src: this.url, alt: "" });
    sight.addEventListener("error", () => sight.replaceWith(icon("photos")));
    const text = el("div", {}, el("strong", {}, this.file.name || say("drop.photo")), this.told());
    this.element.className = `given ${this.tone}`;
    fill(this.element, sight, text, button("", { icon: "close", label: say("drop.dismiss"), kind: "quiet", onclick: () => this.leave() }));
  }

  /** good, warn or bad: whether a person must do something. */
  get tone() {
    if (this.state === "failed" || this.state === "refused") return "bad";
    if (this.state !== "done") return "";
    if (this.photo.quality.verdict === "retake" || this.photo.no_card) return "warn";
    return "good";
  }

  told() {
    if (this.state === "sending") return el("progress", { max: 1, value: this.share, "aria-label": say("drop.sending") });
    if (this.state === "refused") return [el("p", {}, sayProblem(this.problem)), button(say("again"), { onclick: () => this.send() })];
    if (this.state === "failed") return failure(this);
    return this.state === "done" ? found(this.photo) : el("p.going", {}, say(`drop.${this.state}`));
  }

  leave() {
    given.delete(this);
    URL.revokeObjectURL(this.url);
    this.element.remove();
    summarise();
  }

  async send() {
    this.become("sending", { share: 0 });
    try {
      if (this.file.size > MOST_BYTES) throw Object.assign(new Error(), { code: "photo-too-large" });
      const bar = this.element.querySelector("progress");
      const sent = await sendPhoto(this.file, this.key, (share) => (bar.value = share));
      this.become("queued", { photo: sent });
      watch();
    } catch (error) {
      if (error.code === undefined) throw error;
      this.become("refused", { problem: error });
    }
  }

  /** Ask how far it is. */
  async look() {
    const photo = await get(`api/photos/${this.photo.id}`);
    if (photo.status !== this.state) this.become(photo.status === "replaced" ? "failed" : photo.status, { photo });
  }
}

function failure(one) {
  const { error } = one.photo;
  return [
    el("p", {}, sayProblem(error ?? { code: "source-deleted" })),
    error?.retryable
      ? button(say("retry"), { icon: "turn", onclick: () => post(`api/photos/${one.photo.id}/retry`).then(() => (one.become("queued"), watch()), complain) })
      : button(say("drop.retake"), { icon: "camera", onclick: takePhoto }),
  ];
}

function found(photo) {
  const advice = photo.quality.verdict === "retake" && photo.quality.advice;
  const cards = photo.cards.map((card) => el("a", { href: `#/card/${card.id}` }, nameOf(card) || say("card.nameless")));
  return [
    photo.no_card && [el("p", {}, say("drop.no-card")), el("a", { href: `#/photo/${photo.id}` }, say("drop.show-where"))],
    advice && el("p.advice", {}, icon("warning"), advice[language]),
    photo.same_as && el("p", {}, say(photo.cards.length ? "drop.same" : "drop.same-empty")),
    el("p.found", {}, cards),
    (advice || photo.no_card) && button(say("drop.retake"), { icon: "camera", kind: "primary", onclick: takePhoto }),
  ];
}

const given = new Set();
const list = el("ul");
const title = el("h2", { tabIndex: -1 });
const heard = el("p.heard", { role: "status" });
/** The tray at the edge of the page. */
export const tray = el(
  "aside.tray",
  { hidden: true, "aria-label": say("drop.tray") },
  el("header", {}, title, button("", { icon: "minus", label: say("drop.fold"), kind: "quiet", onclick: () => tray.classList.toggle("folded") }), button("", { icon: "close", label: say("drop.clear"), kind: "quiet", onclick: clear })),
  heard,
  list,
);

function clear() {
  for (const one of [...given]) if (one.ended) one.leave();
}

function summarise() {
  const all = [...given];
  const ended = all.filter((one) => one.ended).length;
  tray.hidden = all.length === 0;
  title.textContent = ended < all.length ? say("drop.progress", { ended, all: all.length }) : say("drop.all-done", { all: all.length });
  const bad = all.filter((one) => one.tone === "bad" || one.tone === "warn").length;
  const told = ended === all.length && all.length ? say("drop.heard", { all: all.length, bad }) : "";
  if (heard.textContent !== told) heard.textContent = told;
}

let shown;
function showDone() {
  clearTimeout(shown);
  shown = setTimeout(() => document.dispatchEvent(new Event("photos-done")), 300);
}

let watching = false;
async function watch() {
  if (watching) return;
  watching = true;
  const waiting = () => [...given].filter((one) => one.state === "queued" || one.state === "processing");
  while (waiting().length) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const looks = waiting().slice(0, ASKED_AT_ONCE).map((one) => one.look());
    const failed = (await Promise.allSettled(looks)).filter((look) => look.status === "rejected" && look.reason.code === undefined);
    if (failed.length) throw failed[0].reason; // an outage is waited out; a bug is not
  }
  watching = false;
}

/** Send files, a few at a time. */
async function sendAll(files) {
  const photos = files.map((file) => new GivenPhoto(file));
  for (const one of photos) {
    given.add(one);
    list.prepend(one.element);
  }
  tray.classList.remove("folded");
  summarise();
  const line = async () => {
    for (let one = photos.shift(); one; one = photos.shift()) await one.send();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

function pick(properties) {
  const input = el("input", { type: "file", accept: "image/*,.heic,.heif", hidden: true, ...properties });
  input.addEventListener("change", () => (sendAll([...input.files]), input.remove()));
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** Let the reader choose photos; phones offer their camera too. */
export const choosePhotos = () => pick({ multiple: true });

/** Straight to the camera, where there is one. */
export const takePhoto = () => pick({ capture: "environment" });

const files = (transfer) => [...(transfer?.files ?? [])];

/** Take photos that are dropped on `target` or pasted anywhere. */
export function acceptPhotos(target) {
  const veil = el("div.veil", { hidden: true }, icon("photos"), el("p", {}, say("drop.here")));
  target.append(veil);
  let over = 0;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const on = (name, does) => addEventListener(name, (event) => holdsFiles(event) && (event.preventDefault(), does(event)));
  on("dragenter", () => (veil.hidden = ++over < 1));
  on("dragleave", () => (veil.hidden = --over < 1));
  on("dragover", () => {});
  on("drop", (event) => {
    veil.hidden = true;
    over = 0;
    if (!event.target.closest?.("[data-drop='own']")) sendAll(files(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    const pasted = files(event.clipboardData).filter((file) => file.type.startsWith("image/"));
    if (pasted.length) sendAll(pasted).then(() => notify(say("drop.pasted", { count: pasted.length })));
  });
}
