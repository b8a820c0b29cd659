"""The pages know the codes of the program, each with its family."""

from collections.abc import Mapping

from navette.core.errors import CODES
from tests.js import codes
from tests.js.engine import Call, Engine


def test_the_module_is_what_the_table_says() -> None:
    assert codes.TARGET.read_text(encoding="utf-8") == codes.written(), "python -m tests.js.codes writes it again"


def test_every_code_has_its_family(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        [found] = run([Call("adapters/core", "codes")])
        assert dict(found) == {code: one.family for code, (one, _) in CODES.items()}
