// A view that could not be shown: why, and what to do.
import { button, el, fill, icon } from "./elements.js";
import { heading } from "./route.js";
import { say, sayProblem } from "./words.js";

/** Say in `main` what went wrong. A module that did not arrive is an outage like any other; a bug stays loud. */
export function showProblem(main, error, again) {
  const known = error.code !== undefined || /module/i.test(error.message);
  const text = error.code !== undefined ? sayProblem(error) : say(known ? "problem.offline" : "problem.bug");
  fill(
    main,
    heading(say("problem.title")),
    el("div.note.bad", { role: "alert" }, icon("warning"), el("p", {}, text), button(say("again"), { kind: "primary", onclick: again }), el("a", { href: "#/" }, say("problem.home"))),
  );
  if (!known) throw error;
}
