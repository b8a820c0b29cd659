"""The life of a handoff: what the table allows, and nothing else."""

from itertools import product

import pytest

from navette.core.errors import Conflict
from navette.core.handoff import (
    OPENABLE,
    RESOLVED,
    TRANSITIONS,
    UNANSWERED,
    Act,
    Status,
    advance,
    mermaid,
    overdue,
    resolved,
)


@pytest.mark.parametrize(("status", "act"), list(product(Status, Act)))
def test_every_act_in_every_status(status: Status, act: Act) -> None:
    """All 63: an act moves the row as the table says, or is refused and says where the row stands."""
    if act is Act.OPENED and status not in (Status.REQUESTED, Status.CANCELLED):
        assert advance(status, act) is status
    elif (status, act) in TRANSITIONS:
        assert advance(status, act) is TRANSITIONS[status, act]
    else:
        with pytest.raises(Conflict) as caught:
            advance(status, act)
        twice = status is Status.ACCEPTED and act is Act.ACCEPTED
        assert caught.value.code == ("already-accepted" if twice else "out-of-order")
        assert caught.value.data == {"state": status.value, "act": act.value}


def reached() -> set[Status]:
    there = {Status.REQUESTED}
    while more := {after for (before, _), after in TRANSITIONS.items() if before in there} - there:
        there |= more
    return there


def test_every_status_can_be_reached_and_every_act_counts() -> None:
    assert reached() == set(Status)
    assert {act for _, act in TRANSITIONS} == set(Act) - {Act.OPENED}


def test_what_is_resolved_stays_so_and_the_rest_can_be_resolved() -> None:
    left = {before for before, _ in TRANSITIONS}
    assert left == set(Status) - RESOLVED
    assert all(any(after in RESOLVED for (one, _), after in TRANSITIONS.items() if one is before) for before in left)


def test_nothing_is_answered_before_it_was_delivered() -> None:
    """A person cannot take in charge what no software of the mailbox could read."""
    assert {act for before, act in TRANSITIONS if before is Status.REQUESTED} == {
        Act.DELIVERED,
        Act.FAILED,
        Act.WITHDRAWN,
    }


def test_nothing_is_withdrawn_after_it_was_taken_in_charge() -> None:
    assert {before for before, act in TRANSITIONS if act is Act.WITHDRAWN} == UNANSWERED


def test_opening_follows_delivery() -> None:
    assert set(Status) - OPENABLE == {Status.REQUESTED, Status.CANCELLED}


def test_a_handoff_is_resolved_when_every_recipient_is() -> None:
    assert resolved([Status.COMPLETED, Status.REJECTED, Status.CANCELLED])
    assert not resolved([Status.COMPLETED, Status.ACCEPTED])


@pytest.mark.parametrize("status", Status)
def test_lateness_is_of_those_who_have_not_answered(status: Status) -> None:
    assert overdue(status, due_by=100, now=101) is (status in UNANSWERED)
    assert not overdue(status, due_by=100, now=100)


def test_the_drawing_shows_every_transition() -> None:
    lines = [line.strip() for line in mermaid().splitlines()]
    assert lines[:2] == ["stateDiagram-v2", "[*] --> requested: deposit"]
    assert len(lines) == 2 + len(TRANSITIONS) + len(RESOLVED)
    assert "received --> on_hold: question" in lines
    assert "completed --> [*]" in lines
