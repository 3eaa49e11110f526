// The outlines of the cards of a photo: corners to drag, cards to turn, add and take away.
import { button, el, fill, svg } from "./elements.js";
import { isOutline, points } from "./geometry.js";
import { complain } from "./notice.js";
import { picture } from "./picture.js";
import { say } from "./words.js";
import { framed } from "./sights.js";

const LOUPE = 132; // px of the magnifier on the screen
const MAGNIFIED = 3; // times the size of the picture there
const NAMES = ["corner.0", "corner.1", "corner.2", "corner.3"];

/** The editor; `apply(drawing)` sends what was drawn, as POST /api/photos/{id}/quads takes it. */
export function cornersOf(photo, apply) {
  const image = picture(photo.links.photo, photo.cards.map((card) => card.version).join(), say("sight.photo"));
  const outlines = photo.cards.filter((card) => card.quad && card.photo_id === photo.id).map((card) => ({ n: card.n, before: JSON.stringify(card.quad), corners: card.quad.map(([x, y]) => [x, y]) }));
  const removed = [];
  const layer = svg("g");
  const frame = framed(image, photo.width, photo.height, layer);
  const handles = el("div.handles");
  const loupe = el("canvas.loupe", { width: LOUPE * 2, height: LOUPE * 2, hidden: true });
  frame.append(handles, loupe);
  frame.querySelector("svg").removeAttribute("aria-hidden");
  frame.querySelector("svg").setAttribute("role", "presentation");
  const list = el("ul.outlines");
  const send = button(say("corners.read"), { kind: "primary", icon: "check" });
  const hint = el("p.hint", { role: "status" });

  const changed = () => outlines.filter((one) => !one.n || JSON.stringify(one.corners) !== one.before);
  const redraw = () => {
    fill(layer, outlines.map((one) => outlineShape(one)));
    const good = outlines.every((one) => isOutline(one.corners));
    send.disabled = !good || !(changed().length || removed.length);
    hint.textContent = say(good ? "corners.hint" : "corners.crossed");
    hint.classList.toggle("bad", !good);
    for (const handle of handles.children) placeHandle(handle);
  };
  const outlineShape = (one) =>
    svg(
      "g",
      { class: isOutline(one.corners) ? "outline" : "outline crossed" },
      svg("polygon", { points: points(one.corners) }),
      svg("line", { class: "top", x1: one.corners[0][0], y1: one.corners[0][1], x2: one.corners[1][0], y2: one.corners[1][1] }),
      svg("text", { x: (one.corners[0][0] + one.corners[2][0]) / 2, y: (one.corners[0][1] + one.corners[2][1]) / 2, "font-size": photo.width / 22 }, String(outlines.indexOf(one) + 1)),
    );
  const placeHandle = (handle) => {
    const [x, y] = handle.outline.corners[handle.at];
    handle.style.left = `${(x / photo.width) * 100}%`;
    handle.style.top = `${(y / photo.height) * 100}%`;
    handle.setAttribute("aria-label", say("corner.label", { corner: say(NAMES[handle.at]), card: outlines.indexOf(handle.outline) + 1, x: Math.round(x), y: Math.round(y) }));
  };
  const move = (handle, x, y) => {
    handle.outline.corners[handle.at] = [Math.min(Math.max(x, 0), photo.width), Math.min(Math.max(y, 0), photo.height)];
    redraw();
  };
  const rebuild = () => {
    fill(handles, outlines.flatMap((one) => [0, 1, 2, 3].map((at) => makeHandle(one, at))));
    fill(list, outlines.map((one, at) => row(one, at)));
    redraw();
  };
  const makeHandle = (outline, at) => {
    const handle = el("button.handle", { type: "button" });
    Object.assign(handle, { outline, at });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = frame.getBoundingClientRect();
      move(handle, ((event.clientX - box.left) / box.width) * photo.width, ((event.clientY - box.top) / box.height) * photo.height);
      magnify(loupe, image.image, handle, photo);
    });
    handle.addEventListener("lostpointercapture", () => (loupe.hidden = true));
    handle.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const step = (event.shiftKey ? 0.02 : 0.002) * Math.max(photo.width, photo.height);
      const [x, y] = outline.corners[at];
      move(handle, x + way[0] * step, y + way[1] * step);
    });
    return handle;
  };
  const row = (one, at) =>
    el(
      "li",
      {},
      el("span", {}, one.n ? say("corners.card", { n: at + 1 }) : say("corners.new", { n: at + 1 })),
      button(say("corners.turn"), { icon: "turn", onclick: () => (one.corners.unshift(one.corners.pop()), rebuild()) }),
      button(say("corners.remove"), { icon: "trash", onclick: () => (one.n && removed.push(one.n), outlines.splice(at, 1), rebuild()) }),
    );
  const add = () => {
    const [width, height] = [photo.width * 0.4, Math.min(photo.width * 0.4 * (5 / 9), photo.height * 0.6)];
    const [left, top] = [(photo.width - width) / 2, (photo.height - height) / 2];
    outlines.push({ n: null, before: "", corners: [[left, top], [left + width, top], [left + width, top + height], [left, top + height]] });
    rebuild();
    handles.children[handles.children.length - 4].focus();
  };
  send.onclick = async () => {
    send.disabled = true;
    const quads = changed().map((one) => ({ ...(one.n && { n: one.n }), corners: one.corners }));
    await apply({ quads, removed }).catch((error) => (complain(error), redraw()));
  };
  rebuild();
  return el("section.corners", { "aria-label": say("corners") }, frame, el("div.side", {}, hint, list, el("div.toolbar", {}, button(say("corners.add"), { icon: "plus", onclick: add }), send)));
}

/** Show what lies under a handle, larger, where the finger does not cover it. */
function magnify(loupe, image, handle, photo) {
  const [x, y] = handle.outline.corners[handle.at];
  const scale = image.naturalWidth / photo.width;
  const shown = image.clientWidth / image.naturalWidth; // screen px per picture px
  const side = LOUPE / shown / MAGNIFIED;
  const draw = loupe.getContext("2d");
  draw.fillRect(0, 0, loupe.width, loupe.height);
  draw.drawImage(image, x * scale - side / 2, y * scale - side / 2, side, side, 0, 0, loupe.width, loupe.height);
  draw.strokeStyle = "#0fb3a3";
  draw.lineWidth = 2;
  draw.strokeRect(loupe.width / 2 - 1, 0, 0.5, loupe.height);
  draw.strokeRect(0, loupe.height / 2 - 1, loupe.width, 0.5);
  loupe.hidden = false;
  loupe.classList.toggle("right", x < photo.width / 2);
}
