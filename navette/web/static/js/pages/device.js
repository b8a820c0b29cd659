// This browser as one that may be told while no page is open: what it can, what its person lets it, and where it is reached.
// https://www.w3.org/TR/push-api/
import { b64, unb64 } from "../core/encoding.js";
import { poste } from "./site.js";

/** @typedef {import("../client/notices.js").Reach} Reach @typedef {import("../client/notices.js").Device} Device */
/** @typedef {import("./interface.js").Notices} Notices */

const KEY = 65; // bytes
/** Kept on this machine while its person wants to be told here. */
export const HERE = "told-here.json";

/** "able", "refused" by its person, or "unable". @type {() => Promise<"able"|"refused"|"unable">} */
export async function ability() {
  if (poste || !("Notification" in globalThis) || !("PushManager" in globalThis) || !(await worker())) return "unable";
  return Notification.permission === "denied" ? "refused" : "able";
}

/** Where it is reached now, null when nobody asked. @type {() => Promise<string|null>} */
export async function reached() {
  const found = await (await worker())?.pushManager?.getSubscription();
  return found?.endpoint ?? null;
}

/** Asks its person, then its push service; null when the person says no. key: of the server. @type {(key: string) => Promise<Reach|null>} */
export async function reach(key) {
  const registration = await worker();
  if (!registration || (await Notification.requestPermission()) !== "granted") return null;
  const manager = registration.pushManager;
  const asked = { userVisibleOnly: true, applicationServerKey: unb64(key, KEY) };
  const known = await manager.getSubscription();
  const same = known?.options.applicationServerKey && b64(new Uint8Array(known.options.applicationServerKey)) === key;
  if (known && !same) await known.unsubscribe(); // it was made for another server key: nothing would come through
  const found = known && same ? known : await manager.subscribe(asked);
  return { endpoint: found.endpoint, p256dh: spelled(found, "p256dh"), auth: spelled(found, "auth") };
}

/** Push services forget browsers that were away for long: what was added here is added again, without a word. @type {(notices: Notices, key: string|null, devices: Device[]) => Promise<void>} */
export async function renewed(notices, key, devices) {
  if (!key || (await ability()) !== "able" || Notification.permission !== "granted") return;
  const endpoint = await reached();
  const mine = endpoint && (await notices.idOf(endpoint));
  if (devices.some(({ id, failing }) => id === mine && !failing)) return;
  const found = await reach(key);
  if (found) await notices.add(found);
}

/** @type {(found: PushSubscription, name: PushEncryptionKeyName) => string} */
const spelled = (found, name) => b64(new Uint8Array(found.getKey(name) ?? new ArrayBuffer(0)));

/** @type {() => Promise<ServiceWorkerRegistration|undefined>} */
const worker = async () => navigator.serviceWorker?.getRegistration("/").catch(() => undefined);
