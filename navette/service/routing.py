"""What the acts of a handoff are judged by: its envelope says it, or its row once the content is removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from navette.core.parties import Urgency
from navette.envelope.format import Envelope
from navette.store.evidence import Row


@dataclass(frozen=True, slots=True)
class Routing:
    """digest: of the envelope; others: the recipients beside the sender's own mailbox."""

    digest: bytes
    sender_mailbox: bytes
    sender: bytes
    others: tuple[bytes, ...]
    form: bytes
    urgency: Urgency
    due: int

    @property
    def boxes(self) -> set[bytes]:
        """All the mailboxes that take part."""
        return {self.sender_mailbox, *self.others}


def of_envelope(envelope: Envelope) -> Routing:
    """As the sender signed it."""
    header = envelope.header
    others = tuple(one.mailbox for one in header.recipients if one.mailbox != header.sender_mailbox)
    sender = (header.sender_mailbox, header.sender)
    return Routing(envelope.digest, *sender, others, header.form, header.urgency, header.due)


def of_row(row: Row, others: Iterable[bytes]) -> Routing:
    """As the server says, and its deposit's statement for the recipients."""
    known = (row["digest"], row["sender_mailbox"], row["sender"])
    return Routing(*known, tuple(others), row["form"], Urgency(row["urgency"]), row["due"])
