"""What must hold of the ledger after every poll of the soak."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitor.domain.corrections import Where, is_correction
from monitor.domain.digests import DAYS, last_end
from monitor.domain.events import OPERATOR_KINDS, DeliveryState, Event, EventKind
from monitor.domain.matching import LONDON, Subscription, reason_to_send
from monitor.services.house import Watch
from monitor.store.schema import deliveries, publications, stories
from tests.chaos.soak_ledger import LedgerView, tells
from tests.chaos.soak_life import Life
from tests.chaos.soak_world import Arrival

WORKING = (DeliveryState.TAKEN, DeliveryState.SENDING)
NEWS = (EventKind.NEWS_REPORTED, EventKind.NEWS_LEAD)


class Checks:
    """Looks at the ledger after each poll; every method raises AssertionError with what does not hold."""

    def __init__(self, ledger: LedgerView, life: Life) -> None:
        self.ledger, self.life = ledger, life
        self.told: dict[tuple[Where, int], set[str]] = defaultdict(set)  # events, each by which messages
        # What was told last of a report, which is known by its first event, and in which message.
        self.newest: dict[tuple[Where, int], tuple[int, str]] = {}
        self.counted: Counter[tuple[str, str, str]] = Counter()
        self.awaited: set[tuple[Where, int]] = set()  # events that a digest is to tell somebody of
        self.stories: set[tuple[str, str, str]] = set()
        self.covered: dict[tuple[str, Where], Any] = {}

    @property
    def watch(self) -> Watch:
        """Give the config of the last poll: it is edited between polls alone."""
        return self.life.world.watch

    def check(self) -> None:
        """Check all that a poll may have changed."""
        with self.ledger.reading() as connection:
            self.ledger.look(connection)
            for event in self.ledger.new:
                self._every_match_has_a_row(connection, event)
                self._each_story_is_told_once(event)
                self._a_digest_covers_what_it_should(connection, event)
            for arrival in self.ledger.arrivals:
                self._nobody_hears_who_left(connection, arrival)
                self._nothing_is_repeated_in_silence(connection, arrival)
            self._nothing_is_kept_too_long(connection)
            self._states_add_up(connection)

    def digests_to_come(self, since: datetime) -> bool:
        """Say whether a digest has yet to tell somebody of an event since a moment."""
        untold = (event_id for where, event_id in self.awaited if not self.told[where, event_id])
        return any(self.ledger.events[one].seen > since for one in untold)

    # rows

    def _every_match_has_a_row(self, connection: Connection, event: Event) -> None:
        rows = set(self.ledger.rows_of(connection, event))
        if event.kind is EventKind.DIGEST:
            return
        if not is_correction(event) or not (earlier := self.ledger.earlier(event)):
            expected = self._matches(event)
            assert rows == expected, f"{event.key}: rows for {rows}, and not {expected}"
        elif tells(event):
            self._those_who_heard_are_told(connection, event, earlier, rows)
        else:
            assert not rows, f"{event.key} says nothing new, and has rows for {rows}"

    def _matches(self, event: Event) -> set[Where]:
        """Work out afresh who is to hear of an event at once, and note who waits for it to be in a digest."""
        if event.kind in OPERATOR_KINDS:
            return set(self.watch.operator)
        if event.kind is EventKind.DRILL:
            return {self.watch.canary} if self.watch.canary else set()
        # Nobody can miss what was never told: a report of the silent first read.
        if not tells(event) or event.kind is EventKind.REPORT_WITHDRAWN:
            return set()
        found = [one for one in self.watch.subscriptions if reason_to_send(event, one)]
        self.awaited |= {(where, event.id) for one in found if _by_digest(one) for where in one.to}
        if event.kind is EventKind.REPORT_BACKFILLED or event.data.get("digest_only"):
            return set()
        return {where for one in found if one.hears_at_once for where in one.to}

    def _those_who_heard_are_told(
        self, connection: Connection, event: Event, earlier: list[Event], rows: set[Where]
    ) -> None:
        """Of a correction all hear who were told otherwise, and nobody else but who could not be told."""
        at_once = {where for one in self.watch.subscriptions if one.hears_at_once for where in one.to}
        messages = [*earlier, *(digest for one in earlier for digest in self.ledger.digests_with(one))]
        keys = {one.key for one in messages}
        told = [
            ((one.channel, one.address), number < self.ledger.heard_before)
            for number, one in enumerate(self.ledger.arrived)
            if one.event_key in keys
        ]
        heard = {where for where, before in told if before}  # others may have heard in this very poll
        missing = heard & at_once - rows
        assert not missing, f"{event.key}: {missing} were told otherwise, and have no row"
        by_digest = {where for one in self.watch.subscriptions if _by_digest(one) for where in one.to}
        self.awaited |= {(where, event.id) for where, _ in told if where in by_digest}
        had = {where for one in messages for where in self.ledger.rows_of(connection, one)}
        waited = {where for one in self.watch.subscriptions if one.only for where in one.to}
        others = rows - had - (waited if event.kind is EventKind.REPORT_CONFIRMED else set())
        assert not others, f"{event.key}: {others} were never told of it, and have a row"

    # what is told

    def _each_story_is_told_once(self, event: Event) -> None:
        about = event.data.get("file_id") or f"lead in {event.area}"
        told = {(str(about), one["feed"], one["title"]) for one in event.data.get("stories") or ()}
        assert not told & self.stories, f"{event.key} tells anew of {told & self.stories}"
        self.stories |= told
        assert event.kind not in NEWS or event.band is None, f"{event.key}: a paper set an outcome"

    def _a_digest_covers_what_it_should(self, connection: Connection, event: Event) -> None:
        if event.kind is not EventKind.DIGEST:
            return
        (where,) = self.ledger.rows_of(connection, event)
        cadence, day = event.data["cadence"], event.occurred.astimezone(LONDON).date()
        assert (cadence, where) not in self.covered or self.covered[cadence, where] < day, (
            f"{event.key}: a second {cadence} digest of {day} to {where}"
        )
        self.covered[cadence, where] = day
        assert DAYS[cadence] == 1 or day.weekday() == 0, f"{event.key} ends on {day:%A}"
        for one in self.ledger.told_by(event):
            assert not self._has_left(where, one.area), f"{event.key}: {where} left, and reads of {one.key}"
            wanted = [sub for sub in self.watch.subscriptions if where in sub.to and reason_to_send(one, sub)]
            assert wanted or is_correction(one), f"{event.key}: {where} did not ask for {one.key}"

    def _is_new_to(self, connection: Connection, where: Where, event: Event, message: str) -> None:
        """Check that an address hears of an event in one message alone, unless a row says otherwise."""
        by = self.told[where, event.id]
        by.add(message)
        messages = [self.ledger.by_key[key] for key in by] if len(by) > 1 else []
        rows = [self.ledger.rows_of(connection, one)[where] for one in messages]
        assert not rows or any(map(_may_repeat, rows)), f"{where} hears of {event.key} in {by}"

    def _nobody_hears_who_left(self, connection: Connection, arrival: Arrival) -> None:
        where, event = (arrival.channel, arrival.address), self.ledger.by_key[arrival.event_key]
        if event.kind in OPERATOR_KINDS or event.kind is EventKind.DRILL:
            return
        assert not self._has_left(where, event.area), f"{where} left, and was told of {event.key}"
        row = self.ledger.rows_of(connection, event)[where]
        names = {one["name"] for one in row.subscribers}
        ways = [one for one in self.watch.subscriptions if one.name in names and where in one.to]
        as_it_comes = event.kind is EventKind.DIGEST or row.requested is not None
        now, at = self.life.world.clock(), self.watch.rules.digest_at
        # A digest covers what came since the end of the last period: what is older would be told by none.
        hear = [
            one.hears_at_once or as_it_comes or event.seen < last_end(now, at, one.digest)
            for one in ways
            if not one.paused
        ]
        assert any(hear), f"{where} was told of {event.key}, and nobody there is to hear of it now"

    def _has_left(self, where: Where, area: str | None) -> bool:
        return not self.life.left.isdisjoint({(where, None), (where, area)})

    def _nothing_is_repeated_in_silence(self, connection: Connection, arrival: Arrival) -> None:
        where, event = (arrival.channel, arrival.address), self.ledger.by_key[arrival.event_key]
        row = self.ledger.rows_of(connection, event)[where]
        self.counted[(*where, event.key)] += 1
        if self.counted[(*where, event.key)] > 1:
            assert _may_repeat(row), f"{arrival} was repeated, and its row does not say so"
        assert row.message_id == arrival.message_id, f"{arrival} is not what its row says: {row.message_id}"
        for one in self.ledger.told_in(arrival):
            self._is_new_to(connection, where, one, event.key)
            if row.requested is None:
                self._nothing_old_is_told(where, one, event.key)

    def _nothing_old_is_told(self, where: Where, event: Event, message: str) -> None:
        """Check that nobody hears what was true of a report after they heard what is."""
        if event.kind not in REPORTS:
            return
        first = min((one.id for one in self.ledger.earlier(event)), default=event.id)
        newest, by = self.newest.get((where, first), (0, message))
        if by != message:  # which may come twice, with all that is in it
            assert event.id >= newest, f"{where} hears of {event.key} after {self.ledger.events[newest].key}"
        self.newest[where, first] = (max(newest, event.id), message)

    # states

    def _nothing_is_kept_too_long(self, connection: Connection) -> None:
        rows, stale = self.life.world.swept["release_stale"], self.life.world.swept.get("free_stories")
        kept = select(deliveries.c.id).where(
            deliveries.c.state.in_(WORKING), deliveries.c.lease_until <= rows
        )
        late = [connection.execute(kept).all()]
        for table, swept in ((publications, rows), (stories, stale)):
            held = select(table.c.id).where(table.c.holder.is_not(None), table.c.lease_until <= swept)
            late.append(connection.execute(held).all() if swept else [])
        assert not any(late), f"still taken after the sweeps at {rows} and {stale}: {late}"

    def _states_add_up(self, connection: Connection) -> None:
        counted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        by_state: dict[str, int] = dict(connection.execute(counted).all())
        assert set(by_state) <= set(DeliveryState)
        assert sum(by_state.values()) == connection.execute(select(func.count(deliveries.c.id))).scalar()
        assert by_state.get(DeliveryState.SENT, 0) <= len(self.counted)


REPORTS = tuple(kind for kind in EventKind if kind.startswith("report.") and kind not in OPERATOR_KINDS)


def _may_repeat(row: Row[Any]) -> bool:
    """Say whether a delivery owns up to a message that may have come twice, or was asked for again."""
    return row.maybe_sent_at is not None or row.requested is not None


def _by_digest(subscription: Subscription) -> bool:
    return subscription.digest in DAYS and not subscription.paused
