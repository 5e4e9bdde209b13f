"""Meters: how much this process has done and how long people waited for it, for `/metrics`.

Names and labels say nothing of anybody: queues, channels, outcomes, no person and no shop.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

#: Seconds; answers take milliseconds, a thought that is left to grow takes a few seconds.
_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


class Fate(StrEnum):
    """What became of a message, a letter or a timer that was taken up."""

    DONE = "done"
    FAILED = "failed"  #: and is tried again
    SET_ASIDE = "set_aside"  #: and is looked at by people


class Meters:
    """The meters of one process; each has a registry of its own."""

    def __init__(self) -> None:
        self.registry: Final = CollectorRegistry()
        self._taken: Final = Counter(
            "shouwen_jobs_taken",
            "Messages (in), letters (out) and timers that were taken up, by what became of them",
            ("queue", "fate"),
            registry=self.registry,
        )
        self._reply: Final = Histogram(
            "shouwen_reply_delay_seconds",
            "From a message's arrival until its answer was in the outbox",
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._delivery: Final = Histogram(
            "shouwen_delivery_delay_seconds",
            "From the moment a letter was due until its channel had taken it",
            ("channel",),
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def count(self, queue: str, fate: Fate) -> None:
        """One more was taken up and came to this."""
        self._taken.labels(queue, fate).inc()

    def answered(self, waited: timedelta) -> None:
        self._reply.observe(waited.total_seconds())

    def delivered(self, channel: str, waited: timedelta) -> None:
        self._delivery.labels(channel).observe(waited.total_seconds())
