// The service worker of the site: the application opens without a connection. What is kept is what every visitor is
// served, the files of this release and its one document; never an answer of the API, never anything of a person.
// A push is shown in the same words, whatever it brings.

/** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} Lasting */
/** @typedef {Lasting & {request: Request, respondWith: (answer: Promise<Response>) => void}} Asked */
/** @typedef {{focus: () => Promise<unknown>}} OpenPage */
/** @typedef {{claim: () => Promise<void>, matchAll: (which: object) => Promise<OpenPage[]>, openWindow: (path: string) => Promise<unknown>}} Clients */
/** What a service worker is in; the server writes RELEASE above. @typedef {Window & {RELEASE: string, clients: Clients, registration: ServiceWorkerRegistration, skipWaiting: () => Promise<void>}} Scope */
/** @typedef {Lasting & {notification: Notification}} Chosen */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const KEPT = `navette-${scope.RELEASE}`;
const BELOW = `/static/${scope.RELEASE}/`;
const DOCUMENTS = ["/", "/?lang=fr", "/?lang=en"];
const ROOT_FILES = ["/favicon.svg", "/manifest.webmanifest"];
const PATIENCE = 4000; // ms for a server to answer, before the document that is kept is shown

scope.addEventListener("install", (event) => /** @type {Lasting} */ (event).waitUntil(keep()));
scope.addEventListener("activate", (event) => /** @type {Lasting} */ (event).waitUntil(begin()));
scope.addEventListener("message", (event) => /** @type {Lasting & MessageEvent} */ (event).waitUntil(replace(/** @type {Lasting & MessageEvent} */ (event))));
scope.addEventListener("push", (event) => /** @type {Lasting} */ (event).waitUntil(tell()));
scope.addEventListener("notificationclick", (event) => /** @type {Chosen} */ (event).waitUntil(look(/** @type {Chosen} */ (event))));
scope.addEventListener("fetch", (event) => answer(/** @type {Asked} */ (event)));

/** All of the release or nothing: a file that is not the one listed stops it, and the browser tries again later. */
async function keep() {
  const cache = await caches.open(KEPT);
  const { files } = await (await fetched(`${BELOW}assets.json`)).json();
  await Promise.all([
    ...Object.entries(files).map(async ([path, hex]) => cache.put(BELOW + path, await fetched(BELOW + path, { integrity: integrity(hex) }))),
    ...ROOT_FILES.map(async (path) => cache.put(path, await fetched(path))),
    ...DOCUMENTS.map(async (path) => cache.put(path, await ofThisRelease(path))),
  ]);
}

/** @type {(path: string, options?: RequestInit) => Promise<Response>} */
async function fetched(path, options = {}) {
  const found = await fetch(path, { redirect: "error", credentials: "omit", ...options });
  if (!found.ok) throw new Error(`${path}: ${found.status}`);
  return found;
}

/** A document that asks for the files kept beside it: the server may have changed in between. @type {(path: string) => Promise<Response>} */
async function ofThisRelease(path) {
  const found = await fetched(path, { cache: "no-cache" });
  if (!(await found.clone().text()).includes(BELOW)) throw new Error(`${path}: of another release`);
  return found;
}

/** A SHA-256, as the browser compares it: https://www.w3.org/TR/SRI/ @type {(hex: string) => string} */
function integrity(hex) {
  const bytes = (hex.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha256-${btoa(bytes.join(""))}`;
}

/** What other releases kept goes. */
async function begin() {
  const others = (await caches.keys()).filter((name) => name.startsWith("navette-") && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** A page of this release, alone, needs nothing of the one before any more; one of another release learns of this one. @type {(event: MessageEvent) => Promise<void>} */
async function replace({ data, source }) {
  source?.postMessage({ release: scope.RELEASE });
  const release = data && typeof data === "object" && "release" in data ? data.release : "";
  const open = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (release === scope.RELEASE && open.length === 1) await scope.skipWaiting();
}

/** What is not answered here goes to the server as if there were no worker. @type {(event: Asked) => void} */
function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/v1/")) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith(BELOW) || ROOT_FILES.includes(url.pathname)) event.respondWith(file(request));
}

/** @type {(request: Request) => Promise<Response>} */
async function file(request) {
  return (await found(request)) ?? fetch(request);
}

/** The server's document; the one kept when it does not come, or when something in front of the server fails. @type {(request: Request, url: URL) => Promise<Response>} */
async function page(request, url) {
  const lang = url.searchParams.get("lang");
  const kept = (await found(lang ? `/?lang=${lang}` : "/")) ?? (await found("/"));
  if (!kept) return fetch(request);
  try {
    const given = await Promise.race([fetch(request), late()]);
    return given.status < 500 ? given : kept;
  } catch {
    return kept;
  }
}

/** @type {(what: RequestInfo) => Promise<Response|undefined>} */
async function found(what) {
  return (await caches.open(KEPT)).match(what, { ignoreVary: true });
}

/** @type {() => Promise<never>} */
function late() {
  return new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
}

/** The same words whatever waits, in the place of those that were not looked at yet. */
async function tell() {
  const en = navigator.language.startsWith("en");
  const body = en ? "Open Navette to see it." : "Ouvrez Navette pour la voir.";
  await scope.registration.showNotification(en ? "A fiche waits for you" : "Une fiche vous attend", { body, tag: "navette", icon: "/favicon.svg", lang: en ? "en" : "fr" });
}

/** The list of what waits; a page that is open stays where it is, with what is being written there. @type {(event: Chosen) => Promise<void>} */
async function look({ notification }) {
  notification.close();
  const [open] = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (open ? open.focus() : scope.clients.openWindow("/"));
}
