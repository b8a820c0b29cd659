import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.errors import Malformed, Refused
from navette.core.parties import MailboxKind, Urgency
from navette.fhir import answers, strict, tree
from navette.fhir.bundle import build, closing, compose, due, form_of
from navette.fhir.check import check_bundle
from navette.fhir.document import document, instant
from navette.fhir.form import by_name, compiled, forms
from navette.fhir.parties import Author, Place
from navette.fhir.questionnaire import CONSTRAINT, DEFINITION
from tests.fhir import small
from tests.fhir.contexts import CONTEXTS, context_json, example
from tests.js.engine import Call
from tests.js.node import run_node

Answers = dict[str, Any]
LETTERS = ["admission", "discharge"]
DOCUMENTS = "tests/js/documents.mjs"


@pytest.fixture
def letters(admission: Answers, discharge: Answers) -> dict[str, Answers]:
    return {"admission": admission, "discharge": discharge}


def by_type(raw: bytes, kind: str) -> list[Any]:
    return [one for _at, one in tree.resources(strict.read(raw)) if one["resourceType"] == kind]


def sections(raw: bytes) -> dict[str, Any]:
    """By LOINC code."""
    composition: Any = by_type(raw, "Composition")[0]
    return {section["code"]["coding"][0]["code"]: section for section in composition["section"]}


