from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from navette.fhir import strict
from navette.fhir.fhirpath import prepare, truth, values
from navette.fhir.fhirpath_parse import FUNCTIONS, parse
from tests.js.engine import Call
from tests.js.node import run_node

PATIENT: Any = {
    "resourceType": "Patient",
    "name": [
        {"family": "Dubois", "given": ["Jeanne", None], "_given": [None, {"extension": [{"url": "u"}]}]},
        {"use": "usual", "given": ["Léa 🙂"]},
    ],
    "_birthDate": {"extension": [{"url": "absent", "valueCode": "unknown"}]},
    "extension": [
        {"url": "birthPlace", "valueAddress": {"city": "Lyon"}},
        {"url": "sure", "_valueBoolean": {"extension": [{"url": "u", "valueString": "no"}]}},
    ],
    "multipleBirthInteger": 2,
    "weight": {"value": Decimal("71.40"), "unit": "kg"},
    "height": {"value": Decimal("1.7"), "unit": "m"},
    "low": {"value": 70, "unit": "kg"},
    "flags": [True, False],
}
D = Decimal
# Each with what it gives for PATIENT; the names: %resource, %none, %list.
GIVES: list[tuple[str, list[Any]]] = [
    ("Patient.name.family", ["Dubois"]),
    ("Observation.name", []),
    ("name.given", ["Jeanne", {"extension": [{"url": "u"}]}, "Léa 🙂"]),
    ("name.given.hasValue()", [False]),
    ("name[1].given.hasValue()", [True]),
    ("name[2] | name[-1] | name['a']", []),
    ("name.first().given.count()", [2]),
    ("name.last().use", ["usual"]),
    ("name.tail().use", ["usual"]),
    ("birthDate.exists() and birthDate.hasValue().not()", [True]),
    ("birthDate.extension('absent').value", ["unknown"]),
    ("birthDate.extension(%none).value", []),
    ("extension[0].value is Address", [True]),
    ("extension.value.ofType(Address).city", ["Lyon"]),
    ("(extension[0].value as Address).city", ["Lyon"]),
    ("extension[1].value.exists()", [True]),
    ("extension[1].value is boolean", [True]),
    ("multipleBirth is integer", [True]),
    ("multipleBirth is Integer", [True]),
    ("multipleBirth is decimal", [False]),
    ("is(Patient) and is(Resource) and is(Observation).not()", [True]),
    ("1 is integer and 1 is decimal and 1.0 is decimal and (1.0 is integer).not()", [True]),
    ("'x' is string and 'x' is uri and ('x' is integer).not() and true is boolean", [True]),
    ("weight is Quantity", [False]),
    ("name is HumanName", []),
    ("nothing.exists()", [False]),
    ("nothing = 'x'", []),
    ("name.where(use = 'usual').given", ["Léa 🙂"]),
    ("name.where($this.use.exists()).count()", [1]),
    ("name.exists(family = 'Dubois')", [True]),
    ("name.all(given.exists())", [True]),
    ("name.all(use = 'usual')", [False]),
    ("nothing.all(use = 'usual')", [True]),
    ("name.select(given.first()).select($this is string)", [False, True][1:] * 2),
    ("name.select(use.union(given)).count()", [4]),
    ("name.given.first().select($this & '!')", ["Jeanne!"]),
    ("flags.allTrue()", [False]),
    ("flags.allFalse()", [False]),
    ("flags.anyTrue()", [True]),
    ("flags[1].allFalse() and flags[0].allTrue()", [True]),
    ("(1 | 2 | 1.0 | true | '1').count()", [4]),
    ("(1 | 2).combine(2 | 3).isDistinct()", [False]),
    ("(1 | 2).combine(2 | 3).distinct()", [1, 2, 3]),
    ("(1 | 2).union(2 | 3)", [1, 2, 3]),
    ("(1 | 2).intersect(2 | 3)", [2]),
    ("weight.combine(weight).distinct().count()", [1]),
    ("weight.children().count()", [2]),
    ("extension.descendants()", ["birthPlace", {"city": "Lyon"}, "Lyon", "sure"]),
    ("name.given.trace('x').first()", ["Jeanne"]),
    ("iif(multipleBirth > 1, 'twin', 'single')", ["twin"]),
    ("iif(multipleBirth > 2, 'twin', 'single')", ["single"]),
    ("iif({}, 'twin')", []),
    ("%resource.name.count() + %list.count()", [4]),
    ("%none", []),
    ("'x' in %list and %list contains 'y'", [True]),
    ("{} in %list", []),
    ("%list in %list", []),
    ("1 in (1.0 | 2)", [True]),
    ("flags.not()", [False]),
    ("name.not()", [False]),
    ("{}.not()", []),
    ("{} and false", [False]),
    ("false and {}", [False]),
    ("{} and true", []),
    ("{} or true", [True]),
    ("true or {}", [True]),
    ("{} or false", []),
    ("{} implies true", [True]),
    ("false implies {}", [True]),
    ("true implies {}", []),
    ("true implies false", [False]),
    ("true xor false", [True]),
    ("true xor {}", []),
    ("1 = 1.00", [True]),
    ("1 = true", [False]),
    ("'1' = 1", [False]),
    ("(1 | 2) = (1 | 2)", [True]),
    ("(1 | 2) = (2 | 1)", [False]),
    ("(1 | 2) != (2 | 1)", [True]),
    ("1 != {}", []),
    ("weight = weight", [True]),
    ("weight = height", [False]),
    ("(1 | 2) ~ (2 | 1)", [True]),
    ("{} ~ {}", [True]),
    ("1 ~ {}", [False]),
    ("1 !~ (1 | 2)", [True]),
    ("'É  a' ~ 'é A'", [True]),
    ("1.5 ~ 2", [True]),
    ("1.49 ~ 1.5", [True]),
    ("-1.5 ~ -2", [True]),
    ("1.4 ~ 2", [False]),
    ("weight ~ weight", [True]),
    ("weight > low", [True]),
    ("weight > height", []),
    ("1 < 'a'", []),
    ("true < false", []),
    ("'a' < 'b'", [True]),
    ("'\\uffff' < '😀'", [True]),
    ("'ab' <= 'ab'", [True]),
    ("2 >= 10", [False]),
    ("@2026 < @2027-05", [True]),
    ("@2026 < @2026-05", []),
    ("@2026-05-03 >= @2026-05-03", [True]),
    ("@2026-05-03 < @2026-05-04T00:00:00Z", [True]),
    ("@2026-01-01T10:00:00+01:00 < @2026-01-01T09:30:00Z", [True]),
    ("@2026-03-01T00:30:00+01:00 <= @2026-02-28T23:30:00Z", [True]),
    ("@2024-03-01T00:30:00+01:00 > @2024-02-29T23:29:59.999Z", [True]),
    ("@2026-01-01T10:00:00.5Z > @2026-01-01T10:00:00.25Z", [True]),
    ("@2026-01-01T10:00:00 < @2026-01-01T10:00:00Z", []),
    ("0.1 + 0.2", [D("0.3")]),
    ("1.50 + 1.5", [D("3.00")]),
    ("2 * 1.25", [D("2.50")]),
    ("1 / 3", [D("0.33333333")]),
    ("-2 / 3", [D("-0.66666667")]),
    ("6 / 3", [2]),
    ("1 / 0", []),
    ("7 div 2", [3]),
    ("-7 div 2", [-3]),
    ("-7 mod 2", [-1]),
    ("7.5 mod 2", [D("1.5")]),
    ("7 mod 0", []),
    ("1 - 1.05", [D("-0.05")]),
    ("-(1.5)", [D("-1.5")]),
    ("999999999999999 * 999999999999999", [999999999999998000000000000001]),
    ("999999999999999 * 999999999999999 * 999999999999999 * 999999999999999 * 9 * 9", []),
    ("'a' + 'b'", ["ab"]),
    ("'a' + 1", []),
    ("'a' & {} & 1.50 & true", ["a1.50true"]),
    ("name.given & 'x'", []),
    ("{} & {}", [""]),
    ("1.50.toString()", ["1.50"]),
    ("weight.toString()", []),
    ("true.toString()", ["true"]),
    ("'12'.toInteger() + 1", [13]),
    ("'1.2'.toInteger()", []),
    ("true.toInteger()", [1]),
    ("1.2.toInteger()", []),
    ("'-007.50'.toDecimal()", [D("-7.50")]),
    ("'1e3'.toDecimal()", []),
    ("'+7'.toDecimal()", [7]),
    ("true.toDecimal()", [1]),
    ("'2550634023123'.toDecimal() mod 97", [65]),
    ("'Léa 🙂'.length()", [5]),
    ("'Léa 🙂!'.substring(4)", ["🙂!"]),
    ("'abc'.substring(1, 1)", ["b"]),
    ("'abc'.substring(1, -1)", [""]),
    ("'abc'.substring(3)", []),
    ("'abc'.substring(-1)", []),
    ("'abc'.substring(0, {})", []),
    ("'abc'.substring(true)", []),
    ("'abc'.startsWith('ab') and 'abc'.endsWith('bc') and 'abc'.contains('b')", [True]),
    ("'abc'.startsWith(1)", []),
    ("{}.startsWith('a')", []),
    ("'a.b.c'.replace('.', '$&')", ["a$&b$&c"]),
    ("'a🙂'.replace('', '-')", ["-a-🙂-"]),
    ("'aBc'.upper() & 'É'.lower()", ["ABCé"]),
    ("'a1'.matches('^[a-z][0-9]$')", [True]),
    ("'a1\\n'.matches('^[a-z][0-9]$')", [False]),
    ("'a\\u00a0'.matches('\\\\s')", [False]),
    ("1.matches('1')", []),
    ("name.given.join(', ')", ["Jeanne, Léa 🙂"]),
    ("(1 | 2).join()", ["12"]),
    ("nothing.join()", []),
]
NAMES: dict[str, strict.Json] = {"resource": PATIENT, "none": None, "list": ["x", "y"]}


