"""Figures for an operator's dashboard, in the form of Prometheus; those of all workers together."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["MULTIPROCESS_VARIABLE", "Metrics"]

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Folder through which the workers share their figures; set by `terrils serve` before they start."""

_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one application."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "terrils_requests",
            "Requests by route, method and status",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "terrils_request_seconds", "Time to answer by route", ["route"], buckets=_BUCKETS, registry=self._registry
        )
        self._problems = Counter("terrils_problems", "Errors by code", ["code"], registry=self._registry)
        self._waiting = Gauge(
            "terrils_plans_waiting",
            "Plans in work or in the queue",
            registry=self._registry,
            multiprocess_mode="livesum",
        )

    def count_request(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_problem(self, code: str) -> None:
        """Count an error."""
        self._problems.labels(code).inc()

    def set_waiting(self, plans: int) -> None:
        """Say how many plans this process has."""
        self._waiting.set(plans)

    def to_text(self) -> bytes:
        """Write the figures, of all workers where there are several."""
        if not os.environ.get(MULTIPROCESS_VARIABLE):
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
