"""`navette serve`: says where it is, stops when it is told to, and logs nothing that it must not."""

import json
import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.cli.territory import PROGRAM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops(tmp_path: Path, number: signal.Signals) -> None:
    environ = {**os.environ, "NAVETTE_METRICS_PORT": "0", "LANG": "en"}
    command = [str(PROGRAM), "serve", "--data", str(tmp_path / "data"), "--port", "0", "--json", "--trial"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert said["folder"] == str(tmp_path / "data")
        with urllib.request.urlopen(f"{said['url']}/readyz", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == ""
    assert [json.loads(line)["event"] for line in err.splitlines()] == ["serving", "stopped"]
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_what_does_not_start(tmp_path: Path) -> None:
    environ = {**os.environ, "NAVETTE_METRICS_PORT": "0", "LANG": "en"}
    command = [str(PROGRAM), "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True) as first:
        assert first.stdout is not None
        said = first.stdout.readline()
        assert said.startswith("Navette listens on http://127.0.0.1:")
        port = said.split(":")[2].partition(";")[0]
        second = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
        taken = [*command[:3], str(tmp_path / "other"), "--port", port]
        third = subprocess.run(taken, env=environ, capture_output=True, text=True, timeout=60, check=False)
        first.terminate()
        first.communicate(timeout=30)
    assert second.returncode == third.returncode == 13
    assert f"127.0.0.1:{port}" in third.stderr
    assert "another server uses this folder" in second.stderr
    environ["NAVETTE_PROT"] = "1"
    mistyped = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert mistyped.returncode == 13
    assert mistyped.stderr.startswith("navette: The setting NAVETTE_PROT cannot be used: unknown.")
