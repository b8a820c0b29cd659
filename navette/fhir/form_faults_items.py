"""The faults of the questions of a form: names, kinds, choices, limits, conditions, observations."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from navette.fhir import tree
from navette.fhir.dates import is_date, is_date_time, is_time
from navette.fhir.form_faults_parts import english_fault, parts, value_of
from navette.fhir.issue import Issue, error
from navette.fhir.questionnaire import DEFINITION, HL7, SDC, TYPES, UNIT
from navette.fhir.questionnaire_read import OPERATORS
from navette.fhir.strict import Json, Object

_LINK_ID: Final = re.compile(r"[a-z0-9.-]{1,64}")
# The kinds of answer a condition, or a limit, may compare with the answers of a question.
_COMPARED: Final = {
    "boolean": ("Boolean",), "choice": ("Coding",), "open-choice": ("Coding", "String"), "string": ("String",),
    "text": ("String",), "decimal": ("Decimal", "Integer"), "integer": ("Integer", "Decimal"), "date": ("Date",),
    "dateTime": ("DateTime", "Date"), "time": ("Time",),
}  # fmt: skip
_LIMITED: Final = {key: _COMPARED[key] for key in ("decimal", "integer", "date", "dateTime", "time")}
_WRITTEN: Final = ("string", "text", "open-choice")


class Place(NamedTuple):
    """An item with its FHIRPath; level: the groups that repeat around it, by place, from the outside."""

    item: Object
    place: str
    level: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """Its linkId, as a sentence names it."""
        return tree.text(self.item.get("linkId")) or "?"

    def fault(self, code: str, element: str, diagnostics: str, **facts: str | int) -> Issue:
        """Something wrong with an element of it."""
        return error(code, f"{self.place}{element}", diagnostics, link=self.link, **facts)


def known_items(value: Object) -> Mapping[str, Place]:
    """The items of a Questionnaire by linkId, the first of a name."""
    found: dict[str, Place] = {}
    for one in _walk(value, "Questionnaire", ()):
        found.setdefault(one.link, one)
    return found


def item_faults(value: Object) -> Iterator[Issue]:
    """Everything wrong with the items, in their order."""
    if not tree.items(value.get("item")):
        yield error("form-element", "Questionnaire.item", "a form asks something", element="item")
    known, seen = known_items(value), set()
    for at, _one in enumerate(tree.items(value.get("item"))):
        yield from _section(Place(tree.obj(_one), f"Questionnaire.item[{at}]"))
    for one in _walk(value, "Questionnaire", ()):
        if not _LINK_ID.fullmatch(tree.text(one.item.get("linkId"))):
            yield one.fault("form-link-id", ".linkId", "not of small letters, figures, points and hyphens")
        elif one.link in seen:
            yield one.fault("form-link-id-twice", ".linkId", "another item has this linkId")
        seen.add(one.link)
        yield from _words(one)
        yield from _kind(one)
        yield from _choices(one)
        yield from _limits(one)
        yield from _conditions(one, known)
        yield from _observation(one, known)


def _walk(holder: Object, place: str, level: tuple[str, ...]) -> Iterator[Place]:
    for at, one in enumerate(tree.items(holder.get("item"))):
        found = Place(tree.obj(one), f"{place}.item[{at}]", level)
        yield found
        rows = found.item.get("type") == "group" and found.item.get("repeats") is True
        yield from _walk(found.item, found.place, (*level, found.place) if rows else level)


def _section(one: Place) -> Iterator[Issue]:
    coded, empty = tree.items(one.item.get("code")), value_of(one.item, f"{DEFINITION}/section-empty-reason")
    if (coded or empty) and not _is_coding(tree.at(coded, 0)):
        yield one.fault("form-section-code", ".code", "a section has a Coding, with system and code")
    kinds = [tree.at(inner, "type") for inner in tree.items(one.item.get("item"))]
    if empty and "boolean" not in kinds:
        yield one.fault("form-empty-reason", ".item", "no boolean says that there is none")


def _words(one: Place) -> Iterator[Issue]:
    if not tree.text(one.item.get("text")):
        yield one.fault("form-text", ".text", "no text")
    else:
        yield from english_fault(one.item, "text", one.place)


def _kind(one: Place) -> Iterator[Issue]:
    kind, inside = one.item.get("type"), tree.items(one.item.get("item"))
    if kind not in TYPES:
        yield one.fault("form-type", ".type", "not a type of ours", value=tree.text(kind) or "?")
    elif kind == "group" and not inside:
        yield one.fault("form-group", ".item", "a group without items")
    elif kind != "group" and any(tree.at(inner, "type") != "display" for inner in inside):
        yield one.fault("form-inside", ".item", "a question with questions inside")
    due = value_of(one.item, f"{DEFINITION}/due-date")
    if due is not None and kind not in ("date", "dateTime"):
        yield one.fault("form-due", ".extension", "due-date on another type")


def _choices(one: Place) -> Iterator[Issue]:
    options = tree.items(one.item.get("answerOption"))
    if one.item.get("type") == "choice" and not options:
        yield one.fault("form-options", ".answerOption", "a choice without options")
    for at, option in enumerate(options):
        coding, place = tree.obj(tree.at(option, "valueCoding")), f".answerOption[{at}].valueCoding"
        if not _is_coding(coding) or not tree.text(coding.get("display")):
            yield one.fault("form-option-code", place, "a Coding, with system, code and display")
        else:
            yield from english_fault(coding, "display", one.place + place)


def _limits(one: Place) -> Iterator[Issue]:
    kind = tree.text(one.item.get("type"))
    for where, extension in parts(one.item, ""):
        name, value = tree.text(extension.get("url")).removeprefix(f"{HL7}/"), value_of(extension)
        spelled = next((key.removeprefix("value") for key in extension if key.startswith("value")), "")
        match name:
            case "minValue" | "maxValue":
                fits = spelled in _LIMITED.get(kind, ()) and _is_of(spelled, value)
            case "maxDecimalPlaces":
                fits = kind == "decimal" and _is_count(value)
            case "questionnaire-minOccurs" | "questionnaire-maxOccurs":
                fits = one.item.get("repeats") is True and _is_count(value)
            case _:
                fits = extension.get("url") != UNIT or _is_coding(value)
        if not fits:
            yield one.fault("form-limit", where, f"{name.rpartition('/')[2]}: not for this type, or not of it")
    longest = one.item.get("maxLength", 1)
    if not _is_count(longest) or longest == 0 or ("maxLength" in one.item and kind not in _WRITTEN):
        yield one.fault("form-limit", ".maxLength", "not for this type, or not of it")


def _conditions(one: Place, known: Mapping[str, Place]) -> Iterator[Issue]:
    if one.item.get("enableBehavior", "all") not in ("all", "any"):
        yield one.fault("form-condition", ".enableBehavior", "neither all nor any")
    for at, condition in enumerate(tree.items(one.item.get("enableWhen"))):
        place, named = f".enableWhen[{at}]", tree.text(tree.at(condition, "question"))
        asked = known.get(named)
        if asked is None or asked.level != one.level[: len(asked.level)] or not _is_answered(asked.item):
            yield one.fault("form-condition-question", place, "no such question around", question=named or "?")
        elif not _compares(tree.obj(condition), asked.item):
            yield one.fault("form-condition", place, "this operator does not compare such answers")


def _compares(condition: Object, asked: Object) -> bool:
    key = next((key for key in condition if key.startswith("answer")), "")
    kind, answer, operator = key.removeprefix("answer"), condition.get(key), tree.text(condition.get("operator"))
    if kind not in OPERATORS.get(operator, ()) or not _is_of(kind, answer):
        return False
    if operator == "exists":
        return True
    options = tree.items(asked.get("answerOption"))
    known = {(tree.at(one, "valueCoding", "system"), tree.at(one, "valueCoding", "code")) for one in options}
    offered = kind != "Coding" or (tree.at(answer, "system"), tree.at(answer, "code")) in known
    return kind in _COMPARED.get(tree.text(asked.get("type")), ()) and offered


def _observation(one: Place, known: Mapping[str, Place]) -> Iterator[Issue]:
    if value_of(one.item, f"{SDC}-observationExtract") is True and not _is_coding(tree.at(one.item, "code", 0)):
        yield one.fault("form-observation", ".code", "observationExtract without a code")
    category = value_of(one.item, f"{SDC}-observation-extract-category")
    if category is not None and not _is_coding(tree.at(category, "coding", 0)):
        yield one.fault("form-observation", ".extension", "a category without a code")
    observed_at = value_of(one.item, f"{DEFINITION}/observed-at")
    when = known.get(tree.text(observed_at))
    if observed_at is not None and (when is None or when.item.get("type") not in ("date", "dateTime")):
        yield one.fault("form-observation", ".extension", "observed-at names no date of the form")


def _is_answered(item: Object) -> bool:
    return item.get("type") != "display" and (item.get("type") != "group" or item.get("repeats") is True)


def _is_coding(value: Json) -> bool:
    return bool(tree.text(tree.at(value, "system")) and tree.text(tree.at(value, "code")))


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_of(kind: str, value: Json) -> bool:
    match kind:
        case "Boolean":
            return isinstance(value, bool)
        case "Coding":
            return _is_coding(value)
        case "Decimal":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
    text = tree.text(value)
    return {"Date": is_date, "DateTime": is_date_time, "Time": is_time}.get(kind, bool)(text)
