"""Small reads of the directory and the ledgers, for the routes that need no transaction."""

from navette.ledger.tree import Node, consistency, inclusion, place
from navette.store.database import Database
from navette.store.ledger import NUMBERS

# The oldest fiche nobody opened: what is still open of a mailbox is few rows, in the order of their numbers.
COLLECTED = (
    "SELECT id, last_collected, (SELECT h.received FROM recipient r JOIN handoff h ON h.seq = r.handoff "
    "WHERE r.mailbox = mailbox.id AND r.status IN ('requested', 'received', 'accepted', 'on-hold') "
    "AND r.status = 'requested' ORDER BY r.n LIMIT 1) FROM mailbox ORDER BY id"
)
NODES = "SELECT place, hash FROM node WHERE ledger = ? AND place IN ({})"


async def person(database: Database, person: bytes) -> tuple[bytes, bool] | None:
    """(public 1,248 bytes, coordinator), or None."""
    row = await database.one("SELECT public, coordinator FROM person WHERE id = ?", (person,))
    return None if row is None else (bytes(row[0]), bool(row[1]))


async def is_member(database: Database, mailbox: bytes, person: bytes) -> bool:
    """Whether the person holds a seat in the mailbox now."""
    return await database.one("SELECT 1 FROM member WHERE mailbox = ? AND person = ?", (mailbox, person)) is not None


async def mailboxes_of(database: Database, person: bytes) -> set[bytes]:
    """The mailboxes the person is a member of."""
    rows = await database.all("SELECT mailbox FROM member WHERE person = ?", (person,))
    return {bytes(row[0]) for row in rows}


async def seats(database: Database, mailbox: bytes, person: bytes) -> list[tuple[bytes, bytes]]:
    """(epoch, sealed) of the person's seats, newest epoch first."""
    rows = await database.all(
        "SELECT s.epoch, s.sealed FROM seat s JOIN epoch e ON e.id = s.epoch "
        "WHERE s.mailbox = ? AND s.person = ? ORDER BY e.i DESC",
        (mailbox, person),
    )
    return [(row[0], row[1]) for row in rows]


async def history(database: Database, mailbox: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """(new epoch, old epoch, sealed), newest first."""
    rows = await database.all(
        "SELECT h.new, h.old, h.sealed FROM history h JOIN epoch e ON e.id = h.new "
        "WHERE h.mailbox = ? ORDER BY e.i DESC",
        (mailbox,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def last_collected(database: Database) -> list[tuple[bytes, int | None, int | None]]:
    """Each mailbox, when a receipt last came from it, and since when a fiche waits there that nobody opened."""
    return [(row[0], row[1], row[2]) for row in await database.all(COLLECTED)]


async def entries(database: Database, start: int, limit: int) -> list[tuple[bytes, bytes]]:
    """(statement, signature) of the directory ledger from index `start` on."""
    rows = await database.all(
        "SELECT raw, signature FROM directory_statement WHERE i >= ? ORDER BY i LIMIT ?", (start, limit)
    )
    return [(row[0], row[1]) for row in rows]


async def proofs(
    database: Database, ledger: str, size: int, index: int | None, old: int | None
) -> tuple[list[bytes] | None, list[bytes] | None]:
    """(inclusion path of leaf `index`, consistency proof from `old`) in the tree of `size` leaves.

    Runs twice: once to learn which nodes are asked for, once with them; so that each proof is one query.
    """
    wanted: list[int] = []

    def learn(level: int, i: int) -> bytes:
        wanted.append(place(level, i))
        return b""

    _both(size, index, old, learn)
    nodes = await _nodes(database, NUMBERS[ledger], wanted)
    return _both(size, index, old, lambda level, i: nodes[place(level, i)])


def _both(size: int, index: int | None, old: int | None, node: Node) -> tuple[list[bytes] | None, list[bytes] | None]:
    return (
        None if index is None else inclusion(index, size, node),
        None if old is None else consistency(old, size, node),
    )


async def _nodes(database: Database, number: int, wanted: list[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for start in range(0, len(wanted), 200):
        part = wanted[start : start + 200]
        rows = await database.all(NODES.format(", ".join("?" * len(part))), (number, *part))
        found |= {row[0]: row[1] for row in rows}
    return found


async def alive(database: Database) -> bool:
    """The database answers."""
    return await database.one("SELECT 1") is not None
