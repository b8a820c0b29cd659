// What a browser keeps, emptied at lock.

const LOCKED = "/verrou"; // its answer tells the browser to forget what it keeps of pages and answers
const KEPT = ["lang"]; // says nothing of anybody

/**
 * shared: nothing at all stays; else what the person chose to keep on their own machine. It is done here, so that it is
 * done without a connection too. The files of the application stay: they are those of any visitor.
 * @type {(shared: boolean) => Promise<void>}
 */
export async function emptyStorage(shared) {
  sessionStorage.clear();
  if (!shared) return;
  for (const name of Object.keys(localStorage)) if (!KEPT.includes(name)) localStorage.removeItem(name);
  for (const { name } of await (indexedDB.databases?.() ?? [])) if (name) indexedDB.deleteDatabase(name);
  await fetch(LOCKED, { method: "POST", keepalive: true }).catch(() => undefined); // what a script cannot reach
}

/** Whether this machine was said to be shared; one nobody said anything of is. @type {() => boolean} */
export const isShared = () => localStorage.getItem("place") !== "own";

/** @type {(shared: boolean) => void} */
export function rememberPlace(shared) {
  if (shared) localStorage.removeItem("place");
  else localStorage.setItem("place", "own");
}
