// The form of every field of the statements that make the directory. Twin: navette/envelope/fields.py, the part that every
// page needs; the other types are in fields_more.js.
import { seconds, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { MAILBOX_KINDS, ROLES } from "../core/parties.js";
import { hasExactly, isObject, isText } from "./canonical.js";
import { EPOCH_PUBLIC, ID, KEY_ID, PERSON_PUBLIC } from "./keys.js";

/** @typedef {import("./canonical.js").Fields} Fields */
/** @typedef {(name: string, value: any) => void} Check refuses `field`, `base64url`, `time`, `members` or a reason */

export const SALT = 16;
const COUNT = /^(?:0|[1-9][0-9]{0,15})$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
// Lower case only: two mailboxes must not differ by what nobody hears over the telephone.
const ADDRESS = /^[0-9a-z._+-]{1,64}@[0-9a-z.-]{1,128}$/;
const RPPS = /^[0-9]{11}$/;
const FINESS = /^[0-9][0-9AB][0-9]{7}$/;

/** @type {(length: number) => Check} */
export const bytes = (length) => (_, value) => void unb64(value, length);

/** @type {(isRight: (value: any) => boolean) => Check} */
export const when = (isRight) => (name, value) => {
  if (!isRight(value)) refuse("field", { field: name });
};

/** @type {(pattern: RegExp) => Check} */
export const shape = (pattern) => when((value) => typeof value === "string" && pattern.test(value));

/** @type {(names: string[]) => Check} */
export const oneOf = (names) => when((value) => names.includes(value));

/** Checked already, or together with another field. @type {Check} */
const any = () => {};

/** @type {Check} */
export const instant = (_, value) => void seconds(value);

export const day = when((value) => typeof value === "string" && DAY.test(value) && isDay(value));
const text = when((value) => isText(value, 200));
export const count = shape(COUNT);

/** @type {Check} */
const subject = (_, value) => void unb64(value, isMailboxId(value) ? ID : KEY_ID);

/** @type {Check} */
export const previous = (_, value) => void (value === "" || unb64(value, 32));

/** @type {Check} */
function members(name, value) {
  if (!Array.isArray(value)) refuse("field", { field: name });
  for (const member of value) {
    if (!isObject(member) || !hasExactly(member, ["key", "role"])) refuse("field", { field: name });
    unb64(member.key, KEY_ID);
    if (!ROLES.includes(member.role)) refuse("members");
  }
}

/** @type {(value: string) => boolean} */
function isDay(value) {
  try {
    return Number.isInteger(seconds(`${value}T00:00:00Z`));
  } catch {
    return false;
  }
}

/** @type {(value: unknown) => boolean} */
const isMailboxId = (value) => typeof value === "string" && [...value].length < 40;

/** @type {Record<string, Check>} */
export const COMMON = { v: any, type: any, by: bytes(KEY_ID) };

/** By type, in the order of the checks. @type {Record<string, Record<string, Check>>} */
export const FORMS = {
  person: { ...COMMON, public: bytes(PERSON_PUBLIC), salt: bytes(SALT) },
  certificate: { ...COMMON, subject, identity: any, until: day },
  mailbox: {
    ...COMMON,
    mailbox: bytes(ID),
    kind: oneOf(MAILBOX_KINDS),
    address: shape(ADDRESS),
    n: count,
    prev: previous,
    public: bytes(EPOCH_PUBLIC),
    members,
    time: instant,
  },
};

/** @type {Record<string, Check>} */
const PERSON_IDENTITY = { name: text, profession: text, rpps: shape(RPPS) };
/** @type {Record<string, Check>} */
const MAILBOX_IDENTITY = { address: shape(ADDRESS), name: text, facility: text, finess: shape(FINESS) };

/** What a certificate may say of a mailbox, or of a person; refuses `field`. @type {(identity: any, ofMailbox: boolean) => void} */
export function checkIdentity(identity, ofMailbox) {
  const forms = ofMailbox ? MAILBOX_IDENTITY : PERSON_IDENTITY;
  const needed = ["name", ofMailbox ? "address" : "profession"];
  const known = isObject(identity) && Object.keys(identity).every((name) => Object.hasOwn(forms, name));
  if (!known || !needed.every((name) => Object.hasOwn(identity, name))) refuse("field", { field: "identity" });
  for (const name of Object.keys(identity)) forms[name](`identity.${name}`, identity[name]);
}

/** What fields say together, once each has its form. @type {Record<string, (value: Fields) => void>} */
export const TOGETHER = {
  certificate: (value) => checkIdentity(value.identity, isMailboxId(value.subject)),
};
