// The client half of this page: its server is where the page comes from, but in the Poste Navette; its places are the
// browser's.
import { DatabaseFolder } from "./database.js";
import { Entrance } from "./entrance.js";
import { MemoryFolder } from "./folder.js";

/** @typedef {import("../pages/interface.js").Client} Client */

const { server } = document.documentElement.dataset;
const outside = {
  url: server ?? location.origin,
  kept: (/** @type {string} */ name) => DatabaseFolder.open(name),
  holds: (/** @type {string} */ name) => DatabaseFolder.exists(name),
  memory: () => new MemoryFolder(),
};
const entrance = server ? new (await import("./poste.js")).PosteEntrance(outside) : new Entrance(outside);

/** @type {Client} */
export const client = entrance;

void entrance.prepare().catch(() => {}); // asked for again when it is needed
