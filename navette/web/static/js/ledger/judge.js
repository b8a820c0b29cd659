// The rules that directory statements are judged by, in the order of the ledger annuaire. Twin: navette/ledger/judge.py
//
// Ids are base64url, as statements spell them.
import { b64, seconds, unb64 } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { EPOCH_PUBLIC, PERSON_PUBLIC, checkPersonPublic, keyId, loadKemPublic } from "../envelope/keys.js";
import { read, statementDigest, verifySignature } from "../envelope/statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../core/parties.js").Role} Role */
/** @typedef {import("../core/parties.js").MailboxKind} MailboxKind @typedef {import("../envelope/canonical.js").Fields} Fields */
/** @typedef {import("../envelope/statement.js").SignedStatement} SignedStatement */
/**
 * A mailbox after its latest statement.
 * @typedef {object} MailboxState
 * @property {string} id
 * @property {number} n of the statement
 * @property {string} digest SHA-256 of its bytes
 * @property {MailboxKind} kind
 * @property {string} address
 * @property {string} keyId of the present epoch
 * @property {Bytes} public 1,216 bytes
 * @property {Map<string, Role>} members by person id
 * @property {string[]} keys the ids of every epoch so far, oldest first
 */
/** A person showed that it holds the keys of `public` (1,248 bytes). @typedef {{type: "person", id: string, public: Bytes}} PersonFact */
/**
 * A coordinator says who stands behind a person or a mailbox, until that day included.
 * @typedef {{type: "certificate", subject: string, identity: Record<string, string>, until: string, by: string}} CertificateFact
 */
/**
 * A mailbox has a new state. left: members of the state before who are none of this one; keyChanged: also true of the
 * first state; by: who signed; time: the signer's clock, seconds since 1970.
 * @typedef {{type: "mailbox", state: MailboxState, left: string[], keyChanged: boolean, by: string, time: number}} MailboxFact
 */
/** @typedef {import("./services.js").ServiceState} ServiceState */
/** @typedef {PersonFact|CertificateFact|MailboxFact} Fact */
/**
 * What the judge asks of the directory so far.
 * @typedef {object} View
 * @property {(person: string) => Bytes|null} person the public part of which this is the key id
 * @property {(mailbox: string) => MailboxState|null} mailbox its latest state
 * @property {(keyId: string) => string|null} mailboxOfKey the mailbox that has, or ever had, this epoch
 * @property {(mailbox: string) => ServiceState|null} service what it says of itself
 * @property {(person: string) => boolean} isCoordinator
 */

const MAILBOX_ID = 22; // characters

/**
 * What a directory statement establishes, or why it does not; nothing is changed. Refused: what `read` refuses,
 * statement-type, unknown-signer, statement-signature, weak-signature-key, public-key, not-self-signed, person-known,
 * not-a-coordinator, subject, members, unknown-member, first-statement, not-the-next-statement, not-a-guardian,
 * kind-or-address-changed, old-key-came-back, member-left-key-stayed, key-of-another-mailbox. What mailboxes say of
 * themselves is a statement-type here: services.js judges it.
 * @type {(signed: SignedStatement, view: View) => Promise<Fact>}
 */
export async function judge(signed, view) {
  const value = read(signed.raw);
  if (value.type === "person") return judgePerson(signed, value, view);
  const key = view.person(value.by);
  if (!key) refuse("unknown-signer");
  await verifySignature(signed, key);
  return value.type === "certificate" ? judgeCertificate(value, view) : judgeMailbox(signed.raw, value, view);
}

/** Self-signed: the proof that whoever enrols these keys holds them. @type {(signed: SignedStatement, value: Fields, view: View) => Promise<PersonFact>} */
async function judgePerson(signed, value, view) {
  const key = unb64(value.public, PERSON_PUBLIC);
  const id = b64(await keyId(key));
  if (value.by !== id) refuse("not-self-signed");
  await checkPersonPublic(key);
  await verifySignature(signed, key);
  if (view.person(id)) refuse("person-known");
  return { type: "person", id, public: key };
}

/** @type {(value: Fields, view: View) => CertificateFact} */
function judgeCertificate({ by, subject, identity, until }, view) {
  if (!view.isCoordinator(by)) refuse("not-a-coordinator");
  if (!(subject.length === MAILBOX_ID ? view.mailbox(subject) : view.person(subject))) refuse("subject");
  return { type: "certificate", subject, identity, until, by };
}

/** @type {(raw: Bytes, value: Fields, view: View) => Promise<MailboxFact>} */
async function judgeMailbox(raw, value, view) {
  const key = unb64(value.public, EPOCH_PUBLIC);
  await loadKemPublic(key);
  const before = view.mailbox(value.mailbox);
  const members = membersOf(value, view);
  if (before) checkNext(value, before, view);
  else checkFirst(value, members);
  const [id, digest] = (await Promise.all([keyId(key), statementDigest(raw)])).map(b64);
  const left = [...(before?.members.keys() ?? [])].filter((member) => !members.has(member));
  const past = before?.keys ?? [];
  checkKey(id, past, left);
  if (![null, value.mailbox].includes(view.mailboxOfKey(id))) refuse("key-of-another-mailbox");
  const keyChanged = id !== past.at(-1);
  const { mailbox, kind, address, by } = value;
  const keys = keyChanged ? [...past, id] : past;
  const state = { id: mailbox, n: Number(value.n), digest, kind, address, keyId: id, public: key, members, keys };
  return { type: "mailbox", state, left, keyChanged, by, time: seconds(value.time) };
}

/** Known persons, once each, a guardian among them: a mailbox nobody can manage is lost for good. @type {(value: Fields, view: View) => Map<string, Role>} */
function membersOf({ members: listed }, view) {
  /** @type {Map<string, Role>} */
  const members = new Map(listed.map((/** @type {Fields} */ { key, role }) => [key, role]));
  if (members.size !== listed.length || ![...members.values()].includes("guardian")) refuse("members");
  if ([...members.keys()].some((member) => !view.person(member))) refuse("unknown-member");
  return members;
}

/** @type {(value: Fields, members: Map<string, Role>) => void} */
function checkFirst({ n, prev, by }, members) {
  if (n !== "0" || prev !== "" || members.get(by) !== "guardian") refuse("first-statement");
}

/** A guardian manages members and keys; only a coordinator moves the mailbox to another address. @type {(value: Fields, before: MailboxState, view: View) => void} */
function checkNext({ n, prev, kind, address, by }, before, view) {
  if (n !== String(before.n + 1) || prev !== before.digest) refuse("not-the-next-statement", { n: before.n });
  const coordinator = view.isCoordinator(by);
  if (before.members.get(by) !== "guardian" && !coordinator) refuse("not-a-guardian");
  const moved = address !== before.address && !coordinator;
  if (kind !== before.kind || moved) refuse("kind-or-address-changed");
}

/** Whoever left holds every seed up to the last: only a key never used before shuts them out. @type {(key: string, past: string[], left: string[]) => void} */
function checkKey(key, past, left) {
  if (past.slice(0, -1).includes(key)) refuse("old-key-came-back");
  if (left.length && past.includes(key)) refuse("member-left-key-stayed");
}
