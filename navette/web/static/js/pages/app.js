// Where the pages begin: the client half is handed to the frame.
import { client } from "../client/client.js";
import { start } from "./frame.js";

await start(client);
void import("./worker.js").then((worker) => worker.keepApplication());
