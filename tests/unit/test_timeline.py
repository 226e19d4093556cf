"""A provider page against what we remember of it: nothing is invented, nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.publication import ListedReport, Publication, PublicationKind, PublicationState
from monitor.domain.timeline import Timeline, compare_timeline
from tests.builders import MORNING, a_link, a_publication

BASELINE = date(2026, 3, 1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def compared(
    known: list[Publication],
    listed: list[ListedReport],
    *,
    read_before: bool = False,
    baseline_to: date | None = BASELINE,
    now: datetime = MORNING,
) -> Timeline:
    return compare_timeline(known, listed, read_before=read_before, baseline_to=baseline_to, now=now)


def seen_missing(since: datetime, sightings: int = 1) -> Publication:
    return a_publication(missing_since=since.strftime("%Y-%m-%dT%H:%M:%SZ"), missing_sightings=sightings)


def test_nothing_new_changes_nothing() -> None:
    assert compared([a_publication()], [a_link()]) == Timeline((), (), (), (), ())


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (PublicationKind.FULL, PublicationState.DUE),
        (PublicationKind.MONITORING, PublicationState.DUE),
        (PublicationKind.OTHER_SEND, PublicationState.QUARANTINED),
        (PublicationKind.NOT_SEND, PublicationState.IGNORED),
        (PublicationKind.UNKNOWN, PublicationState.IGNORED),
    ],
)
def test_every_kind_is_kept_and_only_send_reports_are_read(
    kind: PublicationKind, state: PublicationState
) -> None:
    link = a_link("50300009", kind=kind)
    assert compared([a_publication()], [a_link(), link]).found == ((link, state, False),)


def test_a_first_state_is_known_for_every_kind() -> None:
    for kind in PublicationKind:
        assert compared([], [a_link(kind=kind)]).found


def test_all_of_the_first_read_is_a_silent_baseline() -> None:
    links = [a_link("1", published=date(2019, 1, 1)), a_link("2", published=date(2099, 1, 1))]
    assert [silent for _, _, silent in compared([], links, baseline_to=None).found] == [True, True]
    later = compared([a_publication(a_link("1"))], links, baseline_to=None)
    assert [silent for _, _, silent in later.found] == [True], "a baseline that was broken off goes on"


def test_an_area_read_for_the_first_time_later_is_silent_but_for_what_came_since() -> None:
    before, on_the_day = date(2026, 2, 28), BASELINE
    links = [a_link("1", published=before), a_link("2", published=on_the_day)]
    assert [silent for _, _, silent in compared([], links).found] == [True, False]


def test_the_first_report_on_a_page_that_was_read_and_empty_is_news_whatever_its_date() -> None:
    links = [a_link("1", published=date(2026, 2, 27)), a_link("2", published=BASELINE)]
    assert [silent for _, _, silent in compared([], links, read_before=True).found] == [False, False]
    broken_off = compared([], links, read_before=True, baseline_to=None)
    assert [silent for _, _, silent in broken_off.found] == [True, True], "the first read goes on"


@pytest.mark.parametrize("published", [date(2026, 2, 27), date(2024, 12, 6), date(2013, 5, 1)])
def test_a_report_that_turns_up_on_a_page_we_know_is_never_swallowed(published: date) -> None:
    # Ids are not in date order (sources.md 3.4): an old date on a new id is backfilled, not a baseline.
    late = a_link("50024897", published=published)
    assert compared([a_publication()], [a_link(), late]).found == ((late, PublicationState.DUE, False),)


def test_an_id_smaller_than_all_known_ones_is_new_all_the_same() -> None:
    migrated = a_link("2754178", published=date(2026, 9, 8))
    known = [a_publication(a_link("50300001"))]
    assert [link for link, _, _ in compared(known, [a_link("50300001"), migrated]).found] == [migrated]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Area SEND full inspection (amended)"},
        {"url": "https://files.example.org/v2/file/50300001"},
        {"inspected": None},
        {"published": date(2026, 9, 9)},
        {"kind": PublicationKind.MONITORING, "title": "Area SEND full inspection"},
    ],
)
def test_a_link_that_reads_differently_is_noted_and_not_new(change: dict[str, object]) -> None:
    link = replace(a_link(), **change)  # type: ignore[arg-type]
    timeline = compared([a_publication(id=17)], [link])
    assert timeline == Timeline((), ((17, link),), (), (), ())


def test_missing_once_is_no_event() -> None:
    timeline = compared([a_publication()], [])
    assert len(timeline.missing) == 1
    assert timeline.vanished == ()


@pytest.mark.parametrize(
    ("ago", "sightings", "vanished"),
    [
        (timedelta(0), 1, False),
        (timedelta(minutes=29, seconds=59), 1, False),
        (timedelta(minutes=30), 1, True),
        (timedelta(days=40), 1, True),
        (timedelta(minutes=30), 2, False),  # told already
        (timedelta(days=40), 7, False),
        (timedelta(minutes=-5), 1, False),  # the clock was set back
    ],
)
def test_missing_twice_half_an_hour_apart_is_told_once(
    ago: timedelta, sightings: int, vanished: bool
) -> None:
    lost = seen_missing(MORNING - ago, sightings)
    timeline = compared([lost], [])
    assert timeline.missing == (lost,)
    assert timeline.vanished == ((lost,) if vanished else ())


def test_what_is_back_is_said_to_be_back() -> None:
    lost = seen_missing(LONG_AGO, 3)
    assert compared([lost], [lost.listed]).returned == (lost,)
    retitled = replace(lost.listed, title="Area SEND full inspection - corrected")
    back = compared([lost], [retitled])
    assert (back.returned, back.retitled, back.found) == ((lost,), ((lost.id, retitled),), ())


def test_an_empty_page_drops_nothing() -> None:
    known = [a_publication(a_link(str(n)), id=n) for n in range(20)]
    timeline = compared(known, [])
    assert timeline.missing == tuple(known)
    assert (timeline.found, timeline.retitled, timeline.returned) == ((), (), ())


file_ids = st.integers(1, 12).map(lambda n: str(50_300_000 + n))
links = st.builds(
    a_link,
    file_ids,
    kind=st.sampled_from(PublicationKind),
    inspected=st.none() | st.just(date(2026, 6, 29)),
    published=st.dates(date(2012, 1, 1), date(2026, 9, 9)),
)
pages = st.lists(links, max_size=12, unique_by=lambda link: link.file_id)
memories = st.lists(
    st.builds(
        a_publication,
        links,
        missing_since=st.none() | st.just("2026-09-08T07:59:59Z") | st.just("2026-09-08T08:20:00Z"),
        missing_sightings=st.integers(0, 3),
        state=st.sampled_from(PublicationState),
        baseline=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda publication: publication.listed.file_id,
).map(lambda known: [replace(one, id=number) for number, one in enumerate(known)])
quick = settings(max_examples=25)


def as_sets(timeline: Timeline) -> tuple[set[object], ...]:
    return (
        set(timeline.found),
        set(timeline.retitled),
        set(timeline.missing),
        set(timeline.returned),
        set(timeline.vanished),
    )


@quick
@given(memories, pages, st.randoms(use_true_random=False), st.none() | st.just(BASELINE))
def test_the_order_of_a_page_means_nothing(
    known: list[Publication], page: list[ListedReport], random: object, baseline_to: date | None
) -> None:
    shuffled, remembered = list(page), list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(remembered)  # type: ignore[attr-defined]
    assert as_sets(compared(known, page, baseline_to=baseline_to)) == as_sets(
        compared(remembered, shuffled, baseline_to=baseline_to)
    )


@quick
@given(memories, pages)
def test_everything_known_and_everything_listed_is_accounted_for(
    known: list[Publication], page: list[ListedReport]
) -> None:
    timeline = compared(known, page)
    remembered = {one.listed.file_id for one in known}
    on_page = {link.file_id for link in page}
    assert {link.file_id for link, _, _ in timeline.found} == on_page - remembered
    assert {one.listed.file_id for one in timeline.missing} == remembered - on_page
    assert {link.file_id for _, link in timeline.retitled} <= remembered & on_page
    assert {one.listed.file_id for one in timeline.returned} <= remembered & on_page
    assert set(timeline.vanished) <= set(timeline.missing)


@quick
@given(memories, pages)
def test_a_second_look_at_the_same_page_finds_nothing(
    known: list[Publication], page: list[ListedReport]
) -> None:
    by_id = {one.listed.file_id: one for one in known}
    after = [
        a_publication(link, id=number, state=by_id[link.file_id].state if link.file_id in by_id else "due")
        for number, link in enumerate(page)
    ]
    assert compared(after, page) == Timeline((), (), (), (), ())
