// Instead of js/pages/app.js in tests: the same frame, with a client half that lives in this page.
import { start } from "./frame.js";
const { makeClient } = await import("/peer/client.js");
window.app = await start(makeClient(window.given), { idle: window.given.idle });
document.documentElement.dataset.ready = "yes";
