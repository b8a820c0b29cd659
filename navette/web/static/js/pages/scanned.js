// What a barcode reader types of a patient: the text of the INS datamatrix (ISO 22376: header, then S1 to S7), or the
// matricule alone. What is anything else is refused with a reason, never guessed.

import { isDate } from "../dates.js";
import { MATRICULES, isMatricule } from "../identity.js";

/** @typedef {{answers: Record<string, any>}|{refused: "other-code"|"damaged"|"matricule"|"unknown"}} Scanned */

const HEADER = /^IS[0-9]{2}[0-9A-Z]{22}/;
const OTHER = /^(?:DC[0-9]{2}|[\]][A-Za-z][0-9]|\(?01\)?[0-9]{14})/; // other 2D-Docs, the code of a drug
const SEPARATOR = /\x1d|<GS>|\{GS\}|\^\]|\u241d/g; // as readers send the end of a field, when they do
/** Names have no figures in them, numbers no S: where a field ends is certain, separator or not. */
const FIELDS = /S(?:(1)([0-9AB]{15})|(2)([0-9.]{1,20})|(3)([A-Z' -]{1,100}?)|(4)([A-Z' -]{1,100}?)|(5)([MFI])|(6)([0-9]{2}-[0-9]{2}-[0-9]{4})|(7)([0-9][0-9AB][0-9]{3}))\s*(?=S[1-7]|$)/y;
const NEEDED = ["1", "2", "3", "4", "5", "6"];
/** @type {Record<string, string>} */
const SEXES = { M: "male", F: "female", I: "unknown" };

/** Whether a text is for `readScanned`, and not the beginning of a name. @type {(typed: string) => boolean} */
export const isScanned = (typed) => typed.length > 20 || /[0-9]{5}/.test(typed.replace(/\s/g, "")) || HEADER.test(typed);

/** Answers to the questions `patient.*`. @type {(typed: string) => Scanned} */
export function readScanned(typed) {
  const said = typed.trim();
  if (HEADER.test(said)) return datamatrix(said.replace(HEADER, ""));
  if (OTHER.test(said)) return { refused: "other-code" };
  const matricule = said.replace(/\s/g, "").toUpperCase();
  if (/^[0-9AB]+$/.test(matricule) && /^[0-9]{4}/.test(matricule))
    return isMatricule(matricule) ? { answers: { "patient.ins": matricule } } : { refused: "matricule" };
  return { refused: "unknown" };
}

/** @type {(message: string) => Scanned} */
function datamatrix(message) {
  const found = fields(message.replace(SEPARATOR, " ").trimEnd());
  const kind = Object.keys(MATRICULES).find((name) => MATRICULES[name] === `urn:oid:${found?.get("2")}`);
  const born = (found?.get("6") ?? "").split("-").reverse().join("-");
  if (!found || !kind || !isMatricule(found.get("1") ?? "") || !isDate(born)) return { refused: "damaged" };
  const [given, family, place] = [found.get("3") ?? "", found.get("4") ?? "", found.get("7")];
  return {
    answers: {
      "patient.ins": found.get("1"),
      "patient.ins-type": kind,
      "patient.family": family.trim(),
      "patient.given": given.trim().split(/ +/),
      "patient.birth-date": born,
      "patient.sex": SEXES[found.get("5") ?? ""],
      ...(place && { "patient.birth-place": place }),
    },
  };
}

/** Every field once, and nothing between them; null otherwise. @type {(message: string) => Map<string, string>|null} */
function fields(message) {
  /** @type {Map<string, string>} */
  const found = new Map();
  FIELDS.lastIndex = 0;
  for (let at = 0; at < message.length; at = FIELDS.lastIndex) {
    const [key, value] = FIELDS.exec(message)?.slice(1).filter((one) => one !== undefined) ?? [];
    if (!key || found.has(key)) return null;
    found.set(key, value);
  }
  return NEEDED.every((key) => found.get(key)?.trim()) ? found : null;
}
