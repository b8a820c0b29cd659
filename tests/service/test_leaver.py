"""Who has left, given the entire server database, opens nothing sealed after the departure."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from navette.core.errors import NavetteError
from navette.core.parties import MailboxKind
from navette.envelope.format import WRAP, Envelope, parse
from navette.envelope.person import Person
from navette.envelope.seat import KemKey, follow_history, take_seat
from navette.envelope.unseal import unseal
from navette.store.database import FILE
from tests.things import FICHE
from tests.world import World, territory


def everything(path: Path) -> Iterator[bytes]:
    """Every value of every row of every table."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f"SELECT * FROM {table}"):
                yield from (value for value in row if isinstance(value, bytes))


def opened(attempt: object, *given: object) -> KemKey | None:
    try:
        return attempt(*given)  # type: ignore[operator,no-any-return]
    except NavetteError:
        return None


def keys_within_reach(path: Path, mailbox: bytes, person: Person, known: dict[bytes, KemKey]) -> dict[bytes, KemKey]:
    """Every sealed seed of the database, tried as a seat and as a link, for every epoch, until nothing more opens."""
    values = set(everything(path))
    sealed = [value for value in values if len(value) == WRAP]
    epochs = [value for value in values if len(value) == 32]
    found = dict(known)
    for epoch in epochs:
        for one in sealed:
            key = opened(take_seat, mailbox, epoch, person, one)
            if key is not None:
                found[key.id] = key
    tried: set[bytes] = set()
    while new := found.keys() - tried:
        for holder in new:
            tried.add(holder)
            for epoch in epochs:
                for one in sealed:
                    key = opened(follow_history, mailbox, found[holder], epoch, one)
                    if key is not None:
                        found[key.id] = key
    return found


def opens(world: World, envelope: Envelope, mailbox: bytes, keys: dict[bytes, KemKey]) -> bool:
    try:
        return unseal(envelope, mailbox, keys, world.gp.public).fiche == FICHE
    except NavetteError:
        return False


@pytest.mark.parametrize("kept", [True, False], ids=["with the key it had", "with the database alone"])
async def test_a_leaver_with_the_whole_database(tmp_path: Path, kept: bool) -> None:
    async with territory(tmp_path) as world:
        guardian, ward = await world.open_box(MailboxKind.ORGANISATION)
        staff = [await world.arrive() for _ in range(4)]
        ward = await world.admit(ward, guardian, *staff)
        leaver, old = staff[-1], ward.epoch
        before = [await world.send([ward]) for _ in range(2)]
        ward = await world.rotate(ward, guardian, leaver)
        after = [await world.send([ward]) for _ in range(2)]
        ward = await world.rotate(ward, guardian)  # the month after
        after.append(await world.send([ward]))
        mailbox = ward.id
    keys = keys_within_reach(tmp_path / FILE, mailbox, leaver, {old.id: old} if kept else {})
    assert set(keys) == ({old.id} if kept else set())
    stored = {value for value in everything(tmp_path / FILE) if value.startswith(b"NAV1")}
    assert stored >= {envelope.raw for envelope in before + after}
    for raw in stored:
        envelope = parse(raw)
        if any(recipient.mailbox == mailbox for recipient in envelope.header.recipients):
            was_there = kept and envelope.header.id in {one.header.id for one in before}
            assert opens(world, envelope, mailbox, keys) is was_there


async def test_the_same_search_finds_what_a_member_can_open(tmp_path: Path) -> None:
    """So that finding nothing means something."""
    async with territory(tmp_path) as world:
        guardian, ward = await world.open_box(MailboxKind.ORGANISATION)
        sent = [await world.send([ward])]
        first = ward.epoch
        ward = await world.rotate(ward, guardian)
        sent.append(await world.send([ward]))
        newcomer = await world.arrive()
        ward = await world.admit(ward, guardian, newcomer)
    keys = keys_within_reach(tmp_path / FILE, ward.id, newcomer, {})
    assert set(keys) == {first.id, ward.epoch.id}
    assert all(opens(world, envelope, ward.id, keys) for envelope in sent)
