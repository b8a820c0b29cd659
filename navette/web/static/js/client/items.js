// What the verbs of the SDK answer with: plain values, ids in base64url, times in seconds since 1970.
// Twin: navette/client/items.py
//
// A status that comes in a list is what the server says; the story of a handoff (acts.js) checks it.

/** @typedef {import("../core/handoff.js").Status} Status @typedef {import("../core/parties.js").Urgency} Urgency */
/**
 * A person in a mailbox. Names are those a coordinator vouches for, empty when none does.
 * @typedef {object} Party
 * @property {string} person
 * @property {string} name
 * @property {string} profession
 * @property {string} mailbox
 * @property {string} mailboxName
 * @property {string} address
 * @property {boolean} vouched a pinned coordinator vouches for the person and for the mailbox today
 */
/**
 * Where a handoff stands for one recipient mailbox.
 * @typedef {object} State
 * @property {number} n its number there, 1, 2, 3 … without holes
 * @property {Status} status
 * @property {string|null} owner
 * @property {string} ownerName
 * @property {number} dueBy
 * @property {number} changed
 * @property {string|null} reroutedTo
 */
/** @typedef {State & {mailbox: string, mailboxName: string, address: string}} RecipientState */
/**
 * A handoff as lists show it: routing, never content. time: the sender's clock; received: the server's.
 * @typedef {object} Item
 * @property {string} message
 * @property {string} envelope digest
 * @property {string} reference
 * @property {Party} sender
 * @property {string} form name; "" for none, `other` for one not known here
 * @property {string} formHash
 * @property {Urgency} urgency
 * @property {number} time
 * @property {number} received
 * @property {string|null} reply the message id of what is answered
 * @property {number} pages
 * @property {number} blobs
 * @property {number} index of the deposit in the ledger
 */
/** What was sent to the mailbox. @typedef {Item & State} InboxItem */
/** What the mailbox sent. seq: the server's cursor. @typedef {Item & {seq: number, recipients: RecipientState[]}} SentItem */
/**
 * One act of a handoff, verified. act: deposit, transient-error, or an act of core/handoff.js.
 * @typedef {{index: number, act: string, mailbox: string|null, by: string, byName: string, time: number, code: string}} ActRecord
 */
/**
 * Something that does not hold, found by a check. subject: a reference, a ledger, a mailbox address.
 * @typedef {{code: string, subject: string, detail: Record<string, string|number>}} Fault
 */

export {};
