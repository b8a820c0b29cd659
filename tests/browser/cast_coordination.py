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
    whole = {**sent_item(2, dueBy=ago(9 * HOUR)), "sender": GP_PARTY, "received": ago(2 * DAY), "removal": None,
             "removed": None}  # fmt: skip
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
        "copies": [copied], "holds": [], "before": None,
        "replies": [{"message": b64(message(21)), "reference": ref(21)}], **changed,
    }  # fmt: skip


def masked() -> Given:
    """A year of the territory as it may leave: told apart by one thing each time, small numbers hidden."""
    names = ("sent", "received", "accepted", "completed", "rejected", "cancelled", "unanswered")

    def row(counts: tuple[int | None, ...], **of: str) -> Given:
        blank = {"month": "", "form": "", "sender": "", "senderName": "", "recipient": "", "recipientName": ""}
        return {**blank, **of, **dict(zip(names, counts, strict=True))}

    def delay(by: str, key: str, what: str, count: int | None, median: int | None, p90: int | None) -> Given:
        return {"by": by, "key": key, "name": key, "what": what, "count": count, "median": median, "p90": p90}

    months = [
        row((40 + 3 * n, 39 + 3 * n, 36 + 3 * n, 30 + n, None, 0, None), month=f"2026-{n:02}") for n in range(1, 12)
    ]
    boxes = [row((310, 306, 290, 240, 9, 5, 16), recipient=box, recipientName=name) for name, box in BOXES.items()]
    small = row((None, None, None, 0, None, 0, None), recipient="box-pharma", recipientName="Pharmacie du Marché")
    senders = [row((402, 395, 377, 300, 12, 5, 8), sender="box-gp", senderName="Cabinet de Monistrol"),
               row((236, 233, 216, 210, 9, 0, 11), sender="box-genets", senderName="EHPAD Les Genêts")]  # fmt: skip
    delays = [delay("all", "", "received", 630, 1200, 4 * HOUR), delay("all", "", "accepted", 593, 3 * HOUR, 26 * HOUR),
              *(delay("recipient", box, "accepted", 290, 2 * HOUR, DAY) for box in BOXES.values()),
              delay("recipient", "box-pharma", "accepted", None, None, None),
              delay("form", "admission", "accepted", 380, 3 * HOUR, 27 * HOUR),
              delay("form", "admission", "received", 402, 1200, 4 * HOUR),
              delay("form", "admission", "completed", 330, DAY, 3 * DAY),
              delay("form", "discharge", "accepted", 210, 2 * HOUR, 20 * HOUR)]  # fmt: skip
    whole = {
        "acknowledgement": {"sent": 641, "received": 630, "taken": 600, "answered": 621},
        "sameDay": [{"form": "discharge", "count": 200, "sameDay": 163}], "found": {"asked": 41, "found": 33},
        "failures": [{"response": "fatal-error", "code": "key-commitment", "count": 6},
                     {"response": "transient-error", "code": "no-seat-for-this-epoch", "count": None}],
        "unresolved": [{"recipient": box, "recipientName": name, "over": over, "count": count}
                       for (name, box), count in zip(BOXES.items(), (9, 14, None), strict=True)
                       for over in (DAY, 2 * DAY, 7 * DAY)],
        "actors": {"professionals": 87, "mailboxes": 14, "facilities": None}, "delays": delays,
        "forms": [{"form": "admission", "volume": 410}, {"form": "discharge", "volume": 228},
                  {"form": "referral", "volume": None}],
    }  # fmt: skip
    rows = {"month": months, "sender": senders, "recipient": [*boxes, small]}
    return {by: {**whole, "rows": found} for by, found in rows.items()}


def consulted() -> list[Given]:
    """Lines of the access journal, newest first: of the ward, of the coordinator, of the server, and one refused."""

    def line(since: int, name: str, action: str, **more: Any) -> Given:
        return {"time": ago(since), "actor": name, "name": name, "itself": False, "action": action, "reference": "",
                "mailbox": None, "mailboxName": "", "result": "", "coordinator": False, **more}  # fmt: skip

    ward: Given = {"mailbox": "box-ward", "mailboxName": "Gériatrie, CH du Gier", "reference": ref(2)}
    return [
        line(300, "Nathalie Blanc", "nudge", coordinator=True, **ward),
        line(600, "Nathalie Blanc", "board", coordinator=True),
        line(HOUR, "Dr Samir Benali", "attachment", **ward),
        line(HOUR, "Dr Samir Benali", "collect", **ward),
        line(2 * HOUR, "M. Paul Astier", "collect", reference=ref(2), result="unknown-envelope"),
        line(3 * HOUR, "Mme Leroy", "collect", **ward),
        line(5 * HOUR, "", "look", **{**ward, "mailboxName": ""}),
        line(9 * DAY, "", "invite", itself=True, coordinator=True),
    ]
