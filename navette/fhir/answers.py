"""What a person answered, read against the form: docs/forms.md describes the format. Twin: static/js/answers.js.

Answers are one flat object, linkId → value; a group that repeats is a list of such objects. Text is NFC with LF line
ends, so that two programs make the same bytes of the same letters. Every fault is found, in the order of the form.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal, TypeAlias, TypeVar

from navette.core.errors import Refused
from navette.fhir.answer_values import Answer, Wrong, is_blank, read_values
from navette.fhir.conditions import Scope, is_asked
from navette.fhir.form import Form
from navette.fhir.issue import Issue
from navette.fhir.questionnaire import Coding, Item

Value: TypeAlias = "Answer | Row"
_T = TypeVar("_T", str, bool, Decimal, Coding, "Row")
_Filled: TypeAlias = tuple[tuple[int, Mapping[str, object]], ...]  # the rows that are not blank, with their number

_LINK_ID: Final = re.compile(r"[a-z0-9.-]{1,64}")
_LABEL: Final = 60  # characters of an answer that names its row


@dataclass(frozen=True, slots=True)
class Row:
    """Answers by linkId, each a tuple of at least one value; what was not answered is not there.

    number: which row it was, blank ones counted, from 1; 0 for the answers of a whole form.
    """

    values: Mapping[str, tuple[Value, ...]]
    number: int = field(default=0, compare=False)

    def text(self, link_id: str) -> str:
        """The text, the date or the time answered, empty when there is none."""
        return next(self._each(link_id, str), "")

    def texts(self, link_id: str) -> tuple[str, ...]:
        """Every text answered."""
        return tuple(self._each(link_id, str))

    def flag(self, link_id: str) -> bool | None:
        """Yes, no, or not answered."""
        return next(self._each(link_id, bool), None)

    def coding(self, link_id: str) -> Coding | None:
        """The choice made."""
        return next(self._each(link_id, Coding), None)

    def rows(self, link_id: str) -> tuple["Row", ...]:
        """The rows of a group that repeats."""
        return tuple(self._each(link_id, Row))

    def _each(self, link_id: str, kind: type[_T]) -> Iterator[_T]:
        return (value for value in self.values.get(link_id, ()) if isinstance(value, kind))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the answer to `item` (a linkId, `?` for a name no linkId can be).

    reason: docs/forms.md lists them. row: from 1, in a group that repeats, else 0. facts: for the sentence; they may
    quote what names the row, and stay on this side.
    """

    item: str
    reason: str
    row: int
    location: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    @property
    def issue(self) -> Issue:
        """The same for who reads a list of issues."""
        return Issue(self.severity, f"answers-{self.reason}", self.location, f"{self.item}: {self.reason}", self.facts)


@dataclass(frozen=True, slots=True)
class Reading:
    """The answers that can be read, and every fault, in the order of the form."""

    row: Row
    faults: tuple[Fault, ...]

    @property
    def issues(self) -> list[Issue]:
        """The faults as issues."""
        return [fault.issue for fault in self.faults]


def read(form: Form, given: Mapping[str, object]) -> Row:
    """The answers, checked and normalised; refuses `answers` (item, reason, row) for the first that is not right."""
    reading = check(form, given)
    for fault in reading.faults:
        raise Refused("answers", item=fault.item, reason=fault.reason, **({"row": fault.row} if fault.row else {}))
    return reading.row


def check(form: Form, given: Mapping[str, object]) -> Reading:
    """The answers, and every fault in them: one for a question at most, in each row."""
    return _Level(form.items, given, {}, _Place("QuestionnaireResponse")).read()


def asked_questions(
    form: Form, given: Mapping[str, object], group: Item | None = None, row: Mapping[str, object] | None = None
) -> frozenset[str]:
    """The linkIds of what is asked after these answers: of the form, or of one row of `group`."""
    level = _Level(form.items, given, {}, _Place(""))
    if group:
        level = _Level(group.items, row or {}, level.scope, _Place(""))
    level.read()
    return frozenset(level.asked)


def row_label(items: tuple[Item, ...], values: Mapping[str, object]) -> str:
    """The answer that a person calls a row by: that to its first text, up to the end of the line; or nothing."""
    first = next((item for item in _questions(items) if item.type in ("string", "text", "open-choice")), None)
    found = values.get(first.link_id) if first else None
    said = found[0] if found and isinstance(found, tuple) else ""
    line = (said.display if isinstance(said, Coding) else str(said)).partition("\n")[0]
    return line if len(line) <= _LABEL else line[:_LABEL] + "…"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where answers stand; row and of (what the person calls it) in a group that repeats."""

    path: str
    row: int = 0
    of: str = ""

    def fault(self, item: Item, wrong: Wrong, path: str) -> Fault:
        """What is wrong with a question asked here."""
        facts: dict[str, str | int] = {"item": item.inside("fr"), "item_en": item.inside("en")}
        if wrong.limit is not None:
            facts["limit"] = wrong.limit
        return Fault(item.link_id, wrong.reason, self.row, path, {"link": item.link_id, **self._facts(), **facts})

    def unknown(self, name: str) -> Fault:
        """A name that is no question's."""
        return Fault(name, "unknown", self.row, self.path, {"link": name, **self._facts()})

    def _facts(self) -> dict[str, str | int]:
        return {**({"row": self.row} if self.row else {}), **({"of": self.of} if self.of else {})}


