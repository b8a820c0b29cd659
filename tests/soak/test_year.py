"""Every reminder that is due fires once and in its minute, and no other does, wherever the program is killed."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from navette.store.database import FILE
from tests.soak.process import ROOT
from tests.soak.year import Story, expected, fired


class Life:
    """The story, lived by a process that is killed again and again."""

    def __init__(self, folder: Path, seed: int, days: int, count: int) -> None:
        self.folder, self.arguments = folder, [str(folder), str(seed), str(days), str(count)]
        self.story = Story(seed, days, count)
        self.since = self.story.begins
        self.minutes = 0

    def live(self, minutes: int | None = None) -> bool:
        """Until it has told that many more minutes, then it is killed; whether the story has come to its end."""
        command = [sys.executable, "-m", "tests.soak.year", *self.arguments, str(self.since)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == "end":
                    assert process.wait(60) == 0
                    return True
                self.since, self.minutes = int(line), self.minutes + 1
                if minutes is not None and (minutes := minutes - 1) <= 0:
                    process.kill()
                    break
        return False


def assert_each_once(life: Life) -> None:
    told, wanted = fired(life.folder / FILE), expected(life.story)
    assert len(told) == len(wanted)
    assert told == wanted


def test_a_fortnight(tmp_path: Path, seed: int) -> None:
    life, chance = Life(tmp_path / "server", seed, 14, 600), random.Random(seed)
    for _ in range(3):
        assert not life.live(chance.randrange(1, 60))
    assert life.live()
    assert_each_once(life)


@pytest.mark.soak
def test_a_year_with_a_hundred_restarts(tmp_path: Path, seed: int) -> None:
    days, count, restarts = 365, 150_000, 100
    life, chance = Life(tmp_path / "server", seed, days, count), random.Random(seed)
    begun = time.monotonic()
    for _ in range(restarts):
        assert not life.live(chance.randrange(1, 2600))
    assert life.live()
    assert_each_once(life)
    told = len(fired(life.folder / FILE))
    print(f"{count} handoffs, {told} reminders, {restarts} kills, {int(time.monotonic() - begun)} s")
