"""One handoff as its acts make it: every transition, and everybody who may not make one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.encoding import b64, timestamp
from navette.core.errors import NavetteError
from navette.core.handoff import OPENABLE, TRANSITIONS, UNANSWERED, Act, Status
from navette.core.retention import What
from navette.envelope.canonical import canonical
from navette.envelope.person import Person
from navette.envelope.statement import SignedStatement
from navette.ledger.acts import Fold
from tests.ledger.world import NOW, salt

ENVELOPE, CABINET, WARD, PHARMACY = secrets.token_bytes(32), bytes(16), b"w" * 16, b"p" * 16
MARTIN, LEROY, BENALI, PHARMACIST, STRANGER = (Person.new() for _ in range(5))
PEOPLE = {person.id: person.public for person in (MARTIN, LEROY, BENALI, PHARMACIST, STRANGER)}
MEMBERS = {CABINET: {MARTIN.id}, WARD: {LEROY.id, BENALI.id}, PHARMACY: {PHARMACIST.id}}

RECEIPTS = {
    Act.DELIVERED: {"kind": "delivered", "response": "ok", "code": ""},
    Act.FAILED: {"kind": "delivered", "response": "fatal-error", "code": "body"},
    Act.OPENED: {"kind": "opened", "response": "ok", "code": ""},
}
TRANSIENT = {"kind": "delivered", "response": "transient-error", "code": "server-unreachable"}
CODES = {Act.DECLINED: "full", Act.REROUTED: "not-for-us"}
# The shortest way to each status.
WAYS: dict[Status, tuple[Act, ...]] = {
    Status.REQUESTED: (),
    Status.RECEIVED: (Act.DELIVERED,),
    Status.ON_HOLD: (Act.DELIVERED, Act.QUESTION),
    Status.ACCEPTED: (Act.DELIVERED, Act.ACCEPTED),
    Status.REJECTED: (Act.DELIVERED, Act.DECLINED),
    Status.COMPLETED: (Act.DELIVERED, Act.ACCEPTED, Act.CLOSED),
    Status.CANCELLED: (Act.WITHDRAWN,),
}


def said(act: Act, by: Person | None = None, mailbox: bytes = WARD, envelope: bytes = ENVELOPE) -> SignedStatement:
    """The statement that says `act`, by somebody who may unless told otherwise."""
    common: dict[str, object] = {"envelope": b64(envelope), "time": timestamp(NOW), "salt": salt()}
    if act is Act.WITHDRAWN:
        return (by or MARTIN).sign_statement({"type": "withdrawal", **common})
    common["mailbox"] = b64(mailbox)
    if act in RECEIPTS:
        return (by or LEROY).sign_statement({"type": "receipt", **common, **RECEIPTS[act]})
    return (by or LEROY).sign_statement(
        {"type": "acknowledgement", **common, "decision": act.value, "code": CODES.get(act, "")}
    )


def hiccup() -> SignedStatement:
    common = {"type": "receipt", "mailbox": b64(WARD), "envelope": b64(ENVELOPE), "time": timestamp(NOW)}
    return LEROY.sign_statement({**common, "salt": salt(), **TRANSIENT})


def removal(what: str, acts: Sequence[str] = (), **changes: object) -> SignedStatement:
    """What the server says of what it took away: no person signs it."""
    common = {"v": "1", "type": "removal", "by": b64(bytes(32)), "envelope": b64(ENVELOPE), "message": b64(bytes(16))}
    seqs = {b64(WARD): "1", b64(PHARMACY): "1"}
    value = {**common, "what": what, "seqs": seqs, "acts": list(acts), "time": timestamp(NOW), **changes}
    return SignedStatement(canonical(value), b"")


@dataclass
class Handoff:
    fold: Fold = field(default_factory=lambda: Fold(ENVELOPE, CABINET, [WARD, PHARMACY]))

    def apply(self, signed: SignedStatement) -> Act | None:
        return self.fold.apply(signed, MEMBERS.__getitem__, PEOPLE.get)

    def refused(self, signed: SignedStatement) -> str:
        """The code, once it is seen that nothing has changed."""
        before = (dict(self.fold.status), dict(self.fold.owner))
        with pytest.raises(NavetteError) as caught:
            self.apply(signed)
        assert (self.fold.status, self.fold.owner) == before
        return caught.value.code


def at(status: Status) -> Handoff:
    handoff = Handoff()
    for act in WAYS[status]:
        assert handoff.apply(said(act)) is act
    assert handoff.fold.status[WARD] is status
    return handoff


# -- transitions ----------------------------------------------------------------------------------------------------


def test_a_handoff_begins_requested_everywhere() -> None:
    assert Handoff().fold.status == {WARD: Status.REQUESTED, PHARMACY: Status.REQUESTED}
    assert Handoff().fold.owner == {}


@pytest.mark.parametrize(("before", "act"), TRANSITIONS)
def test_every_transition(before: Status, act: Act) -> None:
    handoff = at(before)
    assert handoff.apply(said(act)) is act
    assert handoff.fold.status[WARD] is TRANSITIONS[before, act]


@pytest.mark.parametrize(("before", "act"), sorted(set(product(Status, Act)) - TRANSITIONS.keys()))
def test_everything_else_is_out_of_order(before: Status, act: Act) -> None:
    handoff = at(before)
    if act is Act.OPENED and before in OPENABLE:
        assert handoff.apply(said(act)) is act
        assert handoff.fold.status[WARD] is before
    elif act is Act.WITHDRAWN:  # the pharmacy has not answered: the sender takes that back, and the ward's state stands
        handoff.fold.status[PHARMACY] = Status.COMPLETED
        assert handoff.refused(said(act)) == "out-of-order"
    elif act is Act.FAILED and Act.DELIVERED in WAYS[before]:
        assert handoff.refused(said(act)) == "receipt-after-success"
    elif act is Act.ACCEPTED and before is Status.ACCEPTED:
        assert handoff.refused(said(act, BENALI)) == "already-accepted"
    else:
        assert handoff.refused(said(act)) == "out-of-order"


def test_what_can_be_withdrawn_is_what_nobody_has_answered() -> None:
    assert {before for before, act in TRANSITIONS if act is Act.WITHDRAWN} == UNANSWERED


def test_each_recipient_has_its_own_life() -> None:
    handoff = at(Status.ACCEPTED)
    assert handoff.fold.status[PHARMACY] is Status.REQUESTED
    assert handoff.refused(said(Act.ACCEPTED, PHARMACIST, PHARMACY)) == "out-of-order"
    handoff.apply(said(Act.DELIVERED, PHARMACIST, PHARMACY))
    handoff.apply(said(Act.ACCEPTED, PHARMACIST, PHARMACY))
    assert handoff.fold.owner == {WARD: LEROY.id, PHARMACY: PHARMACIST.id}


def test_two_accept_and_one_owns() -> None:
    handoff = at(Status.RECEIVED)
    handoff.apply(said(Act.ACCEPTED, BENALI))
    assert handoff.refused(said(Act.ACCEPTED, LEROY)) == "already-accepted"
    assert handoff.fold.owner == {WARD: BENALI.id}


def test_a_withdrawal_takes_back_what_nobody_answered() -> None:
    handoff = at(Status.ACCEPTED)
    assert handoff.apply(said(Act.WITHDRAWN)) is Act.WITHDRAWN
    assert handoff.fold.status == {WARD: Status.ACCEPTED, PHARMACY: Status.CANCELLED}


def test_a_transient_error_changes_nothing() -> None:
    handoff = Handoff()
    assert handoff.apply(hiccup()) is None
    assert handoff.apply(hiccup()) is None
    assert handoff.fold.status[WARD] is Status.REQUESTED
    assert handoff.apply(said(Act.DELIVERED)) is Act.DELIVERED
    assert handoff.refused(hiccup()) == "receipt-after-success"


def test_a_fatal_error_is_final() -> None:
    handoff = Handoff()
    handoff.apply(said(Act.FAILED))
    assert handoff.refused(said(Act.DELIVERED)) == "out-of-order"
    assert handoff.refused(hiccup()) == "out-of-order"


def test_a_refused_receipt_leaves_no_trace() -> None:
    """Delivered after a withdrawal is out of order, and does not count as a success either."""
    handoff = at(Status.CANCELLED)
    assert handoff.refused(said(Act.DELIVERED)) == "out-of-order"
    assert handoff.apply(hiccup()) is None


def test_what_is_closed_everywhere_is_removed_once_content_first() -> None:
    handoff = at(Status.COMPLETED)
    assert handoff.refused(removal("content")) == "out-of-order"  # the pharmacy is not done with it
    handoff.apply(said(Act.WITHDRAWN))
    assert handoff.refused(removal("metadata", ["1"])) == "out-of-order"
    for what, entries in (("content", []), ("metadata", ["1"])):
        forged = SignedStatement(removal(what, entries).raw, LEROY.sign(b""))
        assert handoff.refused(forged) == "statement-signature"
        assert handoff.refused(removal(what, entries, seqs={b64(WARD): "1"})) == "not-a-recipient"
        assert handoff.refused(removal(what, entries, envelope=b64(bytes(32)))) == "unknown-envelope"
        assert handoff.apply(removal(what, entries)) is None
        assert handoff.refused(removal(what, entries)) == "out-of-order"
    assert handoff.fold.removed == {What.CONTENT: NOW, What.METADATA: NOW}
    assert handoff.fold.status[WARD] is Status.COMPLETED


# -- who may say it -------------------------------------------------------------------------------------------------

BY_RECIPIENTS = [act for act in Act if act is not Act.WITHDRAWN]


@pytest.mark.parametrize("act", BY_RECIPIENTS)
def test_outsiders_say_nothing(act: Act) -> None:
    for person in (STRANGER, MARTIN, PHARMACIST):
        assert at(Status.RECEIVED).refused(said(act, person)) == "outside-the-mailbox"


@pytest.mark.parametrize("person", [LEROY, PHARMACIST, STRANGER])
def test_only_the_sending_mailbox_withdraws(person: Person) -> None:
    assert at(Status.RECEIVED).refused(said(Act.WITHDRAWN, person)) == "not-the-sender"


@pytest.mark.parametrize("act", BY_RECIPIENTS)
def test_other_mailboxes_have_no_say(act: Act) -> None:
    """The sender's copy makes it no recipient of its own fiche."""
    assert at(Status.RECEIVED).refused(said(act, MARTIN, CABINET)) == "not-a-recipient"
    assert at(Status.RECEIVED).refused(said(act, LEROY, b"x" * 16)) == "not-a-recipient"


