// Where the pages begin: the client half is handed to the frame.
import { client } from "../client/client.js";
import { start } from "./frame.js";
import { prepare } from "./routes.js";

if (document.documentElement.dataset.server) await import("./poste.js");
await start(client, {
  async last() {
    await prepare();
    (await import("./worker.js")).keepApplication();
  },
});
