// The codes of navette/core/errors.py, by family. Written by: python -m tests.js.codes

/** @type {Record<string, string>} */
export const FAMILIES = {
  "malformed": "json json-depth utf-8 content-type content-digest field base64url time method",
  "unknown":
    "not-found unknown-blob unknown-lock unknown-note unknown-contact unknown-person unknown-mailbox " +
    "unknown-invitation unknown-envelope envelope-removed unknown-hold unknown-ledger unknown-form",
  "refused":
    "not-an-envelope header length recipient-or-blob-twice blob-size sender-not-a-recipient only-the-sender " +
    "another-sender envelope-signature weak-signature-key public-key public-key-length " +
    "sealed-to-another-key-or-context content-key key-commitment body padding compression " +
    "compression-or-payload-too-large payload manifest no-seat-for-this-epoch not-addressed-to-this-mailbox " +
    "seat-holds-another-key history-holds-another-key file-shorter-than-said blob-cut-short blob-chunk blob-digest " +
    "blob-part-length code-groups code-mistyped lock passkey passkey-challenge prf-leaked email no-mail " +
    "contact-code no-push push-endpoint statement-type statement-version statement-signature unknown-signer " +
    "not-self-signed not-a-coordinator subject members unknown-member first-statement not-the-next-statement " +
    "not-a-guardian member-left-key-stayed old-key-came-back key-of-another-mailbox kind-or-address-changed seats " +
    "history not-vouched-for invitation invitation-expired invitation-other-kind invitation-binding " +
    "message-id-mismatch not-in-sender-mailbox time-in-future time-before-deposit time-too-old unknown-reply " +
    "not-a-recipient outside-the-mailbox not-the-sender reason-missing reason-unknown reroute-without-deposit " +
    "copy-differs proof-index proof-too-long not-in-the-ledger ledger-shrank two-ledgers-of-one-size " +
    "consistency-proof-empty ledger-rewritten checkpoint-text checkpoint-signature checkpoint-unsigned verifier-key " +
    "too-few-witnesses number-missing number-reused status-unsigned copy-altered bad-form no-answers no-earlier " +
    "another-patient unknown-block answers bundle identity",
  "too-large": "payload-too-large too-many-locks too-many-notes too-large",
  "conflict":
    "blob-missing blob-part-out-of-order blob-known lock-known last-lock person-known address-taken invitation-used " +
    "epoch-superseded message-id-taken out-of-order already-accepted receipt-after-success statement-known " +
    "nothing-to-nudge nudge-known hold-known copy-known already-answered",
  "limited": "too-many-tries contact-tries nudged-recently too-many-requests",
  "unsigned": "request-unsigned request-signature request-time request-replayed",
  "denied": "coordinator-only not-a-member poste-closed",
  "unavailable": "store-busy stopping not-ready internal",
  "full": "disk-full",
  "local":
    "settings migration keyring-missing keyring-exists keyring-permissions keyring-damaged file storage-full " +
    "crypto-version browser-too-old taken-out passphrase-elsewhere another-server server-unreachable server-answer " +
    "unknown-name ambiguous-name unknown-reference verification",
};
