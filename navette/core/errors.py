"""Every failure Navette can name: a stable code, the data the wording needs, and a family that says how to react.

A failure is named here, worded at the edge (navette/wording.py) and documented in docs/spec/errors.md; tests hold
the three together. Data never holds clinical text, a patient's identity or a key.
"""

from typing import ClassVar


class NavetteError(Exception):
    """A failure with a stable code.

    code: a key of CODES, kebab-case, kept for ever. data: str or int values, safe to show and to log by key.
    """

    family: ClassVar[str] = "error"

    def __init__(self, code: str, /, **data: str | int) -> None:
        if CODES[code][0] is not type(self):
            raise TypeError(f"{code} belongs to {CODES[code][0].__name__}, not to {type(self).__name__}")
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in sorted(self.data.items()))
        return f"{self.code} ({facts})" if facts else self.code


class Malformed(NavetteError):
    """The request cannot be read: its syntax, its type. The same bytes will never pass."""

    family = "malformed"


class Refused(NavetteError):
    """What was given was read, checked, and is not what it should be. The same bytes will never pass."""

    family = "refused"


class Unsigned(NavetteError):
    """The request does not prove who makes it. Sign again, with a fresh nonce and the right time."""

    family = "unsigned"


class Denied(NavetteError):
    """The person is known and may not do this."""

    family = "denied"


class Unknown(NavetteError):
    """There is nothing by that name, or nothing this person may know of."""

    family = "unknown"


class Conflict(NavetteError):
    """The state has moved on: the answer says where it is now."""

    family = "conflict"


class TooLarge(NavetteError):
    """A size or a count over its limit; data says the limit."""

    family = "too-large"


class Limited(NavetteError):
    """Too many requests; data says when to come back."""

    family = "limited"


class Unavailable(NavetteError):
    """Nothing is wrong with the request: come back later, with the same bytes."""

    family = "unavailable"


class Full(NavetteError):
    """No room left on the server's disk; nothing was stored."""

    family = "full"


class Local(NavetteError):
    """Something on this machine: a file, a permission, a setting, a wrong passphrase."""

    family = "local"


