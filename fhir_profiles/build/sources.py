"""The sources of forms, read: blocks inlined, `{linkId}` spelled out as FHIRPath, every fault named with its place.

A source is an author's convenience (fhir_profiles/README.md describes it); what is published is the Questionnaire.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias, TypedDict, cast

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = dict[str, Json]

FOLDER: Final = Path(__file__).parent.parent / "sources"
_SHORTHAND: Final = re.compile(r"\{(\.?)([a-z][a-z0-9.-]*)\}")


class ItemSource(TypedDict, total=False):
    """An item of a source (fhir_profiles/README.md says what each key means), or the use of a block."""

    id: str
    type: str
    text: list[str]
    say: list[str]
    help: list[str]
    required: bool
    repeats: bool
    min: int
    max: int
    length: int
    low: int | float | str
    high: int | float | str
    places: int
    unit: str
    code: str
    observe: bool | str
    observedAt: str
    options: list[str]
    when: "list[When]"
    any: bool
    favourites: list[list[str]]
    none: str
    due: bool
    template: str | list[str]
    allocate: str
    items: "list[ItemSource]"
    use: str
    change: dict[str, Object]
    without: list[str]


class When(TypedDict):
    """One enableWhen: `v` is a boolean, a number, a text, or a Coding as `system|code`."""

    q: str
    op: str
    v: str | int | float | bool


class Constraint(TypedDict):
    """A rule on the whole response, told at the item it is about."""

    key: str
    item: str
    severity: str
    human: list[str]
    expr: str


@dataclass(slots=True)
class Source:
    """One form as its author wrote it. faults: what is wrong with it, each with file and item."""

    name: str
    head: Object
    items: list[ItemSource] = field(default_factory=list)
    templates: dict[str, Object] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, where: str, what: str) -> None:
        """Notes one fault at a linkId, a template or a constraint."""
        self.faults.append(f"{self.name}.json: {where}: {what}")

    def walk(self) -> Iterator[ItemSource]:
        """Every item, groups before what they hold."""
        yield from walk(self.items)

    def path(self, link_id: str) -> list[ItemSource]:
        """The item and the groups around it, outermost first; empty when there is no such item."""
        return _path(self.items, link_id)


def walk(items: list[ItemSource]) -> Iterator[ItemSource]:
    """Every item, groups before what they hold."""
    for item in items:
        yield item
        yield from walk(item.get("items", []))


def load(path: Path) -> Object:
    """A JSON object, each key once; ValueError names the file otherwise."""
    try:
        value: Json = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_key_once)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"{path.name}: not an object")
    return value


def read(path: Path, folder: Path = FOLDER) -> Source:
    """The source with its blocks inlined; blocks are files of `folder`/blocks."""
    head = load(path)
    source = Source(path.stem, head)
    source.templates = dict(cast("dict[str, Object]", head.get("templates", {})))
    source.constraints = list(cast("list[Constraint]", head.get("constraints", [])))
    source.items = list(_inlined(source, cast("list[ItemSource]", head.get("items", [])), folder))
    for item in source.walk():
        if not isinstance(item.get("id"), str):
            source.fault(json.dumps(item, ensure_ascii=False)[:60], "an item without id")
            item["id"] = ""
    return source


def _inlined(source: Source, items: list[ItemSource], folder: Path) -> Iterator[ItemSource]:
    for item in items:
        if "use" in item:
            yield from _used(source, item, folder)
        elif "items" in item:
            yield {**item, "items": list(_inlined(source, item["items"], folder))}
        else:
            yield item


def _used(source: Source, use: ItemSource, folder: Path) -> Iterator[ItemSource]:
    """A block's items, without those left out, with what this form says differently of some of them."""
    path = folder / "blocks" / f"{use['use']}.json"
    if not path.is_file():
        source.fault(use["use"], "no such block")
        return
    block = load(path)
    for name, template in cast("dict[str, Object]", block.get("templates", {})).items():
        source.templates.setdefault(name, template)
    found = list(_inlined(source, cast("list[ItemSource]", block.get("items", [])), folder))
    known = {item.get("id", "") for item in walk(found)}
    left_out = set(use.get("without", []))
    for name in sorted((left_out | set(use.get("change", {}))) - known):
        source.fault(name, f"not in the block {use['use']}")
    source.constraints += [
        one for one in cast("list[Constraint]", block.get("constraints", [])) if one["item"] not in left_out
    ]
    yield from _changed(found, use.get("change", {}), left_out)


def _changed(items: list[ItemSource], change: Mapping[str, Object], left_out: set[str]) -> Iterator[ItemSource]:
    for item in items:
        if item["id"] in left_out:
            continue
        merged = {**item, **change.get(item["id"], {})}
        changed = cast("ItemSource", {key: value for key, value in merged.items() if value is not None})
        if "items" in item:
            changed["items"] = list(_changed(item["items"], change, left_out))
        yield changed


def spell_out(source: Source, expression: str, where: str) -> str:
    """`{linkId}`: what was answered, from the response down. `{.linkId}`: the same, from the item at hand."""

    def spelled(match: re.Match[str]) -> str:
        near, link_id = match.groups()
        path = source.path(link_id)
        if not path:
            source.fault(where, f"{{{link_id}}}: no such item")
            return "{}"
        steps = "".join(f".item.where(linkId='{item['id']}')" for item in (path[-1:] if near else path))
        answer = "" if path[-1].get("type", "group") == "group" else ".answer.value"
        return (steps[1:] if near else f"%resource{steps}") + answer

    return _SHORTHAND.sub(spelled, expression)


def _path(items: list[ItemSource], link_id: str) -> list[ItemSource]:
    for item in items:
        if item["id"] == link_id:
            return [item]
        if inner := _path(item.get("items", []), link_id):
            return [item, *inner]
    return []


def _each_key_once(pairs: list[tuple[str, Json]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key twice among {', '.join(key for key, _ in pairs)}")
    return found
