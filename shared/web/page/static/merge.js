// Two cards of one person: side by side, and which value stays.
import { get, post } from "./api.js";
import { announceCard, companyOf, listAddress, nameOf } from "./card_list.js";
import { openDialog } from "./dialog.js";
import { button, el, fill, newId } from "./elements.js";
import { FIELD_NAMES, valuesText } from "./field_names.js";
import { complain, notify } from "./notice.js";
import { picture } from "./picture.js";
import { goTo, heading } from "./route.js";
import { say, sayDate } from "./words.js";

/** Compare two cards in `main`. Throws Problem. */
export async function show(main, where) {
  const [one, other] = await Promise.all(where.rest.slice(0, 2).map((id) => get(`api/namecards/${id}`, where.signal)));
  const form = el("form.merge", {});
  const rows = FIELD_NAMES.filter((name) => one.fields[name] || other.fields[name]).map((name) => choice(name, one, other));
  const backId = newId();
  const back = el("input", { type: "checkbox", id: backId });
  const go = button(say("merge.go"), { icon: "merge", kind: "primary", type: "submit" });
  form.append(
    el("div.pair", {}, face(one, say("merge.stays")), face(other, say("merge.joins"))),
    el("div.choices", {}, rows),
    el("label.check", { htmlFor: backId }, back, el("span", {}, say("merge.back"))),
    el("div.toolbar", {}, go, el("a.button", { href: `#/merge/${other.id}/${one.id}` }, say("merge.swap"))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await join(one, other, new FormData(form), back.checked);
    } catch (error) {
      complain(error);
      go.disabled = false;
    }
  });
  fill(main, heading(say("merge.title")), form);
}

async function join(one, other, chosen, isBack) {
  const fields = Object.fromEntries([...chosen].filter(([, id]) => id !== "both"));
  const card = await post("api/namecards/merge", { into: one.id, cards: [other.id], fields, ...(isBack && { back: other.id }) });
  announceCard(other.id, null);
  announceCard(card.id, card);
  goTo(`card/${card.id}`);
  notify(say("merge.done"), [say("undo"), () => split(card, other)]);
}

async function split(card, other) {
  try {
    announceCard(card.id, await post(`api/namecards/${card.id}/unmerge`));
    goTo(`card/${other.id}`);
  } catch (error) {
    complain(error);
  }
}

function face(card, role) {
  return el("figure", {}, card.links.card ? picture(card.links.card, card.version, nameOf(card)) : el("div.typed", {}, nameOf(card)), el("figcaption", {}, el("strong", {}, role), ` ${sayDate(card.created)}`));
}

/** A field of both: one of the two, or the values of both. */
function choice(name, one, other) {
  const same = valuesText(name, one.fields[name]) === valuesText(name, other.fields[name]);
  const options = same
    ? [["both", valuesText(name, one.fields[name])]]
    : [[one.id, valuesText(name, one.fields[name])], [other.id, valuesText(name, other.fields[name])], ["both", say("merge.both")]];
  const wished = !other.fields[name] ? one.id : !one.fields[name] ? other.id : ["name", "company", "title", "department"].includes(name) ? one.id : "both";
  return el(
    "fieldset",
    {},
    el("legend", {}, say(`field.${name}`)),
    options.map(([value, text]) => el("label", {}, el("input", { type: "radio", name, value, checked: same || value === wished }), el("span", {}, text || say("nothing")))),
  );
}

/** Ask which card is the same person, or the other side, and go to compare. */
export async function choosePartner(card) {
  const list = el("ul.partners", { "aria-live": "polite" });
  let timer;
  const find = async (query) => {
    const page = await get(listAddress("api/namecards", new URLSearchParams(query && { q: query }), { limit: 8 })).catch(complain);
    const others = (page?.cards ?? []).filter((other) => other.id !== card.id);
    fill(list, others.length ? others.map(partner) : el("li", {}, say("gallery.none-found")));
  };
  const partner = (other) =>
    el("li", {}, el("button.partner", { value: other.id }, other.links.thumb && picture(other.links.thumb, other.version), el("span", {}, el("strong", {}, nameOf(other) || say("card.nameless")), companyOf(other) || sayDate(other.created))));
  const input = el("input", { type: "search", "aria-label": say("search"), placeholder: say("search.placeholder"), oninput: () => (clearTimeout(timer), (timer = setTimeout(() => find(input.value.trim()), 200))) });
  find("");
  const chosen = await openDialog(say("merge.choose"), [el("p", {}, say("merge.choose-why")), input, list], []);
  if (chosen) goTo(`merge/${card.id}/${chosen}`);
}
