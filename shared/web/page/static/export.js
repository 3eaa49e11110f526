// Cards as a file: what the filter shows, in the form that is wanted.
import { save } from "./api.js";
import { listAddress } from "./card_list.js";
import { openDialog } from "./dialog.js";
import { el } from "./elements.js";
import { complain, notify } from "./notice.js";
import { say } from "./words.js";

const FORMS = ["xlsx", "csv", "vcf", "json"];

/** Ask for the form, and save the file. */
export async function askExport(filter) {
  const choices = FORMS.map((form, at) =>
    el("label.option", {}, el("input", { type: "radio", name: "form", value: form, checked: at === 0 }), el("span", {}, el("strong", {}, say(`export.${form}`)), el("small", {}, say(`export.${form}-why`)))),
  );
  const content = [el("p", {}, say(String(filter) ? "export.filtered" : "export.all")), el("fieldset.options", {}, el("legend.unseen", {}, say("export.form")), choices)];
  if ((await openDialog(say("export.title"), content, [[say("export.go"), "go"]])) !== "go") return;
  const form = choices.map((one) => one.querySelector("input")).find((one) => one.checked).value;
  const day = new Date().toISOString().slice(0, 10);
  notify(say("export.begun"));
  await save(listAddress("api/namecards/export", filter, { format: form }), `namecards-${day}.${form}`).catch(complain);
}
