"""The figures of a period as a terminal, a spreadsheet and a program get them."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from navette.cli.command import UsageError
from navette.cli.figures import Listed, rate
from navette.cli.indicators import TABLES
from navette.cli.period import period
from navette.cli.sheet import BOM, sheet
from navette.cli.summary import failures, summary, unresolved
from navette.cli.table import plain
from navette.client.indicator_items import (
    Acknowledgement,
    Actors,
    Delay,
    DoctorSearches,
    Failures,
    FormVolume,
    Indicators,
    SameDay,
    Unresolved,
    Volume,
)
from navette.core.encoding import seconds
from navette.wording import Language, speak
from tests.cli.territory import Territory

DAY = 86_400
WARD, CARDIO = bytes(16), bytes(range(16))
COUNTS = {"delivered": 4, "accepted": 3, "rejected": 1, "completed": 2, "cancelled": 0, "unanswered": 1}
VOLUME: dict[str, Any] = {"form_hash": bytes(32), "sender": bytes(16), "recipient": WARD, **COUNTS}


def volume(month: str, form: str, sender: str, recipient: str) -> Volume:
    names = {"month": month, "form": form, "sender_name": sender, "recipient_name": recipient}
    return Volume(**{**VOLUME, **names}, sent=5)


FOUND = Indicators(
    first=date(2026, 10, 1),
    last=date(2026, 11, 30),
    time=seconds("2026-12-01T10:00:00Z"),
    masked=False,
    rows=(
        volume("2026-11", "admission", "Dr Martin", "Gériatrie"),
        volume("2026-11", "admission", "Dr Martin", "=Cardio"),
        volume("2026-10", "other", "Dr Martin", ""),
    ),
    forms=(FormVolume("admission", bytes(32), 16),),
    delays=(
        Delay("all", b"", "", "received", 9, 59, 7500),
        Delay("recipient", WARD, "Gériatrie", "received", 9, 60, 7500),
        Delay("recipient", WARD, "Gériatrie", "accepted", 8, 61, 86_400),
        Delay("form", bytes(32), "admission", "received", 9, 60, 7500),
    ),
    acknowledgement=Acknowledgement(sent=16, delivered=9, taken=1, answered=8),
    same_day=(SameDay("discharge", bytes(32), 3, 2),),
    failures=(
        Failures("transient-error", "no-seat-for-this-epoch", 2),
        Failures("fatal-error", "header", 1),
        Failures("transient-error", "header", 3),
        Failures("fatal-error", "of-a-later-version", 6),
    ),
    unresolved=(
        Unresolved(WARD, "Gériatrie", DAY, 12),
        Unresolved(WARD, "Gériatrie", 2 * DAY, 7),
        Unresolved(CARDIO, "Cardio", DAY, 8),
        Unresolved(CARDIO, "Cardio", 2 * DAY, None),
    ),
    found=DoctorSearches(asked=0, found=0),
    actors=Actors(professionals=21, mailboxes=6, facilities=None),
)
EMPTIED = replace(FOUND, rows=(), delays=(), same_day=(), failures=(), unresolved=())


def cells(listed: Listed) -> list[list[str]]:
    columns, rows = listed
    return [[row.get(column.key, "") for column in columns] for row in rows]


def lines(listed: Listed) -> list[str]:
    return sheet(*listed).decode().split("\r\n")


def test_volumes_in_the_order_of_months_and_names() -> None:
    listed = TABLES["volumes"](FOUND, exact=False)
    found = cells(listed)
    assert [(row[0], row[3]) for row in found] == [
        ("2026-10", "(nobody vouches)"),
        ("2026-11", "=Cardio"),
        ("2026-11", "Gériatrie"),
    ]
    assert found[0][4:] == ["5", "4", "3", "1", "2", "0", "1"]


def test_delays_are_for_people_in_hours_and_for_spreadsheets_in_seconds() -> None:
    columns, rows = TABLES["delays"](FOUND, exact=False)
    assert [(row["by"], row["what"], row["median"]) for row in rows] == [
        ("recipient", "delivered", "1 min"),
        ("recipient", "taken in charge", "1 min"),
        ("form", "delivered", "1 min"),
        ("everything", "delivered", "59 s"),
    ]
    exact, counted = TABLES["delays"](FOUND, exact=True)
    assert [column.key for column in exact] == [column.key for column in columns]
    told = lines((exact, counted))
    assert told[0] == f"{BOM}By;Name;Step;Number;Median (s);9 in 10 within (s)"
    assert told[2] == "recipient;Gériatrie;taken in charge;8;61;86400"
    assert told[4] == "everything;;delivered;9;59;7500"


def test_what_is_hidden_is_said_to_be() -> None:
    few = replace(FOUND.delays[0], count=None, median=None, p90=None)
    rows = (replace(FOUND.rows[0], sent=None, unanswered=None),)
    found = replace(FOUND, masked=True, rows=rows, delays=(few,))
    assert cells(TABLES["volumes"](found, exact=True))[0][4:] == ["n.d.", "4", "3", "1", "2", "0", "n.d."]
    for exact in (False, True):
        assert cells(TABLES["delays"](found, exact=exact)) == [["everything", "", "delivered", "n.d.", "n.d.", "n.d."]]
        assert ["Delay until delivered, median", "n.d."] in [row[:2] for row in cells(summary(found, exact=exact))]


def test_a_period_in_a_few_figures() -> None:
    assert cells(summary(FOUND, exact=False)) == [
        ["Fiches sent", "16", "", ""],
        ["Fiches delivered", "9", "16", "56.3%"],
        ["Taken in charge", "1", "16", "6.3%"],  # 6.25: half of a tenth is rounded up
        ["Fiches answered", "8", "16", "50%"],
        ["Delay until delivered, median", "59 s", "", ""],
        ["Delay until delivered, 90th percentile", "2 h 05", "", ""],
        ["Delay until taken in charge, median", "–", "", ""],
        ["Delay until taken in charge, 90th percentile", "–", "", ""],
        ["Sent the same day: Exit", "2", "3", "66.7%"],
        ["Treating doctor found", "0", "0", "–"],
        ["Active professionals", "21", "", ""],
        ["Active mailboxes", "6", "", ""],
        ["Facilities", "n.d.", "", ""],
    ]


def test_a_spreadsheet_gets_figures_it_can_count_with() -> None:
    told = lines(summary(FOUND, exact=True))
    assert told[:5] == [
        f"{BOM}Indicator;Value;Unit;Out of;Rate (%)",
        "Fiches sent;16;;;",
        "Fiches delivered;9;;16;56.3",
        "Taken in charge;1;;16;6.3",
        "Fiches answered;8;;16;50.0",
    ]
    assert told[6:8] == ["Delay until delivered, 90th percentile;7500;s;;", "Delay until taken in charge, median;;;;"]
    assert told[10] == "Treating doctor found;0;;0;"


@pytest.mark.parametrize(("lang", "shown", "exact"), [("en", "66.7%", "66.7"), ("fr", "66,7 %", "66,7")])
def test_a_rate_is_spelled_as_the_language_does(lang: Language, shown: str, exact: str) -> None:
    speak(lang)
    assert (rate(2, 3, exact=False), rate(2, 3, exact=True)) == (shown, exact)


def test_a_rate_is_known_when_both_its_numbers_are() -> None:
    assert [rate(*of, exact=False) for of in ((None, 9), (9, None), (None, 0), (0, 9), (9, 9))] == [
        *("n.d.", "n.d.", "n.d."),
        *("0%", "100%"),
    ]


def test_what_waits_by_recipient_and_age() -> None:
    assert cells(unresolved(FOUND, exact=False)) == [
        ["Cardio", "8", "n.d.", "0"],
        ["Gériatrie", "12", "7", "0"],
        ["All", "20", "n.d.", "0"],  # a sum would give away what is hidden
    ]
    alone = replace(FOUND, unresolved=(Unresolved(WARD, "", 7 * DAY, 1),))
    assert cells(unresolved(alone, exact=False)) == [["(nobody vouches)", "0", "0", "1"]]


def test_failures_by_their_reason() -> None:
    columns, rows = failures(FOUND, exact=False)
    assert [(row["code"], row["fatal-error"], row["transient-error"]) for row in rows] == [
        ("header", "1", "3"),
        ("no-seat-for-this-epoch", "–", "2"),
        ("of-a-later-version", "6", "–"),
    ]
    assert rows[0]["reason"] == "This fiche is damaged, or was altered on its way."
    assert rows[2]["reason"] == "of-a-later-version"
    assert plain(columns, rows[1:2])[2:] == ["For good: –", "At first: 2"]
    assert lines(failures(FOUND, exact=True))[2].endswith(";;2")


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_told_of_a_period_without_a_fiche(table: str) -> None:
    for exact in (False, True):
        assert cells(TABLES[table](EMPTIED, exact=exact)) == []


def test_a_name_is_never_a_formula() -> None:
    assert "2026-11;Entry;Dr Martin;'=Cardio;5;4;3;1;2;0;1" in lines(TABLES["volumes"](FOUND, exact=True))


def test_one_fiche_is_told_here_and_hidden_in_what_leaves(settled: Territory, tmp_path: Path) -> None:
    """From the deposit to the figures; a file hides small numbers unless one says otherwise."""
    place = settled.copy(tmp_path / "territory")

    def told(*options: str) -> tuple[str, str]:
        done = place.run("nathalie", "indicators", "--lang", "en", *options)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode(), done.stderr.decode()

    with place.server:
        assert told("--failures")[0] == "Nothing was sent in this period.\n"
        sent = ("send", "--to", "Gériatrie, CH du Gier", "--form", "admission", "--answers", "admission.json")
        assert place.run("martin", *sent).returncode == 0
        shown, note = told("--summary")
        assert ["Fiches", "delivered", "0", "1", "0%"] in [line.split() for line in shown.splitlines()]
        assert "hidden" not in note
        hidden, note = told("--csv")
        assert hidden.split("\r\n")[1].endswith(";n.d.;0;0;0;0;0;n.d.")
        assert "Each number from 1 to 4 is hidden" in note
        assert told("--csv", "--no-mask")[0].split("\r\n")[1].endswith(";1;0;0;0;0;0;1")
        facts = json.loads(told("--delays", "--json")[0])  # whichever table is chosen, the whole answer
    assert {name: facts[name] for name in ("masked", "acknowledgement", "actors", "delays")} == {
        "masked": False,
        "acknowledgement": {"sent": 1, "delivered": 0, "taken": 0, "answered": 0},
        "actors": {"professionals": 1, "mailboxes": 2, "facilities": 0},
        "delays": [],
    }
    assert [(one["form"], one["sent"]) for one in facts["forms"]] == [("admission", 1)]
    assert [(one["recipient_name"], one["unanswered"]) for one in facts["rows"]] == [("Gériatrie, CH du Gier", 1)]


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-31", None), ("2026-11-02", "2026-11-01"), ("2025-01-01", "2026-11-01"), ("x", "y")]
)
def test_what_is_no_period_is_said_before_anything_is_asked(first: str, last: str | None) -> None:
    with pytest.raises(UsageError, match="--from"):
        period(Namespace(first=first, last=last))


def test_the_present_month_is_meant_when_nothing_is_said() -> None:
    first, last = period(Namespace(first=None, last=None))
    assert first == last.replace(day=1)


def test_the_last_day_alone_means_its_own_month() -> None:
    assert period(Namespace(first=None, last="2024-02-12")) == (date(2024, 2, 1), date(2024, 2, 12))


def test_a_first_day_to_come_is_said_to_be() -> None:
    with pytest.raises(UsageError, match="to come: 2999-01-01"):
        period(Namespace(first="2999-01-01", last=None))
