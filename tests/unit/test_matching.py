"""Who hears of an event, when, and why: filters, merged deliveries, quiet hours, the allow-list."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.corrections import TOLD_BEFORE
from monitor.domain.events import OPERATOR_KINDS, DeliveryState, EventKind, NewDelivery, NewEvent, Recipient
from monitor.domain.matching import (
    QuietHours,
    SendingRules,
    Subscription,
    allowed,
    deliveries_for,
    operator_deliveries,
    reason_to_send,
    wanted,
)
from monitor.domain.outcome import Band
from tests.builders import a_subscription, an_event

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)
WAIT = timedelta(minutes=2)
EVERYBODY = SendingRules(("*",), WAIT)
NIGHT = QuietHours(time(21), time(7))
READERS = [kind for kind in EventKind if kind not in OPERATOR_KINDS]


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def sent(
    *subscriptions: Subscription,
    event: NewEvent | None = None,
    rules: SendingRules = EVERYBODY,
    now: datetime = NOW,
) -> tuple[NewDelivery, ...]:
    return deliveries_for(event or an_event(), subscriptions, rules, now)


# --- who and why -------------------------------------------------------------------------------------


def test_a_subscriber_gets_the_events_of_their_areas_with_the_reason() -> None:
    assert reason_to_send(an_event(), a_subscription()) == "you watch Ashbourne Vale"
    assert reason_to_send(an_event(area="702"), a_subscription()) is None
    assert reason_to_send(an_event(area=None), a_subscription()) is None
    assert sent(a_subscription(areas={})) == ()


@pytest.mark.parametrize(
    ("patterns", "kinds"),
    [
        (("report.*",), {kind for kind in READERS if kind.startswith("report.")}),
        (("report.published",), {EventKind.REPORT_PUBLISHED}),
        (("report.published", "report.confirmed"), {EventKind.REPORT_PUBLISHED, EventKind.REPORT_CONFIRMED}),
        (("*",), set(READERS)),
        (("news.*",), {kind for kind in READERS if kind.startswith("news.")}),
        (("REPORT.*",), set()),
        (("report",), set()),
        ((), set()),
    ],
)
def test_events_are_chosen_by_pattern(patterns: tuple[str, ...], kinds: set[EventKind]) -> None:
    subscription = a_subscription(events=patterns)
    assert {kind for kind in EventKind if reason_to_send(an_event(kind), subscription)} == kinds


@pytest.mark.parametrize("kind", sorted(OPERATOR_KINDS))
def test_what_is_for_the_operator_is_for_nobody_else(kind: EventKind) -> None:
    assert sent(a_subscription(events=("*", "source.*", "report.*", kind)), event=an_event(kind)) == ()


UNKNOWN = None


@pytest.mark.parametrize(
    ("only", "band", "passes"),
    [
        ((), Band.INCONSISTENT, True),
        ((), UNKNOWN, True),
        (("systemic_failings",), Band.SYSTEMIC_FAILINGS, True),
        (("systemic_failings",), Band.INCONSISTENT, False),
        (("systemic_failings",), UNKNOWN, False),
        (("systemic_failings", "unknown"), UNKNOWN, True),
        (("unknown",), Band.INCONSISTENT, False),
        (("typically_positive", "inconsistent"), Band.INCONSISTENT, True),
    ],
)
def test_only_some_outcomes(only: tuple[str, ...], band: Band | None, passes: bool) -> None:
    assert wanted(an_event(band=band), only) is passes


@pytest.mark.parametrize(
    ("only", "direction", "passes"),
    [
        (("worse",), "worse", True),
        (("worse",), "better", False),
        (("worse",), "same", False),
        (("changed",), "better", True),
        (("changed",), "worse", True),
        (("changed",), "same", False),
        (("same",), "same", True),
        (("worse",), None, True),  # it cannot be told, and silence is worse
        (("worse", "inconsistent"), "better", True),
        (("worse", "systemic_failings"), "better", False),
    ],
)
def test_only_some_directions(only: tuple[str, ...], direction: str | None, passes: bool) -> None:
    data = {"direction": direction} if direction else {}
    assert wanted(an_event(data=data), only) is passes


def test_what_is_no_report_is_not_filtered_by_outcome() -> None:
    assert wanted(an_event(EventKind.SOURCE_DEGRADED, None), ("worse",))


# --- merging -----------------------------------------------------------------------------------------


def test_overlapping_subscriptions_meet_in_one_message_that_lists_each_reason() -> None:
    forum = a_subscription("Forum", areas={"701": "you watch Ashbourne Vale"})
    region = a_subscription("Region", areas={"701": "you watch the areas of Midlands"})
    (delivery,) = sent(forum, region)
    assert delivery.subscribers == (
        Recipient("Forum", "you watch Ashbourne Vale"),
        Recipient("Region", "you watch the areas of Midlands"),
    )


def test_each_address_of_each_channel_gets_its_own() -> None:
    both = (("email", "chair@example.org"), ("slack", "send-team"), ("slack", "chair@example.org"))
    listed = sent(a_subscription(to=both), a_subscription("Other", to=(("email", "other@example.org"),)))
    assert [(one.channel, one.address) for one in listed] == [*both, ("email", "other@example.org")]


def test_who_does_not_want_an_event_is_not_named_in_the_message_of_who_does() -> None:
    picky = a_subscription("Picky", only=("systemic_failings",))
    (delivery,) = sent(picky, a_subscription("Forum"))
    assert [one.name for one in delivery.subscribers] == ["Forum"]


@given(st.permutations([a_subscription(str(n), to=(("email", f"{n % 3}@example.org"),)) for n in range(7)]))
@settings(max_examples=20)
def test_no_order_of_subscribers_makes_two_messages_to_one_address(order: list[Subscription]) -> None:
    listed = sent(*order)
    assert len({(one.channel, one.address) for one in listed}) == len(listed) == 3
    assert sorted(who.name for one in listed for who in one.subscribers) == [str(n) for n in range(7)]


# --- the allow-list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("only_to", "passes"),
    [
        ((), False),
        (("*",), True),
        (("chair@example.org",), True),
        (("email:chair@example.org",), True),
        (("EMAIL:Chair@Example.ORG",), True),
        (("slack:chair@example.org",), False),
        (("other@example.org",), False),
        (("example.org",), False),
        (("*@example.org",), False),
        (("",), False),
        (("other@example.org", "chair@example.org"), True),
    ],
)
def test_only_who_is_on_the_list_may_be_written_to(only_to: tuple[str, ...], passes: bool) -> None:
    assert allowed("email", "chair@example.org", only_to) is passes
    (delivery,) = sent(a_subscription(), rules=SendingRules(only_to, WAIT))
    assert (delivery.state == DeliveryState.DUE) is passes
    assert (delivery.state == DeliveryState.SUPPRESSED) is not passes
    assert bool(delivery.error) is not passes, "what is stopped says why"


def test_the_allow_list_holds_at_night_too() -> None:
    (delivery,) = sent(
        a_subscription(quiet=NIGHT), rules=SendingRules((), WAIT), now=local("2026-09-08 22:00")
    )
    assert delivery.state == DeliveryState.SUPPRESSED


def test_the_operator_is_told_at_once_and_only_if_allowed() -> None:
    to = (("email", "ops@example.org"), ("slack", "ops"))
    first, second = operator_deliveries(to, SendingRules(("slack:ops",), WAIT), NOW)
    assert (first.state, second.state) == (DeliveryState.SUPPRESSED, DeliveryState.DUE)
    assert second.due == NOW
    assert operator_deliveries((), EVERYBODY, NOW) == ()


# --- quiet hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "now", "until"),
    [
        ("21:00-07:00", "2026-09-08 20:59:59", None),
        ("21:00-07:00", "2026-09-08 21:00", "2026-09-09 07:00"),
        ("21:00-07:00", "2026-09-08 23:59:59", "2026-09-09 07:00"),
        ("21:00-07:00", "2026-09-09 00:00", "2026-09-09 07:00"),
        ("21:00-07:00", "2026-09-09 06:59:59", "2026-09-09 07:00"),
        ("21:00-07:00", "2026-09-09 07:00", None),
        ("21:00-07:00", "2026-12-31 22:00", "2027-01-01 07:00"),
        ("12:00-13:30", "2026-09-08 12:00", "2026-09-08 13:30"),
        ("12:00-13:30", "2026-09-08 13:30", None),
        ("12:00-13:30", "2026-09-08 23:00", None),
        ("00:00-06:00", "2026-09-08 00:00", "2026-09-08 06:00"),
        ("22:00-00:00", "2026-09-08 23:00", "2026-09-09 00:00"),
        ("22:00-00:00", "2026-09-09 00:00", None),
        # The night of 28 to 29 March 2026 has nine hours, that of 24 to 25 October eleven.
        ("21:00-07:00", "2026-03-28 22:00", "2026-03-29 07:00"),
        ("21:00-07:00", "2026-03-29 00:30", "2026-03-29 07:00"),
        ("21:00-07:00", "2026-03-29 02:30", "2026-03-29 07:00"),
        ("21:00-07:00", "2026-10-24 22:00", "2026-10-25 07:00"),
        ("21:00-07:00", "2026-10-25 01:30", "2026-10-25 07:00"),
    ],
)
def test_messages_are_held_until_the_window_ends(window: str, now: str, until: str | None) -> None:
    start, end = (time.fromisoformat(part) for part in window.split("-"))
    assert QuietHours(start, end).until(local(now)) == (local(until) if until else None)


def test_a_night_is_as_long_as_the_clocks_make_it() -> None:
    for evening, hours in (("2026-03-28 21:00", 9), ("2026-10-24 21:00", 11), ("2026-09-08 21:00", 10)):
        until = NIGHT.until(local(evening))
        assert until is not None
        assert until - local(evening) == timedelta(hours=hours)


def test_the_end_of_a_window_in_the_hour_that_comes_twice_is_never_past() -> None:
    second_time_round = local("2026-10-25 01:10", fold=1)
    assert QuietHours(time(22), time(1, 30)).until(second_time_round) == local("2026-10-25 01:30", fold=1)


def test_the_end_of_a_window_in_the_hour_that_is_missing_comes_after_it() -> None:
    until = QuietHours(time(0, 15), time(1, 30)).until(local("2026-03-29 00:45"))
    assert until is not None
    assert local("2026-03-29 02:00") <= until <= local("2026-03-29 02:30")


clock_times = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0, fold=0))
windows = st.tuples(clock_times, clock_times).filter(lambda pair: pair[0] != pair[1])
near_changes = st.sampled_from(["2026-03-28 12:00", "2026-10-24 12:00", "2026-07-01 12:00"]).flatmap(
    lambda noon: st.integers(0, 36 * 60).map(lambda minutes: local(noon) + timedelta(minutes=minutes))
)


@settings(max_examples=60)
@given(windows, near_changes)
def test_what_is_held_is_held_inside_the_window_and_let_go_at_its_end(
    window: tuple[time, time], moment: datetime
) -> None:
    start, end = window
    quiet = QuietHours(start, end)
    face = moment.astimezone(LONDON).time()
    inside = start <= face < end if start < end else face >= start or face < end
    until = quiet.until(moment)
    assert (until is not None) is inside
    if until is not None:
        assert moment < until <= moment + timedelta(hours=25)
        missing_hour = local("2026-03-29 02:00") <= until < local("2026-03-29 03:00")
        assert until.astimezone(LONDON).time() == end or missing_hour
        assert until.tzinfo is UTC


def test_quiet_hours_hold_a_message_and_say_so() -> None:
    night = local("2026-09-08 22:00")
    (delivery,) = sent(a_subscription(quiet=NIGHT), now=night)
    assert (delivery.state, delivery.due) == (DeliveryState.HELD, local("2026-09-09 07:00"))
    assert delivery.error


def test_outside_quiet_hours_a_message_waits_for_its_group_alone() -> None:
    (delivery,) = sent(a_subscription(quiet=NIGHT))
    assert (delivery.state, delivery.due, delivery.error) == (DeliveryState.DUE, NOW + WAIT, None)


def test_the_wait_for_a_group_does_not_run_into_the_quiet_hours() -> None:
    (delivery,) = sent(a_subscription(quiet=NIGHT), now=local("2026-09-08 20:59"))
    assert (delivery.state, delivery.due) == (DeliveryState.HELD, local("2026-09-09 07:00"))


@pytest.mark.parametrize(
    ("band", "exempt", "held"),
    [
        (Band.SYSTEMIC_FAILINGS, ("systemic_failings",), False),
        (Band.INCONSISTENT, ("systemic_failings",), True),
        (UNKNOWN, ("systemic_failings",), True),
        (UNKNOWN, ("unknown",), False),
        (UNKNOWN, (), True),
    ],
)
def test_some_outcomes_may_wake_people(band: Band | None, exempt: tuple[str, ...], held: bool) -> None:
    subscription = a_subscription(quiet=NIGHT, quiet_exempt=exempt)
    (delivery,) = sent(subscription, event=an_event(band=band), now=local("2026-09-08 23:00"))
    assert (delivery.state == DeliveryState.HELD) is held


def test_a_shared_address_is_held_only_as_long_as_everybody_behind_it_sleeps() -> None:
    night = local("2026-09-08 22:00")
    early = a_subscription("Early", quiet=QuietHours(time(21), time(6)))
    late = a_subscription("Late", quiet=NIGHT)
    awake = a_subscription("Awake")
    assert sent(early, late, now=night)[0].due == local("2026-09-09 06:00")
    assert sent(late, awake, now=night)[0].state == DeliveryState.DUE


@settings(max_examples=60)
@given(near_changes, st.sampled_from([timedelta(), WAIT, timedelta(hours=3)]))
def test_nothing_falls_due_in_quiet_hours(moment: datetime, wait: timedelta) -> None:
    (delivery,) = sent(a_subscription(quiet=NIGHT), rules=SendingRules(("*",), wait), now=moment)
    assert NIGHT.until(delivery.due) is None
    assert delivery.due >= moment + wait
    assert (delivery.state == DeliveryState.HELD) is (delivery.due > moment + wait)


def test_a_reader_is_told_who_is_signed_up_for_what() -> None:
    assert (
        Recipient("Forum", "you watch the areas of Coast").said == "Forum is signed up for the areas of Coast"
    )
    assert Recipient("Forum", TOLD_BEFORE).said == "Forum: you were told of this report before"
