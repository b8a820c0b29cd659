"""The Patient of a document, from the answers, by the rules of the INS.

Profiles followed: fr-core-patient-ins with a matricule, fr-core-patient without (https://hl7.fr/ig/fhir/core).
"""

from navette.core.errors import Refused
from navette.fhir.answers import Row
from navette.fhir.draft import concept
from navette.fhir.identity import (
    BIRTH_PLACE,
    COMMENT,
    COMMUNES,
    GIVEN_NAMES,
    IDENTIFIER_TYPE,
    INSEE_CODE,
    MATRICULES,
    RELIABILITY,
    STATUS,
    STATUS_TEXT,
    TESTS,
    Status,
    fault,
    is_matricule,
    normalise,
)
from navette.fhir.strict import Json, Object


def patient(row: Row, *, general_practitioner: Object | None, today: str, production: bool) -> Object:
    """The fields of the Patient; the status is written in the latest generation of codes.

    today: YYYY-MM-DD. Refuses `identity` with the rule broken: format, not-qualified, doubtful, test-identity, traits
    (item says which one is missing), birth-date.
    """
    fields: Object = {"extension": _extensions(row)}
    if row.text("patient.ins"):
        fields["identifier"] = [_matricule(row, production)]
    if row.text("patient.birth-date") > today:
        raise Refused("identity", rule="birth-date", item="patient.birth-date")
    fields |= {
        "active": True,
        "name": _names(row),
        "gender": _code(row, "patient.sex"),
        "birthDate": row.text("patient.birth-date"),
    }
    if phone := row.text("patient.phone"):
        fields["telecom"] = [_phone(phone)]
    if address := row.text("patient.address"):
        fields["address"] = [{"use": "home", "text": address}]
    if contacts := row.rows("contact"):
        fields["contact"] = [_contact(contact) for contact in contacts]
    if general_practitioner:
        fields["generalPractitioner"] = [general_practitioner]
    return fields


def status_of(row: Row) -> Status:
    """The status answered, as it is called today; refuses `identity` when it does not go with the rest."""
    answered = row.coding("patient.status")
    has_matricule = bool(row.text("patient.ins"))
    comments = frozenset({_code(row, "patient.doubt")} - {""})
    trust = normalise(answered.system, answered.code, comments, has_matricule) if answered else None
    if trust is None or trust.status is None:
        raise Refused("answers", item="patient.status", reason="missing")
    if rule := fault(trust, has_matricule):
        raise Refused("identity", rule=rule, item="patient.status")
    return trust.status


def _matricule(row: Row, production: bool) -> Json:
    kind, value = _code(row, "patient.ins-type"), row.text("patient.ins").replace(" ", "").upper()
    if kind in TESTS and production:
        raise Refused("identity", rule="test-identity", item="patient.ins-type")
    if not is_matricule(value):
        raise Refused("identity", rule="format", item="patient.ins")
    if not row.text("patient.birth-place"):
        raise Refused("identity", rule="traits", item="patient.birth-place")
    if len(row.text("patient.birth-date")) != len("YYYY-MM-DD"):
        raise Refused("identity", rule="traits", item="patient.birth-date")
    use = "temp" if kind == "INS-NIA" else "official"
    coding: Object = {"system": IDENTIFIER_TYPE, "code": kind}
    return {"use": use, "type": concept(coding), "system": MATRICULES[kind], "value": value}


def _extensions(row: Row) -> list[Json]:
    status = status_of(row)
    coding: Object = {"system": STATUS, "code": status.value, "display": STATUS_TEXT[status]}
    reliability: list[Json] = [{"url": "identityStatus", "valueCoding": coding}]
    if doubt := row.coding("patient.doubt"):
        comment: Object = {"system": COMMENT, "code": doubt.code, "display": doubt.display}
        reliability.append({"url": "comment", "valueCodeableConcept": concept(comment)})
    found: list[Json] = [{"url": RELIABILITY, "extension": reliability}]
    if place := row.text("patient.birth-place"):
        insee: Object = {"url": INSEE_CODE, "valueCoding": {"system": COMMUNES, "code": place}}
        found.append({"url": BIRTH_PLACE, "valueAddress": {"extension": [insee]}})
    return found


def _names(row: Row) -> list[Json]:
    given: list[Json] = list(row.texts("patient.given"))
    birth: Object = {
        "extension": [{"url": GIVEN_NAMES, "valueString": " ".join(row.texts("patient.given"))}],
        "use": "official",
        "family": row.text("patient.family"),
        "given": given,
    }
    used: Object = {"use": "usual"}
    if family := row.text("patient.used-family"):
        used["family"] = family
    if first := row.text("patient.used-given"):
        used["given"] = [first]
    return [birth, used] if len(used) > 1 else [birth]


def _contact(row: Row) -> Json:
    contact: Object = {"name": {"text": row.text("contact.name")}}
    if link := row.text("contact.link"):
        contact["relationship"] = [concept(text=link)]
    if phone := row.text("contact.phone"):
        contact["telecom"] = [_phone(phone)]
    return contact


def _phone(value: str) -> Json:
    return {"system": "phone", "value": value}


def _code(row: Row, link_id: str) -> str:
    coding = row.coding(link_id)
    return coding.code if coding else ""
