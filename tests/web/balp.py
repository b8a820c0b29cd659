"""What IHE BALP 1.1.4 asks of an AuditEvent, said a second time: profiles Read, Query, Create, Update, Delete."""

import base64
from typing import Any

DICOM = "http://dicom.nema.org/resources/ontology/DCM"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
PREFIX = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
# (subtypes, action, the client's type, the server's, the person's)
CUSTODIAN = f"{TERMINOLOGY}/provenance-participant-type|custodian"
SOURCES = {f"{TERMINOLOGY}/v3-ParticipationType|{code}" for code in ("AUT", "INF", "CST")}
RECIPIENTS = {f"{TERMINOLOGY}/v3-ParticipationType|IRCP"}
PROFILES: dict[str, tuple[set[str], str, str, str, set[str]]] = {
    "Read": ({"read", "vread"}, "R", f"{DICOM}|110152", f"{DICOM}|110153", RECIPIENTS),
    "Query": ({"search", "search-type", "search-system"}, "E", f"{DICOM}|110153", f"{DICOM}|110152", RECIPIENTS),
    "Create": ({"create"}, "C", f"{DICOM}|110153", f"{DICOM}|110152", SOURCES),
    "Update": ({"update", "patch"}, "U", f"{DICOM}|110153", f"{DICOM}|110152", SOURCES),
    "Delete": ({"delete"}, "D", f"{DICOM}|110150", CUSTODIAN, SOURCES),
}


def types(agent: dict[str, Any]) -> set[str]:
    return {f"{one['system']}|{one['code']}" for one in agent["type"]["coding"]}


def conforms(event: dict[str, Any]) -> None:
    """Asserts each rule of the profile that the event claims; of one that claims none, that it failed."""
    assert event["type"] == {"system": f"{TERMINOLOGY}/audit-event-type", "code": "rest"}
    assert [agent["requestor"] for agent in event["agent"]].count(True) == 1
    assert not [one for one in event["entity"] if one.get("type", {}).get("code") == "1"]  # a person: a patient
    if "meta" not in event:
        assert event["outcome"] == "4"
        assert event["outcomeDesc"]
        return
    (profile,) = event["meta"]["profile"]
    subtypes, action, client, server, people = PROFILES[profile.removeprefix(PREFIX)]
    rest = {one["code"] for one in event["subtype"] if one["system"] == "http://hl7.org/fhir/restful-interaction"}
    assert rest
    assert rest <= subtypes
    assert (event["action"], event["outcome"]) == (action, "0")
    agents = {name: [a for a in event["agent"] if types(a) & named] for name, named in (
        ("client", {client}), ("server", {server}), ("person", people))}  # fmt: skip
    (one,), (other,) = agents["client"], agents["server"]
    assert one["who"]
    assert one["network"]["type"]
    assert other["who"]
    assert other["network"]["address"]
    for person in agents["person"]:
        assert person["requestor"]
        assert "network" not in person
        assert person["who"]
    _entity(event, profile.removeprefix(PREFIX))


def _entity(event: dict[str, Any], profile: str) -> None:
    things = [
        one for one in event["entity"] if one["type"] == {"system": f"{TERMINOLOGY}/audit-entity-type", "code": "2"}
    ]
    (thing,) = things
    assert thing["role"]["system"] == f"{TERMINOLOGY}/object-role"
    if profile == "Query":
        assert "what" not in thing
        assert thing["role"]["code"] == "24"
        assert base64.b64decode(thing["query"], validate=True)
    else:
        assert thing["what"]
        assert thing["role"]["code"] in ("4", "3", "20")
