// What can be done with a whole list: show it as pictures or as a table, take it along, bring cards in.
import { button, el, icon } from "./elements.js";
import { goTo } from "./route.js";
import { say } from "./words.js";

const WAYS = [
  ["", "cards", "view.gallery"],
  ["table", "table", "view.table"],
];

/** The tools; `here` is the view they stand in, `filter()` what it shows. */
export function listTools(here, filter) {
  const ways = WAYS.map(([path, name, text]) =>
    button("", { icon: name, label: say(text), "aria-pressed": String(path === here), onclick: () => goTo(path, filter()) }),
  );
  return [
    el("div.segments", { role: "group", "aria-label": say("view") }, ways),
    button(say("export"), { icon: "download", title: say("export"), onclick: async () => (await import("./export.js")).askExport(filter()) }),
    el("a.button", { href: "#/import", title: say("import") }, icon("upload"), el("span", {}, say("import"))),
  ];
}
