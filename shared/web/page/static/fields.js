// The fields of a card, each value in a place where it can be changed; a change is saved when it is left.
import { button, el, fill, icon } from "./elements.js";
import { EXPECTED, FIELD_NAMES, given, INPUT_MODES, isUnsure, shown } from "./field_names.js";
import { picture } from "./picture.js";
import { say, sayProblem } from "./words.js";

/** All fields of an OpenCard; `look(name)` hears which value the reader is at, "" for none. */
export function fields(open, look) {
  const rows = FIELD_NAMES.map((name) => new FieldRow(open, name, look));
  const list = el("div.fields", {}, rows.map((row) => row.element));
  const adders = el("div.adders");
  const show = () => {
    rows.forEach((row) => row.show());
    fill(adders, rows.filter((row) => row.element.hidden).map((row) => button(say(`field.${row.name}`), { icon: "plus", kind: "chip", onclick: () => (row.add(), show()) })));
  };
  open.addEventListener("change", show);
  show();
  return el("form.card-fields", { onsubmit: (event) => event.preventDefault(), autocomplete: "off", "aria-label": say("fields") }, list, adders, tags(open), memo(open));
}

/** One field: all its values, and what may be done with them. */
class FieldRow {
  constructor(open, name, look) {
    Object.assign(this, { open, name, look });
    this.values = el("div.values");
    this.problem = el("p.problem", { role: "alert" });
    const undo = button(say("field.as-read"), { kind: "plain", onclick: () => this.save(null) });
    const more = button("", { icon: "plus", label: say("field.another", { field: this.label }), kind: "quiet", onclick: () => this.add() });
    this.undo = undo;
    this.element = el("div.field", { role: "group", "aria-label": this.label, "data-name": name }, el("span.label", { "aria-hidden": "true" }, this.label), this.values, el("div.tools", {}, undo, more), this.problem);
    this.element.addEventListener("change", () => this.commit());
    this.element.addEventListener("focusout", (event) => this.element.contains(event.relatedTarget) || this.settle());
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  get label() {
    return say(`field.${this.name}`);
  }

  get saved() {
    return this.open.card.fields[this.name] ?? [];
  }

  get inputs() {
    return [...this.values.querySelectorAll("textarea")];
  }

  /** Draw the values, unless they stand there or a person is at them. */
  show() {
    const state = JSON.stringify([this.saved, this.open.card.version && this.saved.map(isUnsure)]);
    this.undo.hidden = !this.open.card.photo_id || !this.saved.some((value) => value.edited);
    if (state === this.state || this.isTouched()) return;
    this.state = state;
    const focused = this.inputs.indexOf(document.activeElement);
    const shown = this.saved.length || !EXPECTED.includes(this.name) ? this.saved : [null];
    fill(this.values, shown.map((value, at) => this.value(value, at)));
    this.element.hidden = shown.length === 0;
    if (focused >= 0) this.inputs.at(Math.min(focused, this.inputs.length - 1))?.focus();
  }

  /** Whether there is something in the fields that is not saved yet. */
  isTouched() {
    return this.inputs.some((input) => input.value !== input.defaultValue && input === document.activeElement);
  }

  value(value, at) {
    const unsure = value && isUnsure(value);
    const input = el("textarea", {
      rows: 1, // and as many as it needs: a long address is seen whole on a phone
      defaultValue: value ? shown(this.name, value) : "",
      maxLength: 300,
      placeholder: " ",
      spellcheck: false,
      "aria-label": at ? say("field.numbered", { field: this.label, number: at + 1 }) : this.label,
      "aria-description": unsure ? say("field.unsure") : null,
      inputMode: INPUT_MODES[this.name] ?? "text",
      onfocus: () => this.look(`${this.name} ${at}`),
      onblur: () => this.look(""),
      onpointerenter: () => this.look(`${this.name} ${at}`),
    });
    const drop = button("", { icon: "close", label: say("field.remove", { field: this.label }), kind: "quiet drop", onclick: () => this.drop(at) });
    return el(`div.value${unsure ? ".unsure" : ""}`, {}, input, unsure && el("span.mark", { title: say("field.unsure") }, icon("warning"), say("unsure")), value && drop, unsure && this.line(value));
  }

  /** The print that an unsure value was read from. */
  line(value) {
    const { card } = this.open;
    return value.line >= 0 && card.lines?.[value.line] ? picture(`${card.links.self}/lines/${value.line + 1}.png`, card.version) : null;
  }

  add() {
    this.element.hidden = false;
    const empty = this.inputs.find((input) => !input.value) ?? this.inputs.at(this.values.appendChild(this.value(null, this.inputs.length)) && -1);
    empty.focus();
  }

  drop(at) {
    this.inputs[at].value = "";
    this.commit();
  }

  key(event) {
    if (event.isComposing || !event.target.matches("input, textarea")) return;
    if (event.key === "Escape" && event.target.value !== event.target.defaultValue) {
      event.target.value = event.target.defaultValue;
      event.stopPropagation();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const all = [...event.target.form.querySelectorAll("input, textarea")].filter((one) => one.checkVisibility());
      const next = all[all.indexOf(event.target) + 1];
      if (next) next.focus();
      else event.target.blur();
    }
  }

  /** Save what stands in the inputs, if it is something else than before. */
  commit() {
    const texts = this.inputs.map((input) => input.value.replace(/\s+/g, " ").trim()).filter(Boolean);
    if (JSON.stringify(texts) === JSON.stringify(this.saved.map((value) => shown(this.name, value)))) return;
    this.save(given(this.name, texts, this.saved));
  }

  async save(values) {
    this.problem.textContent = "";
    try {
      await this.open.save({ fields: { [this.name]: values } });
      this.inputs.forEach((input) => (input.defaultValue = input.value));
      this.state = null;
      this.show();
    } catch (error) {
      if (error.code === undefined) throw error;
      this.problem.textContent = sayProblem(error);
      this.problem.append(button(say("again"), { kind: "plain", onclick: () => this.save(values) }));
    }
  }

  /** The reader has left this field. */
  settle() {
    if (!this.problem.textContent) this.show();
  }
}

const oneByOne = (text) => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];

function tags(open) {
  return own(open, "tags", (card) => card.tags.join(", "), (text) => ({ tags: oneByOne(text) }), () => el("input", { maxLength: 500, placeholder: say("tags.placeholder") }));
}

function memo(open) {
  return own(open, "memo", (card) => card.memo, (text) => ({ memo: text }), () => el("textarea", { rows: 2, maxLength: 4000, placeholder: say("memo.placeholder") }));
}

/** What was never on the card: a text, saved when it is left. */
function own(open, name, read, patch, make) {
  const input = make();
  const problem = el("p.problem", { role: "alert" });
  const show = () => {
    if (input.value !== input.defaultValue && document.activeElement === input) return;
    input.value = input.defaultValue = read(open.card);
  };
  input.setAttribute("aria-label", say(name));
  input.addEventListener("change", async () => {
    problem.textContent = "";
    try {
      await open.save(patch(input.value));
    } catch (error) {
      if (error.code === undefined) throw error;
      problem.textContent = sayProblem(error);
    }
  });
  open.addEventListener("change", show);
  show();
  return el("div.field.own", { "data-name": name }, el("span.label", { "aria-hidden": "true" }, say(name)), el("div.values", {}, input), problem);
}
