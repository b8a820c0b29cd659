#!/usr/bin/env python3
"""What a page does with an envelope: in Chromium, in Chromium without its own X-Wing, in node; what it weighs; and what
a person waits for in it (pages.py).

One JSON line a run, then the targets. Needs a Chromium; the files for browsers without X-Wing are built when missing.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pages

from hatch_build import build_fallback
from navette.web.bare import bare
from navette.web.pages import shell
from navette.web.pages.first import SHEETS
from navette.web.static import release
from tests.js.browser import find_chromium, open_browser
from tests.js.engine import ROOT, STATIC, Call
from tests.js.node import run_node

ROUNDS = 3
FICHE = 10_500
LATER = ("inflate_fault", "xwing_fallback", "argon2id_fallback")
TIMED = Call("tests/js/timing_envelope.mjs", "timeEnvelope", (FICHE,))
FORCED = Call("adapters/envelopes", "forceFallback")
Record = dict[str, Any]


def sizes() -> Record:
    """gzip of the scripts as they are served, in kB of 1,000 bytes: file by file, and as one file."""
    paths = [path for name in ("core", "envelope") for path in sorted((ROOT / STATIC / name).glob("*.js"))]
    scripts = {path.stem: bare(path.read_text()).encode() for path in paths}
    served = {name: script for name, script in scripts.items() if name not in LATER}
    later = {f"{name}_kb": _kb(script) for name, script in scripts.items() if name in LATER}
    whole = _kb(b"".join(served.values()))
    first = {"first_kb": round(sum(first_load()) / 1000, 2), "first_files": len(first_load())}
    return {"run": "size", "files_kb": round(sum(map(_kb, served.values())), 2), "together_kb": whole, **later, **first}


def first_load() -> list[int]:
    """Bytes, as they are sent, of each file before the first list: docs/pages.md."""
    here = release()
    found = [here.find(path) for path in (*here.needed(), *SHEETS, "favicon.svg")]
    document = gzip.compress(shell.document(here, "fr"), 9)
    return [len(document), *(len(one.zipped or one.raw) for one in found if one is not None)]


def _kb(script: bytes) -> float:
    return round(len(gzip.compress(script, 9)) / 1000, 2)


def rounds() -> Iterator[Record]:
    """Everything once a round, so that whatever else the machine does falls on all alike."""
    chromium = find_chromium()
    for _ in range(ROUNDS):
        yield {"run": "node", **run_node([TIMED])[0]}
        if chromium:
            with open_browser(chromium) as browser:
                yield {"run": "chromium", **browser.run([TIMED])[0]}
            with open_browser(chromium) as browser:
                yield {"run": "chromium without X-Wing", **browser.run([FORCED, TIMED])[1]}


def report(records: list[Record]) -> str:
    """What was found, beside its target."""
    lines = [
        ("seal to 2 recipients, Chromium, ms", 2.0, "chromium", "seal_ms"),
        ("verify and open, Chromium, ms", 1.5, "chromium", "open_ms"),
        ("seal, Chromium without X-Wing, ms", None, "chromium without X-Wing", "seal_ms"),
        ("open, Chromium without X-Wing, ms", None, "chromium without X-Wing", "open_ms"),
        ("core and envelope as one file, gzip kB", 14.0, "size", "together_kb"),
        ("first load of To do, gzip kB", 60.0, "size", "first_kb"),
        ("a fiche of 10 kB opened, median, ms", 50.0, "fiche, reply", "median_ms"),
        ("the same, p95, ms", None, "fiche, reply", "p95_ms"),
        ("a fiche of 17 kB opened, median, ms", 50.0, "fiche, admission", "median_ms"),
        ("directory of 1,600 entries replayed, ms", 1000.0, "directory", "replay_ms"),
        ("list of 500 shown, median, ms", 200.0, "list of 500", "shown_median_ms"),
        ("list of 500, a key of the search, ms", 50.0, "list of 500", "key_median_ms"),
        ("list of 500, frames scrolled, median, ms", 17.0, "list of 500", "frame_median_ms"),
        ("list of 500, tasks over 50 ms scrolling", 0.0, "list of 500", "long_tasks"),
        ("list of 5000 shown, median, ms", None, "list of 5000", "shown_median_ms"),
        ("list of 5000, a key of the search, ms", 100.0, "list of 5000", "key_median_ms"),
        ("list of 5000, tasks over 50 ms scrolling", 0.0, "list of 5000", "long_tasks"),
        ("list of 5000, heap, MB", 60.0, "list of 5000", "memory_mb"),
    ]
    return "\n".join(_line(*one, records) for one in lines)


def _line(what: str, limit: float | None, run: str, key: str, records: list[Record]) -> str:
    found = min((one[key] for one in records if one["run"] == run), default=None)  # what the neighbours leave
    target = "" if limit is None else f"≤ {limit:g}"
    shown = "not run" if found is None else f"{found:.3g}"
    missed = limit is not None and found is not None and found > limit
    return f"{what:42}{target:>9}{shown:>10}{'  MISSED' if missed else ''}"


def main() -> None:
    """Measures, and prints."""
    build_fallback(ROOT)
    records = []
    for record in ([sizes()], rounds(), pages.rounds() if find_chromium() else ()):
        for one in record:
            records.append(one)
            print(json.dumps(one), flush=True)
    print(report(records))


if __name__ == "__main__":
    main()
