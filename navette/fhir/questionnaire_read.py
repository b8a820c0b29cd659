"""The items of a Questionnaire, read from its JSON: what is not as our forms have it raises ValueError or LookupError.

Reading stops at the first fault; form_faults.py names them all.
"""

from decimal import Decimal
from typing import Final, Literal, TypeVar, cast

from navette.fhir.dates import is_date_time, is_time
from navette.fhir.questionnaire import (
    CONSTRAINT,
    DEFINITION,
    HL7,
    SDC,
    TRANSLATION,
    TYPES,
    UNIT,
    Coding,
    Condition,
    Constraint,
    Extract,
    Item,
    Phrase,
    Type,
)
from navette.fhir.strict import Json, Object

# Which answers a condition may compare, by operator.
ORDERED: Final = ("Decimal", "Integer", "Date", "DateTime", "Time")
EQUAL: Final = ("Boolean", "Coding", "String", *ORDERED)
OPERATORS: Final = {"exists": ("Boolean",), "=": EQUAL, "!=": EQUAL, **dict.fromkeys((">", "<", ">=", "<="), ORDERED)}
_T = TypeVar("_T")


def read_items(value: Json) -> tuple[Item, ...]:
    """The items of a Questionnaire or of an item; the help of a question is not among them."""
    return tuple(read_item(one) for one in objects(value) if not is_help(one))


def read_item(item: Object) -> Item:
    """One item and what it holds; ValueError for a type or a condition nobody here can fill."""
    if item["type"] not in TYPES:
        raise ValueError(f"{item['linkId']}: type {item['type']}")
    codes, unit = objects(item.get("code")), extension(item, UNIT)
    category = cast("Object", extension(item, f"{SDC}-observation-extract-category") or {})
    return Item(
        link_id=_text(item["linkId"]),
        type=cast("Type", item["type"]),
        text=_text(item["text"]),
        text_en=english(item, "text"),
        say=next(iter(phrases(item, "in-sentence")), Phrase()),
        help=next((phrase(one, "text") for one in objects(item.get("item")) if is_help(one)), Phrase()),
        required=item.get("required") is True,
        repeats=item.get("repeats") is True,
        min_occurs=_typed(int, extension(item, f"{HL7}/questionnaire-minOccurs") or 0),
        max_occurs=_typed(int, extension(item, f"{HL7}/questionnaire-maxOccurs") or 0),
        max_length=_typed(int, item.get("maxLength", 0)),
        low=_limit(extension(item, f"{HL7}/minValue")),
        high=_limit(extension(item, f"{HL7}/maxValue")),
        places=None if (places := extension(item, f"{HL7}/maxDecimalPlaces")) is None else _typed(int, places),
        code=read_coding(codes[0]) if codes else None,
        unit=read_coding(unit) if unit else None,
        options=tuple(read_coding(option["valueCoding"]) for option in objects(item.get("answerOption"))),
        favourites=phrases(item, "favourite"),
        conditions=tuple(_condition(one) for one in objects(item.get("enableWhen"))),
        any=item.get("enableBehavior") == "any",
        constraints=read_constraints(item),
        empty_reason=_text(extension(item, f"{DEFINITION}/section-empty-reason") or ""),
        due=extension(item, f"{DEFINITION}/due-date") is True,
        observe=extension(item, f"{SDC}-observationExtract") is True,
        category=read_coding(objects(category.get("coding"))[0]) if category else None,
        observed_at=_text(extension(item, f"{DEFINITION}/observed-at") or ""),
        extract=read_extracts(item),
        allocated=tuple(_text(name) for name in values(item, f"{SDC}-extractAllocateId")),
        items=read_items(item.get("item")),
    )


def read_coding(value: Json) -> Coding:
    """A Coding with its system and its code."""
    coding = _typed(dict, value)
    display = _text(coding.get("display", ""))
    return Coding(_text(coding["system"]), _text(coding["code"]), display, english(coding, "display"))


