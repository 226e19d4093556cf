"""Find new reports: read the listing, call the roll, and read the provider pages it points to.

A listing that is not complete is held: nothing remembered of it changes and the operator is told. Each
provider page stands for itself, so one bad page touches no other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.domain.area import Area
from monitor.domain.publication import Publication
from monitor.domain.rollcall import RollCall, call_roll, order_drift
from monitor.domain.timeline import compare_timeline
from monitor.errors import MonitorError, SourceError, Truncated
from monitor.ports.knowledge import KnownProvider, TimelineChanges
from monitor.ports.sources import ListingReading, PageReading
from monitor.services.house import House
from monitor.services.ingest import relist
from monitor.services.page_notes import missing_note, tell_of
from monitor.services.watchdog import source_failed, source_ok
from monitor.services.withdrawals import tell_of_withdrawals
from monitor.trace import current_trace

LISTING = "listing"
BASELINE_DONE = "baseline_finished"
PAGES_IN_A_ROW = 5  # so many failed pages one after another are the site's trouble, not a page's


@dataclass(slots=True)
class Discovery:
    """What one look at the site gave. `problems` are (source, error); `notices` are oddities."""

    seen: int = 0
    pages_fetched: int = 0
    found: list[int] = field(default_factory=list)  # ids of publications new to us
    problems: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    requests: int = 0
    not_modified: int = 0


@dataclass(frozen=True, slots=True)
class _Visit:
    """A provider page to read: under which URN, for which area, and the date the listing shows."""

    urn: str
    area: Area
    latest_report: str | None


@dataclass(frozen=True, slots=True)
class _Memory:
    """What we knew before the pages were read, taken in one look; each area is visited once."""

    publications: Mapping[str, Sequence[Publication]]  # by Area.id
    providers: Mapping[str, KnownProvider]  # by URN
    baseline_to: date | None
    failing: frozenset[str]  # names of sources
    listing_whole: bool  # everybody was on the listing just now, and every page is being read


def fast_poll(house: House) -> Discovery:
    """Read the listing, then only the pages whose latest report differs from what we know."""
    discovery = Discovery()
    reading = _read_listing(house, discovery, newest_first=True)
    if reading is not None:
        roll = _roll(house, discovery, reading)
        known = house.store.providers()
        visits = [one for one in _visits(roll, reading) if _changed(one, known.get(one.urn))]
        _visit_all(house, discovery, visits, settle=False, listing_whole=False)
    return discovery


def full_sweep(house: House, *, progress: Callable[[int, int], None] | None = None) -> Discovery:
    """Read the listing and every provider page, whether the listing shows it or not."""
    discovery = Discovery()
    reading = _read_listing(house, discovery, newest_first=False)
    roll = _roll(house, discovery, reading) if reading is not None else None
    drift = order_drift(reading.providers, house.areas) if reading is not None else None
    discovery.notices += [drift] if drift else []
    visits = _visits(roll, reading) if roll is not None and reading is not None else []
    listed = {one.area.id for one in visits}
    # What the listing leaves out keeps the date it was last listed with, or the next poll would read it all.
    dates = {one.area: one.latest_report for one in house.store.providers().values()}
    visits += [_Visit(area.urn, area, dates.get(area.id)) for area in house.areas if area.id not in listed]
    whole = roll is not None and roll.complete
    _visit_all(house, discovery, visits, settle=True, listing_whole=whole, progress=progress)
    return discovery


def read_area_page(house: House, area: Area) -> Discovery:
    """Read one area's page now, as when a paper says that its report is out."""
    discovery = Discovery()
    known = next((one for one in house.store.providers().values() if one.area == area.id), None)
    visit = _Visit(known.urn, area, known.latest_report) if known else _Visit(area.urn, area, None)
    _visit_all(house, discovery, [visit], settle=False, listing_whole=False)
    return discovery


def _read_listing(house: House, discovery: Discovery, *, newest_first: bool) -> ListingReading | None:
    try:
        reading = house.listing.read(newest_first=newest_first)
    except SourceError as error:
        received = error.received if isinstance(error, Truncated) else frozenset()
        missing = tuple(one.name for one in house.areas if received.isdisjoint({one.urn, *one.former_urns}))
        partial = 0 < len(missing) < len(house.areas)
        why = f"{error}; {len(missing)} missing: {', '.join(missing)}" if partial else str(error)
        discovery.problems.append((LISTING, why))
        source_failed(house, LISTING, why, at_once=partial, names=missing if partial else ())
        return None
    discovery.seen = len({provider.urn for provider in reading.providers})
    discovery.notices += reading.notices
    if reading.banner:
        discovery.notices.append(f"notice on the site: {reading.banner}")
    return reading


def _roll(house: House, discovery: Discovery, reading: ListingReading) -> RollCall:
    """Call the roll: accept the listing if everybody is there, else hold it and say who is not."""
    accepted = house.store.providers().keys()
    roll = call_roll(reading.providers, house.areas, expected=house.expected, accepted=accepted)
    if roll.complete:
        rows = {provider.urn: provider for provider in reading.providers}
        house.store.accept_listing(rows, {urn: area.id for urn, area in roll.areas.items()})
        house.store.keep_marks(reading.marks)
        source_ok(house, LISTING)
    else:
        error = f"the listing is held: {roll.what_is_wrong()}"
        discovery.problems.append((LISTING, error))
        at_once = roll.partial or bool(roll.unknown)
        source_failed(house, LISTING, error, at_once=at_once, names=roll.missing)
    return roll


def _visits(roll: RollCall, reading: ListingReading) -> list[_Visit]:
    return [
        _Visit(row.urn, roll.areas[row.urn], _iso(row.latest_report))
        for row in reading.providers
        if row.urn in roll.areas
    ]


