"""Whatever is altered in the database is found by verification, and the row is named."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from navette.cli import main as cli
from navette.service.audit import verify, vkeys_beside
from navette.store.evidence import KEYS, evidence
from tests.soak.everything import build
from tests.soak.hand import TABLES, Cell, Hand, Row, attested, hand, mask, name_of

# Rows that are the evidence itself: whatever byte of them is flipped, no other row can be to blame.
EVIDENCE = ("envelope", "act", "directory_statement", "node", "checkpoint")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampering") / "server"
    build(folder)
    return folder


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Iterator[Hand]:
    with hand(template, tmp_path / "server") as made:
        yield made


class Verifier:
    """Verification with the keys of before anything was touched. named: the rows it finds fault with, by table."""

    def __init__(self, copy: Hand) -> None:
        self._copy, self._vkeys = copy, vkeys_beside(copy.database)

    def named(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for fault in verify(self._copy.database, self._vkeys):
            found.setdefault(fault.table, set()).add(fault.row)
        return found

    def misses(self, table: str, *rows: Row) -> list[str]:
        """Which of the rows no fault names."""
        named = self.named().get(table, set())
        return [f"{table} {name_of(table, row)}" for row in rows if name_of(table, row) not in named]


def flip(cell: Cell, chance: random.Random, copy: Hand, verifier: Verifier) -> list[str]:
    """One random byte of a cell flipped: the cell, when no fault names its row by the key it has or had."""
    for _ in range(50):
        try:
            with copy.flip(cell, chance.randrange(cell.bytes), mask(chance)) as names:
                return [] if names & verifier.named().get(cell.table, set()) else [str(cell)]
        except sqlite3.IntegrityError:  # another row has that key
            continue
    return []


def test_the_database_holds_as_it_was_made(copy: Hand) -> None:
    assert Verifier(copy).named() == {}
    assert [table for table in TABLES if not copy.rows(table)] == []


def test_a_byte_of_each_column_of_each_table_flipped(copy: Hand, seed: int) -> None:
    chance, verifier, missed = random.Random(seed), Verifier(copy), []
    for table in TABLES:
        cells = copy.cells(table)
        for column in dict.fromkeys(cell.column for cell in cells):
            cell = chance.choice([cell for cell in cells if cell.column == column])
            missed += flip(cell, chance, copy, verifier)
    assert missed == []


@pytest.mark.parametrize(
    "column", ["envelope.raw", "node.hash", "checkpoint.note", "certificate.until", "blob.mailbox"]
)
def test_no_other_row_is_named(copy: Hand, seed: int, column: str) -> None:
    chance, verifier = random.Random(seed), Verifier(copy)
    table, _, name = column.partition(".")
    cell = chance.choice([cell for cell in copy.cells(table) if cell.column == name])
    with copy.flip(cell, chance.randrange(cell.bytes), mask(chance)):
        assert verifier.named() == {table: {name_of(table, cell.row)}}


@pytest.mark.soak
def test_a_byte_of_each_cell_flipped(copy: Hand, seed: int) -> None:
    chance, verifier, missed, count = random.Random(seed), Verifier(copy), [], 0
    for table in TABLES:
        for cell in copy.cells(table):
            missed += flip(cell, chance, copy, verifier)
            count += 1
    print(f"{count} cells, one byte each: {len(missed)} missed")
    assert missed == []


@pytest.mark.soak
@pytest.mark.parametrize("table", EVIDENCE)
def test_every_byte_of_the_evidence_flipped(copy: Hand, seed: int, table: str) -> None:
    """Position after position, in all rows of the table at once: each must be named by its own fault."""
    chance, verifier, missed, count = random.Random(seed), Verifier(copy), [], 0
    payload = {"envelope": ["raw"], "node": ["hash"], "checkpoint": ["note"]}.get(table, ["raw", "signature"])
    for column in payload:
        cells = [cell for cell in copy.cells(table) if cell.column == column]
        for at in range(max(cell.bytes for cell in cells)):
            there = [cell for cell in cells if at < cell.bytes]
            for cell in there:
                copy.write(cell, cell.flipped(at, mask(chance)))
            missed += [f"{row} {column} {at}" for row in verifier.misses(table, *(cell.row for cell in there))]
            for cell in there:
                copy.write(cell, cell.value)
            count += len(there)
    print(f"{table}: {count} bytes flipped, {len(missed)} missed")
    assert missed == []


def deletions(copy: Hand, chosen: Callable[[list[Row]], list[Row]]) -> tuple[int, list[str]]:
    verifier, missed, count = Verifier(copy), [], 0
    for table in TABLES:
        if table != "history":  # an organisation may want none
            for row in chosen(copy.rows(table)):
                copy.delete(table, row)
                missed += verifier.misses(table, row)
                copy.insert(table, row)
                count += 1
    return count, missed


def test_a_row_of_each_table_deleted(copy: Hand, seed: int) -> None:
    chance = random.Random(seed)
    assert deletions(copy, lambda rows: [chance.choice(rows)])[1] == []


@pytest.mark.parametrize("table", ["act", "directory_statement", "handoff", "envelope"])
def test_the_last_row_deleted(copy: Hand, table: str) -> None:
    row = copy.rows(table)[-1]
    copy.delete(table, row)
    assert Verifier(copy).misses(table, row) == []


@pytest.mark.soak
def test_each_row_deleted(copy: Hand) -> None:
    count, missed = deletions(copy, lambda rows: rows)
    print(f"{count} rows deleted, {len(missed)} missed")
    assert missed == []


def test_a_row_of_each_table_doubled(copy: Hand, seed: int) -> None:
    chance, verifier, missed = random.Random(seed), Verifier(copy), []
    for table in TABLES:
        with doubled(copy, table, chance) as row:
            missed += verifier.misses(table, row)
    assert missed == []


@contextmanager
def doubled(copy: Hand, table: str, chance: random.Random) -> Iterator[Row]:
    """The same row under another key: a byte of the key is flipped, and of whatever else must be unique."""
    row = dict(chance.choice(copy.rows(table)))
    unique = {"directory_statement": ["digest"], "handoff": ["message"], "mailbox": ["address"], "recipient": ["n"]}
    while True:
        for column in [*KEYS[table], *unique.get(table, [])]:
            cell = Cell(table, row, column)
            value = cell.flipped(chance.randrange(cell.bytes), 1 if isinstance(cell.value, str) else mask(chance))
            row[column] = value.decode() if isinstance(cell.value, str) and isinstance(value, bytes) else value
        try:
            copy.insert(table, row)
        except sqlite3.IntegrityError:
            continue
        break
    yield row
    copy.delete(table, row)


def test_two_rows_of_each_table_exchanged(copy: Hand, seed: int) -> None:
    chance, verifier, missed = random.Random(seed), Verifier(copy), []
    for table in TABLES:
        listed = [row for row in copy.rows(table) if "complete" not in row or row["complete"]]
        pairs = [(a, b) for a in listed for b in listed if payload(table, a) != payload(table, b)]
        for first, second in chance.sample(pairs, len(pairs)):  # none for what is nothing but a key
            rows = [{**first, **payload(table, second)}, {**second, **payload(table, first)}]
            if replace(copy, table, (first, second), rows):
                missed += verifier.misses(table, *rows)
                assert replace(copy, table, rows, (first, second))
                break
    assert missed == []


def replace(copy: Hand, table: str, before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Rows in the place of others; False, and nothing changed, when a third row has something they may not share."""
    copy.db.execute("BEGIN")
    try:
        for row in before:
            copy.delete(table, row)
        for row in after:
            copy.insert(table, row)
    except sqlite3.IntegrityError:
        copy.db.execute("ROLLBACK")
        return False
    copy.db.execute("COMMIT")
    return True


