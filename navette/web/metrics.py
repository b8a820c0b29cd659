"""Prometheus metrics: how much, how fast, how full. Never who, never what."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from navette.service.context import Context

ROUTES = ("deposit", "statement")
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class Metrics:
    """One registry a server; served on a second, loopback port (docs/operations.md)."""

    def __init__(self, context: Context) -> None:
        self.registry = CollectorRegistry()
        seconds = "Time to answer a write, its fsync included."
        spent = Histogram("navette_write_seconds", seconds, ("route",), buckets=BUCKETS, registry=self.registry)
        self._seconds = {route: spent.labels(route) for route in ROUTES}
        self.deposits = Counter("navette_deposits", "Envelopes stored.", registry=self.registry)
        self.acts = Counter("navette_acts", "Receipts and acknowledgements stored.", registry=self.registry)
        self.problems = Counter("navette_problems", "Failures by code.", ("code",), registry=self.registry)
        self._gauge("navette_streams", "Open live streams.", context.hub.count)
        self._gauge("navette_waiting", "Operations queued.", lambda: context.database.writer.waiting)
        self._gauge("navette_commits", "Transactions since the start.", lambda: context.database.writer.commits)
        self._gauge("navette_operations", "Operations in them.", lambda: context.database.writer.operations)

    def _gauge(self, name: str, what: str, read: Callable[[], int]) -> None:
        gauge = Gauge(name, what, registry=self.registry)
        gauge.set_function(read)

    def time(self, route: str) -> AbstractContextManager[None]:
        """Times the answer to a write; route: one of ROUTES."""
        return self._seconds[route].time()

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