@pytest.mark.parametrize("act", Act)
def test_unknown_signers(act: Act) -> None:
    assert at(Status.RECEIVED).refused(said(act, Person.new())) == "unknown-signer"


@pytest.mark.parametrize("act", Act)
def test_acts_of_another_handoff(act: Act) -> None:
    assert at(Status.RECEIVED).refused(said(act, envelope=secrets.token_bytes(32))) == "unknown-envelope"


@pytest.mark.parametrize("act", Act)
def test_forged_acts(act: Act) -> None:
    signed = said(act)
    assert at(Status.RECEIVED).refused(SignedStatement(signed.raw, STRANGER.sign(signed.raw))) == "statement-signature"
    assert at(Status.RECEIVED).refused(SignedStatement(signed.raw, b"")) == "statement-signature"


def test_a_decision_is_not_turned_round() -> None:
    signed = said(Act.ACCEPTED)
    turned = signed.raw.replace(b'"accepted"', b'"question"')
    assert turned != signed.raw
    assert at(Status.RECEIVED).refused(SignedStatement(turned, signed.signature)) == "statement-signature"


def test_statements_that_are_no_acts() -> None:
    signed = MARTIN.sign_statement({"type": "person", "public": b64(MARTIN.public), "salt": salt()})
    assert Handoff().refused(signed) == "statement-type"
    assert Handoff().refused(SignedStatement(b"{}", b"")) == "statement-type"


