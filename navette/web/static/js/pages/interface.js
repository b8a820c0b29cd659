// What the pages ask of the client half: client/account.js, client/mailbox.js, client/forms.js, as pages see them.

/** @typedef {import("../client/items.js").InboxItem} InboxItem @typedef {import("../client/items.js").SentItem} SentItem */
/** @typedef {import("../client/items.js").ActRecord} ActRecord @typedef {import("../client/items.js").Party} Party */
/** @typedef {import("../core/acknowledgement.js").Decision} Decision */
/** @typedef {import("../form.js").Form} Form */
/** @typedef {{id: string, address: string, name: string, kind: string, role: string}} OwnMailbox */
/** @typedef {{code: string, subject: string}} Fault */
/** hash: by which a mailbox says that it takes it. @typedef {Pick<Form, "name"|"titleFr"|"titleEn"|"shortFr"|"shortEn"|"kind"|"declines"> & {hash: string}} FormTitle */
/** @typedef {{name: string, type: string, size: number}} Attachment */
/** @typedef {{kind: "fiche"|"reply"|"question"|"reason", media: string, attachments: Attachment[]}} Manifest */
/** @typedef {{item: InboxItem|SentItem, manifest: Manifest, fiche: Uint8Array<ArrayBuffer>, sender: Party, acts: ActRecord[]}} Opened */
/** replies: message ids, latest last. @typedef {{item: SentItem, acts: ActRecord[], replies: string[]}} Handoff */
/** @typedef {{reference: string}} Sent @typedef {{reference: string, problem?: unknown}} Acknowledged */
/** @typedef {{index: number, kind: string, reference: string, message?: string, act: string}} Event */
/** @typedef {(name: string, done: number, total: number) => void} Progress */
/** @typedef {import("../client/directory.js").Entry} Entry @typedef {import("../client/folder.js").Folder} Folder */
/** @typedef {import("../client/notices.js").Notices} NoticesDesk */
/** @typedef {import("../client/coordinator.js").Coordinator} CoordinatorDesk @typedef {import("../client/members.js").Members} MembersDesk */
/** What a coordinator does. @typedef {Pick<CoordinatorDesk, "invite"|"codeOf"|"invitations"|"withdraw"|"renew"|"confirm"|"unresolved"|"newNudge"|"nudge"|"verify"|"history"|"holdBack"|"letGo"|"standings"|"prolong"|"indicators">} Coordination */
/** What a mailbox says of itself. @typedef {Pick<import("../client/presence.js").Presence, "said"|"confirmed"|"say">} Presence */
/** Who looked at what. @typedef {Pick<import("../client/journal.js").Journal, "read"|"exported">} JournalDesk */
/** Where a person is told outside the pages. @typedef {Pick<NoticesDesk, "read"|"put"|"confirm"|"remove"|"devices"|"idOf"|"add"|"forget">} Notices */
/** Who sits in a mailbox. @typedef {Pick<MembersDesk, "list"|"people"|"add"|"remove">} Members */
/** One way to unlock; used: null when it never was. Times in seconds. @typedef {{id: string, kind: string, label: string, created: number, used: number|null}} Lock */
/**
 * @typedef {object} Mailbox
 * @property {string} id
 * @property {string} address
 * @property {boolean} online
 * @property {unknown} [doubt] why nothing of the server is believed any more
 * @property {number} [offset] seconds of the server's clock over this one
 * @property {Fault[]} faults
 * @property {(given: {open: boolean, limit?: number}) => Promise<InboxItem[]>} inbox
 * @property {(limit?: number) => Promise<SentItem[]>} sent
 * @property {(given?: {forms: boolean}) => Promise<unknown>} [prepare] loads what acts need, before the connection is lost
 * @property {(ref: string, given?: {read?: boolean}) => Promise<Opened>} collect read: false when nobody reads it yet
 * @property {(ref: string) => Promise<Handoff>} handoff
 * @property {(ref: string, decision: Decision, code?: string, text?: string) => Promise<Acknowledged>} acknowledge
 * @property {(ref: string, letter: {fiche: Uint8Array<ArrayBuffer>, media: string, kind: "reply", form: string}, given: {close: boolean}) => Promise<Sent>} reply
 * @property {(ref: string, to: string) => Promise<Sent>} reroute
 * @property {(ref: string) => Promise<Acknowledged>} withdraw
 * @property {(onEvent: (event: Event) => void, met?: () => void) => () => void} events met: from then on nothing is missed
 * @property {(opened: Opened, n: number, progress?: Progress) => Promise<Blob>} saveAttachment
 * @property {(refs: string[], progress?: Progress) => Promise<import("../client/export.js").Exported>} export an archive of fiches, attachments and proofs
 * @property {() => import("../client/items.js").Waiting[]} waiting
 * @property {(mailbox: string) => string} [nameOf] as the directory vouches for it, "" for none
 * @property {(item: SentItem) => Promise<boolean>} [renew] seals again what could not be given to a substitute
 * @property {() => Promise<void>} look sees what other tabs have put in the outbox, or taken
 * @property {() => Promise<unknown>} flush
 * @property {(job: string) => Promise<unknown>} retry one that was refused for good
 * @property {(job: string) => Promise<void>} discard
 */
