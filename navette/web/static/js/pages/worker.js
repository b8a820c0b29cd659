// The service worker: registered here and nowhere else.
import { poste } from "./site.js";

/** @typedef {{createScriptURL: (url: string) => string}} Policy */
/** Not in TypeScript's library yet: https://www.w3.org/TR/trusted-types/ @typedef {{createPolicy: (name: string, rules: Policy) => Policy}} Factory */

const WORKER = "/sw.js";
const RELEASE = /\/static\/([0-9a-f]{16})\//;
const OURS = RELEASE.exec(import.meta.url)?.[1] ?? "";
const HOUR = 3_600_000; // milliseconds
const OFFER = "new-version";
/** Told to the page before it is loaded again; what it still has to keep goes into `detail`. */
export const LEAVING = "navette-leaving";

/** @type {Promise<void>|undefined} */
let kept;

/**
 * The application is kept for when there is no connection; where a browser keeps nothing, it goes on without. In the Poste
 * Navette it is on the disk already, and a worker would answer in the name of whatever uses that address next. Once in a
 * page, however many people unlock it: a policy of that name is made once.
 */
export const keepApplication = () => (kept ??= register());

async function register() {
  if (poste || !("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(address(), { scope: "/", updateViaCache: "none" });
    replace(registration.waiting);
    registration.addEventListener("updatefound", () => watch(registration.installing));
    watch(registration.installing);
    navigator.serviceWorker.addEventListener("message", ({ data }) => void answered(data));
    const look = () => void registration.update().catch(() => {}); // a page stays open for days
    setInterval(look, HOUR);
    addEventListener("online", look);
  } catch {
    // private windows, certificates that were clicked away: the server is needed, as without a worker
  }
}

/** The one script that may be one. */
function address() {
  const factory = /** @type {{trustedTypes?: Factory}} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
  return factory?.createPolicy("navette-sw", { createScriptURL: own }).createScriptURL(WORKER) ?? WORKER;
}

/** @type {(url: string) => string} */
function own(url) {
  if (url !== WORKER) throw new TypeError("not the service worker");
  return url;
}

/** @param {ServiceWorker|null} worker */
function watch(worker) {
  worker?.addEventListener("statechange", () => worker.state === "installed" && replace(worker));
}

/** The worker of the release this page is of may take the place of the one before; one of another release says so. @param {ServiceWorker|null} worker */
function replace(worker) {
  worker?.postMessage({ release: OURS });
}

/** This page goes on with its own files; the person chooses when to have the new ones. @param {unknown} data */
async function answered(data) {
  const release = data && typeof data === "object" && "release" in data ? data.release : OURS;
  if (release === OURS || document.querySelector(`.${OFFER}`)) return;
  const [{ element, part }, { t }, { rest }] = await Promise.all([import("./dom.js"), import("./words.js"), import("./rest.js")]);
  await rest().catch(() => {}); // said in English, rather than not at all
  const go = element("button", { type: "button", class: "primary", onclick: () => void reload() }, t("Load the new version"));
  const later = element("button", { type: "button", onclick: () => box.remove() }, t("Later"));
  const said = element("p", null, t("What you write is kept; you can go on with this one meanwhile."));
  const box = element("div", { class: `notice ${OFFER}`, role: "status" }, element("strong", null, t("A new version of Navette is here.")), said, element("div", { class: "row" }, go, later));
  part(document, "banner").before(box);
}

/** Once what is being written is kept. */
async function reload() {
  /** @type {Promise<unknown>[]} */
  const kept = [];
  document.dispatchEvent(new CustomEvent(LEAVING, { detail: kept }));
  await Promise.allSettled(kept);
  location.reload();
}
