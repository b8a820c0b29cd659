// The refusals that forms propose.
import { DECLINE_CODES } from "../core/acknowledgement.js";

/** Those of a form, in its order. @type {(titles: import("./interface.js").FormTitle[], name: string) => string[]} */
export function declinesOf(titles, name) {
  const declines = titles.find((one) => one.name === name)?.declines ?? [];
  return declines.length ? declines : DECLINE_CODES;
}
