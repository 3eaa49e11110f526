// Cards as a spreadsheet: cells that are edited, copied and pasted; every change is saved at once.
import { nameOf, rememberedList } from "./card_list.js";
import { el, fill } from "./elements.js";
import { FIELD_NAMES, given, isUnsure, shown, valuesText } from "./field_names.js";
import { filterBar, filterOf } from "./filters.js";
import { badge, message } from "./gallery.js";
import { complain, notify } from "./notice.js";
import { OpenCard } from "./open_card.js";
import { heading, replaceAddress } from "./route.js";
import { Scroller } from "./scroller.js";
import { listTools } from "./tools.js";
import { say, sayProblem } from "./words.js";

const COLUMNS = [...FIELD_NAMES, "tags", "memo"];
const ROW_HEIGHT = 36;
const SAVED_AT_ONCE = 4; // rows
const MOST_UNDONE = 200;

/** Show the table in `main`. */
export function show(main, where) {
  const place = el("div.table");
  const status = el("p.count", { role: "status" });
  let stop;
  const open = (filter) => {
    stop?.abort();
    stop = new AbortController();
    where.signal.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
    const list = rememberedList(filter);
    const table = new Table(list, stop.signal, status);
    const refresh = () => {
      const note = message(list, () => open(list.filter));
      if (place.firstChild !== (note ?? table.element)) fill(place, note ?? table.element);
      table.scroller.draw();
    };
    list.addEventListener("more", refresh, { signal: stop.signal });
    list.addEventListener("change", () => (table.redraw(), refresh()), { signal: stop.signal });
    refresh();
    list.more();
    return list;
  };
  let list;
  const filtered = (wanted) => {
    replaceAddress("table", wanted);
    list = open(wanted);
  };
  fill(main, heading(say("table.title"), status), filterBar(filterOf(where.params), filtered, listTools("table", () => list.filter)), el("p.hint", {}, say("table.hint")), place);
  list = open(filterOf(where.params));
}

const textOf = (card, column) => (column === "tags" ? card.tags.join("; ") : column === "memo" ? card.memo : valuesText(column, card.fields[column]));

/** The merge patch that lets a cell say `text`. */
function patchOf(card, column, text) {
  const values = [...new Set(text.split(/;\s*|\n/).map((one) => one.trim()).filter(Boolean))];
  if (column === "memo") return { memo: text };
  if (column === "tags") return { tags: values };
  return { fields: { [column]: given(column, values, card.fields[column]) } };
}

/** The merge patch that takes a cell back to what it is now. */
function patchBack(card, column) {
  if (column === "memo" || column === "tags") return { [column]: card[column] };
  const values = card.fields[column] ?? [];
  return { fields: { [column]: values.some((one) => !one.edited) ? null : given(column, values.map((one) => shown(column, one)), values) } };
}

class Table {
  constructor(list, signal, status) {
    Object.assign(this, { list, status, row: 0, column: 0, anchor: { row: 0, column: 0 }, editing: false, undone: [], opened: new Map(), states: new Map() });
    const header = el("div.header", { role: "row" }, el("span.first", { role: "columnheader" }, say("table.card")), COLUMNS.map((name) => el("span", { role: "columnheader" }, say(["tags", "memo"].includes(name) ? name : `field.${name}`))));
    this.element = el("div.port", { role: "grid", "aria-label": say("table.title"), "aria-rowcount": "-1", "aria-colcount": COLUMNS.length + 1, "aria-multiselectable": "true" }, header);
    this.scroller = new Scroller({ signal, port: this.element, role: "rowgroup", count: () => list.cards.length, rowHeight: () => ROW_HEIGHT, make: (at) => this.makeRow(at), near: () => list.fetching ?? list.more() });
    this.element.append(this.scroller.element);
    this.input = el("input", { spellcheck: false, autocomplete: "off", maxLength: 4000 });
    this.listen();
  }

  get card() {
    return this.list.cards[this.row];
  }

  /** Draw every row anew, but for a cell that is being typed into. */
  redraw() {
    if (this.editing) return;
    const focused = document.activeElement === this.input;
    this.scroller.clear();
    this.scroller.draw();
    if (focused) this.focus();
  }

  makeRow(at) {
    const card = this.list.cards[at];
    const name = nameOf(card) || say("card.nameless");
    const cells = COLUMNS.map((column, n) => this.makeCell(card, at, column, n));
    return el("div.line", { role: "row", "aria-rowindex": at + 2 }, el("span.first", { role: "rowheader" }, el("a", { href: `#/card/${card.id}`, tabIndex: -1 }, name), badge(card)), cells);
  }

