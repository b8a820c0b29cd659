// Who takes part: kinds of mailboxes, roles of members, urgencies. Twin: navette/core/parties.py

/** @typedef {"PER"|"ORG"|"APP"|"CAB"} MailboxKind @typedef {"guardian"|"member"} Role @typedef {0|1|2|3} Urgency */

/** TRE_R256-TypeMessagerie of MSSanté: personal, organisational, applicative, practice. */
export const MAILBOX_KINDS = ["PER", "ORG", "APP", "CAB"];

/** A guardian may give and withdraw seats; a member reads and acknowledges. */
export const ROLES = ["guardian", "member"];

/** FHIR request-priority; an urgency is its place here, which is the envelope's byte. */
export const URGENCIES = ["routine", "urgent", "asap", "stat"];
