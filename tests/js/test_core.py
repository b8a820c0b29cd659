"""core/ gives in the page what it gives in Python: spellings, the life of a handoff, the human clock."""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from navette.core import acknowledgement, deadline, encoding, handoff, paris, parties
from navette.core.errors import NavetteError
from navette.core.hours import Calendar
from navette.core.parties import Urgency
from tests.js.engine import Call, Engine

CORE = "adapters/core"
Asked = tuple[str, str, list[Any]]


def outcome(make: Callable[..., object], *args: Any) -> object:
    try:
        found = make(*args)
    except NavetteError as error:
        return {"code": error.code, "data": error.data, "family": error.family}
    return found.hex() if isinstance(found, bytes) else found


def check(engines: Mapping[str, Engine], asked: Sequence[Asked], expected: Sequence[object]) -> None:
    for run in engines.values():
        [found] = run([Call(CORE, "outcomes", (asked,))])
        for one, (want, got) in zip(asked, zip(expected, found, strict=True), strict=True):
            assert got == want, one


def test_the_tables_are_the_same(engines: Mapping[str, Engine]) -> None:
    transitions: dict[str, dict[str, str]] = {status: {} for status in handoff.Status}
    for (status, act), after in handoff.TRANSITIONS.items():
        transitions[status][act] = after
    for run in engines.values():
        [found] = run([Call(CORE, "table")])
        assert found.pop("transitions") == transitions
        assert {name: set(found.pop(name)) for name in ("openable", "resolved", "unanswered")} == {
            "openable": handoff.OPENABLE,
            "resolved": handoff.RESOLVED,
            "unanswered": handoff.UNANSWERED,
        }
        assert found == {
            "reasons": {decision: list(codes) for decision, codes in acknowledgement._CODES.items()},
            "kinds": list(acknowledgement.ReceiptKind),
            "responses": list(acknowledgement.Response),
            "mailboxes": list(parties.MailboxKind),
            "roles": list(parties.Role),
            "urgencies": [urgency.code for urgency in Urgency],
        }


def test_every_act_in_every_state(engines: Mapping[str, Engine]) -> None:
    pairs = list(itertools.product(handoff.Status, handoff.Act))
    asked: list[Asked] = [("handoff", "advance", [status, act]) for status, act in pairs]
    check(engines, asked, [outcome(handoff.advance, *pair) for pair in pairs])


def test_what_is_resolved_and_overdue(engines: Mapping[str, Engine]) -> None:
    rows = [*itertools.product(handoff.Status, repeat=2)]
    asked: list[Asked] = [("handoff", "resolved", [list(row)]) for row in rows]
    asked += [("handoff", "overdue", [status, 10, now]) for status in handoff.Status for now in (9, 10, 11)]
    expected: list[object] = [handoff.resolved(row) for row in rows]
    expected += [handoff.overdue(status, 10, now) for status in handoff.Status for now in (9, 10, 11)]
    check(engines, asked, expected)


def test_reasons_and_receipts(engines: Mapping[str, Engine]) -> None:
    codes = ["", "full", "not-for-us", "incomplete", "duplicate", "other", "done", "identity", "somebody", "toString"]
    reasons = [*itertools.product(acknowledgement.Decision, codes)]
    orders = [*itertools.product([None, *acknowledgement.Response], acknowledgement.Response)]
    kinds = [*itertools.product(acknowledgement.ReceiptKind, acknowledgement.Response)]
    asked: list[Asked] = [("acknowledgement", "checkCode", list(one)) for one in reasons]
    asked += [("acknowledgement", "checkReceiptOrder", list(one)) for one in orders]
    asked += [("acknowledgement", "actOfReceipt", list(one)) for one in kinds]
    expected = [outcome(acknowledgement.check_code, *one) for one in reasons]
    expected += [outcome(acknowledgement.check_receipt_order, *one) for one in orders]
    expected += [acknowledgement.act_of_receipt(*one) for one in kinds]
    check(engines, asked, expected)