  makeCell(card, at, column, n) {
    const state = this.states.get(`${card.id} ${column}`);
    const unsure = (card.fields[column] ?? []).some(isUnsure);
    const cell = el("span.cell", { role: "gridcell", "aria-colindex": n + 2, "data-row": at, "data-column": n, title: state?.problem ?? (unsure ? say("field.unsure") : null) }, textOf(card, column));
    cell.classList.toggle("unsure", unsure);
    if (state) cell.classList.add(state.kind);
    if (this.isSelected(at, n)) cell.classList.add("selected");
    // The first cell can be reached by Tab; from there the arrow keys go on.
    if (at === this.row && n === this.column) cell.tabIndex = 0;
    return cell;
  }

  isSelected(row, column) {
    const between = (one, a, b) => one >= Math.min(a, b) && one <= Math.max(a, b);
    return between(row, this.row, this.anchor.row) && between(column, this.column, this.anchor.column);
  }

  listen() {
    const cellOf = (event) => event.target.closest?.(".cell");
    this.element.addEventListener("pointerdown", (event) => {
      const cell = cellOf(event);
      if (!cell || event.target === this.input) return;
      event.preventDefault();
      this.go(Number(cell.dataset.row), Number(cell.dataset.column), event.shiftKey);
    });
    this.element.addEventListener("dblclick", (event) => cellOf(event) && this.edit());
    this.element.addEventListener("focusin", (event) => event.target.matches(".cell") && this.go(Number(event.target.dataset.row), Number(event.target.dataset.column)));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.edit(false));
    this.input.addEventListener("blur", () => this.commit());
    this.input.addEventListener("copy", (event) => this.copy(event));
    this.input.addEventListener("cut", (event) => this.copy(event) && this.write(this.selection().map((row) => row.map(() => ""))));
    this.input.addEventListener("paste", (event) => this.paste(event));
  }

  /** Move the cursor; `extend` keeps the other end of the selection where it is. */
  go(row, column, extend = false) {
    this.commit();
    this.row = Math.max(0, Math.min(row, this.list.cards.length - 1));
    this.column = Math.max(0, Math.min(column, COLUMNS.length - 1));
    if (!extend) this.anchor = { row: this.row, column: this.column };
    this.scroller.reveal(this.row, ROW_HEIGHT, 16);
    this.focus();
  }

  /** Put the input into the cell of the cursor. All of its text is selected, so typing replaces it, also by an IME. */
  focus() {
    const cell = this.scroller.row(this.row)?.querySelector(`[data-column="${this.column}"]`);
    if (!cell) return;
    const before = this.input.parentElement;
    if (before && before !== cell) fill(before, textOf(this.list.cards[before.dataset.row] ?? this.card, COLUMNS[before.dataset.column]));
    for (const one of this.element.querySelectorAll(".cell")) {
      one.classList.toggle("selected", this.isSelected(Number(one.dataset.row), Number(one.dataset.column)));
      one.removeAttribute("tabindex");
    }
    this.input.value = textOf(this.card, COLUMNS[this.column]);
    this.input.setAttribute("aria-label", `${nameOf(this.card) || say("card.nameless")}, ${this.columnName(this.column)}`);
    this.input.classList.remove("editing");
    if (before !== cell) fill(cell, this.input);
    this.input.focus({ preventScroll: true });
    this.input.select();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  columnName(at) {
    const name = COLUMNS[at];
    return say(["tags", "memo"].includes(name) ? name : `field.${name}`);
  }

  edit(caretAtEnd = true) {
    this.editing = true;
    this.input.classList.add("editing");
    if (caretAtEnd) this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  key(event) {
    if (event.isComposing) return;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    const does = { F2: () => this.edit(), Escape: () => this.cancel(), Tab: () => this.tab(event) };
    if (!this.editing) Object.assign(does, { Delete: () => this.clear(), Backspace: () => this.clear(), Home: () => this.go(event.ctrlKey ? 0 : this.row, 0), End: () => this.go(event.ctrlKey ? this.list.cards.length - 1 : this.row, COLUMNS.length - 1) });
    if ((event.ctrlKey || event.metaKey) && !this.editing) Object.assign(does, { z: () => this.undo(), a: () => this.all() });
    const typing = this.editing && ["ArrowLeft", "ArrowRight"].includes(event.key);
    if (moves[event.key] && !typing) {
      event.preventDefault();
      if (event.key === "Enter" && !this.editing && !event.shiftKey) return this.edit();
      const [down, right] = moves[event.key];
      this.go(this.row + down, this.column + right, event.shiftKey && event.key !== "Enter");
    } else if (does[event.key] && does[event.key]() !== false) event.preventDefault();
    return null;
  }

  /** To the next cell; out of the table behind the last one of a row, so that the Tab key is never caught. */
  tab(event) {
    const next = this.column + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= COLUMNS.length) return false;
    this.go(this.row, next);
    return true;
  }

  cancel() {
    this.editing = false;
    this.focus();
  }

  clear() {
    this.write(this.selection().map((row) => row.map(() => "")));
  }

  all() {
    this.anchor = { row: 0, column: 0 };
    this.row = this.list.cards.length - 1;
    this.column = COLUMNS.length - 1;
    this.focus();
    this.redraw();
  }

  /** Save what was typed into the cell. */
  commit() {
    if (!this.editing) return;
    this.editing = false;
    const text = this.input.value;
    if (text !== textOf(this.card, COLUMNS[this.column])) this.change([[this.card, COLUMNS[this.column], text]]);
  }

  /** Texts of the selected cells, row by row. */
  selection() {
    const [top, bottom] = [this.row, this.anchor.row].sort((a, b) => a - b);
    const [left, right] = [this.column, this.anchor.column].sort((a, b) => a - b);
    return this.list.cards.slice(top, bottom + 1).map((card) => COLUMNS.slice(left, right + 1).map((column) => textOf(card, column)));
  }

  copy(event) {
    if (this.editing) return false;
    event.preventDefault();
    const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    event.clipboardData.setData("text/plain", this.selection().map((row) => row.map(quoted).join("\t")).join("\n"));
    return true;
  }

  paste(event) {
    const rows = readTabbed(event.clipboardData.getData("text/plain"));
    if (this.editing || !rows.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.write(rows);
  }

  /** Let cells from the top left of the selection on say these texts; a single text fills the whole selection. */
  write(rows) {
    const [top, left] = [Math.min(this.row, this.anchor.row), Math.min(this.column, this.anchor.column)];
    const fit = rows.length === 1 && rows[0].length === 1 ? this.selection().map((row) => row.map(() => rows[0][0])) : rows;
    const changes = fit.flatMap((texts, down) => texts.map((text, right) => [this.list.cards[top + down], COLUMNS[left + right], text]));
    const possible = changes.filter(([card, column, text]) => card && column && text !== textOf(card, column));
    const lost = changes.filter(([card, column]) => !card || !column).length;
    if (lost) notify(say("table.beyond", { count: lost }), null, "bad");
    this.change(possible);
  }

  /** Save cells, and remember how to take that back. */
  async change(cells) {
    if (!cells.length) return;
    const back = cells.map(([card, column]) => [card.id, column, patchBack(card, column)]);
    this.undone.push(back);
    if (this.undone.length > MOST_UNDONE) this.undone.shift();
    await this.save(cells.map(([card, column, text]) => [card.id, column, patchOf(card, column, text)]));
  }

  undo() {
    const back = this.undone.pop();
    if (back) this.save(back);
    else notify(say("table.nothing-to-undo"));
  }

  /** Save patches of cells: those of one card in one request, a few cards at a time. */
  async save(cells) {
    const byCard = new Map();
    for (const [id, column, patch] of cells) {
      this.states.set(`${id} ${column}`, { kind: "saving" });
      const whole = byCard.get(id) ?? { columns: [], patch: {} };
      whole.columns.push(column);
      whole.patch = { ...whole.patch, ...patch, ...((whole.patch.fields || patch.fields) && { fields: { ...whole.patch.fields, ...patch.fields } }) };
      byCard.set(id, whole);
    }
    this.redraw();
    const waiting = [...byCard];
    let saved = 0;
    const line = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const stands = await this.saveCard(...next);
        saved += stands ? 1 : 0;
        if (byCard.size > 1) fill(this.status, say("table.saved", { saved, all: byCard.size }));
      }
    };
    await Promise.all(Array.from({ length: SAVED_AT_ONCE }, line));
  }

  async saveCard(id, { columns, patch }) {
    const card = this.list.cards.find((one) => one.id === id);
    const open = this.opened.get(id) ?? new OpenCard(card);
    this.opened.set(id, open);
    if (card && card.version !== open.card.version) open.card = card;
    const settle = (state) => {
      for (const column of columns) {
        if (state) this.states.set(`${id} ${column}`, state);
        else this.states.delete(`${id} ${column}`);
      }
    };
    try {
      const stands = await open.save(patch);
      settle(null);
      this.redraw();
      return stands;
    } catch (error) {
      settle({ kind: "bad", problem: sayProblem(error) });
      this.redraw();
      complain(error);
      return false;
    }
  }
}

/** Rows of a text as spreadsheets copy it: tabs between cells, quotes around those with tabs or line ends. */
function readTabbed(text) {
  const rows = [[]];
  const form = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|$)/gy;
  for (let found = form.exec(text); found && form.lastIndex <= text.length; found = form.exec(text)) {
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (form.lastIndex === text.length && found[3] !== "\t") break;
    if (found[3] !== "\t") rows.push([]);
  }
  return rows.filter((row) => row.length && !(row.length === 1 && row[0] === "" && rows.length > 1));
}
