"""A server on a slow disk whose power is cut: what was not forced to the disk is gone."""

import random
import shutil
import subprocess
from pathlib import Path

from tests.soak.process import Server

SOURCE = Path(__file__).with_suffix(".c")
NAMES = ".names"


def compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc")


def build(folder: Path) -> Path:
    """The library to preload."""
    library = folder / "powercut.so"
    command = [compiler() or "cc", "-shared", "-fPIC", "-O2", "-Wall", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run([*command, "-lpthread"], check=True)
    return library


class Mains(Server):
    """chance: of which files more than what was forced has reached the disk. slow: microseconds a force may take."""

    def __init__(self, folder: Path, library: Path, chance: random.Random, slow: int) -> None:
        super().__init__(folder)
        self._chance, self.disk = chance, folder.with_suffix(".disk")
        self.environ |= {
            "LD_PRELOAD": str(library),
            "POWERCUT_FROM": str(folder),
            "POWERCUT_TO": str(self.disk),
            "POWERCUT_SLOW": str(slow),
        }

    def spawn(self) -> None:
        """What is there at the start is on the disk."""
        shutil.rmtree(self.disk, ignore_errors=True)
        shutil.copytree(self.folder, self.disk)
        for folder in (self.disk, *(path for path in self.disk.rglob("*") if path.is_dir())):
            (folder / NAMES).write_text("\n".join(path.name for path in folder.iterdir()))
        super().spawn()

    def kill(self) -> None:
        """The power is cut: the folder is what its disk remembers."""
        running = self.process is not None
        super().kill()
        if running:
            left = self.folder.with_suffix(".left")
            left.mkdir()
            self._restore(Path(), left)
            shutil.rmtree(self.folder)
            left.rename(self.folder)

    def _restore(self, inside: Path, left: Path) -> None:
        """What a folder's names say is there, if it was ever forced."""
        for name in (self.disk / inside / NAMES).read_text().split("\n"):
            kept, now = self.disk / inside / name, self.folder / inside / name
            if name in ("", ".", ".."):
                continue
            if kept.is_dir() and (kept / NAMES).exists():
                (left / inside / name).mkdir()
                self._restore(inside / name, left)
            elif kept.is_file():
                more = now.is_file() and self._chance.random() < 0.3
                shutil.copy(now if more else kept, left / inside / name)
