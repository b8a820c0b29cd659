"""Sends numbered fiches until it is killed. A program of its own, run by test_client_crash.py:

python -m tests.soak.sender HOME SEED FIRST FILE
"""

import asyncio
import sys
from pathlib import Path

from navette.client.folder import Folder
from navette.client.mailbox import Mailbox
from navette.core.errors import Local
from navette.envelope.person import Person
from tests.client.world import WARD

HELD = ("server-unreachable",)  # it waits in the outbox: the next one is written all the same


async def send(home: Path, seed: bytes, first: int, file: Path) -> None:
    async with await Mailbox.open(Folder(home), Person(seed)) as mailbox:
        print("ready", flush=True)
        for number in range(first, first + 1000):
            try:
                await mailbox.send([WARD], str(number).encode(), attachments=[file] if number % 3 == 0 else [])
            except Local as error:
                if error.code not in HELD:
                    raise
                await asyncio.sleep(0.05)
            print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
