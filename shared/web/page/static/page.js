// The page: its frame, and which view is in it.
import { acceptPhotos, choosePhotos, tray } from "./drop.js";
import { button, el, fill, icon } from "./elements.js";
import * as gallery from "./gallery.js";
import { notify, noticePlace } from "./notice.js";
import { here } from "./route.js";
import { language, languages, say, speak } from "./words.js";

const VIEWS = {
  "": () => gallery,
  table: () => import("./table.js"),
  card: () => import("./card.js"),
  photo: () => import("./photo.js"),
  photos: () => import("./failed_photos.js"),
  work: () => import("./work_list.js"),
  merge: () => import("./merge.js"),
  import: () => import("./import.js"),
  overview: () => import("./dashboard.js"),
};
const PLACES = [
  ["", "cards", "nav.cards"],
  ["work", "work", "nav.work"],
  ["photos", "photos", "nav.photos"],
  ["overview", "overview", "nav.overview"],
];
const PART_OF = { table: "", card: "", merge: "", import: "", photo: "" };

const main = el("main", { id: "main" });
const links = PLACES.map(([path, name, text]) => el("a", { href: `#/${path}`, "data-view": path }, icon(name), el("span", {}, say(text))));
let leaving = new AbortController();

async function go(event) {
  const where = here();
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const view = (VIEWS[where.view] ?? VIEWS[""])();
  const current = PART_OF[where.view] ?? where.view;
  for (const link of links) {
    if (link.dataset.view === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  try {
    const { show } = await view;
    if (signal.aborted) return;
    document.querySelectorAll("dialog").forEach((dialog) => dialog.close(""));
    main.dataset.view = where.view || "gallery";
    if (where.view in VIEWS && where.view !== "") scrollTo(0, 0);
    await show(main, { ...where, signal });
  } catch (error) {
    if (signal.aborted || error.name === "AbortError") return;
    const { showProblem } = await import("./problem.js");
    showProblem(main, error, () => go(event));
  }
  // A new view is announced by its heading; on the first one the reader begins at the top of the page.
  if (event && !signal.aborted) main.querySelector("h1")?.focus({ preventScroll: true });
}

function frame() {
  const others = languages.filter(([code]) => code !== language);
  const brand = el("a.brand", { href: "#/" }, el("img", { src: "page/icon.svg", alt: "", width: 28, height: 28 }), el("span", {}, "Namecard"));
  return [
    el("a.skip", { href: "#main", onclick: (event) => (event.preventDefault(), main.querySelector("h1")?.focus()) }, say("skip")),
    el(
      "nav",
      { "aria-label": say("nav") },
      brand,
      button(say("drop.add"), { icon: "camera", kind: "primary add", onclick: choosePhotos }),
      el("div.places", {}, links),
    ),
    main,
    el("footer.languages", {}, others.map(([code, name]) => button(name, { kind: "plain", lang: code, onclick: () => speak(code) }))),
    tray,
    noticePlace(),
  ];
}

document.documentElement.lang = language;
fill(document.body, ...frame());
acceptPhotos(document.body);
addEventListener("hashchange", go);
addEventListener("offline", () => notify(say("problem.offline"), null, "bad"));
addEventListener("online", () => notify(say("online")));
await go();
