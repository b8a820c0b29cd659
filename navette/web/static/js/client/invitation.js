// The invitation code: what a coordinator hands over, in person or on paper, by another way than the server.
// Twin: navette/client/invitation.py
//
//     navette-eyJhZGRyZXNzIjoi…       base64url of the canonical JSON, and of the first four bytes of its SHA-256
//
// It carries a secret that the server never sees, and what to trust: the server's address, the ledgers' keys, the
// coordinators. The two values below are derived from the secret (docs/spec/api.md, POST /v1/invitations).
import { b64, concat, same, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { MAILBOX_KINDS } from "../core/parties.js";
import { canonical, readObject } from "../envelope/canonical.js";
import { derive, sha256 } from "../envelope/keys.js";
import { readVkey } from "../ledger/checkpoint.js";
import { Fields } from "./answer.js";
import { LEDGERS } from "./pins.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").MailboxKind} MailboxKind */
/**
 * What a code says. kind and address: of the mailbox to make, null unless the role is mailbox; ledgers: their C2SP
 * verifier keys.
 * @typedef {{url: string, id: string, secret: Bytes, role: string, identity: Record<string, string>, kind: MailboxKind|null, address: string|null, coordinators: string[], ledgers: Record<string, string>}} Code
 */

const PREFIX = "navette-";
const CHECK = 4;
const ROLES = ["person", "mailbox", "coordinator"];

/** The text to hand over. @type {(code: Code) => Promise<string>} */
export async function write({ url, id, secret, role, identity, kind, address, coordinators, ledgers }) {
  const known = [...coordinators].sort((one, other) => order(unb64(one, 32), unb64(other, 32)));
  const value = { url, id, secret: b64(secret), role, identity, kind: kind ?? "", address: address ?? "", coordinators: known, ledgers };
  const raw = canonical(value);
  return PREFIX + b64(concat(raw, (await sha256(raw)).subarray(0, CHECK)));
}

/** A code as it was pasted: white space and line breaks forgiven. Refused: invitation (damaged, or not one). @type {(text: string) => Promise<Code>} */
export async function read(text) {
  try {
    return await unpacked(text.replace(/\s+/g, ""));
  } catch {
    refuse("invitation");
  }
}

/** What who joins shows the server, which holds its SHA-256. @type {(secret: Bytes) => Promise<Bytes>} */
export const claim = (secret) => derive(secret, "navette/v1 invitation claim");

/** What tells the coordinator that these keys are those of the person invited, whatever the server says. mailbox: null when none is made. @type {(secret: Bytes, person: string, mailbox: string|null) => Promise<Bytes>} */
export async function binding(secret, person, mailbox) {
  const raw = await derive(secret, "navette/v1 invitation binding");
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const named = concat(unb64(person, 32), mailbox === null ? new Uint8Array() : unb64(mailbox, 16));
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, named));
}

/** @type {(packed: string) => Promise<Code>} */
async function unpacked(packed) {
  const text = packed.slice(PREFIX.length);
  const data = unb64(text, Math.floor((text.length * 3) / 4));
  const [raw, check] = [data.slice(0, -CHECK), data.slice(-CHECK)];
  if (!packed.startsWith(PREFIX) || !same((await sha256(raw)).subarray(0, CHECK), check)) refuse("invitation");
  const fields = new Fields(readObject(raw));
  const ledgers = fields.strings("ledgers");
  for (const ledger of LEDGERS) await readVkey(ledgers[ledger]);
  const role = fields.oneOf("role", ROLES);
  if ((role === "mailbox") !== (fields.text("kind") !== "")) refuse("invitation");
  return {
    url: fields.text("url"),
    id: fields.id("id", 16),
    secret: fields.raw("secret", 32),
    role,
    identity: fields.strings("identity"),
    kind: fields.text("kind") ? /** @type {MailboxKind} */ (fields.oneOf("kind", MAILBOX_KINDS)) : null,
    address: fields.text("address") || null,
    coordinators: fields.ids("coordinators", 32),
    ledgers,
  };
}

/** @type {(one: Bytes, other: Bytes) => number} */
function order(one, other) {
  const at = one.findIndex((byte, place) => byte !== other[place]);
  return at < 0 ? 0 : one[at] - other[at];
}
