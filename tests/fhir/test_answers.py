import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from navette.core.errors import Refused
from navette.fhir.answers import Row, asked_questions, check, read
from navette.fhir.form import Form, by_name
from navette.fhir.questionnaire import Coding
from tests.fhir.made import SYSTEM, form, group, hl7, options, ours, question, when
from tests.fhir.reading_twins import assert_same, call, text_of
from tests.js.node import run_node

Answers = dict[str, Any]


def row(answers: Answers) -> Row:
    return read(by_name("admission"), answers)


def refused(answers: Answers) -> dict[str, str | int]:
    with pytest.raises(Refused) as caught:
        row(answers)
    assert caught.value.code == "answers"
    return caught.value.data


def test_what_was_answered(admission: Answers) -> None:
    found = row(admission)
    assert found.text("patient.family") == "FAURE-TEST"
    assert found.texts("patient.given") == ("Marguerite", "Jeanne")
    assert found.coding("patient.sex") == Coding("http://hl7.org/fhir/administrative-gender", "female", "Féminin")
    assert found.values["vitals.weight"] == (Decimal("47.50"),)
    assert [one.text("current-treatment.medication") for one in found.rows("current-treatment")] == [
        "Bisoprolol 2,5 mg",
        "Zopiclone 3,75 mg",
    ]
    assert (found.text("allergies.none"), found.flag("allergies.none"), found.coding("patient.doubt")) == (
        "",
        None,
        None,
    )


@pytest.mark.parametrize("blank", [None, "", "  \n", []])
def test_a_blank_is_no_answer(admission: Answers, blank: object) -> None:
    assert "patient.address" not in row({**admission, "patient.address": blank}).values
    assert refused({**admission, "referral.reason": blank}) == {"item": "referral.reason", "reason": "missing"}


@pytest.mark.parametrize("blank", [{}, {"allergy.substance": ""}, {"allergy.reaction": None}])
def test_a_blank_row_is_no_row(admission: Answers, blank: Answers) -> None:
    with_blank = {**admission, "allergy": [*admission["allergy"], blank]}
    assert len(row(with_blank).rows("allergy")) == 1


