"""The server as an operator runs it: `navette serve` in a process of its own, that can be killed and started again."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from navette.service.enroll import FirstInvitation, first_invitation
from navette.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
QUIET = {"NAVETTE_METRICS_PORT": "0", "NAVETTE_RATE_PER_MINUTE": "10000000", "NAVETTE_PRODUCTION": "false"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Its folder, its port, and the process while there is one. log: what it says, the whole life long."""

    def __init__(self, folder: Path, **environ: str) -> None:
        """environ: NAVETTE_* settings, and whatever else its environment must hold."""
        self.folder, self.database = folder, folder / "navette.db"
        self.port = free_port()
        self.log = folder.with_suffix(".log")
        self.environ = {**QUIET, **environ}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def invitation(self) -> FirstInvitation:
        """The first coordinator's."""
        return first_invitation(Settings(data_dir=self.folder), "Nathalie")

    def spawn(self) -> None:
        """Begins to start."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NAVETTE_")}
        command = [sys.executable, "-m", "navette.cli", "--json", "serve", "--data", str(self.folder)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=ROOT,
                env={**kept, **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def ready(self) -> None:
        """Returns once it listens."""
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        assert json.loads(line)["url"] == self.url

    def start(self) -> None:
        self.spawn()
        self.ready()

    def kill(self) -> None:
        """SIGKILL: what the process had in mind is gone."""
        self._end(lambda process: process.kill())

    def stop(self) -> None:
        """SIGTERM, and it ends by itself."""
        self._end(lambda process: process.terminate())

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> None:
        process, self.process = self.process, None
        if process is not None:
            how(process)
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
