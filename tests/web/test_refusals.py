"""Every refusal the server can give is described, provoked here, and told as a problem of that code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from navette.core.errors import CODES, Local
from navette.store import connection
from navette.web.openapi.document import FAMILIES
from navette.web.problems import status_of
from tests.web import (
    provoked_contacts,
    provoked_copies,
    provoked_directory,
    provoked_envelopes,
    provoked_handoffs,
    provoked_holds,
    provoked_locks,
    provoked_nudges,
    provoked_requests,
)
from tests.web.provocations import CASES
from tests.world import World, territory

ROOT = Path(__file__).resolve().parents[2]
PROVOKED = (
    provoked_requests,
    provoked_envelopes,
    provoked_directory,
    provoked_handoffs,
    provoked_locks,
    provoked_nudges,
    provoked_holds,
    provoked_contacts,
    provoked_copies,
)
DESCRIBED = {code for family in FAMILIES.values() for one in family for code in one.codes} | {"not-found", "method"}

# What the server's floors and those below can refuse; not what verifies a database or a proof for somebody else.
READ = (
    *("core/acknowledgement.py", "core/encoding.py", "core/handoff.py", "fhir/strict.py", "ledger/judge.py"),
    *("envelope/canonical.py", "envelope/format.py", "envelope/keys.py", "envelope/request.py"),
    *("envelope/statement.py", "envelope/verify.py"),
)
CHOSEN = {"already-accepted", "passkey"}  # by core/handoff.py and service/passkeys.py, before the line that raises it
NOT_SERVED = {
    "another-sender": "the key is looked up by the id the header names",
    "public-key-length": "keys come as base64url of their exact length",
}


def raised() -> Iterator[str]:
    """The codes of every failure these files construct."""
    folder = ROOT / "navette"
    paths = [folder / name for name in READ]
    for floor in ("web", "service", "store"):
        paths += [path for path in (folder / floor).rglob("*.py") if not path.name.startswith(("audit", "findings"))]
    families = {family.__name__ for family, _ in CODES.values() if family is not Local}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in families and node.args:
                yield from (str(one.value) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant))


def test_every_refusal_of_the_server_is_described() -> None:
    assert (set(raised()) | CHOSEN) - NOT_SERVED.keys() == DESCRIBED


def test_every_described_refusal_is_provoked() -> None:
    assert CASES.keys() == DESCRIBED


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("code", sorted(code for code, case in CASES.items() if case.own is None))
async def test_provoked(world: World, code: str) -> None:
    await check(world, code)


@pytest.mark.parametrize("code", sorted(code for code, case in CASES.items() if case.own is not None))
async def test_provoked_on_a_server_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    async with territory(tmp_path, **(CASES[code].own or {})) as world:
        await check(world, code)


async def check(world: World, code: str) -> None:
    answer = await CASES[code].act(world)
    assert answer.code == code
    assert answer.status == status_of(code) == answer["status"]
    assert answer["type"] == f"urn:navette:error:{code}"
    assert answer["title"] == CODES[code][1]
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in answer.headers) == (answer.status in (429, 503))
