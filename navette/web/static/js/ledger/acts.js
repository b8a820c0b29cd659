// What the acts of the ledger actes make of one handoff. Twin: navette/ledger/acts.py
//
// The server guards the same transitions; whoever reads the ledger believes the fold, not the server.
import { actOfReceipt, checkReceiptOrder } from "../core/acknowledgement.js";
import { seconds } from "../core/encoding.js";
import { refuse } from "../core/errors.js";
import { UNANSWERED, advance, resolved } from "../core/handoff.js";
import { read } from "../envelope/any_statement.js";
import { verifySignature } from "../envelope/statement.js";

/** @typedef {import("../core/encoding.js").Bytes} Bytes @typedef {import("../envelope/canonical.js").Fields} Fields */
/** @typedef {import("../core/handoff.js").Status} Status @typedef {import("../core/handoff.js").Act} Act */
/** @typedef {import("../core/acknowledgement.js").Response} Response @typedef {import("../core/acknowledgement.js").ReceiptKind} ReceiptKind */
/** @typedef {import("../envelope/statement.js").SignedStatement} SignedStatement */
/** Mailbox id → the persons who were members at the act. @typedef {(mailbox: string) => Set<string>} Members */
/** Person id → the 1,248 bytes of which it is the key id. @typedef {(person: string) => Bytes|null} Public */

const TYPES = ["receipt", "acknowledgement", "withdrawal", "removal"];
const WHAT = ["content", "metadata"];

/** One handoff as its acts make it, in ledger order. Ids are base64url. */
export class Fold {
  /** @param {string} envelope its digest @param {string} sender the sending mailbox @param {Iterable<string>} recipients the mailboxes beside it */
  constructor(envelope, sender, recipients) {
    this.envelope = envelope;
    this.sender = sender;
    /** Recipient mailbox → where it stands. @type {Map<string, Status>} */
    this.status = new Map([...recipients].map((mailbox) => [mailbox, "requested"]));
    /** Recipient mailbox → the person who took it in charge. @type {Map<string, string>} */
    this.owner = new Map();
    /** What retention took away, content or metadata → when. @type {Map<string, number>} */
    this.removed = new Map();
    /** @type {Map<string, Response>} */
    this._responses = new Map();
  }

  /**
   * Judges the next act; null for a transient error or a removal, which move no row. Throws without changing anything. A
   * deposit is not for here: no person signs it, nor a removal, which the checkpoint vouches for. Refused: what `read` refuses, statement-type, unknown-envelope, unknown-signer,
   * statement-signature, not-a-recipient, outside-the-mailbox, not-the-sender, receipt-after-success, already-accepted,
   * out-of-order.
   * @type {(signed: SignedStatement, members: Members, publicOf: Public) => Promise<Act|null>}
   */
  async apply(signed, members, publicOf) {
    const value = read(signed.raw);
    if (!TYPES.includes(value.type)) refuse("statement-type", { given: value.type });
    if (value.envelope !== this.envelope) refuse("unknown-envelope");
    if (value.type === "removal") return this._remove(value, signed.signature);
    const key = publicOf(value.by);
    if (!key) refuse("unknown-signer");
    await verifySignature(signed, key);
    if (value.type === "withdrawal") return this._withdraw(members(this.sender).has(value.by));
    const status = this.status.get(value.mailbox);
    if (!status) refuse("not-a-recipient");
    if (!members(value.mailbox).has(value.by)) refuse("outside-the-mailbox");
    return value.type === "receipt" ? this._receive(value, status) : this._acknowledge(value, status);
  }

  /** Only once every recipient is done with it; the content before what is known about it, each once. @param {Fields} value @param {Bytes} signature @returns {null} */
  _remove({ seqs, what, time }, signature) {
    if (signature.length) refuse("statement-signature");
    const named = Object.keys(seqs);
    if (named.length !== this.status.size || !named.every((one) => this.status.has(one))) refuse("not-a-recipient");
    if (!resolved(this.status.values()) || WHAT[this.removed.size] !== what) refuse("out-of-order", { act: "removal" });
    this.removed.set(what, seconds(time));
    return null;
  }

  /** @param {Fields} value @param {Status} status @returns {Act|null} */
  _receive({ mailbox, kind, response }, status) {
    const act = actOfReceipt(kind, response);
    if (kind === "delivered") checkReceiptOrder(this._responses.get(mailbox) ?? null, response);
    if (act) this.status.set(mailbox, advance(status, act));
    if (kind === "delivered") this._responses.set(mailbox, response);
    return act;
  }

  /** @param {Fields} value @param {Status} status @returns {Act} */
  _acknowledge({ mailbox, decision, by }, status) {
    this.status.set(mailbox, advance(status, decision));
    if (decision === "accepted") this.owner.set(mailbox, by);
    return decision;
  }

  /** Wherever nobody has answered yet; where somebody has, their answer stands. @param {boolean} bySender @returns {Act} */
  _withdraw(bySender) {
    if (!bySender) refuse("not-the-sender");
    const open = [...this.status].filter(([, status]) => UNANSWERED.includes(status));
    if (!open.length) refuse("out-of-order", { act: "withdrawn" });
    for (const [mailbox, status] of open) this.status.set(mailbox, advance(status, "withdrawn"));
    return "withdrawn";
  }
}
