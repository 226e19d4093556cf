"""What must hold once the soak is over: whatever was to be told was, or a row says why, and it is true."""

from monitor.domain.corrections import Where
from monitor.domain.events import DeliveryState, Event, EventKind
from monitor.domain.publication import PublicationState
from monitor.ports.store import Store
from monitor.services.alert import TOO_MANY
from monitor.services.coverage import MOST_IN_A_MESSAGE, stated_band
from monitor.services.house import House
from monitor.services.ingest import area_of
from monitor.services.overtaken import CORRECTED, IN_DIGEST
from tests.chaos.soak_checks import REPORTS, Checks
from tests.chaos.soak_ledger import tells
from tests.chaos.soak_life import ENDED


def is_done(store: Store) -> bool:
    """Say whether there is nothing more to read and to send."""
    read = {PublicationState.DONE, PublicationState.IGNORED}
    waiting = [state for state in DeliveryState if state not in ENDED]
    return all(one.state in read for one in store.publications()) and not store.deliveries(states=waiting)


def check_the_end(checks: Checks, house: House) -> None:
    """Check what came of everything. Raises AssertionError."""
    _every_report_is_told(checks, house.store)
    _every_row_ended(checks, house.store)
    _every_story_is_told(checks, house.store)
    for where, event_id in checks.awaited:
        _was_told(checks, where, checks.ledger.events[event_id])
    _the_last_word_is_true(checks, house)


def _every_report_is_told(checks: Checks, store: Store) -> None:
    known = {one.listed.file_id: one for one in store.publications()}
    told = {event.data.get("file_id") for event in checks.ledger.events.values() if event.kind in REPORTS}
    shown = {one.file_id for reports in checks.life.world.site.reports.values() for one in reports}
    for file_id in shown.intersection(checks.life.published):
        assert known[file_id].state is PublicationState.DONE, f"{file_id} was not read"
        assert file_id in told, f"nobody was told of {file_id}"


def _every_row_ended(checks: Checks, store: Store) -> None:
    failed = {event.data["event"] for event in _of(checks, EventKind.DELIVERY_FAILED)}
    for row in store.deliveries():
        where, event = (row.channel, row.address), checks.ledger.events[row.event_id]
        assert row.state in ENDED, f"delivery {row.id} is still {row.state}"
        if row.state is DeliveryState.SENT:
            assert checks.counted[(*where, event.key)], f"{row.id} never arrived"
        elif row.state is DeliveryState.SUPPRESSED and row.error == IN_DIGEST:
            assert checks.told[where, event.id], f"no digest told {where} of {event.key}"
        elif row.state is DeliveryState.SUPPRESSED and row.error not in (CORRECTED, TOO_MANY):
            _was_told(checks, where, event)
    assert failed or not store.deliveries(states=[DeliveryState.FAILED])


def _was_told(checks: Checks, where: Where, event: Event) -> None:
    """Check that somebody was told, or did something for which they were not."""
    if checks.told[where, event.id] or checks.life.excused_to.get(where, 0) >= event.id:
        return
    first = min((one.id for one in checks.ledger.earlier(event)), default=event.id)
    if checks.newest.get((where, first), (0, ""))[0] > event.id:  # they know what came of it since
        return
    with checks.ledger.reading() as connection:
        digests = [
            checks.ledger.rows_of(connection, one).get(where) for one in checks.ledger.digests_with(event)
        ]
        own = checks.ledger.rows_of(connection, event).get(where)
    states = {row.state for row in (own, *digests) if row is not None}
    assert DeliveryState.FAILED in states, f"{where} was never told of {event.key}"


def _every_story_is_told(checks: Checks, store: Store) -> None:
    told = {(feed, title) for _, feed, title in checks.stories}
    clusters: dict[tuple[int, bool], list[tuple[str, str]]] = {}
    for one in store.placed():
        if not (one.story.silent or one.copy):
            is_lead = one.publication_id is None
            clusters.setdefault((one.cluster_id, is_lead), []).append((one.story.feed, one.story.title))
    for (_, is_lead), found in clusters.items():
        missing = [story for story in found if story not in told]
        waits = is_lead and len(missing) < len(found)  # more of a lead is told with its report
        assert waits or not missing or len(found) > MOST_IN_A_MESSAGE, f"nobody was told of {missing}"


def _the_last_word_is_true(checks: Checks, house: House) -> None:
    """Check that whoever heard of a report knows by now what it says, or was not to be told any more."""
    stored = {one.listed.file_id: (one, report) for one, report in house.store.latest_reports()}
    last: dict[int, Event] = {}
    for event in checks.ledger.events.values():
        if event.kind in REPORTS and tells(event):
            last[min((one.id for one in checks.ledger.earlier(event)), default=event.id)] = event
    for event in last.values():
        publication, report = stored[event.data["file_id"]]
        band = stated_band(area_of(house, publication), publication, report)
        assert event.band == band, f"{event.key} says {event.band}, and the report {band}"
    for (where, first), (newest, _) in checks.newest.items():
        if newest < last[first].id and not _is_braked(checks, last[first], where):
            _was_told(checks, where, last[first])


def _is_braked(checks: Checks, event: Event, where: Where) -> bool:
    """Say whether so much changed in a day that a person must look first."""
    with checks.ledger.reading() as connection:
        row = checks.ledger.rows_of(connection, event).get(where)
    return row is not None and row.error == TOO_MANY


def _of(checks: Checks, kind: EventKind) -> list[Event]:
    return [event for event in checks.ledger.events.values() if event.kind is kind]
