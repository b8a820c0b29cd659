"""What the verbs answer, spelled for JSON."""

from dataclasses import dataclass, field

from navette.client.items import Acknowledged, Sent, Waiting, plain
from navette.core.errors import Conflict
from navette.core.handoff import Status
from navette.core.parties import Urgency


def test_every_value_has_its_spelling() -> None:
    problem = Conflict("out-of-order", state="accepted")
    sent = Sent(bytes(16), "NV-7K3F-22Q", bytes(32), 3, True, (bytes(16),), problem)
    value = plain(Acknowledged("NV-7K3F-22Q", Status.ON_HOLD, 1_795_341_600, 4, sent))
    assert value == {
        "reference": "NV-7K3F-22Q",
        "status": "on-hold",
        "changed": "2026-11-22T10:00:00Z",
        "index": 4,
        "sent": {
            "message": "A" * 22,
            "reference": "NV-7K3F-22Q",
            "envelope_digest": "A" * 43,
            "index": 3,
            "resealed": True,
            "changed": ["A" * 22],
            "problem": {"code": "out-of-order", "state": "accepted"},
            "copies": [],
        },
        "problem": None,
    }
    assert plain(Waiting("0", "NV-7K3F-22Q", bytes(16), 0, "", False))["created"] == "1970-01-01T00:00:00Z"  # type: ignore[index]


def test_what_must_not_be_shown_is_left_out_and_what_is_empty_is_null() -> None:
    @dataclass
    class Shown:
        owner: bytes | None
        urgency: Urgency
        states: dict[bytes, Status]
        fiche: bytes = field(default=b"clinical", repr=False)

    assert plain(Shown(None, Urgency.ASAP, {bytes(16): Status.ACCEPTED})) == {
        "owner": None,
        "urgency": "asap",
        "states": {"A" * 22: "accepted"},
    }
