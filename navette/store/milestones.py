"""How long after its deposit each thing happened to a handoff: what indicators are counted from."""

from navette.core.handoff import Act
from navette.store.database import Database
from navette.store.transaction import Row, Transaction

COLUMNS = {
    Act.DELIVERED: "delivered",
    Act.ACCEPTED: "accepted",
    Act.CLOSED: "completed",
    Act.DECLINED: "rejected",
    Act.REROUTED: "rejected",
    Act.FAILED: "rejected",
    Act.WITHDRAWN: "cancelled",
}
# In the order of the table's own key: one stretch of it, whatever the history.
PERIOD = (
    "SELECT form, sender_mailbox, mailbox, delivered, accepted, completed, rejected, cancelled FROM milestone "
    "WHERE received >= ? AND received < ?"
)


def delay(time: int, received: int) -> int:
    """Seconds from the deposit to an act, as its signer dates it: a clock that is behind gives no less than nothing."""
    return max(0, time - received)


def begin(tx: Transaction, handoff: int, mailbox: bytes, sender: bytes, form: bytes, received: int) -> None:
    """A deposit: nothing else has happened."""
    tx.run(
        "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL)",
        (received, handoff, mailbox, sender, form),
    )


def reach(tx: Transaction, handoff: int, mailbox: bytes, received: int, act: Act, time: int) -> None:
    """An act, at the time its statement says; one that no figure is counted from leaves no trace here."""
    if act in COLUMNS:
        tx.run(
            f"UPDATE milestone SET {COLUMNS[act]} = ? WHERE received = ? AND handoff = ? AND mailbox = ?",
            (delay(time, received), received, handoff, mailbox),
        )


async def period(database: Database, start: int, end: int) -> list[Row]:
    """What was deposited from `start` on and before `end` (seconds since 1970): the columns of PERIOD.

    Delays in seconds after the deposit, None for what has not happened. As many rows as a month has: as they come.
    """
    return await database.all(PERIOD, (start, end))
