"""The demonstration's server: the real one, in a process of its own, on a free port."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from navette.core.errors import Local

ORIGIN = "demo.navette.example"


class Server:
    """A context: the server runs inside it. url: where, once entered. log: what it says, beside its folder."""

    def __init__(self, folder: Path, port: int = 0, settings: Mapping[str, str] | None = None) -> None:
        """settings: NAVETTE_ variables it is run with."""
        self.folder = folder
        self._settings = dict(settings or {})
        self.log = folder.parent / "server.log"
        self.url = ""
        self._port = port
        self._process: subprocess.Popen[str] | None = None

    @property
    def arguments(self) -> list[str]:
        """The command that runs it again."""
        port = self.url.rpartition(":")[2] or str(self._port)
        return ["serve", "--data", str(self.folder), "--port", port, "--origin", ORIGIN, "--trial"]

    def __enter__(self) -> "Server":
        environ = {key: value for key, value in os.environ.items() if not key.startswith("NAVETTE_")}
        environ |= {"NAVETTE_METRICS_PORT": "0", **self._settings}
        command = [sys.executable, "-m", "navette.cli", *self.arguments, "--json"]
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=environ
            )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        if not first:
            self.stop()
            raise Local("file", path=str(self.log))
        self.url = json.loads(first)["url"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """As an operator stops it: SIGTERM, and it finishes what it has answered."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def wait(self) -> None:
        """Until it ends, or Ctrl+C."""
        assert self._process is not None
        self._process.wait()
