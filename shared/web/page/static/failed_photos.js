// Photos that failed: why, what to do, and another try.
import { get, post } from "./api.js";
import { takePhoto } from "./drop.js";
import { button, el, fill, icon } from "./elements.js";
import { complain } from "./notice.js";
import { heading } from "./route.js";
import { say, sayMoment, sayProblem } from "./words.js";

/** Show the photos that failed in `main`. Throws Problem. */
export async function show(main, where) {
  const list = el("ul.photos");
  const more = button(say("more"), { onclick: () => next(), hidden: true });
  let cursor = "";
  const next = async () => {
    const page = await get(`api/photos?status=failed&limit=50${cursor && `&cursor=${cursor}`}`, where.signal);
    list.append(...page.photos.map(row));
    cursor = page.cursor;
    more.hidden = !cursor;
    if (!cursor && !list.children.length) fill(more.parentElement, el("div.note", {}, icon("check"), el("h2", {}, say("failed.none")), el("p", {}, say("failed.none-why"))));
  };
  fill(main, heading(say("failed.title")), el("div", {}, list, more));
  await next();
}

function row(photo) {
  const told = el("p", {}, sayProblem(photo.error));
  const retry = button(say("retry"), {
    icon: "turn",
    onclick: async () => {
      retry.disabled = true;
      try {
        await post(`api/photos/${photo.id}/retry`);
        fill(told, say("drop.queued"));
      } catch (error) {
        complain(error);
        retry.disabled = false;
      }
    },
  });
  return el(
    "li",
    {},
    icon("warning"),
    el("div", {}, el("a", { href: `#/photo/${photo.id}` }, photo.filename || say("photo")), told, el("small", {}, sayMoment(photo.created))),
    photo.error.retryable ? retry : button(say("drop.retake"), { icon: "camera", onclick: takePhoto }),
  );
}
