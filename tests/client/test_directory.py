"""The directory replayed: what is believed, what is kept of it, and how an entry is found by what is typed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.client import names, pins
from navette.client.annuaire import FILE, LEDGER, Annuaire
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.items import Fault
from navette.client.ledgers import Leaf, Ledgers
from navette.client.pins import Pins
from navette.core.encoding import b64
from navette.core.errors import Local, NavetteError, Refused
from navette.envelope.person import Person
from navette.envelope.statement import SignedStatement
from navette.ledger.checkpoint import sign_checkpoint, vkey
from navette.ledger.tree import Frontier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COORDINATOR, LEROY, BENALI, OTHER = (Person(bytes([n]) * 32) for n in range(1, 5))
TODAY = date(2026, 11, 22)


def _person(person: Person) -> SignedStatement:
    return person.sign_statement({"type": "person", "public": b64(person.public), "salt": b64(bytes(16))})


def _certificate(by: Person, subject: bytes, until: str = "2027-01-01", **identity: str) -> SignedStatement:
    return by.sign_statement({"type": "certificate", "subject": b64(subject), "identity": identity, "until": until})


def _mailbox(by: Person, mailbox: bytes, address: str) -> SignedStatement:
    return by.sign_statement(
        {
            "type": "mailbox",
            "mailbox": b64(mailbox),
            "kind": "ORG",
            "address": address,
            "n": "0",
            "prev": "",
            "public": b64(Person(mailbox * 2).kem.public),
            "members": [{"key": b64(by.id), "role": "guardian"}],
            "time": "2026-11-22T10:00:00Z",
        }
    )


GERIATRICS, CARDIOLOGY = bytes([10]) * 16, bytes([11]) * 16
ENTRIES = [
    _person(COORDINATOR),
    _person(LEROY),
    _person(BENALI),
    _mailbox(LEROY, GERIATRICS, "geriatrie@ch.example"),
    _mailbox(BENALI, CARDIOLOGY, "cardio@ch.example"),
    _certificate(COORDINATOR, LEROY.id, name="Mme Leroy", profession="infirmière"),
    _certificate(COORDINATOR, BENALI.id, name="Dr Benali", profession="médecin", rpps="10001234567"),
    _certificate(COORDINATOR, GERIATRICS, name="CH – Gériatrie", address="geriatrie@ch.example"),
    _certificate(COORDINATOR, CARDIOLOGY, name="CH, Cardiologie", address="cardio@ch.example"),
]


class Recorded(Api):
    """A server of recorded entries: gives `size` of them, in pages of two."""

    def __init__(self, entries: Sequence[SignedStatement]) -> None:
        super().__init__("https://navette.example", None)
        self.entries, self.size = list(entries), len(entries)
        self.asked: list[int] = []
        self.signed_root: bytes | None = None

    async def get(self, path: str, query: Sequence[tuple[str, str]] = (), *, signed: bool = True) -> object:
        assert path == "/v1/ledgers/annuaire/entries"
        start = int(dict(query)["from"])
        self.asked.append(start)
        page = self.entries[start : min(start + 2, self.size)]
        return {
            "from": start,
            "entries": [{"statement": one.raw.decode(), "signature": b64(one.signature)} for one in page],
            "size": self.size,
            "checkpoint": self.note(),
        }

    def note(self) -> str:
        frontier = Frontier()
        frontier.extend(Leaf(0, one.raw, one.signature).hash(LEDGER) for one in self.entries[: self.size])
        return sign_checkpoint("navette.example/annuaire", self.size, self.signed_root or frontier.root(), KEY).note


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    public = KEY.public_key().public_bytes_raw()
    vkeys = {ledger: vkey(f"navette.example/{ledger}", public) for ledger in pins.LEDGERS}
    pins.save(folder, Pins("https://navette.example", frozenset({COORDINATOR.id}), vkeys, {}))
    return folder


def _annuaire(folder: Folder) -> Annuaire:
    return Annuaire(folder, Ledgers(Recorded([]), folder))


async def test_what_was_fetched_once_is_not_fetched_again(folder: Folder) -> None:
    api = Recorded(ENTRIES)
    api.size = 5
    annuaire = _annuaire(folder)
    await annuaire.sync(api)
    assert (annuaire.size, annuaire.directory.mailbox(CARDIOLOGY) is not None) == (5, True)
    api.size = len(ENTRIES)
    again = _annuaire(folder)
    assert again.size == 5
    await again.sync(api)
    await again.sync(api)
    assert api.asked == [0, 2, 4, 5, 7, 9]
    assert again.directory.address(GERIATRICS, TODAY)
    assert again.faults == []
    assert pins.load(folder).checkpoint(LEDGER).size == len(ENTRIES)


async def test_another_program_that_synced_meanwhile_is_followed(folder: Folder) -> None:
    api, one, two = Recorded(ENTRIES), _annuaire(folder), _annuaire(folder)
    await one.sync(api)
    await two.sync(api)
    assert two.size == len(ENTRIES)
    assert len((folder.read(FILE) or b"").splitlines()) == len(ENTRIES)


@pytest.mark.parametrize("damage", ["cut", "altered", "reordered", "not-json", "too-many"])
async def test_a_damaged_cache_is_dropped_and_fetched_anew(folder: Folder, damage: str) -> None:
    await _annuaire(folder).sync(Recorded(ENTRIES))
    lines = (folder.read(FILE) or b"").splitlines(keepends=True)
    if damage == "cut":
        lines[-1] = lines[-1][:-20]
    elif damage == "altered":
        lines[5] = lines[5].replace(b"Mme Leroy", b"Mme Lerou")
    elif damage == "reordered":
        lines[1], lines[2] = lines[2], lines[1]
    elif damage == "too-many":
        lines.append(lines[-1])
    else:
        lines[3] = b"{}\n"
    folder.write(FILE, b"".join(lines))
    again, api = _annuaire(folder), Recorded(ENTRIES)
    assert again.size == (len(ENTRIES) - 1 if damage == "cut" else 0)
    await again.sync(api)
    assert (again.size, again.faults) == (len(ENTRIES), [])
    assert len((folder.read(FILE) or b"").splitlines()) == len(ENTRIES)


@pytest.mark.parametrize("at", range(len(ENTRIES) - 1))
async def test_an_entry_changed_after_it_was_pinned_is_refused_with_evidence(folder: Folder, at: int) -> None:
    await _annuaire(folder).sync(Recorded(ENTRIES[:-1]))
    folder.remove(FILE)
    other = [*ENTRIES[:at], _person(OTHER), *ENTRIES[at:]]
    annuaire = _annuaire(folder)
    with pytest.raises(Refused, match="ledger-rewritten"):
        await annuaire.sync(Recorded(other))
    assert (annuaire.size, folder.read(FILE)) == (0, None)
    (name,) = folder.names("evidence", ".json")
    kept = folder.read_json(f"evidence/{name}.json") or {}
    assert kept["code"] == "ledger-rewritten"
    assert kept["pinned"] == pins.load(folder).notes[LEDGER] != kept["offered"]


async def test_what_was_believed_stays_when_the_server_goes_wrong(folder: Folder) -> None:
    annuaire, api = _annuaire(folder), Recorded(ENTRIES[:-1])
    await annuaire.sync(api)
    for spoil, code in (("root", "ledger-rewritten"), ("shrink", "ledger-shrank"), ("withhold", "server-answer")):
        bad = Recorded(ENTRIES)
        if spoil == "root":
            bad.signed_root = bytes(32)
        elif spoil == "shrink":
            bad.size = 3
        else:
            bad.entries = bad.entries[: annuaire.size]
        with pytest.raises(NavetteError, match=code):
            await annuaire.sync(bad)
        assert annuaire.size == len(ENTRIES) - 1
        assert annuaire.directory.mailbox(CARDIOLOGY) is not None
    await annuaire.sync(Recorded(ENTRIES))
    assert annuaire.size == len(ENTRIES)


async def test_an_entry_that_breaks_a_rule_establishes_nothing_and_is_named(folder: Folder) -> None:
    forged = SignedStatement(ENTRIES[1].raw, bytes(64))
    entries = [
        *ENTRIES[:1],
        forged,
        *ENTRIES[1:],
        _person(OTHER),
        _certificate(OTHER, LEROY.id, name="Mme Fausse", profession="infirmière"),
    ]
    annuaire = _annuaire(folder)
    await annuaire.sync(Recorded(entries))
    assert annuaire.faults == [Fault("statement-signature", LEDGER, {"index": 1})]
    assert names.identity(annuaire.directory, LEROY.id, TODAY)["name"] == "Mme Leroy"


async def test_pages_that_are_no_entries_are_refused(folder: Folder) -> None:
    class Odd(Recorded):
        async def get(self, path: str, query: Sequence[tuple[str, str]] = (), *, signed: bool = True) -> object:
            answer = await super().get(path, query, signed=signed)
            return json.loads(json.dumps(answer).replace('"statement": "', '"statement": "\\ud800'))

    with pytest.raises(Local, match="server-answer"):
        await _annuaire(folder).sync(Odd(ENTRIES))


async def test_an_entry_is_found_by_what_a_person_types(folder: Folder) -> None:
    annuaire = _annuaire(folder)
    await annuaire.sync(Recorded(ENTRIES))
    directory = annuaire.directory
    for typed in (
        "geriatrie@ch.example",
        "GERIATRIE@CH.EXAMPLE",
        "ch – gériatrie",
        "CH Gériatrie",
        "gériatrie,",
        "geriatrie",
        b64(GERIATRICS),
        b64(GERIATRICS)[:6],
    ):
        assert names.find_mailbox(directory, typed, TODAY) == GERIATRICS, typed
    for typed in ("Mme Leroy", "leroy", "MME LEROY", b64(LEROY.id)[:8]):
        assert names.find_person(directory, typed, TODAY) == LEROY.id, typed
    assert names.find_person(directory, "10001234567", TODAY) == BENALI.id
    for typed in ("", "  ", "pharmacie", b64(GERIATRICS)[:5], "gériatries"):
        with pytest.raises(Local, match="unknown-name"):
            names.find_mailbox(directory, typed, TODAY)
    assert names.find_mailbox(directory, "ch cardiologie", TODAY) == CARDIOLOGY
    with pytest.raises(Local, match="ambiguous-name") as refused:
        names.find_mailbox(directory, "CH", TODAY)
    assert refused.value.data["matches"] == "cardio@ch.example, geriatrie@ch.example"


async def test_nobody_answers_to_a_name_after_the_certificate_ended(folder: Folder) -> None:
    annuaire = _annuaire(folder)
    await annuaire.sync(Recorded(ENTRIES))
    later = date(2027, 1, 2)
    assert names.identity(annuaire.directory, LEROY.id, later) == {}
    with pytest.raises(Local, match="unknown-name"):
        names.find_person(annuaire.directory, "Mme Leroy", later)
    assert names.find_mailbox(annuaire.directory, "geriatrie@ch.example", later) == GERIATRICS


def test_pins_that_are_damaged_are_named(folder: Folder, tmp_path: Path) -> None:
    known = pins.load(folder)
    assert known.checkpoint("actes").size == 0
    good = folder.read_json(pins.FILE) or {}
    for name, value in (
        ("url", None),
        ("coordinators", "A"),
        ("coordinators", ["A"]),
        ("ledgers", []),
        ("ledgers", {"annuaire": "x", "actes": "x"}),
        ("checkpoints", {"actes": "x"}),
    ):
        bad = {key: one for key, one in {**good, name: value}.items() if one is not None}
        folder.write_json(pins.FILE, bad)
        with pytest.raises(Local, match="file"):
            pins.load(folder)
    folder.remove(pins.FILE)
    with pytest.raises(Local, match="keyring-missing"):
        pins.load(folder)
    pins.save(folder, replace(known, url="https://other.example"))
    assert pins.load(folder).url == "https://other.example"
