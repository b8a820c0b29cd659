"""What coordinators hold back from removal."""

from navette.core.retention import HOLD_CODES, Scope
from navette.web.openapi import samples
from navette.web.openapi.operation import COORDINATOR, JSON, JSON_BODY, WRITE, Answer, Content, Operation, read, written
from navette.web.openapi.shapes import Json, choice, listing, maybe, record, ref

_TARGET: Json = {"anyOf": [ref("Id"), {"const": ""}], "description": "A message or a mailbox; empty for everything."}
_WANTED = {"scope": choice(tuple(Scope)), "target": _TARGET, "code": choice(HOLD_CODES)}
_SAMPLE = {"scope": "handoff", "target": samples.ID, "code": "litigation"}
_HOLD = record(
    {
        "hold": ref("Id"),
        **_WANTED,
        "by": ref("Key"),
        "time": ref("Time"),
        "lifted": maybe(ref("Time")),
        "lifted_by": maybe(ref("Key")),
    },
    what="Held since `time`; `lifted`: until when it was.",
)
_HELD = {
    "hold": samples.OTHER_ID,
    **_SAMPLE,
    "by": samples.KEY,
    "time": samples.TIME,
    "lifted": None,
    "lifted_by": None,
}

OPERATIONS = (
    Operation(
        method="PUT",
        path="/v1/holds/{hold}",
        who=COORDINATOR,
        name="hold",
        summary="Hold a handoff, a mailbox or everything back from removal",
        body=Content(JSON, record(_WANTED), _SAMPLE),
        answers=written("Held, and on record.", _HOLD, _HELD),
        refusals=(*JSON_BODY[:-1], "coordinator-only", "unknown-envelope", "unknown-mailbox", "hold-known", *WRITE),
    ),
    Operation(
        method="DELETE",
        path="/v1/holds/{hold}",
        who=COORDINATOR,
        name="liftHold",
        summary="Let go of it: what is due is removed a month later",
        answers=(
            Answer(
                200, "As it ended.", Content(JSON, _HOLD, {**_HELD, "lifted": samples.LATER, "lifted_by": samples.KEY})
            ),
        ),
        refusals=("base64url", "coordinator-only", "unknown-hold", *WRITE),
    ),
    Operation(
        method="GET",
        path="/v1/holds",
        who=COORDINATOR,
        name="holds",
        summary="Every hold, in force or ended, oldest first",
        answers=read("All of them.", record({"holds": listing(_HOLD)}), {"holds": [_HELD]}),
        refusals=("coordinator-only",),
    ),
)