def trees() -> list[Any]:
    return [parse(text, NAMES) for text, _gives in GIVES]


@pytest.mark.parametrize(("text", "gives"), GIVES, ids=[text for text, _gives in GIVES])
def test_what_it_gives(text: str, gives: list[Any]) -> None:
    found = values(prepare(parse(text, NAMES))([(PATIENT, None)], NAMES))
    assert strict.write(found) == strict.write(gives)


def test_the_same_in_javascript() -> None:
    compare([(tree, PATIENT, NAMES) for tree in trees()])


@pytest.mark.parametrize(
    ("value", "said"), [([], None), ([True], True), ([False], False), (["no"], True), ([False, False], True)]
)
def test_what_a_condition_says(value: list[strict.Json], said: bool | None) -> None:
    assert truth([(one, None) for one in value]) is said


@pytest.mark.parametrize("tree", [["x"], [], ["f", "resolve"], ["o", "=", ["m", "a"]], ["f", "constructor"]])
def test_what_no_parser_wrote_is_not_prepared(tree: Any) -> None:
    with pytest.raises(ValueError, match="no such expression"):
        prepare(tree)


def test_a_number_beyond_every_double() -> None:
    found = prepare(parse("$this > 1 and -$this < 1 and $this = $this"))([(10**400, None)], {})
    assert values(found) == []
    assert values(prepare(parse("$this > 1 and $this = $this"))([(10**400, None)], {})) == [True]


