import re
from typing import Any

import pytest

from navette.fhir import answers, xhtml
from navette.fhir.form import Form
from navette.fhir.narrative import escape, narrative, section
from tests.fhir.small import UCUM, WHO, D, form, group, item, option
from tests.fhir.small import section as coded

UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
NONE = [{"url": f"{D}/section-empty-reason", "valueCode": "nilknown"}]


def said(asked: Form, **given: Any) -> str:
    """The narrative of the last group of the form."""
    row = answers.read(asked, {**WHO, **given})
    text = section(asked.items[-1], row)
    if text:
        assert xhtml.fault(str(narrative(text)["div"])) == ""
    return text


def test_the_only_question_of_a_section_is_said_by_its_title() -> None:
    assert said(form(coded("s", item("q"))), q="x") == "<p>x</p>"
    assert said(form(coded("s", item("q", repeats=True))), q=["x", "y"]) == "<ul><li>x</li><li>y</li></ul>"
    assert said(form(group("s", item("q"))), q="x") == "<p>Q : x</p>"
    assert said(form(coded("s", item("q", code=[{"system": "urn:x", "code": "a"}]))), q="x") == "<p>Q : x</p>"


def test_questions_are_a_list() -> None:
    asked = form(coded("s", item("a"), item("b", repeats=True), item("c"), item("help", "display")))
    assert said(asked, a="1", b=["2", "3"]) == "<ul><li>A : 1</li><li>B : 2, 3</li></ul>"
    assert said(asked, a="1") == "<p>A : 1</p>"
    assert said(asked) == ""


def test_rows_are_a_table_of_the_columns_used() -> None:
    asked = form(coded("s", group("row", item("a"), group("inner", item("b"), item("c")), item("d"), repeats=True)))
    assert said(asked, row=[{"a": "1", "b": "2"}, {"b": "3", "d": "4"}]) == (
        "<table><thead><tr><th>A</th><th>B</th><th>D</th></tr></thead><tbody>"
        "<tr><td>1</td><td>2</td><td></td></tr><tr><td></td><td>3</td><td>4</td></tr></tbody></table>"
    )
    assert said(asked, row=[{"a": "1"}, {"a": "2"}]) == "<ul><li>1</li><li>2</li></ul>"


def test_rows_in_rows_are_in_their_cell() -> None:
    deep = group("deep", item("b"), item("c"), repeats=True)
    asked = form(coded("s", group("row", item("a"), deep, repeats=True)))
    text = said(asked, row=[{"a": "1", "deep": [{"b": "2", "c": "3"}, {"b": "4"}]}, {"a": "5"}])
    inside = (
        "<table><thead><tr><th>B</th><th>C</th></tr></thead><tbody>"
        "<tr><td>2</td><td>3</td></tr><tr><td>4</td><td></td></tr></tbody></table>"
    )
    assert f"<tr><td>1</td><td>{inside}</td></tr><tr><td>5</td><td></td></tr>" in text


def test_the_order_is_that_of_the_form() -> None:
    inner = group("inner", item("b"), item("c"))
    asked = form(coded("s", item("a"), inner, item("d"), group("row", item("e"), repeats=True), item("f")))
    assert said(asked, a="1", b="2", c="3", d="4", row=[{"e": "5"}], f="6") == (
        "<p>A : 1</p><p>Inner</p><ul><li>B : 2</li><li>C : 3</li></ul><p>D : 4</p><p>5</p><p>F : 6</p>"
    )
    assert said(asked, a="1", f="6") == "<ul><li>A : 1</li><li>F : 6</li></ul>"


def test_an_explicit_none_is_said_by_its_own_words() -> None:
    more = item("other", "boolean")
    asked = form(coded("s", item("none", "boolean"), item("q", repeats=True), more, extension=NONE))
    assert said(asked, none=True) == "<p>None</p>"
    assert said(asked, none=False) == ""
    assert said(asked, q=["x"]) == "<p>Q : x</p>"
    assert said(asked, none=True, other=False) == "<p>None</p><p>Other : non</p>"


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("boolean", True, "oui"),
        ("boolean", False, "non"),
        ("integer", 80, "80 mmHg"),
        ("decimal", "71.40", "71,40 mmHg"),
        ("decimal", "0,000000001", "0,000000001 mmHg"),
        ("date", "2026-11-22", "22/11/2026"),
        ("date", "2026-11", "11/2026"),
        ("date", "2026", "2026"),
        ("dateTime", "2026-11-22T08:05:00+01:00", "22/11/2026 08 h 05"),
        ("time", "08:05", "08:05:00"),
        ("choice", "a", "&lt;A&gt;"),
        ("open-choice", "b", "b"),
        ("text", "TA < 140\n& « bien »", "TA &lt; 140<br/>&amp; « bien »"),
    ],
)
def test_one_answer(kind: str, given: Any, shown: str) -> None:
    asked = item("q", kind)
    if kind in ("integer", "decimal"):
        asked["extension"] = [{"url": UNIT, "valueCoding": {"system": UCUM, "code": "mm[Hg]", "display": "mmHg"}}]
    if "choice" in kind:
        asked["answerOption"] = [option("urn:x", "a", "<A>")]
    assert said(form(coded("s", asked)), q=given) == f"<p>{shown}</p>"


def test_a_unit_without_a_sign_is_its_code() -> None:
    unit = {"url": UNIT, "valueCoding": {"system": UCUM, "code": "kg"}}
    assert said(form(coded("s", item("q", "decimal", extension=[unit]))), q=1) == "<p>1 kg</p>"


def test_a_question_alone_at_the_top() -> None:
    assert said(form(item("q")), q="x") == "<p>Q : x</p>"


def test_nothing_of_what_is_typed_becomes_markup() -> None:
    assert escape("<a href=\"x\" title='y'>&amp;</a>") == (
        "&lt;a href=&quot;x&quot; title=&#x27;y&#x27;&gt;&amp;amp;&lt;/a&gt;"
    )
    asked = form(coded("<s>", group("<g>", item("<q>"))))
    row = answers.read(asked, {**WHO, "<q>": "<script>"})
    assert re.findall("<[^>]*>", section(asked.items[-1], row)) == ["<p>", "</p>"] * 2
