"""The documentation agrees with the program: paths, links, tables, dependencies, words."""

import ast
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from navette.cli.command import command_parser
from navette.cli.main import TABLE, load
from navette.sentences.table import SENTENCES
from tests.documents import ROOT, written

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PATH = re.compile(r"`((?:navette|tests|docs|fhir_profiles|templates|bench|demo)/[\w./-]*)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tracked() -> list[Path]:
    """Every file of the project: what git knows, and what it would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.split("\0") if done.returncode == 0 else []
    return [ROOT / one for one in names if one and (ROOT / one).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_named_exists(page: Path) -> None:
    missing = [path for path in PATH.findall(page.read_text(encoding="utf-8")) if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_between_pages_resolves(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    local = [link.partition("#")[0] for link in LINK.findall(text) if not re.match(r"https?:|mailto:|#", link)]
    assert not [link for link in local if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_table_is_what_the_program_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert written(text) == text, "run: ./dev docs"


@pytest.mark.parametrize("title", ["A deposit, step by step", "An acknowledgement, step by step"])
def test_each_step_names_where_it_happens(title: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.split(f"## {title}\n")[1].split("\n## ")[0]
    steps = re.split(r"^(?=\d+\. )", section, flags=re.MULTILINE)[1:]
    assert len(steps) >= 8
    for step in steps:
        assert PATH.search(step) or "](spec/" in step, step


def test_each_protection_names_what_implements_it() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    for row in rows:
        assert len(row) == 4
        assert PATH.search(row[2]), row[0]


def required(texts: list[str]) -> set[str]:
    return {re.split(r"[<>=;\s\[]", text)[0].lower() for text in texts}


OPTIONAL = PYPROJECT["project"]["optional-dependencies"]
RUN = required(PYPROJECT["project"]["dependencies"])
DEV = required([*OPTIONAL["build"], *OPTIONAL["dev"]])
NPM_FOLDERS = {
    "To compare with, in node (`tests/js/package.json`)": ROOT / "tests" / "js",
    "In a page, where the browser lacks it (`navette/web/fallback/package.json`)": ROOT
    / "navette"
    / "web"
    / "fallback",
}
# The vocabulary of aiohttp, fhir.resources, http-message-signatures, webauthn and jinja2, which bring it.
OURS = {"navette", "tests", "bench", "fhir_profiles", "hatch_build"}
BROUGHT = {"yarl", "pydantic", "http-sf", "cbor2", "markupsafe"}


def listed(heading: str) -> set[str]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = text.split(f"## {heading}\n")[1].split("\n## ")[0].splitlines()
    return {one for row in rows if row.startswith("| `") for one in re.findall(r"`([\w@/.-]+)`", row.split("|")[1])}


def test_every_dependency_is_explained() -> None:
    assert listed("To run") == RUN
    assert listed("To build and to test (extras `build`, `dev`)") == DEV
    for heading, folder in NPM_FOLDERS.items():
        assert listed(heading) == npm_wanted(folder / "package.json").keys()


def imported(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (one.name.partition(".")[0] for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield (node.module or "").partition(".")[0]


def needed(folder: str) -> set[str]:
    """The distributions that a folder's imports come from, but for what others bring."""
    distributions = packages_distributions()
    tops = {one for one in imported(ROOT / folder) if one not in {*sys.stdlib_module_names, *OURS}}
    return {distributions[one][0].lower().replace("_", "-") for one in tops} - BROUGHT


def test_what_is_imported_is_required_and_the_reverse() -> None:
    used = needed("navette")
    assert used - RUN == set()
    assert RUN - used <= {"tzdata"}  # data, found by zoneinfo
    assert needed("tests") - RUN - DEV == set()


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock file, with its version and its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-[l]inks|--trusted-host|\s/", text)
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    return {block.partition("==")[0]: block.strip() for block in blocks}


def test_the_locks_hold_what_is_required_and_name_no_host_and_no_folder() -> None:
    everything, running = pinned("requirements.lock"), pinned("requirements-run.lock")
    assert {one.replace(".", "-") for one in RUN | DEV} <= everything.keys()
    assert {one.replace(".", "-") for one in RUN | required(OPTIONAL["build"])} <= running.keys()
    assert running.items() <= everything.items()


def npm_wanted(path: Path) -> dict[str, str]:
    """What an npm package asks for, with the exact versions."""
    package = json.loads(path.read_text(encoding="utf-8"))
    return {**package.get("dependencies", {}), **package.get("devDependencies", {})}


@pytest.mark.parametrize("folder", NPM_FOLDERS.values(), ids=lambda folder: folder.name)
def test_the_npm_locks_have_hashes_and_name_no_registry(folder: Path) -> None:
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = packages.pop("")
    wanted = npm_wanted(folder / "package.json")
    assert {**root.get("dependencies", {}), **root.get("devDependencies", {})} == wanted
    assert all(re.fullmatch(r"[0-9.]+", version) for version in wanted.values())
    for name, package in packages.items():
        assert package.get("inBundle") or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def commands_shown() -> Iterator[list[str]]:
    """The lines `    navette …` or `    $ navette …` of the pages, as a shell would split them; two spaces end one."""
    for page in PAGES:
        for line in re.findall(r"^    (?:\$ )?navette (\S.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            yield shlex.split(re.split(r"\s{2,}", line)[0])


@pytest.mark.parametrize("words", list(commands_shown()), ids=" ".join)
def test_commands_shown_are_understood(words: list[str]) -> None:
    parser = command_parser(words[0], TABLE[words[0]].sentence, load(words[0]), 80)
    parser.parse_args(words[1:])


def test_commands_told_to_people_exist() -> None:
    told = " ".join(text for texts in SENTENCES.values() for text in texts)
    told += " ".join(
        found for page in PAGES for found in re.findall(r"`navette [^`]+`", page.read_text(encoding="utf-8"))
    )
    assert set(re.findall(r"navette ([a-z]+)", told)) <= TABLE.keys()


# Folders of one machine and options that name an index; in pieces, so that this file passes itself.
FOLDERS = ("work", "opt", "root", "home/[a-z]+", "tmp/[a-z]+_")
ELSEWHERE = re.compile(rf"(?<![\w.~>}}*-])/({'|'.join(FOLDERS)})/|file:/{{3}}|--extra-index-[u]rl|--find-[l]inks")


def test_no_file_names_a_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}: {hit[0]}" for hit in ELSEWHERE.finditer(text)]
    assert not found


UNWANTED = {"user", "users", "username", "secure", "secured", "ack", "acks", "token", "tokens"}


def made(tree: ast.Module) -> Iterator[str]:
    """The names a file makes: of functions, classes, parameters and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_names_come_from_the_glossary() -> None:
    """Words of docs/glossary.md, "Words not used"."""
    found = [
        (name(path), one)
        for path in sorted((ROOT / "navette").rglob("*.py"))
        for one in made(ast.parse(path.read_text(encoding="utf-8")))
        if not UNWANTED.isdisjoint(part.lower() for part in re.split(r"_|(?<=[a-z])(?=[A-Z])", one))
    ]
    assert found == []
