"""One whole cycle: discover, ingest, deliver, sweep; and the silent first read of everything."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from monitor.domain.events import OWN_KINDS, DeliveryState, Event, EventKind
from monitor.domain.publication import PublicationState
from monitor.domain.wording import utc_text
from monitor.errors import StoreError
from monitor.services.deadlines import remind
from monitor.services.deliver import deliver
from monitor.services.discover import BASELINE_DONE, Discovery, fast_poll, full_sweep
from monitor.services.drill import hold_drill
from monitor.services.house import House
from monitor.services.ingest import Ingested, ingest
from monitor.services.scan_news import NewsRound, scan_news
from monitor.services.tally import Tally
from monitor.services.upkeep import keep_up
from monitor.services.watchdog import say_alive, watch_ourselves, watch_silence
from monitor.trace import traced

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Hears of progress as (what, done, of how many)."""

SENDERS = 16
"""Threads that send at once: one slow mail server holds up one of them, and their commits go in groups."""

ENOUGH_PAGES = 0.9
"""Share of the areas whose pages must have been read for the baseline to count as finished.

One broken page must not keep everybody else waiting for alerts: an area read for the first time later on
starts silently, but for reports published since.
"""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """When a cycle began, and the events of before that bear the same time, as in a rehearsal held twice."""

    at: datetime
    known: frozenset[int]


def poll(house: House, *, full: bool = False, news: bool = True) -> Tally:
    """Run one cycle now, whatever is due or not; `news`: read the feeds too. Expects the baseline done."""
    begun = _begin(house)
    return _work_off(house, look(house, "full" if full else "fast"), begun, None, news=news)


def baseline(house: House, *, progress: Progress | None = None) -> Tally:
    """Read all there is and alert nobody. Safe to break off, to resume and to run again."""
    begun = _begin(house)
    tally = _work_off(house, look(house, "baseline", progress), begun, progress)
    if not is_baselined(house) and tally.discovery.pages_fetched >= ENOUGH_PAGES * len(house.areas):
        house.store.set_meta(BASELINE_DONE, utc_text(house.clock()))
    return replace(tally, news=scan_news(house, "unread"), finished=house.clock())


def is_baselined(house: House) -> bool:
    """Say whether the silent first read was finished."""
    return house.store.get_meta(BASELINE_DONE) is not None


def look(house: House, kind: str, progress: Progress | None = None) -> Discovery:
    """Look at the site once and write down that we did; `kind` is "fast", "full" or "baseline"."""
    watch_ourselves(house)
    poll_id = house.store.start_poll(kind, house.clock())
    with traced(f"poll-{poll_id}"):
        return _looked(house, poll_id, kind, progress)


def _looked(house: House, poll_id: int, kind: str, progress: Progress | None) -> Discovery:
    asked, unchanged = house.counters.requests(), house.counters.not_modified()
    if kind == "fast":
        discovery = fast_poll(house)
    else:
        pages = None if progress is None else partial(progress, "pages")
        discovery = full_sweep(house, progress=pages)
    discovery.requests = house.counters.requests() - asked
    discovery.not_modified = house.counters.not_modified() - unchanged
    summary = {
        "seen": discovery.seen,
        "pages_fetched": discovery.pages_fetched,
        "requests": discovery.requests,
        "found": len(discovery.found),
        "problems": discovery.problems,
        "notices": discovery.notices,
    }
    house.store.finish_poll(poll_id, ok=not discovery.problems, summary=summary, now=house.clock())
    log.info("looked at the site", extra={"kind": kind} | summary | {"found": discovery.found})
    if is_baselined(house) and not discovery.problems:
        watch_silence(house)
    remind(house)
    house.fault("after-look")
    return discovery


def _begin(house: House) -> _Beginning:
    now = house.clock()
    before = _made(house, _Beginning(now, frozenset()))
    return _Beginning(now, frozenset(event.id for event in before))


def _work_off(
    house: House, discovery: Discovery, begun: _Beginning, progress: Progress | None, *, news: bool = False
) -> Tally:
    """Ingest and deliver all that is due, found now or left over from before; read the news after that."""
    asked, unchanged = house.counters.requests(), house.counters.not_modified()
    house.store.release_stale(begun.at, dead=house.is_dead)
    new, quarantined = _found(house, discovery)
    results = _ingest_all(house, house.store.due_publications(house.clock()), discovery, progress)
    # What waited for the morning must not tell of an outcome that was replaced in the night.
    results += _ingest_all(house, house.store.due_rechecks(house.clock(), new=True), discovery, None)
    keep_up(house)
    counts = deliver_all(house)
    told = NewsRound()
    # Neither slow feeds nor a hundred old documents to be compared must make a report late.
    if news and house.news.feeds:
        told = scan_news(house, "all")
    rechecks = house.store.due_rechecks(house.clock(), new=False)
    results += _ingest_all(house, rechecks, discovery, None)
    if rechecks or (news and house.news.feeds):
        later = deliver_all(house)
        counts = {state: number + later[state] for state, number in counts.items()} | {"held": later["held"]}
    counts["suppressed"] = _suppressed_of(house, _made(house, begun))
    discovery.notices += _put_off(house)
    hold_drill(house)  # it may have gone out just now, or failed
    say_alive(house, well=not discovery.problems)
    return Tally(
        started=begun.at,
        finished=house.clock(),
        expected=house.expected,
        discovery=discovery,
        new=new,
        ingested=results.count("ingested"),
        failed=results.count("failed"),
        quarantined=quarantined,
        events=[_told(house, event) for event in _made(house, begun) if event.kind not in OWN_KINDS],
        deliveries=counts,
        requests=discovery.requests + house.counters.requests() - asked,
        not_modified=discovery.not_modified + house.counters.not_modified() - unchanged,
        news=told,
    )


