"""The acts of a handoff as the server tells them, checked: who signed, in whose name, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from navette.client.answer import Fields
from navette.client.desk import Desk
from navette.client.items import ActRecord, Fault
from navette.client.ledgers import Leaf
from navette.core.encoding import b64, seconds, unb64
from navette.core.errors import NavetteError, Refused
from navette.core.handoff import Status
from navette.envelope.statement import SignedStatement, read
from navette.ledger.acts import Fold

ACTES = "actes"
DEPOSIT = "deposit"
TRANSIENT = "transient-error"
REMOVAL = "removal"


@dataclass(frozen=True, slots=True)
class Story:
    """A handoff folded from its acts.

    leaves: each act, and where it is said to be in the ledger; numbers: recipient mailbox → its number there.
    """

    records: tuple[ActRecord, ...]
    leaves: tuple[Leaf, ...]
    status: Mapping[bytes, Status]
    owner: Mapping[bytes, bytes]
    numbers: Mapping[bytes, int]
    faults: tuple[Fault, ...]


def check_deposit(raw: bytes, message: bytes, envelope: bytes) -> Mapping[bytes, int]:
    """What a deposit statement says of an envelope: recipient mailbox → number there.

    Refused: statement-type, not-in-the-ledger (it is about another one); the codes of `statement.read`.
    """
    value = read(raw)
    if value["type"] != DEPOSIT:
        raise Refused("statement-type", given=str(value["type"]))
    if value["message"] != b64(message) or value["envelope"] != b64(envelope):
        raise Refused("not-in-the-ledger")
    numbers = value["seqs"]
    assert isinstance(numbers, Mapping)  # of numbers: statement.read saw to it
    return {unb64(mailbox, 16): int(number) for mailbox, number in numbers.items()}


def tell(desk: Desk, message: bytes, envelope: bytes, sender: bytes, answer: Fields) -> Story:
    """The story of a handoff, from the `acts` of GET /v1/handoffs/{message}.

    sender: the sending mailbox. What does not hold is left out of the fold and named in `faults`. Refused: the codes
    of `check_deposit`, when the first act is not the deposit of this envelope.
    """
    leaves = tuple(_leaf(one) for one in answer.many("acts"))
    if not leaves:
        raise Refused("not-in-the-ledger")
    numbers = check_deposit(leaves[0].raw, message, envelope)
    fold = Fold(envelope, sender, numbers.keys() - {sender})
    records, faults = [_deposit(leaves[0])], []
    for leaf in leaves[1:]:
        try:
            records.append(_apply(desk, fold, leaf))
        except NavetteError as error:
            faults.append(Fault(error.code, ACTES, {"index": leaf.index}))
    if any(after.index <= before.index for before, after in pairwise(leaves)):
        faults.append(Fault("out-of-order", ACTES, {"index": leaves[0].index}))
    return Story(tuple(records), leaves, fold.status, fold.owner, numbers, tuple(faults))


def _apply(desk: Desk, fold: Fold, leaf: Leaf) -> ActRecord:
    value = read(leaf.raw)
    time = seconds(value["time"])
    signed = SignedStatement(leaf.raw, leaf.signature)
    act = fold.apply(signed, lambda mailbox: desk.directory.members_at(mailbox, time), desk.directory.person)
    by = unb64(value["by"], 32)
    mailbox = unb64(value["mailbox"], 16) if "mailbox" in value else None
    if value["type"] == REMOVAL:
        return ActRecord(leaf.index, REMOVAL, None, by, "", time, "")
    name = TRANSIENT if act is None else act.value
    return ActRecord(leaf.index, name, mailbox, by, desk.name(by), time, str(value.get("code", "")))


def _deposit(leaf: Leaf) -> ActRecord:
    value = read(leaf.raw)
    return ActRecord(leaf.index, DEPOSIT, None, unb64(value["by"], 32), "", seconds(value["time"]), "")


def _leaf(answer: Fields) -> Leaf:
    signature = answer.raw("signature", 64) if answer.text("signature") else b""
    return Leaf(answer.number("index"), answer.encoded("statement"), signature)