def texts(value: object) -> Iterator[str]:
    """Everything typed, but codes, numbers and dates."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", LETTERS)
def test_the_document_passes_every_check(make: Any, letters: dict[str, Answers], name: str) -> None:
    assert check_bundle(make(name, letters[name]), production=False) == []


@pytest.mark.parametrize("name", LETTERS)
def test_the_same_answers_make_the_same_bytes(make: Any, letters: dict[str, Answers], name: str) -> None:
    backwards = dict(reversed(letters[name].items()))
    assert make(name, letters[name]) == make(name, backwards)
    other = make(name, letters[name], bundle_id=UUID(int=7))
    assert other != make(name, letters[name])


def test_it_is_written_as_it_will_be_signed(make: Any, admission: Answers) -> None:
    raw = make("admission", admission)
    assert raw == strict.write(strict.read(raw))
    assert b"Marguerite Jeanne" in raw
    assert "Hélène".encode() in raw


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("admission", "18761-7", "42349-1 42346-7 48765-2 11348-0 47519-4 8716-3 55112-7"),
        ("discharge", "11490-0", "33557-0 42349-1 42545-4 46264-8 10183-2 18610-6 48765-2 30954-2 18776-5 8716-3"),
    ],
)
def test_sections(make: Any, letters: dict[str, Answers], name: str, kind: str, codes: str) -> None:
    raw = make(name, letters[name])
    composition: Any = by_type(raw, "Composition")[0]
    assert composition["type"]["coding"] == [{"system": "http://loinc.org", "code": kind}]
    assert list(sections(raw)) == codes.split()
    assert all(section["title"] and section["text"]["div"] for section in sections(raw).values())


def test_the_frame_of_the_document(make: Any, admission: Answers) -> None:
    raw = make("admission", admission)
    bundle: Any = strict.read(raw)
    composition = bundle["entry"][0]["resource"]
    assert bundle["type"] == "document"
    assert bundle["timestamp"] == composition["date"] == "2026-11-22T11:00:00+01:00"
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [
        f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"]
    ]
    assert composition["attester"][0]["mode"] == "legal"
    assert composition["confidentiality"] == "N"
    assert {one["resourceType"] for _at, one in tree.resources(bundle)} >= {
        "Patient",
        "PractitionerRole",
        "Practitioner",
        "Organization",
        "Encounter",
        "ServiceRequest",
        "MedicationStatement",
        "AllergyIntolerance",
        "Condition",
        "Procedure",
        "Observation",
    }


def test_ids_follow_one_another_and_wrap(make: Any, admission: Answers) -> None:
    last = UUID("019ab7f2-7c00-7a11-8000-ffffffffffff")
    bundle: Any = strict.read(make("admission", admission, bundle_id=last))
    assert bundle["id"] == str(last)
    assert bundle["entry"][0]["resource"]["id"] == "019ab7f2-7c00-7a11-8000-000000000000"


@pytest.mark.parametrize("spelled", ["47,50", "47.50", Decimal("47.50")])
def test_decimals_keep_their_digits(make: Any, admission: Answers, spelled: object) -> None:
    raw = make("admission", {**admission, "vitals.weight": spelled})
    assert b'"value":47.50,' in raw
    assert "47,50 kg" in sections(raw)["8716-3"]["text"]["div"]


@pytest.mark.parametrize(
    ("instead", "code", "said"),
    [
        ({"allergy": None, "allergies.none": True}, "48765-2", "Aucune allergie connue"),
        ({"current-treatment": None, "current-treatments.none": True}, "42346-7", "Aucun traitement en cours"),
    ],
)
def test_an_explicit_none_is_written(make: Any, admission: Answers, instead: Answers, code: str, said: str) -> None:
    section = sections(make("admission", {**admission, **instead}))[code]
    assert section["emptyReason"]["coding"][0]["code"] == "nilknown"
    assert "entry" not in section
    assert said in section["text"]["div"]


@pytest.mark.parametrize("said", [None, False])
def test_a_section_that_says_nothing_is_not_there(make: Any, discharge: Answers, said: bool | None) -> None:
    assert "48765-2" not in sections(make("discharge", {**discharge, "allergy": None, "allergies.none": said}))


def test_three_state_answers_are_observations(make: Any, discharge: Answers) -> None:
    found = {one["code"]["coding"][0]["code"]: one for one in by_type(make("discharge", discharge), "Observation")}
    assert {one["status"] for one in found.values()} == {"final"}
    assert found["MED-309"]["valueBoolean"] is True
    assert found["MED-144"]["valueString"] == "Aucun"
    assert found["MED-145"]["valueBoolean"] is False
    assert found["MED-147"]["valueBoolean"] is False
    assert "MED-143" not in found


def test_a_stopped_treatment_and_its_reason(make: Any, discharge: Answers) -> None:
    (stopped,) = by_type(make("discharge", discharge), "MedicationStatement")
    assert stopped["status"] == "stopped"
    assert stopped["statusReason"] == [{"text": "Chutes nocturnes"}]


def test_the_stay(make: Any, discharge: Answers) -> None:
    (stay,) = by_type(make("discharge", discharge), "Encounter")
    assert stay["status"] == "finished"
    assert stay["period"] == {"start": "2026-11-25T10:30:00+01:00", "end": "2026-12-03T14:00:00+01:00"}
    assert stay["hospitalization"]["admitSource"]["coding"][0]["code"] == "8715000"
    assert stay["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "160849004"
    assert [one["type"][0]["coding"][0]["code"] for one in stay["participant"]] == ["ATND", "REF"]


def test_a_device(make: Any, discharge: Answers) -> None:
    line = {"device.name": "Prothèse de hanche", "device.reference": "LOT 42", "device.date": "2026-11-27"}
    raw = make("discharge", {**discharge, "devices.implanted": True, "device": [line]})
    assert by_type(raw, "Device")[0]["identifier"] == [{"value": "LOT 42"}]
    assert by_type(raw, "DeviceUseStatement")[0]["timingDateTime"] == "2026-11-27"


def test_a_partial_letter_says_so(make: Any, discharge: Answers) -> None:
    raw = make("discharge", {**discharge, "document.status": "preliminary"})
    assert by_type(raw, "Composition")[0]["status"] == "preliminary"


def test_the_urgency_is_in_the_request(make: Any, admission: Answers) -> None:
    raw = make("admission", admission, urgency=Urgency.STAT)
    assert by_type(raw, "ServiceRequest")[0]["priority"] == "stat"


def test_who_writes_and_who_receives(make: Any, admission: Answers) -> None:
    raw = make(
        "admission",
        admission,
        author=Author("Mme Zoé Leroy", "orthophoniste"),
        custodian=Place("Cabinet des Sucs", kind=MailboxKind.PRACTICE, finess="430000001"),
        recipients=[Place("Dr Samir Benali", kind=MailboxKind.PERSONAL), Place("Urgences", facility="CH du Gier")],
    )
    assert by_type(raw, "PractitionerRole")[0]["code"] == [{"text": "orthophoniste"}]
    names = [one["name"] for one in by_type(raw, "Organization")]
    assert names == ["Cabinet des Sucs", "CH du Gier", "Urgences"]
    assert {"text": "Dr Samir Benali"} in [one["name"][0] for one in by_type(raw, "Practitioner")]
    composition: Any = by_type(raw, "Composition")[0]
    assert [one["valueReference"]["display"] for one in composition["extension"]] == ["Dr Samir Benali", "Urgences"]


def test_nobody_may_be_named_as_recipient(make: Any, admission: Answers) -> None:
    assert "extension" not in by_type(make("admission", admission, recipients=[]), "Composition")[0]


@pytest.mark.parametrize(
    ("changed", "rule", "item"),
    [
        ({"patient.status": "VALI"}, "not-qualified", "patient.status"),
        ({"patient.status": "RECUP"}, "not-qualified", "patient.status"),
        ({"patient.status": "PROV"}, "not-qualified", "patient.status"),
        ({"patient.doubt": "DOUT"}, "doubtful", "patient.status"),
        ({"patient.ins": None, "patient.ins-type": None, "patient.doubt": "FICT"}, "doubtful", "patient.status"),
        ({"patient.ins": "12345"}, "format", "patient.ins"),
        ({"patient.birth-place": None}, "traits", "patient.birth-place"),
        ({"patient.birth-date": "1938"}, "traits", "patient.birth-date"),
        ({"patient.birth-date": "2026-11-23"}, "birth-date", "patient.birth-date"),
    ],
)
def test_the_rules_of_the_ins(make: Any, admission: Answers, changed: Answers, rule: str, item: str) -> None:
    with pytest.raises(Refused, match="identity") as refused:
        make("admission", {**admission, **changed})
    assert refused.value.data == {"rule": rule, "item": item}


@pytest.mark.parametrize("kind", ["INS-NIR-TEST", "INS-NIR-DEMO"])
def test_test_identities_stay_out_of_production(make: Any, admission: Answers, kind: str) -> None:
    answers = {**admission, "patient.ins-type": kind}
    assert make("admission", answers, production=False)
    with pytest.raises(Refused, match="test-identity"):
        make("admission", answers, production=True)


@pytest.mark.parametrize("kind", ["INS-NIR", "INS-NIA"])
def test_real_identities_travel_in_production(make: Any, admission: Answers, kind: str) -> None:
    raw = make("admission", {**admission, "patient.ins-type": kind}, production=True)
    (identifier,) = by_type(raw, "Patient")[0]["identifier"]
    assert identifier["use"] == ("temp" if kind == "INS-NIA" else "official")


def test_a_wrong_key_is_a_warning(make: Any, admission: Answers) -> None:
    answers = {**admission, "patient.ins": "2 38 04 43 137 018 12"}
    raw = make("admission", answers, author=Author("Dr Claire Martin", "médecin", "10100000017"))
    assert by_type(raw, "Patient")[0]["identifier"][0]["value"] == "238044313701812"
    assert {issue.code for issue in check_bundle(raw, production=False)} == {"identity-key", "rpps-key"}


@pytest.mark.parametrize(
    ("system", "with_matricule", "written"),
    [
        ("fr-core-cs-v2-0445", True, "QUAL"),
        ("fr-core-fiabilite-identite", True, "QUAL"),
        ("fr-core-cs-fiabilite-identite", True, "QUAL"),
        ("fr-core-cs-v2-0445", False, "VALI"),
    ],
)
def test_older_statuses_are_written_as_today(
    make: Any, admission: Answers, system: str, with_matricule: bool, written: str
) -> None:
    answers = {**admission, "patient.status": f"https://hl7.fr/ig/fhir/core/CodeSystem/{system}|VALI"}
    if not with_matricule:
        answers |= {"patient.ins": None, "patient.ins-type": None}
    patient: Any = by_type(make("admission", answers), "Patient")[0]
    coding = patient["extension"][0]["extension"][0]["valueCoding"]
    assert (coding["system"].rpartition("/")[2], coding["code"]) == ("fr-core-cs-identity-status", written)


def test_a_doubt_is_written(make: Any, admission: Answers) -> None:
    answers = {**admission, "patient.status": "PROV", "patient.doubt": "DOUT"}
    del answers["patient.ins"], answers["patient.ins-type"]
    patient: Any = by_type(make("admission", answers), "Patient")[0]
    assert patient["extension"][0]["extension"][1]["valueCodeableConcept"]["coding"][0]["code"] == "DOUT"
    assert "identifier" not in patient


@pytest.mark.parametrize(
    ("name", "changed", "item", "reason"),
    [
        ("discharge", {"stay.end": "2026-11-24"}, "stay.end", "before-start"),
        ("admission", {"sharing.opposed": True}, "sharing.opposed", "opposed"),
    ],
)
def test_what_no_single_question_sees(
    make: Any, letters: dict[str, Answers], name: str, changed: Answers, item: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        make(name, {**letters[name], **changed})
    assert refused.value.data == {"item": item, "reason": reason}


def test_a_document_nobody_would_receive_is_not_made(make: Any, admission: Answers) -> None:
    with pytest.raises(Refused, match="bundle"):
        make("admission", {**admission, "comment.text": "x" * 90_000, "history.condition": ["y" * 1000] * 4200})


@pytest.mark.parametrize(
    ("planned", "instant"),
    [
        ("2026-11-25", 1795561200),  # midnight in Paris
        ("2026-11-25T08:00:00+01:00", 1795590000),
        ("2026-11", 0),
        (None, 0),
    ],
)
def test_a_planned_admission_wants_its_answer_before(admission: Answers, planned: str | None, instant: int) -> None:
    assert due(by_name("admission"), {**admission, "stay.planned": planned}) == instant


@pytest.mark.parametrize(
    ("left", "evening"),
    [
        ("2026-12-03T14:00:00+01:00", 1796317200),  # 18:00 of that day, in Paris
        ("2026-12-03T23:59:00+01:00", 1796317200),
        ("2026-12-03", 1796317200),
        ("2026-12-03T23:30:00Z", 1796403600),
        ("2026-07-14", 1784044800),
    ],
)
def test_a_discharge_names_the_evening_of_its_day(discharge: Answers, left: str, evening: int) -> None:
    assert due(by_name("discharge"), {**discharge, "stay.end": left}) == evening


def test_a_search_is_closed_as_found_when_a_doctor_accepts() -> None:
    form = by_name("doctor-search-answer")
    answers = example("doctor-search-answer")
    given = {code: {**answers, "search-answer.outcome": code} for code in ("found", "not-found")}
    assert {code: closing(form, one) for code, one in given.items()} == {"found": "found", "not-found": "replied"}
    assert closing(by_name("discharge"), example("discharge")) == "replied"


@pytest.mark.parametrize("name", LETTERS)
def test_the_form_of_a_ready_document(make: Any, letters: dict[str, Answers], name: str) -> None:
    assert form_of(make(name, letters[name])) is by_name(name)


@pytest.mark.parametrize("raw", [b"{}", b'{"entry":[]}', b'{"entry":[{"resource":{"type":{"coding":[{}]}}}]}'])
def test_the_form_of_another_document(raw: bytes) -> None:
    assert form_of(raw) is None
    with pytest.raises(Malformed):
        form_of(raw + b"x")


@pytest.mark.parametrize("name", LETTERS)
def test_every_text_answered_is_in_the_document(make: Any, letters: dict[str, Answers], name: str) -> None:
    """Each string of the answers replaced by one found nowhere else; all of them must be found in the bundle."""
    form = by_name(name)
    count = iter(range(1000))

    def marked(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: marked(one, inner) for inner, one in value.items()}
        if isinstance(value, list):
            return [marked(one, key) for one in value]
        if key in ("patient.ins", "patient.birth-place") or form.item(key).type not in ("string", "text"):
            return value
        marks.append(f"C{next(count)}n"[:5] if form.item(key).max_length < 11 else f"Canari-{next(count):03}")
        return marks[-1]

    marks: list[str] = []
    full = {**letters[name], "patient.used-given": "x", "transfusion": True, "transfusion.accidents": "x"}
    if name == "admission":
        del full["transfusion"], full["transfusion.accidents"]
    else:
        full |= {"adverse-events": True, "adverse-events.what": "x", "blood-derivatives": True}
        full |= {"blood-derivatives.events": "x", "devices.implanted": True}
        full |= {"device": [{"device.name": "x", "device.reference": "x"}]}
    raw = make(name, marked(full)).decode()
    assert len(marks) > 20
    assert [mark for mark in marks if mark not in raw] == []


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)
TRICKY = st.sampled_from(
    ["TA < 140 & pouls > 60", "😵‍💫 e\u0301", "שלום مرحبا", "\u202edcba", '"\\', "<script>x</script>"]
)


@settings(max_examples=25, deadline=None)
@given(st.one_of(ANY_TEXT, TRICKY))
def test_any_text_travels_whole(make: Any, text: str) -> None:
    answers = {**example("admission"), "patient.status": "PROV", "referral.reason": text}
    del answers["patient.ins"], answers["patient.ins-type"]
    if not text.strip(" \t\r\n\u00a0"):
        with pytest.raises(Refused, match="missing"):
            make("admission", answers)
        return
    raw = make("admission", answers)
    (request,) = by_type(raw, "ServiceRequest")
    assert request["reasonCode"] == [{"text": unicodedata.normalize("NFC", text)}]
    assert check_bundle(raw, production=True) == []
    assert json.loads(raw) == json.loads(strict.write(strict.read(raw)))


def test_the_answers_travel_in_the_document(make: Any, admission: Answers) -> None:
    raw = make("admission", admission, urgency=Urgency.ASAP)
    (response,) = by_type(raw, "QuestionnaireResponse")
    (provenance,) = by_type(raw, "Provenance")
    (composition,) = by_type(raw, "Composition")
    assert response["questionnaire"] == by_name("admission").canonical
    assert response["extension"] == [{"url": f"{DEFINITION}/urgency", "valueCode": "asap"}]
    assert response["subject"] == composition["subject"]
    assert response["encounter"] == composition["encounter"]
    assert provenance["target"] == [{"reference": f"urn:uuid:{composition['id']}"}]
    assert provenance["entity"] == [{"role": "source", "what": {"reference": f"urn:uuid:{response['id']}"}}]
    assert provenance["agent"] == [{"who": composition["author"][0]}]
    assert provenance["recorded"] == composition["date"]


@pytest.mark.parametrize("name", sorted(forms()))
def test_each_form_makes_a_document_without_issues(name: str) -> None:
    composed = compose(by_name(name), example(name), CONTEXTS[0])
    assert composed.issues == []
    assert composed.text is not None


def test_composing_and_building_make_the_same(admission: Answers) -> None:
    context = CONTEXTS[1]
    composed = compose(by_name("admission"), admission, context)
    arguments = {field.name: getattr(context, field.name) for field in fields(context)}
    assert composed.text is not None
    assert composed.text.encode() == build(by_name("admission"), admission, **arguments)


def test_every_issue_is_told_at_once(discharge: Answers) -> None:
    changed = {
        "nothing": 1,
        "patient.family": None,
        "patient.status": "VALI",
        "synthesis.text": None,
        "stay.end": "2026-11-24",
        "sharing.opposed": True,
    }
    composed = compose(by_name("discharge"), {**discharge, **changed}, CONTEXTS[0])
    assert composed.text is None
    assert [(issue.code, issue.facts["link"]) for issue in composed.issues] == [
        ("answers-unknown", "nothing"),
        ("answers-missing", "patient.family"),
        ("answers-missing", "synthesis.text"),
        ("answers-before-start", "stay.end"),
        ("answers-opposed", "sharing.opposed"),
        ("identity-not-qualified", "patient.status"),
    ]
    assert composed.issues[-1].location == (
        "QuestionnaireResponse.item.where(linkId='patient').item.where(linkId='patient.status')"
    )


def test_what_the_check_refuses_is_not_sent(admission: Answers) -> None:
    long = {**admission, "comment.text": "x" * 90_000, "history.condition": ["y" * 1000] * 4200}
    composed = compose(by_name("admission"), long, CONTEXTS[0])
    assert (composed.text, [issue.code for issue in composed.issues]) == (None, ["too-large"])


def test_a_warning_bars_nothing(admission: Answers) -> None:
    composed = compose(by_name("admission"), {**admission, "patient.ins": "238044313701812"}, CONTEXTS[0])
    assert [(issue.severity, issue.code) for issue in composed.issues] == [("warning", "identity-key")]
    assert composed.text is not None


def test_a_rule_of_a_form_may_be_a_warning() -> None:
    human = {"url": "human", "valueString": "Sûr ?"}
    parts = [("key", "valueId", "sure"), ("severity", "valueCode", "warning"), ("expression", "valueString", "false")]
    rule = [{"url": url, key: said} for url, key, said in parts]
    asked = small.form(
        small.section("s", small.item("q")), extensions=({"url": CONSTRAINT, "extension": [*rule, human]},)
    )
    composed = compose(asked, {**small.WHO, "q": "x"}, small.CONTEXT)
    assert ("warning", "answers-sure") in [(issue.severity, issue.code) for issue in composed.issues]
    arguments = {field.name: getattr(small.CONTEXT, field.name) for field in fields(small.CONTEXT)}
    assert build(asked, {**small.WHO, "q": "x"}, **arguments)


def test_a_document_names_the_form_it_was_filled_with(make: Any, admission: Answers) -> None:
    """Whatever kind of document it says it is."""
    bundle: Any = strict.read(make("admission", admission))
    bundle["entry"][0]["resource"]["type"]["coding"][0]["code"] = "11490-0"
    assert form_of(strict.write(bundle)) is by_name("admission")
    bundle["entry"] = bundle["entry"][:1]
    assert form_of(strict.write(bundle)) is by_name("discharge")


DAYS = ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26", "1970-01-01", "2040-07-01"]
MOMENTS = [*DAYS, "2026", "2026-11", "2026-11-25T08:00:00+01:00", "2026-11-25T08:00:00Z", "2026-11-25T08:00:00.5-05:00"]


def test_javascript_knows_the_clocks_of_paris(admission: Answers) -> None:
    form = by_name("admission")
    text = strict.write(compiled(form)).decode()
    instants = [0, 1774745999, 1774746000, 1792889999, 1792890000, 1792893600, 2147483648, 4102444800]
    asked = [json.dumps({**admission, "stay.planned": moment}) for moment in MOMENTS]
    calls = [Call(DOCUMENTS, "instants", (instants,)), *(Call(DOCUMENTS, "wanted", (text, one)) for one in asked)]
    written, *wanted = run_node(calls)
    assert written == [instant(one) for one in instants]
    assert [int(one) for one in wanted] == [due(form, json.loads(one)) for one in asked]


def test_javascript_knows_the_evening_of_a_discharge_and_what_is_found(discharge: Answers) -> None:
    letter, search = by_name("discharge"), by_name("doctor-search-answer")
    days = [json.dumps({**discharge, "stay.end": moment}) for moment in MOMENTS]
    ends = [json.dumps({**example(search.name), "search-answer.outcome": code}) for code in ("found", "not-found")]
    texts = [strict.write(compiled(form)).decode() for form in (letter, search)]
    calls = [
        *(Call(DOCUMENTS, "wanted", (texts[0], one)) for one in days),
        *(Call(DOCUMENTS, "closed", (texts[1], one)) for one in ends),
    ]
    *evenings, found, not_found = run_node(calls)
    assert [int(one) for one in evenings] == [due(letter, json.loads(one)) for one in days]
    assert (found, not_found) == ("found", "replied")


def test_javascript_makes_the_same_bytes() -> None:
    cases = [(by_name(name), example(name), context) for name in sorted(forms()) for context in CONTEXTS]
    ours, calls = [], []
    for form, given_answers, context in cases:
        text = strict.write(document(form, answers.read(form, given_answers), context)).decode()
        arguments = (strict.write(compiled(form)).decode(), strict.write(given_answers).decode())
        calls.append(Call(DOCUMENTS, "make", (*arguments, context_json(context))))
        ours.append(text)
    assert run_node(calls) == ours
