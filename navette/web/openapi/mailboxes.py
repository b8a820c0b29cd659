"""Mailboxes: their members, their seats, and when they were last collected."""

from navette.web.openapi import samples
from navette.web.openapi.operation import (
    BODY,
    JSON,
    JSON_BODY,
    MEMBER,
    PERSON,
    RATE,
    STATEMENT,
    WRITE,
    Content,
    Operation,
    read,
    written,
)
from navette.web.openapi.schemas import DIRECTORY_LEAF, SIGNED
from navette.web.openapi.shapes import Json, listing, maybe, record, ref

JUDGED = (*STATEMENT, "unknown-signer")
# What can be wrong with a mailbox's new state.
STATE_CODES = (
    "public-key",
    "unknown-member",
    "first-statement",
    "not-the-next-statement",
    "not-a-guardian",
    "kind-or-address-changed",
    "old-key-came-back",
    "member-left-key-stayed",
    "key-of-another-mailbox",
    "seats",
    "address-taken",
)
# What can be wrong with what it says of itself.
SERVICE_CODES = ("subject", "first-statement", "not-the-next-statement", "not-a-guardian", "unknown-mailbox")
_COLLECTED = record({"mailbox": ref("Id"), "last_collected": maybe(ref("Time")), "waiting_since": maybe(ref("Time"))})
_SEATS: Json = {
    "type": "object",
    "propertyNames": ref("Key"),
    "additionalProperties": ref("Sealed"),
    "description": "Person to seat: exactly the newcomers, or every member when the key is new.",
}
_SEAT = record({"epoch": ref("Key"), "sealed": ref("Sealed")})
_LINK = record({"new": ref("Key"), "old": ref("Key"), "sealed": ref("Sealed")})

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/mailboxes",
        who=PERSON,
        name="mailboxes",
        summary="When each mailbox was last collected, and since when something waits there unopened",
        answers=read(
            "Every mailbox.",
            record({"mailboxes": listing(_COLLECTED)}),
            {"mailboxes": [{"mailbox": samples.ID, "last_collected": samples.TIME, "waiting_since": None}]},
        ),
    ),
    Operation(
        method="POST",
        path="/v1/mailboxes/{mailbox}/statements",
        who=BODY,
        name="changeMembers",
        summary="Arrival, departure, new epoch, with their seats",
        body=Content(
            JSON,
            record({**SIGNED, "seats": _SEATS, "history": maybe(record({"old": ref("Key"), "sealed": ref("Sealed")}))}),
            {
                **samples.SIGNED,
                "seats": {samples.KEY: samples.SEALED},
                "history": {"old": samples.OTHER_KEY, "sealed": samples.SEALED},
            },
        ),
        answers=written("The mailbox's new state.", record(DIRECTORY_LEAF), samples.ANNUAIRE),
        refusals=(*RATE, *JSON_BODY, *JUDGED, *STATE_CODES, "unknown-mailbox", "history", *WRITE),
    ),
    Operation(
        method="POST",
        path="/v1/mailboxes/{mailbox}/service",
        who=BODY,
        name="stateService",
        summary="What a mailbox says of itself: hours, days off, who stands in, which forms it takes",
        body=Content(JSON, record(SIGNED), samples.SIGNED),
        answers=written("On record for who sends there.", record(DIRECTORY_LEAF), samples.ANNUAIRE),
        refusals=(*RATE, *JSON_BODY, *JUDGED, *SERVICE_CODES, *WRITE),
    ),
    Operation(
        method="GET",
        path="/v1/mailboxes/{mailbox}/seats",
        who=MEMBER,
        name="seats",
        summary="My seats and the history links, newest first",
        answers=read(
            "Those of who asks.",
            record({"seats": listing(_SEAT), "history": listing(_LINK)}),
            {
                "seats": [{"epoch": samples.KEY, "sealed": samples.SEALED}],
                "history": [{"new": samples.KEY, "old": samples.OTHER_KEY, "sealed": samples.SEALED}],
            },
        ),
        refusals=("base64url", "not-a-member"),
    ),
)
