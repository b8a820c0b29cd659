"""Resources, good and bad: read by the tests of Python, and compared with JavaScript."""

from dataclasses import dataclass
from typing import Final

from tests.fhir.check_cases import NIL, Tree, xhtml


@dataclass(frozen=True)
class One:
    """A resource, and every issue it has: code and location, in their order."""

    name: str
    resource: Tree
    found: tuple[tuple[str, str], ...] = ()


def _patient(**fields: object) -> Tree:
    return {"resourceType": "Patient", **fields}


def _observation(**fields: object) -> Tree:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **fields}


def _quantity(value: object) -> Tree:
    return _observation(valueQuantity={"value": value})


def _photo(data: str) -> Tree:
    return _patient(photo=[{"contentType": "text/plain", "data": data}])


def _appointment(**fields: object) -> Tree:
    participant = {"status": "accepted", "actor": {"reference": "Patient/1"}}
    return {"resourceType": "Appointment", "status": "proposed", "participant": [participant], **fields}


def _encounter(**fields: object) -> Tree:
    return {"resourceType": "Encounter", "status": "finished", "class": {"code": "IMP"}, **fields}


_EXTENSION: Final[Tree] = {"url": "http://x.example/e", "valueString": "y"}
_EXTENDED: Final[Tree] = {"extension": [_EXTENSION]}
_ORGANISATION: Final[Tree] = {"resourceType": "Organization", "id": "in", "name": "X"}
_CONDITION: Final[Tree] = {
    "resourceType": "Condition",
    "subject": {"display": "x"},
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "encounter": {"reference": "#"},
}
_BP: Final = "Patient.birthDate"
_VALUE: Final = "Observation.value.value"
_SERVICE: Final = "Encounter.serviceProvider.reference"

STRUCTURE: Final = (
    One("a bare resource", _patient()),
    One("no resource", [], (("no-resource", "Resource"),)),
    One("no type", {"name": 3}, (("no-resource", "Resource"),)),
    One("a type that is no resource", {"resourceType": "HumanName"}, (("unknown-resource", "HumanName"),)),
    One("a type of no table", {"resourceType": "constructor"}, (("unknown-resource", "constructor"),)),
    One(
        "unknown elements, sorted",
        _patient(**{"b": 1, "1": 1, "a": 1, "é": 1}),
        (("unknown-element", "Patient.a"), ("unknown-element", "Patient.b"), ("unknown-element", "Patient")),
    ),
    One("a key of every object", _patient(__proto__={}), (("unknown-element", "Patient.__proto__"),)),
    One("an object inside", _patient(name={"family": "X"}), (("not-an-array", "Patient.name"),)),
    One("a list of texts", _patient(name=["X"]), (("not-an-object", "Patient.name[0]"),)),
    One("an empty list", _patient(name=[]), (("empty", "Patient.name"),)),
    One("an empty object", _patient(name=[{}]), (("empty", "Patient.name[0]"),)),
    One("an id alone", _patient(name=[{"id": "a"}]), (("empty", "Patient.name[0]"),)),
    One("a list for one value", _patient(birthDate=["1938"]), (("an-array", _BP),)),
    One("null", _patient(birthDate=None), (("null", _BP),)),
    One("null in a list", _patient(name=[{"given": ["A", None]}]), (("null", "Patient.name[0].given[1]"),)),
    One("empty text", _patient(language=""), (("empty", "Patient.language"),)),
    One("blank text", _patient(name=[{"family": " \u00a0\n"}]), (("empty", "Patient.name[0].family"),)),
    One(
        "missing", {"resourceType": "Observation"}, (("missing", "Observation.status"), ("missing", "Observation.code"))
    ),
    One("two values", _observation(valueString="x", valueBoolean=True), (("two-values", "Observation.value"),)),
    One("no such value", _patient(deceasedString="x"), (("unknown-element", "Patient.deceasedString"),)),
    One(
        "less than nothing",
        {"resourceType": "Bundle", "type": "collection", "total": -1},
        (("out-of-range", "Bundle.total"),),
    ),
)

