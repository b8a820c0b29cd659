// Whose machine this is: what is kept on it depends on that.
import { part } from "./dom.js";
import { isShared, rememberPlace } from "./storage.js";

/** Ties the two choices of a screen; gives what tells whether the machine is shared. @type {(root: ParentNode) => () => boolean} */
export function choosePlace(root) {
  const shared = /** @type {HTMLInputElement} */ (part(root, "place-shared"));
  const own = /** @type {HTMLInputElement} */ (part(root, "place-own"));
  shared.checked = isShared();
  own.checked = !shared.checked;
  for (const one of [shared, own]) one.addEventListener("change", () => rememberPlace(shared.checked));
  return () => shared.checked;
}
