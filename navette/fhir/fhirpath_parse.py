"""The text of a FHIRPath expression as the tree that programs evaluate (https://hl7.org/fhirpath/N1, "Grammar").

The forms of a tree: ["m", name] member, [".", a, b] invocation, ["l", value] literal (string, integer, boolean),
["$this"], ["%", name], ["{}"] empty, ["[]", a, index], ["f1", "is" or "as", a, type], ["o", operator, a, b],
["f", name, argument…]. A type is its last name, as a literal when it is an argument. No tree holds a decimal:
1.50 is '1.50'.toDecimal(), so that every reader of JSON keeps its digits.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple, TypeAlias

from navette.fhir.pattern import shared

Expression: TypeAlias = "list[str | int | Expression]"

MAX_PIECES: Final = 600
MAX_DEPTH: Final = 40
_WITHOUT: Final = (
    "empty not allTrue allFalse anyTrue count first last tail children descendants distinct isDistinct hasValue"
    " toString toInteger toDecimal length upper lower"
)
_WITH_ONE: Final = (
    "where all select intersect union combine ofType as is extension startsWith endsWith contains matches"
)
# How many arguments each function takes, at least and at most.
FUNCTIONS: Final = {
    name: (least, most)
    for names, least, most in (
        (_WITHOUT, 0, 0),
        (_WITH_ONE, 1, 1),
        ("exists join", 0, 1),
        ("trace substring", 1, 2),
        ("replace", 2, 2),
        ("iif", 2, 3),
    )
    for name in names.split()
}
_TYPED: Final = frozenset({"ofType", "as", "is"})
# Constants that every expression knows.
_CONSTANTS: Final = {"ucum": "http://unitsofmeasure.org", "loinc": "http://loinc.org", "sct": "http://snomed.info/sct"}
_LEVELS: Final = {
    **dict.fromkeys(("*", "/", "div", "mod"), 11),
    **dict.fromkeys(("+", "-", "&"), 10),
    **dict.fromkeys(("is", "as"), 9),
    "|": 8,
    **dict.fromkeys(("<", "<=", ">", ">="), 7),
    **dict.fromkeys(("=", "~", "!=", "!~"), 6),
    **dict.fromkeys(("in", "contains"), 5),
    "and": 4,
    **dict.fromkeys(("xor", "or"), 3),
    "implies": 2,
}
_PIECE: Final = re.compile(
    r"""(?P<blank>[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<quoted>`(?:[^`\\]|\\.)+`)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<string>'(?:[^'\\]|\\.)*')
    |@(?P<moment>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?![0-9T-])
    |@(?P<instant>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)
    |@T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)
    |(?P<sign>\$this|!=|!~|<=|>=|[-+*/=~<>|&.,()\[\]{}%])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES: Final = {"r": "\r", "n": "\n", "t": "\t", "f": "\f", **{one: one for one in "'\"`\\/"}}


class ExpressionError(ValueError):
    """A text that is no expression, or not one of ours.

    problem: syntax, function, arguments, name, pattern or length; found: the word it is about; at: where, from 0.
    """

    def __init__(self, problem: str, found: str, at: int) -> None:
        super().__init__(f"{problem} at {at}: {found or 'the end'}")
        self.problem, self.found, self.at = problem, found, at


class _Piece(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str, names: Collection[str] = frozenset()) -> Expression:
    """The tree of an expression that may use %name for each of `names`, and %ucum, %loinc, %sct.

    ExpressionError: what is not of the grammar, a function or a name that nobody knows, a pattern that only one
    language would read.
    """
    parser = _Parser(_pieces(text), names)
    found = parser.expression()
    parser.end()
    return found


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if not match:
            raise ExpressionError("syntax", text[at : at + 1], at)
        if match.lastgroup not in (None, "blank"):
            found.append(_Piece(match.lastgroup or "", match[match.lastgroup or 0], at))
        if len(found) > MAX_PIECES:
            raise ExpressionError("length", found[-1].text, at)
        at = match.end()
    return [*found, _Piece("end", "", len(text))]


