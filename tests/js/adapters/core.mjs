// What core/ gives, as JSON; bytes are hex.
import * as acknowledgement from "../../../navette/web/static/js/core/acknowledgement.js";
import * as deadline from "../../../navette/web/static/js/core/deadline.js";
import * as encoding from "../../../navette/web/static/js/core/encoding.js";
import { CODES, NavetteError } from "../../../navette/web/static/js/core/errors.js";
import * as hours from "../../../navette/web/static/js/core/hours.js";
import * as handoff from "../../../navette/web/static/js/core/handoff.js";
import * as parties from "../../../navette/web/static/js/core/parties.js";

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));

const MODULES = { acknowledgement, deadline, encoding, handoff, hours, parties };
const TAKES_BYTES = new Set(["b64", "reference"]);

/** [code, family] of every code. */
export const codes = () => [...CODES];

export const table = () => ({ transitions: handoff.TRANSITIONS, openable: handoff.OPENABLE, resolved: handoff.RESOLVED,
  unanswered: handoff.UNANSWERED, reasons: acknowledgement.REASONS, kinds: acknowledgement.RECEIPT_KINDS,
  responses: acknowledgement.RESPONSES, mailboxes: parties.MAILBOX_KINDS, roles: parties.ROLES, urgencies: parties.URGENCIES });

/** What each call gives, or its refusal. [[module, function, args], …] → [value | {code, data}, …] */
export const outcomes = (calls) => Promise.all(calls.map((call) => outcome(call)));

async function outcome([module, name, args]) {
  try {
    const given = TAKES_BYTES.has(name) ? args.map(unhex) : name === "crockford" ? [BigInt(args[0]), args[1]] : args;
    const found = await MODULES[module][name](...given);
    return found instanceof Uint8Array ? hex(found) : (found ?? null);
  } catch (error) {
    if (error instanceof NavetteError) return { code: error.code, data: error.data, family: error.family };
    return { error: error.name };
  }
}
