"""The cast of the screenshots and of the tests of every screen: fictional people and wards, test identities only."""

import json
from typing import Any, Final

from navette.core.encoding import b64
from tests.browser.cast_coordination import BOXES, consulted, history, masked, standings
from tests.browser.desks import DAY, ago
from tests.browser.territory import (
    GP_PARTY,
    HOUR,
    WARD_PARTY,
    Given,
    fiche,
    item,
    letter,
    message,
    ref,
    sent_item,
    territory,
)
from tests.fhir.contexts import example

CODE: Final = "navette-" + "A1b2C3d4" * 110  # as long as invitations are
NURSES: Final = {**GP_PARTY, "name": "M. Paul Astier", "profession": "infirmier", "mailbox": "box-sucs",
                 "mailboxName": "Cabinet infirmier des Sucs", "address": "cabinet@sucs.example"}  # fmt: skip
HOME: Final = {**GP_PARTY, "name": "Mme Odile Rivet", "profession": "infirmière", "mailbox": "box-genets",
               "mailboxName": "EHPAD Les Genêts", "address": "soins@genets.example"}  # fmt: skip
PATIENTS: Final = (("FAURE-TEST", "Marguerite"), ("ROUX-TEST", "Marcel"), ("BLANC-TEST", "Suzanne"))


