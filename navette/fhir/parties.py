"""Who writes, who keeps, who receives: the resources of professionals and of places.

Profiles followed: fr-core-practitioner, fr-core-practitioner-role, fr-core-organization. What is known of a person or
a mailbox is what its certificate says (docs/spec/ledger.md). static/js/parties.js is the same in JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from navette.core.parties import MailboxKind
from navette.fhir import tree
from navette.fhir.draft import Draft, concept
from navette.fhir.identity import FINESS, IDENTIFIER_TYPE, RPPS
from navette.fhir.strict import Json, Object

PROFESSIONS: Final = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante"
RECIPIENT: Final = "http://hl7.org/fhir/uv/fhir-clinical-document/StructureDefinition/information-recipient-extension"
# TRE_G15, the professions a certificate usually names; any other one stays as it is written.
_CODES: Final = {"médecin": "10", "pharmacien": "21", "pharmacienne": "21", "infirmier": "60", "infirmière": "60"}


@dataclass(frozen=True, slots=True)
class Author:
    """The person who signs: name as people know it ("Dr Claire Martin"), profession in French, RPPS or nothing."""

    name: str
    profession: str
    rpps: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox seen as who stands behind it: a ward, a practice, a professional.

    address: the mailbox's own. facility: the hospital a ward belongs to; finess: of the facility, or of the place.
    """

    name: str
    kind: MailboxKind = MailboxKind.ORGANISATION
    facility: str = ""
    finess: str = ""
    address: str = ""


def add_practitioner(draft: Draft, name: str, rpps: str = "") -> Object:
    """A Practitioner, and the reference to it with the name beside."""
    fields: Object = {"name": [{"text": name}]}
    if rpps:
        fields = {"identifier": [_identifier("RPPS", RPPS, rpps)], **fields}
    return {**draft.add("Practitioner", fields), "display": name}


def add_author(draft: Draft, author: Author, place: Object) -> Object:
    """A PractitionerRole of the author at a place (a Reference)."""
    role_id = draft.new_id()
    practitioner = add_practitioner(draft, author.name, author.rpps)
    fields: Object = {"practitioner": practitioner, "organization": place, "code": [_profession(author.profession)]}
    return {**draft.add("PractitionerRole", fields, role_id), "display": author.name}


def add_organisation(draft: Draft, place: Place) -> Object:
    """An Organization; a ward is part of its facility, which then carries the FINESS."""
    fields: Object = {"name": place.name}
    if place.address:
        fields["telecom"] = [{"system": "other", "value": place.address, "use": "work"}]
    if place.facility:
        whole = Place(place.facility, finess=place.finess)
        fields["partOf"] = add_organisation(draft, whole)
    elif place.finess:
        fields = {"identifier": [_identifier("FINEG", FINESS, place.finess)], **fields}
    return {**draft.add("Organization", fields), "display": place.name}


def add_recipient(draft: Draft, place: Place) -> Object:
    """A personal mailbox is a Practitioner; any other one an Organization."""
    if place.kind is MailboxKind.PERSONAL:
        return add_practitioner(draft, place.name)
    return add_organisation(draft, place)


def author_of(known: Mapping[str, Object], role: Json) -> Author:
    """The author a reference leads to, as add_author wrote it; empty where it did not. known: resources by fullUrl."""
    found = _target(known, role)
    practitioner = _target(known, found.get("practitioner"))
    name, rpps = tree.at(practitioner, "name", 0, "text"), tree.at(practitioner, "identifier", 0, "value")
    return Author(tree.text(name), tree.text(tree.at(found, "code", 0, "text")), tree.text(rpps))


def place_of(known: Mapping[str, Object], place: Json) -> Place:
    """The place a reference leads to, as add_organisation or add_recipient wrote it."""
    found = _target(known, place)
    if found.get("resourceType") == "Practitioner":
        return Place(tree.text(tree.at(found, "name", 0, "text")), MailboxKind.PERSONAL)
    whole = _target(known, found.get("partOf"))
    return Place(
        name=tree.text(found.get("name")),
        facility=tree.text(whole.get("name")),
        finess=tree.text(tree.at(whole or found, "identifier", 0, "value")),
        address=tree.text(tree.at(found, "telecom", 0, "value")),
    )


def _target(known: Mapping[str, Object], reference: Json) -> Object:
    return known.get(tree.text(tree.at(reference, "reference")), {})


def _profession(profession: str) -> Object:
    code = _CODES.get(profession.lower())
    if code:
        return concept({"system": PROFESSIONS, "code": code}, text=profession)
    return concept(text=profession)


def _identifier(code: str, system: str, value: str) -> Object:
    return {"type": {"coding": [{"system": IDENTIFIER_TYPE, "code": code}]}, "system": system, "value": value}
