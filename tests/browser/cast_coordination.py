"""What coordinators see beside the board, for tests: how mailboxes are kept; a fiche that one of two wards left."""

from typing import Any, Final

from navette.core.encoding import b64
from navette.core.indicators import today
from tests.browser.desks import DAY, ago
from tests.browser.territory import GP_PARTY, HOUR, Given, message, ref, sent_item

BOXES: Final = {"Gériatrie": "box-ward", "Cardiologie": "box-cardio", "Centre de cancérologie": "box-cancero"}


def standings() -> list[Given]:
    """How each mailbox is kept: one guardian only here, a certificate that ends there."""
    later, soon = "2028-06-30", today(ago(-12 * DAY)).isoformat()

    def seat(name: str, role: str = "guardian", until: str = later, profession: str = "infirmière") -> Given:
        return {"person": f"person-{name}", "name": name, "profession": profession, "role": role, "until": until}

    def standing(mailbox: str, *seats: Given, until: str = later) -> Given:
        return {"mailbox": mailbox, "until": until, "seats": list(seats)}

    return [
        standing("box-gp", seat("Dr Claire Martin")),
        standing("box-sucs", seat("M. Paul Astier"), seat("Mme Julie Ferrand", "member", soon)),
        standing("box-cardio", seat("Dr Hélène Roche"), seat("Mme Anne Vidal"), until=soon),
        standing("box-cancero", seat("Mme Rose Petit"), seat("Dr Yves Blanchet")),
        standing("box-genets", seat("Mme Odile Rivet")),
        standing("box-ward", seat("Mme Leroy"), seat("Dr Samir Benali"), seat("Mme Inès Fabre", "member")),
        standing("box-pharma", seat("Mme Lise Morel"), seat("M. Jean Odin")),
        standing("box-new", seat("", until=""), until=""),
    ]


def history(**changed: Any) -> Given:
    """A fiche to two wards: one took it in charge, the other was silent, reminded, nudged; its substitute got it."""
    wards = (("box-ward", "Gériatrie"), ("box-cardio", "Cardiologie"))
    states: tuple[Given, ...] = (
        {"status": "accepted", "owner": "leroy", "ownerName": "Mme Leroy", "nudged": None, "nudges": 0},
        {"status": "requested", "owner": None, "ownerName": "", "nudged": ago(5 * HOUR), "nudges": 1},
    )
    whole = {**sent_item(2, dueBy=ago(9 * HOUR)), "sender": GP_PARTY, "received": ago(2 * DAY)}
    (recipient,) = whole["recipients"]
    recipients = [
        {**recipient, **state, "mailbox": box, "mailboxName": name, "changed": ago(DAY)}
        for (box, name), state in zip(wards, states, strict=True)
    ]

    def act(index: int, name: str, since: int, by: str = "Mme Leroy") -> Given:
        return {"index": index, "act": name, "mailbox": None if name == "deposit" else "box-ward", "by": "leroy",
                "byName": by, "time": ago(since), "code": ""}  # fmt: skip

    def step(name: str, since: int, late: int = 0) -> Given:
        return {"mailbox": "box-cardio", "mailboxName": "Cardiologie", "step": name, "due": ago(since + late),
                "fired": ago(since)}  # fmt: skip

    acts = [act(41, "deposit", 2 * DAY, ""), act(42, "delivered", 2 * DAY - HOUR), act(43, "opened", 2 * DAY - HOUR),
            act(57, "accepted", DAY)]  # fmt: skip
    copied = {"mailbox": "box-cardio", "mailboxName": "Cardiologie", "substitute": "box-cancero",
              "substituteName": "Centre de cancérologie", "releases": ago(9 * HOUR), "state": "released"}  # fmt: skip
    return {
        "item": {**whole, "recipients": recipients}, "professions": {"leroy": "infirmière"},
        "verified": {"acts": acts, "faults": [], "lines": 60, "status": {"box-ward": "accepted"}, "owner": {}},
        "reminders": [step("notify-again", 2 * DAY - 1800), step("remind", 18 * HOUR),
                      step("substitute", 9 * HOUR, 900)],
        "nudges": [{"mailbox": "box-cardio", "mailboxName": "Cardiologie", "byName": "Nathalie Blanc",
                    "time": ago(5 * HOUR)}],
        "copies": [copied], "removal": None, "removed": None, "before": None,
        "replies": [{"message": b64(message(21)), "reference": ref(21)}], **changed,
    }  # fmt: skip
