"""Scripts lose their comments and blanks on the way to the browser, and nothing else."""

import gzip
import json
from pathlib import Path

import pytest

from navette.web.bare import bare
from tests.js.engine import ROOT, STATIC
from tests.js.node import node

SCRIPTS = [path for path in sorted((ROOT / STATIC).rglob("*.js")) if not path.stem.endswith("_fallback")]
KEPT = [
    "const path='//host/*';\n",
    'const quoted="\\"//host = 1";\n',
    "const text=`// ${f(`/* ${x} */`)} //\n  as it stands\n`;\n",
    "const pattern=/[/*]\\/\\/ */.test(x)&&f(/\\/* = $/);\n",
    "const half=a / b - +c;\n",
]
LOST = [
    ("// why\n", ""),
    ("  // why\n", ""),
    ("\n\n", ""),
    ("/** @type {string} */\n", ""),
    ("/** @a */ /** @b */\n", ""),
    ("/**\n * @param {any} x\n */\n", ""),
    ("/* one\n   two */\n", ""),
    ("/** @typedef {{a: string}} A @typedef {{b: string}} B */\n", ""),
    ("f(1); // why\n", "f(1);\n"),
    ("  f(\n    1,\n  );\n", "f(\n1,\n);\n"),
    ("/** @type {any} */ (found).call();\n", "(found).call();\n"),
    ("  return /** @type {Urgency} */ (read.byte());\n", "return(read.byte());\n"),
    ("/* a */ f(); /* b */\n", " f();\n"),
    ("const f = (a, b) => a / 2 > b ? { a } : / = /.exec(b);\n", "const f=(a,b)=>a / 2>b?{a}:/ = /.exec(b);\n"),
]


@pytest.mark.parametrize("line", KEPT)
def test_code_stays(line: str) -> None:
    assert bare(line) == line


@pytest.mark.parametrize(("line", "left"), LOST)
def test_comments_and_blanks_go(line: str, left: str) -> None:
    assert bare(f"const one = 1;\n{line}const two = 2;\n") == f"const one=1;\n{left}const two=2;\n"


def test_every_script_is_the_same_program() -> None:
    pairs = [(text, bare(text)) for text in (path.read_text(encoding="utf-8") for path in SCRIPTS)]
    different = json.loads(node("tests/js/bare.mjs", given=json.dumps(pairs)))
    assert [str(SCRIPTS[at]) for at in different] == []


def weight(path: Path) -> int:
    return len(gzip.compress(bare(path.read_text(encoding="utf-8")).encode(), 9))


def test_what_seals_and_opens_is_light() -> None:
    """As it is served: bytes of gzip, file by file; what only some browsers or failures load is not in it."""
    later = {"inflate_fault", "hours"}
    floors = [path for path in SCRIPTS if path.parent.name in ("core", "envelope") and path.stem not in later]
    assert len(floors) > 20
    assert sum(map(weight, floors)) <= 23_500