PRIMITIVES: Final = (
    One("extensions beside a value", _patient(birthDate="1938", _birthDate=_EXTENDED)),
    One("extensions instead of a value", _patient(_birthDate=_EXTENDED)),
    One("an id beside a value", _patient(birthDate="1938", _birthDate={"id": "a"})),
    One("an id instead of a value", _patient(_birthDate={"id": "a"}), (("empty", _BP),)),
    One(
        "required, with extensions alone", {"resourceType": "Observation", "_status": _EXTENDED, "code": {"text": "x"}}
    ),
    One("nothing beside", _patient(birthDate="1938", _birthDate={}), (("empty", _BP),)),
    One("text beside", _patient(_birthDate="x"), (("not-an-object", _BP),)),
    One("a list beside one", _patient(birthDate="1938", _birthDate=[_EXTENDED]), (("not-an-object", _BP),)),
    One("beside an object", _patient(_name=_EXTENDED), (("unknown-element", "Patient._name"),)),
    One("beside an id", _patient(id="a", _id=_EXTENDED), (("unknown-element", "Patient._id"),)),
    One(
        "beside a narrative",
        _patient(text={"status": "generated", "div": xhtml("x"), "_div": _EXTENDED}),
        (("unknown-element", "Patient.text._div"),),
    ),
    One("lists that agree", _patient(name=[{"given": ["A", None], "_given": [None, _EXTENDED]}])),
    One("a list of extensions alone", _patient(name=[{"_given": [_EXTENDED]}])),
    One(
        "lists of two lengths",
        _patient(name=[{"given": ["A"], "_given": [None, _EXTENDED]}]),
        (("misaligned", "Patient.name[0].given"),),
    ),
    One("no list", _patient(name=[{"given": ["A"], "_given": _EXTENDED}]), (("misaligned", "Patient.name[0].given"),)),
    One("nothing at all", _patient(name=[{"_given": [None]}]), (("null", "Patient.name[0].given[0]"),)),
    One("null twice", _patient(name=[{"given": [None], "_given": [None]}]), (("null", "Patient.name[0].given[0]"),)),
)

FORMATS: Final = (
    *(One(f"number {value}", _quantity(value)) for value in (0, -3, 72, 10**17)),
    One("a number as text", _quantity("72"), (("type", _VALUE),)),
    One("a boolean for a number", _quantity(True), (("type", _VALUE),)),
    One("an integer", {"resourceType": "Bundle", "type": "searchset", "total": 3}),
    One("the largest", _observation(valueInteger=2**31 - 1)),
    One("an integer too large", _observation(valueInteger=2**31), (("out-of-range", "Observation.value"),)),
    One("an integer far too large", _observation(valueInteger=10**20), (("out-of-range", "Observation.value"),)),
    One("a decimal for an integer", _observation(valueInteger=1.5), (("type", "Observation.value"),)),
    One("a decimal too small", _appointment(minutesDuration=0.5), (("out-of-range", "Appointment.minutesDuration"),)),
    One("text for an integer", _observation(valueInteger="3"), (("type", "Observation.value"),)),
    One("no positive number", _appointment(minutesDuration=0), (("out-of-range", "Appointment.minutesDuration"),)),
    *(One(f"date {value}", _patient(birthDate=value)) for value in ("1938", "1938-04", "1938-04-17", "2024-02-29")),
    *(
        One(f"date {value!r}", _patient(birthDate=value), (("format", _BP),))
        for value in ("38", "1938-4-1", "0000", "x")
    ),
    *(
        One(f"no such day {value}", _patient(birthDate=value), (("no-such-day", _BP),))
        for value in ("1938-02-30", "1938-02-29", "1900-02-29", "1938-04-31")
    ),
    One("a time without zone", _patient(deceasedDateTime="2026-01-01T10:00:00"), (("format", "Patient.deceased"),)),
    One("a time without seconds", _patient(deceasedDateTime="2026-01-01T10:00Z"), (("format", "Patient.deceased"),)),
    One("a time of no day", _patient(deceasedDateTime="2026-02-30T10:00:00Z"), (("no-such-day", "Patient.deceased"),)),
    One("a time", _patient(deceasedDateTime="2026-02-28T10:00:00.5+01:00")),
    One(
        "a date for an instant", _patient(meta={"lastUpdated": "2026-01-01"}), (("format", "Patient.meta.lastUpdated"),)
    ),
    One("hours of no day", _observation(valueTime="24:00:00"), (("format", "Observation.value"),)),
    One("an id too long", _patient(id="a" * 65), (("format", "Patient.id"),)),
    One("a language", _patient(language="fr-FR")),
    One("no language", _patient(language="français"), (("format", "Patient.language"),)),
    One("a link with a blank", _patient(implicitRules="http://x y"), (("format", "Patient.implicitRules"),)),
    One("a control character", _patient(name=[{"text": "a\u0007"}]), (("format", "Patient.name[0].text"),)),
    *(
        One(f"text {value}", _patient(name=[{"text": value}]))
        for value in ("TA < 140", "é\u0301🫀👩‍⚕️", "\u202eאב", "a\tb\n")
    ),
    *(One(f"base64 {value!r}", _photo(value)) for value in ("AAAA", "AAAA\nAAA=", "AA==", "+/+/")),
    *(
        One(f"base64 {value!r}", _photo(value), (("base64", "Patient.photo[0].data"),))
        for value in ("not base64", "AAA", "A===", "=AAA", "AA=A", "AA==AAAA", "====", "é")
    ),
    One(
        "data that is not base64",
        _observation(valueSampledData={"origin": {"value": 0}, "period": 1, "dimensions": 1, "data": "1 2 E"}),
    ),
)

