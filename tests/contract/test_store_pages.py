"""Meta, page marks and the roll-call."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.publication import ListedProvider
from monitor.errors import StoreError
from monitor.ports.knowledge import KnownProvider
from monitor.ports.sources import PageMark
from tests.contract.test_store_cases import LATER, NOW, World, changes

MARK = PageMark("https://x.example/a?b=c&d=é", '"etag"', None, "ab" * 32, '{"rows": []}')
LISTING = {
    "80999": ListedProvider("80999", "Port Merrow", date(2025, 11, 17)),
    "80998": ListedProvider("80998", "Kestrelshire", None),
}
AREAS = {"80999": "port-merrow", "80998": "kestrelshire", "80997": "ashbourne-vale"}


def test_meta_is_replaced(world: World) -> None:
    assert world.store.get_meta("baseline") is None
    world.store.set_meta("baseline", "started")
    world.store.set_meta("baseline", "done")
    assert world.store.get_meta("baseline") == "done"


def test_mark_comes_back_as_it_was_kept(world: World) -> None:
    world.store.keep_marks([MARK])
    assert world.store.page_mark(MARK.url) == MARK
    assert world.store.page_mark("https://x.example/other") is None


def test_mark_is_replaced_whole(world: World) -> None:
    newer = replace(MARK, etag=None, last_modified="Tue, 18 Nov 2025 09:30:00 GMT", sha256="cd" * 32)
    world.store.keep_marks([MARK])
    world.store.keep_marks(iter([newer]))
    assert world.store.page_mark(MARK.url) == newer


def test_roll_call(world: World) -> None:
    assert world.store.providers() == {}
    world.store.accept_listing(LISTING, AREAS)
    assert world.store.providers() == {
        "80998": KnownProvider("80998", "kestrelshire", "Kestrelshire", None, None),
        "80999": KnownProvider("80999", "port-merrow", "Port Merrow", None, None),
    }


def test_listing_leaves_what_was_read_of_the_page_alone(world: World) -> None:
    world.store.accept_listing(LISTING, AREAS)
    world.store.accept_page(changes(latest_report="2025-11-17"), None, LATER)
    renamed = {**LISTING, "80999": ListedProvider("80999", "Port Merrow and Quay", date(2025, 12, 1))}
    world.store.accept_listing(renamed, AREAS)
    provider = world.store.providers()["80999"]
    assert provider == KnownProvider("80999", "port-merrow", "Port Merrow and Quay", "2025-11-17", LATER)


def test_unlisted_provider_leaves_the_roll_call_and_comes_back_with_what_was_known(world: World) -> None:
    world.store.accept_listing(LISTING, AREAS)
    world.store.accept_page(changes(latest_report="2025-11-17"), None, NOW)
    world.store.accept_listing({"80998": LISTING["80998"]}, AREAS)
    assert set(world.store.providers()) == {"80998"}
    world.store.accept_listing(LISTING, AREAS)
    assert world.store.providers()["80999"].page_read_at == NOW


def test_page_read_before_its_listing_is_not_forgotten(world: World) -> None:
    world.store.accept_page(changes(latest_report="2025-11-17"), None, NOW)
    assert world.store.providers() == {}
    world.store.accept_listing(LISTING, AREAS)
    known = world.store.providers()["80999"]
    assert (known.name, known.latest_report, known.page_read_at) == ("Port Merrow", "2025-11-17", NOW)


def test_provider_of_no_known_area_changes_nothing(world: World) -> None:
    world.store.accept_listing(LISTING, AREAS)
    with pytest.raises(StoreError, match="80111"):
        world.store.accept_listing({"80111": ListedProvider("80111", "Nowhere", None)}, AREAS)
    assert set(world.store.providers()) == set(LISTING)


def test_page_with_a_mark_keeps_it_and_one_without_leaves_it(world: World) -> None:
    world.store.accept_page(changes(), MARK, NOW)
    world.store.accept_page(changes(), None, LATER)
    assert world.store.page_mark(MARK.url) == MARK
