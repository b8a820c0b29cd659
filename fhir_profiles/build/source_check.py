"""What a source must be: every fault is noted with its place, so that an author sees them all at once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

from fhir_profiles.build.sources import ItemSource, Json, Object, Source
from navette.core.acknowledgement import DECLINE_CODES
from navette.core.deadline import Rule
from navette.fhir import fhirpath_parse

TYPES: Final = (
    "group", "string", "text", "boolean", "decimal", "integer", "date", "dateTime", "time", "choice", "open-choice",
    "display",
)  # fmt: skip
OPERATORS: Final = ("exists", "=", "!=", ">", "<", ">=", "<=")
NAMES: Final = frozenset(
    {"resource", "context", "patient", "encounter", "author", "custodian", "recipients", "now", "today", "urgency"}
)
_LINK_ID: Final = re.compile(r"[a-z][a-z0-9.-]{0,58}")  # and room for ".help"
_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")
_NAME: Final = re.compile(r"[a-zA-Z]+")  # what may follow % in an expression
_NUMBERS: Final = ("decimal", "integer")
_TEXTS: Final = ("string", "text", "open-choice")


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(one) for one in value)


def _is_pair(value: Json) -> bool:
    return _is_texts(value) and len(cast("list[Json]", value)) == 2


def _is_pairs(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_pair(one) for one in value)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_limit(value: Json) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


_Shape = Callable[[Json], bool]
_ITEM: Final[Mapping[str, _Shape]] = {
    **dict.fromkeys(("id", "type", "unit", "code", "observedAt", "none"), _is_text),
    **dict.fromkeys(("text", "say", "help"), _is_pair),
    **dict.fromkeys(("required", "repeats", "any", "due"), _is_flag),
    **dict.fromkeys(("min", "max", "length", "places"), _is_count),
    **dict.fromkeys(("low", "high"), _is_limit),
    **dict.fromkeys(("when", "items"), _is_list),
    "options": _is_texts,
    "favourites": _is_pairs,
    "observe": lambda value: _is_flag(value) or _is_text(value),
    "template": lambda value: _is_text(value) or _is_texts(value),
    "allocate": lambda value: isinstance(value, str) and bool(_NAME.fullmatch(value)),
}
_HEAD: Final[Mapping[str, _Shape]] = {
    **dict.fromkeys(("name", "version", "purpose", "code", "deadline", "kind", "encounter"), _is_text),
    **dict.fromkeys(("constraints", "items"), _is_list),
    "title": _is_pair,
    "short": lambda value: _is_pair(value) and all(len(cast("str", one)) <= 16 for one in cast("list[Json]", value)),
    "declines": _is_texts,
    "templates": _is_object,
}
_CONSTRAINT: Final[Mapping[str, _Shape]] = {
    "key": lambda value: isinstance(value, str) and bool(_KEY.fullmatch(value)),
    "item": _is_text,
    "severity": lambda value: value in ("error", "warning"),
    "human": _is_pair,
    "expr": _is_text,
}
_NEEDED: Final = ("name", "version", "title", "short", "purpose", "code", "deadline", "kind", "encounter", "items")
# What goes with some types only.
_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "length": _TEXTS, "low": (*_NUMBERS, "date"), "high": (*_NUMBERS, "date"), "places": ("decimal",),
    "unit": _NUMBERS, "options": ("choice", "open-choice"), "due": ("date", "dateTime"), "items": ("group",),
    "none": ("group",), "favourites": _TEXTS,
}  # fmt: skip


def check(source: Source, systems: Object) -> None:
    """Notes every fault of the source but those of its expressions, which show when they are spelled out."""
    _check_head(source, systems)
    seen: set[str] = set()
    for item in source.walk():
        link_id = item["id"]
        if link_id in seen:
            source.fault(link_id, "twice in the form")
        seen.add(link_id)
        _check_item(source, item, systems)
    for name in _unused(source):
        source.fault(name, "a template nothing uses")
    for one in source.constraints:
        _check_shape(source, one.get("key", "?"), cast("Object", one), _CONSTRAINT, tuple(_CONSTRAINT))
        if not source.path(one.get("item", "")):
            source.fault(one.get("key", "?"), f"no item {one.get('item')}")


def _check_shape(
    source: Source, where: str, given: Object, shapes: Mapping[str, _Shape], needed: Sequence[str]
) -> None:
    for key, value in given.items():
        if key not in shapes:
            source.fault(where, f"{key}: no such key")
        elif not shapes[key](value):
            source.fault(where, f"{key}: not as it should be")
    for key in needed:
        if key not in given:
            source.fault(where, f"{key}: missing")


def _check_head(source: Source, systems: Object) -> None:
    head = source.head
    _check_shape(source, "form", head, _HEAD, _NEEDED)
    if head.get("name") != source.name:
        source.fault("form", "name: not the name of the file")
    if head.get("deadline") not in tuple(Rule):
        source.fault("form", f"deadline: {head.get('deadline')}")
    if head.get("kind") not in ("fiche", "reply"):
        source.fault("form", f"kind: {head.get('kind')}")
    for code in cast("list[str]", head.get("declines", [])):
        if code not in DECLINE_CODES:
            source.fault("form", f"declines: {code}")
    if head.get("encounter") not in source.templates:
        source.fault("form", f"encounter: no template {head.get('encounter')}")
    _check_coding(source, "form", str(head.get("code", "")), systems, parts=(2, 3))


def _check_item(source: Source, item: ItemSource, systems: Object) -> None:
    link_id, kind = item["id"], item.get("type", "group")
    _check_shape(source, link_id, cast("Object", item), _ITEM, ("id", "text"))
    if not _LINK_ID.fullmatch(link_id):
        source.fault(link_id, "id: lower case, digits, dots and hyphens, at most 59")
    if kind not in TYPES:
        source.fault(link_id, f"type: {kind}")
    for key, kinds in _ONLY.items():
        if key in item and kind not in kinds:
            source.fault(link_id, f"{key}: not for a {kind}")
    if (kind == "group") != bool(item.get("items")):
        source.fault(link_id, "items: a group, and only a group, holds some")
    if (kind in ("choice", "open-choice")) != ("options" in item):
        source.fault(link_id, "options: a choice, and only a choice, has some")
    if ("min" in item or "max" in item) and not item.get("repeats"):
        source.fault(link_id, "min, max: for what repeats")
    for text in item.get("options", []):
        _check_coding(source, link_id, text, systems, parts=(4,))
    if "code" in item:
        _check_coding(source, link_id, item["code"], systems, parts=(2, 3))
    _check_extraction(source, item)
    for one in item.get("when", []):
        _check_condition(source, link_id, cast("Object", one), systems)


def _check_extraction(source: Source, item: ItemSource) -> None:
    for name in templates_of(item):
        if name not in source.templates:
            source.fault(item["id"], f"template: no {name}")
    if "allocate" in item and "template" not in item:
        source.fault(item["id"], "allocate: without a template")
    if item.get("observe") and "code" not in item:
        source.fault(item["id"], "observe: without a code")
    if "observedAt" in item and not source.path(item["observedAt"]):
        source.fault(item["id"], f"observedAt: no item {item['observedAt']}")


def _check_condition(source: Source, link_id: str, one: Object, systems: Object) -> None:
    if set(one) != {"q", "op", "v"} or one["op"] not in OPERATORS:
        source.fault(link_id, f"when: {one}")
        return
    path = source.path(str(one["q"]))
    if not path:
        source.fault(link_id, f"when: no item {one['q']}")
        return
    kind, value = path[-1].get("type", "group"), one["v"]
    wanted: dict[str, type | tuple[type, ...]] = {"boolean": bool, "integer": int, "decimal": (int, float)}
    if not isinstance(value, bool if one["op"] == "exists" else wanted.get(kind, str)):
        source.fault(link_id, f"when: {value} is not what {one['q']} answers")
    elif kind in ("choice", "open-choice") and one["op"] != "exists":
        options = ["|".join(option.split("|")[:2]) for option in path[-1].get("options", [])]
        if value not in options:
            source.fault(link_id, f"when: {value} is not an option of {one['q']}")


def _check_coding(source: Source, where: str, text: str, systems: Object, parts: tuple[int, ...]) -> None:
    found = text.split("|")
    if len(found) not in parts or not all(found):
        source.fault(where, f"{text}: not spelled alias|code|French|English")
    elif found[0] not in systems:
        source.fault(where, f"{text}: no code system {found[0]}")


def check_expression(source: Source, text: str, where: str, allocated: Sequence[str]) -> None:
    """Notes an expression that does not parse, or names what nobody gives it."""
    try:
        fhirpath_parse.parse(text, NAMES | frozenset(allocated))
    except ValueError as error:
        source.fault(where, f"{text}: {error}")


def templates_of(item: ItemSource) -> list[str]:
    """The names of an item's templates, in their order."""
    named = item.get("template", [])
    return [named] if isinstance(named, str) else named


def templates_used(source: Source) -> list[str]:
    """The templates of the form, the encounter's first, then in the order of the items; each once."""
    named = [str(source.head["encounter"])]
    for item in source.walk():
        named += templates_of(item)
    return list(dict.fromkeys(named))


def is_expression(value: Json) -> bool:
    """`=EXPR` in a template."""
    return isinstance(value, str) and value.startswith("=")


def _unused(source: Source) -> Iterator[str]:
    """Of the form's own: a block may offer more than a form takes."""
    used = {str(source.head.get("encounter")), *(name for item in source.walk() for name in templates_of(item))}
    return (name for name in cast("Object", source.head.get("templates", {})) if name not in used)
