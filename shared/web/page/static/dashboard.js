// Where everything stands: how many, how long they wait, what failed, how many cards a day.
import { get } from "./api.js";
import { el, fill, svg } from "./elements.js";
import { heading } from "./route.js";
import { known, language, say, sayDuration, sayNumber } from "./words.js";

const DAYS = 30;
const PAUSE = 15_000; // ms between two looks

/** Show the numbers in `main`, and keep them up to date. Throws Problem. */
export async function show(main, where) {
  const body = el("div.dashboard");
  const draw = async () => {
    const [stats, ready] = await Promise.all([get("api/stats", where.signal), get("health/ready", where.signal)]);
    fill(body, tiles(stats, ready), daily(stats.cards_by_hour), statuses(stats.photos), reasons(stats.failed));
  };
  fill(main, heading(say("overview.title")), body);
  await draw();
  const timer = setInterval(() => document.hidden || draw().catch(() => {}), PAUSE); // an outage shows in what is done, not here
  where.signal.addEventListener("abort", () => clearInterval(timer));
}

function tiles(stats, ready) {
  const waiting = (stats.photos.queued ?? 0) + (stats.photos.processing ?? 0);
  const oldest = stats.oldest_waiting ? (Date.now() - new Date(stats.oldest_waiting)) / 1000 : 0;
  return el(
    "div.tiles",
    {},
    number(say("overview.cards"), sayNumber(stats.cards), "#/"),
    number(say("overview.waiting"), sayNumber(waiting), null, waiting ? say("overview.since", { duration: sayDuration(Math.max(0, oldest)) }) : say("overview.nothing-waits")),
    number(say("overview.failed"), sayNumber(stats.photos.failed ?? 0), "#/photos"),
    number(say("overview.last-hour"), sayNumber(stats.ended_last_hour), null, ready.poison ? say("overview.poison", { count: ready.poison }) : ""),
  );
}

function number(label, value, href, note) {
  return el(href ? "a.number" : "div.number", href ? { href } : {}, el("span", {}, label), el("strong", {}, value), note && el("small", {}, note));
}

/** Cards of each of the last days, in the reader's own time zone. */
function daily(byHour) {
  const dayOf = new Intl.DateTimeFormat("sv", { dateStyle: "short" }); // 2026-11-20
  const counts = new Map();
  for (let ago = DAYS - 1; ago >= 0; ago--) counts.set(dayOf.format(Date.now() - ago * 86_400_000), 0);
  for (const [hour, cards] of Object.entries(byHour)) {
    const day = dayOf.format(new Date(`${hour}:00Z`));
    if (counts.has(day)) counts.set(day, counts.get(day) + cards);
  }
  const most = Math.max(1, ...counts.values());
  const named = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
  const bars = [...counts].map(([day, count], at) => {
    const height = (count / most) * 100;
    return svg("rect", { x: at * 10 + 1, y: 100 - height, width: 8, height: count ? Math.max(height, 2) : 0, rx: 1.5 }, svg("title", {}, `${named.format(new Date(`${day}T12:00`))}: ${sayNumber(count)}`));
  });
  const days = [...counts.keys()];
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return el(
    "section.daily",
    {},
    el("h2", {}, say("overview.daily")),
    el("figure", {}, svg("svg", { viewBox: `0 0 ${DAYS * 10} 100`, preserveAspectRatio: "none", role: "img", "aria-label": say("overview.daily-alt", { total, most }) }, bars), el("figcaption", {}, el("span", {}, named.format(new Date(`${days[0]}T12:00`))), el("span", {}, say("overview.most", { most: sayNumber(most) })), el("span", {}, named.format(new Date(`${days.at(-1)}T12:00`))))),
  );
}

function statuses(photos) {
  const all = Object.values(photos).reduce((sum, count) => sum + count, 0);
  return section(say("overview.photos"), Object.entries(photos).filter(([, count]) => count).map(([status, count]) => [say(`status.${status}`), count, all]));
}

function reasons(failed) {
  const all = Object.values(failed).reduce((sum, count) => sum + count, 0);
  return section(say("overview.reasons"), Object.entries(failed).sort(([, a], [, b]) => b - a).map(([code, count]) => [known(`reason.${code}`) ? say(`reason.${code}`) : code, count, all]));
}

function section(title, rows) {
  if (!rows.length) return null;
  return el("section", {}, el("h2", {}, title), el("ul.shares", {}, rows.map(([text, count, all]) => el("li", {}, el("span", {}, text), el("meter", { min: 0, max: all, value: count, "aria-label": text }), el("b", {}, sayNumber(count))))));
}
