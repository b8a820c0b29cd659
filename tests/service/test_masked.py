"""What is hidden of an answer cannot be worked out from what it tells (docs/spec/indicators.md)."""

from hypothesis import given
from hypothesis import strategies as st

from navette.core.figures import COUNTS, SHOWN
from navette.service.figures import Delay, Figures, Waiting
from navette.service.masked import Shown, overall
from navette.store.counting import ALL, RECIPIENT

FORM = bytes(32)


def answer(**rows: tuple[int, int, int, int, int, int]) -> Figures:
    """Rows of recipients: unanswered, rejected, cancelled, in charge, closed since, closed at once."""
    found = Figures(frozenset({"recipient"}), 0)
    counts: tuple[int, ...]
    for name, (unanswered, rejected, cancelled, charge, since, at_once) in rows.items():
        sent = unanswered + rejected + cancelled + charge + since + at_once
        counts = (sent, 0, charge + since, rejected, since + at_once, cancelled, unanswered)
        found.rows[None, None, None, name.encode()] = counts
    whole = [sum(column) for column in zip(*found.rows.values(), strict=True)]
    found.forms[FORM] = (*whole, *[0] * (len(COUNTS) - len(SHOWN)))
    for what in ("accepted", "completed"):
        if count := whole[SHOWN.index(what)]:
            found.delays.append(Delay(ALL, b"", what, count, 60, 60))
    for group, counts in found.rows.items():
        for what in ("accepted", "completed"):
            if count := counts[SHOWN.index(what)]:
                found.delays.append(Delay(RECIPIENT, group[3] or b"", what, count, 60, 60))
    return found


def told(found: Figures, name: str) -> dict[str, int | None]:
    group = (None, None, None, name.encode())
    return dict(zip(SHOWN, Shown(found, masked=True).row(group), strict=True))


def test_what_is_in_charge_is_not_what_the_rest_of_its_row_leaves() -> None:
    row = told(answer(ward=(5, 0, 0, 1, 0, 0)), "ward")
    assert (row["sent"], row["accepted"], row["unanswered"]) == (6, None, None)
    row = told(answer(ward=(20, 0, 0, 4, 0, 10)), "ward")  # all that was closed was closed at once
    assert (row["sent"], row["accepted"], row["unanswered"], row["completed"]) == (34, None, 20, None)


def test_what_was_declined_is_not_what_all_answered_leave() -> None:
    found = answer(ward=(30, 3, 0, 10, 10, 0), other=(40, 0, 0, 10, 10, 0))
    shown, whole = Shown(found, masked=True), overall(found)
    assert told(found, "ward")["rejected"] is None
    assert None in (shown.tell(whole[name], "all", name) for name in ("answered", "taken"))


def test_what_was_declined_is_not_what_waits_leaves() -> None:
    """Of a period that is over, all that did not end waits."""
    found = answer(ward=(3, 4, 0, 10, 100, 0), other=(20, 0, 0, 0, 80, 0))
    waits = [Waiting(name, over, count) for name, count in ((b"ward", 13), (b"other", 20)) for over in (1, 2, 7)]
    found.unresolved += waits
    shown = Shown(found, masked=True)
    row = told(found, "ward")
    hidden = {one.over for one in waits if shown.tell(one.count, "unresolved", one.over, one.recipient) is None}
    assert row["rejected"] is None
    assert hidden in ({1, 2, 7}, set())
    assert hidden or (row["completed"], row["cancelled"]) != (100, 0)


COUNT = st.one_of(st.just(0), st.integers(0, 30))


@given(st.lists(st.tuples(*[COUNT] * 6), min_size=1, max_size=4))
def test_no_equation_has_one_unknown_alone(rows: list[tuple[int, int, int, int, int, int]]) -> None:
    """The two equations of a row and of all lines in which everything is told: nothing, or two at least, are hidden."""
    found = answer(**{f"ward {place}": row for place, row in enumerate(rows)})
    shown, whole = Shown(found, masked=True), overall(found)
    of_all = {name: shown.tell(whole[name], "all", name) for name in whole}
    known = [told(found, f"ward {place}") for place in range(len(rows))]
    for row, (*_, at_once) in zip(known, rows, strict=True):
        if not at_once:
            assert _unknown(row, "sent", "unanswered", "rejected", "cancelled", "accepted") != 1
    rejected = {str(place): row["rejected"] for place, row in enumerate(known)}
    assert _unknown({**of_all, **rejected}, "answered", "taken", *rejected) != 1


def _unknown(figures: dict[str, int | None], *names: str) -> int:
    return sum(figures[name] is None for name in names)
