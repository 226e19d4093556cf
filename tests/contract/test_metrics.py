"""The figures at /metrics: read back as Prometheus reads them, they are what the store holds."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.domain.events import DeliveryState
from monitor.domain.figures import Counts, source_group
from monitor.domain.publication import PublicationKind, PublicationState
from monitor.errors import QueueError, StoreError
from monitor.ports.queue import QueueDepth, QueueFigures
from monitor.ports.store import Store
from monitor.web import counting
from monitor.web.counting import Counting
from monitor.web.metrics import Figures, exposition
from tests.contract.test_store_cases import (
    LATER,
    LEASE,
    MESSAGE,
    NOW,
    World,
    add_publication,
    claim,
    ingest,
    listed,
    new_event,
    to,
)

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
Samples = dict[tuple[str, tuple[str, ...]], float]


def scraped(store: Store, queue: QueueFigures | None = None) -> Samples:
    """Ask for all figures; each is known by its name and the values of its labels, by their names."""
    text, _ = exposition(Figures(store, queue, Counting(store), LATER), "")
    return {
        (sample.name.removeprefix("send_monitor_"), tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def send(store: Store, delivery_id: int, state: DeliveryState = DeliveryState.SENT) -> None:
    until = LATER + LEASE
    store.claim_message(delivery_id, holder="worker-1", now=LATER, lease_until=until, group_until=LATER)
    store.mark_sending([delivery_id], message_id="<1@x>", rendered=MESSAGE, lease_until=until)
    store.settle_deliveries([delivery_id], state=state, error=None, now=LATER)


def test_an_empty_store_has_figures_too(world: World) -> None:
    found = scraped(world.store)
    assert found["store_up", ()] == 1
    assert found["publications", ("done",)] == 0
    assert found["parse_seconds_count", ()] == 0
    assert not [name for name, _ in found if name.endswith("_age_seconds")]  # nothing has ever happened


def test_polls_are_counted_by_kind_and_result(world: World) -> None:
    store = world.store
    for ok in (True, True, False):
        store.finish_poll(store.start_poll("fast", NOW), ok=ok, summary={}, now=NOW)
    store.start_poll("full", NOW)
    found = scraped(store)
    assert found["polls_total", ("fast", "ok")] == 2
    assert found["polls_total", ("fast", "failed")] == 1
    assert found["polls_total", ("full", "unfinished")] == 1
    assert found["last_good_poll_age_seconds", ()] == 60


def test_reads_are_counted_by_group_of_sources(world: World) -> None:
    store = world.store
    store.source_ok("listing", NOW)
    store.sources_ok(["page of Port Merrow", "page of Wyndale"], NOW)
    store.sources_ok(["page of Wyndale"], LATER)
    store.source_failed("page of Port Merrow", "503", LATER)
    found = scraped(store)
    assert found["reads_total", ("ok", "listing")] == 1
    assert found["reads_total", ("ok", "area pages")] == 3
    assert found["reads_total", ("failed", "area pages")] == 1
    assert found["sources_failing", ("area pages",)] == 1
    assert found["last_success_age_seconds", ("area pages",)] == 0
    assert found["last_success_age_seconds", ("listing",)] == 60


def test_publications_are_counted_by_state_and_the_time_of_reading_them_is_kept(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    world.store.record_ingest(ingest(publication_id, read_seconds=0.3), LATER)
    add_publication(world.store, listed("50290002", kind=PublicationKind.MONITORING))
    found = scraped(world.store)
    assert found["publications", ("done",)] == 1
    assert found["publications", ("due",)] == 1
    assert found["parse_seconds_bucket", ("0.25",)] == 0
    assert found["parse_seconds_bucket", ("0.5",)] == 1
    assert found["parse_seconds_bucket", ("+Inf",)] == found["parse_seconds_count", ()] == 1
    assert found["parse_seconds_sum", ()] == pytest.approx(0.3)


def test_deliveries_are_counted_by_channel_and_state_with_their_delays(world: World) -> None:
    store = world.store
    event = new_event(occurred=NOW - timedelta(hours=9))
    store.record_event(event, (to("a@x.org"), to("b@x.org"), to("team", channel="slack")), NOW)
    rows = {row.address: row.id for row in store.deliveries()}
    send(store, rows["team"])
    send(store, rows["a@x.org"], DeliveryState.MAYBE_SENT)
    send(store, rows["a@x.org"])
    found = scraped(store)
    assert found["deliveries", ("slack", "sent")] == 1
    assert found["deliveries", ("email", "sent")] == 1
    assert found["deliveries", ("email", "due")] == 1
    assert found["maybe_sent_total", ("email",)] == 1  # kept after it was sent again
    assert found["oldest_due_age_seconds", ()] == 60
    assert found["seen_to_sent_seconds", ("email", "1")] == 60
    assert found["publication_to_sent_seconds", ("slack", "0.95")] == 9 * 3600 + 60
    assert found["events_total", ("report.published",)] == 1


def test_a_channel_that_sends_nothing_shows(world: World) -> None:
    store = world.store
    store.record_event(new_event(), (to("a@x.org"), to("team", channel="slack")), NOW - timedelta(hours=1))
    mail, post = (row.id for row in store.deliveries())
    send(store, post)
    for _ in range(3):
        store.claim_message(mail, holder="x", now=LATER, lease_until=LATER + LEASE, group_until=LATER)
        store.settle_deliveries([mail], state=DeliveryState.DUE, error="refused", now=LATER, due=LATER)
    found = scraped(store)
    assert (found["channel_silent", ("email",)], found["channel_silent", ("slack",)]) == (1, 0)


def test_an_overdue_tick_shows(world: World) -> None:
    world.store.take_tick("look", expected=None, next_due=LATER + timedelta(hours=1))
    assert scraped(world.store)["tick_overdue_seconds", ()] == 0
    world.store.take_tick("sweep", expected=None, next_due=NOW)
    assert scraped(world.store)["tick_overdue_seconds", ()] == 60


def test_a_queue_is_counted_where_there_is_one(world: World) -> None:
    def depths() -> Sequence[QueueDepth]:
        return [QueueDepth("poll", 1, 0), QueueDepth("deliver", 40, 2)]

    def silent() -> Sequence[QueueDepth]:
        raise QueueError("no answer")

    found = scraped(world.store, depths)
    assert (found["queue_messages", ("deliver",)], found["queue_dead", ("deliver",)]) == (40, 2)
    assert found["queue_up", ()] == 1
    assert scraped(world.store, silent)["queue_up", ()] == 0
    assert ("queue_up", ()) not in scraped(world.store)


def test_a_store_that_does_not_answer_is_a_figure_and_not_a_failure(world: World) -> None:
    class Broken:
        def counts(self) -> Counts:
            raise StoreError("no answer")

    found = scraped(Broken())  # type: ignore[arg-type]
    assert found["store_up", ()] == 0


def test_counts_that_take_long_are_answered_from_the_last_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counting(world.store)
    monkeypatch.setattr(counting, "QUICK", -1.0)  # as if the first count had taken long
    assert counted().events == {}
    world.store.record_event(new_event(), (), NOW)
    assert counted().events == {}
    counted.close()
    assert counted().events == {"report.published": 1}
    counted.close()


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("listing", "listing"),
        ("file service", "file service"),
        ("page of Port Merrow", "area pages"),
        ("feed Daily Echo", "news feeds"),
        ("something new", "other"),
    ],
)
def test_each_source_belongs_to_a_group(name: str, group: str) -> None:
    assert source_group(name) == group


def test_every_state_has_a_figure_even_without_rows(world: World) -> None:
    world.store.record_event(new_event(), (to(),), NOW)
    found = scraped(world.store)
    assert {labels[0] for name, labels in found if name == "publications"} == set(PublicationState)
    assert {labels[1] for name, labels in found if name == "deliveries"} == set(DeliveryState)


def test_every_figure_is_explained_and_nothing_else(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    world.store.record_ingest(ingest(publication_id), NOW)
    world.store.source_ok("listing", NOW)
    world.store.take_tick("look", expected=None, next_due=NOW)
    world.store.finish_poll(world.store.start_poll("fast", NOW), ok=True, summary={}, now=NOW)
    text, _ = exposition(Figures(world.store, list, Counting(world.store), LATER), "")
    given = set(re.findall(r"^# HELP (\S+)", text.decode(), re.M))
    told = set(re.findall(r"^\| `(send_monitor_\w+)` \|", OPERATIONS.read_text("utf-8"), re.M))
    assert given == told
