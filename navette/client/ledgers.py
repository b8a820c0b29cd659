"""Holding the server to its two ledgers: every leaf of ours is in them, and they only ever grow.

A checkpoint is pinned once a proof shows that it extends the one pinned before. A checkpoint that cannot be: both
notes are kept in evidence/, with the ledger's signature on each, and nothing more is sent.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from navette.client import pins as pinned
from navette.client.answer import Fields
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.pins import Pins
from navette.core.errors import NavetteError, Refused
from navette.envelope.statement import leaf_data
from navette.ledger.checkpoint import Checkpoint
from navette.ledger.tree import check_consistency, check_inclusion, leaf_hash


@dataclass(frozen=True, slots=True)
class Leaf:
    """A statement and where the server says its leaf is."""

    index: int
    raw: bytes
    signature: bytes

    def hash(self, ledger: str) -> bytes:
        """The 32 bytes of the tree at that index."""
        return leaf_hash(leaf_data(ledger, self.raw, self.signature))


class Ledgers:
    """The two ledgers as this folder has seen them."""

    def __init__(self, api: Api, folder: Folder) -> None:
        """Local: keyring-missing, file (the pins)."""
        self._api, self._folder = api, folder
        self.pins: Pins = pinned.load(folder)

    async def confirm(self, ledger: str, note: str, leaves: Sequence[Leaf]) -> Checkpoint:
        """The checkpoint of an answer, once it holds the leaves and agrees with the one pinned.

        Refuses the codes of `read_checkpoint`, `check_inclusion` and `check_consistency`, evidence kept.
        """
        checkpoint = self._verified(ledger, note)
        try:
            await self._check(ledger, self.pins.checkpoint(ledger), checkpoint, leaves)
        except Refused as error:
            self.keep_evidence(ledger, note, error)
            raise
        self._advance(ledger, checkpoint)
        return checkpoint

    async def prove(self, ledger: str, checkpoint: Checkpoint, leaf: Leaf) -> list[bytes]:
        """Checks that a verified checkpoint holds a leaf; the path that shows it. Refuses as `check_inclusion` does."""
        path = (await self._proof(ledger, checkpoint.size, index=leaf.index)).hashes("inclusion")
        check_inclusion(leaf.hash(ledger), leaf.index, checkpoint.size, path, checkpoint.root)
        return path

    def accept(self, ledger: str, note: str, root: bytes) -> Checkpoint:
        """The checkpoint of a ledger whose leaves are all known here, `root` being what they make.

        Refuses `ledger-shrank`, `ledger-rewritten`, and as `read_checkpoint` does; evidence kept.
        """
        checkpoint = self._verified(ledger, note)
        before = self.pins.checkpoint(ledger)
        try:
            if checkpoint.size < before.size:
                raise Refused("ledger-shrank", old=before.size, new=checkpoint.size)
            if checkpoint.root != root:
                raise Refused("ledger-rewritten", old=before.size, new=checkpoint.size)
        except Refused as error:
            self.keep_evidence(ledger, note, error)
            raise
        self._advance(ledger, checkpoint)
        return checkpoint

    async def check_now(self, ledger: str, leaves: Sequence[Leaf] = ()) -> Checkpoint:
        """The server's present checkpoint, which extends the pinned one and holds the leaves; refuses as `confirm`."""
        before = self.pins.checkpoint(ledger)  # before asking: another task may pin a later one meanwhile
        note = await self._api.text(f"/v1/ledgers/{ledger}/checkpoint")
        checkpoint = self._verified(ledger, note)
        if checkpoint.size < before.size:
            shrank = Refused("ledger-shrank", old=before.size, new=checkpoint.size)
            self.keep_evidence(ledger, note, shrank)
            raise shrank
        return await self.confirm(ledger, note, leaves)

    def _verified(self, ledger: str, note: str) -> Checkpoint:
        try:
            return self.pins.check(ledger, note)
        except Refused as error:
            self.keep_evidence(ledger, note, error)
            raise

    async def _check(self, ledger: str, pin: Checkpoint, new: Checkpoint, leaves: Sequence[Leaf]) -> None:
        """An answer may be older than the pin, when two requests crossed: then it is the pin that must extend it."""
        rest, proof = leaves, list[bytes]()
        if 0 < pin.size < new.size:
            answer = await self._proof(ledger, new.size, index=leaves[0].index if leaves else None, since=pin.size)
            proof = answer.hashes("consistency")
            for leaf in leaves[:1]:
                check_inclusion(leaf.hash(ledger), leaf.index, new.size, answer.hashes("inclusion"), new.root)
            rest = leaves[1:]
        for leaf in rest:
            await self.prove(ledger, new, leaf)
        old, later = sorted((pin, new), key=lambda one: one.size)
        if 0 < new.size < pin.size:
            proof = (await self._proof(ledger, pin.size, since=new.size)).hashes("consistency")
        check_consistency(old.size, old.root, later.size, later.root, proof)

    async def _proof(self, ledger: str, size: int, *, index: int | None = None, since: int | None = None) -> Fields:
        """One request for both proofs; what the server cannot prove is not so."""
        wanted = [("size", size), ("index", index), ("from", since)]
        query = [(name, str(value)) for name, value in wanted if value is not None]
        try:
            return Fields(await self._api.get(f"/v1/ledgers/{ledger}/proof", query, signed=False))
        except NavetteError as error:
            if error.family not in ("refused", "malformed"):
                raise
            code = "not-in-the-ledger" if since is None else "ledger-shrank"
            raise Refused(code, size=size) from error

    def _advance(self, ledger: str, checkpoint: Checkpoint) -> None:
        """Another program may have gone further meanwhile: its pin stays."""
        self.pins = pinned.load(self._folder)
        if checkpoint.size > self.pins.checkpoint(ledger).size:
            self.pins = replace(self.pins, notes={**self.pins.notes, ledger: checkpoint.note})
            pinned.save(self._folder, self.pins)

    def keep_evidence(self, ledger: str, note: str, error: Refused) -> None:
        """Keeps a note that contradicts what was seen before, beside the one it contradicts."""
        found = {
            "ledger": ledger,
            "key": self.pins.vkeys[ledger],
            "pinned": self.pins.notes.get(ledger, ""),
            "offered": note,
            "code": error.code,
        }
        name = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
        self._folder.write_json(f"evidence/{ledger}-{name}.json", found)
