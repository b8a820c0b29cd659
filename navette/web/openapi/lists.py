"""What people look at: inbox, outbox, the unresolved list, live events."""

from navette.web.openapi import samples
from navette.web.openapi.operation import COORDINATOR, MEMBER, STREAM, Answer, Content, Operation, read
from navette.web.openapi.schemas import NEXT
from navette.web.openapi.shapes import listing, maybe, number, record, ref, text

_LIMIT = ("limit", number("Items of a page.", least=1, most=200), False)
_EVENTS = """:ok

id: 41
event: acknowledgement
data: {"message":"AZqtHDBqe8OyTvUq6yqK4g","act":"accepted","of":"vM0rHYGk2Qe0n8S4rD0u7Q"}

"""
_CURSOR = maybe(text("The cursor of the next page; null after the last.", least=1, most=80))
_REMOVED = record(
    {
        "n": number("Its number in the mailbox.", least=1),
        "message": ref("Id"),
        "index": ref("Index"),
        "statement": ref("Statement"),
    }
)

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/mailboxes/{mailbox}/inbox",
        who=MEMBER,
        name="inbox",
        summary="What was sent to the mailbox, by number",
        query=(
            ("after", number("The number of the last item of the page before."), False),
            _LIMIT,
            ("open", number("1: without what is resolved.", most=1), False),
        ),
        answers=read(
            "A page.",
            record({"items": listing(ref("Received"), most=200), "next": NEXT}),
            {"items": [{**samples.ITEM, **samples.REMOVAL, **samples.STATE}], "next": None},
        ),
        refusals=("base64url", "field", "not-a-member"),
    ),
    Operation(
        method="GET",
        path="/v1/mailboxes/{mailbox}/removed",
        who=MEMBER,
        name="removedNumbers",
        summary="Numbers of the mailbox whose handoff is no longer known, and the statements that say so",
        query=(("after", number("The number of the last item of the page before."), False), _LIMIT),
        answers=read(
            "A page.",
            record({"items": listing(_REMOVED, most=200), "next": NEXT}),
            {"items": [{"n": 12, "message": samples.ID, "index": 41, "statement": samples.STATEMENT}], "next": None},
        ),
        refusals=("base64url", "field", "not-a-member"),
    ),
    Operation(
        method="GET",
        path="/v1/mailboxes/{mailbox}/outbox",
        who=MEMBER,
        name="outbox",
        summary="What the mailbox sent, newest first, and where it stands",
        query=(("before", number("The cursor of the page before."), False), _LIMIT),
        answers=read(
            "A page.",
            record({"items": listing(ref("Sent"), most=200), "next": NEXT}),
            {"items": [samples.SENT], "next": 57},
        ),
        refusals=("base64url", "field", "not-a-member"),
    ),
    Operation(
        method="GET",
        path="/v1/unresolved",
        who=COORDINATOR,
        name="unresolved",
        summary="Every handoff nobody has closed, the nearest deadline first: metadata only",
        query=(("after", text("The cursor of the page before.", least=1, most=80), False), _LIMIT),
        answers=read(
            "A page.",
            record({"items": listing(ref("Unresolved"), most=200), "next": _CURSOR, "now": ref("Time")}),
            {"items": [samples.UNRESOLVED], "next": None, "now": samples.TIME},
        ),
        refusals=("field", "base64url", "coordinator-only"),
    ),
    Operation(
        method="GET",
        path="/v1/events",
        who=MEMBER,
        name="events",
        summary="Live events of one or several mailboxes (server-sent events)",
        query=(
            ("mailbox", {**listing(ref("Id"), "Once for each.", most=32), "minItems": 1}, True),
            ("from", number("The first index of the ledger `actes` wanted; without it, from now on."), False),
        ),
        headers=(("Last-Event-ID", text("The index seen last; wins over `from`.")),),
        answers=(
            Answer(200, "A stream: `id` the act's index, `data` an Event.", Content(STREAM, text("Events."), _EVENTS)),
        ),
        refusals=("base64url", "field", "not-a-member"),
    ),
)
