"""Figures in the form that Prometheus reads, made from the store when they are asked for.

`docs/operations.md` explains each of them, and `deploy/` has alert rules and a dashboard made of them; tests
hold the three together.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from monitor.domain.events import DeliveryState
from monitor.domain.figures import Counts, Reads, Recent, Sent, quantile, source_group
from monitor.domain.publication import PublicationState
from monitor.errors import MonitorError
from monitor.ports.queue import QueueFigures
from monitor.ports.store import Store
from monitor.services.watchdog import UNSENT

PARSE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
VERSION = version("area-send-monitor")
CHANNELS = ("apprise", "email", "slack", "webhook")
QUANTILES = (0.5, 0.95, 1.0)
Counted = Callable[[], Counts]


def exposition(figures: Collector, accept: str) -> tuple[bytes, str]:
    """Give all figures as text, in the version that the asker takes, with its content type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class Figures(Collector):
    """Collects every figure anew. What cannot be had is left out, and `send_monitor_store_up` says so."""

    def __init__(self, store: Store, queue: QueueFigures | None, counted: Counted, now: datetime) -> None:
        self._store = store
        self._queue = queue
        self._counted = counted
        self._now = now

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: the names follow from what there is to tell."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Give all figures."""
        yield InfoMetricFamily("send_monitor", "This program.", value={"version": VERSION})
        found = list(self._of_store())
        yield GaugeMetricFamily("send_monitor_store_up", "Whether the store answers.", value=bool(found))
        yield from found
        yield from self._of_queue()

    def _of_store(self) -> Iterator[Metric]:
        try:
            counts, recent, reads = self._counted(), self._store.recent(self._now), self._store.reads()
            ticks, last = self._store.ticks(), self._store.last_good_poll()
            wanted = self._store.work_not_begun(self._now)
            silent = self._store.silent_channels(self._now - UNSENT)
        except MonitorError:
            return
        yield from _counts(counts)
        yield _silent(counts, silent)
        yield from _reads(reads, self._now)
        yield from _recent(recent, self._now)
        finished = last.finished if last else None
        yield _age("last_good_poll_age", "Seconds since the site was last read well.", finished, self._now)
        overdue = min((*ticks.values(), *wanted.values()), default=None)
        yield _age(
            "tick_overdue", "Seconds that the oldest tick is overdue, 0 if none is.", overdue, self._now
        )

    def _of_queue(self) -> Iterator[Metric]:
        if self._queue is None:
            return
        waiting = GaugeMetricFamily("send_monitor_queue_messages", "Messages in a queue.", labels=["queue"])
        dead = GaugeMetricFamily("send_monitor_queue_dead", "Messages given up by a queue.", labels=["queue"])
        up = GaugeMetricFamily("send_monitor_queue_up", "Whether the queue's server answers.")
        try:
            for depth in self._queue():
                waiting.add_metric([depth.queue], depth.waiting)
                dead.add_metric([depth.queue], depth.dead)
            up.add_metric([], 1)
        except MonitorError:
            up.add_metric([], 0)
        yield from (waiting, dead, up)


def _counts(counts: Counts) -> Iterator[Metric]:
    polls = CounterMetricFamily(
        "send_monitor_polls", "Looks at sources, by kind and result.", labels=["kind", "result"]
    )
    for (kind, result), number in sorted(counts.polls.items()):
        polls.add_metric([kind, result], number)
    publications = GaugeMetricFamily("send_monitor_publications", "Report links, by state.", labels=["state"])
    for state in PublicationState:
        publications.add_metric([state.value], counts.publications.get(state.value, 0))
    events = CounterMetricFamily("send_monitor_events", "What happened, by kind.", labels=["kind"])
    for kind, number in sorted(counts.events.items()):
        events.add_metric([kind], number)
    yield from (polls, publications, events, *_deliveries(counts))


