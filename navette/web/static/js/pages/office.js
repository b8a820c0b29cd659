// What writing a fiche needs of the rest of the program: given by compose.js, or by tests.

/** @typedef {import("../form.js").Form} Form */
/** @typedef {import("../check.js").Checker} Checker */
/** @typedef {import("./patient_box.js").Recent} Recent */
/** @typedef {import("./recipients.js").Entry} Entry */
/** @typedef {(name: string, done: number, total: number) => void} Progress */
/**
 * @typedef {{fiche: Uint8Array, form: string, urgency: import("../core/parties.js").Urgency, due: number, attachments: File[], kind: "fiche"|"reply", closing?: string, draft: string, signal: AbortSignal, alsoSubstitute?: boolean}} Letter
 *   due: seconds since 1970, 0 for the form's own clock
 */
/** problem: what was to follow and did not; copies: what was sealed for substitutes. @typedef {{reference: string, problem?: unknown, copies?: import("../client/copies.js").Copied[]}} Sent */
/**
 * @typedef {{send: (to: string[], letter: Letter, progress?: Progress) => Promise<Sent>,
 *   reply: (reference: string, letter: Letter, options: {close: boolean}, progress?: Progress) => Promise<Sent>,
 *   waiting: () => import("../client/items.js").Waiting[], discard: (job: string) => Promise<unknown>, left?: (draft: string) => string|undefined}} Sender
 */
/** One of the person's mailboxes, and how a document names it. @typedef {{id: string, mailbox: Sender, custodian: import("../parties.js").Place}} From */
/** Patients of one's recent fiches. @typedef {{list: () => Promise<Recent[]>, last: (one: Recent) => Promise<Uint8Array|null>, remember: (answers: Record<string, any>, reference: string) => Promise<unknown>}} RecentPatients */
/** mailboxes: the most used first; reasons: one's own formulas of a question; learn: a fiche went to these. @typedef {{mailboxes: string[], reasons: (linkId: string) => string[], learn: (mailboxes: string[]) => Promise<unknown>}} Favourites */
/** @typedef {{name: string, canonical: string, hash: string, kind: string, titleFr: string, titleEn: string}} Title */
/** A fiche that is answered: to whom, what it says (null for a text), the form that answers it. @typedef {{reference: string, to: string, bundle: any, form: string}} Answered */
/**
 * @typedef {object} Office
 * @property {From[]} senders the person's mailboxes a fiche may leave from
 * @property {Entry[]} entries of the directory
 * @property {boolean} online whether the server said when each mailbox was last read
 * @property {Title[]} titles of the latest version of each form
 * @property {(canonical: string) => Promise<Form|null>} formOf a form, of any version known here
 * @property {() => Promise<Checker>} checker
 * @property {import("./drafts.js").Store} drafts
 * @property {RecentPatients} recent
 * @property {Favourites} favourites
 * @property {import("../parties.js").Author} author
 * @property {string[]} holidays public ones, where the server is
 * @property {boolean} production
 * @property {Record<string, string>} words of issue.js
 * @property {() => number} now seconds since 1970, by the server's clock
 * @property {number} undo seconds to take a fiche back
 * @property {(path: string) => void} go
 * @property {() => void} refresh what is said above the page of what waits
 * @property {(listener: () => void) => () => void} listen to what happens in the mailboxes; gives what stops it
 * @property {Answered|null} answered
 */

export {};
