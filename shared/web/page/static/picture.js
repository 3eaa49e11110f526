// Pictures behind the key: fetched with it, shown as blob: addresses that end with the element.
import { blobOf } from "./api.js";
import { el, icon } from "./elements.js";

const MOST = 300;
const kept = new Map(); // blobs by address and version, the last used last

async function cached(address, version, signal) {
  const name = `${address} ${version}`;
  const blob = kept.get(name) ?? (await blobOf(address, signal));
  kept.delete(name);
  kept.set(name, blob);
  if (kept.size > MOST) kept.delete(kept.keys().next().value);
  return blob;
}

/** Shows the picture at `address`, which needs the key; another `version` of the card is another picture. */
class KeyedPicture extends HTMLElement {
  async connectedCallback() {
    this.leaving = new AbortController();
    try {
      const blob = await cached(this.address, this.version, this.leaving.signal);
      if (!this.isConnected || this.leaving.signal.aborted) return;
      this.url = URL.createObjectURL(blob);
      this.image.src = this.url;
    } catch (error) {
      if (error.name === "AbortError") return;
      this.classList.add("missing");
      this.append(icon("photos"));
    }
  }

  disconnectedCallback() {
    this.leaving.abort();
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
  }
}
customElements.define("keyed-picture", KeyedPicture);

/** A picture element; `alt` is empty where words beside it say the same. */
export function picture(address, version, alt = "") {
  const made = document.createElement("keyed-picture");
  const image = el("img", { alt, decoding: "async", draggable: false });
  image.addEventListener("load", () => made.classList.add("shown"));
  Object.assign(made, { address: address.replace(/^\//, ""), version, image });
  made.append(image);
  return made;
}