def ward() -> Given:
    """A morning in Gériatrie: something in each lane, late, soon and calm."""
    received = [
        item(1, age=50 * HOUR, due_in=-2 * HOUR - 600),
        item(2, age=3 * HOUR, due_in=HOUR // 2, urgency=1, form="referral", sender=HOME),
        item(3, age=600, due_in=47 * HOUR, form="nursing", sender=NURSES),
        item(4, age=6 * HOUR, status="accepted", owner="leroy", ownerName="Mme Leroy"),
        item(5, age=9 * HOUR, status="accepted", owner="benali", ownerName="Dr Samir Benali", form="dlu", sender=HOME),
        item(6, age=4 * HOUR, status="on-hold", due_in=20 * HOUR),
    ]
    sent = [
        {**sent_item(7, dueBy=ago(-5 * HOUR)), "form": "discharge"},
        {**sent_item(9, status="accepted"), "form": "discharge"},
    ]
    fiches = {ref(number): _fiche_of(number) for number in (*range(1, 7), 7, 9)}
    fiches[ref(1)] = fiche(attachments=2)
    return _with_desk(territory(received, sent, fiches=fiches))


def closed() -> Given:
    """The same ward, three months later: what is about to be removed, what is gone, what was closed this morning."""
    day = 24 * HOUR
    done = {"status": "completed", "owner": "leroy", "ownerName": "Mme Leroy"}
    received = [
        item(1, age=88 * day, changed=ago(86 * day), removal=ago(-4 * day), **done),
        item(2, age=81 * day, changed=ago(80 * day), removal=ago(-10 * day), form="referral", sender=HOME, **done),
        item(3, age=99 * day, changed=ago(95 * day), removed=ago(5 * day), form="nursing", sender=NURSES, **done),
        item(4, age=6 * HOUR, changed=ago(2 * HOUR), **done),
        item(5, age=9 * HOUR, changed=ago(8 * HOUR), status="rejected", form="dlu", sender=HOME),
        item(6, age=4 * HOUR, status="on-hold", due_in=20 * HOUR),
    ]
    sent = [
        {**sent_item(7, status="completed", changed=ago(85 * day)), "removal": ago(-5 * day), "form": "discharge"},
        {**sent_item(9, status="cancelled", changed=ago(3 * day)), "form": "discharge"},
    ]
    fiches = {ref(number): _fiche_of(number) for number in (*range(1, 7), 7, 9)}
    return _with_desk(territory(received, sent, fiches=fiches))


def practice() -> Given:
    """Dr Martin, between two patients: an answer, a question, and what she has sent."""
    received = [
        item(11, age=HOUR, form="discharge", sender=WARD_PARTY, reply=b64(message(13)), due_in=9 * HOUR),
        item(12, age=2 * HOUR, form="", sender=WARD_PARTY, reply=b64(message(14)), due_in=22 * HOUR),
    ]
    state = {"mailbox": "box-ward", "mailboxName": "CH du Gier – Gériatrie", "owner": "leroy", "ownerName": "Mme Leroy"}
    nobody = {**state, "owner": None, "ownerName": ""}
    sent = [
        sent_item(13, status="accepted", **state),
        sent_item(14, status="on-hold", dueBy=ago(-20 * HOUR), **nobody),
        sent_item(15, status="requested", dueBy=ago(-HOUR), **{**nobody, "mailboxName": "CH du Gier – Cardiologie"}),
    ]
    question = letter("Quelle est la date de la dernière chute ? Une radio a-t-elle été faite ?")
    fiches = {ref(number): _fiche_of(number) for number in (13, 14, 15)}
    given = territory(received, sent, fiches={**fiches, ref(11): fiche("discharge"), ref(12): question})
    box = given["people"][0]["mailboxes"][0]
    named = {"id": "box-gp", "address": GP_PARTY["address"], "name": "Cabinet de Monistrol", "kind": "PER"}
    martin = {"person": "gp", "name": "Dr Claire Martin", "profession": "médecin", "coordinator": False}
    return _with_desk({**given, "people": [{**martin, "mailboxes": [{**box, **named}]}]})


def coordinator() -> Given:
    """Nathalie: no mailbox, the board of the territory."""
    nathalie = {"person": "nathalie", "name": "Nathalie Blanc", "profession": "coordination", "coordinator": True}
    return _with_desk({**territory([]), "people": [{**nathalie, "mailboxes": []}]})


def nothing() -> Given:
    return _with_desk(territory([]))


def _fiche_of(number: int) -> Given:
    family, given = PATIENTS[number % len(PATIENTS)]
    named: dict[str, Any] = {"patient.family": family, "patient.used-family": family, "patient.given": [given]}
    return fiche(**named)


def _with_desk(given: Given) -> Given:
    patient = {name: one for name, one in example("admission").items() if name.startswith("patient.")}
    recent = [{"answers": patient, "reference": ref(13)}]
    return {**given, "desk": desk(), "writing": json.loads(json.dumps({"recent": recent}))}


def desk() -> Given:
    """What stands around the fiches: directory, ward, locks, invitations, board."""
    people = [_member("benali", "Dr Samir Benali", "guardian"), _member("leroy", "Mme Leroy", "guardian")]
    return {
        "entries": _entries(), "people": ["Dr Roux"], "members": [*people, _member("roux", "Mme Inès Fabre")],
        "locks": _locks(), "invitations": _invitations(), "code": CODE, "unresolved": _unresolved(),
        "services": {"box-ward": presence("box-ward")}, "verified": _verified(), "indicators": _indicators(),
        "history": history(), "standings": standings(), "masked": masked(),
        "journal": consulted(),
        "words": "lusab-babad-gutih-tugad-ludor",
    }  # fmt: skip


def presence(mailbox: str) -> Given:
    """What a mailbox says of itself: the hours of a week, an absence to come, who stands in, whom to call."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-12:00,14:00-18:00")
    away = [{"first": "2026-12-24", "last": "2027-01-02", "note": "fêtes"}]
    return {"mailbox": mailbox, "n": 3, "digest": "", "by": "leroy", "hours": {**week, "sat": "08:00-12:00"},
            "closed": away, "substitute": "box-cardio", "forms": [], "note": "urgences : régulation 15",
            "time": ago(30 * DAY)}  # fmt: skip


def _member(person: str, name: str, role: str = "member") -> Given:
    return {"person": person, "name": name, "role": role}


def _entries() -> list[Given]:
    nurses, home, gp, ward = (str(one["address"]) for one in (NURSES, HOME, GP_PARTY, WARD_PARTY))

    def entry(mailbox: str, name: str, facility: str, kind: str, address: str, **changed: Any) -> Given:
        return {"mailbox": mailbox, "name": name, "facility": facility, "finess": "", "kind": kind, "members": 3,
                "address": address, "lastCollected": ago(600), "waitingSince": None, "told": True, "vouched": True,
                "ours": False, "service": None, "confirmed": ago(DAY), "holidays": [], **changed}  # fmt: skip

    gier, dead = "CH du Gier", {"lastCollected": ago(30 * DAY), "waitingSince": ago(20 * DAY)}
    return [
        entry("box-gp", "Cabinet de Monistrol", "", "PER", gp, members=1),
        entry("box-sucs", "Cabinet infirmier des Sucs", "", "CAB", nurses, lastCollected=ago(3 * HOUR)),
        entry("box-cardio", "Cardiologie", gier, "ORG", "cardiologie@ch-du-gier.example", **dead),
        entry("box-cancero", "Centre de cancérologie", "", "ORG", "accueil@cancerologie.example"),
        entry("box-genets", "EHPAD Les Genêts", "", "ORG", home, lastCollected=ago(DAY), confirmed=ago(120 * DAY)),
        entry("box-ward", "Gériatrie", gier, "ORG", ward, ours=True, service=presence("box-ward")),
        entry(
            "box-pharma",
            "Pharmacie du Marché",
            "",
            "CAB",
            "pharmacie@monistrol.example",
            members=2,
            service={**presence("box-pharma"), "substitute": "", "note": ""},
        ),
        entry("box-new", "", "", "ORG", "ssr@ailleurs.example", vouched=False, lastCollected=None),
    ]


def _locks() -> list[Given]:
    made = {"kind": "prf", "created": ago(90 * DAY), "used": ago(HOUR)}
    return [{**made, "id": "lock-1", "label": "Ordinateur du cabinet"},
            {**made, "id": "lock-2", "kind": "code", "label": "2026-08-24", "used": None}]  # fmt: skip


def _invitations() -> list[Given]:
    def invitation(name: str, state: str, **changed: Any) -> Given:
        return {"id": f"id-{name}", "role": "person", "name": name, "kind": None, "address": "", "created": ago(DAY),
                "expires": ago(-9 * DAY), "state": state, "person": None, "mailbox": None, "certified": False,
                "ours": True, **changed}  # fmt: skip

    mailbox = {"role": "mailbox", "kind": "ORG", "address": "cardiologie@ch-du-gier.example"}
    return [invitation("Dr Petit", "open", **mailbox), invitation("Dr Samir Benali", "used"),
            invitation("Mme Leroy", "used", certified=True), invitation("M. Roux", "expired")]  # fmt: skip


def _unresolved() -> list[Given]:
    def waiting(number: int, ward: str, due_in: int, **changed: Any) -> Given:
        due = ago(-due_in)
        return {"message": f"m{number}", "reference": ref(number), "senderMailbox": "box-gp",
                "senderName": "Cabinet de Monistrol", "mailbox": BOXES[ward], "mailboxName": ward,
                "form": "admission", "urgency": 0, "received": ago(HOUR), "dueBy": due, "overdue": due < ago(0),
                "status": "requested", "owner": None, "ownerName": "", "changed": ago(HOUR), "nudged": None,
                "nudges": 0, **changed}  # fmt: skip

    return [
        waiting(1, "Gériatrie", -2 * DAY, received=ago(4 * DAY), status="accepted", owner="x", ownerName="Mme Leroy"),
        waiting(
            2, "Cardiologie", HOUR, received=ago(2 * DAY), urgency=3, form="referral", nudged=ago(5 * HOUR), nudges=1
        ),
        waiting(3, "Centre de cancérologie", 20 * HOUR, senderName="Cabinet infirmier des Sucs", status="on-hold"),
        waiting(4, "Cardiologie", -3 * HOUR, received=ago(3 * DAY), senderName="EHPAD Les Genêts", form="dlu"),
    ]


def _verified() -> Given:
    def act(index: int, name: str, by: str = "Mme Leroy") -> Given:
        return {"index": index, "act": name, "mailbox": "box-ward", "by": "x", "byName": by, "time": ago(HOUR),
                "code": ""}  # fmt: skip

    acts = [act(41, "deposit", ""), act(42, "delivered"), act(43, "opened"), act(57, "accepted")]
    state = {"status": {"box-ward": "accepted"}, "owner": {"box-ward": "x"}}
    return {"acts": acts, "faults": [], "lines": 60, **state}


def _indicators() -> Given:
    """Two months of a territory."""
    rows, delays = [], [_delay("all", "", "accepted", 120, 3 * HOUR, 26 * HOUR)]
    for place, ward in enumerate(("Gériatrie", "Cardiologie", "Centre de cancérologie")):
        for n, month in enumerate(("2026-10", "2026-11")):
            for form in ("admission", "referral"):
                sent = 9 + place * 11 + n
                counts = {"received": sent, "accepted": sent - 1, "rejected": 0, "completed": sent - 3, "cancelled": 1}
                names = {
                    "sender": "box-gp",
                    "senderName": "Cabinet de Monistrol",
                    "recipient": BOXES[ward],
                    "recipientName": ward,
                }
                rows.append({"month": month, "form": form, "sent": sent, "unanswered": 0, **names, **counts})
        delays.append(_delay("recipient", BOXES[ward], "received", 30, 600 * (place + 1), HOUR * (place + 1)))
        delays.append(_delay("recipient", BOXES[ward], "accepted", 28, HOUR * (place + 1), 9 * HOUR * (place + 1)))
    delays.append(_delay("form", "admission", "accepted", 90, 2 * HOUR, 20 * HOUR))
    return {"at": ago(60), "rows": rows, "delays": delays}


def _delay(by: str, name: str, what: str, count: int, median: int, p90: int) -> Given:
    named = next((one for one, box in BOXES.items() if box == name), name)
    return {"by": by, "key": name, "name": named, "what": what, "count": count, "median": median, "p90": p90}