def _ingest_all(
    house: House, due: Sequence[int], discovery: Discovery, progress: Progress | None
) -> list[str]:
    """Fetch and read documents; gives what came of each."""
    results = []
    for done, publication_id in enumerate(due, start=1):
        result = _ingest(house, publication_id)
        results.append(result.result)
        if result.error is not None:
            discovery.notices.append(f"a document could not be read: {result.error}")
        if progress is not None:
            progress("documents", done, len(due))
    return results


def _ingest(house: House, publication_id: int) -> Ingested:
    """Ingest one document; it is put off if we fail on it, and the others must not wait for that."""
    try:
        return ingest(house, publication_id)
    except StoreError:
        raise
    except Exception as error:
        log.exception("document %d: a mistake of ours", publication_id)
        return Ingested("failed", error=f"a mistake of ours ({type(error).__name__}); see the log")


def deliver_all(house: House) -> dict[str, int]:
    """Send everything that may be sent now, group wait or not; count how the rows ended."""
    ended = _deliver_due(house)
    if house.store.due_deliveries(house.clock()):
        # Left to whoever was at their destination, who may have died there; or put off, to go by themselves.
        house.lanes.outwait()
        ended += _deliver_due(house)
    held = house.store.delivery_counts().get(DeliveryState.HELD, 0)
    states = (DeliveryState.SENT, DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.MAYBE_SENT)
    return {state.value: ended[state] for state in states} | {"held": held}


def _put_off(house: House) -> list[str]:
    """Say of each channel how many messages wait for another try, and why the last one does."""
    failed: dict[str, list[str]] = {}
    for row in house.store.deliveries(states=(DeliveryState.DUE,)):
        if row.attempts and row.error:
            failed.setdefault(row.channel, []).append(row.error)
    return [
        f"not sent by {channel} and to be tried again: {len(errors)}, the last because of {errors[-1]}"
        for channel, errors in failed.items()
    ]


def _deliver_due(house: House) -> Counter[DeliveryState]:
    """Try each row that is due once; a failed one makes a note for the operator, which is due as well."""
    ended: Counter[DeliveryState] = Counter()
    done: set[int] = set()
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="sender") as senders:
        try:
            while ids := [one for one in house.store.due_deliveries(house.clock()) if one not in done]:
                done.update(ids)
                ended.update(chain.from_iterable(senders.map(partial(_deliver, house), ids)))
        except KeyboardInterrupt:  # messages to one destination may wait for minutes
            house.lanes.close()
            raise
    return ended


def _deliver(house: House, delivery_id: int) -> list[DeliveryState]:
    """Deliver one row; if we fail on it, it is taken up again as after a crash, and holds up no other."""
    try:
        return deliver(house, delivery_id)
    except StoreError:
        raise
    except Exception:
        log.exception("delivery %d: a mistake of ours", delivery_id)
        return []


def _found(house: House, discovery: Discovery) -> tuple[int, int]:
    """Count the SEND publications that are new to us, and those of them whose title we do not know."""
    if not discovery.found:
        return 0, 0
    ids = set(discovery.found)
    found = [one.state for one in house.store.publications() if one.id in ids]
    ignored = found.count(PublicationState.IGNORED)
    return len(found) - ignored, found.count(PublicationState.QUARANTINED)


def _made(house: House, begun: _Beginning) -> list[Event]:
    since = house.store.events(since=begun.at, kinds=tuple(EventKind))
    return [event for event in since if event.id not in begun.known]


def _told(house: House, event: Event) -> dict[str, Any]:
    return {
        "key": event.key,
        "kind": event.kind.value,
        "area": _area_name(house, event.area),
        "band": event.band.value if event.band else None,
    }


def _suppressed_of(house: House, made: list[Event]) -> int:
    stopped = (DeliveryState.SUPPRESSED,)
    return sum(len(house.store.deliveries(event_id=event.id, states=stopped)) for event in made)


def _area_name(house: House, area_id: str | None) -> str | None:
    area = house.areas.by_id(area_id) if area_id else None
    return area.name if area else None