def read_extracts(element: Object) -> tuple[Extract, ...]:
    """The templates of an item, or of the whole form; a template is named by `#name`."""
    found = (one for one in objects(element.get("extension")) if one["url"] == f"{SDC}-templateExtract")
    return tuple(
        Extract(
            _text(_typed(dict, extension(one, "template"))["reference"]).removeprefix("#"),
            _text(extension(one, "fullUrl") or ""),
        )
        for one in found
    )


def read_constraints(element: Object) -> tuple[Constraint, ...]:
    """The rules of an item, or of the whole form."""
    found = (one for one in objects(element.get("extension")) if one["url"] == CONSTRAINT)
    return tuple(
        Constraint(
            key=_text(extension(one, "key")),
            severity=_severity(extension(one, "severity")),
            human=_phrases(one, "human")[0],
            expression=_text(extension(one, "expression")),
            item=_text(extension(one, "location") or element.get("linkId", "")),
        )
        for one in found
    )


def is_help(item: Object) -> bool:
    """A display that explains the question it stands under (questionnaire-itemControl help)."""
    control = extension(item, f"{HL7}/questionnaire-itemControl")
    codes = objects(control.get("coding")) if isinstance(control, dict) else []
    return item["type"] == "display" and any(code.get("code") == "help" for code in codes)


def objects(value: Json) -> list[Object]:
    """A list of objects, or what is not there; ValueError for anything else."""
    return [_typed(dict, one) for one in _typed(list, value if value is not None else [])]


def extension(element: Object, url: str) -> Json:
    """The value of the first extension `url` of an element, None when it has none."""
    return next(iter(values(element, url)), None)


def values(element: Object, url: str) -> list[Json]:
    """The values of every extension `url` of an element."""
    found = (one for one in objects(element.get("extension")) if one["url"] == url)
    return [next((value for key, value in one.items() if key.startswith("value")), None) for one in found]


def phrases(element: Object, name: str) -> tuple[Phrase, ...]:
    """The texts of our extension `name`, in both languages."""
    return _phrases(element, f"{DEFINITION}/{name}")


def phrase(element: Object, key: str) -> Phrase:
    """The text at `key` in both languages."""
    return Phrase(_text(element.get(key, "")), english(element, key))


def english(element: Object, key: str) -> str:
    """The English of the text at `key`, or nothing (http://hl7.org/fhir/R4/extension-translation.html)."""
    beside = element.get(f"_{key}")
    for one in objects(beside.get("extension")) if isinstance(beside, dict) else []:
        if one["url"] == TRANSLATION and extension(one, "lang") == "en":
            return _text(extension(one, "content"))
    return ""


def _phrases(element: Object, url: str) -> tuple[Phrase, ...]:
    return tuple(phrase(one, "valueString") for one in objects(element.get("extension")) if one["url"] == url)


def _condition(value: Object) -> Condition:
    operator = _text(value["operator"])
    key = next((key for key in value if key.startswith("answer")), "")
    kind, answer = key.removeprefix("answer"), value.get(key)
    if kind not in OPERATORS.get(operator, ()):
        raise ValueError(f"{value['question']}: condition {operator} {kind}")
    read = read_coding(answer) if kind == "Coding" else answer
    if not isinstance(read, Coding | str | bool | int | Decimal):
        raise ValueError(f"{value['question']}: condition {operator}")
    if kind in ORDERED and isinstance(read, str):
        _limit(read)
    return Condition(_text(value["question"]), operator, read)


def _severity(value: Json) -> Literal["error", "warning"]:
    if value not in ("error", "warning"):
        raise ValueError("severity of a constraint")
    return "error" if value == "error" else "warning"


def _limit(value: Json) -> str | int | Decimal | None:
    if isinstance(value, str) and not is_date_time(value) and not is_time(value):
        raise ValueError("not a date or a time")
    if value is None or (isinstance(value, str | int | Decimal) and not isinstance(value, bool)):
        return value
    raise ValueError("a limit is a number, a date or a time")


def _text(value: Json) -> str:
    return _typed(str, value)


def _typed(kind: type[_T], value: object) -> _T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"not a {kind.__name__}")
    return value
