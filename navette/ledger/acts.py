"""What the acts of the ledger `actes` make of one handoff: the same fold for a client and for an audit.

The server guards the same transitions row by row; whoever reads the ledger believes the fold, not the server.
See docs/spec/ledger.md and docs/spec/acknowledgement.md.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from navette.core.acknowledgement import Decision, ReceiptKind, Response, act_of_receipt, check_receipt_order
from navette.core.encoding import b64, seconds, unb64
from navette.core.errors import Conflict, Refused, Unknown
from navette.core.handoff import UNANSWERED, Act, Status, advance, resolved
from navette.core.retention import What
from navette.envelope.keys import ID, KEY_ID
from navette.envelope.statement import SignedStatement, read, verify_signature

Members = Callable[[bytes], Collection[bytes]]  # mailbox id -> ids of the persons who were members at the act
Public = Callable[[bytes], bytes | None]  # person id -> the 1,248 bytes of which it is the key id


class Fold:
    """One handoff as its acts make it, in ledger order.

    status: recipient mailbox → where it stands; owner: recipient mailbox → the person who took it in charge; removed:
    what retention took away → when (seconds since 1970).
    """

    def __init__(self, envelope: bytes, sender: bytes, recipients: Iterable[bytes]) -> None:
        """envelope: the 32-byte digest; sender: the sending mailbox; recipients: the mailboxes beside the sender's."""
        self.envelope, self.sender = envelope, sender
        self.status = dict.fromkeys(recipients, Status.REQUESTED)
        self.owner: dict[bytes, bytes] = {}
        self.removed: dict[What, int] = {}
        self._responses: dict[bytes, Response] = {}

    def apply(self, signed: SignedStatement, members: Members, public: Public) -> Act | None:
        """Judges the next act; None for a transient error or a removal, which move no row.

        Raises without changing anything. A deposit is not for here: no person signs it, nor a removal, which the
        checkpoint vouches for. Refuses what `statement.read` refuses, and `statement-type`, `unknown-envelope`,
        `unknown-signer`, `statement-signature`, `not-a-recipient`, `outside-the-mailbox`, `not-the-sender`,
        `receipt-after-success`, `already-accepted`, `out-of-order`.
        """
        value = read(signed.raw)
        if value["type"] not in ("receipt", "acknowledgement", "withdrawal", "removal"):
            raise Refused("statement-type", given=str(value["type"]))
        if value["envelope"] != b64(self.envelope):
            raise Unknown("unknown-envelope")
        if value["type"] == "removal":
            self._remove(value, signed.signature)
            return None
        by = unb64(value["by"], KEY_ID)
        key = public(by)
        if key is None:
            raise Refused("unknown-signer")
        verify_signature(signed, key)
        if value["type"] == "withdrawal":
            return self._withdraw(by in members(self.sender))
        mailbox = unb64(value["mailbox"], ID)
        if mailbox not in self.status:
            raise Refused("not-a-recipient")
        if by not in members(mailbox):
            raise Refused("outside-the-mailbox")
        if value["type"] == "receipt":
            return self._receive(value, mailbox)
        return self._acknowledge(value, mailbox, by)

    def _remove(self, value: Mapping[str, object], signature: bytes) -> None:
        """Only once every recipient is done with it; the content before what is known about it, each once."""
        if signature:
            raise Refused("statement-signature")
        seqs = value["seqs"]
        assert isinstance(seqs, Mapping)  # of numbers: statement.read saw to it
        if seqs.keys() != {b64(mailbox) for mailbox in self.status}:
            raise Refused("not-a-recipient")
        what = What(str(value["what"]))
        if not resolved(self.status.values()) or len(self.removed) != list(What).index(what):
            raise Conflict("out-of-order", act="removal")
        self.removed[what] = seconds(value["time"])

    def _receive(self, value: Mapping[str, object], mailbox: bytes) -> Act | None:
        kind, response = ReceiptKind(str(value["kind"])), Response(str(value["response"]))
        act = act_of_receipt(kind, response)
        if kind is ReceiptKind.DELIVERED:
            check_receipt_order(self._responses.get(mailbox), response)
        if act is not None:
            self.status[mailbox] = advance(self.status[mailbox], act)
        if kind is ReceiptKind.DELIVERED:
            self._responses[mailbox] = response
        return act

    def _acknowledge(self, value: Mapping[str, object], mailbox: bytes, by: bytes) -> Act:
        act = Act(Decision(str(value["decision"])).value)
        self.status[mailbox] = advance(self.status[mailbox], act)
        if act is Act.ACCEPTED:
            self.owner[mailbox] = by
        return act

    def _withdraw(self, by_sender: bool) -> Act:
        """Wherever nobody has answered yet; where somebody has, their answer stands."""
        if not by_sender:
            raise Refused("not-the-sender")
        open_rows = {mailbox for mailbox, status in self.status.items() if status in UNANSWERED}
        if not open_rows:
            raise Conflict("out-of-order", act=Act.WITHDRAWN.value)
        for mailbox in open_rows:
            self.status[mailbox] = advance(self.status[mailbox], Act.WITHDRAWN)
        return Act.WITHDRAWN
