// The service worker: registered here and nowhere else.

/** @typedef {{createScriptURL: (url: string) => string}} Policy */
/** Not in TypeScript's library yet: https://www.w3.org/TR/trusted-types/ @typedef {{createPolicy: (name: string, rules: Policy) => Policy}} Factory */

const WORKER = "/sw.js";
const RELEASE = /\/static\/([0-9a-f]{16})\//;

/** The application is kept for when there is no connection; where a browser keeps nothing, it goes on without. */
export async function keepApplication() {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(address(), { scope: "/", updateViaCache: "none" });
    replace(registration.waiting);
    registration.addEventListener("updatefound", () => watch(registration.installing));
    watch(registration.installing);
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

/** The worker of the release this page is of may take the place of the one before. @param {ServiceWorker|null} worker */
function replace(worker) {
  worker?.postMessage({ release: RELEASE.exec(import.meta.url)?.[1] ?? "" });
}
