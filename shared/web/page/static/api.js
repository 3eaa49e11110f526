// The API: requests with the key, pictures as blobs, problems as errors.
import { askKey, forgetKey, heldKey } from "./key.js";

/** A request that failed: `code` as in docs/errors.md, or `offline`. */
export class Problem extends Error {
  constructor({ code, status = 0, detail = "" }) {
    super(detail || code);
    Object.assign(this, { code, status, detail });
  }
}

const withKey = (headers) => (heldKey() ? { ...headers, "x-functions-key": heldKey() } : headers);

/** Send a request. Throws Problem, and AbortError when `signal` was aborted. */
export async function request(path, { method = "GET", json, body, headers = {}, signal } = {}) {
  const content = json === undefined ? body : JSON.stringify(json);
  const sent = json === undefined ? headers : { ...headers, "content-type": "application/json" };
  const key = heldKey();
  const reply = await fetch(path, { method, body: content, headers: withKey(sent), signal }).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem({ code: "offline" });
  });
  if (reply.ok) return reply;
  const problem = await problemOf(reply);
  if (!needsKey(problem)) throw problem;
  if (key === heldKey()) forgetKey();
  await askKey(Boolean(key));
  return request(path, { method, json, body, headers, signal });
}

const needsKey = (problem) => problem.status === 401 && problem.code !== "sign-in-required";

async function problemOf(reply) {
  const text = await reply.text().catch(() => "");
  return readProblem(reply.status, text);
}

function readProblem(status, text) {
  try {
    const said = JSON.parse(text);
    return new Problem({ code: said.code ?? "unknown", status, detail: said.detail });
  } catch {
    return new Problem({ code: status >= 500 ? "service-unavailable" : "unknown", status });
  }
}

/** The JSON that a path answers. */
export async function get(path, signal) {
  return (await request(path, { signal })).json();
}

/** POST, and what it answers. */
export async function post(path, json) {
  return (await request(path, { method: "POST", json })).json();
}

/** DELETE. */
export const remove = (path) => request(path, { method: "DELETE" });

/** The bytes of a path. */
export async function blobOf(path, signal) {
  return (await request(path, { signal })).blob();
}

/** What makes it harmless to send a photo again: under the same key it is stored once. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Send one photo; `told` hears the share that is sent. fetch() does not tell progress, so this is the older way. */
export async function sendPhoto(file, key, told) {
  const form = new FormData();
  form.append("photo", file, file.name || "photo.jpg");
  const [status, text] = await new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", "api/namecards");
    sending.setRequestHeader("idempotency-key", key);
    if (heldKey()) sending.setRequestHeader("x-functions-key", heldKey());
    sending.upload.onprogress = (event) => told(event.loaded / event.total);
    sending.onload = () => resolve([sending.status, sending.responseText]);
    sending.onerror = () => reject(new Problem({ code: "offline" }));
    sending.send(form);
  });
  if (status === 202) return JSON.parse(text).photos[0];
  const problem = readProblem(status, text);
  if (!needsKey(problem)) throw problem;
  await askKey(Boolean(heldKey()));
  return sendPhoto(file, key, told);
}

/** Save a path's bytes as a file of this name. */
export async function save(path, filename) {
  const url = URL.createObjectURL(await blobOf(path));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: filename });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
