// What the verbs of the SDK answer with: plain values, ids in base64url, times in seconds since 1970.
// Twin: navette/client/items.py
//
// A status that comes in a list is what the server says; the story of a handoff (acts.js) checks it.

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/errors.js").NavetteError} NavetteError */
/** @typedef {import("../envelope/format.js").Envelope} Envelope @typedef {import("../envelope/manifest.js").Manifest} Manifest */
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
/** What was sealed for a recipient's substitute. mailbox: the substitute's; status, owner: there, once released. @typedef {{message: string, mailbox: string, releases: number, state: "waiting"|"released"|"dropped"|"stale", status: Status|null, owner: string|null}} Copy */
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
 * @property {number|null} nudged when a coordinator last nudged this recipient
 * @property {string|null} nudgedBy the person
 * @property {number} nudges how often
 * @property {Copy|null} copy what was sealed for its substitute
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
 * @property {boolean} rerouted it continues what `reply` names, and answers nothing
 * @property {string|null} standsInFor the mailbox that was silent; this is the copy that was kept for then
 * @property {string} standsInForName
 * @property {number|null} removal when the content will be removed, once that is near: to be exported before
 * @property {number|null} removed when it was
 */
/** What was sent to the mailbox. @typedef {Item & State} InboxItem */
/** What the mailbox sent. seq: the server's cursor. @typedef {Item & {seq: number, recipients: RecipientState[]}} SentItem */
/**
 * One act of a handoff, verified. act: deposit, removal, transient-error, or an act of core/handoff.js.
 * @typedef {{index: number, act: string, mailbox: string|null, by: string, byName: string, time: number, code: string}} ActRecord
 */
/**
 * Something that does not hold, found by a check. subject: a reference, a ledger, a mailbox address.
 * @typedef {{code: string, subject: string, detail: Record<string, string|number>}} Fault
 */
/**
 * A deposit the server answered, its leaf found in the ledger. resealed: it was sealed a second time, under another
 * message id than at first; changed: the mailboxes whose key had changed meanwhile; problem: why an act that was to
 * follow (closing, after a reply) was not done: the fiche is there.
 * @typedef {{message: string, reference: string, envelope: string, index: number, resealed: boolean, changed: string[], problem: NavetteError|null, copies: import("./copies.js").Copied[]}} Sent
 */
/** An acknowledgement or a withdrawal, in the ledger. sent: the sealed text that went with it. @typedef {{reference: string, status: Status, changed: number, index: number, sent: Sent|null, problem: NavetteError|null}} Acknowledged */
/**
 * A job of the outbox. to: the mailboxes it deposits to; draft: the record it was written in, "" for none; problem: the
 * code of the last failure; parked: refused for good, kept to be looked at.
 * @typedef {{job: string, mailbox: string, reference: string, message: string, created: number, to: string[], draft: string, problem: string, parked: boolean}} Waiting
 */
/**
 * Something that happened to a handoff, as the server says. kind: deposit, receipt, acknowledgement, withdrawal; act: as
 * in ActRecord; of: the recipient mailbox. Or a reminder of the coordinator, which is no act of the ledger: kind nudge,
 * act nudged, index -1. Or the connection was found again or lost: online, offline, index -1.
 * @typedef {{index: number, kind: string, message: string, reference: string, act: string, of: string|null}} Event
 */
/** A fiche, opened: its bytes exactly as they were sealed. @typedef {{item: InboxItem|SentItem, manifest: Manifest, fiche: Bytes, sender: Party, acts: ActRecord[], envelope: Envelope}} Opened */
/** A handoff folded from its signed acts. status, owner: by recipient mailbox; replies: message ids. @typedef {{item: SentItem, acts: ActRecord[], status: Map<string, Status>, owner: Map<string, string>, replies: string[], faults: Fault[]}} Handoff */
/**
 * A line of the coordinator's board: delays, never content.
 * @typedef {Pick<Item, "message"|"reference"|"form"|"urgency"|"received"> & Pick<State, "dueBy"|"status"|"owner"|"ownerName"|"changed"|"nudged"|"nudgedBy"|"nudges"|"copy"> & {senderMailbox: string, senderName: string, mailbox: string, mailboxName: string, overdue: boolean}} UnresolvedItem
 */
/** A file's name, the bytes done, the bytes in all. @typedef {(name: string, done: number, total: number) => void} Progress */

export {};
