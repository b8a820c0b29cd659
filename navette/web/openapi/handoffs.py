"""Deposit, collect, acknowledge."""

from navette.core.handoff import Status
from navette.store.withheld import State
from navette.web.openapi import samples
from navette.web.openapi.operation import (
    BODY,
    BOTH,
    BYTES,
    COORDINATOR,
    JSON,
    JSON_BODY,
    MEMBER,
    RATE,
    STATEMENT,
    WRITE,
    Answer,
    Content,
    Operation,
    read,
    written,
)
from navette.web.openapi.schemas import ACT_LEAF
from navette.web.openapi.shapes import Json, choice, record, ref

_SEALED: Json = {"type": "string", "contentMediaType": BYTES, "description": "docs/spec/envelope.md"}

_DEPOSITED = record(
    {
        "message": ref("Id"),
        "envelope": ref("Key"),
        "reference": ref("Reference"),
        **ACT_LEAF,
        "statement": ref("Statement"),
    }
)
_WITHHELD = record(
    {
        "message": ref("Id"),
        "envelope": ref("Key"),
        "release_of": ref("Id"),
        "for": ref("Id"),
        "releases": ref("Time"),
        "state": choice(list(State)),
    },
    what="A copy for a substitute (docs/spec/substitutes.md): in no ledger until it is released.",
)

OPERATIONS = (
    Operation(
        method="PUT",
        path="/v1/envelopes/{message}",
        who=BODY,
        name="deposit",
        summary="Deposit a sealed envelope, or a copy of one for a recipient's substitute",
        query=(
            ("release_of", ref("Id"), False),
            ("for", ref("Id"), False),
        ),
        body=Content(BYTES, _SEALED),
        answers=written(
            "Stored, numbered, in the ledger; with release_of and for: kept back.",
            {"oneOf": [_DEPOSITED, _WITHHELD]},
            {
                "message": samples.ID,
                "envelope": samples.KEY,
                "reference": "NV-7K3F-22Q",
                **samples.ACTES,
                "statement": samples.STATEMENT,
            },
        ),
        refusals=(
            *RATE,
            *("base64url", "field", "content-type", "too-large"),
            *("not-an-envelope", "header", "length", "recipient-or-blob-twice", "blob-size", "sender-not-a-recipient"),
            *("message-id-mismatch", "only-the-sender", "time-in-future", "time-too-old"),
            *("unknown-signer", "envelope-signature", "weak-signature-key", "not-in-sender-mailbox", "unknown-reply"),
            *("unknown-mailbox", "epoch-superseded", "blob-missing", "message-id-taken"),
            *("unknown-envelope", "not-a-recipient", "copy-differs", "already-answered", "copy-known"),
            *WRITE,
        ),
    ),
    Operation(
        method="GET",
        path="/v1/envelopes/{message}",
        who=MEMBER,
        name="collect",
        summary="The sealed bytes as deposited",
        answers=(Answer(200, "The envelope.", Content(BYTES, _SEALED)),),
        refusals=("base64url", "unknown-envelope", "envelope-removed"),
    ),
    Operation(
        method="GET",
        path="/v1/handoffs/{message}",
        who=BOTH,
        name="handoff",
        summary="Status per recipient, and every act with its ledger index",
        answers=read(
            "The handoff.",
            ref("Handoff"),
            {
                **samples.SENT,
                "acts": [{"index": 41, "statement": samples.STATEMENT, "signature": ""}],
                "replies": [samples.OTHER_ID],
                "reminders": [
                    {"mailbox": samples.ID, "step": "remind", "due": samples.TIME, "fired": samples.LATER},
                ],
                "nudges_sent": [{"mailbox": samples.ID, "by": samples.OTHER_KEY, "time": samples.LATER}],
            },
        ),
        refusals=("base64url", "unknown-envelope", "envelope-removed"),
    ),
    Operation(
        method="GET",
        path="/v1/references/{reference}",
        who=COORDINATOR,
        name="referred",
        summary="The message behind a reference said over the telephone, the newest when several share it",
        answers=read(
            "The message.",
            record({"message": ref("Id"), "reference": ref("Reference")}),
            {"message": samples.ID, "reference": "NV-7K3F-22Q"},
        ),
        refusals=("field", "coordinator-only", "unknown-envelope"),
    ),
    Operation(
        method="POST",
        path="/v1/handoffs/{message}/statements",
        who=BODY,
        name="acknowledge",
        summary="A receipt, an acknowledgement, a withdrawal",
        body=Content(JSON, ref("Signed"), samples.SIGNED),
        answers=written(
            "On record.",
            record({**ACT_LEAF, "status": choice(list(Status)), "changed": ref("Time")}),
            {**samples.ACTES, "status": "accepted", "changed": samples.TIME},
        ),
        refusals=(
            *(*RATE, *JSON_BODY, *STATEMENT, "unknown-signer", "unknown-envelope"),
            *("not-a-recipient", "outside-the-mailbox", "not-the-sender", "out-of-order", "already-accepted"),
            *("receipt-after-success", "statement-known", "reroute-without-deposit"),
            *("time-in-future", "time-before-deposit"),
            *WRITE,
        ),
    ),
)
