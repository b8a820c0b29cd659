"""Two clocks, each step once: what fires, when, and what never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.deadline import BY_URGENCY, HOUR, Rule, due_by
from navette.core.errors import Malformed
from navette.core.handoff import RESOLVED, Status
from navette.core.parties import Urgency
from navette.core.reminders import (
    DEFAULT,
    NOTHING_FIRED,
    TECHNICAL,
    Offsets,
    Plan,
    Step,
    due,
    next_at,
    plan,
    read_offsets,
    told,
    waiting,
)

DEPOSITED = 1_795_000_000
MINUTE = 60
EVERYTHING = sum(step.bit for step in Step)


def usual(urgency: Urgency, offsets: Offsets = DEFAULT) -> dict[Step, int]:
    """Minutes after the deposit of each step, no date named."""
    deadline = due_by(Rule.URGENCY, urgency, DEPOSITED)
    return {step: (at - DEPOSITED) // MINUTE for at, step in plan(DEPOSITED, deadline, urgency, offsets)}


@pytest.mark.parametrize(
    ("urgency", "remind", "substitute", "last"),
    [(Urgency.STAT, 45, 60, 90), (Urgency.ASAP, 180, 240, 360), (Urgency.URGENT, 180, 240, 360)],
)
def test_the_steps_of_what_is_urgent(urgency: Urgency, remind: int, substitute: int, last: int) -> None:
    assert usual(urgency) == {
        Step.AGAIN: 30,
        Step.AGAIN_TWICE: 60,
        Step.UNDELIVERED: 90,
        Step.REMIND: remind,
        Step.SUBSTITUTE: substitute,
        Step.SENDER: last,
        Step.COORDINATOR: last,
    }


def test_the_steps_of_what_is_planned() -> None:
    steps = usual(Urgency.ROUTINE)
    assert {step: steps[step] // 60 for step in Step if step not in TECHNICAL} == {
        Step.REMIND: 36,
        Step.SUBSTITUTE: 48,
        Step.SENDER: 72,
        Step.COORDINATOR: 72,
    }


def test_a_date_three_weeks_ahead_is_not_reminded_of_five_days_before() -> None:
    deadline = DEPOSITED + 21 * 24 * HOUR
    steps = {step: at for at, step in plan(DEPOSITED, deadline, Urgency.ROUTINE)}
    assert steps[Step.REMIND] == deadline - 12 * HOUR


def test_a_form_may_say_otherwise() -> None:
    offsets = Offsets(again=600, remind=900, substitute=1200, sender=1800, coordinator=2400)
    steps = usual(Urgency.STAT, offsets)
    assert [steps[step] for step in Step] == [10, 20, 30, 45, 80, 90, 100]


def test_no_reminder_is_older_than_the_fiche() -> None:
    """A deadline nearer than the notice its form wants."""
    steps = {step: at for at, step in plan(DEPOSITED, DEPOSITED + 60, Urgency.STAT, Offsets(remind=3600))}
    assert steps[Step.REMIND] == DEPOSITED


def test_ties_fire_in_one_order() -> None:
    """At 60 minutes of what is very urgent, the second notice and the substitute come together."""
    steps = plan(DEPOSITED, due_by(Rule.URGENCY, Urgency.STAT, DEPOSITED), Urgency.STAT)
    together = due(steps, Step.AGAIN.bit | Step.REMIND.bit, Status.REQUESTED, DEPOSITED + HOUR)
    assert together == (Step.AGAIN_TWICE, Step.SUBSTITUTE)


@pytest.mark.parametrize(
    ("status", "left"),
    [
        (Status.REQUESTED, set(Step)),
        (Status.RECEIVED, set(Step) - TECHNICAL),
        (Status.ON_HOLD, {Step.SENDER, Step.COORDINATOR}),
        (Status.ACCEPTED, set()),
        (Status.REJECTED, set()),
        (Status.COMPLETED, set()),
        (Status.CANCELLED, set()),
    ],
)
def test_nobody_is_reminded_of_what_was_answered(status: Status, left: set[Step]) -> None:
    steps = plan(DEPOSITED, DEPOSITED + HOUR, Urgency.STAT)
    assert {step for _, step in waiting(steps, NOTHING_FIRED, status)} == left
    assert (next_at(steps, NOTHING_FIRED, status) is None) is (not left)


def test_after_a_night_away_the_recipient_is_told_once() -> None:
    steps = plan(DEPOSITED, DEPOSITED + HOUR, Urgency.STAT)
    missed = due(steps, NOTHING_FIRED, Status.REQUESTED, DEPOSITED + 9 * HOUR)
    assert set(missed) == set(Step)
    assert [step for step in told(missed) if step in TECHNICAL] == [Step.UNDELIVERED]
    assert set(told(missed)) == set(Step) - {Step.AGAIN, Step.AGAIN_TWICE}
    assert told((Step.AGAIN,)) == (Step.AGAIN,)
    assert told((Step.REMIND,)) == (Step.REMIND,)


@given(
    st.sampled_from(Urgency),
    st.integers(1, 10**8),
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(Status)), max_size=30),
)
def test_whenever_one_looks_each_step_fires_once_and_in_time(
    urgency: Urgency, delay: int, looks: list[tuple[int, Status]]
) -> None:
    steps: Plan = plan(DEPOSITED, DEPOSITED + delay, urgency)
    now, fired, seen = DEPOSITED, NOTHING_FIRED, []
    for later, status in looks:
        now += later
        before = next_at(steps, fired, status)
        for step in due(steps, fired, status, now):
            assert status not in RESOLVED
            assert before is not None
            assert before <= now
            seen.append(step)
            fired |= step.bit
        left = next_at(steps, fired, status)
        assert left is None or left > now
    assert len(seen) == len(set(seen))
    assert fired == sum(step.bit for step in seen) <= EVERYTHING


@given(st.sampled_from(Urgency), st.integers(1, 10**8))
def test_one_who_looks_at_next_at_alone_misses_nothing(urgency: Urgency, delay: int) -> None:
    steps = plan(DEPOSITED, DEPOSITED + delay, urgency)
    fired = NOTHING_FIRED
    while (at := next_at(steps, fired, Status.REQUESTED)) is not None:
        now_due = due(steps, fired, Status.REQUESTED, at)
        assert now_due
        assert next_at(steps, fired, Status.REQUESTED) == at
        fired |= sum(step.bit for step in now_due)
    assert fired == EVERYTHING


def test_every_urgency_has_a_delay() -> None:
    assert set(BY_URGENCY) == set(Urgency)


def test_a_site_sets_its_steps_for_all_forms_or_for_one() -> None:
    said = read_offsets("again=10, discharge.sender=120 ,discharge.substitute=0, dlu.remind=30")
    assert said == {
        "": Offsets(again=600),
        "discharge": Offsets(again=600, sender=7200, substitute=0),
        "dlu": Offsets(again=600, remind=1800),
    }
    assert read_offsets(" ") == {"": DEFAULT}
    assert usual(Urgency.URGENT, said["discharge"])[Step.SENDER] == 6 * 60


@pytest.mark.parametrize(
    "text",
    [
        "again",
        "again=4",
        "again=x",
        "again=10;remind=5",
        "again=10,again=20",
        "a.b.again=9",
        "nudge=5",
        "again=100000",
        ",",
    ],
)
def test_offsets_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Malformed, match="field"):
        read_offsets(text)
