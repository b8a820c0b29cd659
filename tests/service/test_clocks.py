"""The clocks of a site: whose public holidays, which steps when."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from navette.core.deadline import HOUR
from navette.core.encoding import seconds
from navette.core.errors import Local
from navette.core.parties import Urgency
from navette.core.reminders import Step
from navette.envelope.format import Header
from navette.fhir import form
from navette.service import remind
from navette.service.audit import verify, vkeys_beside
from navette.service.clocks import Clocks, Holidays
from navette.settings import Settings
from tests.world import territory


def _header(digest: bytes) -> Header:
    return Header((), (), 0, bytes(16), bytes(16), digest, Urgency.ROUTINE, 0, bytes(16), bytes(32), bytes(32))


def test_the_holidays_of_the_law() -> None:
    """Code du travail L.3133-1: eleven days; two more in Alsace and in Moselle, L.3134-13."""
    common = {
        date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 1), date(2027, 5, 6), date(2027, 5, 8), date(2027, 5, 17),
        date(2027, 7, 14), date(2027, 8, 15), date(2027, 11, 1), date(2027, 11, 11), date(2027, 12, 25),
    }  # fmt: skip
    assert Holidays("metropole").of(2027) == common
    assert Holidays("alsace-moselle").of(2027) == common | {date(2027, 3, 26), date(2027, 12, 26)}
    assert Holidays("none").of(2027) == frozenset()


def test_a_day_of_any_year_is_looked_up() -> None:
    territory = Holidays("metropole")
    assert date(2031, 4, 14) in territory  # Easter Monday
    assert date(2031, 4, 15) not in territory
    assert "2031-04-14" not in territory
    assert [str(day) for day in territory.soon(date(2026, 11, 22))][:: len(territory.of(2026)) - 1] == [
        "2026-01-01", "2026-12-25", "2027-11-11",
    ]  # fmt: skip


def test_each_form_has_its_own_steps() -> None:
    clocks = Clocks.of(Settings(reminder_offsets="again=10,admission.sender=600"))
    admission, dlu = form.by_name("admission").hash, form.by_name("dlu").hash
    steps = dict(clocks.plan(admission, 0, HOUR, Urgency.STAT))
    assert steps[600] is Step.AGAIN
    assert steps[HOUR + 600 * 60] is Step.SENDER
    assert Step.SENDER in [step for at, step in clocks.plan(dlu, 0, HOUR, Urgency.STAT) if at == HOUR + HOUR // 2]
    assert clocks.offsets_of(bytes(32)) == clocks.offsets_of(dlu)


@pytest.mark.parametrize("said", ["soon", "again=1"])
def test_a_mistyped_step_refuses_to_start(said: str, tmp_path: Path) -> None:
    with pytest.raises(Local, match="settings"):
        Clocks.of(Settings(data_dir=tmp_path, reminder_offsets=said))


def test_office_hours_leave_holidays_out() -> None:
    """A fiche of Christmas Eve, noon, in Lyon and in Metz: Metz has Monday 26 off."""
    friday = seconds("2033-12-23T11:00:00Z")
    search = form.by_name("doctor-search")
    due = {
        place: Clocks.of(Settings(public_holidays=place)).due_by(_header(search.hash), friday)
        for place in ("metropole", "alsace-moselle", "none")
    }
    assert due == {
        "none": seconds("2033-12-27T11:00:00Z"),
        "metropole": seconds("2033-12-27T11:00:00Z"),  # Christmas is a Sunday
        "alsace-moselle": seconds("2033-12-28T11:00:00Z"),
    }


async def test_clocks_that_changed_hold_from_then_on_and_what_came_due_before_is_verified(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        await remind.take_over(world.context)
        await world.received(urgency=Urgency.STAT)
        world.ahead += HOUR
        assert await remind.sweep(world.context) == 2  # reminded, and its substitute, as everywhere
        world.context.settings = replace(world.context.settings, reminder_offsets="sender=5,coordinator=600")
        del world.context.clocks
        await remind.take_over(world.context)
        world.ahead += 6 * 60
        assert await remind.sweep(world.context) == 1  # the sender, 24 minutes sooner
        await remind.take_over(world.context)  # a restart changes nothing
        path = world.context.database.path
        assert (await world.context.database.one("SELECT count(*) FROM site_clocks")) == (2,)
        assert verify(path, vkeys_beside(path)) == []
        await world.context.database.write(lambda tx: tx.run("DELETE FROM site_clocks WHERE i = 2"))
        assert {(one.table, one.column) for one in verify(path, vkeys_beside(path))} == {
            ("reminder", "due"),
            ("recipient", "next_at"),
        }
