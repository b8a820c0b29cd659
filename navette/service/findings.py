"""What the verification of a database has found: the faults, each naming its row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from navette.core.errors import NavetteError
from navette.core.parties import Urgency
from navette.core.reminders import Plan
from navette.envelope.format import BlobRef
from navette.ledger.directory import Directory
from navette.service.clocks import Clocks
from navette.settings import Settings
from navette.store.evidence import KEYS, Evidence, Row


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that does not hold.

    row: its key, spelled; column: when one is known. code: a key of core.errors.CODES, or DIFFERS (from what the
    signed bytes say), MISSING, UNEXPECTED, `damaged`.
    """

    table: str
    row: str
    code: str
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.table} {self.row}" + (f" {self.column}" if self.column else "")
        return f"{place}: {self.code}"


DIFFERS, MISSING, UNEXPECTED = "differs", "missing", "unexpected"


Told = tuple[object, object]  # mailbox, index of an act
Link = tuple[object, object]  # attachment, seq of a handoff


@dataclass(slots=True)
class Findings:
    """What verification has learned so far, and the faults it has found."""

    evidence: Evidence
    vkeys: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    directory: Directory = field(default_factory=lambda: Directory(frozenset()))
    members: dict[bytes, set[bytes]] = field(default_factory=dict)  # everybody who ever was one, by mailbox
    told: set[Told] = field(default_factory=set)  # those that no act has accounted for yet
    unsure: set[tuple[str, object]] = field(default_factory=set)  # (table, key): handoffs that do not hold, their acts
    links: set[Link] = field(default_factory=set)
    clocks: list[Clocks] = field(default_factory=lambda: [Clocks.of(Settings())])  # all that the site has had
    milestones: dict[tuple[object, object], Row] = field(default_factory=dict)  # by handoff and mailbox: none's yet
    content_removed: set[object] = field(default_factory=set)  # seqs of handoffs whose envelope a removal took away
    forgotten: dict[object, int] = field(default_factory=dict)  # seq of one whose metadata went too → its removal
    acts_removed: set[int] = field(default_factory=set)
    # mailbox → number → the removal's entry, and the message it is of
    numbers_removed: dict[bytes, dict[int, tuple[int, bytes]]] = field(default_factory=dict)
    # Attachments that envelopes name: what the first one says of each, and the mailbox that sent it.
    attached: dict[bytes, tuple[BlobRef, bytes]] = field(default_factory=dict)

    def fault(self, table: str, key: Row | tuple[object, ...], code: str, column: str = "") -> None:
        """Records a fault of a row, named by its key: the row itself, or the values when there is none."""
        values = key if isinstance(key, tuple) else tuple(key[name] for name in KEYS[table])
        self.faults.append(Fault(table, " ".join(map(_spell, values)), code, column))

    def compare(self, table: str, row: Row, expected: Mapping[str, object]) -> None:
        """Every column that is not what it should be."""
        for column, value in expected.items():
            if row[column] != value:
                self.fault(table, row, DIFFERS, column)

    def plans(self, row: Row, recipient: Row) -> list[Plan]:
        """The steps about a recipient's silence, by each of the clocks that the site has had."""
        known = (row["form"], row["received"], recipient["due_by"], Urgency(row["urgency"]))
        return [clocks.plan(*known) for clocks in self.clocks]

    def attempt(self, table: str, row: Row) -> "_Attempt":
        """Whatever fails inside is a fault of this row."""
        return _Attempt(self, table, row)


@dataclass(slots=True)
class _Attempt:
    findings: Findings
    table: str
    row: Row

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, NavetteError):
            self.findings.fault(self.table, self.row, error.code)
            return True
        if isinstance(error, Exception):  # what was altered may be of any form
            self.findings.fault(self.table, self.row, DIFFERS)
            return True
        return False


def _spell(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value).encode("utf-8", "backslashreplace").decode()


def pairs(left: Iterator[Row], keys: tuple[str, ...]) -> dict[tuple[object, ...], Row]:
    """Rows by their key."""
    return {tuple(row[key] for key in keys): row for row in left}
