// Search and filters above a list; what they say stands in the address.
import { button, el, icon, newId } from "./elements.js";
import { FILTERS } from "./card_list.js";
import { say } from "./words.js";

const SHORTCUTS = [
  ["filter.all", {}],
  ["filter.needed", { review: "needed" }],
  ["filter.done", { review: "done" }],
  ["filter.unread", { status: "unread" }],
];
const TYPING = 200; // ms without a key before the search begins
const HALF_TYPED = /[가-힣][ㄱ-ㅎㅏ-ㅣ]$/; // 김ㅊ on the way to 김철: would find nothing for a moment

/** The bar; `change(filter)` hears every new filter, and `extra` stands at its end. */
export function filterBar(filter, change, extra) {
  const now = new URLSearchParams(filter);
  const changed = () => change(now);
  const set = (name, value) => (value ? now.set(name, value) : now.delete(name));
  return el("search.filters", {}, searchField(now, set, changed), shortcuts(now, set, changed), more(now, set, changed), el("div.extra", {}, extra));
}

function searchField(now, set, changed) {
  let timer;
  const input = el("input", {
    type: "search",
    value: now.get("q") ?? "",
    placeholder: say("search.placeholder"),
    "aria-label": say("search"),
    maxLength: 100,
    autocomplete: "off",
    enterKeyHint: "search",
    oninput: () => {
      clearTimeout(timer);
      if (HALF_TYPED.test(input.value)) return;
      timer = setTimeout(() => (set("q", input.value.trim()), changed()), TYPING);
    },
  });
  return el("div.search", {}, icon("search"), input);
}

function shortcuts(now, set, changed) {
  const chosen = ([, wanted]) => ["review", "status"].every((name) => (now.get(name) ?? "") === (wanted[name] ?? ""));
  const chips = SHORTCUTS.map((one) => {
    const chip = button(say(one[0]), { kind: "chip", "aria-pressed": String(chosen(one)) });
    chip.onclick = () => {
      for (const name of ["review", "status"]) set(name, one[1][name]);
      chips.forEach((other) => other.setAttribute("aria-pressed", String(other === chip)));
      changed();
    };
    return chip;
  });
  return el("div.chips", { role: "group", "aria-label": say("filter.review") }, chips);
}

function more(now, set, changed) {
  const field = (name, type, text) => {
    const id = newId();
    const input = el("input", { id, type, value: now.get(name) ?? "", maxLength: 50, onchange: () => (set(name, input.value.trim()), show(), changed()) });
    return [el("label", { htmlFor: id }, text), input];
  };
  const names = ["tag", "from", "to"];
  const id = newId();
  const opener = button(say("filter.more"), { icon: "filter", kind: "chip", popovertarget: id });
  const clear = button(say("filter.clear"), {
    kind: "plain",
    onclick: () => {
      names.forEach((name) => set(name, ""));
      panel.querySelectorAll("input").forEach((input) => (input.value = ""));
      show();
      changed();
    },
  });
  const panel = el(
    "div.panel",
    { id, popover: "auto" },
    ...field("tag", "text", say("filter.tag")),
    ...field("from", "date", say("filter.from")),
    ...field("to", "date", say("filter.to")),
    clear,
  );
  const show = () => opener.setAttribute("aria-pressed", String(names.some((name) => now.get(name))));
  show();
  return el("div.more", {}, opener, panel);
}

/** The filter that the parameters of an address hold. */
export function filterOf(params) {
  const filter = new URLSearchParams();
  for (const name of FILTERS) if (params.get(name)) filter.set(name, params.get(name));
  return filter;
}
