"""The same handoffs in JavaScript, whatever acts are played."""

import random

import pytest

from navette.core.encoding import b64
from navette.core.handoff import Act
from navette.envelope.person import Person
from navette.envelope.statement import SignedStatement
from navette.ledger.acts import Fold
from tests.ledger import test_acts as acts
from tests.ledger.twins import Engines, outcome, same_everywhere, spelled
from tests.ledger.world import enrolment


def played(seed: int) -> list[SignedStatement]:
    """Acts in any order, some of another handoff, some signed by nobody who may."""
    chance = random.Random(seed)
    forged = [
        SignedStatement(acts.STATEMENTS[0].raw, bytes(64)),
        SignedStatement(acts.STATEMENTS[0].raw, b""),
        SignedStatement(b"{}", b""),
        enrolment(acts.MARTIN),
        acts.said(Act.ACCEPTED, Person.new()),
        acts.said(Act.ACCEPTED, acts.STRANGER),
        acts.said(Act.WITHDRAWN, acts.LEROY),
        acts.said(Act.DELIVERED, acts.MARTIN, acts.CABINET),
        acts.said(Act.DELIVERED, envelope=bytes(32)),
        acts.said(Act.DELIVERED, acts.PHARMACIST, acts.PHARMACY),
        acts.said(Act.ACCEPTED, acts.PHARMACIST, acts.PHARMACY),
    ]
    removals = [acts.removal("content"), acts.removal("metadata", ["1"])]
    wrong = [SignedStatement(removals[0].raw, bytes(64)), acts.removal("content", seqs={b64(acts.WARD): "1"})]
    return [
        *chance.choices([*(acts.STATEMENTS * 2), *forged, *removals], k=40),
        acts.said(Act.CLOSED, acts.PHARMACIST, acts.PHARMACY),
        acts.said(Act.CLOSED),
        acts.said(Act.WITHDRAWN),
        *wrong,
        *removals,
        *removals,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_acts(engines: Engines, seed: int) -> None:
    signed = played(seed)
    fold = Fold(acts.ENVELOPE, acts.CABINET, [acts.WARD, acts.PHARMACY])
    steps = []
    for one in signed:
        done = outcome(fold.apply, one, acts.MEMBERS.__getitem__, acts.PEOPLE.get)
        status = {b64(mailbox): status for mailbox, status in fold.status.items()}
        owners = {b64(mailbox): b64(owner) for mailbox, owner in fold.owner.items()}
        steps.append([done, status, owners, dict(fold.removed)])
    assert fold.removed
    given = {
        "envelope": b64(acts.ENVELOPE),
        "sender": b64(acts.CABINET),
        "recipients": spelled([acts.WARD, acts.PHARMACY]),
        "members": {b64(mailbox): spelled(members) for mailbox, members in acts.MEMBERS.items()},
        "people": {b64(person): b64(public) for person, public in acts.PEOPLE.items()},
        "acts": [[b64(one.raw), b64(one.signature)] for one in signed],
    }
    same_everywhere(engines, "folded", (given,), steps)
