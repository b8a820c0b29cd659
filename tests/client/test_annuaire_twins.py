"""A large directory in JavaScript: fetched once, page by page, and kept in segments."""

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.envelope.statement import leaf_data
from navette.ledger.checkpoint import sign_checkpoint, vkey
from navette.ledger.tree import Frontier, leaf_hash
from tests.js.engine import Call, Engine
from tests.ledger.world import enrolment

ORIGIN = "navette.example/annuaire"
SIZES = (1, 150, 150, 200, 201, 430)
SEGMENT = 200


def test_a_directory_grows_and_is_kept(engines: dict[str, Engine]) -> None:
    key, frontier = Ed25519PrivateKey.generate(), Frontier()
    signed = [enrolment(Person.new()) for _ in range(SIZES[-1])]
    notes = {}
    for one in signed:
        frontier.append(leaf_hash(leaf_data("annuaire", one.raw, one.signature)))
        notes[frontier.size] = sign_checkpoint(ORIGIN, frontier.size, frontier.root(), key).note
    pin = vkey(ORIGIN, key.public_key().public_bytes_raw())
    pins = {"url": "https://navette.example", "coordinators": [], "checkpoints": {}}
    given = json.dumps({**pins, "ledgers": {"annuaire": pin, "actes": pin}})
    entries = [[one.raw.decode(), b64(one.signature)] for one in signed]
    call = Call("adapters/annuaire", "grow", (given, entries, [[size, notes[size]] for size in SIZES], 100))
    for name, run in engines.items():
        (found,) = run([call])
        for size, before, seen in zip(SIZES, (0, *SIZES), found["seen"], strict=False):
            pages = max(1, -(-(size - before) // 100))
            assert seen == [size, size, size, pages, -(-size // SEGMENT), 0], name
        assert found["begun"] == 0, name
