"""Where the program's own data folders are: beside the package in a checkout, inside it in a wheel."""

from functools import cache
from pathlib import Path
from typing import Literal

from navette.core.errors import Local

Folder = Literal["templates", "fhir_profiles"]


@cache
def folder(name: Folder) -> Path:
    """The folder `name` of the checkout, or of the installed wheel; refuses `file` when neither is there."""
    package = Path(__file__).resolve().parent
    for place in (package.parent / name, package / "_data" / name):
        if place.is_dir():
            return place
    raise Local("file", path=name)
