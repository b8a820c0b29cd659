"""Scripts lose their comments on the way to the browser, and nothing else."""

import gzip
import json
from pathlib import Path

import pytest

from navette.web.bare import bare
from tests.js.engine import ROOT, STATIC
from tests.js.node import node

SCRIPTS = [path for path in sorted((ROOT / STATIC).rglob("*.js")) if not path.stem.endswith("_fallback")]
KEPT = [
    "const one = 1; // why\n",
    "/** @type {any} */ (found).call();\n",
    "  return /** @type {Urgency} */ (read.byte());\n",
    "const path = '//host/*';\n",
    "/* a */ f(); /* b */\n",
]
LOST = [
    "// why\n",
    "  // why\n",
    "\n",
    "/** @type {string} */\n",
    "/** @a */ /** @b */\n",
    "/**\n * @param {any} x\n */\n",
    "/* one\n   two */\n",
    "/** @typedef {{a: string}} A @typedef {{b: string}} B */\n",
]


@pytest.mark.parametrize("line", KEPT)
def test_code_stays(line: str) -> None:
    assert bare(line) == line


@pytest.mark.parametrize("comment", LOST)
def test_comments_go(comment: str) -> None:
    assert bare(f"const one = 1;\n{comment}const two = 2;\n") == "const one = 1;\nconst two = 2;\n"


def test_every_script_is_the_same_program() -> None:
    pairs = [(text, bare(text)) for text in (path.read_text(encoding="utf-8") for path in SCRIPTS)]
    different = json.loads(node("tests/js/bare.mjs", given=json.dumps(pairs)))
    assert [str(SCRIPTS[at]) for at in different] == []


def weight(path: Path) -> int:
    return len(gzip.compress(bare(path.read_text(encoding="utf-8")).encode(), 9))


def test_what_seals_and_opens_is_light() -> None:
    """As it is served: bytes of gzip, file by file; what only some browsers or failures load is not in it."""
    later = {"inflate_fault"}
    floors = [path for path in SCRIPTS if path.parent.name in ("core", "envelope") and path.stem not in later]
    assert len(floors) > 20
    assert sum(map(weight, floors)) <= 23_000
