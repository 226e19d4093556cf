"""Publications: first sight, missing and back, claims, failures and re-checks."""

from datetime import date, timedelta

import pytest

from monitor.domain.publication import Publication, PublicationKind, PublicationState
from monitor.errors import StoreError
from tests.contract.test_store_cases import (
    LATER,
    LEASE,
    NOW,
    World,
    add_publication,
    changes,
    claim,
    ingest,
    listed,
)

HOUR = timedelta(hours=1)


def state_of(world: World, publication_id: int) -> Publication:
    [found] = world.store.publications(with_id=publication_id)
    return found


def done(world: World) -> int:
    """Make a publication that has been read, its re-check due an hour from NOW."""
    publication_id = add_publication(world.store)
    assert claim(world.store, publication_id)
    world.store.record_ingest(ingest(publication_id), NOW)
    return publication_id


def test_new_link_is_remembered_as_listed(world: World) -> None:
    report = listed(inspected=None, title="Area SEND  full inspection – Port Merrow")
    publication_id = add_publication(world.store, report)
    assert state_of(world, publication_id) == Publication(
        id=publication_id,
        area="port-merrow",
        urn="80999",
        listed=report,
        state=PublicationState.DUE,
        baseline=False,
        first_seen="2025-11-18T09:31:07Z",
        attempts=0,
        recheck_step=0,
        missing_since=None,
        missing_sightings=0,
    )


def test_first_state_and_baseline_are_as_given(world: World) -> None:
    found = (
        (listed("1"), PublicationState.IGNORED, True),
        (listed("2"), PublicationState.QUARANTINED, False),
    )
    ids = world.store.accept_page(changes(found=found), None, NOW)
    kept = [(one.state, one.baseline) for one in world.store.publications()]
    assert len(ids) == 2
    assert kept == [(PublicationState.IGNORED, True), (PublicationState.QUARANTINED, False)]
    assert world.store.due_publications(LATER) == []


def test_known_link_is_not_new_and_not_changed(world: World) -> None:
    first = add_publication(world.store)
    claim(world.store, first)
    assert world.store.accept_page(changes(listed(title="Other"), listed("2")), None, LATER) != []
    assert len(world.store.publications()) == 2
    kept = state_of(world, first)
    assert (kept.state, kept.listed.title) == (PublicationState.TAKEN, "Area SEND full inspection")


def test_same_file_under_two_areas_is_two_publications(world: World) -> None:
    add_publication(world.store)
    assert world.store.accept_page(changes(listed(), area="kestrelshire"), None, NOW) != []


def test_publications_are_filtered_and_ordered_by_date(world: World) -> None:
    newer = add_publication(world.store, listed("1", published=date(2025, 11, 17)))
    older = add_publication(world.store, listed("2", published=date(2024, 1, 9)))
    [other] = world.store.accept_page(changes(listed("3"), area="kestrelshire"), None, NOW)
    claim(world.store, older)
    assert [one.id for one in world.store.publications(area="port-merrow")] == [older, newer]
    assert [one.id for one in world.store.publications(states=[PublicationState.TAKEN])] == [older]
    assert [one.id for one in world.store.publications(states=[PublicationState.DUE])] == [newer, other]
    assert world.store.publications(area="kestrelshire", with_id=newer) == []


def test_retitled_link_keeps_its_state(world: World) -> None:
    publication_id = done(world)
    now_says = listed(
        title="Area SEND monitoring", kind=PublicationKind.MONITORING, published=date(2025, 11, 18)
    )
    world.store.accept_page(changes(retitled=((publication_id, now_says),)), None, LATER)
    kept = state_of(world, publication_id)
    assert kept.listed == now_says
    assert kept.state == PublicationState.DONE


def test_sighting_without_the_link_counts_half_an_hour_after_the_last_counted(world: World) -> None:
    publication_id = add_publication(world.store)
    counted = []
    for minutes in (0, 10, 29, 30, 45, 59, 60):
        missing = changes(missing=(publication_id,))
        world.store.accept_page(missing, None, NOW + timedelta(minutes=minutes))
        counted.append(state_of(world, publication_id).missing_sightings)
    assert counted == [1, 1, 1, 2, 2, 2, 3]
    assert state_of(world, publication_id).missing_since == "2025-11-18T09:31:07Z"


