#!/usr/bin/env python3
"""What a client does with an admission: answers → document → checks, in Python, in node and in Chromium.

Beside each, what others take for less: fhir.resources to parse the same document, fhirpath.js to evaluate the same
expressions. One JSON line a run, then the targets. Needs `npm ci` in tests/js for fhirpath.js, and a Chromium.
"""

import gzip
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from crypto import per_second
from fhir.resources.R4B.bundle import Bundle  # noqa: TID251  the ban is on the root package

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from navette.core.parties import MailboxKind
from navette.fhir import answers, definitions, strict
from navette.fhir.bundle import compose
from navette.fhir.check import check_bundle
from navette.fhir.document import Context, document, instant
from navette.fhir.form import by_name, compiled
from navette.fhir.parties import Author, Place
from navette.fhir.response import respond
from navette.resources import folder
from tests.js.browser import find_chromium, open_browser
from tests.js.engine import ROOT, STATIC, Call
from tests.js.node import MODULES, run_node

NAME = "admission"
ROUNDS = 3
NOW = 1795341600
BUNDLE_ID = "019ab7f2-7c00-7a11-8000-0123456789ab"
GROUPS = {
    "read": ("strict", "tree", "definitions", "form", "issue"),
    "answers": ("answers", "answer_values", "conditions", "constraints", "dates"),
    "expressions": ("fhirpath", "fhirpath_values"),
    "extract": ("bundle", "document", "draft", "extract", "narrative", "parties", "patient", "response", "identity"),
    "check": ("check", "check_document", "check_formats", "check_identity", "check_profile", "check_references",
              "check_structure", "xhtml"),
    "verify": ("bundle_verify",),
}  # fmt: skip
Record = dict[str, Any]


def context() -> tuple[Context, Record]:
    """Dr Martin writes to a ward: the same in both languages."""
    author, address = Author("Dr Claire Martin", "médecin", "10100000016"), "dr.martin@monistrol.example"
    gp = Place("Dr Claire Martin", kind=MailboxKind.PERSONAL, address=address)
    ward = Place("Gériatrie", facility="CH du Gier", finess="420000000", address="geriatrie@ch-du-gier.example")
    places = [
        {
            "name": one.name,
            "kind": one.kind.value,
            "facility": one.facility,
            "finess": one.finess,
            "address": one.address,
        }
        for one in (gp, ward)
    ]
    said = {
        "author": {"name": author.name, "profession": author.profession, "rpps": author.rpps},
        "custodian": places[0],
        "recipients": places[1:],
        "now": NOW,
        "bundleId": BUNDLE_ID,
        "production": False,
        "urgency": "routine",
    }
    return Context(author, gp, (ward,), NOW, UUID(BUNDLE_ID), production=False), said


def milliseconds(call: Callable[[], object]) -> float:
    """CPU time of one call."""
    return round(1e3 / per_second(call), 4)


def python(given: Record) -> Record:
    """Of one document: composed, and its parts; parsed by fhir.resources."""
    form, (about, _said) = by_name(NAME), context()
    composed = compose(form, given, about)
    if composed.text is None:
        raise SystemExit(f"the example is not accepted: {composed.issues}")
    raw, row = composed.text.encode(), answers.read(form, given)
    return {
        "run": "python",
        "bytes": len(raw),
        "compose_ms": milliseconds(lambda: compose(form, given, about)),
        "answers_ms": milliseconds(lambda: answers.check(form, given)),
        "document_ms": milliseconds(lambda: document(form, row, about)),
        "check_ms": milliseconds(lambda: check_bundle(raw, production=False)),
        "parse_ms": milliseconds(lambda: Bundle.model_validate_json(raw)),
    }


def javascript(text: str) -> tuple[Call, Call]:
    """The calls that measure the same in node or in Chromium; the second one needs fhirpath.js."""
    form, (_about, said) = by_name(NAME), context()
    shape = strict.write(compiled(form)).decode()
    row = answers.read(form, strict.read_object(text.encode()))
    response = strict.write(respond(form, row, instant(NOW))).decode()
    names: Record = {
        "now": instant(NOW),
        "today": instant(NOW)[:10],
        "urgency": "routine",
        "recipients": ["urn:uuid:3"],
    }
    names |= {name: f"urn:uuid:{name}" for name in ("patient", "encounter", "author", "custodian", *form.allocated)}
    table = json.loads(definitions.TABLE.read_text(encoding="utf-8"))
    fiche = Call("tests/js/timing.mjs", "timeFiche", (shape, table, text, said))
    return fiche, Call("tests/js/timing_peer.mjs", "timeAgainst", (shape, response, names))


def sizes() -> Record:
    """Of the scripts a client loads for all this, gzip, in kB of 1,000 bytes."""
    groups = {group: _packed(names) for group, names in GROUPS.items()}
    return {"run": "size", **groups, "all_kb": _packed([name for names in GROUPS.values() for name in names])}


def _packed(names: Iterator[str] | tuple[str, ...] | list[str]) -> float:
    together = b"".join((ROOT / STATIC / f"{name}.js").read_bytes() for name in names)
    return round(len(gzip.compress(together, 9)) / 1000, 2)


def rounds(given: Record, text: str) -> Iterator[Record]:
    """Everything once a round, so that whatever else the machine does falls on all alike."""
    fiche, peer = javascript(text)
    chromium = find_chromium()
    for _ in range(ROUNDS):
        yield python(given)
        yield {"run": "node", **run_node([fiche])[0]}
        if (MODULES / "fhirpath").is_dir():
            yield {"run": "fhirpath.js", **run_node([peer])[0]}
        if chromium:
            with open_browser(chromium) as browser:
                yield {"run": "chromium", **browser.run([fiche])[0]}


def report(records: list[Record]) -> str:
    """What was found, beside its target."""

    def found(run: str, *keys: str) -> list[float]:
        return [one[keys[0]] / (one[keys[1]] if len(keys) > 1 else 1) for one in records if one["run"] == run]

    def median(run: str, *keys: str) -> float | None:
        return statistics.median(values) if (values := found(run, *keys)) else None

    def least(run: str, key: str) -> float | None:
        return min(found(run, key), default=None)  # by the clock: what the neighbours leave

    lines = [
        ("check + extract, Python, ms", 10.0, median("python", "compose_ms")),
        ("check + extract, Chromium, ms", 3.0, least("chromium", "compose_ms")),
        ("scripts without the table, gzip kB", 12.0, median("size", "all_kb")),
        ("check + extract, node, ms", None, least("node", "compose_ms")),
        ("Python, against fhir.resources' parse", None, median("python", "compose_ms", "parse_ms")),
        ("expressions, against fhirpath.js", None, median("fhirpath.js", "ours_ms", "theirs_ms")),
    ]
    return "\n".join(_line(*one) for one in lines)


def _line(what: str, limit: float | None, found: float | None) -> str:
    target = "" if limit is None else f"≤ {limit:g}"
    shown = "not run" if found is None else f"{found:.3g}"
    return f"{what:42}{target:>9}{shown:>10}{'  MISSED' if limit and found and found > limit else ''}"


def main() -> None:
    """Measures, and prints."""
    text = (folder("fhir_profiles") / "examples" / f"{NAME}.answers.json").read_text(encoding="utf-8")
    records = [sizes()]
    print(json.dumps(records[0]))
    for record in rounds(strict.read_object(text.encode()), text):
        records.append(record)
        print(json.dumps(record), flush=True)
    print(report(records))


if __name__ == "__main__":
    main()
