"""python -m fhir_profiles.build.table [NODE_MODULES]: writes navette/fhir/table.json, all a checker knows of FHIR.

{"T": types and resources, "V": value sets, "I": invariants, "P": our profiles}; docs/spec/checks.md says what each
holds. Nothing a person would read is in it: browsers fetch it.
"""

import json
import sys
from pathlib import Path
from typing import Final

from fhir_profiles.build.codes import ValueSets
from fhir_profiles.build.invariants import Invariants
from fhir_profiles.build.official import ROOT, node_modules, read
from fhir_profiles.build.profile import Profiles
from fhir_profiles.build.structure import Types
from navette.fhir.strict import Json

TABLE: Final = ROOT / "navette" / "fhir" / "table.json"
# What a fiche, the outer face or another program's document may hold.
RESOURCES: Final = """
Bundle Composition Patient Practitioner PractitionerRole Organization Location Encounter Condition
AllergyIntolerance MedicationStatement MedicationRequest MedicationAdministration Medication Observation Procedure
Immunization DiagnosticReport ServiceRequest CarePlan CareTeam RelatedPerson Device DeviceUseStatement
DocumentReference Binary QuestionnaireResponse Consent Flag Goal List ClinicalImpression AdverseEvent DetectedIssue
MessageHeader Task OperationOutcome AuditEvent Endpoint HealthcareService Parameters Subscription Appointment
AppointmentResponse Communication Provenance
"""


def build(modules: Path) -> str:
    """The text of the table; the same definitions give the same text."""
    definitions, rules = read(modules), Invariants()
    sets = ValueSets(definitions)
    types = Types(definitions, sets, rules)
    for name in (*RESOURCES.split(), "Element"):
        types.add(name)
    types.name_others()
    profiles = Profiles(definitions, sets, rules)
    parts = {"T": types.found, "V": sets.listed, "I": rules.parsed, "P": profiles.all()}
    return "{" + ",\n".join(f'"{name}":{_lines(part)}' for name, part in parts.items()) + "}\n"


def _lines(part: object) -> str:
    """One line for each name, so that a change shows where it is."""
    assert isinstance(part, dict)
    return "{\n" + ",\n".join(f"{_compact(name)}:{_compact(said)}" for name, said in part.items()) + "}"


def _compact(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


if __name__ == "__main__":
    text = build(node_modules(sys.argv[1:]))
    TABLE.write_text(text)
    sys.stdout.write(f"{TABLE.relative_to(ROOT)}: {len(text.encode())} bytes\n")
