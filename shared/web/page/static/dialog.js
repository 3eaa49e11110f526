// Questions in front of the page.
import { button, el, newId } from "./elements.js";
import { say } from "./words.js";

/**
 * Ask; the answer is the value of the button that was pressed, or "" when the question was left.
 * `answers` are [text, value] pairs, the last one being the suggested one; one that `must` be answered cannot be left.
 */
export function openDialog(title, content, answers, { must = false, wide = false, danger = false } = {}) {
  const heading = newId();
  const form = el("form", { method: "dialog" });
  const dialog = el("dialog", { "aria-labelledby": heading, className: wide ? "wide" : "" }, form);
  const buttons = answers.map(([text, value], at) =>
    el("button", { value, className: at === answers.length - 1 ? (danger ? "danger" : "primary") : "" }, text),
  );
  const leave = button("", { icon: "close", label: say("close"), kind: "quiet corner", onclick: () => dialog.close("") });
  form.append(el("h2", { id: heading }, title), el("div.content", {}, ...content), el("div.answers", {}, ...buttons));
  if (!must) form.append(leave);
  // An implicit submission (Enter in a field) presses the first button; it shall be the suggested one.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    form.requestSubmit(buttons.at(-1));
  });
  if (must) dialog.addEventListener("cancel", (event) => event.preventDefault());
  else dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(must ? answers.at(-1)[1] : dialog.returnValue);
    });
  });
}
