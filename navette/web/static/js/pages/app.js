// Where the pages begin: the client half is brought together, and handed to the frame.
import { start } from "./frame.js";

const made = await import(new URL("../client/client.js", import.meta.url).href);
await start(made.client);
