"""What the peer of the pages holds: fictional people, wards, fiches; test identities only."""

import time
from typing import Any, Final
from uuid import UUID

from navette.core.encoding import b64, reference
from navette.fhir.bundle import build
from navette.fhir.form import by_name, forms
from tests.fhir.contexts import GP, WARD, example

HOUR: Final = 3600
WORDS: Final = "lusab-babad-gutih-dizuf-zobal"
CODE: Final = "7K3F-22QX-9ABC-D1E2-F3G4-H5J6-K7MN"
# A PNG of eight by eight.
PICTURE: Final = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGM4kBCAFTEMLQkADuRcAUOK3k0AAAAASUVORK5CYII="
INVITATION: Final = "NAVETTE-INVITATION-TEST"
Given = dict[str, Any]

GP_PARTY: Final = {"person": "gp", "name": "Dr Claire Martin", "profession": "médecin", "mailbox": "box-gp",
                   "mailboxName": "Cabinet de Monistrol", "address": GP.address, "vouched": True}  # fmt: skip
WARD_PARTY: Final = {"person": "leroy", "name": "Mme Leroy", "profession": "infirmière", "mailbox": "box-ward",
                     "mailboxName": "Gériatrie", "address": WARD.address, "vouched": True}  # fmt: skip


def message(number: int) -> bytes:
    return number.to_bytes(16)


def ref(number: int) -> str:
    return reference(message(number))


def item(number: int, **changed: Any) -> Given:
    """What was received; `due_in`: seconds from now."""
    now = int(time.time())
    received = now - changed.pop("age", HOUR)
    due_in = changed.pop("due_in", 24 * HOUR)
    return {
        "message": b64(message(number)), "envelope": b64(bytes(32)), "reference": ref(number), "sender": GP_PARTY,
        "form": "admission", "formHash": b64(bytes(32)), "urgency": 0, "time": received, "received": received,
        "reply": None, "pages": 2, "blobs": 0, "index": number, "n": number, "status": "received", "owner": None,
        "ownerName": "", "dueBy": now + due_in, "changed": received, "reroutedTo": None, **changed,
    }  # fmt: skip


def sent_item(number: int, **changed: Any) -> Given:
    """What was sent to one ward."""
    made = item(number, sender=WARD_PARTY)
    state = {key: made.pop(key) for key in ("n", "status", "owner", "ownerName", "dueBy", "changed", "reroutedTo")}
    where = {"mailbox": "box-gp", "mailboxName": "Cabinet de Monistrol", "address": GP.address}
    return {**made, "seq": number, "recipients": [{**where, **state, **changed}]}


def fiche(name: str = "admission", attachments: int = 0, **answers: Any) -> Given:
    """An opened document, with the answers it was made of."""
    now = int(time.time()) - HOUR
    raw = build(
        by_name(name), {**example(name), **answers}, author=_author(), custodian=GP, recipients=[WARD], now=now,
        bundle_id=UUID("019ab7f2-7c00-7a11-8000-0123456789ab"), production=False,
    )  # fmt: skip
    joined = [
        {"name": f"photo plaie {place + 1}.png", "type": "image/png", "size": 300_000} for place in range(attachments)
    ]
    manifest = {"kind": "fiche", "media": "application/fhir+json", "attachments": joined}
    return {"text": raw.decode(), "manifest": manifest, "acts": acts()}


def letter(text: str, kind: str = "question") -> Given:
    return {"text": text, "manifest": {"kind": kind, "media": "text/plain", "attachments": []}, "acts": acts()}


def acts() -> list[Given]:
    now = int(time.time())
    said = (("deposit", "Dr Claire Martin", 7200), ("delivered", "Mme Leroy", 7000), ("opened", "Mme Leroy", 6900))
    return [
        {"index": 41 + at, "act": act, "mailbox": None, "by": "x", "byName": name, "time": now - ago, "code": ""}
        for at, (act, name, ago) in enumerate(said)
    ]


def territory(received: list[Given], deposited: list[Given] | None = None, **changed: Any) -> Given:
    """A ward with what it received and sent."""
    box = {"id": "box-ward", "address": WARD.address, "name": "Gériatrie", "kind": "ORG", "role": "member",
           "received": received, "deposited": deposited or []}  # fmt: skip
    leroy = {
        "person": "leroy",
        "name": "Mme Leroy",
        "profession": "infirmière",
        "coordinator": False,
        "mailboxes": [box],
    }
    benali = {
        **leroy,
        "person": "benali",
        "name": "Dr Samir Benali",
        "mailboxes": [{**box, "received": [], "deposited": []}],
    }
    everything = [*received, *(deposited or [])]
    fiches = changed.pop("fiches", {})
    whole = fiche()
    return {
        "people": [leroy, benali], "code": CODE, "words": WORDS, "invitation": INVITATION, "picture": PICTURE,
        "titles": [_title(one) for one in forms().values()],
        "entries": [_entry("Cardiologie"), _entry("Urgences"), _entry("Gériatrie", "box-ward")],
        "fiches": {one["reference"]: fiches.get(one["reference"], whole) for one in everything},
        **changed,
    }  # fmt: skip


def day() -> Given:
    """A day of a ward: something in each lane, late, soon and calm."""
    received = [
        item(1, age=50 * HOUR, due_in=-2 * HOUR - 600, urgency=0),
        item(2, age=3 * HOUR, due_in=HOUR // 2, urgency=1, form="referral"),
        item(3, age=600, due_in=47 * HOUR, form="medication-reconciliation"),
        item(4, age=6 * HOUR, status="accepted", owner="leroy", ownerName="Mme Leroy"),
        item(5, age=9 * HOUR, status="accepted", owner="benali", ownerName="Dr Samir Benali", form="nursing"),
        item(6, age=4 * HOUR, status="on-hold", due_in=20 * HOUR),
        item(8, age=300, due_in=3 * HOUR, urgency=3, sender={**GP_PARTY, "name": "", "vouched": False}),
    ]
    sent = [sent_item(7, dueBy=int(time.time()) + 5 * HOUR), sent_item(9, status="rejected")]
    return territory(received, sent, fiches={ref(1): fiche(attachments=2)})


def _author() -> Any:
    from navette.fhir.parties import Author

    return Author("Dr Claire Martin", "médecin", "10100000016")


def _title(form: Any) -> Given:
    return {
        "name": form.name, "titleFr": form.title_fr, "titleEn": form.title_en, "shortFr": form.short_title("fr"),
        "shortEn": form.short_title("en"), "kind": form.kind, "declines": list(form.declines),
        "canonical": form.canonical, "hash": b64(form.hash),
    }  # fmt: skip


def _entry(name: str, mailbox: str = "") -> Given:
    return {"mailbox": mailbox or f"box-{name}", "name": name, "facility": "CH du Gier", "kind": "ORG",
            "address": f"{name.lower()}@ch-du-gier.example", "vouched": True}  # fmt: skip
