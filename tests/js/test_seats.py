"""Persons, seats and history in both languages."""

import random
from collections.abc import Mapping

from navette.core.encoding import b64
from navette.envelope.keys import key_id
from navette.envelope.person import Person
from navette.envelope.seat import follow_history, give_seat, link_history, take_seat
from tests.envelope.world import WORLD
from tests.js.engine import Engine
from tests.js.envelopes import ask
from tests.vectors import reference


def test_seats_and_history_cross_both_ways(kems: Mapping[str, Engine]) -> None:
    box, epoch, old, nurse = WORLD.ward, WORLD.ward_key, WORLD.cabinet_key, WORLD.nurse
    for run in kems.values():
        given = bytes.fromhex(ask(run, "seatGiven", box.hex(), epoch.seed.hex(), nurse.public.hex()))
        assert take_seat(box, epoch.id, nurse, given) == epoch
        taken = ask(
            run, "seatTaken", box.hex(), epoch.id.hex(), nurse.seed.hex(), give_seat(box, epoch, nurse.public).hex()
        )
        assert (taken["id"], taken["given"]) == (epoch.id.hex(), epoch.seed.hex())
        linked = bytes.fromhex(ask(run, "historyLinked", box.hex(), epoch.seed.hex(), old.seed.hex()))
        assert follow_history(box, epoch, old.id, linked) == old
        link = link_history(box, epoch, old).hex()
        assert ask(run, "historyFollowed", box.hex(), epoch.seed.hex(), old.id.hex(), link) == old.id.hex()


def test_seats_that_lie_are_refused(kems: Mapping[str, Engine]) -> None:
    box, epoch, nurse, other = WORLD.ward, WORLD.ward_key, WORLD.nurse, WORLD.cabinet_key
    info = b"navette/v1 seat\0" + box + epoch.id + nurse.id
    good = give_seat(box, epoch, nurse.public)
    lies = {
        "sealed-to-another-key-or-context": [
            give_seat(box, epoch, WORLD.doctor.public),
            good[:-1],
            good[:40],
            b"",
            good + b"x",
        ],
        "seat-holds-another-key": [
            reference.seal(seed, nurse.kem.public, info, bytes(range(64)))
            for seed in (other.seed, b"short", epoch.seed + b"x")
        ],
    }
    link_info = b"navette/v1 history\0" + box + epoch.id + other.id
    lie = reference.seal(bytes(32), epoch.public, link_info, bytes(range(64))).hex()
    for run in kems.values():
        for code, seats in lies.items():
            for one in seats:
                taken = ask(run, "seatTaken", box.hex(), epoch.id.hex(), nurse.seed.hex(), one.hex())
                assert taken == {"code": code}
        assert ask(run, "historyFollowed", box.hex(), epoch.seed.hex(), other.id.hex(), lie) == {
            "code": "history-holds-another-key"
        }
        for wrong, code in ((bytes(1216) + nurse.public[-32:], "public-key"), (b"", "public-key-length")):
            assert ask(run, "seatGiven", box.hex(), epoch.seed.hex(), wrong.hex()) == {"code": code}
        weak = nurse.kem.public + bytes(32)
        assert ask(run, "seatGiven", box.hex(), epoch.seed.hex(), weak.hex()) == {"code": "weak-signature-key"}


def test_a_person_of_the_page_is_the_person_of_python(kems: Mapping[str, Engine], seed: int) -> None:
    seeds = [random.Random(seed + step).randbytes(32) for step in range(5)]
    for run in kems.values():
        for one, found in zip(seeds, ask(run, "people", [one.hex() for one in seeds]), strict=True):
            person = Person(one)
            assert found == {"public": person.public.hex(), "id": key_id(person.public).hex(), "wiped": True}
            assert b64(person.id) == b64(bytes.fromhex(found["id"]))