def test_membership_is_asked_of_the_mailbox_concerned() -> None:
    asked: list[bytes] = []

    def members(mailbox: bytes) -> set[bytes]:
        asked.append(mailbox)
        return MEMBERS[mailbox]

    fold = Handoff().fold
    fold.apply(said(Act.DELIVERED), members, PEOPLE.get)
    fold.apply(said(Act.WITHDRAWN), members, PEOPLE.get)
    assert asked == [WARD, CABINET]


# -- order ----------------------------------------------------------------------------------------------------------


def test_the_order_of_the_ledger_decides() -> None:
    acts = [said(Act.DELIVERED), said(Act.ACCEPTED), said(Act.CLOSED)]
    handoff = Handoff()
    for signed in acts:
        handoff.apply(signed)
    assert handoff.fold.status[WARD] is Status.COMPLETED
    backwards = Handoff()
    assert [backwards.refused(signed) for signed in reversed(acts[1:])] == ["out-of-order"] * 2
    assert backwards.apply(acts[0]) is Act.DELIVERED


STATEMENTS = [*(said(act) for act in Act), said(Act.ACCEPTED, BENALI), hiccup()]


@given(played=st.lists(st.sampled_from(range(len(STATEMENTS))), max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_is_played_only_the_table_moves_it(played: list[int]) -> None:
    """Any acts in any order, again and again: each moves the row as the table says, or is refused and moves nothing."""
    handoff = Handoff()
    for number in played:
        before = dict(handoff.fold.status)
        try:
            act = handoff.apply(STATEMENTS[number])
        except NavetteError:
            act = None
        after = handoff.fold.status
        if after != before:
            assert act is not None
            moved = [mailbox for mailbox in before if before[mailbox] is not after[mailbox]]
            assert all(TRANSITIONS[before[mailbox], act] is after[mailbox] for mailbox in moved)
            assert act is Act.WITHDRAWN or moved == [WARD]
        if after[WARD] is Status.ACCEPTED:
            assert handoff.fold.owner[WARD] in MEMBERS[WARD]
