"""Receipts and acknowledgements: which reason goes with which word, and in which order."""

import pytest

from navette.core.acknowledgement import (
    CLOSE_CODES,
    DECLINE_CODES,
    QUESTION_CODES,
    Decision,
    ReceiptKind,
    Response,
    act_of_receipt,
    check_code,
    check_receipt_order,
)
from navette.core.errors import Conflict, Refused
from navette.core.handoff import Act

GOOD = [
    (Decision.ACCEPTED, ""),
    (Decision.QUESTION, ""),
    (Decision.CLOSED, ""),
    (Decision.REROUTED, "not-for-us"),
    *((Decision.DECLINED, code) for code in DECLINE_CODES),
    *((Decision.QUESTION, code) for code in QUESTION_CODES),
    *((Decision.CLOSED, code) for code in CLOSE_CODES),
]


@pytest.mark.parametrize(("decision", "code"), GOOD)
def test_a_listed_reason_is_taken(decision: Decision, code: str) -> None:
    check_code(decision, code)


@pytest.mark.parametrize("decision", [Decision.DECLINED, Decision.REROUTED])
def test_a_refusal_says_why(decision: Decision) -> None:
    with pytest.raises(Refused, match=r"^reason-missing$"):
        check_code(decision, "")


@pytest.mark.parametrize("decision", Decision)
def test_a_reason_nobody_listed_is_refused(decision: Decision) -> None:
    """Free text has no way in: coordinators read these codes."""
    with pytest.raises(Refused, match=r"^reason-unknown$"):
        check_code(decision, "patient agité")


def test_no_reason_goes_with_taking_in_charge() -> None:
    with pytest.raises(Refused, match=r"^reason-unknown"):
        check_code(Decision.ACCEPTED, "full")


def test_every_decision_is_an_act() -> None:
    assert {Act(decision.value) for decision in Decision} < set(Act)


def test_what_a_receipt_does() -> None:
    delivered = [act_of_receipt(ReceiptKind.DELIVERED, response) for response in Response]
    assert delivered == [Act.DELIVERED, None, Act.FAILED]
    assert act_of_receipt(ReceiptKind.OPENED, Response.OK) is Act.OPENED


@pytest.mark.parametrize("previous", [None, Response.TRANSIENT_ERROR])
@pytest.mark.parametrize("new", Response)
def test_anything_follows_nothing_and_a_passing_failure(previous: Response | None, new: Response) -> None:
    check_receipt_order(previous, new)


@pytest.mark.parametrize("new", [Response.TRANSIENT_ERROR, Response.FATAL_ERROR])
def test_a_success_is_never_followed_by_a_failure(new: Response) -> None:
    with pytest.raises(Conflict, match=r"^receipt-after-success$"):
        check_receipt_order(Response.OK, new)


@pytest.mark.parametrize(
    ("previous", "new"), [(Response.OK, Response.OK), *((Response.FATAL_ERROR, new) for new in Response)]
)
def test_a_final_receipt_is_the_last(previous: Response, new: Response) -> None:
    with pytest.raises(Conflict, match=r"^out-of-order"):
        check_receipt_order(previous, new)
