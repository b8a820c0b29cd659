"""Documents and resources with something changed: what a program with a bug, or an attacker, could send."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any, Final

from tests.fhir.answer_sets import Spelled, spell

JUNK: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 10**12, 10**20, Spelled("1.50"), Spelled("-0.0"), Spelled("1e3"), Spelled("1E-7"),
    "", " ", "x", "0", "true", "2026-02-30", "2024-02-29", "1954", "1954-08", "1954-08-12", "2026-11-22T10:00:00+01:00",
    "12:30:00", "2026-11-22T10:00:00", "urn:uuid:x", "urn:uuid:019ab7f2-7c00-7a11-8000-0123456789ab", "#a", "Patient/1",
    "http://x y", "https://x.example/a|1", "final", "entered-in-error", "male", "a b", " a", "a  b", "é\u0301",
    "\u00a0", "\u2028", "\x0b", "\ud800", "🫀", "<b>", "aGk=", "aGk", "text/plain", "1.2.3", "urn:oid:1.2.3", "kg",
    "QUAL", "VALI", "x" * 70, [], {}, ["a"], [None], [{}], {"a": 1}, {"coding": [{"code": "z"}]},
    {"reference": "urn:uuid:x"}, {"reference": "#a"}, {"value": 1}, {"text": "x"},
    {"system": "http://loinc.org", "code": "8716-3"}, {"__proto__": 1}, {"start": "2026", "end": "2025"},
    {"extension": [{"url": "http://x"}]},
    {"resourceType": "Patient"}, {"resourceType": "Substance"}, {"constructor": 1},
)  # fmt: skip
DIV: Final = '<div xmlns="http://www.w3.org/1999/xhtml">'
DIVS: Final = (
    "<p>x</p>", "x", "", "<div>x</div>", f"{DIV[:-1]}/>", f"{DIV}\u00a0</div>", f"{DIV}<p>x</div>", f"{DIV}x</div>y",
    f"{DIV}<script>x</script></div>", f"{DIV}TA &lt; 140 &amp; x</div>", f"{DIV}&nbsp;</div>",
    f"{DIV}<!-- x -->y</div>", f'{DIV}<a href="javascript:x">y</a></div>', f'{DIV}<p onclick="x">y</p></div>',
    f'{DIV}<p a="1" a="2">y</p></div>', f"{DIV}&#x1F600;&#0;</div>",
    f"<!DOCTYPE x>{DIV}x</div>", f"{DIV}<![CDATA[x]]></div>", f"{DIV}TA < 140</div>",
)  # fmt: skip
BESIDE: Final[tuple[Any, ...]] = ({"extension": [{"url": "http://x", "valueString": "y"}]}, {}, [None], "x")
NOISE: Final = (b" ", b"\n", b"\x0b", b"\xc2\xa0", b",", b"//x\n", b"\\u0000", b"\x00")
URLS: Final = "https://navette.example/fhir/StructureDefinition/navette-"
PROFILES: Final = ("document", "patient", "patient-ins", "composition", "observation", "task", "nothing")
KEYS: Final = ("x", "id", "extension", "value", "valueString", "text", "contained", "__proto__", "1", "resourceType")
Path = tuple[Any, ...]


def mutated(value: Any, random: Random) -> Any:
    """The same with one to three things changed."""
    value = copy.deepcopy(value)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        path = random.choice(list(_paths(value)))
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        _change(holder, path[-1], random)
    return value


def raw_mutated(text: str, random: Random) -> bytes:
    """Bytes that are no JSON any more, or other JSON."""
    raw = text.encode()
    at = random.randrange(len(raw))
    match random.randrange(8):
        case 0:
            return raw[:at]
        case 1:
            return raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]
        case 2:
            return b"\xef\xbb\xbf" + raw
        case 3:
            return raw.replace(b'"id":', b'"id":"1","id":', 1)
        case 4:
            return raw.replace(b"{", b"[" * random.choice((99, 101, 2000)) + b"{", 1)
        case 5:
            return raw[:at] + random.choice(NOISE) + raw[at:]
        case 6:
            return raw.replace(b":", b':"\\ud83d",' + b'"y":', 1)
        case _:
            return raw + random.choice((b" ", b"{}", b"\n\n", b"\x00"))


def mutants(value: Any, random: Random, count: int) -> list[str]:
    """So many of them, as JSON texts."""
    return [spell(mutated(value, random)) for _ in range(count)]


def parsed(text: str) -> Any:
    """To be changed: decimals keep their spelling."""
    return json.loads(text, parse_float=Spelled)


def _change(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict) and random.random() < 0.25:
        _rename(holder, key, random)
    elif key in ("div", "profile") and random.random() < 0.5:
        holder[key] = random.choice(DIVS) if key == "div" else [URLS + random.choice(PROFILES)]
    elif random.random() < 0.3:
        del holder[key]
    elif isinstance(holder, list) and random.random() < 0.4:
        holder.append(copy.deepcopy(holder[key]))
    elif isinstance(holder[key], str) and random.random() < 0.3:
        holder[key] = _misspelled(holder[key], random)
    elif random.random() < 0.1:
        holder[key] = [holder[key]] if not isinstance(holder[key], list) else (holder[key] or [None])[0]
    else:
        holder[key] = copy.deepcopy(random.choice(JUNK))


def _rename(holder: dict[str, Any], key: str, random: Random) -> None:
    match random.randrange(3):
        case 0:
            holder[f"{key}{random.choice(('X', 's', ''))}"] = holder.pop(key)
        case 1:
            holder["_" + key.lstrip("_")] = copy.deepcopy(random.choice(BESIDE))
        case _:
            holder[random.choice(KEYS)] = copy.deepcopy(random.choice(JUNK))


def _misspelled(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice((" ", "é", "<", "&", "9", "", "\u0301", "-")) + text[at + 1 :]


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place but the whole."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _paths(inner, (*path, at))
