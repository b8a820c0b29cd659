"""The rules of the INS on the patients of a Bundle, and the keys of professionals, whoever wrote it.

Twin: check_identity.js.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from navette.fhir import tree
from navette.fhir.check_formats import no_such_day
from navette.fhir.identity import (
    BIRTH_PLACE,
    INSEE_CODE,
    MATRICULES,
    RELIABILITY,
    RPPS,
    TESTS,
    UNKNOWN_PLACE,
    Trust,
    fault,
    is_matricule,
    key_fits,
    normalise,
    rpps_fits,
)
from navette.fhir.issue import Issue, error, warning
from navette.fhir.strict import Json, Object

_TEST_SYSTEMS: Final = frozenset(MATRICULES[code] for code in TESTS)
_INSTANT: Final = re.compile(
    "([12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    r"(?:\.[0-9]+)?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
).fullmatch
_RULES: Final = {
    "not-qualified": "a matricule travels with the status QUAL only (EXI SI 08)",
    "doubtful": "a doubtful or fictitious identity is provisional (EXI SI 09)",
}


def check_identities(bundle: Object, production: bool) -> Iterator[Issue]:
    """Every Patient and every Practitioner; codes begin with `identity-` where a rule of the INS is broken."""
    today = written_day(tree.text(bundle.get("timestamp")))
    for location, resource in tree.resources(bundle):
        if resource.get("resourceType") == "Patient":
            yield from check_patient(resource, location, production, today)
        elif resource.get("resourceType") == "Practitioner":
            yield from _professional(resource, location)


def check_patient(patient: Object, location: str, production: bool, today: str = "") -> Iterator[Issue]:
    """Status, matricule, traits; `production` refuses identities made for tests and demonstrations.

    today: the day of the document (YYYY-MM-DD), after which nobody in it is born; "" when it is not known.
    """
    found = [
        (f"{location}.identifier[{at}]", tree.obj(one))
        for at, one in enumerate(tree.items(patient.get("identifier")))
        if is_ins(tree.obj(one))
    ]
    trust = trust_of(patient, has_matricule=bool(found))
    if rule := fault(trust, bool(found)):
        yield error(f"identity-{rule}", f"{location}.extension", _RULES[rule])
    if trust.legacy:
        yield warning("identity-legacy-status", f"{location}.extension", "VALI of an older code system, read as QUAL")
    for place, identifier in found:
        yield from _matricule(identifier, place, production)
    if found:
        yield from _traits(patient, location)
    born = tree.text(patient.get("birthDate"))
    if today and born > today[: len(born)]:
        yield error("identity-birth-date", f"{location}.birthDate", "born after the document was written")
    if insee_code(patient) == UNKNOWN_PLACE:
        yield warning("identity-birth-place", f"{location}.extension", "the place of birth is coded as unknown")


def written_day(instant: str) -> str:
    """The day of an instant (YYYY-MM-DD) as far east as France is in summer; "" for what is no instant of our age."""
    found = _INSTANT(instant)
    if not found or no_such_day(instant):
        return ""
    moment = datetime.fromisoformat(found[1] + found[2])
    return (moment.astimezone(UTC) + timedelta(hours=2)).date().isoformat()


def is_ins(identifier: Object) -> bool:
    """By its type; without one, by its system: the NSS (type NH) has the same system as the INS-NIR."""
    codes = _types(identifier)
    return bool(codes & MATRICULES.keys()) or (not codes and identifier.get("system") in MATRICULES.values())


def trust_of(patient: Object, has_matricule: bool) -> Trust:
    """The status and its doubts, whichever generation of codes says them."""
    reliability = _extension(patient, RELIABILITY)
    status = tree.obj(_extension(reliability, "identityStatus").get("valueCoding"))
    comments = frozenset(
        tree.text(tree.obj(coding).get("code"))
        for one in tree.items(reliability.get("extension"))
        if tree.at(one, "url") == "comment"
        for coding in [*tree.items(tree.at(one, "valueCodeableConcept", "coding")), tree.at(one, "valueCoding")]
    )
    return normalise(tree.text(status.get("system")), tree.text(status.get("code")), comments, has_matricule)


def insee_code(patient: Object) -> str:
    """The INSEE code of the place of birth, from its extension or, in older texts, from the district."""
    address = tree.obj(_extension(patient, BIRTH_PLACE).get("valueAddress"))
    coding = _extension(address, INSEE_CODE).get("valueCoding")
    return tree.text(tree.at(coding, "code")) or tree.text(address.get("district"))


def _matricule(identifier: Object, location: str, production: bool) -> Iterator[Issue]:
    codes, system, value = _types(identifier), tree.text(identifier.get("system")), tree.text(identifier.get("value"))
    if codes and system not in {MATRICULES[code] for code in codes & MATRICULES.keys()}:
        yield error("identity-type", location, "the type and the system of the identifier say different things")
    if production and (codes & TESTS or system in _TEST_SYSTEMS):
        yield error("identity-test-identity", location, "an identity made for tests or demonstrations")
    if not is_matricule(value):
        yield error("identity-format", f"{location}.value", "not the fifteen characters of a matricule")
    elif not key_fits(value):
        yield warning("identity-key", f"{location}.value", "the key does not fit the matricule")


def _traits(patient: Object, location: str) -> Iterator[Issue]:
    """Name, given names, date of birth and sex travel with the matricule; the place of birth should."""
    official = [name for one in tree.items(patient.get("name")) if (name := tree.obj(one)).get("use") == "official"]
    if not any(tree.text(name.get("family")) and tree.items(name.get("given")) for name in official):
        yield error("identity-traits", f"{location}.name", "no official name with family and given names")
    if len(tree.text(patient.get("birthDate"))) != len("YYYY-MM-DD"):
        yield error("identity-traits", f"{location}.birthDate", "no full date of birth")
    if not tree.text(patient.get("gender")):
        yield error("identity-traits", f"{location}.gender", "no sex")
    if not insee_code(patient):
        yield warning("identity-traits", f"{location}.extension", "no INSEE code of the place of birth")


def _professional(practitioner: Object, location: str) -> Iterator[Issue]:
    for at, one in enumerate(tree.items(practitioner.get("identifier"))):
        if tree.at(one, "system") == RPPS and not rpps_fits(tree.text(tree.at(one, "value"))):
            yield warning("rpps-key", f"{location}.identifier[{at}].value", "not eleven figures with their key")


def _types(identifier: Object) -> frozenset[str]:
    codings: list[Json] = tree.items(tree.at(identifier, "type", "coding"))
    return frozenset(code for coding in codings if (code := tree.text(tree.at(coding, "code"))))


def _extension(element: Object, url: str) -> Object:
    for one in tree.items(element.get("extension")):
        if tree.at(one, "url") == url:
            return tree.obj(one)
    return {}