class _Parser:
    """One method per rule of the grammar; the binary operators share one, by their levels."""

    def __init__(self, pieces: list[_Piece], names: Collection[str]) -> None:
        self._pieces, self._names = pieces, names
        self._at = self._depth = 0

    def expression(self, level: int = 0) -> Expression:
        left = self._polarity()
        while (operator := self._operator()) and _LEVELS[operator] > level:
            self._at += 1
            if operator in ("is", "as"):
                left = ["f1", operator, left, self._type()]
            else:
                left = ["o", operator, left, self.expression(_LEVELS[operator])]
        return left

    def end(self) -> None:
        if self._next.kind != "end":
            raise self._unexpected()

    @property
    def _next(self) -> _Piece:
        return self._pieces[self._at]

    def _unexpected(self) -> ExpressionError:
        return ExpressionError("syntax", self._next.text, self._next.at)

    def _operator(self) -> str:
        kind, text, _at = self._next
        return text if kind in ("sign", "name") and text in _LEVELS else ""

    def _is(self, sign: str) -> bool:
        return self._next.kind == "sign" and self._next.text == sign

    def _take(self, sign: str) -> None:
        if not self._is(sign):
            raise self._unexpected()
        self._at += 1

    def _polarity(self) -> Expression:
        """A sign before a term; every level of nesting comes through here."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("length", self._next.text, self._next.at)
        if self._is("-") or self._is("+"):
            negative = self._is("-")
            self._at += 1
            inner = self._polarity()
            found = _negated(inner) if negative else inner
        else:
            found = self._steps(self._term())
        self._depth -= 1
        return found

    def _steps(self, found: Expression) -> Expression:
        while True:
            if self._is("."):
                self._at += 1
                found = [".", found, self._invocation()]
            elif self._is("["):
                self._at += 1
                found = ["[]", found, self.expression()]
                self._take("]")
            else:
                return found

    def _term(self) -> Expression:
        kind, text, at = self._next
        if kind == "name" and text in ("true", "false"):
            self._at += 1
            return ["l", text == "true"]
        if kind in ("name", "quoted"):
            return self._invocation()
        if kind == "sign" and text in ("(", "{", "%"):
            self._at += 1
            return {"(": self._grouped, "{": self._nothing, "%": self._constant}[text]()
        if kind == "end" or (kind == "sign" and text != "$this"):
            raise self._unexpected()
        self._at += 1
        return ["$this"] if kind == "sign" else _literal(kind, text, at)

    def _grouped(self) -> Expression:
        found = self.expression()
        self._take(")")
        return found

    def _nothing(self) -> Expression:
        self._take("}")
        return ["{}"]

    def _constant(self) -> Expression:
        kind, text, at = self._next
        if kind not in ("name", "quoted", "string"):
            raise self._unexpected()
        self._at += 1
        name = text if kind == "name" else _unescaped(text, at)
        if name in self._names:
            return ["%", name]
        if name in _CONSTANTS:
            return ["l", _CONSTANTS[name]]
        raise ExpressionError("name", name, at)

    def _name(self) -> str:
        kind, text, at = self._next
        if kind not in ("name", "quoted"):
            raise self._unexpected()
        self._at += 1
        return text if kind == "name" else _unescaped(text, at)

    def _invocation(self) -> Expression:
        if self._is("$this"):
            self._at += 1
            return ["$this"]
        piece = self._next
        name = self._name()
        if not self._is("("):
            return ["m", name]
        if name not in FUNCTIONS:
            raise ExpressionError("function", name, piece.at)
        self._at += 1
        arguments = self._arguments(name)
        self._take(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError("arguments", name, piece.at)
        return ["f", name, *(_patterns(arguments, piece) if name == "matches" else arguments)]

    def _arguments(self, name: str) -> list[Expression]:
        if self._is(")"):
            return []
        found: list[Expression] = []
        while not found or self._is(","):
            if found:
                self._at += 1
            found.append(["l", self._type()] if name in _TYPED else self.expression())
        return found

    def _type(self) -> str:
        name = self._name()
        while self._is("."):
            self._at += 1
            name = self._name()
        return name


def _negated(inner: Expression) -> Expression:
    return ["l", -inner[1]] if inner[0] == "l" and type(inner[1]) is int else ["o", "-", ["l", 0], inner]


def _patterns(arguments: list[Expression], piece: _Piece) -> list[Expression]:
    """A pattern is read when the expression is: it must be written out."""
    [[kind, pattern, *_rest]] = arguments if len(arguments[0]) > 1 else [["", ""]]
    try:
        return [["l", shared(pattern if kind == "l" and isinstance(pattern, str) else "(")]]
    except ValueError as problem:
        raise ExpressionError("pattern", str(pattern), piece.at) from problem


def _literal(kind: str, text: str, at: int) -> Expression:
    if kind == "number":
        if "." in text:
            return [".", ["l", text], ["f", "toDecimal"]]
        if len(text) > 15:  # more than a JavaScript number holds
            raise ExpressionError("length", text, at)
        return ["l", int(text)]
    return ["l", _unescaped(text, at) if kind == "string" else text]


def _unescaped(text: str, at: int) -> str:
    def letter(match: re.Match[str]) -> str:
        if len(match[1]) > 1:
            return chr(int(match[1][1:], 16))
        if match[1] not in _ESCAPES:
            raise ExpressionError("syntax", match[0], at)
        return _ESCAPES[match[1]]

    plain = _ESCAPE.sub(letter, text[1:-1])
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")  # two halves make one character
    except UnicodeDecodeError as problem:
        raise ExpressionError("syntax", text, at) from problem