def _changed(visit: _Visit, known: KnownProvider | None) -> bool:
    if known is None or known.page_read_at is None:
        return True
    return visit.latest_report is not None and visit.latest_report != known.latest_report


def _visit_all(
    house: House,
    discovery: Discovery,
    visits: list[_Visit],
    *,
    settle: bool,
    listing_whole: bool,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Read the pages and accept each; give up on the rest after several failures in a row."""
    if visits:
        well: list[str] = []
        memory = _remember(house, listing_whole=listing_whole)
        _visit_each(house, discovery, visits, memory, well, settle=settle, progress=progress)
        house.store.sources_ok(well, house.clock())


def _visit_each(
    house: House,
    discovery: Discovery,
    visits: list[_Visit],
    memory: _Memory,
    well: list[str],
    *,
    settle: bool,
    progress: Callable[[int, int], None] | None,
) -> None:
    in_a_row = 0
    for done, (visit, answer) in enumerate(_read_pages(house, visits), start=1):
        source = f"page of {visit.area.name}"
        outcome = answer if isinstance(answer, MonitorError) else _judged(memory, visit, answer)
        if isinstance(outcome, MonitorError):
            in_a_row += 1
            discovery.problems.append((source, str(outcome)))
            source_failed(house, source, str(outcome))
            if in_a_row == PAGES_IN_A_ROW and done < len(visits):
                left = len(visits) - done
                discovery.problems.append(
                    ("provider pages", f"{in_a_row} pages in a row failed; {left} were not asked for")
                )
                return
            continue
        in_a_row = 0
        discovery.pages_fetched += 1
        _accept(house, discovery, visit, outcome, memory, settle=settle)
        if source in memory.failing:
            source_ok(house, source)
        else:
            well.append(source)
        if progress is not None:
            progress(done, len(visits))


def _read_pages(house: House, visits: list[_Visit]) -> Iterable[tuple[_Visit, PageReading | MonitorError]]:
    """Read pages in order, several at once where that is allowed."""

    def read(visit: _Visit) -> tuple[_Visit, PageReading | MonitorError]:
        try:
            return visit, house.pages.read(visit.urn)
        except SourceError as error:
            return visit, error

    if house.parallel == 1 or len(visits) < 2:
        yield from map(read, visits)
        return
    pool = ThreadPoolExecutor(house.parallel)
    try:
        yield from pool.map(read, visits)
    finally:
        pool.shutdown(cancel_futures=True)


def _judged(memory: _Memory, visit: _Visit, page: PageReading) -> PageReading | MonitorError:
    """Refuse a page that lists no reports (P1), unless there is no sign that it ever held one."""
    if page.reports:
        return page
    known = len(memory.publications.get(visit.area.id, ()))
    if known or visit.latest_report is not None:
        why = f"we know of {known}" if known else f"the listing shows one of {visit.latest_report}"
        return Truncated(f"P1: the page lists no reports, and {why}", url=page.url)
    return replace(page, notices=(*page.notices, "the page lists no reports, nor does the listing show one"))


def _accept(
    house: House, discovery: Discovery, visit: _Visit, page: PageReading, memory: _Memory, *, settle: bool
) -> None:
    """Write down what a page changes, in one transaction, and tell the operator what looks wrong."""
    now = house.clock()
    area = visit.area
    known = memory.publications.get(area.id, ())
    provider = memory.providers.get(visit.urn)
    read = provider is not None and provider.page_read_at is not None
    end = memory.baseline_to
    timeline = compare_timeline(known, page.reports, read_before=read, baseline_to=end, now=now)
    changes = TimelineChanges(
        area=area.id,
        urn=visit.urn,
        latest_report=visit.latest_report if settle or _shows(page, visit.latest_report) else None,
        found=timeline.found,
        retitled=timeline.retitled,
        missing=tuple(one.id for one in timeline.missing),
        returned=tuple(one.id for one in timeline.returned),
        trace=current_trace(),
    )
    # Told first: a process that dies in between tells it again, and the event's key makes that harmless.
    tell_of(house, area, page, timeline, first_read=memory.baseline_to is None)
    tell_of_withdrawals(house, area, page, timeline, listing_whole=memory.listing_whole)
    by_id = {one.id: one for one in known}
    for publication_id, listed in timeline.retitled:
        relist(house, by_id[publication_id], listed)
    if page.mark_changed or not _says_nothing(changes, provider):
        discovery.found += house.store.accept_page(changes, page.mark, now)
    house.fault("after-page")
    discovery.notices += [f"{area.name}: {notice}" for notice in page.notices]
    discovery.notices += [f"{area.name}: {missing_note(one)}" for one in timeline.missing]


def _says_nothing(changes: TimelineChanges, known: KnownProvider | None) -> bool:
    """Say whether writing a page's changes down would change nothing: a commit costs more than the page."""
    anything = changes.found or changes.retitled or changes.missing or changes.returned
    if anything or known is None or known.page_read_at is None:
        return False
    return changes.latest_report in (None, known.latest_report)


def _remember(house: House, *, listing_whole: bool) -> _Memory:
    publications: dict[str, list[Publication]] = {}
    for publication in house.store.publications():
        publications.setdefault(publication.area, []).append(publication)
    finished = house.store.get_meta(BASELINE_DONE)
    return _Memory(
        publications,
        house.store.providers(),
        date.fromisoformat(finished[:10]) if finished else None,
        frozenset(one.name for one in house.store.sources() if one.failures),
        listing_whole,
    )


def _shows(page: PageReading, latest: str | None) -> bool:
    """Say whether the page already has the report that the listing dates; if not, we look again."""
    dates = {_iso(day) for report in page.reports for day in (report.published, report.inspected)}
    return latest in dates


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
