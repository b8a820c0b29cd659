"""How long after its deposit each thing happened to a handoff: what indicators are counted from."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from navette.core.figures import WHATS
from navette.core.handoff import Act
from navette.core.indicators import Unit, days, stretch_of
from navette.store.database import Database
from navette.store.transaction import Transaction

COLUMNS = {
    Act.DELIVERED: "delivered",
    Act.ACCEPTED: "accepted",
    Act.CLOSED: "completed",
    Act.DECLINED: "rejected",
    Act.REROUTED: "rejected",
    Act.FAILED: "rejected",
    Act.WITHDRAWN: "cancelled",
}
ENDS = frozenset({Act.CLOSED, Act.DECLINED, Act.REROUTED, Act.FAILED})  # of which the code is kept
STATE = "delivered, accepted, completed, rejected, cancelled, code"
LINE = f"received, handoff, mailbox, form, sender_mailbox, due, {STATE}"
# What lines of a day must have in common to be the same to every count (core/figures.py `vector`); one number sorts
# faster than seven.
ALIKE = (*(f"m.{name} IS NULL" for name in STATE.split(", ")[:-1]), "m.due = 0", "m.due >= day.midnight")
SHAPE = " + ".join(f"({one}) * {1 << bit}" for bit, one in enumerate(ALIKE))
LINE_OF = ", ".join(f"m.{name}" for name in LINE.split(", "))
DELAYS = ", ".join(f"group_concat(m.{name})" for name in STATE.split(", ")[: len(WHATS)])
# In the order of the table's own key: one stretch of it, whatever the history.
PERIOD = (
    f"WITH day (midnight, start, end) AS (VALUES {{}}) SELECT {LINE_OF}, count(*), {DELAYS} "
    "FROM day CROSS JOIN milestone m ON m.received >= day.start AND m.received < day.end "
    f"GROUP BY {{}}, {SHAPE}, m.code"
)
SENDERS = "SELECT DISTINCT sender_mailbox FROM milestone WHERE received >= ? AND received < ?"
KEY = "received = ? AND handoff = ? AND mailbox = ?"
# What is in the counts already stays there as it was until it is counted on (store/counting.py).
LATE = (
    f"INSERT OR IGNORE INTO late SELECT received, handoff, mailbox, ?, {STATE} FROM milestone "
    f"WHERE {KEY} AND received < (SELECT until FROM counted WHERE one = 1)"
)
COUNTED = (
    "SELECT received FROM handoff WHERE seq = ? AND received < (SELECT until FROM counted WHERE one = 1) "
    "AND NOT EXISTS (SELECT 1 FROM late WHERE late.received = handoff.received AND late.handoff = handoff.seq)"
)
REMOVED_FAILURES = (
    "INSERT INTO month_failure SELECT ?, response, code, count(*) FROM failure WHERE received = ? AND handoff = ? "
    "GROUP BY response, code ON CONFLICT DO UPDATE SET count = count + excluded.count"
)


class State(NamedTuple):
    """What has happened to a line: seconds after the deposit, None: it has not. code: of the act that ended it."""

    delivered: int | None
    accepted: int | None
    completed: int | None
    rejected: int | None
    cancelled: int | None
    code: str


class Line(NamedTuple):
    """One recipient of one handoff, as the ledger has it. received: its deposit; due: what the sender named, or 0."""

    received: int
    handoff: int
    mailbox: bytes
    form: bytes
    sender: bytes
    due: int
    delivered: int | None
    accepted: int | None
    completed: int | None
    rejected: int | None
    cancelled: int | None
    code: str


class Alike(NamedTuple):
    """Lines that are the same to every count. line: any of them; number: how many; spelled: their delays of each WHATS.

    They are taken apart where they are counted: not in the thread that everybody's requests wait for.
    """

    line: Line
    number: int
    spelled: tuple[str | None, ...]

    def delays(self) -> Iterator[tuple[str, list[int]]]:
        """What has happened to some of them, and how long after the deposit, each."""
        for what, spelled in zip(WHATS, self.spelled, strict=True):
            if spelled is not None:
                yield what, list(map(int, spelled.split(",")))


def delay(time: int, received: int) -> int:
    """Seconds from the deposit to an act, as its signer dates it: a clock that is behind gives no less than nothing."""
    return max(0, time - received)


def begin(tx: Transaction, handoff: int, mailbox: bytes, sender: bytes, form: bytes, received: int, due: int) -> None:
    """A deposit: nothing else has happened."""
    tx.run(
        "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, ?, '')",
        (received, handoff, mailbox, sender, form, due),
    )
    tx.run(LATE, (0, received, handoff, mailbox))


def reach(tx: Transaction, handoff: int, mailbox: bytes, received: int, act: Act, time: int, code: str = "") -> None:
    """An act, at the time its statement says; one that no figure is counted from leaves no trace here."""
    key = (received, handoff, mailbox)
    tx.run(LATE, (1, *key))
    if act in COLUMNS:
        tx.run(
            f"UPDATE milestone SET {COLUMNS[act]} = ?, code = ? WHERE {KEY}",
            (delay(time, received), code if act in ENDS else "", *key),
        )


def fail(tx: Transaction, handoff: int, mailbox: bytes, received: int, i: int, response: str, code: str) -> None:
    """A receipt of an error, the act at index `i`."""
    tx.run(LATE, (1, received, handoff, mailbox))
    tx.run("INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?)", (received, handoff, i, mailbox, response, code))


def remove(tx: Transaction, handoff: int) -> bool:
    """Removes the lines of a handoff, which stay in the counts of their month; False: they are not there yet."""
    row = tx.one(COUNTED, (handoff,))
    if row is None:
        return False
    key = (row[0], handoff)
    tx.run(REMOVED_FAILURES, (stretch_of(Unit.MONTH, row[0]).name, *key))
    tx.run("DELETE FROM failure WHERE received = ? AND handoff = ?", key)
    tx.run("DELETE FROM milestone WHERE received = ? AND handoff = ?", key)
    return True


async def period(database: Database, start: int, end: int, by: Iterable[str]) -> list[Alike]:
    """What was deposited from `start` on and before `end` (seconds since 1970), told apart by columns of a line."""
    cut = [(midnight, max(midnight, start), min(after, end)) for midnight, after in days(start, end)]
    sql = PERIOD.format(", ".join(["(?, ?, ?)"] * len(cut)), ", ".join(f"m.{name}" for name in by))
    rows = await database.all(sql, tuple(chain.from_iterable(cut)))
    columns = len(Line._fields)
    return [Alike(Line._make(row[:columns]), row[columns], row[columns + 1 :]) for row in rows]


async def senders(database: Database, start: int, end: int) -> set[bytes]:
    """The mailboxes that sent what was deposited in between."""
    return {row[0] for row in await database.all(SENDERS, (start, end))}
