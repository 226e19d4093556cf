"""Which feeds are read, and that the shipped ones make sense."""

from pathlib import Path

import pytest

from monitor.config import load_settings
from monitor.config_sections import Feed
from monitor.domain.area import Area, AreaTable
from monitor.errors import ConfigError
from monitor.watched_feeds import Asking, choose_feeds, mistakes_in, notes_on
from monitor.watching import tie_together
from tests.builders import an_area

ROOT = Path(__file__).resolve().parents[2]
LIVE = Asking(rehearsal=False, contact=True)
VALE, MERROW = an_area("Ashbourne Vale", "90001", "701"), an_area("Port Merrow", "90002", "702")
TABLE = f"urn,name\n{VALE.urn},{VALE.name}\n{MERROW.urn},{MERROW.name}\n"


def feed(name: str = "Echo", *covers: str, url: str = "") -> Feed:
    return Feed(name=name, url=url or f"https://{name.lower()}.example/rss/", covers=covers)


def covering(one: Feed, *areas: Area, at_home: bool = False) -> tuple[Feed, frozenset[str], bool]:
    return one, frozenset(area.id for area in areas), at_home


def test_a_feed_is_read_if_it_covers_a_watched_area_or_the_country() -> None:
    chosen = choose_feeds(
        [
            covering(feed("Echo"), VALE),
            covering(feed("Mercury"), MERROW),
            covering(feed("Sector", "ALL")),
            covering(feed("Nowhere")),
        ],
        [VALE],
        LIVE,
    )
    assert [one.name for one in chosen.read] == ["Echo", "Sector"]
    assert [one.name for one, _ in chosen.left_out] == ["Mercury", "Nowhere"]
    assert notes_on(chosen) == []


def test_areas_that_only_a_national_feed_covers_are_named() -> None:
    echo, sector = covering(feed("Echo"), VALE), covering(feed("Sector", "ALL"))
    assert choose_feeds([echo, sector], [VALE, MERROW], LIVE).uncovered == ("Port Merrow",)
    assert choose_feeds([], [VALE, MERROW], LIVE).uncovered == ()


@pytest.mark.parametrize(
    ("asking", "at_home", "read"),
    [
        (Asking(rehearsal=True, contact=True), False, False),
        (Asking(rehearsal=True, contact=False), True, True),
        (Asking(rehearsal=False, contact=False), False, False),
        (Asking(rehearsal=False, contact=False), True, True),
    ],
)
def test_a_rehearsal_stays_at_home_and_nobody_is_asked_who_cannot_reach_us(
    asking: Asking, at_home: bool, read: bool
) -> None:
    chosen = choose_feeds([covering(feed(), VALE, at_home=at_home)], [VALE], asking)
    assert bool(chosen.read) is read
    assert len(notes_on(chosen)) == (not read)


def test_a_feed_that_is_there_twice_is_a_mistake() -> None:
    assert mistakes_in([feed("Echo"), feed("Mercury")]) == []
    assert "name is used twice" in mistakes_in([feed("Echo"), feed("echo", url="https://x.example")])[0]
    [same] = mistakes_in([feed("Echo"), feed("Other", url="http://echo.example/rss?ref=rss")])
    assert 'the one of "Echo"' in same


def test_the_slash_at_the_end_of_a_feeds_address_is_kept() -> None:
    assert feed(url="https://www.echo.example/news/rss/").url.endswith("/rss/")


def test_mistakes_in_feeds_are_told_with_all_others(tmp_path: Path) -> None:
    for name in ("monitor", "areas", "subscribers"):
        (tmp_path / f"{name}.toml").write_text("")
    rows = '[[feed]]\nname = "Echo"\nurl = "https://e.example/rss"\ncovers = ["Ashborne Vale"]\n'
    (tmp_path / "feeds.toml").write_text(rows * 2)
    with pytest.raises(ConfigError) as raised:
        tie_together(load_settings(tmp_path, {}), AreaTable.from_csv_text(TABLE), {})
    assert [mistake.partition(": ")[2][:40] for mistake in raised.value.mistakes] == [
        'feed "Echo": the name is used twice',
        'feed "Echo": covers: there is no area "A',
        'feed "Echo": covers: there is no area "A',
    ]


@pytest.fixture(scope="module")
def shipped() -> tuple[Feed, ...]:
    return load_settings(ROOT / "config", {}).feeds.feed


def test_each_area_that_a_shipped_feed_covers_is_one_we_know(shipped: tuple[Feed, ...]) -> None:
    table = AreaTable.from_csv_text((ROOT / "monitor/data/areas.csv").read_text("utf-8"))
    names = [name for one in shipped for name in one.covers if name != "ALL"]
    assert [name for name in names if table.named(name) is None] == []
    assert len(shipped) > 80


def test_the_shipped_feeds_leave_few_areas_out(shipped: tuple[Feed, ...]) -> None:
    table = AreaTable.from_csv_text((ROOT / "monitor/data/areas.csv").read_text("utf-8"))
    covered = [covering(one, *filter(None, map(table.named, one.covers))) for one in shipped]
    uncovered = choose_feeds(covered, list(table), LIVE).uncovered
    assert set(uncovered) == {"Cheshire East", "Cheshire West and Chester", "Warrington"}
