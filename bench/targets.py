"""The targets, and what rounds of measurements say about them: medians, ranges, ratios taken round by round."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Record = Mapping[str, object]
Round = Mapping[str, Record]  # the records of one round by the name of their run


@dataclass(frozen=True)
class Target:
    """One line of the table. read: its value in one round, None where that round has none."""

    what: str
    limit: float
    at_most: bool
    read: Callable[[Round], float | None]


def value(run: str, key: str) -> Callable[[Round], float | None]:
    """A measurement of one run."""

    def read(one: Round) -> float | None:
        found = one.get(run, {}).get(key)
        return None if found is None else float(str(found))

    return read


def ratio(run: str, to: str, key: str = "handoffs_s") -> Callable[[Round], float | None]:
    """The same measurement of two runs of one round, the first divided by the second."""
    above, below = value(run, key), value(to, key)

    def read(one: Round) -> float | None:
        first, second = above(one), below(one)
        return None if first is None or not second else first / second

    return read


def most(what: str, limit: float, read: Callable[[Round], float | None]) -> Target:
    """Smaller is better."""
    return Target(what, limit, True, read)


def least(what: str, limit: float, read: Callable[[Round], float | None]) -> Target:
    """Larger is better."""
    return Target(what, limit, False, read)


TARGETS = (
    least("handoffs/s against the sketch", 0.6, ratio("many", "sketch")),
    most("server CPU against the sketch", 1.8, ratio("many", "sketch", "cpu_ms")),
    most("server CPU, ms a handoff", 3.6, value("many", "cpu_ms")),
    most("fsyncs a handoff, one pair", 4.2, value("traced-alone", "fsyncs")),
    most("fsyncs a handoff, many pairs", 1.5, value("traced", "fsyncs")),
    least("rate kept with 5 ms more an fsync", 0.7, ratio("slow-disk", "traced")),
    least("share of SQLite's limit, 64 a commit", 0.08, ratio("many", "sqlite-64")),
    least("share of SQLite's limit, 1 a commit", 0.4, ratio("many", "sqlite-1")),
    most("paced: handoff p50, ms", 15, value("paced", "handoff_p50_ms")),
    most("paced: handoff p99, ms", 50, value("paced", "handoff_p99_ms")),
    most("paced: deposit p99, ms", 20, value("paced", "deposit_p99_ms")),
    most("on the wire, kB a handoff", 32, value("many", "wire_kb")),
    most("written, kB a handoff", 120, value("many", "written_kb")),
    most("stored, kB a handoff", 18, value("many", "stored_kb")),
    most("RSS idle, MB", 90, value("many", "rss_idle_mb")),
    most("RSS loaded, MB", 250, value("many", "rss_mb")),
    most("start to ready, ms", 1000, value("many", "ready_ms")),
    most("one idle TLS client, kB", 45, value("idle", "client_kb")),
)
COLOUR = (
    ("many", "handoffs_s"),
    ("many", "handoff_p50_ms"),
    ("many", "handoff_p99_ms"),
    ("many", "deposit_p99_ms"),
    ("alone", "handoffs_s"),
    ("alone", "cpu_ms"),
    ("alone", "handoff_p50_ms"),
    ("alone", "written_kb"),
    ("many", "client_cpu_ms"),
    ("many", "load1"),
)


def table(rounds: Sequence[Round]) -> str:
    """One line for each target, then figures without one."""
    lines = [f"{'':42}{'target':>9}{'median':>10}{'range':>22}"]
    for target in TARGETS:
        found = [read for one in rounds if (read := target.read(one)) is not None]
        if found:
            middle = statistics.median(found)
            met = middle <= target.limit if target.at_most else middle >= target.limit
            sign = "≤" if target.at_most else "≥"
            lines.append(_line(target.what, f"{sign} {target.limit:g}", found, "" if met else "  MISSED"))
    for run, key in COLOUR:
        found = [read for one in rounds if (read := value(run, key)(one)) is not None]
        if found:
            lines.append(_line(f"{run}: {key}", "", found, ""))
    return "\n".join(lines)


def _line(what: str, target: str, found: Sequence[float], end: str) -> str:
    spread = f"{min(found):.4g} – {max(found):.4g}"
    return f"{what:42}{target:>9}{statistics.median(found):>10.4g}{spread:>22}{end}"
