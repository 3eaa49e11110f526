// Edited spreadsheets come back: what they would change is shown first, and changed only then.
import { request } from "./api.js";
import { forgetLists } from "./card_list.js";
import { button, el, fill, icon } from "./elements.js";
import { complain, notify } from "./notice.js";
import { goTo, heading } from "./route.js";
import { known, say } from "./words.js";

const SHOWN = 500; // rows of a comparison; a person does not read more

/** Show the import in `main`. */
export function show(main) {
  const input = el("input.unseen", { type: "file", accept: ".csv,.xlsx,text/csv", "aria-label": say("import.choose") });
  const choose = button(say("import.choose"), { icon: "upload", kind: "primary", onclick: () => input.click() });
  const result = el("div.import-result", { "aria-live": "polite" });
  input.addEventListener("change", () => compare(input.files[0], result).finally(() => (input.value = "")));
  fill(main, heading(say("import.title")), el("div.import", { "data-drop": "own" }, el("p", {}, say("import.why")), choose, input, result));
  main.querySelector(".import").addEventListener("drop", (event) => compare(event.dataTransfer.files[0], result));
}

const send = async (file, apply) => (await request(`api/namecards/import${apply ? "?apply=true" : ""}`, { method: "POST", body: file, headers: { "content-type": "text/csv" } })).json();

async function compare(file, result) {
  if (!file) return;
  fill(result, el("p.note.waiting", {}, say("import.reading")));
  try {
    const report = await send(file, false);
    fill(result, differences(report), !report.problems.length && report.changes.length > 0 && applier(file, result));
  } catch (error) {
    fill(result);
    complain(error);
  }
}

function applier(file, result) {
  const go = button(say("import.apply"), { icon: "check", kind: "primary" });
  go.onclick = async () => {
    go.disabled = true;
    try {
      const report = await send(file, true);
      forgetLists();
      notify(say("import.applied"));
      if (report.problems.length) fill(result, differences(report));
      else goTo("");
    } catch (error) {
      complain(error);
      go.disabled = false;
    }
  };
  return el("div.toolbar", {}, go);
}

function differences({ changes, problems }) {
  if (!changes.length && !problems.length) return el("p", {}, say("import.nothing"));
  const rows = [
    ...problems.map((one) => ({ row: one.row, cells: [el("td", {}, labelOf(one.column)), el("td.refused", { colSpan: 2 }, icon("warning"), " ", one.detail)] })),
    ...changes.flatMap((change) => change.cells.map((cell) => ({ row: change.row, id: change.id, cells: [el("td", {}, labelOf(cell.column)), el("td", {}, el("del", {}, cell.before)), el("td", {}, el("ins", {}, cell.after))] }))),
  ];
  return [
    el("p", {}, el("strong", {}, say("import.summary", { changed: changes.length, refused: problems.length }))),
    problems.length > 0 && el("p.problem", {}, say("import.refused")),
    el(
      "table.differences",
      {},
      el("thead", {}, el("tr", {}, ["import.row", "import.field", "import.before", "import.after"].map((key) => el("th", { scope: "col" }, say(key))))),
      el("tbody", {}, rows.slice(0, SHOWN).map(({ row, id, cells }) => el("tr", {}, el("th", { scope: "row" }, id ? el("a", { href: `#/card/${id}` }, String(row)) : String(row)), cells))),
    ),
    rows.length > SHOWN && el("p.hint", {}, say("import.more", { count: rows.length - SHOWN })),
  ];
}

const labelOf = (column) => (!column ? "" : known(`field.${column}`) ? say(`field.${column}`) : known(column) ? say(column) : column);