/**
 * @typedef {object} Account
 * @property {string} person
 * @property {string} name
 * @property {string} profession
 * @property {OwnMailbox[]} mailboxes
 * @property {boolean} coordinator
 * @property {unknown} [doubt] why nothing of the server is believed any more
 * @property {() => void} lock
 * @property {Folder} vault what the person keeps, sealed
 * @property {() => Promise<Lock[]>} locks
 * @property {string} openedWith the lock that was opened
 * @property {(label: string, given?: {code?: string}) => Promise<unknown>} addPasskey the device, or the printed code, is asked for first
 * @property {(id: string) => Promise<void>} removeLock
 * @property {(given?: {code?: string}) => Promise<Renewed>} newCode to be printed
 * @property {(given?: {code?: string}) => Promise<Renewed>} newPassphrase throws passphrase-elsewhere
 */
/** words: shown once; keep: they open the account from then on, those of before no more. @typedef {{words: string, keep: () => Promise<void>}} Renewed */
/** What an invitation says of who is invited. @typedef {{name: string, profession: string, mailbox: {name?: string, address: string}|null}} Invitation */
/** shared: this machine belongs to several people, nothing is kept on it. stay: it stays open for 8 hours. @typedef {{shared: boolean, stay?: boolean}} Place */
/**
 * @typedef {object} Client
 * @property {() => Promise<boolean>} passkeys whether this browser may unlock with the device itself
 * @property {(text: string) => Promise<Invitation>} invitation
 * @property {(text: string, given: Place & {lock: "passkey"|"code"|"passphrase"}) => Promise<{account: Account, code: string, passphrase: string, finish: () => Promise<void>}>} create until `finish`, the same invitation goes on with the same keys
 * @property {(given: Place) => Promise<Account>} unlockWithPasskey
 * @property {(code: string, given: Place) => Promise<Account>} unlockWithCode
 * @property {() => Promise<Account|null>} [resume] what was to stay open
 * @property {boolean} [over] whether it stayed open as long as it was to
 * @property {(account: Account, address: string) => Promise<Mailbox>} openMailbox
 * @property {(account: Account) => Promise<Entry[]>} entries of the directory
 * @property {(account: Account) => Promise<Coordination>} coordinator throws coordinator-only
 * @property {(account: Account) => Promise<Notices>} notices
 * @property {(account: Account) => Promise<JournalDesk>} journal
 * @property {(mailbox: Mailbox) => Promise<Members>} members
 * @property {(account: Account, mailbox: string) => Promise<Presence>} presence
 * @property {(account: Account) => Promise<FormTitle[]>} titles of the forms in use
 * @property {(mailbox: Mailbox, canonical: string) => Promise<Form|null>} formOf the form itself, of any version
 */

export {};
