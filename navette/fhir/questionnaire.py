"""The items of a published Questionnaire, read from JSON: what can be asked, and when (no answers here).

https://hl7.org/fhir/R4/questionnaire.html, the parts our forms use; fhir_profiles/README.md lists the extensions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from navette.fhir.strict import Json, Object

CANONICAL: Final = "https://navette.example/fhir"
DEFINITION: Final = f"{CANONICAL}/StructureDefinition"
TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"
UNIT: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"

Type = Literal["group", "string", "text", "boolean", "decimal", "date", "dateTime", "choice"]
TYPES: Final = ("group", "string", "text", "boolean", "decimal", "date", "dateTime", "choice")


@dataclass(frozen=True, slots=True)
class Coding:
    """A code and where it comes from."""

    system: str
    code: str
    display: str = ""

    def json(self) -> Object:
        """As a FHIR Coding."""
        shown: Object = {"display": self.display} if self.display else {}
        return {"system": self.system, "code": self.code, **shown}


@dataclass(frozen=True, slots=True)
class Condition:
    """enableWhen: the item is asked when `question` compares so. operator: `exists`, `=` or `!=`."""

    question: str
    operator: str
    answer: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or a group of them. A group at the top that has a code is a section of the document."""

    link_id: str
    type: Type
    text: str
    required: bool = False
    repeats: bool = False
    max_length: int = 0  # characters; 0: no limit of its own
    code: Coding | None = None
    unit: Coding | None = None
    options: tuple[Coding, ...] = ()
    conditions: tuple[Condition, ...] = ()
    empty_reason: str = ""  # list-empty-reason, of a section whose answer is an explicit "none"
    due: bool = False  # this date is by when the handoff must be answered
    items: tuple["Item", ...] = ()

    @property
    def rows(self) -> bool:
        """A group that repeats: its answers are rows."""
        return self.type == "group" and self.repeats


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item, in the order of the form, groups before what they hold."""
    for item in items:
        yield item
        yield from walk(item.items)


def read_items(value: Json) -> tuple[Item, ...]:
    """The items of a Questionnaire; ValueError when one is not of the kind our forms use."""
    return tuple(read_item(cast("Object", one)) for one in cast("list[Json]", value or []))


def read_item(item: Object) -> Item:
    """One item and what it holds; ValueError for a type or a condition nobody here can fill."""
    if item["type"] not in TYPES:
        raise ValueError(f"{item['linkId']}: type {item['type']}")
    codes = cast("list[Object]", item.get("code", []))
    options = cast("list[Object]", item.get("answerOption", []))
    return Item(
        link_id=cast("str", item["linkId"]),
        type=cast("Type", item["type"]),
        text=cast("str", item["text"]),
        required=item.get("required") is True,
        repeats=item.get("repeats") is True,
        max_length=cast("int", item.get("maxLength", 0)),
        code=_coding(codes[0]) if codes else None,
        unit=_coding(cast("Object", unit)) if (unit := extension(item, UNIT)) else None,
        options=tuple(_coding(cast("Object", option["valueCoding"])) for option in options),
        conditions=tuple(_condition(one) for one in cast("list[Object]", item.get("enableWhen", []))),
        empty_reason=cast("str", extension(item, f"{DEFINITION}/section-empty-reason") or ""),
        due=extension(item, f"{DEFINITION}/due-date") is True,
        items=read_items(item.get("item")),
    )


def extension(element: Mapping[str, Json], url: str) -> Json:
    """The value of the extension `url` of an element, None when it has none."""
    for one in cast("list[Object]", element.get("extension", [])):
        if one["url"] == url:
            return next(value for key, value in one.items() if key.startswith("value"))
    return None


def _coding(value: Object) -> Coding:
    return Coding(str(value["system"]), str(value["code"]), str(value.get("display", "")))


def _condition(value: Object) -> Condition:
    operator, answer = value["operator"], value["answerBoolean"]
    if operator not in ("exists", "=", "!=") or not isinstance(answer, bool):
        raise ValueError(f"{value['question']}: condition {operator}")
    return Condition(str(value["question"]), str(operator), answer)