def payload(table: str, row: Row) -> Row:
    return {column: row[column] for column in attested(table, row) - set(KEYS[table])}


def test_the_file_of_an_attachment_altered(copy: Hand, seed: int) -> None:
    chance, verifier = random.Random(seed), Verifier(copy)
    for row in copy.rows("blob"):
        blob = row["id"]
        assert isinstance(blob, bytes)
        (path,) = (copy.folder / "blobs" / blob[-1:].hex()).iterdir()
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        damages = [whole[:at] + bytes([whole[at] ^ mask(chance)]) + whole[at + 1 :], whole[:-1], b"", None]
        if row["complete"]:
            damages.append(whole + b"\0")
        for damage in damages:
            path.unlink() if damage is None else path.write_bytes(damage)
            named = {name.split()[0] for rows in verifier.named().values() for name in rows}
            assert named == {blob.hex()}
            path.write_bytes(whole)


def spoil(copy: Hand, times: int, chance: random.Random) -> int:
    """64 bytes of the file itself, again and again; how often verification was right to find nothing.

    It is when the rows are what they were: the bytes were in room that no row takes, or attested by nobody.
    """
    vkeys, rows, silent = vkeys_beside(copy.database), contents(copy.database), 0
    copy.close()
    whole = copy.database.read_bytes()
    for _ in range(times):
        spoiled, start = bytearray(whole), chance.randrange(len(whole))
        spoiled[start : start + 64] = chance.randbytes(len(spoiled[start : start + 64]))
        copy.database.write_bytes(spoiled)
        vkeys_beside(copy.database)
        if not verify(copy.database, vkeys):
            assert contents(copy.database) == rows
            silent += 1
    copy.database.write_bytes(whole)
    return silent


