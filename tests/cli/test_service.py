"""Hours and days off as people type them and read them; and a sender who thinks twice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from navette.cli.command import UsageError
from navette.cli.dates import moment
from navette.cli.presence import reading, state, warnings, week
from navette.cli.service_typed import read_closed, read_hours
from navette.client.services import Presence
from navette.core.encoding import seconds
from navette.core.hours import Closure
from navette.fhir import form
from navette.ledger.services import ServiceState
from navette.wording import speak
from tests.cli.person import Person
from tests.cli.territory import PASSPHRASE, Territory

NOW = seconds("2026-11-22T10:00:00Z")  # a Sunday
DAY = 86_400
ADMISSION = form.by_name("admission").hash
SAID = ServiceState(bytes(16), 0, b"", b"", {"mon": "08:00-12:00"}, (), b"s" * 16, (ADMISSION,), "15", NOW)
THERE = Presence(
    mailbox=bytes(16),
    name="Gériatrie",
    address="geriatrie@x.example",
    state=SAID,
    substitute_name="Cardiologie",
    now=NOW,
    opens=NOW,
    why="",
    holiday=False,
    confirmed=NOW,
    unconfirmed=0,
    last_collected=NOW - DAY,
    waiting_since=None,
    told=True,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["always"], {}),
        (["mon 08:00-12:00,14:00-18:00"], {"mon": "08:00-12:00,14:00-18:00"}),
        (["LUN-MER 00:00-24:00"], dict.fromkeys(("mon", "tue", "wed"), "00:00-24:00")),
        (["sam-lun 08:00-12:00"], dict.fromkeys(("sat", "sun", "mon"), "08:00-12:00")),
        (["mon 08:00-12:00", "fri 09:00-12:00"], {"mon": "08:00-12:00", "fri": "09:00-12:00"}),
    ],
)
def test_hours(typed: list[str], read: dict[str, str]) -> None:
    assert read_hours(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        ["mon"],
        ["monday 08:00-12:00"],
        ["mon 8-12"],
        ["mon 12:00-08:00"],
        ["always", "mon 08:00-09:00"],
        ["mon-x 08:00"],
    ],
)
def test_what_is_no_hours(typed: list[str]) -> None:
    with pytest.raises(UsageError, match="--hours"):
        read_hours(typed)


def test_a_day_is_named_once() -> None:
    with pytest.raises(UsageError, match="twice: wed"):
        read_hours(["mon-fri 08:00-12:00", "wed 14:00-18:00"])


def test_days_off() -> None:
    one, other = Closure(date(2026, 12, 25), date(2026, 12, 25)), Closure(date(2027, 1, 1), date(2027, 1, 3), "a: b")
    assert read_closed(["2027-01-01..2027-01-03: a: b", "2026-12-25"]) == (one, other)
    assert read_closed(["none"]) == ()
    for typed in (["2026-12-25..2026-12-24"], ["2026-02-30"], ["25/12/2026"], ["none", "none"]):
        with pytest.raises(UsageError, match="not days off"):
            read_closed(typed)
    with pytest.raises(UsageError, match="meet: 2027-01-03"):
        read_closed(["2027-01-03", "2027-01-01..2027-01-03"])


def test_what_is_said_before_sending() -> None:
    speak("fr")
    closed = replace(THERE, opens=NOW + 21 * 3600)
    never, holiday = replace(THERE, opens=None, why="travaux"), replace(closed, holiday=True)
    unread = replace(THERE, waiting_since=NOW - 4 * DAY)
    new = replace(THERE, state=None, last_collected=None, waiting_since=NOW - 4 * DAY, unconfirmed=91)
    others = form.by_name("discharge").hash
    assert list(warnings(THERE, ADMISSION)) == []
    assert dict(warnings(closed, bytes(32))) == {
        "closed": f"fermée jusqu'au lundi {moment(NOW + 21 * 3600)} – 15 – remplaçant : Cardiologie"
    }
    assert state(never) == "fermée jusqu'à nouvel ordre (travaux)"
    assert state(holiday).endswith("(jour férié)")
    assert dict(warnings(THERE, others)) == {"form": "ne prend pas ce modèle"}
    later = replace(THERE, state=replace(SAID, forms=(ADMISSION, b"f" * 32)))
    assert list(warnings(later, others)) == []  # a form that is not known here: it may be a later one of the same
    assert dict(warnings(unread, ADMISSION))["unread"].startswith(f"pas relevée depuis le {moment(NOW - DAY)} :")
    assert dict(warnings(new, others)).keys() == {"unread", "unconfirmed"}
    assert "91 jours" in dict(warnings(new, others))["unconfirmed"]
    assert (reading(THERE), reading(replace(THERE, last_collected=None))) == (moment(NOW - DAY), "")
    assert (state(new), state(THERE)) == ("", "ouverte")


def test_a_week_in_words() -> None:
    hours = {**dict.fromkeys(("mon", "tue", "thu", "sat", "sun"), "08:00-12:00"), "wed": "09:00-10:00"}
    assert week(hours) == (
        "from monday to tuesday 08:00-12:00 · wednesday 09:00-10:00 · thursday 08:00-12:00 · "
        "from saturday to sunday 08:00-12:00"
    )
    assert week({}) == "always open"


@pytest.mark.soak
def test_a_sender_thinks_twice(settled: Territory, tmp_path: Path) -> None:
    territory = settled.copy(tmp_path / "territory")
    ward = "geriatrie@ch-du-gier.example"
    with territory.server:
        assert territory.run("leroy", "service", ward, "--closed", "2020-01-01..2099-12-31").returncode == 0
        for answer, code, said in (("n", 130, "Nothing was sent."), ("y", 0, "Deposited, sealed")):
            fiche = ("--form", "admission", "--answers", "admission.json")
            person = Person(territory, "martin", "send", "--to", ward, *fiche)
            person.reads("Passphrase")
            person.types(PASSPHRASE)
            person.reads(r"closed until further notice.*\s+Send all the same\? \(y/n\) ")
            person.types(answer)
            assert person.leaves() == code, person.seen
            assert said in person.seen