def test_returned_link_starts_afresh(world: World) -> None:
    publication_id = add_publication(world.store)
    world.store.accept_page(changes(missing=(publication_id,)), None, NOW)
    world.store.accept_page(changes(returned=(publication_id,)), None, LATER)
    back = state_of(world, publication_id)
    assert (back.missing_since, back.missing_sightings) == (None, 0)
    world.store.accept_page(changes(missing=(publication_id,)), None, NOW + 2 * timedelta(minutes=1))
    assert state_of(world, publication_id).missing_sightings == 1


def test_page_is_accepted_whole_or_not_at_all(world: World) -> None:
    broken = listed("2", title=None)
    with pytest.raises(StoreError):
        world.store.accept_page(changes(listed("1"), broken), None, NOW)
    assert world.store.publications() == []


def test_due_publications_are_oldest_first(world: World) -> None:
    newer = add_publication(world.store, listed("1", published=date(2025, 11, 17)))
    older = add_publication(world.store, listed("2", published=date(2024, 1, 9)))
    assert world.store.due_publications(NOW) == [older, newer]


def test_claim_counts_before_the_work_and_only_one_has_it(world: World) -> None:
    publication_id = add_publication(world.store)
    taken = claim(world.store, publication_id)
    assert (taken.id, taken.state, taken.attempts) == (publication_id, PublicationState.TAKEN, 1)
    assert claim(world.store, publication_id, holder="worker-2") is None
    assert world.store.due_publications(LATER) == []


def test_claim_of_an_unknown_publication_is_nothing(world: World) -> None:
    assert claim(world.store, 404) is None


