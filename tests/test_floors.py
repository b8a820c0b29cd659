"""The floors hold: imports, types, style, and the size of things."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILE_CEILING = 300
FUNCTION_CEILING = 60
SOURCES = sorted((ROOT / "navette").rglob("*.py"))
SCRIPTS = sorted((ROOT / "navette" / "web" / "static" / "js").rglob("*.js"))


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports", "--no-cache"],
        ["python", "-m", "tests.js.typescript"],
    ],
    ids=["ruff", "format", "types", "imports", "javascript"],
)
def test_the_linters_have_nothing_to_say(command: list[str]) -> None:
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_core_needs_the_standard_library_only() -> None:
    for path in (ROOT / "navette" / "core").glob("*.py"):
        for module in imported(path):
            assert module.split(".")[0] in sys.stdlib_module_names or module.startswith("navette.core"), (path, module)


def test_packages_hold_a_docstring_only() -> None:
    for path in (ROOT / "navette").rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert ast.get_docstring(ast.Module(body, [])), path
        assert len(body) == (2 if path.parent.name == "navette" else 1), path  # the version


def test_files_and_functions_stay_small() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= FILE_CEILING, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < FUNCTION_CEILING, (path, node.name)


def test_no_script_grows_for_ever() -> None:
    assert [path.name for path in SCRIPTS if path.read_text(encoding="utf-8").count("\n") > FILE_CEILING] == []
    assert SCRIPTS


def test_every_floor_is_in_the_map() -> None:
    """A package or a module at the top of navette/ that the map of the floors does not name is on no floor."""
    chart = (ROOT / "navette" / "__init__.py").read_text(encoding="utf-8")
    for path in (ROOT / "navette").iterdir():
        if path.suffix == ".py" or (path / "__init__.py").exists():
            assert path.stem == "__init__" or path.stem in chart, path.name