CODES: dict[str, tuple[type[NavetteError], str]] = {
    # -- what can be read at all
    "json": (Malformed, "not the JSON this place takes: one object, each key once, canonical where it is signed"),
    "json-depth": (Malformed, "JSON nested too deep"),
    "utf-8": (Malformed, "not UTF-8 text"),
    "content-type": (Malformed, "another content type is expected here"),
    "content-digest": (Malformed, "the body does not match its Content-Digest"),
    "field": (Malformed, "a field is missing, unknown, or not of the form described"),
    "base64url": (Malformed, "not canonical base64url of the expected length"),
    "time": (Malformed, "not a time of the form 2026-11-22T10:00:00Z"),
    "not-found": (Unknown, "no such route"),
    "method": (Malformed, "this route does not take that method"),
    # -- envelopes
    "not-an-envelope": (Refused, "the magic or the fixed part of an envelope is not there"),
    "header": (Refused, "a count, a time or an urgency of the header is out of range"),
    "length": (Refused, "the length does not follow from the header"),
    "recipient-or-blob-twice": (Refused, "a recipient or an attachment is named twice"),
    "blob-size": (Refused, "an attachment's size is out of range"),
    "sender-not-a-recipient": (Refused, "the sender's own mailbox is not among the recipients"),
    "only-the-sender": (Refused, "the envelope has no recipient beside its sender"),
    "another-sender": (Refused, "the key offered is not the sender's"),
    "envelope-signature": (Refused, "the envelope's signature does not verify"),
    "weak-signature-key": (Refused, "an Ed25519 key of small order, or not canonical"),
    "public-key": (Refused, "not a public key of this suite"),
    "public-key-length": (Refused, "a public key of the wrong length"),
    "sealed-to-another-key-or-context": (Refused, "sealed to another key, or in another context"),
    "content-key": (Refused, "the content key is not 32 bytes"),
    "key-commitment": (Refused, "the content key is not the one committed to"),
    "body": (Refused, "the body does not open"),
    "padding": (Refused, "the padding is not as it must be"),
    "compression": (Refused, "the body is not one deflate stream"),
    "compression-or-payload-too-large": (Refused, "the body inflates beyond the limit, or not to its end"),
    "payload-too-large": (TooLarge, "the fiche and its manifest exceed the limit"),
    "payload": (Refused, "the payload's manifest is not inside it"),
    "manifest": (Refused, "the manifest is not of the form described"),
    "no-seat-for-this-epoch": (Refused, "no seat held here opens this generation of the mailbox"),
    "not-addressed-to-this-mailbox": (Refused, "the envelope is not addressed to this mailbox"),
    "seat-holds-another-key": (Refused, "the seat opens, and holds another key than announced"),
    "history-holds-another-key": (Refused, "the history link opens, and holds another key than announced"),
    # -- attachments
    "file-shorter-than-said": (Refused, "the file ended before its announced size"),
    "blob-cut-short": (Refused, "the attachment ends too early"),
    "blob-chunk": (Refused, "a piece of the attachment does not open"),
    "blob-digest": (Refused, "the attachment is not the one announced"),
    "blob-missing": (Conflict, "an attachment named by the envelope has not arrived whole"),
    "blob-part-out-of-order": (Conflict, "another part of the attachment is expected next"),
    "blob-part-length": (Refused, "a part of an attachment of the wrong length"),
    "blob-known": (Conflict, "this attachment id is known with another size, digest or owner"),
    "unknown-blob": (Unknown, "no such attachment, or not for this person"),
    # -- unlocking
    "code-groups": (Refused, "a printed code has seven groups of four symbols"),
    "code-mistyped": (Refused, "a symbol of the printed code is mistyped"),
    "lock": (Refused, "this does not open the keyring"),
    "unknown-lock": (Unknown, "no such lock, or not this person's"),
    "lock-known": (Conflict, "this lock id, or this passkey, is known with other bytes"),
    "last-lock": (Conflict, "the last lock of a person cannot be removed"),
    "too-many-locks": (TooLarge, "a person has as many locks as there may be"),
    "too-many-tries": (Limited, "too many tries to unlock in a short time"),
    "passkey": (Refused, "the passkey does not answer for this site, or its person was not verified"),
    "passkey-challenge": (Refused, "the challenge was not given here, is too old, or served before"),
    "prf-leaked": (Refused, "the request holds what a passkey opens with: nothing of it is kept, make another"),
    "unknown-note": (Unknown, "no such note of this person"),
    "too-many-notes": (TooLarge, "a person has as many notes as there may be"),
    # -- notices
    "email": (Refused, "not an e-mail address that can be written to"),
    "no-mail": (Refused, "this server sends no e-mail"),
    "unknown-contact": (Unknown, "no address of this person to write to"),
    "contact-code": (Refused, "not the code that was sent to the address"),
    "contact-tries": (Limited, "too many codes asked for or mistyped"),
    "no-push": (Refused, "this server tells no devices"),
    "push-endpoint": (Refused, "not an address of a push service that this server asks"),
    # -- statements and the directory
    "statement-type": (Refused, "no such type of statement"),
    "statement-version": (Refused, "another version of statement"),
    "statement-signature": (Refused, "the statement's signature does not verify"),
    "unknown-signer": (Refused, "the signer is not in the directory"),
    "not-self-signed": (Refused, "a person signs for itself"),
    "not-a-coordinator": (Refused, "the signer is not a coordinator trusted here"),
    "subject": (Refused, "a statement names nobody and no mailbox of the directory"),
    "members": (Refused, "members are named once each, with a known role, a guardian among them"),
    "unknown-member": (Refused, "a member is not in the directory"),
    "first-statement": (Refused, "a mailbox begins with number 0, no predecessor, signed by one of its guardians"),
    "not-the-next-statement": (Refused, "the statement does not follow the mailbox's latest one"),
    "not-a-guardian": (Refused, "the signer is no guardian of the mailbox"),
    "member-left-key-stayed": (Refused, "a member left and the mailbox kept its key"),
    "old-key-came-back": (Refused, "a key the mailbox had before came back"),
    "key-of-another-mailbox": (Refused, "the key belongs to another mailbox already"),
    "kind-or-address-changed": (Refused, "a mailbox keeps its kind; its address changes only by a coordinator"),
    "seats": (Refused, "every member needs a seat of the current generation, and nobody else has one"),
    "history": (Refused, "the link to the previous generation is missing or not expected"),
    "not-vouched-for": (Refused, "no coordinator vouches for this mailbox or person, or the certificate has ended"),
    "unknown-person": (Unknown, "no such person in the directory"),
    "unknown-mailbox": (Unknown, "no such mailbox in the directory"),
    "person-known": (Conflict, "this person is in the directory already"),
    "address-taken": (Conflict, "the address belongs to another mailbox"),
    # -- invitations
    "invitation": (Refused, "no open invitation answers to this code"),
    "invitation-used": (Conflict, "the invitation was used already"),
    "invitation-expired": (Refused, "the invitation has expired"),
    "invitation-other-kind": (Refused, "the invitation was made for something else"),
    "invitation-binding": (Refused, "who joined did not hold the secret of the invitation"),
    "unknown-invitation": (Unknown, "no such invitation"),
    # -- handoffs and acknowledgements
    "epoch-superseded": (Conflict, "a recipient's key has changed: seal again to the statement given"),
    "message-id-taken": (Conflict, "this message id is known with other bytes"),
    "message-id-mismatch": (Refused, "the id of the address is not the id of the envelope"),
    "not-in-sender-mailbox": (Refused, "the sender is not a member of the mailbox it sends from"),
    "time-in-future": (Refused, "the sender's clock is ahead of the server's"),
    "time-before-deposit": (Refused, "the act is dated before the deposit of what it is about"),
    "time-too-old": (Refused, "the envelope was sealed too long ago: seal it again"),
    "unknown-reply": (Refused, "the envelope replies to nothing this mailbox took part in"),
    "unknown-envelope": (Unknown, "no such envelope, or not for this person"),
    "envelope-removed": (Unknown, "the envelope was removed at the end of its retention"),
    "not-a-recipient": (Refused, "the mailbox is not a recipient of this envelope"),
    "outside-the-mailbox": (Refused, "the signer is not a member of the mailbox"),
    "not-the-sender": (Refused, "only the sending mailbox withdraws"),
    "out-of-order": (Conflict, "the handoff is not in a state where this can follow"),
    "already-accepted": (Conflict, "somebody took the handoff in charge before"),
    "reason-missing": (Refused, "declining needs an administrative reason"),
    "reason-unknown": (Refused, "not one of the administrative reasons"),
    "reroute-without-deposit": (Refused, "nothing was sent on to another mailbox in reply to this envelope"),
    "receipt-after-success": (Conflict, "a receipt of success is never followed by one of failure"),
    "statement-known": (Conflict, "the same statement was made with other bytes"),
    "nothing-to-nudge": (Conflict, "that recipient has answered: nobody is waited for"),
    "nudged-recently": (Limited, "that recipient was reminded of this handoff a short time ago"),
    "nudge-known": (Conflict, "this nudge id is known for another handoff, recipient or coordinator"),
    "hold-known": (Conflict, "this hold id is known for something else, or for another coordinator"),
    "unknown-hold": (Unknown, "no such hold"),
    "copy-differs": (Refused, "the copy for a substitute is not of the fiche it names, or not for one mailbox more"),
    "copy-known": (Conflict, "a copy for a substitute is kept for that recipient already"),
    "already-answered": (Conflict, "that recipient has answered: nobody stands in for it"),
    # -- ledgers
    "proof-index": (Refused, "the index is outside the ledger"),
    "proof-too-long": (Refused, "a proof is longer than the ledger asks"),
    "not-in-the-ledger": (Refused, "the proof does not lead to the checkpoint"),
    "ledger-shrank": (Refused, "the ledger is smaller than it was"),
    "two-ledgers-of-one-size": (Refused, "two checkpoints of one size with different roots"),
    "consistency-proof-empty": (Refused, "a consistency proof is missing"),
    "ledger-rewritten": (Refused, "the ledger was rewritten"),
    "checkpoint-text": (Refused, "not a checkpoint"),
    "checkpoint-signature": (Refused, "a signature of the checkpoint does not verify"),
    "checkpoint-unsigned": (Refused, "the checkpoint is not signed by its ledger"),
    "verifier-key": (Refused, "not the verifier key of a ledger or of a witness"),
    "too-few-witnesses": (Refused, "too few witnesses cosigned the checkpoint"),
    "unknown-ledger": (Unknown, "no such ledger"),
    "number-missing": (Refused, "a number of the mailbox is missing: a fiche was kept from it"),
    "number-reused": (Refused, "a number of the mailbox was given to two envelopes"),
    "status-unsigned": (Refused, "the server says a state that no signed act explains"),
    "copy-altered": (Refused, "a copy kept on this machine is not what it was"),
    # -- requests
    "request-unsigned": (Unsigned, "the request carries no signature"),
    "request-signature": (Unsigned, "the request's signature does not verify"),
    "request-time": (Unsigned, "the request was signed too long ago, or in the future"),
    "request-replayed": (Unsigned, "the request was seen before"),
    "coordinator-only": (Denied, "only a coordinator may do this"),
    "not-a-member": (Denied, "only a member of the mailbox may do this"),
    "poste-closed": (Denied, "the page was not opened by a link of this run of the Poste Navette"),
    "too-large": (TooLarge, "the request's body exceeds the limit"),
    "too-many-requests": (Limited, "too many requests in a short time"),
    "store-busy": (Unavailable, "the database is locked by another program"),
    "stopping": (Unavailable, "the server is stopping"),
    "not-ready": (Unavailable, "the server is not ready"),
    "disk-full": (Full, "no room left on the server's disk: nothing was stored"),
    "internal": (Unavailable, "an unforeseen fault of the server"),
    # -- forms and bundles
    "unknown-form": (Unknown, "no such form"),
    "bad-form": (Refused, "a Questionnaire is not a form that can be used; data says how many faults it has"),
    "no-answers": (Refused, "the document does not carry answers to a form that is known here"),
    "no-earlier": (Refused, "no fiche opened or sent from here is about this patient"),
    "another-patient": (Refused, "the earlier fiche is about another patient than the answers"),
    "unknown-block": (Refused, "the form has no block of this name"),
    "answers": (Refused, "the answers do not fill the form; data names the first fault"),
    "bundle": (Refused, "not a FHIR R4 document Bundle that passes the checks; data names the first fault"),
    "identity": (Refused, "the patient's identity breaks a rule of the INS; data says which"),
    # -- this machine
    "settings": (Local, "a setting is unknown or of the wrong form"),
    "migration": (Local, "the database and this version of the program do not fit"),
    "keyring-missing": (Local, "there is no keyring here: join first"),
    "keyring-exists": (Local, "there is a keyring here already"),
    "keyring-permissions": (Local, "the keyring can be read by others: it must be mode 0600"),
    "keyring-damaged": (Local, "the keyring file cannot be read"),
    "file": (Local, "a file cannot be read or written"),
    "storage-full": (Local, "the browser has no room left for what is kept on this machine"),
    "crypto-version": (Local, "the cryptography library is too old: version 48 at least"),
    "browser-too-old": (Local, "the browser lacks an operation that fiches are sealed with"),
    "taken-out": (Local, "this device was taken out of the account: the server knows its lock no more"),
    "passphrase-elsewhere": (Local, "a passphrase cannot be stretched in this browser"),
    "another-server": (Local, "what was given belongs to another server than the one that is spoken to here"),
    "server-unreachable": (Local, "the server does not answer: what was sealed waits in the outbox"),
    "server-answer": (Local, "the server's answer is not of the form described"),
    "unknown-name": (Local, "no entry of the directory answers to this name"),
    "ambiguous-name": (Local, "several entries answer to this name; data lists them"),
    "unknown-reference": (Local, "no handoff here has this reference"),
    "verification": (Local, "verification found faults; data says how many"),
}
