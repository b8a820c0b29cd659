"""The rules of the INS, the national health identity, and of the identifiers of professionals.

Sources: RNIV 1 v2.0 (December 2024), EXI SI 07 to 09: four exclusive statuses, the matricule travels with QUAL only,
a doubtful or fictitious identity is provisional; référentiel INS v2: five traits travel with the matricule;
FR Core 2.2 (https://hl7.fr/ig/fhir/core) for the systems. Keys are warned about, never refused: official examples
fail them. Twin: identity.js.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FR_CORE: Final = "https://hl7.fr/ig/fhir/core"
RELIABILITY: Final = f"{FR_CORE}/StructureDefinition/fr-core-identity-reliability"
INSEE_CODE: Final = f"{FR_CORE}/StructureDefinition/fr-core-address-insee-code"
GIVEN_NAMES: Final = f"{FR_CORE}/StructureDefinition/fr-core-patient-birth-list-given-name"
BIRTH_PLACE: Final = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
COMMUNES: Final = "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM"
IDENTIFIER_TYPE: Final = f"{FR_CORE}/CodeSystem/fr-core-cs-v2-0203"
STATUS: Final = f"{FR_CORE}/CodeSystem/fr-core-cs-identity-status"
COMMENT: Final = f"{FR_CORE}/CodeSystem/fr-core-cs-identity-status-comment"
# Two generations before, in which VALI is what QUAL is now; the first was published under two names.
LEGACY: Final = frozenset(
    f"{FR_CORE}/CodeSystem/{name}"
    for name in ("fr-core-cs-v2-0445", "fr-core-fiabilite-identite", "fr-core-cs-fiabilite-identite")
)
RPPS: Final = "https://rpps.esante.gouv.fr"
FINESS: Final = "https://finess.esante.gouv.fr"
DOUBTFUL: Final = frozenset({"DOUT", "FICT"})
TESTS: Final = frozenset({"INS-NIR-TEST", "INS-NIR-DEMO"})
MATRICULES: Final = {
    "INS-NIR": "urn:oid:1.2.250.1.213.1.4.8",
    "INS-NIA": "urn:oid:1.2.250.1.213.1.4.9",
    "INS-NIR-TEST": "urn:oid:1.2.250.1.213.1.4.10",
    "INS-NIR-DEMO": "urn:oid:1.2.250.1.213.1.4.11",
}
UNKNOWN_PLACE: Final = "99999"

# Sex, year, month, department, commune, order, key; odd civil records have months beyond 12.
_MATRICULE = re.compile("[1-478][0-9]{4}(?:2[AB]|[0-9]{2})[0-9]{8}")
_ELEVEN_DIGITS = re.compile("[0-9]{11}")


class Status(StrEnum):
    """How far an identity can be trusted (EXI SI 07)."""

    PROV = "PROV"
    RECUP = "RECUP"
    VALI = "VALI"
    QUAL = "QUAL"


STATUS_TEXT: Final = {
    Status.PROV: "Identité provisoire",
    Status.RECUP: "Identité récupérée",
    Status.VALI: "Identité validée",
    Status.QUAL: "Identité qualifiée",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """A status in the latest generation of codes. legacy: it was read as qualified from an older one."""

    status: Status | None
    doubts: frozenset[str]
    legacy: bool = False


def normalise(system: str, code: str, comments: frozenset[str], has_matricule: bool) -> Trust:
    """What a status of any of the three generations means today; status None for a code that is no status.

    In the older generations VALI is the status of an identity that has a matricule, and DOUT and FICT are codes of
    the same list instead of comments.
    """
    doubts = comments & DOUBTFUL
    if system in LEGACY:
        if code in DOUBTFUL:
            return Trust(Status.PROV, doubts | {code})
        if code == Status.VALI and has_matricule:
            return Trust(Status.QUAL, doubts, legacy=True)
    elif system != STATUS:
        return Trust(None, doubts)
    return Trust(Status(code) if code in Status.__members__ else None, doubts)


def fault(trust: Trust, has_matricule: bool) -> str:
    """The rule of the INS that a status breaks, or nothing.

    `not-qualified`: a matricule without QUAL (EXI SI 08). `doubtful`: DOUT or FICT without PROV, or both (EXI SI 09).
    """
    if trust.doubts and (trust.status is not Status.PROV or trust.doubts == DOUBTFUL):
        return "doubtful"
    if has_matricule and trust.status is not Status.QUAL:
        return "not-qualified"
    return ""


def is_matricule(value: str) -> bool:
    """Fifteen characters of the form of a NIR or an NIA, key included."""
    return _MATRICULE.fullmatch(value) is not None


def key_fits(matricule: str) -> bool:
    """The last two figures are 97 − (the thirteen others mod 97); Corsica's 2A and 2B count as 19 and 18."""
    digits = matricule[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(digits) % 97 == int(matricule[13:])


def rpps_fits(value: str) -> bool:
    """Eleven figures whose last one is the Luhn key of the others."""
    if not _ELEVEN_DIGITS.fullmatch(value):
        return False
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(value, start=1))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
