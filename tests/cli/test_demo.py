"""`navette demo`: the whole story, then a server to play with."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from navette.cli.demo.cast import CAST, COORDINATOR
from tests.cli.territory import PROGRAM

ENVIRON = {key: value for key, value in os.environ.items() if not key.startswith("NAVETTE_")} | {"LANG": "fr"}


def test_the_story_is_told_and_the_server_stays_until_ctrl_c(tmp_path: Path) -> None:
    keep = tmp_path / "territory"
    command = [str(PROGRAM), "demo", "--keep", str(keep), "--json"]
    told: list[dict[str, Any]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRON, text=True) as process:
        assert process.stdout is not None
        for one in map(json.loads, process.stdout):
            told.append(one)
            if "commands" in one:
                break
        exports, *commands = told[-1]["commands"]
        environ = {**ENVIRON, "NAVETTE_PASSPHRASE_FILE": exports.partition("=")[2]}
        words = commands[2].split()
        done = subprocess.run([PROGRAM, *words[1:]], env=environ, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    typed = [one for one in told if "command" in one]
    codes = [(one["command"][1], one["exit"]) for one in typed]
    assert codes == [
        ("service", 0), ("service", 0), ("send", 0), ("send", 0), ("inbox", 0), ("open", 0), ("accept", 0),
        ("accept", 8), ("board", 0), ("reply", 0), ("open", 0), ("outbox", 0), ("verify", 0), ("verify", 0),
    ]  # fmt: skip
    warned = typed[3]["output"]
    second = re.search(r"NV-\w{4}-\w{3}", warned)
    assert second is not None
    for said in (
        "fermée jusqu'au",
        "(congrès) – remplaçant : Urgences, CH du Gier",
        "aussi pour : Urgences, CH du Gier, qui ",
    ):
        assert said in warned
    board = next(one["output"] for one in typed if one["command"][1] == "board")
    assert "1 en retard" in board
    assert second[0] in board
    says = " ".join(one.get("says", "") for one in told)
    assert "handoff: seq=1" in says
    assert "Trouvé : rien." in says
    for folder in ("server", COORDINATOR.key, *(one.key for one in CAST)):
        assert (keep / folder).is_dir()
    assert (keep / "received" / "photo-jambe.png").is_file()
    again = subprocess.run(command, env=ENVIRON, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 13


@pytest.mark.soak
def test_nothing_stays_of_a_story_that_is_not_kept(tmp_path: Path) -> None:
    environ = {**ENVIRON, "TMPDIR": str(tmp_path)}
    command = [str(PROGRAM), "demo", "--exit", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
