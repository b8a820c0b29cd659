"""Static files: read once, without comments, compressed once, served from memory under the name of their release.

What may be asked for is what is in the table: a path is looked up, never opened. A release is named by the hashes of
all its files, so that a browser may keep each of them for ever, and anybody can compare what is served with what was
published (`assets`).
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files as files_of
from pathlib import Path, PurePosixPath

from navette.core.errors import Local
from navette.web.bare import bare, bare_style
from navette.web.pages.first import MODULES
from navette.web.pages.rest import rest

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PACKED = (".png", ".woff2")  # by their own format
BARE = {".css": bare_style, ".js": bare}
SHEETS = {"css/base.css": 0, "css/print.css": 2}
WORKER = "js/sw.js"
LISTED = "assets.json"
TABLE = "data/table.json"  # the definitions that documents are checked with
_FOLDER = Path(__file__).parent / "static"
# import … from "./x.js", export … from "./x.js", import "./x.js"; not import("./x.js"), which is for later.
_IMPORT = re.compile(
    r"""^\s*(?:import\s*|(?:import|export)\b[^;"'()]*?\bfrom\s*)["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)


@dataclass(frozen=True)
class Asset:
    """One file as it is served. packed: by its own format."""

    raw: bytes
    kind: str
    packed: bool = False

    @classmethod
    def of(cls, raw: bytes, suffix: str) -> "Asset":
        """That of a file whose name ends so."""
        return cls(raw, TYPES[suffix], suffix in PACKED)

    @cached_property
    def zipped(self) -> bytes | None:
        """None for what does not shrink; without the time of day, so that the same file gives the same bytes."""
        zipped = None if self.packed else gzip.compress(self.raw, 9, mtime=0)
        return zipped if zipped is not None and len(zipped) < len(self.raw) else None

    @cached_property
    def sha256(self) -> str:
        """In hexadecimal."""
        return sha256(self.raw).hexdigest()


class Release:
    """Every static file of this version of the program, by its path below the folder."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._assets = {path: Asset.of(raw, PurePosixPath(path).suffix) for path, raw in sorted(files.items())}
        self.name = _name(self.assets())
        listed = {"release": self.name, "files": self.assets()}
        self._listed = Asset.of(json.dumps(listed).encode(), ".json")

    def assets(self) -> dict[str, str]:
        """Path → SHA-256, of all that is served of the folder."""
        return {path: asset.sha256 for path, asset in self._assets.items()}

    def find(self, path: str) -> Asset | None:
        """The file of that path, or None; `assets.json` is the list of them all."""
        return self._listed if path == LISTED else self._assets.get(path)

    def text(self, path: str) -> str:
        """A file of the folder, as text; KeyError for one that is not there."""
        return self._assets[path].raw.decode()

    def url(self, path: str) -> str:
        """Where a file is asked for."""
        return f"/static/{self.name}/{path}"

    def worker(self) -> Asset:
        """The service worker, which is told of which release it is: a new one is another worker."""
        found = self._assets.get(WORKER)
        return Asset.of(f'self.RELEASE = "{self.name}";\n'.encode() + (b"" if found is None else found.raw), ".js")

    def stylesheets(self) -> list[str]:
        """In the order they are read: the base first, what is for paper last."""
        found = [path for path in self._assets if path.startswith("css/")]
        return sorted(found, key=lambda path: SHEETS.get(path, 1))

    def needed(self, first: Sequence[str] = MODULES) -> list[str]:
        """What a page may ask for at once: each of these modules, then all it imports before it runs, nearest first."""
        found: dict[str, None] = {}
        for root in first:
            queue = [root]
            while queue:
                module = queue.pop(0)
                if module in self._assets and module not in found:
                    found[module] = None
                    queue.extend(imports(module, self.text(module)))
        return list(found)


def imports(module: str, text: str) -> Iterator[str]:
    """The paths of what a module imports before it runs."""
    for relative in _IMPORT.findall(text):
        parts: list[str] = []
        for part in (PurePosixPath(module).parent / relative).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        yield "/".join(parts)


def _name(assets: Mapping[str, str]) -> str:
    lines = "".join(f"{digest}  {path}\n" for path, digest in assets.items())
    return sha256(lines.encode()).hexdigest()[:16]


@cache
def release(folder: Path = _FOLDER) -> Release:
    """That of a folder, read once; refuses `file` for one that is of no known type."""
    files = {TABLE: (files_of("navette.fhir") / "table.json").read_bytes()}
    for path in folder.rglob("*"):
        if path.is_file():
            if path.suffix not in TYPES or path.suffix == ".html":
                raise Local("file", path=str(path), fault="not a type of file that is served")
            raw = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            files[name] = BARE[path.suffix](raw.decode()).encode() if path.suffix in BARE else raw
    return Release({**files, **rest(Release(files))})
