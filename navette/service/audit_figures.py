"""What figures are counted from besides delays, and the months and pentads counted once: all of it is counted again.

Failures, named days and codes follow from acts and headers. Counts follow from the lines there are; where
retention has removed lines, there is nothing left to compare with but that no less is counted than what is there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from navette.core.figures import COUNTS
from navette.core.handoff import Act
from navette.core.indicators import Unit
from navette.envelope.statement import read
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.store.acknowledgements import TRANSIENT
from navette.store.counting import Change, Names, Sums, unpack
from navette.store.evidence import KEYS, Row
from navette.store.milestones import ENDS, LINE, Line, State

TABLES = {
    Unit.MONTH: ("month_count", "month_delay", "month_actor", "month_failure"),
    Unit.PENTAD: ("pentad_count", "pentad_delay", "pentad_actor"),
}
Place = tuple[object, ...]
Recorded = dict[Place, "Counter[object]"]


def verify_figures(findings: Findings) -> None:
    """Failures and codes against the acts, counts against the lines."""
    if not findings.evidence.has("failure"):
        return
    failures = {row["i"]: row for row in findings.evidence.rows("failure")}
    for row in findings.evidence.rows("handoff"):
        with findings.attempt("handoff", row):
            _handoff(findings, row, failures)
    for stray in failures.values():
        if ("act", stray["i"]) not in findings.unsure:
            findings.fault("failure", stray, UNEXPECTED)
    if not findings.faults:
        _counts(findings)


def _handoff(findings: Findings, row: Row, failures: dict[object, Row]) -> None:
    codes: dict[object, str] = {}
    for act in findings.evidence.of("act", "handoff", row["seq"]):
        if act["act"] in ENDS:
            codes[act["mailbox"]] = str(read(act["raw"])["code"])
        if act["act"] in (Act.FAILED, TRANSIENT):
            _failure(findings, row, act, failures.pop(act["i"], None))
    for line in findings.evidence.of("milestone", "handoff", row["seq"]):
        findings.compare("milestone", line, {"due": row["due"], "code": codes.get(line["mailbox"], "")})


def _failure(findings: Findings, row: Row, act: Row, found: Row | None) -> None:
    if found is None:
        findings.fault("failure", (row["received"], row["seq"], act["i"]), MISSING)
        return
    said = read(act["raw"])
    expected = {"received": row["received"], "handoff": row["seq"], "mailbox": act["mailbox"]}
    findings.compare("failure", found, {**expected, "response": said["response"], "code": said["code"]})


def _counts(findings: Findings) -> None:
    """Each month and pentad again, from the lines in it, those that are late as they were."""
    _stretches(findings, Unit.MONTH, 0)
    if findings.evidence.has("pentad_count"):
        since = max((row["pentads"] for row in findings.evidence.rows("counted")), default=0)
        _stretches(findings, Unit.PENTAD, since)


def _stretches(findings: Findings, unit: Unit, since: int) -> None:
    """Those of lines deposited from an instant on."""
    names = Names(unit)
    left = {str(row[unit]) for table in TABLES[unit] for row in findings.evidence.rows(table)}
    lines = (change for change in _counted(findings) if change.line.received >= since)
    for name, changes in groupby(lines, lambda change: names.of(change.line.received)):
        left.discard(name)
        sums = Sums(unit)
        for change in changes:
            sums.add(name, change)
        counts: Recorded = {cell: _named(delta) for cell, delta in sums.counts.items()}
        _compare(findings, f"{unit}_count", _recorded_counts(findings, unit, name), counts)
        delays: Recorded = {place: Counter(some) for place, some in sums.delays.items()}
        _compare(findings, f"{unit}_delay", _recorded_delays(findings, unit, name), delays)
    for name in () if findings.forgotten else left:
        for table in TABLES[unit]:
            for row in findings.evidence.of(table, unit, name):
                findings.fault(table, row, UNEXPECTED)


def _named(counts: Iterable[int]) -> "Counter[object]":
    return Counter(dict(zip(COUNTS, counts, strict=True)))


def _recorded_counts(findings: Findings, unit: Unit, name: str) -> Recorded:
    table = f"{unit}_count"
    rows = findings.evidence.of(table, unit, name)
    return {_key(table, row): _named(row[count] for count in COUNTS) for row in rows}


def _recorded_delays(findings: Findings, unit: Unit, name: str) -> Recorded:
    table = f"{unit}_delay"
    rows = findings.evidence.of(table, unit, name)
    return {_key(table, row): Counter(unpack(row["delays"])) for row in rows}


def _key(table: str, row: Row) -> Place:
    return tuple(row[name] for name in KEYS[table])


def _counted(findings: Findings) -> Iterator[Change]:
    """The lines that are in the counts, as they are in them, in the order of their deposits."""
    until = max((row["until"] for row in findings.evidence.rows("counted")), default=0)
    late = {(row["handoff"], row["mailbox"]): row for row in findings.evidence.rows("late")}
    for row in findings.evidence.rows("milestone"):
        if row["received"] < until:
            was = late.get((row["handoff"], row["mailbox"]), row)
            if was is row or was["counted"]:
                known = [row[name] for name in LINE.split(", ")[:6]]
                yield Change(Line._make((*known, *(was[name] for name in State._fields))), None)


def _compare(findings: Findings, table: str, found: Recorded, expected: Recorded) -> None:
    """Rows that are not what the lines come to; where lines are gone, no less than those that are there."""
    for key in sorted(found.keys() | expected.keys(), key=repr):
        have, want = found.get(key, Counter()), expected.get(key, Counter())
        if want - have or (have != want and not findings.forgotten):
            findings.fault(table, key, DIFFERS)
