"""The coordinator's figures of a period, and the lines behind one of them."""

from navette.core.figures import SHOWN
from navette.store.lines import CONDITIONS
from navette.web.openapi import samples
from navette.web.openapi.operation import COORDINATOR, Operation, read
from navette.web.openapi.shapes import Json, choice, listing, maybe, number, record, ref, switch, text

_SPEC = "docs/spec/indicators.md"
_MONTH = text("Of Europe/Paris.", pattern=r"^\d{4}-\d\d$")
_KEY = text(
    "The mailbox of a recipient, the hash of a form, or nothing.", pattern="^([A-Za-z0-9_-]{22}([A-Za-z0-9_-]{21})?)?$"
)
_BY = text(
    "What tells rows apart, with commas: month, form, sender, recipient; month,form,recipient when it is not there.",
    pattern="^[a-z,]*$",
)
_PERIOD = (("from", ref("Day"), True), ("to", ref("Day"), True))
_DAYS = {"from": ref("Day"), "to": ref("Day")}


def _count(what: str = "", least: int = 0) -> Json:
    return maybe(number(f"{what or 'Recipients of handoffs'} ({_SPEC}); null: hidden, since it is few.", least=least))


_COUNT = _count()
_ROW = {"month": maybe(_MONTH), "form": maybe(ref("Key")), "sender": maybe(ref("Id")), "recipient": maybe(ref("Id"))}
_DELAY = {
    "by": choice(("recipient", "form", "all")),
    "key": _KEY,
    "what": choice(("received", "accepted", "completed")),
    "count": _count("What the percentiles are of", least=1),
    "median": _count("Seconds, nearest rank"),
    "p90": _count("Seconds, nearest rank"),
}
_FORM = {"form": ref("Key"), "name": text("`other`: not published here.")}
_RATES = ("sent", "received", "taken", "answered")
_ACTORS = ("professionals", "mailboxes", "facilities")
_ANSWER = {
    **_DAYS,
    "now": ref("Time"),
    "by": listing(choice(("month", "form", "sender", "recipient"))),
    "masked": switch("Whether small numbers are hidden."),
    "forms": listing(record({**_FORM, "volume": _COUNT})),
    "rows": listing(record({**_ROW, **dict.fromkeys(SHOWN, _COUNT)}, what="A key that was not asked for is null.")),
    "delays": listing(record(_DELAY)),
    "acknowledgement": record(dict.fromkeys(_RATES, _COUNT), what="The rates are these, divided by `sent`."),
    "same_day": listing(record({**_FORM, "count": _COUNT, "same_day": _COUNT})),
    "failures": listing(
        record(
            {"response": choice(("transient-error", "fatal-error")), "code": text("Of the receipt."), "count": _COUNT}
        )
    ),
    "unresolved": listing(
        record({"recipient": ref("Id"), "over": number("Seconds since the deposit.", least=1), "count": _COUNT})
    ),
    "found": record({"asked": _COUNT, "found": _COUNT}),
    "actors": record(dict.fromkeys(_ACTORS, _COUNT)),
}
_EXAMPLE = {
    "from": "2026-11-01",
    "to": "2026-11-30",
    "now": samples.TIME,
    "by": ["month", "form", "recipient"],
    "masked": False,
    "forms": [{"form": samples.KEY, "name": "discharge", "volume": 3}],
    "rows": [
        {"month": "2026-11", "form": samples.KEY, "sender": None, "recipient": samples.ID}
        | dict(zip(SHOWN, (3, 3, 2, 0, 1, 0, 1), strict=True))
    ],
    "delays": [{"by": "all", "key": "", "what": "accepted", "count": 2, "median": 840, "p90": 3600}],
    "acknowledgement": dict(zip(_RATES, (3, 3, 2, 2), strict=True)),
    "same_day": [{"form": samples.KEY, "name": "discharge", "count": 3, "same_day": 2}],
    "failures": [{"response": "transient-error", "code": "store-busy", "count": 1}],
    "unresolved": [{"recipient": samples.ID, "over": 86_400, "count": 1}],
    "found": {"asked": 0, "found": 0},
    "actors": dict(zip(_ACTORS, (4, 2, 1), strict=True)),
}
_LINE = {
    "reference": ref("Reference"),
    "message": ref("Id"),
    "mailbox": ref("Id"),
    "received": ref("Time"),
    "index": number("Of the deposit, in the ledger `actes`."),
    "acts": listing(number("In the ledger `actes`."), "Those of this recipient, and of all; the deposit first."),
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/indicators",
        who=COORDINATOR,
        name="indicators",
        summary="Volumes, delays and rates of a period of at most 366 days, from metadata only",
        query=(
            *_PERIOD,
            ("by", _BY, False),
            ("delays", number("0: `delays` stays empty, which is sooner counted.", most=1), False),
            ("mask", number("1: small numbers are hidden, and what would give them away.", most=1), False),
        ),
        answers=read("What was deposited in these days, as it stands now.", record(_ANSWER), _EXAMPLE),
        refusals=("field", "coordinator-only"),
    ),
    Operation(
        method="GET",
        path="/v1/indicators/lines",
        who=COORDINATOR,
        name="indicatorLines",
        summary="The handoffs that one of these figures counts, and their acts in the ledger",
        query=(
            *_PERIOD,
            ("what", choice(tuple(CONDITIONS), "Which figure."), True),
            *(("form", ref("Key"), False), ("sender", ref("Id"), False), ("recipient", ref("Id"), False)),
            ("after", text("`next` of the page before."), False),
            ("limit", number("At most.", least=1, most=200), False),
        ),
        answers=read(
            "In the order of their deposits; those removed since are counted and no longer here.",
            record({"lines": listing(record(_LINE)), "next": maybe(text("Where the next page begins."))}),
            {
                "lines": [
                    {"reference": "NV-7K3F-22Q", "message": samples.ID, "mailbox": samples.OTHER_ID}
                    | {"received": samples.TIME, "index": 12, "acts": [12, 15, 16]}
                ],
                "next": None,
            },
        ),
        refusals=("field", "base64url", "coordinator-only"),
    ),
)
