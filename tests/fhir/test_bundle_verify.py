"""A document is what was entered, or the first place that is not is named; by both programs alike."""

import copy
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from navette.core.errors import Malformed
from navette.fhir import answers, strict, tree
from navette.fhir.bundle import compose
from navette.fhir.bundle_verify import entered, verify
from navette.fhir.form import by_name, compiled, forms
from navette.fhir.issue import Issue
from tests.fhir.contexts import CONTEXTS, example
from tests.js.engine import Call
from tests.js.node import run_node

# The address, the numbers and the profession of a party: read from the document and written again, they stand once.
SAID_ONCE = re.compile(r"Bundle\.entry\[\d+\]\.resource\.(telecom\[0\]\.value|identifier\[0\]\.value|code\[0\]\.text)")


@pytest.fixture(scope="module")
def letters() -> dict[str, Any]:
    """The document of each form's example, as a tree."""
    texts = {name: compose(form, example(name), CONTEXTS[1]).text for name, form in forms().items()}
    return {name: strict.read((text or "").encode()) for name, text in texts.items()}


def verified(bundle: Any) -> list[tuple[str, str, str]]:
    return shown(verify(strict.write(bundle)))


def shown(issues: list[Issue]) -> list[tuple[str, str, str]]:
    return [(issue.severity, issue.code, issue.location) for issue in issues]


