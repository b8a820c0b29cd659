"""A line of the access journal as a FHIR R4 AuditEvent, with the fields of IHE BALP 1.1.4 and nobody it is about.

https://hl7.org/fhir/R4/auditevent.html, https://profiles.ihe.net/ITI/BALP (Read, Query, Create, Update, Delete). A line
of something refused follows the same pattern and claims no profile, as these are for what succeeded. Network addresses
are not kept: of a client there is only that it came by the network.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from navette.core.encoding import b64, reference, timestamp
from navette.core.journal import OF_HANDOFF, Action
from navette.fhir.questionnaire import CANONICAL
from navette.fhir.tracking import MESSAGE, PERSON, Object, Party, party

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit"
REST = "http://hl7.org/fhir/restful-interaction"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
ACTION = f"{CANONICAL}/CodeSystem/journal-action"
ROLE = f"{CANONICAL}/CodeSystem/journal-role"
SOURCE, DESTINATION, APPLICATION = (DICOM, "110153"), (DICOM, "110152"), (DICOM, "110150")
CUSTODIAN = (f"{TERMINOLOGY}/provenance-participant-type", "custodian")
RECIPIENT, AUTHOR = (f"{TERMINOLOGY}/v3-ParticipationType", "IRCP"), (f"{TERMINOLOGY}/v3-ParticipationType", "AUT")
SUCCESS, MINOR_FAILURE = "0", "4"
BY_NETWORK, BY_URI = "2", "5"  # http://hl7.org/fhir/network-type
Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of BALP's patterns. code: of AuditEvent.action; client, server, person: of agent.type."""

    name: str
    subtype: str
    code: str
    client: Code
    server: Code
    person: Code


READ = Kind("Read", "read", "R", DESTINATION, SOURCE, RECIPIENT)
QUERY = Kind("Query", "search-type", "E", SOURCE, DESTINATION, RECIPIENT)
CREATE = Kind("Create", "create", "C", SOURCE, DESTINATION, AUTHOR)
UPDATE = Kind("Update", "update", "U", SOURCE, DESTINATION, AUTHOR)
DELETE = Kind("Delete", "delete", "D", APPLICATION, CUSTODIAN, AUTHOR)
KINDS: Mapping[Action, Kind] = {
    **dict.fromkeys(OF_HANDOFF, READ),
    **dict.fromkeys((Action.INVITE, Action.CERTIFY, Action.NUDGE, Action.HOLD), CREATE),
    **dict.fromkeys((Action.MAILBOX, Action.SERVICE), UPDATE),
    **dict.fromkeys((Action.UNINVITE, Action.RELEASE), DELETE),
}


@dataclass(frozen=True, slots=True)
class Audited:
    """A line. actor: "" for a person nobody vouches for; None: the server itself. handoff: the object is a message."""

    i: int
    time: int
    person: bytes
    actor: str | None
    action: Action
    object: bytes | None
    mailbox: Party | None
    result: str
    admin: bool
    handoff: bool


@dataclass(frozen=True, slots=True)
class Server:
    """name: of its ledgers; url: where it answers."""

    name: str
    url: str


def audit_event(one: Audited, server: Server) -> Object:
    """The AuditEvent."""
    kind = KINDS.get(one.action, QUERY)
    claimed: Object = {} if one.result else {"meta": {"profile": [f"{BALP}.{kind.name}"]}}
    ended: Object = {"outcome": MINOR_FAILURE, "outcomeDesc": one.result} if one.result else {"outcome": SUCCESS}
    return {
        "resourceType": "AuditEvent",
        "id": f"journal-{one.i}",
        **claimed,
        "type": _coding((f"{TERMINOLOGY}/audit-event-type", "rest")),
        "subtype": [_coding((REST, kind.subtype)), _coding((ACTION, one.action.value))],
        "action": kind.code,
        "recorded": timestamp(one.time),
        **ended,
        "agent": [*_machines(one, kind, server), *_people(one, kind)],
        "source": {
            "site": server.name,
            "observer": {"type": "Device", "display": server.name},
            "type": [_coding((f"{TERMINOLOGY}/security-source-type", "4"))],
        },
        "entity": [_entity(one, kind), *([] if one.mailbox is None else [_concerned(one.mailbox)])],
    }


def _machines(one: Audited, kind: Kind, server: Server) -> list[Object]:
    """The client, of which nothing is kept, and the server."""
    return [
        {
            "type": _concept(kind.client),
            "who": {"type": "Device", "display": "client"},
            "requestor": False,
            "network": {"type": BY_NETWORK},
        },
        {
            "type": _concept(kind.server),
            "who": {"type": "Device", "display": server.name},
            "requestor": one.actor is None,
            "network": {"address": server.url, "type": BY_URI},
        },
    ]


def _people(one: Audited, kind: Kind) -> list[Object]:
    if one.actor is None:
        return []
    named: Object = {"name": one.actor} if one.actor else {}
    role: Object = {"role": [_concept((ROLE, "coordinator"))]} if one.admin else {}
    who = {"type": "Practitioner", "identifier": {"system": PERSON, "value": b64(one.person)}}
    return [{"type": _concept(kind.person), **role, "who": who, **named, "requestor": True}]


def _entity(one: Audited, kind: Kind) -> Object:
    """What it was about; of a list, the question, without its parameters, which are not kept."""
    thing = _coding((f"{TERMINOLOGY}/audit-entity-type", "2"))
    if kind is QUERY:
        asked = base64.b64encode(one.action.encode()).decode()
        return {"type": thing, "role": _coding((f"{TERMINOLOGY}/object-role", "24")), "query": asked}
    return {"what": _what(one), "type": thing, "role": _coding((f"{TERMINOLOGY}/object-role", "4"))}


def _what(one: Audited) -> Object:
    if one.object is None:
        return {"display": one.action.value}
    if one.handoff:
        spelled = {"system": MESSAGE, "value": b64(one.object)}
        return {"type": "Task", "identifier": spelled, "display": reference(one.object)}
    if len(one.object) > 16:
        return {"type": "Practitioner", "identifier": {"system": PERSON, "value": b64(one.object)}}
    if one.mailbox is not None and one.mailbox.id == one.object:
        return party(one.mailbox)
    return {"identifier": {"system": f"{CANONICAL}/identifier/{one.action.value}", "value": b64(one.object)}}


def _concerned(mailbox: Party) -> Object:
    """Whose members the line concerns."""
    return {"what": party(mailbox), "type": _coding((f"{TERMINOLOGY}/audit-entity-type", "3"))}


def _coding(code: Code) -> Object:
    return {"system": code[0], "code": code[1]}


def _concept(code: Code) -> Object:
    return {"coding": [_coding(code)]}
