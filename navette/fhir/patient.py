"""The Patient of a document, from the answers, by the rules of the INS.

Profiles followed: fr-core-patient-ins with a matricule, fr-core-patient without (https://hl7.fr/ig/fhir/core).
static/js/patient.js is the same in JavaScript.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

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
    Trust,
    fault,
    is_matricule,
    normalise,
)
from navette.fhir.questionnaire import DEFINITION
from navette.fhir.strict import Json, Object

PROFILE_INS: Final = f"{DEFINITION}/navette-patient-ins"

# What makes an identity, with or without a matricule.
TRAITS: Final = ("patient.status", "patient.family", "patient.given", "patient.birth-date", "patient.sex")


class IdentityFault(NamedTuple):
    """A rule of the INS, and the linkId of the answer that breaks it.

    rule: traits (the item is the one missing), not-qualified, doubtful, test-identity, format, birth-date.
    """

    rule: str
    item: str


def faults(row: Row, *, today: str, production: bool) -> list[IdentityFault]:
    """Every rule broken, an empty list when the Patient can be written. today: YYYY-MM-DD.

    production: identities made for tests and demonstrations are refused.
    """
    found = [IdentityFault("traits", item) for item in TRAITS if item not in row.values]
    if trust := _trust(row):
        rule = fault(trust, bool(row.text("patient.ins"))) if trust.status else "traits"
        found += [IdentityFault(rule, "patient.status")] if rule else []
    if row.text("patient.ins"):
        found += _matricule_faults(row, production)
    if row.text("patient.birth-date") > today:
        found.append(IdentityFault("birth-date", "patient.birth-date"))
    return found


def patient(row: Row, *, general_practitioner: Object | None) -> Object:
    """The fields of the Patient; the status is written in the latest generation of codes.

    For answers without `faults`.
    """
    fields: Object = {}
    if row.text("patient.ins"):
        fields = {"meta": {"profile": [PROFILE_INS]}}
    fields["extension"] = _extensions(row)
    if row.text("patient.ins"):
        fields["identifier"] = [_matricule(row)]
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


def _trust(row: Row) -> Trust | None:
    """The status answered, as it is called today."""
    answered = row.coding("patient.status")
    comments = frozenset({_code(row, "patient.doubt")} - {""})
    return normalise(answered.system, answered.code, comments, bool(row.text("patient.ins"))) if answered else None


def _matricule_faults(row: Row, production: bool) -> Iterator[IdentityFault]:
    kind = _code(row, "patient.ins-type")
    if kind not in MATRICULES:
        yield IdentityFault("traits", "patient.ins-type")
    if production and kind in TESTS:
        yield IdentityFault("test-identity", "patient.ins-type")
    if not is_matricule(_figures(row)):
        yield IdentityFault("format", "patient.ins")
    if not row.text("patient.birth-place"):
        yield IdentityFault("traits", "patient.birth-place")
    if row.text("patient.birth-date") and len(row.text("patient.birth-date")) != len("YYYY-MM-DD"):
        yield IdentityFault("traits", "patient.birth-date")


def _figures(row: Row) -> str:
    return row.text("patient.ins").replace(" ", "").upper()


def _matricule(row: Row) -> Json:
    kind = _code(row, "patient.ins-type")
    use = "temp" if kind == "INS-NIA" else "official"
    coding: Object = {"system": IDENTIFIER_TYPE, "code": kind}
    return {"use": use, "type": concept(coding), "system": MATRICULES[kind], "value": _figures(row)}


def _extensions(row: Row) -> list[Json]:
    reliability: list[Json] = []
    if (trust := _trust(row)) and trust.status:
        coding: Object = {"system": STATUS, "code": trust.status.value, "display": STATUS_TEXT[trust.status]}
        reliability.append({"url": "identityStatus", "valueCoding": coding})
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