def scalars(value: Any, location: str = "Bundle") -> Iterator[tuple[str, Any, Any]]:
    """The FHIRPath of each scalar, what holds it, and under which key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        here = f"{location}.{key}" if isinstance(key, str) else f"{location}[{key}]"
        if isinstance(inner, (dict, list)):
            yield from scalars(inner, here)
        else:
            yield here, value, key


def altered(value: Any) -> Any:
    """The same but for one character."""
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case _:
            text = str(value)
            at = len(text) // 2
            return text[:at] + ("7" if text[at] != "7" else "8") + text[at + 1 :]


@pytest.mark.parametrize("name", sorted(forms()))
def test_a_document_is_what_was_entered(letters: dict[str, Any], name: str) -> None:
    assert verified(letters[name]) == []


@pytest.mark.parametrize("name", ["discharge", "nursing"])
def test_one_character_anywhere_is_found(letters: dict[str, Any], name: str) -> None:
    """Of data and narrative it is found where it is; of what it is made from, at it or at what it makes."""
    bundle = copy.deepcopy(letters[name])
    places = list(scalars(bundle))
    missed, elsewhere = [], []
    for location, holder, key in places[:: len(places) // 90]:
        kept = holder[key]
        holder[key] = altered(kept)
        found = verified(bundle)
        holder[key] = kept
        if not found:
            missed.append(location)
        elif found[0][2] != location:
            elsewhere.append(location)
    assert [one for one in missed if not SAID_ONCE.fullmatch(one)] == []
    assert verified(bundle) == []
    made = [one for one in elsewhere if "entry[0].resource.section" in one or ".text.div" in one]
    assert made == []


def test_a_narrative_that_says_something_else(letters: dict[str, Any]) -> None:
    bundle = copy.deepcopy(letters["admission"])
    section = bundle["entry"][0]["resource"]["section"][1]
    section["text"]["div"] = section["text"]["div"].replace("3,75", "7,35")
    assert verified(bundle) == [("error", "not-as-entered", "Bundle.entry[0].resource.section[1].text.div")]


@pytest.mark.parametrize(
    ("kind", "path", "value", "location"),
    [
        ("MedicationStatement", ("dosage", 0, "text"), "2 comprimés", ".dosage[0].text"),
        ("MedicationStatement", ("status",), "stopped", ".status"),
        ("AllergyIntolerance", ("note",), [{"text": "grave"}], ".note"),
        ("AllergyIntolerance", ("reaction",), None, ".reaction"),
        ("Observation", ("valueQuantity", "value"), Decimal("47.5"), ".valueQuantity.value"),
        ("Patient", ("birthDate",), "1938-04-18", ".birthDate"),
        ("Patient", ("active",), 1, ".active"),
        ("Encounter", ("status",), "finished", ".status"),
        ("Provenance", ("recorded",), "2026-11-22T11:00:01+01:00", ".recorded"),
        ("QuestionnaireResponse", ("status",), "amended", ".status"),
        ("QuestionnaireResponse", ("extension", 0, "valueCode"), "soon", ".extension"),
        ("QuestionnaireResponse", ("extension",), None, ".extension"),
    ],
)
def test_a_resource_that_says_something_else(
    letters: dict[str, Any], kind: str, path: tuple[str | int, ...], value: Any, location: str
) -> None:
    bundle = copy.deepcopy(letters["admission"])
    where, holder = next((at, one) for at, one in tree.resources(bundle) if one["resourceType"] == kind)
    target: Any = tree.at(holder, *path[:-1])
    if value is None:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    assert verified(bundle) == [("error", "not-as-entered", where + location)]


def test_an_answer_that_says_something_else(letters: dict[str, Any]) -> None:
    bundle = copy.deepcopy(letters["admission"])
    text = strict.write(bundle).decode().replace('{"valueString":"Urticaire"}', '{"valueString":"Aucune"}')
    [(severity, code, location)] = shown(verify(text.encode()))
    assert (severity, code) == ("error", "not-as-entered")
    assert location.startswith("Bundle.entry[0].resource.section[")  # the first of all that does not follow from it


def test_an_answer_that_cannot_be_given(letters: dict[str, Any]) -> None:
    for spelled, instead, item in [
        ('"valueDate":"1938-04-17"', '"valueDate":"1938-04-31"', "patient.birth-date"),
        ('"code":"QUAL","display":"Identité qualifiée"}}]}', '"code":"VALI"}}]}', "patient.status"),
    ]:
        text = strict.write(letters["admission"]).decode()
        assert spelled in text
        [(_severity, code, location)] = shown(verify(text.replace(spelled, instead).encode()))
        assert code == "not-as-entered"
        assert location.endswith(f".item.where(linkId='patient').item.where(linkId='{item}')")
        assert re.fullmatch(r"Bundle\.entry\[\d+\]\.resource\.item\.where.*", location)


def test_an_entry_more_or_less(letters: dict[str, Any]) -> None:
    bundle = copy.deepcopy(letters["admission"])
    more = {"fullUrl": "urn:uuid:x", "resource": {"resourceType": "Basic"}}
    count = len(bundle["entry"])
    assert verified({**bundle, "entry": [*bundle["entry"], more]}) == [
        ("error", "not-as-entered", f"Bundle.entry[{count}]")
    ]
    assert verified({**bundle, "entry": bundle["entry"][:-1]}) == [
        ("error", "not-as-entered", f"Bundle.entry[{count - 1}]")
    ]
    assert verified({**bundle, "language": "fr"}) == [("error", "not-as-entered", "Bundle.language")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "019AB7F2-7c00-7a11-8000-0123456789ab"),
        ("id", None),
        ("timestamp", "2026-11-22"),
        ("timestamp", "2026-02-30T11:00:00+01:00"),
        ("timestamp", "2026-11-22T10:00:00+00:00"),
        ("timestamp", 1),
    ],
)
def test_what_a_document_is_made_with(letters: dict[str, Any], key: str, value: Any) -> None:
    assert verified({**letters["admission"], key: value}) == [("error", "not-as-entered", f"Bundle.{key}")]


def test_the_order_of_keys_says_nothing(letters: dict[str, Any]) -> None:
    def backwards(value: Any) -> Any:
        if isinstance(value, list):
            return [backwards(one) for one in value]
        return {key: backwards(one) for key, one in reversed(value.items())} if isinstance(value, dict) else value

    assert verified(backwards(letters["discharge"])) == []


@pytest.mark.parametrize("raw", [b"{}", b'{"entry":[1,{"resource":[]}]}', b'{"resourceType":"Bundle","entry":{}}'])
def test_a_document_of_other_software(raw: bytes) -> None:
    assert shown(verify(raw)) == [("warning", "no-response", "Bundle")]


def test_what_is_no_json() -> None:
    with pytest.raises(Malformed):
        verify(b"{")


def test_another_form(letters: dict[str, Any]) -> None:
    text = strict.write(letters["reply"]).decode()
    other = text.replace("Questionnaire/reply|1.0.0", "Questionnaire/reply|0.9.0")
    [(severity, code, location)] = shown(verify(other.encode()))
    assert (severity, code) == ("warning", "form-unknown")
    assert re.fullmatch(r"Bundle\.entry\[\d+\]\.resource\.questionnaire", location)


def test_the_response_is_that_of_the_provenance(letters: dict[str, Any]) -> None:
    """Other answers may stand before it, as an entry that something refers to."""
    bundle = copy.deepcopy(letters["reply"])
    other = {"resourceType": "QuestionnaireResponse", "questionnaire": "urn:other", "status": "completed"}
    bundle["entry"].insert(2, {"fullUrl": "urn:uuid:other", "resource": other})
    assert verified(bundle) == [("error", "not-as-entered", "Bundle.entry[2].fullUrl")]
    bundle["entry"][-1]["resource"]["target"][0]["reference"] = "urn:uuid:other"
    assert verified(bundle) == [("warning", "form-unknown", "Bundle.entry[2].resource.questionnaire")]


def test_what_was_entered_can_be_taken_up_again(letters: dict[str, Any]) -> None:
    found = entered(letters["admission"])
    assert found is not None
    form, given = found
    assert form is by_name("admission")
    assert answers.read(form, given) == answers.read(form, example("admission"))
    assert entered({}) is None
    other = json.loads(strict.write(letters["reply"]).replace(b"reply|1.0.0", b"reply|0.9.0"))
    assert entered(other) is None


def test_javascript_says_the_same(letters: dict[str, Any]) -> None:
    known = [strict.write(compiled(form)).decode() for form in forms().values()]
    texts = [strict.write(letter).decode() for letter in letters.values()]
    bundle = copy.deepcopy(letters["stroke"])
    places = list(scalars(bundle))
    for _location, holder, key in places[:: len(places) // 20]:
        kept = holder[key]
        spoiled: list[Any] = [altered(kept), None, {"a": 1}, [], -1]
        for instead in spoiled:
            holder[key] = instead
            texts.append(strict.write(bundle).decode())
        holder[key] = kept
    texts += ["{}", '{"entry":[1]}', strict.write({**bundle, "\ud7ff": 1, "a": 2, "10": 3, "9": 4}).decode()]
    found = run_node([Call("tests/js/documents.mjs", "allVerified", (texts, known))])[0]
    ours = [shown(verify(text.encode())) for text in texts]
    assert [[(one["severity"], one["code"], one["location"]) for one in each] for each in found] == ours
