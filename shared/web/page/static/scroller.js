// Rows of equal height of which only those near the window exist, however many there are.
import { el } from "./elements.js";

const AHEAD = 600; // pixels above and below the window
const MOST_MS = 12; // of making rows in one frame; the rest comes with the next one

/**
 * Shows `count()` rows by `make(at)` in the window, or in `port`, an element that scrolls; calls `near()` when the last
 * row comes near. `rowHeight()` is asked again when the window's size changes. A row that has the focus stays.
 */
export class Scroller {
  constructor({ count, make, rowHeight, near, signal, port = null, role = null }) {
    Object.assign(this, { count, make, rowHeight, near, port });
    this.rows = new Map();
    this.drawn = 0;
    this.element = el("div.scroller", { role });
    const later = () => this.#later();
    (port ?? window).addEventListener("scroll", later, { passive: true, signal });
    addEventListener("resize", () => (this.clear(), this.draw()), { signal });
  }

  #later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  /** Take every row away: the next drawing makes them anew. */
  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  /** Add the rows that came into sight, and take away those that left it. */
  draw() {
    if (!this.element.isConnected) return;
    const height = this.rowHeight();
    const count = this.count();
    if (count !== this.drawn) this.#drop(this.drawn - 1); // it may not have been full
    this.drawn = count;
    this.element.style.height = `${height * count}px`;
    const [top, bottom] = this.#window();
    const above = top - this.element.getBoundingClientRect().top;
    const begin = Math.max(0, Math.floor((above - AHEAD) / height));
    const end = Math.min(count, Math.ceil((above + bottom - top + AHEAD) / height));
    for (const [at, row] of [...this.rows]) {
      if ((at < begin || at >= end) && !(at < count && row.contains(document.activeElement))) {
        this.#drop(at);
      }
    }
    this.#addAll(begin, end, (above + (bottom - top) / 2) / height);
    if (end >= count - 2) this.near();
  }

  /** Add the rows that are missing, those nearest to the middle of the window first, as far as the time goes. */
  #addAll(begin, end, middle) {
    const until = performance.now() + MOST_MS;
    const missing = Array.from({ length: end - begin }, (_, n) => begin + n).filter((at) => !this.rows.has(at));
    missing.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const at of missing) {
      if (performance.now() > until) return this.#later();
      this.#add(at, this.rowHeight());
    }
    return null;
  }

  /** The element of row `at`, wherever it is. */
  row(at) {
    if (at >= 0 && at < this.count()) this.#add(at, this.rowHeight());
    return this.rows.get(at);
  }

  #drop(at) {
    this.rows.get(at)?.remove();
    this.rows.delete(at);
  }

  #add(at, height) {
    if (this.rows.has(at)) return;
    const row = this.make(at);
    row.style.transform = `translateY(${at * height}px)`;
    row.style.height = `${height}px`;
    // In the order of the rows, so that the Tab key goes as the eye does.
    const next = [...this.rows].filter(([other]) => other > at).sort(([a], [b]) => a - b)[0];
    this.element.insertBefore(row, next ? next[1] : null);
    this.rows.set(at, row);
  }

  /** Top and bottom of what can be seen, in pixels of the window. */
  #window() {
    if (!this.port) return [0, innerHeight];
    const { top, bottom } = this.port.getBoundingClientRect();
    return [top, bottom];
  }

  /** Bring row `at` into sight, clear of `header` and `footer` pixels that cover the edges; its element. */
  reveal(at, header = 0, footer = 0) {
    const height = this.rowHeight();
    const [top, bottom] = this.#window();
    const place = this.element.getBoundingClientRect().top + at * height;
    const port = this.port ?? window;
    if (place < top + header) port.scrollBy(0, place - top - header);
    else if (place + height > bottom - footer) port.scrollBy(0, place + height - bottom + footer);
    this.draw();
    return this.row(at);
  }
}
