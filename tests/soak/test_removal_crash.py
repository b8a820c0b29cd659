"""The process that removes is killed at any moment: what went is stated once, and no file outlives its attachment."""

import asyncio
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from navette.service.audit import verify, vkeys_beside
from navette.store.connection import connect_readonly
from navette.store.database import FILE
from tests.soak.process import ROOT
from tests.things import SealedFile
from tests.world import territory

pytestmark = pytest.mark.soak

CLOSED, OPEN, KILLS = 60, 5, 12
# One batch a handoff, so that there are many moments to die at.
SWEEP = """
import asyncio, sys, time
from pathlib import Path
from navette.service import attach, retention
from navette.service.context import Context
from navette.settings import Settings

async def main():
    later = int(time.time()) + 91 * 86400
    context = Context.create(Settings(data_dir=Path(sys.argv[1])), lambda: later)
    await context.database.open()
    retention.BATCH = attach.FILES = 1
    print("begins", flush=True)
    await retention.sweep(context)
    await context.database.close()

asyncio.run(main())
"""


def sweep(folder: Path) -> "subprocess.Popen[bytes]":
    """A process that has begun to remove."""
    process = subprocess.Popen([sys.executable, "-c", SWEEP, str(folder)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"begins\n"
    return process


async def fill(folder: Path) -> None:
    """Fiches with an attachment each, most of them closed."""
    async with territory(folder) as world:
        for n in range(CLOSED + OPEN):
            file = SealedFile.of(100)
            await world.upload(file)
            envelope = await world.received(blobs=[file.ref])
            if n < CLOSED:
                assert (await world.decide(world.nurse, envelope, "closed", "done")).status == 201


def test_killed_while_it_removes(tmp_path: Path, seed: int) -> None:
    folder, chance = tmp_path / "server", random.Random(seed)
    asyncio.run(fill(folder))
    for _ in range(KILLS):
        process = sweep(folder)
        try:
            process.wait(chance.uniform(0, 0.2))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
        assert [str(fault) for fault in verify(folder / FILE, vkeys_beside(folder / FILE))] == []
    assert sweep(folder).wait(60) == 0
    assert [str(fault) for fault in verify(folder / FILE, vkeys_beside(folder / FILE))] == []
    files = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    assert len(files) == OPEN
    with closing(connect_readonly(folder / FILE)) as db:
        stated = Counter(row[0] for row in db.execute("SELECT handoff FROM act WHERE act = 'removal'"))
        assert set(stated.values()) == {1}
        assert len(stated) == CLOSED
        assert db.execute("SELECT count(*) FROM envelope").fetchone() == (OPEN,)
        assert db.execute("SELECT count(*) FROM discarded").fetchone() == (0,)
