"""Figures for Prometheus. No phone number, name or call id is ever a label; a firm's key is.

The registry is an object, not the library's global one: two servers in one process (the tests, and
`call --now`) count apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
Stage: TypeAlias = Literal["endpointing", "recognition", "dialogue", "synthesis", "transport", "total"]
"""Parts of the time from the end of the caller's speech to the first frame of the answer."""
STAGES: tuple[Stage, ...] = ("endpointing", "recognition", "dialogue", "synthesis", "transport", "total")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Histogram borders: fine around the aims (0.9 s an answer, 1.2 s before "one moment")."""


class Metrics:
    """What is counted."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._in_progress = Gauge(
            "receptionist_calls_in_progress", "Calls on the line now", ["tenant"], registry=self.registry
        )
        self._calls = Counter("receptionist_calls", "Calls ended", ["tenant", "why"], registry=self.registry)
        self._turns = Histogram(
            "receptionist_turn_seconds",
            "From the end of the caller's speech to the first frame of the answer, by stage",
            ["stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._failures = Counter("receptionist_failures", "Failures by kind", ["kind"], registry=self.registry)
        self._outbox = Gauge(
            "receptionist_outbox_queued", "Messages waiting to leave", ["kind"], registry=self.registry
        )
        self._firms = Gauge("receptionist_tenants", "Firms served", registry=self.registry)
        self._faults = Gauge("receptionist_tenant_faults", "Faults in firms' files", registry=self.registry)
        for stage in STAGES:  # every series is there from the start, so that a rate has a beginning
            self._turns.labels(stage)

    def call_began(self, tenant: str) -> None:
        """A call is on the line."""
        self._in_progress.labels(tenant).inc()

    def call_ended(self, tenant: str, why: str) -> None:
        """… and off it. `why` is one of a few fixed words, as in the journal."""
        self._in_progress.labels(tenant).dec()
        self._calls.labels(tenant, why).inc()

    def turn_took(self, stage: Stage, seconds: float) -> None:
        """A stage of a turn took so long."""
        self._turns.labels(stage).observe(max(0.0, seconds))

    def failed(self, kind: str) -> None:
        """Something failed: the class of the error or a fixed word, never its text."""
        self._failures.labels(kind).inc()

    def outbox(self, queued: Mapping[str, int]) -> None:
        """How many messages wait, by kind."""
        for kind, count in queued.items():
            self._outbox.labels(kind).set(count)

    def tenants(self, served: int, faults: int) -> None:
        """How many firms are served, and how many faults their files have."""
        self._firms.set(served)
        self._faults.set(faults)

    def text(self) -> bytes:
        """The page that Prometheus reads (CONTENT_TYPE)."""
        return generate_latest(self.registry)
