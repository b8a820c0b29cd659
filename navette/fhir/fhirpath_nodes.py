"""The nodes FHIRPath goes through: members, choices, types, what is below, what is there twice.

A node is a value of JSON with its type, when it is known: that of a choice (value reaches valueQuantity, a Quantity)
or of a resource.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, TypeAlias

from navette.fhir import tree
from navette.fhir.fhirpath_values import double, is_number, is_whole, same
from navette.fhir.strict import Json, Object

Node: TypeAlias = tuple[Json, str | None]
Nodes: TypeAlias = list[Node]

# Types above others, for `is`, `as` and `ofType`.
_ABOVE: Final = {
    **dict.fromkeys(("code", "id", "markdown"), "string"),
    **dict.fromkeys(("url", "canonical", "uuid", "oid"), "uri"),
    **dict.fromkeys(("positiveInt", "unsignedInt"), "integer"),
    **dict.fromkeys(("Age", "Count", "Distance", "Duration"), "Quantity"),
}
_TEXTS: Final = (
    "base64Binary canonical code date dateTime id instant markdown oid string time uri url uuid".split()  # noqa: SIM905
)
_OTHERS: Final = (
    "boolean decimal integer positiveInt unsignedInt Address Age Annotation Attachment CodeableConcept Coding"
    " ContactDetail ContactPoint Contributor Count DataRequirement Distance Dosage Duration Expression HumanName"
    " Identifier Meta Money ParameterDefinition Period Quantity Range Ratio Reference RelatedArtifact SampledData"
    " Signature Timing TriggerDefinition UsageContext"
)
_CHOICES: Final = {name[0].upper() + name[1:]: name for name in (*_TEXTS, *_OTHERS.split())}


def listed(value: Json) -> Nodes:
    """A node per value: those of a list, one, or none."""
    if isinstance(value, list):
        return [(one, None) for one in value if one is not None]
    return [] if value is None else [(value, None)]


def only(nodes: Nodes) -> Json:
    """The value when there is exactly one, else None."""
    return nodes[0][0] if len(nodes) == 1 else None


def values(nodes: Nodes) -> list[Json]:
    """The values without their types."""
    return [value for value, _type in nodes]


def truth(nodes: Nodes) -> bool | None:
    """What a condition says: nothing when it is empty; a single value that is no boolean is there, hence true."""
    if not nodes:
        return None
    value = nodes[0][0]
    return value if len(nodes) == 1 and isinstance(value, bool) else True


def members(nodes: Nodes, name: str) -> Nodes:
    """The elements of that name; what has extensions in the place of its value is there too."""
    found: Nodes = []
    for value, _type in nodes:
        if isinstance(value, dict):
            inner = value.get(name)
            if isinstance(inner, str | dict):
                found.append((inner, None))
            elif inner is None or (isinstance(inner, list) and None in inner):
                found += _otherwise(value, name)
            else:
                found += listed(inner)
    return found


def _otherwise(value: Object, name: str) -> Nodes:
    if name in value or f"_{name}" in value:
        return _extended(value, name, None)
    for key in value:
        plain = key.removeprefix("_")
        if plain.startswith(name) and (kind := _CHOICES.get(plain[len(name) :])):
            return _extended(value, plain, kind)
    return []


def _extended(value: Object, name: str, kind: str | None) -> Nodes:
    """The values of an element, and where there is none its extensions (https://hl7.org/fhir/R4/json.html#primitive)."""
    plain, extended = (one if isinstance(one, list) else [one] for one in (value.get(name), value.get(f"_{name}")))
    pairs = zip_longest(plain, extended)
    return [(other if one is None else one, kind) for one, other in pairs if one is not None or other is not None]


def is_a(node: Node, kind: str) -> bool:
    """By its type when it is known, else by what JSON says: a text may then be of any type that is written as one."""
    value, known = node
    kind = kind if isinstance(value, dict) else kind[:1].lower() + kind[1:]
    if isinstance(value, dict) and "resourceType" in value:
        return kind in ("Resource", value["resourceType"])
    if known or isinstance(value, dict):
        return known is not None and kind in (known, _ABOVE.get(known))
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "decimal":
            return is_number(value)
        case "integer" | "positiveInt" | "unsignedInt":
            return is_whole(value)
    return isinstance(value, str) and kind in _TEXTS


def children(nodes: Nodes) -> Nodes:
    """What is directly below, in the order of the JSON."""
    return [
        node
        for value, _type in nodes
        for key, inner in tree.obj(value).items()
        if key != "resourceType" and key[:1] != "_"
        for node in listed(inner)
    ]


def descendants(nodes: Nodes) -> Nodes:
    """All that is below, each element before what is in it."""
    return list(_below(nodes))


def _below(nodes: Nodes) -> Iterator[Node]:
    for node in children(nodes):
        yield node
        yield from _below([node])


def distinct(nodes: Iterable[Node]) -> Nodes:
    """The first of those that are equal."""
    found: Nodes = []
    seen: set[str | float | bool] = set()
    structures: list[Json] = []
    for node in nodes:
        value = node[0]
        if isinstance(value, dict | list):
            if any(same(value, other) for other in structures):
                continue
            structures.append(value)
        else:
            key = f"'{value}" if isinstance(value, str) else double(value) if is_number(value) else str(value)
            if key in seen:
                continue
            seen.add(key)
        found.append(node)
    return found


def intersect(one: Nodes, other: Nodes) -> Nodes:
    """What is on both sides, once."""
    return [node for node in distinct(one) if any(same(node[0], value) for value, _type in other)]
