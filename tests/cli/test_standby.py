"""What is said of copies for a substitute, in each of their states."""

import pytest

from navette.cli.standby import beside, standby, standing_in
from navette.client.copy_items import Copied, Copy, CopyState
from navette.core.encoding import seconds
from navette.core.handoff import Status
from navette.wording import speak

HOUR = seconds("2020-11-22T10:00:00Z")
WARD, CARDIO = "Gériatrie", "Cardiologie"


def copy(state: CopyState, status: Status | None = None, owner: str = "") -> Copy:
    return Copy(bytes(16), bytes(16), CARDIO, HOUR, state, status, bytes(32) if owner else None, owner)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CopyState.WAITING, "Cardiologie, qui l'ouvrira à partir du 22/11/2020 11:00 si personne n'a répondu"),
        (CopyState.RELEASED, "Cardiologie, qui peut l'ouvrir dès maintenant : l'échéance est passée"),
        (None, "Cardiologie : plus nécessaire"),
    ],
)
def test_on_sending(state: CopyState | None, said: str) -> None:
    speak("fr")
    assert standby(Copied(bytes(16), WARD, bytes(16), CARDIO, state, HOUR)) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (None, "sent"),
        (copy(CopyState.DROPPED), "sent"),
        (copy(CopyState.WAITING), "sent; Cardiologie can open it from 22/11/2020 11:00 on"),
        (copy(CopyState.STALE), "sent; to be sealed again for Cardiologie"),
        (copy(CopyState.RELEASED, Status.REQUESTED), "sent; substitute Cardiologie: sent"),
        (
            copy(CopyState.RELEASED, Status.ACCEPTED, "Dr Petit"),
            "sent; substitute Cardiologie: taken in charge: Dr Petit",
        ),
    ],
)
def test_beside_the_state_of_its_recipient(one: Copy | None, said: str) -> None:
    assert beside("sent", one) == said


def test_to_who_stands_in() -> None:
    assert standing_in("sent", WARD) == "sent; in the place of Gériatrie"
    assert standing_in("sent", "") == "sent"