def _deliveries(counts: Counts) -> Iterator[Metric]:
    by_state = GaugeMetricFamily(
        "send_monitor_deliveries", "Messages, by channel and state.", labels=["channel", "state"]
    )
    uncertain = CounterMetricFamily(
        "send_monitor_maybe_sent", "Messages that may have gone out twice, by channel.", labels=["channel"]
    )
    for channel in _channels(counts):
        for state in DeliveryState:
            by_state.add_metric([channel, state.value], counts.deliveries.get((channel, state.value), 0))
        uncertain.add_metric([channel], counts.maybe_sent.get(channel, 0))
    yield from (by_state, uncertain)


def _channels(counts: Counts) -> list[str]:
    """Name all channels: an alert on a rise sees none in a figure that begins with the first message."""
    return sorted({*CHANNELS, *(channel for channel, _ in counts.deliveries)})


def _silent(counts: Counts, silent: Container[str]) -> Metric:
    metric = GaugeMetricFamily(
        "send_monitor_channel_silent",
        "Whether messages by a channel fail again and again, and none goes out.",
        labels=["channel"],
    )
    for channel in _channels(counts):
        metric.add_metric([channel], channel in silent)
    return metric


def _reads(reads: Sequence[Reads], now: datetime) -> Iterator[Metric]:
    groups: dict[str, list[Reads]] = defaultdict(list)
    for one in reads:
        groups[source_group(one.source)].append(one)
    total = CounterMetricFamily(
        "send_monitor_reads", "Reads of sources, by source and result.", labels=["source", "result"]
    )
    failing = GaugeMetricFamily(
        "send_monitor_sources_failing", "Sources whose last read failed.", labels=["source"]
    )
    age = GaugeMetricFamily(
        "send_monitor_last_success_age_seconds",
        "Seconds since any of these sources was last read well.",
        labels=["source"],
    )
    for group, members in sorted(groups.items()):
        total.add_metric([group, "ok"], sum(one.ok for one in members))
        total.add_metric([group, "failed"], sum(one.failed for one in members))
        failing.add_metric([group], sum(one.failing for one in members))
        last = max((one.last_ok for one in members if one.last_ok), default=None)
        if last is not None:
            age.add_metric([group], _seconds(now - last))
    yield from (total, failing, age)


def _recent(recent: Recent, now: datetime) -> Iterator[Metric]:
    yield _histogram(recent.reading_seconds)
    yield _age(
        "oldest_due_age", "Seconds that the oldest message to be sent is overdue.", recent.oldest_due, now
    )
    seen = GaugeMetricFamily(
        "send_monitor_seen_to_sent_seconds",
        "From seeing a new report to sending it, of the last messages.",
        labels=["channel", "quantile"],
    )
    published = GaugeMetricFamily(
        "send_monitor_publication_to_sent_seconds",
        "From the start of the day a report is dated to sending it, of the last messages.",
        labels=["channel", "quantile"],
    )
    for channel in sorted({one.channel for one in recent.sent}):
        ours = [one for one in recent.sent if one.channel == channel]
        for share in QUANTILES:
            labels = [channel, f"{share:g}"]
            seen.add_metric(labels, _delay(ours, share, lambda one: one.sent - one.seen))
            published.add_metric(labels, _delay(ours, share, lambda one: one.sent - one.published))
    yield from (seen, published)


def _delay(sent: Sequence[Sent], share: float, delay: Callable[[Sent], timedelta]) -> float:
    return quantile([_seconds(delay(one)) for one in sent], share)


def _histogram(seconds: Sequence[float]) -> Metric:
    filled = [0] * (len(PARSE_BUCKETS) + 1)
    for one in seconds:
        filled[bisect_left(PARSE_BUCKETS, one)] += 1
    edges = [*(f"{edge:g}" for edge in PARSE_BUCKETS), "+Inf"]
    buckets = [(edge, float(sum(filled[: place + 1]))) for place, edge in enumerate(edges)]
    name, text = "send_monitor_parse_seconds", "How long documents took to read."
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=sum(seconds))


def _age(name: str, text: str, since: datetime | None, now: datetime) -> Metric:
    """Give how long ago something was, 0 if it lies ahead; nothing if it never was."""
    metric = GaugeMetricFamily(f"send_monitor_{name}_seconds", text)
    if since is not None:
        metric.add_metric([], _seconds(now - since))
    return metric


def _seconds(length: timedelta) -> float:
    return max(length.total_seconds(), 0.0)
