"""Profiles made up to have each kind of rule once, and resources: read by the tests of Python and of JavaScript."""

import json
from dataclasses import dataclass
from typing import Any, Final

from navette.fhir.definitions import TABLE

URL: Final = "https://made.example/StructureDefinition/"
_SEX: Final = "http://hl7.org/fhir/ValueSet/administrative-gender"
_BY_SYSTEM: Final = {"d": [["value", "system"]]}
PROFILES: Final[dict[str, Any]] = {
    "counted": {
        "type": "Patient",
        "c": {
            "name": {"min": 1, "max": 2, "c": {"family": {"min": 1}}},
            "telecom": {"min": 2},
            "photo": {"max": 0},
            "active": {"max": 0},
        },
    },
    "fixed": {
        "type": "Observation",
        "c": {
            "status": {"fix": "final"},
            "code": {"pat": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}},
            "method": {"fix": {"text": "by hand"}},
        },
    },
    "sliced": {
        "type": "Patient",
        "c": {
            "identifier": {
                **_BY_SYSTEM,
                "s": {
                    "ins": {"min": 1, "max": 1, "c": {"system": {"fix": "urn:a"}, "value": {"min": 1}}},
                    "ipp": {"max": 1, "c": {"system": {"pat": "urn:b"}, "assigner": {"min": 1}}},
                },
            }
        },
    },
    "closed": {
        "type": "Patient",
        "c": {"identifier": {**_BY_SYSTEM, "closed": 1, "s": {"ins": {"c": {"system": {"fix": "urn:a"}}}}}},
    },
    "by-pattern": {
        "type": "Patient",
        "c": {
            "communication": {
                "d": [["pattern", "language"]],
                "s": {"french": {"min": 1, "c": {"language": {"pat": {"coding": [{"code": "fr"}]}}}}},
            }
        },
    },
    "by-this": {
        "type": "Patient",
        "c": {"name": {"c": {"given": {"d": [["value", "$this"]], "s": {"anne": {"min": 1, "fix": "Anne"}}}}}},
    },
    "by-existence": {
        "type": "Patient",
        "c": {
            "contact": {
                "d": [["exists", "telecom"]],
                "s": {
                    "reached": {"c": {"telecom": {"min": 1}, "name": {"min": 1}}},
                    "unreached": {"c": {"telecom": {"max": 0}, "address": {"min": 1}}},
                },
            }
        },
    },
    "by-type": {
        "type": "Observation",
        "c": {
            "value[x]": {
                "d": [["type", "$this"]],
                "closed": 1,
                "s": {"valueQuantity": {"ty": ["Quantity"], "c": {"unit": {"min": 1}}}, "text": {"ty": ["string"]}},
            },
            "component": {"d": [["type", "value"]], "s": {"text": {"min": 1, "c": {"value[x]": {"ty": ["string"]}}}}},
        },
    },
    "typed": {
        "type": "Observation",
        "c": {
            "effective[x]": {"min": 1, "ty": ["dateTime", "Period"]},
            "subject": {"t": ["Patient"]},
            "category": {"b": _SEX},
        },
    },
    "ruled": {
        "type": "Patient",
        "i": ["made-1"],
        "c": {"name": {"i": ["made-2"]}, "birthDate": {"i": ["made-3"]}},
    },
    "bundled": {
        "type": "Bundle",
        "c": {
            "entry": {
                "d": [["type", "resource"]],
                "closed": 1,
                "s": {
                    "patient": {"min": 1, "max": 1, "c": {"resource": {"ty": ["Patient"], "pr": [f"{URL}counted"]}}},
                    "place": {"c": {"resource": {"ty": ["Organization"]}}},
                },
                "c": {"resource": {"ty": ["Patient", "Organization"]}},
            }
        },
    },
}
_MEMBER: Final = [".", ["m", "name"], ["f", "exists"]]
RULES: Final[dict[str, Any]] = {
    "made-1": _MEMBER,
    "made-2": [".", ["m", "family"], ["f", "exists"]],
    "made-3": [".", ["$this"], ["f", "startsWith", ["l", "19"]]],
}


def made_table() -> Any:
    """The table of the program, with these profiles instead of ours."""
    table = json.loads(TABLE.read_bytes())
    profiles = {URL + name: tree for name, tree in PROFILES.items()}
    return {**table, "P": profiles, "I": {**table["I"], **RULES}}


@dataclass(frozen=True)
class Profiled:
    """A resource under a profile, and every issue: code, location, slice."""

    profile: str
    resource: Any
    found: tuple[tuple[str, str, str], ...] = ()


def _patient(**fields: object) -> Any:
    return {"resourceType": "Patient", **fields}


def _observation(**fields: object) -> Any:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **fields}


def _bundle(*resources: object) -> Any:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


_PHONE: Final = {"system": "phone", "value": "1"}
_COUNTED: Final[Any] = _patient(name=[{"family": "A"}], telecom=[_PHONE, _PHONE])
_EXTENDED: Final = {"extension": [{"url": "http://x.example/e", "valueString": "y"}]}
_A: Final = {"system": "urn:a", "value": "1"}
_HEART: Final = {
    "coding": [{"system": "http://snomed.info/sct", "code": "1"}, {"system": "http://loinc.org", "code": "8867-4"}]
}
_NAME: Final = {"name": {"text": "x"}}

