// Copies for a substitute, as a sender wants and sees them: whom they are for, and what was done about them.
// Twin: navette/client/copies.py
import { TRANSITIONS } from "../core/handoff.js";
import { ID, KEY_ID } from "../envelope/keys.js";

/** @typedef {import("../core/handoff.js").Status} Status @typedef {import("./answer.js").Fields} Fields @typedef {import("./items.js").SentItem} SentItem */
/** @typedef {import("./job.js").CopyStep} CopyStep @typedef {import("./job.js").Job} Job @typedef {import("./workplace.js").Workplace} Workplace */
/** @typedef {"waiting"|"released"|"dropped"|"stale"} CopyState */
/** What was sealed for a recipient's substitute. mailbox: the substitute's; status, owner: there, once released. @typedef {{message: string, mailbox: string, releases: number, state: CopyState, status: Status|null, owner: string|null}} Copy */
/** A copy that was sealed on sending. mailbox: whose silence it waits for; state: "" when it was not needed. @typedef {{mailbox: string, substitute: string, state: string, releases: number}} Copied */

/** @type {CopyState[]} */
export const COPY_STATES = ["waiting", "released", "dropped", "stale"];
const STATUSES = /** @type {Status[]} */ (Object.keys(TRANSITIONS));

/** Of a recipient's state, as it came; null when there is none. Throws server-answer. @type {(fields: Fields|null) => Copy|null} */
export function copyOf(fields) {
  if (!fields) return null;
  return {
    message: fields.id("message", ID),
    mailbox: fields.id("mailbox", ID),
    releases: fields.time("releases"),
    state: fields.oneOf("state", COPY_STATES),
    status: fields.has("status") ? fields.oneOf("status", STATUSES) : null,
    owner: fields.maybeId("owner", KEY_ID),
  };
}

/** What seals the fiche to the substitute of each recipient that names one who does not have it. @type {(place: Workplace, original: string, recipients: string[]) => CopyStep[]} */
export function copySteps({ desk, mailbox: sender }, original, recipients) {
  return recipients.flatMap((mailbox) => {
    const substitute = desk.directory.service(mailbox)?.substitute;
    if (!substitute || [sender, ...recipients].includes(substitute)) return [];
    return [{ step: /** @type {const} */ ("copy"), message: desk.newId(), original, mailbox, substitute }];
  });
}

/** What was sealed for substitutes, as far as the server answered. @type {(job: Job) => Copied[]} */
export const copiesOf = ({ steps, answers }) =>
  answers.flatMap(({ status, changed }, at) => {
    const step = steps[at];
    return step.step === "copy" ? [{ mailbox: step.mailbox, substitute: step.substitute, state: status, releases: changed }] : [];
  });

/** Seals again what could not be given to a substitute because its key had changed; whether anything was. @type {(place: Workplace, item: SentItem) => Promise<boolean>} */
export async function renew(place, { message, recipients }) {
  let done = false;
  for (const { mailbox, copy } of recipients) {
    const found = copyOf(copy);
    if (found?.state !== "stale" || place.desk.doubt) continue;
    const step = { step: /** @type {const} */ ("copy"), message: place.desk.newId(), original: message, mailbox, substitute: found.mailbox };
    await place.deliver(place.job([step]));
    done = true;
  }
  return done;
}