def compare(cases: list[tuple[Any, strict.Json, Any]]) -> None:
    raw = strict.write(plain(cases))
    read: Any = strict.read(raw)
    written: list[bytes] = []
    for tree, value, env in read:
        nodes = prepare(tree)([(value, None)], env)
        written.append(strict.write([plain(nodes), truth(nodes)]))
    [theirs] = run_node([Call("adapters/fhirpath", "evaluate", (raw.decode(),))])
    for case, one, other in zip(cases, written, strict.read(theirs.encode()), strict=True):  # type: ignore[arg-type]
        assert one == strict.write(other), case


def plain(value: Any) -> Any:
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def words(text: str) -> list[str]:
    return text.split()


MEMBERS = words("a b value code extension use Patient")
KEYS = words("a b value valueQuantity valueString valueDateTime _value _valueString code unit system extension url use")
KEYS += ["resourceType", "__proto__", "constructor"]
TEXTS = words("2026 2026-05 2026-05-04 2026-05-04T10:00:00Z 2026-05-04T12:00:00.0+02:00 2026-13-45T99:99:99")
TEXTS += [
    "",
    "a",
    "A",
    "ab",
    "É 🙂",
    "é\u0301",
    "ﬀ",
    "İ",
    "ΑΣ",
    "\uffff",
    "a  b",
    "1",
    "-1.50",
    "+07",
    "u",
    "Patient",
    "-🙂",
]
INTEGERS = [0, 1, 2, 3, -1, 10, 2**53 - 1, 2**53, -(2**53) - 1, 10**30, 10**61, 10**400]
DECIMALS = words("1.50 0.10 2.5 -0.0 1E+3 2.5E-9 123456789.123456789 1E+999 0E+5")
SCALARS: list[strict.Json] = [None, True, False, *TEXTS, *INTEGERS, *map(D, DECIMALS)]
OPERATORS = words("= != ~ !~ < <= > >= + - * / mod div & | in contains and or xor implies")
TYPES = words("Quantity string String integer decimal boolean dateTime uri Patient Resource")
PATTERNS = ["a", "^[ab]+(?!.)", "[^0-9]", "."]
ARGUMENTS = [(name, count) for name, (least, most) in FUNCTIONS.items() for count in range(least, most + 1)]