@pytest.mark.parametrize(
    ("changed", "item", "reason"),
    [
        ({"patient.shoe-size": "38"}, "patient.shoe-size", "unknown"),
        ({"Douleur au bras gauche": "oui"}, "?", "unknown"),  # never quoted: it may be clinical
        ({"patient": {"patient.family": "X"}}, "patient", "unknown"),
        ({"patient.family": ["A", "B"]}, "patient.family", "single"),
        ({"patient.family": 3}, "patient.family", "type"),
        ({"patient.given": ["A", 3]}, "patient.given", "type"),
        ({"patient.family": "A\nB"}, "patient.family", "one-line"),
        ({"patient.family": "A\x1b[31m"}, "patient.family", "character"),
        ({"referral.reason": "\x00"}, "referral.reason", "character"),
        ({"referral.reason": "\ufffe"}, "referral.reason", "character"),
        ({"referral.reason": "\ud83d"}, "referral.reason", "character"),
        ({"patient.phone": "0" * 51}, "patient.phone", "too-long"),
        ({"patient.sex": "femme"}, "patient.sex", "option"),
        ({"patient.sex": True}, "patient.sex", "type"),
        ({"patient.sex": "urn:other|female"}, "patient.sex", "option"),
        ({"allergies.none": "true"}, "allergies.none", "type"),
        ({"vitals.weight": "1e3"}, "vitals.weight", "number"),
        ({"vitals.weight": Decimal("1E+30")}, "vitals.weight", "number"),
        ({"vitals.weight": Decimal("1E+99999")}, "vitals.weight", "number"),
        ({"vitals.weight": "47 kg"}, "vitals.weight", "number"),
        ({"vitals.weight": "07"}, "vitals.weight", "number"),
        ({"vitals.weight": 47.5}, "vitals.weight", "type"),
        ({"vitals.weight": True}, "vitals.weight", "type"),
        ({"patient.birth-date": "17/04/1938"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-02-29"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-13"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-04-17T10:00:00Z"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "0000"}, "patient.birth-date", "date"),
        ({"stay.planned": "2026-11-25T10:30:00"}, "stay.planned", "date"),  # a time has its zone
        ({"stay.planned": "2026-11-25T25:30:00Z"}, "stay.planned", "date"),
        ({"allergy": {"allergy.substance": "Iode"}}, "allergy", "list"),
        ({"allergy": ["Iode"]}, "allergy", "list"),
        ({"allergies.none": True}, "allergy", "not-applicable"),
        ({"patient.ins": None}, "patient.ins-type", "not-applicable"),
        ({"patient.ins-type": None}, "patient.ins-type", "missing"),
    ],
)
def test_refused(admission: Answers, changed: Answers, item: str, reason: str) -> None:
    assert refused({**admission, **changed}) == {"item": item, "reason": reason}


@pytest.mark.parametrize(
    ("line", "item", "reason"),
    [
        ({"allergy.reaction": "Urticaire"}, "allergy.substance", "missing"),
        ({"allergy.substance": "Iode", "patient.family": "X"}, "patient.family", "unknown"),
        ({"allergy.substance": 1}, "allergy.substance", "type"),
    ],
)
def test_a_fault_in_a_row_says_which(admission: Answers, line: Answers, item: str, reason: str) -> None:
    answers = {**admission, "allergy": [{"allergy.substance": "Pollen"}, line]}
    assert refused(answers) == {"item": item, "reason": reason, "row": 2}


def test_the_first_fault_is_the_first_in_the_order_of_the_form(admission: Answers) -> None:
    for key in ("referral.reason", "patient.sex", "patient.family"):
        del admission[key]
    assert refused(admission)["item"] == "patient.family"


@pytest.mark.parametrize("given", ["1938", "1938-04", "1938-04-17"])
def test_dates_may_stop_early(admission: Answers, given: str) -> None:
    assert row({**admission, "patient.birth-date": given}).text("patient.birth-date") == given


@pytest.mark.parametrize("given", ["47.50", "47,50", Decimal("47.50"), Decimal("4750E-2")])
def test_a_comma_is_a_point_and_digits_are_kept(admission: Answers, given: Any) -> None:
    assert str(row({**admission, "vitals.weight": given}).values["vitals.weight"][0]) == "47.50"


def test_a_code_two_systems_share_can_be_told_apart(admission: Answers) -> None:
    older = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445"
    found = row({**admission, "patient.status": f"{older}|VALI"}).coding("patient.status")
    assert found is not None
    assert found.system == older


def test_text_is_composed_and_ends_its_lines_in_one_way(admission: Answers) -> None:
    assert row({**admission, "comment.text": "e\u0301\r\nb\rc\nd"}).text("comment.text") == "é\nb\nc\nd"


UNIT = hl7("questionnaire-unit", valueCoding={"system": "http://unitsofmeasure.org", "code": "kg", "display": "kg"})
SAY = ours("in-sentence", valueString="la posologie")
EVERY_KIND = form(
    question("string", "string", maxLength=5),
    question("text", "text"),
    question("flag", "boolean"),
    question("weight", "decimal", UNIT, hl7("minValue", valueDecimal=0.5), hl7("maxValue", valueInteger=400)),
    question("exact", "decimal", hl7("maxDecimalPlaces", valueInteger=2)),
    question("whole", "integer", hl7("minValue", valueInteger=0), hl7("maxDecimalPlaces", valueInteger=0)),
    question("day", "date", hl7("minValue", valueDate="2020-02"), hl7("maxValue", valueDate="2030")),
    question("moment", "dateTime", hl7("maxValue", valueDateTime="2026-11-22T12:00:00+01:00")),
    question("clock", "time", hl7("minValue", valueTime="06:00:00")),
    question("choice", "choice", answerOption=options("a", "b")),
    question("open", "open-choice", answerOption=options("a", "b"), maxLength=8),
    question(
        "several", "string", hl7("questionnaire-minOccurs", valueInteger=2),
        hl7("questionnaire-maxOccurs", valueInteger=3), repeats=True,
    ),
    question("note", "display"),
    group(
        "line",
        question("line.kind", "choice", answerOption=options("kept", "stopped")),
        question("line.drug", "string", required=True),
        question("line.dose", "string", SAY, required=True, enableWhen=[when("line.kind", "=", answerCoding={
            "system": SYSTEM, "code": "kept"})]),
        group("line.step", question("line.step.what", "string", required=True), repeats=True),
        repeats=True,
        extension=[hl7("questionnaire-maxOccurs", valueInteger=3)],
    ),
)  # fmt: skip


def faults(made: Form, answers: Answers) -> list[tuple[str, str, int]]:
    return [(fault.item, fault.reason, fault.row) for fault in check(made, answers).faults]


KINDS = [
    ({"string": "ééééé"}, []),
    ({"string": "éééééé"}, [("string", "too-long", 0)]),
    ({"string": "🫀🫀🫀🫀🫀"}, []),  # characters are counted, not what they are stored in
    ({"string": "e\u0301" * 5}, []),
    ({"text": "x" * (1 << 20)}, []),
    ({"text": "x" * (5 << 20)}, [("text", "too-long", 0)]),
    ({"weight": "0,5"}, []),
    ({"weight": "0.49"}, [("weight", "low", 0)]),
    ({"weight": "400.000"}, []),
    ({"weight": "400,001"}, [("weight", "high", 0)]),
    ({"weight": "-0"}, [("weight", "number", 0)]),
    ({"exact": "1,25"}, []),
    ({"exact": "1.250"}, [("exact", "places", 0)]),
    ({"whole": 3}, []),
    ({"whole": "3"}, []),
    ({"whole": "3,0"}, [("whole", "integer", 0)]),
    ({"whole": "-1"}, [("whole", "low", 0)]),
    ({"whole": "2147483647"}, []),
    ({"whole": "2147483648"}, [("whole", "integer", 0)]),
    ({"whole": True}, [("whole", "type", 0)]),
    ({"day": "2020"}, []),  # as far as it is said, not before February 2020
    ({"day": "2020-01-31"}, [("day", "low", 0)]),
    ({"day": "2030-12-31"}, []),
    ({"day": "2031"}, [("day", "high", 0)]),
    ({"day": "2024-02-29"}, []),
    ({"day": "2025-02-29"}, [("day", "date", 0)]),
    ({"day": "2026-02-30"}, [("day", "date", 0)]),
    ({"moment": "2026-11-22T11:00:00Z"}, []),
    ({"moment": "2026-11-22T11:00:01Z"}, [("moment", "high", 0)]),
    ({"moment": "2026-11-22T24:00:00Z"}, [("moment", "date", 0)]),
    ({"moment": "2026-11-22"}, []),
    ({"clock": "06:00"}, []),
    ({"clock": "05:59:59"}, [("clock", "low", 0)]),
    ({"clock": "24:00"}, [("clock", "time", 0)]),
    ({"choice": "c"}, [("choice", "option", 0)]),
    ({"open": "autre"}, []),
    ({"open": "autre chose"}, [("open", "too-long", 0)]),
    ({"open": "a\nb"}, [("open", "one-line", 0)]),
    ({"several": ["un"]}, [("several", "too-few", 0)]),
    ({"several": ["un", "", "deux"]}, []),
    ({"several": ["un", 3]}, [("several", "type", 0)]),
    ({"several": list("abcd")}, [("several", "too-many", 0)]),
    ({"note": "x"}, [("note", "unknown", 0)]),
    ({"line": [{"line.drug": str(at)} for at in range(4)]}, [("line", "too-many", 0)]),
    ({"line": [{"line.kind": "kept"}]}, [("line.drug", "missing", 1), ("line.dose", "missing", 1)]),
    ({"line": [{"line.kind": "stopped", "line.drug": "X", "line.dose": "1"}]}, [("line.dose", "not-applicable", 1)]),
    ({"line": [{"line.kind": "c", "line.drug": "X"}]}, [("line.kind", "option", 1)]),  # and nothing of the dose
    ({"line": [{"line.drug": "X", "line.step": [{}, {"line.step.what": " "}]}]}, []),
    ({"line": [{}, {"line.drug": "X", "line.step": [{"no": 1}]}]},
     [("no", "unknown", 1), ("line.step.what", "missing", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "expected"), KINDS, ids=lambda value: str(value)[:40])
def test_every_kind_of_question(answers: Answers, expected: list[tuple[str, str, int]]) -> None:
    assert faults(EVERY_KIND, answers) == expected


def test_every_kind_of_question_in_javascript() -> None:
    assert_same([(EVERY_KIND, json.dumps(answers)) for answers, _expected in KINDS])


def test_values_are_kept_as_they_were_typed() -> None:
    found = check(EVERY_KIND, {"weight": "47,50", "whole": "3", "clock": "08:30", "open": "a", "flag": False}).row
    assert str(found.values["weight"][0]) == "47.50"
    assert found.values["whole"] == (3,)
    assert found.text("clock") == "08:30:00"
    assert found.coding("open") == Coding(SYSTEM, "a", "A")
    assert found.flag("flag") is False


def test_every_fault_is_told_in_the_order_of_the_form(admission: Answers) -> None:
    for key in ("referral.reason", "patient.sex", "patient.family"):
        del admission[key]
    answers = {**admission, "vitals.weight": "lourd", "allergy": [{}, {"allergy.reaction": "Choc"}], "zzz": 1, "aaa": 1}
    assert faults(by_name("admission"), answers) == [
        ("aaa", "unknown", 0),
        ("zzz", "unknown", 0),
        ("patient.family", "missing", 0),
        ("patient.sex", "missing", 0),
        ("referral.reason", "missing", 0),
        ("allergy.substance", "missing", 2),
        ("vitals.weight", "number", 0),
    ]


def test_where_a_fault_is() -> None:
    fault = check(EVERY_KIND, {"line": [{}, {"line.kind": "kept", "line.drug": "Furosémide"}]}).faults[0]
    assert fault.location == "QuestionnaireResponse.item.where(linkId='line')[0].item.where(linkId='line.dose')"
    assert fault.facts == {
        "link": "line.dose",
        "row": 2,
        "of": "Furosémide",
        "item": "la posologie",
        "item_en": "la posologie",
    }
    issue = fault.issue
    assert (issue.severity, issue.code, issue.diagnostics) == ("error", "answers-missing", "line.dose: missing")


@pytest.mark.parametrize(
    ("drug", "of"),
    [("A\nB", "A"), ("é" * 60, "é" * 60), ("🫀" * 61, "🫀" * 60 + "…"), ("e\u0301", "é"), ("\x07", None), (3, None)],
)
def test_a_row_is_named_by_its_first_text(drug: object, of: str | None) -> None:
    made = form(group("line", question("drug", "text"), question("dose", "string", required=True), repeats=True))
    facts = check(made, {"line": [{"drug": drug}]}).faults[-1].facts
    assert facts.get("of") == of
    assert_same([(made, json.dumps({"line": [{"drug": drug}]}))])


def conditions(*when: Answers, behaviour: str = "all", **asked: Any) -> Form:
    item = question("then", "string", enableWhen=list(when), enableBehavior=behaviour, required=True, **asked)
    return form(
        question("flag", "boolean"),
        question("count", "integer"),
        question("weight", "decimal"),
        question("day", "date"),
        question("moment", "dateTime"),
        question("clock", "time"),
        question("word", "string", repeats=True),
        question("choice", "choice", answerOption=options("a", "b")),
        item,
    )


A = {"system": SYSTEM, "code": "a", "display": "another text"}
NOON = "2026-11-22T12:00:00+01:00"
ASKED = [
    (when("flag"), {"flag": False}, True),
    (when("flag"), {}, False),
    (when("flag", "exists", answerBoolean=False), {}, True),
    (when("flag", "=", answerBoolean=False), {"flag": False}, True),
    (when("flag", "=", answerBoolean=False), {}, False),
    (when("flag", "!=", answerBoolean=True), {}, True),
    (when("count", ">", answerInteger=3), {"count": 4}, True),
    (when("count", ">", answerInteger=3), {"count": 3}, False),
    (when("count", ">=", answerDecimal=3.5), {"count": 4}, True),
    (when("count", "=", answerInteger=0), {"count": 0}, True),
    (when("count", "<=", answerInteger=3), {}, False),
    (when("weight", "=", answerDecimal=47.5), {"weight": "47,50"}, True),
    (when("weight", "!=", answerDecimal=47.5), {"weight": "47,50"}, False),
    (when("weight", "<", answerInteger=47), {"weight": "46.99"}, True),
    (when("day", ">", answerDate="2026-11"), {"day": "2026-12"}, True),
    (when("day", ">", answerDate="2026-11"), {"day": "2026"}, False),
    (when("day", ">=", answerDate="2026-11"), {"day": "2026"}, True),
    (when("moment", "<", answerDateTime=NOON), {"moment": "2026-11-22T10:59:59Z"}, True),
    (when("moment", "<", answerDateTime=NOON), {"moment": "2026-11-22T11:00:00Z"}, False),
    (when("moment", "=", answerDateTime=NOON), {"moment": NOON}, True),
    (when("clock", ">=", answerTime="08:00:00"), {"clock": "08:00"}, True),
    (when("word", "=", answerString="b"), {"word": ["a", "b"]}, True),
    (when("word", "!=", answerString="b"), {"word": ["a", "b"]}, False),
    (when("choice", "=", answerCoding=A), {"choice": "a"}, True),
    (when("choice", "!=", answerCoding=A), {"choice": "b"}, True),
]


@pytest.mark.parametrize(("condition", "answers", "asked"), ASKED)
def test_a_question_is_asked_when_its_condition_holds(condition: Answers, answers: Answers, asked: bool) -> None:
    made = conditions(condition)
    assert faults(made, answers) == ([("then", "missing", 0)] if asked else [])
    assert faults(made, {**answers, "then": "x"}) == ([] if asked else [("then", "not-applicable", 0)])
    assert ("then" in asked_questions(made, answers)) is asked


def test_conditions_in_javascript() -> None:
    assert_same([(conditions(condition), json.dumps(answers)) for condition, answers, _asked in ASKED])


YES, FULL = when("flag", "=", answerBoolean=True), when("word")


@pytest.mark.parametrize(
    ("behaviour", "answers", "asked"),
    [
        ("all", {"flag": True, "word": "x"}, True),
        ("all", {"flag": True}, False),
        ("any", {"flag": True}, True),
        ("any", {"word": "x"}, True),
        ("any", {}, False),
        ("all", {"flag": "yes", "word": "x"}, None),  # nobody can say
        ("all", {"flag": "yes"}, False),
        ("any", {"flag": "yes", "word": "x"}, True),
        ("any", {"flag": "yes"}, None),
    ],
)
def test_several_conditions(behaviour: str, answers: Answers, asked: bool | None) -> None:
    made = conditions(YES, FULL, behaviour=behaviour)
    wrong = [("flag", "type", 0)] if answers.get("flag") == "yes" else []
    assert faults(made, answers) == wrong + ([("then", "missing", 0)] if asked else [])
    full = faults(made, {**answers, "then": "x"})
    assert full == wrong + ([("then", "not-applicable", 0)] if asked is False else [])
    assert_same([(made, json.dumps(answers)), (made, json.dumps({**answers, "then": "x"}))])


def test_a_group_that_is_not_asked_turns_off_all_it_holds() -> None:
    made = form(
        question("flag", "boolean"),
        group(
            "outer",
            group("inner", question("deep", "string", required=True)),
            group("rows", question("cell", "string", required=True), repeats=True, required=True),
            enableWhen=[when("flag", "=", answerBoolean=True)],
        ),
    )
    assert faults(made, {}) == []
    assert faults(made, {"flag": True}) == [("deep", "missing", 0), ("rows", "missing", 0)]
    off = {"deep": "x", "rows": [{"cell": 3}]}
    assert faults(made, off) == [("deep", "not-applicable", 0), ("rows", "not-applicable", 0)]
    assert asked_questions(made, {}) == {"flag"}
    assert_same([(made, json.dumps(answers)) for answers in ({}, {"flag": True}, off, {"flag": 3, **off})])


def test_a_group_that_must_be_answered() -> None:
    made = form(group("group", question("one", "string"), question("two", "string"), required=True))
    assert faults(made, {"one": " "}) == [("group", "missing", 0)]
    assert faults(made, {"two": "x"}) == []
    assert_same([(made, "{}"), (made, '{"two": "x"}'), (made, '{"two": 3}')])


def test_a_row_sees_what_is_answered_around_it_and_not_the_reverse() -> None:
    made = form(
        question("flag", "boolean"),
        group(
            "rows",
            question("cell", "string"),
            question("more", "string", enableWhen=[when("flag", "=", answerBoolean=True), when("cell")]),
            repeats=True,
        ),
        question("after", "string", enableWhen=[when("rows")], required=True),
    )
    assert faults(made, {"rows": [{"cell": "a"}]}) == [("after", "missing", 0)]
    rows = [{"cell": "a", "more": "b"}, {"more": "b"}]
    assert faults(made, {"flag": True, "rows": rows, "after": "x"}) == [("more", "not-applicable", 2)]
    inside = asked_questions(made, {"flag": True}, made.item("rows"), {"cell": "a"})
    assert inside == {"cell", "more"}
    assert asked_questions(made, {"flag": True}, made.item("rows")) == {"cell"}
    compiled = text_of(made)
    theirs = run_node(
        [call("asked", compiled, '{"flag": true}', "rows", '{"cell": "a"}'), call("asked", compiled, "{}", None, None)]
    )
    assert theirs == [sorted(inside), sorted(asked_questions(made, {}))]
    assert_same([(made, json.dumps({"flag": True, "rows": rows, "after": "x"}))])


LINKS = ["string", "weight", "exact", "whole", "day", "moment", "clock", "choice", "open", "several", "line", "flag"]
SCRAPS = st.sampled_from(
    ["", " ", "\u00a0", "\u2003", "a", "B\n", "\r\n", "e\u0301", "\u212b", "🫀", "\u0130", "\ufeff", "1", "0,5", "-0",
     "47.500", "1e2", "2026-02-29", "2024-02-29", "2026", "2026-11-22T10:00:00+14:00", "2026-11-22T10:00:00-14:01",
     "08:30", "08:30:60", "a|b", SYSTEM + "|b", "\u0000", "x" * 60, "\U0010ffff"]
)  # fmt: skip
SCALARS = st.one_of(
    SCRAPS, st.lists(SCRAPS, max_size=4).map("".join), st.booleans(), st.none(), st.integers(-3, 2**33), st.just({})
)
LINES = st.dictionaries(
    st.sampled_from(["line.kind", "line.drug", "line.dose", "line.step", "no"]),
    st.one_of(SCALARS, st.lists(st.dictionaries(st.just("line.step.what"), SCALARS), max_size=2)),
)
SETS = st.dictionaries(
    st.sampled_from([*LINKS, "7", "constructor", "__proto__"]), st.one_of(SCALARS, st.lists(st.one_of(SCALARS, LINES)))
)


def test_any_answers_are_read_alike_in_javascript() -> None:
    found: list[str] = []

    @settings(max_examples=200, database=None, derandomize=True, deadline=None, phases=[Phase.generate])
    @given(SETS)
    def collect(answers: Answers) -> None:
        found.append(json.dumps(answers))

    collect()
    assert len({reason for one in found for _item, reason, _row in faults(EVERY_KIND, json.loads(one))}) > 10
    assert_same([(EVERY_KIND, one) for one in found])


@pytest.mark.parametrize(
    "spelled", ["1.5e1", "15E0", "1e3", "1.50e1", "1e-9", "12e-400", "0.000000001", "-0", "-0.0", "1e99"]
)
def test_numbers_of_every_spelling_are_read_alike(spelled: str) -> None:
    assert_same([(EVERY_KIND, f'{{"weight": {spelled}, "exact": {spelled}, "whole": {spelled}, "string": {spelled}}}')])
