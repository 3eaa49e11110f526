// The function key: asked for when the API wants one, kept for this browser tab only.
import { openDialog } from "./dialog.js";
import { el, newId } from "./elements.js";
import { say } from "./words.js";

const KEPT = "namecard.key";

export const heldKey = () => sessionStorage.getItem(KEPT);
export const forgetKey = () => sessionStorage.removeItem(KEPT);

let asking = null;

/** Ask for the key, once for all requests that wait for it. */
export function askKey(wrong) {
  asking ??= ask(wrong).finally(() => (asking = null));
  return asking;
}

function ask(wrong) {
  const id = newId();
  const input = el("input", { id, type: "password", required: true, autocomplete: "off", spellcheck: false, "aria-describedby": `${id}-why` });
  const content = [
    el("p", { id: `${id}-why` }, say(wrong ? "key.wrong" : "key.why")),
    el("label", { htmlFor: id }, say("key.label")),
    input,
  ];
  return openDialog(say("key.title"), content, [[say("key.use"), "use"]], { must: true }).then(() => {
    sessionStorage.setItem(KEPT, input.value.trim());
  });
}
