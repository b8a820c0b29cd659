"""The coordinator's nudges."""

from navette.web.openapi import samples
from navette.web.openapi.operation import COORDINATOR, JSON, JSON_BODY, WRITE, Content, Operation, written
from navette.web.openapi.shapes import record, ref

_WANTED = {"message": ref("Id"), "mailbox": ref("Id")}
_SAMPLE = {"message": samples.ID, "mailbox": samples.OTHER_ID}

OPERATIONS = (
    Operation(
        method="PUT",
        path="/v1/nudges/{nudge}",
        who=COORDINATOR,
        name="nudge",
        summary="Nudge a recipient about a handoff that waits there",
        body=Content(JSON, record(_WANTED), _SAMPLE),
        answers=written(
            "On record, and told to who listens.",
            record({"nudge": ref("Id"), **_WANTED, "time": ref("Time")}),
            {"nudge": samples.ID, **_SAMPLE, "time": samples.TIME},
        ),
        refusals=(
            *(*JSON_BODY[:-1], "coordinator-only", "unknown-envelope", "not-a-recipient"),
            *("nudge-known", "nothing-to-nudge", "nudged-recently"),
            *WRITE,
        ),
    ),
)
