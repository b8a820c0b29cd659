"""Where what other browsers need was never built: what cannot be done is refused by name, the rest works."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.js.engine import ROOT, STATIC, Call, Thrown
from tests.js.node import run_node


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    for name in ("core", "envelope"):
        shutil.copytree(ROOT / STATIC / name, tmp_path / name, ignore=shutil.ignore_patterns("*_fallback.js"))
    (tmp_path / "package.json").write_text('{"type":"module"}')
    return tmp_path


def ask(scripts: Path, module: str, function: str, *args: Any) -> Any:
    return run_node([Call((scripts / module).as_uri(), function, args)])[0]


@pytest.mark.parametrize(
    ("module", "function", "args", "code"),
    [
        ("envelope/kem.js", "publicKey", ([],), "browser-too-old"),
        ("envelope/unlock.js", "loginProof", ("passphrase", [], []), "passphrase-elsewhere"),
    ],
)
def test_it_is_said_which_browser_cannot(
    scripts: Path, module: str, function: str, args: tuple[Any, ...], code: str
) -> None:
    with pytest.raises(Thrown) as caught:
        ask(scripts, module, function, *args)
    assert caught.value.error["code"] == code


def test_what_needs_neither_works(scripts: Path) -> None:
    assert len(ask(scripts, "envelope/lock_making.js", "newCode")) == 34
