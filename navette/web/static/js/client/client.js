// The client half of this page: its server is where the page comes from, its places are the browser's.
import { DatabaseFolder } from "./database.js";
import { Entrance } from "./entrance.js";
import { MemoryFolder } from "./folder.js";

/** @typedef {import("../pages/interface.js").Client} Client */

const entrance = new Entrance({
  url: location.origin,
  kept: (name) => DatabaseFolder.open(name),
  holds: (name) => DatabaseFolder.exists(name),
  memory: () => new MemoryFolder(),
});

/** @type {Client} */
export const client = entrance;

void entrance.prepare().catch(() => {}); // asked for again when it is needed
