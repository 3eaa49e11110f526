// What the page says, in the reader's language.
import en from "./words/en.js";
import ko from "./words/ko.js";

const LANGUAGES = { ko, en };
const KEPT = "namecard.language";

const wished = [localStorage.getItem(KEPT), ...navigator.languages.map((one) => one.slice(0, 2))];
/** "ko" or "en": as chosen here, else the browser's, else English. */
export const language = wished.find((one) => one in LANGUAGES) ?? "en";
const words = LANGUAGES[language];

/** The words for `key`; what is in {braces} is taken from `values`. A word may be a function of them. */
export function say(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`No words for ${key}`);
  return typeof found === "function" ? found(values) : found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Whether there are words for `key`. */
export const known = (key) => key in words;

/** Change the language; the page begins anew. */
export function speak(other) {
  localStorage.setItem(KEPT, other);
  location.reload();
}

/** The languages there are, each by its own name. */
export const languages = Object.entries(LANGUAGES).map(([code, its]) => [code, its["language"]]);

const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const numbers = new Intl.NumberFormat(language);

export const sayDate = (moment) => dates.format(new Date(moment));
export const sayMoment = (moment) => moments.format(new Date(moment));
export const sayNumber = (number) => numbers.format(number);

/** A length of time in words, such as 5 minutes. */
export function sayDuration(seconds) {
  const [amount, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [seconds / 60, "minute"] : seconds < 129600 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(amount);
}

const DOUBTS = [
  [/^No name was found\.$/, "doubt.no-name"],
  [/^No company was found\.$/, "doubt.no-company"],
  [/^No way to reach the person was found\.$/, "doubt.no-way"],
  [/^The name ['"](.*)['"] is unsure/, "doubt.unsure-name"],
  [/^The company ['"](.*)['"] is unsure/, "doubt.unsure-company"],
  [/^Every way to reach the person is unsure; the best is ['"](.*)['"]\.$/, "doubt.unsure-way"],
  [/^['"](.*)['"] looks like a mail address that could not be read\.$/, "doubt.broken-mail"],
];

/** Why a person should look at a card, in the reader's language; what this page does not know stays as it is. */
export function sayDoubts(card) {
  const advice = card.quality.advice;
  return card.doubts.map((doubt) => {
    if (advice && doubt === advice.en) return advice[language];
    for (const [form, key] of DOUBTS) {
      const found = doubt.match(form);
      if (found) return say(key, { value: found[1] });
    }
    return doubt;
  });
}

/** What went wrong and what to do, in the reader's language: by its code, else the server's own sentence. */
export function sayProblem(problem) {
  const key = `problem.${problem.code}`;
  return known(key) ? say(key, { detail: problem.detail ?? "" }) : problem.detail || say("problem.unknown");
}