def contents(database: Path) -> list[tuple[str, list[tuple[str, object]]]]:
    """Every attested value of a database."""
    with evidence(database) as opened:
        rows = [(table, row) for table in TABLES for row in opened.rows(table)]
    return [(table, [(column, row[column]) for column in sorted(attested(table, row))]) for table, row in rows]


def test_whatever_the_bytes_of_the_file_verification_answers(copy: Hand, seed: int) -> None:
    assert spoil(copy, 40, random.Random(seed)) < 40


@pytest.mark.soak
def test_whatever_the_bytes_of_the_file_2000_times(copy: Hand, seed: int) -> None:
    silent = spoil(copy, 2000, random.Random(seed))
    print(f"2000 times 64 bytes of the file: {2000 - silent} found, {silent} in no row")
    assert silent < 2000


@pytest.mark.parametrize("length", [0, 50, 5000, -4096])
def test_a_file_cut_short_is_said_to_be_damaged(copy: Hand, length: int) -> None:
    vkeys = vkeys_beside(copy.database)
    copy.close()
    copy.database.write_bytes(copy.database.read_bytes()[:length])
    assert {fault.code for fault in verify(copy.database, vkeys)} == {"damaged"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TABLE event", "table event"),
        ("DROP INDEX act_of_handoff", "index act_of_handoff"),
        ("ALTER TABLE act RENAME COLUMN raw TO cooked", "table act"),
        ("CREATE TRIGGER hide AFTER INSERT ON act BEGIN DELETE FROM recipient; END", "trigger hide"),
        ("CREATE VIEW member_view AS SELECT * FROM member", "view member_view"),
    ],
)
def test_a_table_that_is_not_as_it_was_made_is_named(copy: Hand, change: str, named: str) -> None:
    vkeys = vkeys_beside(copy.database)
    copy.db.execute(change)
    assert f"file {named} is not as it was made: damaged" in [str(one) for one in verify(copy.database, vkeys)]


@pytest.mark.parametrize("table", ["envelope", "act", "checkpoint"])
def test_the_command_names_the_row_and_fails(
    copy: Hand, seed: int, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--lang", "en", "verify", "--database", str(copy.database)]
    assert cli.main(words) == 0
    chance = random.Random(seed)
    cell = chance.choice([cell for cell in copy.cells(table) if cell.column in ("raw", "note")])
    capsys.readouterr()
    with copy.flip(cell, chance.randrange(cell.bytes), mask(chance)):
        assert cli.main(words) == 13
    assert f"{table} {name_of(table, cell.row)}" in capsys.readouterr().out
