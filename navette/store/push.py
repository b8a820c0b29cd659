"""Devices that people want to be told on, and what each is still to be told."""

from dataclasses import astuple, dataclass
from typing import NamedTuple

from navette.core.notices import Reason
from navette.store.database import Database
from navette.store.notices import Line
from navette.store.transaction import Transaction

COLUMNS = "id, person, endpoint, p256dh, auth, created, told, tries, next_try, failing"
OF_PERSON = f"SELECT {COLUMNS} FROM push WHERE person = ?"
BY_ID = f"SELECT {COLUMNS} FROM push WHERE id = ?"
PENDING = "SELECT EXISTS (SELECT 1 FROM ping WHERE not_before <= ?)"
DUE = (
    f"SELECT DISTINCT {', '.join(f'd.{name.strip()}' for name in COLUMNS.split(','))} "
    "FROM ping p JOIN push d ON d.id = p.push WHERE p.not_before <= ? AND d.next_try <= ? LIMIT ?"
)
# Each thing it is to be told, with what has become of the handoff.
CONTENT = (
    "SELECT p.reason, h.message, r.status, p.handoff, p.mailbox, p.urgent FROM ping p "
    "LEFT JOIN handoff h ON h.seq = p.handoff "
    "LEFT JOIN recipient r ON r.handoff = p.handoff AND r.mailbox = p.mailbox WHERE p.push = ? AND p.not_before <= ?"
)


@dataclass(frozen=True, slots=True)
class Device:
    """One row, in the order of COLUMNS."""

    id: bytes
    person: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    created: int
    told: int | None = None
    tries: int = 0
    next_try: int = 0
    failing: str | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What its page said of it, the same in a retry."""
        return self.person, self.endpoint, self.p256dh, self.auth


class Ping(NamedTuple):
    """One thing that a device is to be told."""

    line: Line
    handoff: int
    mailbox: bytes
    urgent: bool


async def of_person(database: Database, person: bytes) -> list[Device]:
    """Oldest first."""
    rows = await database.all(OF_PERSON, (person,))
    return sorted((Device(*row) for row in rows), key=lambda device: (device.created, device.id))


def find(tx: Transaction, device: bytes) -> Device | None:
    """In the transaction."""
    row = tx.one(BY_ID, (device,))
    return None if row is None else Device(*row)


def put(tx: Transaction, device: Device) -> None:
    """The row as given, whatever it was."""
    values = astuple(device)
    tx.run(f"INSERT OR REPLACE INTO push ({COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)


def keep_latest(tx: Transaction, person: bytes, count: int) -> None:
    """Only so many devices of a person: those told or added last."""
    devices = [Device(*row) for row in tx.all(OF_PERSON, (person,))]
    devices.sort(key=lambda device: max(device.created, device.told or 0), reverse=True)
    for device in devices[count:]:
        remove(tx, device.id)


def remove(tx: Transaction, device: bytes) -> None:
    """With what it was still to be told."""
    tx.run("DELETE FROM ping WHERE push = ?", (device,))
    tx.run("DELETE FROM push WHERE id = ?", (device,))


def add(tx: Transaction, person: bytes, reason: Reason, about: tuple[int, bytes], urgent: bool, at: int) -> None:
    """Each device of the person is to be told, not before `at`; about: handoff, recipient. The same again is one."""
    tx.run(
        "INSERT OR IGNORE INTO ping (push, reason, handoff, mailbox, urgent, not_before) "
        "SELECT id, ?, ?, ?, ?, ? FROM push WHERE person = ? AND failing IS NULL",
        (reason.value, *about, int(urgent), at, person),
    )


def due(tx: Transaction, now: int, limit: int) -> list[tuple[Device, list[Ping]]]:
    """The devices that are to be told something now, and what."""
    devices = [Device(*row) for row in tx.all(DUE, (now, now, limit))]
    return [(device, _pings(tx, device.id, now)) for device in devices]


def _pings(tx: Transaction, device: bytes, now: int) -> list[Ping]:
    rows = tx.all(CONTENT, (device, now))
    return [Ping(Line(Reason(row[0]), row[1], row[2]), row[3], row[4], bool(row[5])) for row in rows]


def forget(tx: Transaction, device: bytes, ping: Ping) -> None:
    """It needs not be told that any more."""
    tx.run(
        "DELETE FROM ping WHERE push = ? AND reason = ? AND handoff = ? AND mailbox = ?",
        (device, ping.line.reason.value, ping.handoff, ping.mailbox),
    )


def forget_all(tx: Transaction) -> None:
    """No device is told any more."""
    tx.run("DELETE FROM ping")


def told(tx: Transaction, device: bytes, asked: int, now: int) -> None:
    """Its push service took it: what was due when it was asked is told."""
    tx.run("DELETE FROM ping WHERE push = ? AND not_before <= ?", (device, asked))
    tx.run("UPDATE push SET told = ?, tries = 0, next_try = 0 WHERE id = ?", (now, device))


def take(tx: Transaction, device: bytes, until: int) -> None:
    """Whoever asks for what is to be told is not given it before."""
    tx.run("UPDATE push SET next_try = ? WHERE id = ?", (until, device))


def postpone(tx: Transaction, device: bytes, at: int) -> None:
    """Its push service could not be reached, or said not now."""
    tx.run("UPDATE push SET tries = tries + 1, next_try = ? WHERE id = ?", (at, device))


def refuse(tx: Transaction, device: bytes, failure: str) -> None:
    """Its push service refuses for good what this server sends: nothing more is sent until its person asks again."""
    tx.run("DELETE FROM ping WHERE push = ?", (device,))
    tx.run("UPDATE push SET failing = ? WHERE id = ?", (failure, device))


async def pending(database: Database, now: int) -> bool:
    """Whether there is anything to do."""
    row = await database.one(PENDING, (now,))
    return row is not None and bool(row[0])
