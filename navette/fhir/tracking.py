"""A handoff as others' software may follow it: a FHIR R4 Task for each recipient, with nobody it is about.

https://hl7.org/fhir/R4/task.html. Made of routing and times alone; `for`, `focus`, `input` and `note` stay empty.
"""

import base64
from dataclasses import dataclass

from navette.core.encoding import b64, reference, timestamp
from navette.core.handoff import RESOLVED, UNANSWERED, Status, overdue
from navette.core.parties import MailboxKind, Urgency
from navette.fhir.questionnaire import CANONICAL

Object = dict[str, object]

REFERENCE, MESSAGE, MAILBOX, PERSON = (
    f"{CANONICAL}/identifier/{name}" for name in ("reference", "message", "mailbox", "person")
)
FORM = f"{CANONICAL}/CodeSystem/form"
PROGRESS = f"{CANONICAL}/CodeSystem/progress"
# What a mailbox is called in a Reference: whose it is.
KINDS = {MailboxKind.PERSONAL: "PractitionerRole", MailboxKind.APPLICATION: "Device"}
OTHER = "Organization"


@dataclass(frozen=True, slots=True)
class Party:
    """A mailbox. name: as a coordinator vouches for it, perhaps empty."""

    id: bytes
    kind: MailboxKind
    name: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One recipient of one handoff. form: its short name; form_url: `url|version`, empty for one not published here."""

    message: bytes
    sender: Party
    recipient: Party
    form: str
    form_url: str
    urgency: Urgency
    status: Status
    received: int
    changed: int
    due_by: int


def party(one: Party) -> Object:
    """A Reference by identifier: who the directory says."""
    found: Object = {
        "type": KINDS.get(one.kind, OTHER),
        "identifier": {"system": MAILBOX, "value": b64(one.id)},
    }
    return {**found, "display": one.name} if one.name else found


def task(one: Followed, now: int) -> Object:
    """The Task. now: what `late` is judged by."""
    found: Object = {
        "resourceType": "Task",
        "id": f"{_spelled(one.message)}.{_spelled(one.recipient.id)}",
        "identifier": [{"system": REFERENCE, "value": reference(one.message)}],
        "groupIdentifier": {"system": MESSAGE, "value": b64(one.message)},
        "status": one.status.value,
        "businessStatus": {"coding": [{"system": PROGRESS, "code": progress(one, now)}]},
        "intent": "order",
        "priority": one.urgency.code,
        "code": {"coding": [{"system": FORM, "code": one.form}]},
        "authoredOn": timestamp(one.received),
        "lastModified": timestamp(max(one.received, one.changed)),
        "requester": party(one.sender),
        "owner": party(one.recipient),
        "restriction": {"period": {"start": timestamp(one.received), "end": timestamp(max(one.received, one.due_by))}},
    }
    return {**found, "instantiatesUri": one.form_url} if one.form_url else found


def progress(one: Followed, now: int) -> str:
    """late, waiting, taken or ended: what the status alone does not say."""
    if one.status in RESOLVED:
        return "ended"
    if one.status not in UNANSWERED:
        return "taken"
    return "late" if overdue(one.status, one.due_by, now) else "waiting"


def _spelled(identifier: bytes) -> str:
    """An id in the letters that a FHIR id may have: two of them fit."""
    return base64.b32encode(identifier).decode().rstrip("=").lower()
