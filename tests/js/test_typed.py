"""Dates and numbers as people type them."""

from collections.abc import Mapping

import pytest

from tests.js.engine import Call, Engine

MODULE = "navette/web/static/js/pages/typed.js"
HOURS_MODULE = "navette/web/static/js/pages/presence_typed.js"
DATES = {
    "25/11/2026": "2026-11-25",
    " 5/1/1938 ": "1938-01-05",
    "25.11.2026": "2026-11-25",
    "25112026": "2026-11-25",
    "11/2026": "2026-11",
    "2026": "2026",
    "2026-11-25": "2026-11-25",
    "31/02/2026": "2026-02-31",  # spelled as a date, for answers.js to refuse
    "25/11/26": "25/11/26",  # of which century?
    "bientôt": "bientôt",
}
MOMENTS = {
    "25/11/2026 14:30": "2026-11-25T14:30:00+01:00",
    "25/11/2026 à 14h30": "2026-11-25T14:30:00+01:00",
    "25/11/2026 14h": "2026-11-25T14:00:00+01:00",
    "14/07/2026 8h05": "2026-07-14T08:05:00+02:00",
    "25/11/2026": "2026-11-25",
    "25/11/2026 25:00": "25/11/2026 25:00",
    "11/2026 14h": "11/2026 14h",
}
HOURS = {
    "8h-12h, 14h-18h": "08:00-12:00,14:00-18:00",
    "8h30 à 12h et 14h à 18h15": "08:30-12:00,14:00-18:15",
    "8-12 14-18": "08:00-12:00,14:00-18:00",
    "08:00-12:00,14:00-18:00": "08:00-12:00,14:00-18:00",
    "0h–24h": "00:00-24:00",
    " ": "",
    "18h-8h": None,
    "8h-12h 12h-18h": None,  # they touch: one stretch, or two?
    "25h-26h": None,
    "8h": None,
    "le matin": None,
    "sauf 8h-12h": None,
}
SHOWN = {
    "2026-11-25": "25/11/2026",
    "2026-11": "11/2026",
    "2026": "2026",
    "2026-11-25T14:30:00+01:00": "25/11/2026 14:30",
    "2026-11-25T13:30:00Z": "25/11/2026 14:30",
    "bientôt": "bientôt",
}


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("readDate", DATES),
        ("readMoment", MOMENTS),
        ("showMoment", SHOWN),
        ("readTime", {"8h30": "08:30", "8:30": "08:30", "14 h": "14:00", "midi": "midi"}),
        ("readNumber", {"1 200,5": "1200,5", "\u00a047": "47", "\u22124": "-4"}),
        ("showNumber", {"47.50": "47,50"}),
    ],
)
def test_what_is_typed_and_what_is_shown(
    engines: Mapping[str, Engine], function: str, expected: Mapping[str, str]
) -> None:
    for run in engines.values():
        found = run([Call(MODULE, function, (one,)) for one in expected])
        assert dict(zip(expected, found, strict=True)) == expected


def test_hours_of_a_day(engines: Mapping[str, Engine]) -> None:
    """As a mailbox states them; null for what says no hours."""
    for run in engines.values():
        found = run([Call(HOURS_MODULE, "readHours", (one,)) for one in HOURS])
        assert dict(zip(HOURS, found, strict=True)) == HOURS
