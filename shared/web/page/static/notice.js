// Short messages at the edge of the page, some with a way back.
import { button, el } from "./elements.js";
import { say, sayProblem } from "./words.js";

const SECONDS = 12;
const place = el("div.notices", { role: "status", "aria-live": "polite" });

/** Where messages appear. */
export const noticePlace = () => place;

/** Say something; `action` is [text, what to do]. It stays while the pointer or the focus is on it. */
export function notify(text, action, kind = "") {
  const note = el(`div.notice${kind && "." + kind}`, {}, el("span", {}, text));
  let timer;
  const leave = () => note.remove();
  const wait = () => (timer = setTimeout(leave, SECONDS * 1000));
  const stay = () => clearTimeout(timer);
  if (action) {
    note.append(button(action[0], { kind: "plain", onclick: () => (leave(), action[1]()) }));
  }
  note.append(button("", { icon: "close", label: say("close"), kind: "quiet", onclick: leave }));
  for (const [event, does] of [["pointerenter", stay], ["pointerleave", wait], ["focusin", stay], ["focusout", wait]]) {
    note.addEventListener(event, does);
  }
  place.append(note);
  wait();
}

/** Tell of a failed request; what is no problem of the API is a bug and goes on. */
export function complain(error) {
  if (error.name === "AbortError") return;
  if (error.code === undefined) throw error;
  notify(sayProblem(error), null, "bad");
}
