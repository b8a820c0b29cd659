"""The figures of a period as a terminal, a spreadsheet and a program get them."""

from argparse import Namespace
from datetime import date

import pytest

from navette.cli.command import UsageError
from navette.cli.indicators import _delays, _volumes
from navette.cli.lists import facts
from navette.cli.period import period
from navette.cli.sheet import BOM, sheet
from navette.client.coordinator_items import Delay, Indicators, Volume
from navette.core.encoding import seconds

COUNTS = {"delivered": 4, "accepted": 3, "rejected": 1, "completed": 2, "cancelled": 0, "unanswered": 1}
VOLUME = {"form_hash": bytes(32), "sender": bytes(16), "recipient": bytes(16), **COUNTS}


def volume(month: str, form: str, sender: str, recipient: str) -> Volume:
    names = {"month": month, "form": form, "sender_name": sender, "recipient_name": recipient}
    return Volume(**{**VOLUME, **names}, sent=5)  # type: ignore[arg-type]


FOUND = Indicators(
    first=date(2026, 10, 1),
    last=date(2026, 11, 30),
    time=seconds("2026-12-01T10:00:00Z"),
    rows=(
        volume("2026-11", "admission", "Dr Martin", "Gériatrie"),
        volume("2026-11", "admission", "Dr Martin", "=Cardio"),
        volume("2026-10", "other", "Dr Martin", ""),
    ),
    delays=(
        Delay("all", b"", "", "received", 9, 59, 7500),
        Delay("recipient", bytes(16), "Gériatrie", "received", 9, 60, 7500),
        Delay("recipient", bytes(16), "Gériatrie", "accepted", 8, 61, 86_400),
        Delay("form", bytes(32), "admission", "received", 9, 60, 7500),
    ),
)


def test_volumes_in_the_order_of_months_and_names() -> None:
    columns, rows, listed = _volumes(FOUND, exact=False)
    assert [(row["month"], row["to"]) for row in rows] == [
        ("2026-10", "(nobody vouches)"),
        ("2026-11", "=Cardio"),
        ("2026-11", "Gériatrie"),
    ]
    assert [rows[0][column.key] for column in columns[4:]] == ["5", "4", "3", "1", "2", "0", "1"]
    spelled = facts(listed[0])
    assert {name: spelled[name] for name in ("sent", *COUNTS)} == {"sent": 5, **COUNTS}


def test_delays_are_for_people_in_hours_and_for_spreadsheets_in_seconds() -> None:
    columns, rows, _ = _delays(FOUND, exact=False)
    assert [(row["by"], row["what"], row["median"]) for row in rows] == [
        ("recipient", "delivered", "1 min"),
        ("recipient", "taken in charge", "1 min"),
        ("form", "delivered", "1 min"),
        ("everything", "delivered", "59 s"),
    ]
    exact, counted, _ = _delays(FOUND, exact=True)
    assert [column.key for column in exact] == [column.key for column in columns]
    lines = sheet(exact, counted).decode().split("\r\n")
    assert lines[0] == f"{BOM}By;Name;Step;Number;Median (s);9 in 10 within (s)"
    assert lines[2] == "recipient;Gériatrie;taken in charge;8;61;86400"
    assert lines[4] == "everything;;delivered;9;59;7500"


def test_a_name_is_never_a_formula() -> None:
    columns, rows, _ = _volumes(FOUND, exact=True)
    assert "2026-11;Entry;Dr Martin;'=Cardio;5;4;3;1;2;0;1" in sheet(columns, rows).decode().split("\r\n")


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-31", None), ("2026-11-02", "2026-11-01"), ("2025-01-01", "2026-11-01"), ("x", "y")]
)
def test_what_is_no_period_is_said_before_anything_is_asked(first: str, last: str | None) -> None:
    with pytest.raises(UsageError, match="--from"):
        period(Namespace(first=first, last=last))


def test_the_present_month_is_meant_when_nothing_is_said() -> None:
    first, last = period(Namespace(first=None, last=None))
    assert first == last.replace(day=1)
