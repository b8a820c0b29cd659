"""Resources with a few things wrong at random: what a fuzzer of the checks works with. Every choice is the seed's."""

import copy
import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final, TypeAlias

Tree: TypeAlias = Any

_EXTENDED: Final = {"extension": [{"url": "http://x.example/e", "valueString": "y"}]}
_MADE: Final = "https://navette.example/fhir/StructureDefinition/navette-"
# What stands anywhere instead of what belongs there.
ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 10**12, 10**20, "", "x", " ", "\u00a0", [], {}, ["a"], [None], {"id": "a"}),
    *("2026-02-30", "2024-02-29", "1954-08-12", "2999-01-01", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00"),
    *("urn:uuid:x", "urn:oid:1.2.x", "#", "#a", "Patient/1", "https://h.example/fhir/Patient/3", "http://x y"),
    *("final", "active", "é\u0301😀", "\u202eא", "AAAA", "A===", "10100000017", "DOUT", "99999", "constructor"),
    *({"a": 1}, {"1": 1, "0": 0, "b": 2}, {"__proto__": 1}, {"é": 1, "z": 2, "10": 3}, _EXTENDED, [None, _EXTENDED]),
    *({"coding": [{"code": "z"}]}, {"coding": [{"system": "http://loinc.org", "code": "z"}]}, {"text": "t"}),
    *({"reference": "#"}, {"reference": "Patient/1"}, {"reference": "urn:uuid:x"}, {"resourceType": "Patient"}),
    *({"resourceType": "Substance", "x": [{"reference": "#q"}]}, {"resourceType": "Nobody"}),
    *({"profile": [f"{_MADE}{name}"]} for name in ("patient-ins", "composition", "observation", "task")),
    *("<div>", '<div xmlns="http://www.w3.org/1999/xhtml">x</div>', '<div xmlns="http://www.w3.org/1999/xhtml"><p>'),
)
_KEYS: Final = ("valueQuantity", "valueString", "contained", "extension", "id", "1", "0", "meta", "text")


def mutated(seeds: Sequence[Tree], count: int, seeded: int) -> Iterator[str]:
    """`count` resources as JSON: seeds, or the resources in them, with one to three changes."""
    random = Random(seeded)
    parts = [*seeds, *(entry["resource"] for seed in seeds for entry in seed.get("entry", ()))]
    held = _values(seeds)
    for _turn in range(count):
        tree = copy.deepcopy(random.choice(parts if random.random() < 0.6 else seeds))
        for _change in range(random.choice((1, 1, 1, 1, 2, 3))):
            _alter(tree, held, random)
        yield json.dumps(tree, ensure_ascii=False)


def _alter(tree: Tree, held: dict[str, list[Tree]], random: Random) -> None:
    places = list(_places(tree))
    if not places:
        return
    holder, key = random.choice(places)
    turn = random.random()
    if turn < 0.3:
        del holder[key]
    elif turn < 0.6:
        holder[key] = copy.deepcopy(random.choice(ODD))
    elif turn < 0.66:
        holder[key] = [holder[key]]
    elif turn < 0.78 and isinstance(holder[key], str) and holder[key]:
        holder[key] = _misspelled(holder[key], random)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif turn < 0.84:
        holder[key + random.choice(("X", "s", "String"))] = holder.pop(key)
    elif turn < 0.92:
        name = random.choice(sorted(held))
        holder[name] = copy.deepcopy(random.choice(held[name]))
    else:
        holder[random.choice((f"_{key.lstrip('_')}", *_KEYS))] = copy.deepcopy(random.choice((_EXTENDED, *ODD)))


def _misspelled(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice(("", "z", " ", "é", "0", "A", "/")) + text[at + 1 :]


def _places(value: Tree) -> Iterator[tuple[Tree, Any]]:
    """Each holder with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _values(seeds: Sequence[Tree]) -> dict[str, list[Tree]]:
    """What stands under each name in the seeds."""
    found: dict[str, list[Tree]] = {}
    for seed in seeds:
        for holder, key in _places(seed):
            if isinstance(key, str):
                found.setdefault(key, []).append(holder[key])
    return found