def test_failed_publication_is_due_again_at_its_time(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    world.store.fail_publication(
        publication_id, state=PublicationState.FAILED, error="no answer", due=NOW + HOUR
    )
    early = NOW + HOUR - timedelta(microseconds=1)
    assert world.store.due_publications(early) == []
    assert claim(world.store, publication_id, early) is None
    assert world.store.due_publications(NOW + HOUR) == [publication_id]
    assert claim(world.store, publication_id, NOW + HOUR).attempts == 2


@pytest.mark.parametrize("state", [PublicationState.FAILED, PublicationState.QUARANTINED])
def test_without_a_time_there_is_no_further_try(world: World, state: PublicationState) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    world.store.fail_publication(publication_id, state=state, error="not a PDF", due=None)
    assert state_of(world, publication_id).state == state
    assert world.store.due_publications(NOW + 1000 * HOUR) == []
    assert claim(world.store, publication_id, NOW + 1000 * HOUR) is None


def test_deferred_publication_waits(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    world.store.fail_publication(publication_id, state=PublicationState.DUE, error="busy", due=LATER)
    assert world.store.due_publications(NOW) == []
    assert world.store.due_publications(LATER) == [publication_id]


def test_failing_what_is_not_there_is_an_error(world: World) -> None:
    with pytest.raises(StoreError, match="no publication 404"):
        world.store.fail_publication(404, state=PublicationState.FAILED, error="x", due=None)


def test_late_failure_does_not_undo_what_another_has_done(world: World) -> None:
    publication_id = done(world)
    world.store.fail_publication(publication_id, state=PublicationState.FAILED, error="late", due=NOW)
    assert state_of(world, publication_id).state == PublicationState.DONE
    assert world.store.due_rechecks(NOW) == []


def test_recheck_is_due_at_its_time_and_taken_once(world: World) -> None:
    publication_id = done(world)
    assert world.store.due_rechecks(NOW) == []
    assert claim(world.store, publication_id, NOW) is None
    at = NOW + HOUR
    assert world.store.due_rechecks(at) == [publication_id]
    assert world.store.due_publications(at) == []
    taken = claim(world.store, publication_id, at)
    assert (taken.state, taken.attempts) == (PublicationState.DONE, 1)  # counted anew since it was read
    assert claim(world.store, publication_id, at, holder="worker-2") is None
    assert world.store.due_rechecks(at) == []


def test_finished_recheck_waits_for_the_next(world: World) -> None:
    publication_id = done(world)
    claim(world.store, publication_id, NOW + HOUR)
    world.store.finish_recheck(publication_id, step=1, due=NOW + 24 * HOUR)
    assert world.store.due_rechecks(NOW + 23 * HOUR) == []
    assert world.store.due_rechecks(NOW + 24 * HOUR) == [publication_id]
    kept = state_of(world, publication_id)
    assert (kept.state, kept.recheck_step, kept.attempts) == (PublicationState.DONE, 1, 0)


@pytest.mark.parametrize(("step", "is_new"), [(3, True), (4, False)])
def test_rechecks_of_new_documents_can_be_told_from_those_of_old_ones(
    world: World, step: int, is_new: bool
) -> None:
    publication_id = done(world)
    world.store.finish_recheck(publication_id, step=step, due=NOW)
    assert world.store.due_rechecks(NOW) == [publication_id]
    assert world.store.due_rechecks(NOW, new=is_new) == [publication_id]
    assert world.store.due_rechecks(NOW, new=not is_new) == []


def test_last_recheck_ends_it(world: World) -> None:
    publication_id = done(world)
    claim(world.store, publication_id, NOW + HOUR)
    world.store.finish_recheck(publication_id, step=4, due=None)
    assert world.store.due_rechecks(NOW + 10_000 * HOUR) == []


def test_failed_recheck_is_still_done_and_tried_again(world: World) -> None:
    publication_id = done(world)
    claim(world.store, publication_id, NOW + HOUR)
    world.store.fail_publication(
        publication_id, state=PublicationState.FAILED, error="no answer", due=NOW + 2 * HOUR
    )
    assert state_of(world, publication_id).state == PublicationState.DONE
    assert world.store.due_publications(NOW + 2 * HOUR) == []
    assert world.store.due_rechecks(NOW + 2 * HOUR) == [publication_id]


def test_recheck_that_finds_other_bytes_is_recorded_and_done(world: World) -> None:
    publication_id = done(world)
    claim(world.store, publication_id, NOW + HOUR)
    other = ingest(publication_id, b"%PDF-2", events=(), recheck_step=2, recheck_due=NOW + 24 * HOUR)
    world.store.record_ingest(other, NOW + HOUR)
    kept = state_of(world, publication_id)
    assert (kept.state, kept.recheck_step) == (PublicationState.DONE, 2)
    assert claim(world.store, publication_id, NOW + 24 * HOUR)


def test_recheck_cannot_finish_on_what_was_never_read(world: World) -> None:
    publication_id = add_publication(world.store)
    with pytest.raises(StoreError, match="not done"):
        world.store.finish_recheck(publication_id, step=1, due=None)


def test_stale_claims_are_freed(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    alive = NOW + LEASE - timedelta(microseconds=1)
    assert world.store.release_stale(alive, dead=lambda holder: False) == (0, 0)
    assert world.store.release_stale(NOW + LEASE, dead=lambda holder: False) == (1, 0)
    assert world.store.due_publications(NOW + LEASE) == [publication_id]
    assert claim(world.store, publication_id, NOW + LEASE).attempts == 2


def test_claims_of_the_dead_are_freed_at_once(world: World) -> None:
    ids = world.store.accept_page(changes(listed("1"), listed("2"), listed("3")), None, NOW)
    for publication_id, holder in zip(ids, ("worker-1", "worker-2", "worker-2"), strict=True):
        claim(world.store, publication_id, holder=holder)
    asked: list[str] = []

    def dead(holder: str) -> bool:
        asked.append(holder)
        return holder == "worker-2"

    assert world.store.release_stale(NOW, dead=dead) == (2, 0)
    assert sorted(asked) == ["worker-1", "worker-2"]
    assert world.store.due_publications(NOW) == ids[1:]


def test_stale_recheck_is_freed_and_still_done(world: World) -> None:
    publication_id = done(world)
    claim(world.store, publication_id, NOW + HOUR)
    assert world.store.release_stale(NOW + 2 * HOUR, dead=lambda holder: False) == (1, 0)
    assert state_of(world, publication_id).state == PublicationState.DONE
    assert world.store.due_rechecks(NOW + 2 * HOUR) == [publication_id]


def test_document_whose_readers_die_is_tried_less_often(world: World) -> None:
    publication_id = add_publication(world.store)
    for _ in range(3):
        assert world.store.due_publications(NOW) == [publication_id]
        assert claim(world.store, publication_id)
        world.store.release_stale(NOW, dead=lambda holder: True)
    assert world.store.due_publications(NOW + timedelta(minutes=59)) == []
    assert world.store.due_publications(NOW + timedelta(hours=1)) == [publication_id]
