"""Structured logs that cannot hold what they must not: one JSON object a line, keys from a closed list.

A line says what happened (a fixed text) with facts under ALLOWED keys; any other key is dropped and counted in
`dropped`. Of an exception only its type, its code when it is one of ours, and the place it came from: its text may
quote a request. Libraries' own messages quote URLs and headers: only their logger and level are kept.
"""

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from navette.core.errors import NavetteError

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "dropped",
        "code", "family", "fault", "where",
        "method", "route", "status", "milliseconds", "bytes", "request",
        "host", "port", "version", "pid", "signal", "origin",
        "batch", "waiting", "rows", "migration", "ledger", "size", "count", "attempt",
    }
)  # fmt: skip
_TEXT = 200  # characters; a longer value is no fact but content


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Sends this program's lines, and what is left of its libraries', to `stream` (standard error)."""
    out = stream or sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _fault,
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Library()]
    root.setLevel(max(threshold, logging.WARNING))


def only_allowed(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every key that is not in ALLOWED, and every value that is not a short text or a number."""
    kept = {key: value for key, value in line.items() if key in ALLOWED and _fact(value)}
    if len(kept) < len(line):
        kept["dropped"] = len(line) - len(kept)
    return kept


def _fact(value: object) -> bool:
    return (isinstance(value, str) and len(value) <= _TEXT) or isinstance(value, int | float | None)


def _fault(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["fault"] = type(error).__name__
        line["where"] = _where(error.__traceback__)
    if isinstance(error, NavetteError):
        line["code"] = error.code
    return line


def _where(trace: TracebackType | None) -> str | None:
    """File and line of the last frame, without the folders above the package: they name the machine."""
    if trace is None:
        return None
    while trace.tb_next is not None:
        trace = trace.tb_next
    path = Path(trace.tb_frame.f_code.co_filename)
    return f"{path.parent.name}/{path.name}:{trace.tb_lineno}"


class _Library(logging.Handler):
    """What libraries say through `logging`, reduced to who, how bad, and which exception."""

    def emit(self, record: logging.LogRecord) -> None:
        say = getattr(structlog.get_logger(), record.levelname.lower(), structlog.get_logger().error)
        say("library", logger=record.name, exc_info=record.exc_info)
