// Copies for a substitute, as a sender wants and sees them: whom they are for, and what was done about them.
// Twin: navette/client/copies.py
/** @typedef {import("./items.js").SentItem} SentItem */
/** @typedef {import("./job.js").CopyStep} CopyStep @typedef {import("./job.js").Job} Job @typedef {import("./workplace.js").Workplace} Workplace */
/** A copy that was sealed on sending. mailbox: whose silence it waits for; state: "" when it was not needed. @typedef {{mailbox: string, substitute: string, state: string, releases: number}} Copied */

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
    if (copy?.state !== "stale" || place.desk.doubt) continue;
    const step = { step: /** @type {const} */ ("copy"), message: place.desk.newId(), original: message, mailbox, substitute: copy.mailbox };
    await place.deliver(place.job([step]));
    done = true;
  }
  return done;
}
