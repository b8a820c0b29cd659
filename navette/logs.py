"""Structured logs that cannot hold what they must not: one JSON object a line, keys from a closed list.

A line says what happened (a fixed text) with facts under ALLOWED keys; any other key is dropped and counted in
`dropped`. Of an exception only its type, its code when it is one of ours, and the place it came from: its text may
quote a request. Libraries' own messages quote URLs and headers: only their logger and level are kept.

    logger = logging.getLogger("navette.store")
    logger.info("migrated", extra={"migration": 2})     or     structlog.get_logger().info("migrated", migration=2)
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
        "code", "family", "fault", "kind", "where", "place",
        "method", "route", "status", "milliseconds", "bytes", "request",
        "file", "problem", "host", "port", "version", "pid", "signal", "origin",
        "batch", "waiting", "rows", "migration", "ledger", "size", "count", "attempt",
    }
)  # fmt: skip
_OWN = "navette"  # loggers of this program: their extra={…} are facts
_STANDARD = frozenset(vars(logging.makeLogRecord({})))
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
    root.handlers = [_Records()]
    root.setLevel(max(threshold, logging.WARNING))
    logging.getLogger(_OWN).setLevel(threshold)


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


class _Records(logging.Handler):
    """What is said through `logging`: ours with its facts; a library's reduced to who, how bad, which exception."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line. The text is taken unformatted: arguments are values, and values go under keys."""
        log = structlog.get_logger()
        say = getattr(log, record.levelname.lower(), log.error)
        facts: dict[str, Any] = {"logger": record.name, "exc_info": record.exc_info}
        if record.name.partition(".")[0] != _OWN:
            say("library", **facts)
            return
        facts |= {key: value for key, value in vars(record).items() if key not in _STANDARD and key != "event"}
        say(str(record.msg), **facts)
