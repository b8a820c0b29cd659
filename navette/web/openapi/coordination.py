"""The coordinator's nudges and figures."""

from navette.web.openapi import samples
from navette.web.openapi.operation import COORDINATOR, JSON, JSON_BODY, WRITE, Content, Operation, read, written
from navette.web.openapi.shapes import choice, listing, number, record, ref, text

_WANTED = {"message": ref("Id"), "mailbox": ref("Id")}
_SAMPLE = {"message": samples.ID, "mailbox": samples.OTHER_ID}
_COUNTS = ("sent", "received", "accepted", "rejected", "completed", "cancelled", "unanswered")
_COUNT = number("Recipients of handoffs (docs/spec/indicators.md).")
_MONTH = text("Of Europe/Paris.", pattern=r"^\d{4}-\d\d$")
_KEY = text(
    "The mailbox of a recipient, the hash of a form, or nothing.", pattern="^([A-Za-z0-9_-]{22}([A-Za-z0-9_-]{21})?)?$"
)

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
    Operation(
        method="GET",
        path="/v1/indicators",
        who=COORDINATOR,
        name="indicators",
        summary="Volumes and delays of a period of at most 366 days, from metadata only",
        query=(("from", ref("Day"), True), ("to", ref("Day"), True)),
        answers=read(
            "What was deposited in these days, as it stands now.",
            record(
                {
                    "from": ref("Day"),
                    "to": ref("Day"),
                    "now": ref("Time"),
                    "forms": listing(
                        record({"form": ref("Key"), "name": text("`other`: not published here."), "volume": _COUNT})
                    ),
                    "rows": listing(
                        record(
                            {
                                "month": _MONTH,
                                "form": ref("Key"),
                                "sender": ref("Id"),
                                "recipient": ref("Id"),
                                **dict.fromkeys(_COUNTS, _COUNT),
                            }
                        )
                    ),
                    "delays": listing(
                        record(
                            {
                                "by": choice(("recipient", "form", "all")),
                                "key": _KEY,
                                "what": choice(("received", "accepted", "completed")),
                                "count": number("What the percentiles are of.", least=1),
                                "median": number("Seconds, nearest rank."),
                                "p90": number("Seconds, nearest rank."),
                            }
                        )
                    ),
                }
            ),
            {
                "from": "2026-11-01",
                "to": "2026-11-30",
                "now": samples.TIME,
                "forms": [{"form": samples.KEY, "name": "admission", "volume": 3}],
                "rows": [
                    {
                        "month": "2026-11",
                        "form": samples.KEY,
                        "sender": samples.OTHER_ID,
                        "recipient": samples.ID,
                        **dict(zip(_COUNTS, (3, 3, 2, 0, 1, 0, 1), strict=True)),
                    }
                ],
                "delays": [{"by": "all", "key": "", "what": "accepted", "count": 2, "median": 840, "p90": 3600}],
            },
        ),
        refusals=("field", "coordinator-only"),
    ),
)
