// The Poste Navette that was started again since the page was opened: what to do stands above the page, until it is done.
import { HEARD } from "../client/poste.js";
import { element, part } from "./dom.js";
import { notice } from "./notice.js";
import { rest, worded } from "./rest.js";
import { sentences } from "./words.js";

const CLOSED = { code: "poste-closed" };
let said = false;
/** @type {HTMLElement|null} */
let box = null;

void rest().catch(() => {}); // from this machine, while it can be had
addEventListener(HEARD, (event) => void tell(/** @type {CustomEvent<boolean>} */ (event).detail));

/** @param {boolean} closed */
async function tell(closed) {
  if (closed === said) return;
  said = closed;
  await worded(CLOSED);
  box?.remove();
  box = said ? element("div", { class: "banner", role: "alert" }, notice("late", sentences(CLOSED))) : null;
  if (box) part(document, "main").before(box);
}
