// The form of every field of every statement, those of the directory's own included. Twin: navette/envelope/fields.py
//
// Apart from fields.js, which is all that the first list needs.
import { DECISIONS, RECEIPT_KINDS, RESPONSES, checkCode } from "../core/acknowledgement.js";
import { unb64 } from "../core/encoding.js";
import { CODES, refuse } from "../core/errors.js";
import { DAYS, spans } from "../core/hours.js";
import { hasExactly, isObject, isText } from "./canonical.js";
import * as directory from "./fields.js";
import { COMMON, SALT, bytes, count, day, instant, oneOf, previous, shape, when } from "./fields.js";
import { ID } from "./keys.js";

/** @typedef {import("./canonical.js").Fields} Fields @typedef {import("./fields.js").Check} Check */

export const MOST_CLOSURES = 20;
export const MOST_FORMS = 64;
export const NOTE = 140; // characters
const VERSION = /^[0-9A-Za-z.+-]{1,64}$/;

const code = when((value) => typeof value === "string");
/** @type {Check} */
function seqs(name, value) {
  if (!isObject(value) || !Object.keys(value).length) refuse("field", { field: name });
  for (const mailbox of Object.keys(value).sort()) {
    unb64(mailbox, ID);
    count(name, value[mailbox]);
  }
}

/** Numbers of entries, ascending. @type {Check} */
function acts(name, value) {
  if (!Array.isArray(value)) refuse("field", { field: name });
  for (const one of value) count(name, one);
  if (value.some((one, at) => at && BigInt(value[at - 1]) >= BigInt(one))) refuse("field", { field: name });
}

const hours = when((value) => isObject(value) && Object.entries(value).every(([name, text]) => DAYS.includes(name) && spans(text)));
const note = when((value) => value === "" || isText(value, NOTE));

/** Ascending, apart: of two that meet, which note counts? @type {Check} */
function closed(name, value) {
  if (!Array.isArray(value) || value.length > MOST_CLOSURES) refuse("field", { field: name });
  let last = "";
  for (const one of value) {
    if (!isObject(one) || !hasExactly(one, ["from", "to", "note"])) refuse("field", { field: name });
    day(name, one.from);
    day(name, one.to);
    note(name, one.note);
    if (!(last < one.from && one.from <= one.to)) refuse("field", { field: name });
    last = one.to;
  }
}

/** @type {Check} */
const substitute = (_, value) => void (value === "" || unb64(value, ID));

/** Ascending as they are spelled, none twice. @type {Check} */
function forms(name, value) {
  if (!Array.isArray(value) || value.length > MOST_FORMS) refuse("field", { field: name });
  for (const one of value) unb64(one, 32);
  if (value.some((one, at) => at > 0 && one <= value[at - 1])) refuse("field", { field: name });
}

const [mailbox, digest] = [bytes(ID), bytes(32)];
/** @type {Record<string, Check>} */
const SALTED = { ...COMMON, time: instant, salt: bytes(SALT) };

/** By type, in the order of the checks. @type {Record<string, Record<string, Check>>} */
export const FORMS = {
  ...directory.FORMS,
  service: { ...COMMON, mailbox, n: count, prev: previous, hours, closed, substitute, forms, note, time: instant },
  page: { ...COMMON, version: shape(VERSION), hash: digest },
  deposit: { ...COMMON, envelope: digest, message: mailbox, time: instant, seqs },
  receipt: {
    ...SALTED,
    mailbox,
    envelope: digest,
    kind: oneOf(RECEIPT_KINDS),
    response: oneOf(RESPONSES),
    code,
  },
  acknowledgement: { ...SALTED, mailbox, envelope: digest, decision: oneOf(DECISIONS), code },
  withdrawal: { ...SALTED, envelope: digest },
  removal: {
    ...COMMON,
    envelope: digest,
    message: mailbox,
    what: oneOf(["content", "metadata"]),
    seqs,
    acts,
    time: instant,
  },
};

/** Nobody stands in for themselves. @type {(value: Fields) => void} */
const checkService = (value) => void (value.substitute === value.mailbox && refuse("field", { field: "substitute" }));

/** A success has no code, a failure has the code of an error; one cannot fail at having opened. @type {(value: Fields) => void} */
function checkReceipt({ kind, response, code: said }) {
  const failed = response !== "ok";
  if (kind === "opened" && failed) refuse("field", { field: "response" });
  if (failed ? !CODES.has(said) : said) refuse(said ? "reason-unknown" : "reason-missing");
}

/** Acts go with the metadata, and not before. @type {(value: Fields) => void} */
function checkRemoval({ acts: entries, what }) {
  if (entries.length > 0 !== (what === "metadata")) refuse("field", { field: "acts" });
}

/** What fields say together, once each has its form. @type {Record<string, (value: Fields) => void>} */
export const TOGETHER = {
  ...directory.TOGETHER,
  service: checkService,
  receipt: checkReceipt,
  acknowledgement: (value) => checkCode(value.decision, value.code),
  removal: checkRemoval,
};