class Chance(Random):
    """Expressions and values of every kind, the same for the same seed."""

    def value(self, depth: int = 3) -> strict.Json:
        kind = self.random() if depth else 0
        if kind < 0.4:
            return self.choice(SCALARS)
        count = self.randrange(4)
        if kind < 0.6:
            return [self.value(depth - 1) for _ in range(count)]
        return {self.choice(KEYS): self.value(depth - 1) for _ in range(count)}

    def tree(self, depth: int = 4) -> Any:
        kind = self.randrange(9) if depth else self.randrange(3)
        one = self.tree(depth - 1) if kind > 2 else None
        match kind:
            case 0:
                return ["m", self.choice(MEMBERS)]
            case 1:
                return ["l", self.choice([*TEXTS, *range(-3, 4), True, False])]
            case 2:
                return self.choice([["$this"], ["{}"], ["%", "some"], ["%", "none"], ["%", "resource"]])
            case 3 | 4 | 5:
                return [".", one, self.function(depth - 1) if self.random() < 0.8 else self.tree(0)]
            case 6 | 7:
                return ["o", self.choice(OPERATORS), one, self.tree(depth - 1)]
        return self.choice(
            [["[]", one, self.tree(depth - 1)], ["f1", self.choice(["is", "as"]), one, self.choice(TYPES)]]
        )

    def function(self, depth: int) -> Any:
        name, count = self.choice(ARGUMENTS)
        if name in ("is", "as", "ofType"):
            return ["f", name, ["l", self.choice(TYPES)]]
        if name == "matches":
            return ["f", name, ["l", self.choice(PATTERNS)]]
        return ["f", name, *(self.tree(max(depth, 0)) for _ in range(count))]

    def case(self) -> tuple[Any, strict.Json, Any]:
        return self.tree(), self.value(), {"some": self.value(), "none": None, "resource": self.value()}


@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # an example is a batch: nothing to shrink
@given(st.integers(0, 2**64))
def test_python_and_javascript_agree_on_anything(seed: int) -> None:
    chance = Chance(seed)
    compare([chance.case() for _ in range(400)])
