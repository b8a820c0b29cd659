// The client half of this page: its server is where the page comes from, but in the Poste Navette; its places are the
// browser's.
import { Entrance } from "./entrance.js";
import { MemoryFolder } from "./folder.js";

/** @typedef {import("../pages/interface.js").Client} Client */

/** Whether there is a place of that name: opening makes it. Where the browser does not say, there may be. @param {string} name */
async function holds(name) {
  const all = await indexedDB.databases?.();
  return all?.some((one) => one.name === name) ?? true;
}

const { server } = document.documentElement.dataset;
const outside = {
  url: server ?? location.origin,
  kept: async (/** @type {string} */ name) => (await import("./database.js")).DatabaseFolder.open(name),
  holds,
  memory: () => new MemoryFolder(),
};
const entrance = server ? new (await import("./poste.js")).PosteEntrance(outside) : new Entrance(outside);

/** @type {Client} */
export const client = entrance;

void entrance.prepare().catch(() => {}); // asked for again when it is needed
