"""The bench runs: a pair, three handoffs. What it measures is nobody's test."""

import json
import os
import subprocess
import sys

from tests.conftest import ROOT


def test_load_counts_three_handoffs_of_one_pair() -> None:
    command = [sys.executable, str(ROOT / "bench" / "load.py"), "--pairs", "1", "--handoffs", "3"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["handoffs"] == 3
    assert record["wire_kb"] > 2 * 14_967 / 1024
    assert record["stored_kb"] > 14_967 / 1024
