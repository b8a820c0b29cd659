"""What several routes speak of: ids, handoffs, leaves, problems."""

from navette.core.acknowledgement import CLOSE_CODES, DECLINE_CODES, QUESTION_CODES
from navette.core.handoff import Act, Status
from navette.core.parties import Urgency
from navette.core.reminders import Step
from navette.envelope.format import WRAP
from navette.store.withheld import State as CopyState
from navette.web.openapi.shapes import Json, binary, choice, listing, maybe, number, record, ref, switch, text

_SIGNS = "[0-9A-HJKMNP-TV-Z]"
_CODES = ", ".join(dict.fromkeys((*DECLINE_CODES, *QUESTION_CODES, *CLOSE_CODES)))

SIGNED = {"statement": ref("Statement"), "signature": ref("Signature")}
DIRECTORY_LEAF = {"ledger": choice(["annuaire"]), "index": ref("Index"), "checkpoint": ref("Checkpoint")}
ACT_LEAF = {"ledger": choice(["actes"]), "index": ref("Index"), "checkpoint": ref("Checkpoint")}
NEXT = maybe(number("The cursor of the next page; null after the last."))

_ITEM = {
    "message": ref("Id"),
    "envelope": ref("Key"),
    "reference": ref("Reference"),
    "sender_mailbox": ref("Id"),
    "sender": ref("Key"),
    "form": ref("Form"),
    "urgency": ref("Urgency"),
    "time": ref("Time"),
    "received": ref("Time"),
    "reply": maybe(ref("Id")),
    "pages": number("Of 4,096 bytes, of the sealed body.", least=1),
    "blobs": number("Attachments.", most=64),
    "index": ref("Index"),
    "stands_in_for": maybe(ref("Id")),
    "rerouted": switch("It continues what `reply` names, which another mailbox sent on."),
}
_COPY = record(
    {
        "message": ref("Id"),
        "mailbox": ref("Id"),
        "releases": ref("Time"),
        "state": choice(list(CopyState), "released: deposited for the substitute; stale: to be sealed again."),
        "status": maybe(ref("Status")),
        "owner": maybe(ref("Key")),
    },
    what="What was sealed for a recipient's substitute; `status` and `owner`: where it stands there, once released.",
)
_STATE = {
    "n": number("Its number in the mailbox: 1, 2, 3 … without holes.", least=1),
    "status": ref("Status"),
    "due_by": ref("Time"),
    "owner": maybe(ref("Key")),
    "changed": ref("Time"),
    "rerouted_to": maybe(ref("Id")),
    "nudged": maybe(ref("Time")),
    "nudged_by": maybe(ref("Key")),
    "nudges": number("How many times a coordinator nudged this recipient; `nudged`: when last; `nudged_by`: who."),
    "copy": maybe(ref("Copy")),
}
_REMOVAL = {"removal": maybe(ref("Time")), "removed": maybe(ref("Time"))}
_SENT = {
    **_ITEM,
    **_REMOVAL,
    "seq": number("The cursor of the outbox.", least=1),
    "recipients": listing(ref("Recipient")),
}
_ACT = record(
    {"index": ref("Index"), "statement": ref("Statement"), "signature": ref("SignatureOrNone")},
    what="One act and its leaf.",
)

_REMINDER = record(
    {"mailbox": ref("Id"), "step": choice(list(Step)), "due": ref("Time"), "fired": ref("Time")},
    what="A step of the clocks that fired about a recipient's silence (docs/spec/reminders.md).",
)
_NUDGE = record({"mailbox": ref("Id"), "by": ref("Key"), "time": ref("Time")}, what="A nudge of a coordinator.")

# Facts beside the members of RFC 9457; which of them, docs/spec/errors.md says for each code.
_FACTS = (
    *("act", "again", "allowed", "at", "blob", "column", "days", "expected", "field", "given", "index", "limit"),
    *("left", "line", "removed"),
    *("mailbox", "n", "now", "owner", "problem", "received", "retry_after", "signature", "size", "state", "statement"),
)
_PROBLEM = record(
    {
        "type": text("The code as a URN.", pattern="^urn:navette:error:[a-z0-9-]+$"),
        "title": text("In English, for who writes programs."),
        "status": number("That of the answer.", least=400, most=599),
        "code": text("Kept for ever (docs/spec/errors.md).", pattern="^[a-z0-9-]+$"),
    },
    {name: {"type": ["string", "integer"]} for name in _FACTS},
    "A failure (RFC 9457).",
)

SCHEMAS: dict[str, Json] = {
    "Id": binary(16, "The id of a message, a mailbox, an attachment or an invitation."),
    "Key": binary(32, "The id of a person or of an epoch, a digest, a secret."),
    "Signature": binary(64, "Ed25519."),
    "SignatureOrNone": {"anyOf": [ref("Signature"), {"const": ""}], "description": "None for a deposit."},
    "Sealed": binary(WRAP, "A seed sealed to a key."),
    "Time": text("UTC, whole seconds.", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", spelled="date-time"),
    "Reference": text("To say over the telephone.", pattern=f"^NV-{_SIGNS}{{4}}-{_SIGNS}{{3}}$"),
    "Statement": text(f"Its exact canonical text (docs/spec/acknowledgement.md). Administrative codes: {_CODES}."),
    "Checkpoint": text("A C2SP signed note."),
    "Text": text("Short.", least=1, most=200),
    "Index": number("Of a leaf in its ledger."),
    "Urgency": choice([urgency.code for urgency in Urgency], "FHIR request-priority."),
    "Status": choice(list(Status), "FHIR Task.status."),
    "Act": choice(["deposit", "transient", *Act, "nudged", *Step], "What happened."),
    "Day": text("Of Europe/Paris.", pattern=r"^\d{4}-\d\d-\d\d$", spelled="date"),
    "Form": record({"hash": ref("Key"), "name": text("`other` for one that is not published here.", least=1)}),
    "Signed": record(SIGNED, what="A statement and who signed it."),
    "Received": record({**_ITEM, **_REMOVAL, **_STATE}, what="A handoff as its recipient sees it."),
    "Copy": _COPY,
    "Recipient": record({"mailbox": ref("Id"), **_STATE}, what="Where it stands for one recipient."),
    "Sent": record(_SENT, what="A handoff as its sender sees it."),
    "Handoff": record(
        {
            **_SENT,
            "acts": listing(_ACT),
            "replies": listing(ref("Id")),
            "reminders": listing(_REMINDER),
            "nudges_sent": listing(_NUDGE),
        }
    ),
    "Unresolved": record(
        {
            **{name: _ITEM[name] for name in ("reference", "message", "sender_mailbox")},
            "mailbox": ref("Id"),
            **{name: _ITEM[name] for name in ("form", "urgency", "received")},
            **{name: _STATE[name] for name in ("due_by", "status", "owner", "changed")},
            **{name: _STATE[name] for name in ("nudged", "nudged_by", "nudges", "copy")},
            "overdue": switch("Nobody has answered, and the hour has passed."),
        },
        what="A handoff that nobody has closed, as a coordinator sees it.",
    ),
    "Event": record({"message": ref("Id"), "act": ref("Act"), "of": maybe(ref("Id"))}, what="The data of an event."),
    "Problem": _PROBLEM,
}