CODES_AND_RULES: Final = (
    One("a required code", _patient(gender="F"), (("code-invalid", "Patient.gender"),)),
    One("no code of a concept", _patient(contact=[{"relationship": [{"text": "fille"}], "name": {"text": "X"}}])),
    One(
        "a concept without the code required",
        {"resourceType": "AllergyIntolerance", "patient": {"display": "x"}, "clinicalStatus": {"text": "active"}},
        (("code-invalid", "AllergyIntolerance.clinicalStatus"),),
    ),
    One(
        "a code of another system",
        {
            "resourceType": "AllergyIntolerance",
            "patient": {"display": "x"},
            "clinicalStatus": {"coding": [{"system": "http://x.example", "code": "active"}]},
        },
        (("code-invalid", "AllergyIntolerance.clinicalStatus"),),
    ),
    One("a contact that is nobody", _patient(contact=[{"gender": "male"}]), (("invariant", "Patient.contact[0]"),)),
    One(
        "a unit without system",
        _observation(valueQuantity={"value": 1, "code": "kg"}),
        (("invariant", "Observation.value"),),
    ),
    One("an appointment without hours", _appointment(status="booked"), (("invariant", "Appointment"),)),
    One("an appointment", _appointment(status="booked", start="2026-11-23T10:00:00Z", end="2026-11-23T11:00:00Z")),
    One(
        "the end before the start",
        _encounter(period={"start": "2026-02", "end": "2026-01"}),
        (("invariant", "Encounter.period"),),
    ),
    One(
        "an extension with two faces",
        _patient(extension=[{**_EXTENSION, **_EXTENDED}]),
        (("invariant", "Patient.extension[0]"),),
    ),
    One(
        "a rule is not tried on what is wrong",
        _patient(contact=[{"gender": "F"}]),
        (("code-invalid", "Patient.contact[0].gender"),),
    ),
)

REFERENCES: Final = (
    One("contained", _encounter(contained=[_ORGANISATION], serviceProvider={"reference": "#in"})),
    One("not contained", _encounter(serviceProvider={"reference": "#in"}), (("dangling-reference", _SERVICE),)),
    One(
        "contained for nothing",
        _encounter(contained=[_ORGANISATION]),
        (("invariant", "Encounter"),),
    ),
    One("contained, and refers to it all", _encounter(contained=[_CONDITION])),
    One(
        "contained twice",
        _encounter(contained=[_ORGANISATION, _ORGANISATION], serviceProvider={"reference": "#in"}),
    ),
    One("of another type", _encounter(serviceProvider={"reference": "Patient/1"}), (("reference-type", _SERVICE),)),
    One(
        "of another type, elsewhere",
        _encounter(serviceProvider={"reference": "https://h.example/fhir/Patient/1/_history/2"}),
        (("reference-type", _SERVICE),),
    ),
    One(
        "of another type, contained",
        _encounter(contained=[{"resourceType": "Patient", "id": "p"}], serviceProvider={"reference": "#p"}),
        (("reference-type", _SERVICE),),
    ),
    One(
        "another type than said",
        _encounter(serviceProvider={"reference": "Organization/1", "type": "Patient"}),
        (("reference-type", _SERVICE),),
    ),
    One("elsewhere", _encounter(serviceProvider={"reference": "https://h.example/fhir/Organization/1"})),
    One("where nobody knows", _encounter(serviceProvider={"reference": "urn:uuid:x"})),
    One("to itself", _encounter(partOf={"reference": "#"})),
    One(
        "a urn of a Bundle",
        {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": NIL, "resource": _encounter(serviceProvider={"reference": "urn:uuid:x"})}],
        },
        (("dangling-reference", "Bundle.entry[0].resource.serviceProvider.reference"),),
    ),
)

_FOREIGN_INSIDE: Final[Tree] = {"resourceType": "Substance", "id": "s", "x": [{"reference": "#in"}]}
_SUBSTANCE: Final[Tree] = {"resourceType": "Substance", "code": {"text": "x"}}
FOREIGN: Final = (
    One("known by name", _SUBSTANCE, (("unchecked-resource", "Substance"),)),
    One(
        "a script inside",
        {**_SUBSTANCE, "text": {"status": "generated", "div": xhtml("<script>x()</script>")}},
        (("unchecked-resource", "Substance"), ("narrative-element", "Substance.text.div")),
    ),
    One(
        "a reference inside",
        {**_SUBSTANCE, "ingredient": [{"substanceReference": {"reference": "#a"}}]},
        (
            ("unchecked-resource", "Substance"),
            ("dangling-reference", "Substance.ingredient[0].substanceReference.reference"),
        ),
    ),
    One(
        "contained, and refers to what is contained",
        _encounter(contained=[_ORGANISATION, _FOREIGN_INSIDE], partOf={"reference": "#s"}),
        (("unchecked-resource", "Encounter.contained[1]"), ("reference-type", "Encounter.partOf.reference")),
    ),
    One("contains", {**_SUBSTANCE, "contained": [_ORGANISATION]}, (("unchecked-resource", "Substance"),)),
    One(
        "keys of no element",
        {**_SUBSTANCE, "x": [{"1": {"div": "<"}}]},
        (("unchecked-resource", "Substance"), ("unknown-element", "Substance.x[0]")),
    ),
)

RESOURCES: Final = (*STRUCTURE, *PRIMITIVES, *FORMATS, *CODES_AND_RULES, *REFERENCES, *FOREIGN)
