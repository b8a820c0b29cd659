"""Logs hold what happened, under keys of a closed list, and nothing of what was sent."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from navette import logs
from navette.core.errors import Refused

CANARY = "canari-Dupont-1421"
PACKAGE = Path(logs.__file__).parent


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, own = logging.getLogger(), logging.getLogger("navette")
    handlers, level = root.handlers, root.level
    out = io.StringIO()
    logs.configure("debug", out)
    yield out
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)
    own.setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_facts(stream: io.StringIO) -> None:
    structlog.get_logger().info("request", method="PUT", route="/v1/envelopes/{message}", status=201, milliseconds=4.5)
    [line] = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request", "level": "info", "method": "PUT", "route": "/v1/envelopes/{message}", "status": 201,
        "milliseconds": 4.5,
    }  # fmt: skip


def test_another_key_is_dropped_and_counted(stream: io.StringIO) -> None:
    structlog.get_logger().warning("deposit", size=3, patient=CANARY, recipient=CANARY)
    [line] = lines(stream)
    assert (line["size"], line["dropped"]) == (3, 2)
    assert CANARY not in stream.getvalue()


@pytest.mark.parametrize("value", [b"bytes", ["list"], {"a": 1}, CANARY * 20, object()])
def test_an_allowed_key_does_not_carry_content(stream: io.StringIO, value: object) -> None:
    structlog.get_logger().info("deposit", code=value)
    assert lines(stream)[0]["dropped"] == 1
    assert "code" not in lines(stream)[0]


def test_of_an_exception_only_its_type_code_and_place(stream: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger().exception("unforeseen")
    try:
        raise Refused("bundle", given=CANARY)
    except Refused as error:
        structlog.get_logger().error("refused", exc_info=error)
    first, second = lines(stream)
    assert first["fault"] == "ValueError"
    assert first["where"].startswith("tests/test_logs.py:")
    assert (second["fault"], second["code"]) == ("Refused", "bundle")
    assert CANARY not in stream.getvalue()


def test_an_exception_never_raised_has_no_place(stream: io.StringIO) -> None:
    structlog.get_logger().error("refused", exc_info=Refused("bundle"))
    assert lines(stream)[0]["where"] is None


def test_libraries_say_who_and_how_bad_only(stream: io.StringIO) -> None:
    logging.getLogger("aiohttp.server").error("Error handling request %s", CANARY, exc_info=ValueError(CANARY))
    logging.getLogger("aiohttp.access").info("GET /v1/persons/%s", CANARY)
    [line] = lines(stream)
    assert (line["event"], line["logger"], line["level"], line["fault"]) == (
        "library",
        "aiohttp.server",
        "error",
        "ValueError",
    )
    assert CANARY not in stream.getvalue()


def test_our_own_loggers_keep_their_facts_under_the_same_rule(stream: io.StringIO) -> None:
    logging.getLogger("navette.store").info("migrated", extra={"migration": 2, "patient": CANARY, "event": CANARY})
    logging.getLogger("navette.store").error("migrated %s", CANARY, exc_info=ValueError(CANARY))
    first, second = lines(stream)
    assert (first["event"], first["logger"], first["migration"]) == ("migrated", "navette.store", 2)
    assert (second["event"], second["fault"]) == ("migrated %s", "ValueError")
    assert CANARY not in stream.getvalue()


def test_the_level_is_a_floor(stream: io.StringIO) -> None:
    logs.configure("error", stream)
    structlog.get_logger().warning("deposit")
    logging.getLogger("navette.web").warning("deposit")
    logging.getLogger("aiohttp").warning("deposit")
    assert stream.getvalue() == ""


def test_what_happened_is_a_fixed_text_everywhere() -> None:
    """An event built from values would carry them past the allow-list."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in levels):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id in {"log", "_log", "logger", "_logger"}:
                fixed = isinstance(node.args[0], ast.Constant) and len(node.args) == 1
                assert fixed or path.name == "logs.py", f"{path.name}:{node.lineno}"
