// Every failure Navette can name: a stable code, its family, the data its wording needs. Twin: navette/core/errors.py
import { FAMILIES } from "./codes.js";

/** @typedef {Record<string, string|number>} Data never clinical text, an identity or a key */

/** The family of each code. @type {ReadonlyMap<string, string>} */
export const CODES = new Map(
  Object.entries(FAMILIES).flatMap(([family, codes]) => codes.split(" ").map((code) => [code, family])),
);

export class NavetteError extends Error {
  /** @param {string} code a key of CODES @param {Data} [data] */
  constructor(code, data = {}) {
    const family = CODES.get(code);
    if (!family) throw new TypeError(`no such code: ${code}`);
    super(code);
    this.name = "NavetteError";
    this.code = code;
    this.family = family;
    this.data = data;
  }
}

/** Throws that failure. @type {(code: string, data?: Data) => never} */
export function refuse(code, data) {
  throw new NavetteError(code, data);
}