class _Level:
    """The questions that are answered side by side: those of the form, or those of one row."""

    def __init__(self, items: tuple[Item, ...], given: Mapping[str, object], around: Scope, place: _Place) -> None:
        asked = list(_questions(items))
        self._items = items
        self._values = {one.link_id: read_values(one, given.get(one.link_id)) for one in asked if not one.rows}
        self._filled = {one.link_id: _filled(given.get(one.link_id)) for one in asked if one.rows}
        # Before any condition is looked at: each may ask for any answer beside it.
        found = {**self._values, **self._filled}
        self.scope = {**around, **{key: None if isinstance(one, Wrong) else one for key, one in found.items()}}
        self._place = replace(place, of=row_label(items, self._values)) if place.row else place
        self._kept: dict[str, tuple[Value, ...]] = {}
        self.asked: set[str] = set()
        self._faults = [self._place.unknown(name) for name in sorted(_shown(key) for key in given if key not in found)]

    def read(self) -> Reading:
        """What can be kept of the answers, and what is wrong with the others, in the order of the form."""
        self._visit(self._items, self._place.path, True)
        return Reading(Row(self._kept, self._place.row), tuple(self._faults))

    def _visit(self, items: tuple[Item, ...], path: str, around: bool | None) -> None:
        for item in items:
            here = f"{path}.item.where(linkId='{item.link_id}')"
            asked = _both(around, is_asked(item, self.scope))
            if asked is not False:
                self.asked.add(item.link_id)
            if item.rows:
                self._read_rows(item, here, asked)
            elif item.type == "group":
                self._read_group(item, here, asked)
            elif item.type != "display":
                self._read_question(item, here, asked)

    def _read_question(self, item: Item, path: str, asked: bool | None) -> None:
        found = self._values[item.link_id]
        self._judge(item, path, asked, found)
        if found and asked is not False and not isinstance(found, Wrong):
            self._kept[item.link_id] = found

    def _read_group(self, item: Item, path: str, asked: bool | None) -> None:
        if item.required and asked and all(self.scope[one.link_id] == () for one in _questions(item.items)):
            self._faults.append(self._place.fault(item, Wrong("missing"), path))
        else:
            self._visit(item.items, path, asked)

    def _read_rows(self, item: Item, path: str, asked: bool | None) -> None:
        found = self._filled[item.link_id]
        self._judge(item, path, asked, found)
        if found and asked is not False and not isinstance(found, Wrong):
            rows = (
                self._read_row(item, one, _Place(f"{path}[{at}]", number)) for at, (number, one) in enumerate(found)
            )
            self._kept[item.link_id] = tuple(rows)

    def _read_row(self, item: Item, given: Mapping[str, object], place: _Place) -> Row:
        reading = _Level(item.items, given, self.scope, place).read()
        self._faults += reading.faults
        return reading.row

    def _judge(self, item: Item, path: str, asked: bool | None, found: tuple[object, ...] | Wrong) -> None:
        if wrong := _wrong(item, asked, found):
            self._faults.append(self._place.fault(item, wrong, path))


def _wrong(item: Item, asked: bool | None, found: tuple[object, ...] | Wrong) -> Wrong | None:
    if not found:
        return Wrong("missing") if item.required and asked else None
    if asked is False:
        return Wrong("not-applicable")
    if isinstance(found, Wrong):
        return found
    if len(found) < item.min_occurs:
        return Wrong("too-few", item.min_occurs)
    return Wrong("too-many", item.max_occurs) if 0 < item.max_occurs < len(found) else None


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Asked when both say so; not known to be when neither says no."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _questions(items: tuple[Item, ...]) -> Iterator[Item]:
    """What can be answered side by side: questions, and groups that repeat."""
    for item in items:
        if item.type == "group" and not item.repeats:
            yield from _questions(item.items)
        elif item.type != "display":
            yield item


def _filled(given: object) -> _Filled | Wrong:
    if is_blank(given):
        return ()
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        return Wrong("list")
    return tuple((number, one) for number, one in enumerate(given, start=1) if not is_blank(one))


def _shown(key: object) -> str:
    """An unknown name is quoted only when it is like a linkId: it may be clinical."""
    return str(key) if _LINK_ID.fullmatch(str(key)) else "?"
