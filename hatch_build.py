"""What a build adds to the sources: the compiled catalogues, and the top-level folders the program reads."""

import io
import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the program reads; the sources of the definitions, and what builds them, stay in the checkout.
FOLDERS = ("templates", "fhir_profiles/questionnaires", "fhir_profiles/examples", "fhir_profiles/definitions")


def compile_catalogues(locale: Path) -> None:
    """Writes <language>.mo beside each <language>.po that is newer; atomically, since test processes share it."""
    for source in sorted(locale.glob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=source.stem, abort_invalid=True))
        part = target.with_suffix(f".{os.getpid()}")
        part.write_bytes(compiled.getvalue())
        part.replace(target)


class CustomBuildHook(BuildHookInterface[Any]):
    """Run by hatchling for wheels, source archives and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root, "navette", "locale"))
        build_data["artifacts"].append("navette/locale/*.mo")
        if self.target_name == "wheel" and version == "standard":
            for folder in FOLDERS:
                if Path(self.root, folder).is_dir():
                    build_data["force_include"][folder] = f"navette/_data/{folder}"