def test_deadlines_through_the_years(engines: Mapping[str, Engine], seed: int) -> None:
    """Also in the hours around each change of the clock."""
    draw = random.Random(seed)
    changes = [1_774_746_000, 1_792_890_000, 1_806_195_600, 1_824_944_400]  # 01:00 UTC, last Sundays of 2026 and 2027
    instants = [at + hour * 1800 for at in changes for hour in range(-50, 50)]
    instants += [draw.randrange(1_700_000_000, 2_500_000_000) for _ in range(200)]
    asked: list[Asked] = [("deadline", "endOfDay", [instant]) for instant in instants]
    expected: list[object] = [deadline.end_of_day(instant) for instant in instants]
    for rule, urgency, due in itertools.product(deadline.Rule, Urgency, (0, 999, 1_795_341_600, 1_795_341_601)):
        asked.append(("deadline", "dueBy", [rule, urgency, 1_795_341_600, due]))
        expected.append(deadline.due_by(rule, urgency, 1_795_341_600, due))
    off = [paris.wall(at).date() for at in instants[::7]]
    for instant, urgency in itertools.product(instants[::3], Urgency):
        asked.append(("deadline", "dueBy", ["open-hours", urgency, instant, 0, [str(day) for day in off]]))
        expected.append(deadline.due_by(deadline.Rule.OPEN_HOURS, urgency, instant, 0, Calendar(off)))
    check(engines, asked, expected)


TIMES = [
    "2026-11-22T10:00:00Z",
    "2026-02-29T10:00:00Z",
    "2028-02-29T23:59:59Z",
    "2026-11-31T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T10:00:60Z",
    "2026-11-22 10:00:00Z",
    "2026-11-22T10:00:00z",
    "2026-11-22T10:00:00+00:00",
    "2026-11-22T10:00:00.0Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "٢٠٢٦-11-22T10:00:00Z",
    "2026-11-22T10:00:00Z\n",
    "",
    " ",
]


def test_times(engines: Mapping[str, Engine]) -> None:
    seconds = [0, 1, -1, 1_795_341_600, 253_402_300_799, -62_135_596_800]
    asked: list[Asked] = [("encoding", "seconds", [text]) for text in [*TIMES, None, 3, ["x"]]]
    asked += [("encoding", "timestamp", [at]) for at in seconds]
    expected = [outcome(encoding.seconds, text) for text in [*TIMES, None, 3, ["x"]]]
    check(engines, asked, [*expected, *map(encoding.timestamp, seconds)])
    for run in engines.values():
        [found] = run([Call(CORE, "outcomes", ([("encoding", "timestamp", [at]) for at in (1e12, -1e12)],))])
        assert found == [{"error": "RangeError"}] * 2


def test_base64url(engines: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    raws = [draw.randbytes(length) for length in range(40) for _ in range(3)]
    texts: list[tuple[object, int]] = [(encoding.b64(raw), len(raw)) for raw in raws]
    for text, length in list(texts):
        spoiled = list(str(text))
        if spoiled:
            spoiled[draw.randrange(len(spoiled))] = draw.choice("+/=_-Aé \nz")
        texts += [("".join(spoiled), length), (text, length + 1), (str(text) + "=", length)]
    texts += [(None, 0), (12, 1), ("A" * 44, 32), ("\U0001f600" * 4, 6)]
    asked: list[Asked] = [("encoding", "b64", [raw.hex()]) for raw in raws]
    asked += [("encoding", "unb64", [text, length]) for text, length in texts]
    expected: list[object] = [encoding.b64(raw) for raw in raws]
    expected += [outcome(encoding.unb64, *one) for one in texts]
    check(engines, asked, expected)


@pytest.mark.parametrize("number", [0, 1, 31, 32, 2**35 - 1, 2**130 - 1])
def test_crockford(engines: Mapping[str, Engine], number: int) -> None:
    check(engines, [("encoding", "crockford", [str(number), 26])], [encoding.crockford(number, 26)])


def test_what_a_person_types_and_hears(engines: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    ids = [draw.randbytes(16) for _ in range(50)]
    typed = ["oil0 1234-abcd", "  ", "é", "ß", "a\u00a0b\x85c\x1cd\ufeffe\u2003f", "—", "O-O-O"]
    asked: list[Asked] = [("encoding", "reference", [one.hex()]) for one in ids]
    asked += [("encoding", "uncrockford", [one]) for one in typed]
    check(engines, asked, [*map(encoding.reference, ids), *map(encoding.uncrockford, typed)])