CASES: Final = (
    Profiled("counted", _COUNTED),
    Profiled(
        "counted",
        _patient(telecom=[_PHONE], photo=[{"title": "x"}], active=True),
        (
            ("missing", "Patient.name", ""),
            ("too-few", "Patient.telecom", ""),
            ("forbidden", "Patient.photo", ""),
            ("forbidden", "Patient.active", ""),
        ),
    ),
    Profiled("counted", {**_COUNTED, "_active": _EXTENDED}, (("forbidden", "Patient.active", ""),)),
    Profiled(
        "counted",
        {**_COUNTED, "name": [{"family": "A"}, {"text": "B"}, {"_family": _EXTENDED}]},
        (("too-many", "Patient.name", ""), ("missing", "Patient.name[1].family", "")),
    ),
    Profiled("counted", _observation(), (("type", "Observation", ""),)),
    Profiled("fixed", _observation(code=_HEART)),
    Profiled("fixed", _observation(code=_HEART, method={"text": "by hand"})),
    Profiled(
        "fixed",
        _observation(status="amended", method={"text": "by hand", "id": "a"}),
        (
            ("pattern", "Observation.status", ""),
            ("pattern", "Observation.code", ""),
            ("pattern", "Observation.method", ""),
        ),
    ),
    Profiled("sliced", _patient(identifier=[_A, {"system": "urn:c"}])),
    Profiled("sliced", _patient(), (("missing", "Patient.identifier", "ins"),)),
    Profiled(
        "sliced",
        _patient(identifier=[{"system": "urn:b"}, {"system": "urn:a"}, _A]),
        (
            ("too-many", "Patient.identifier", "ins"),
            ("missing", "Patient.identifier[1].value", ""),
            ("missing", "Patient.identifier[0].assigner", ""),
        ),
    ),
    Profiled("closed", _patient(identifier=[_A])),
    Profiled(
        "closed", _patient(identifier=[_A, {"system": "urn:c"}]), (("outside-slices", "Patient.identifier[1]", ""),)
    ),
    Profiled("by-pattern", _patient(communication=[{"language": {"coding": [{"system": "x", "code": "fr"}]}}])),
    Profiled(
        "by-pattern",
        _patient(communication=[{"language": {"text": "fr"}}]),
        (("missing", "Patient.communication", "french"),),
    ),
    Profiled(
        "by-this",
        _patient(name=[{"given": ["Anne"]}, {"given": ["B"]}]),
        (("missing", "Patient.name[1].given", "anne"),),
    ),
    Profiled("by-existence", _patient(contact=[{**_NAME, "telecom": [_PHONE]}, {"address": {"text": "x"}}])),
    Profiled(
        "by-existence",
        _patient(contact=[{"telecom": [_PHONE]}, _NAME]),
        (("missing", "Patient.contact[0].name", ""), ("missing", "Patient.contact[1].address", "")),
    ),
    Profiled("by-type", _observation(valueString="x", component=[{"code": {"text": "x"}, "valueString": "y"}])),
    Profiled(
        "by-type",
        _observation(valueQuantity={"value": 1}),
        (("missing", "Observation.value.unit", ""), ("missing", "Observation.component", "text")),
    ),
    Profiled(
        "by-type",
        _observation(valueBoolean=True, component=[{"code": {"text": "x"}, "valueBoolean": True}]),
        (("outside-slices", "Observation.value", ""), ("missing", "Observation.component", "text")),
    ),
    Profiled("typed", _observation(effectiveDateTime="2026", subject={"reference": "Patient/1"})),
    Profiled("typed", _observation(), (("missing", "Observation.effective", ""),)),
    Profiled(
        "typed",
        _observation(
            effectiveInstant="2026-11-22T10:00:00Z", subject={"reference": "Device/1"}, category=[{"text": "x"}]
        ),
        (
            ("type", "Observation.effective", ""),
            ("reference-type", "Observation.subject", ""),
            ("code-invalid", "Observation.category[0]", ""),
        ),
    ),
    Profiled("ruled", _patient(name=[{"family": "A"}], birthDate="1938")),
    Profiled("ruled", _patient(_birthDate=_EXTENDED), (("invariant", "Patient", ""),)),
    Profiled(
        "ruled",
        _patient(name=[{"text": "A"}], birthDate="2026"),
        (("invariant", "Patient.name[0]", ""), ("invariant", "Patient.birthDate", "")),
    ),
    Profiled("bundled", _bundle(_COUNTED, {"resourceType": "Organization", "name": "x"})),
    Profiled(
        "bundled",
        _bundle(_patient(name=[{"family": "A"}]), _observation(), _patient()),
        (
            ("type", "Bundle.entry[1].resource", ""),
            ("outside-slices", "Bundle.entry[1]", ""),
            ("too-many", "Bundle.entry", "patient"),
            ("missing", "Bundle.entry[0].resource.telecom", ""),
            ("missing", "Bundle.entry[2].resource.name", ""),
            ("missing", "Bundle.entry[2].resource.telecom", ""),
        ),
    ),
    Profiled("nobody-knows", _patient()),
    Profiled("counted", _patient(birthDate="x"), (("format", "Patient.birthDate", ""),)),
)
