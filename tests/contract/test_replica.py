"""The replica keeps the invariants of the real site by default, and each switch breaks the one it names."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2  # type: ignore[import-untyped,unused-ignore]
import pytest
import requests
from bs4 import BeautifulSoup, Tag

from monitor.replica.actions import ACTIONS
from monitor.replica.clock import ReplicaClock
from monitor.replica.publish import main as publish
from monitor.replica.records import FULL, LONDON, Report, publication_moment
from monitor.replica.request_log import connections, most_in_flight, shortest_gap
from monitor.replica.seed import read_seed
from monitor.replica.server import Replica
from monitor.replica.shell import CONSTANT_CANONICAL
from monitor.replica.switches import BY_NAME, SWITCHES
from monitor.replica.world import World
from tests.servers import free_port

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REAL = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the reference tables are not beside the checkout: {DATA}"
)
NAMES = ("Ashbourne Vale", "Port Merrow", "Kestrelshire", "Bramley & Stoke", "Wick St. Mary", "Zeal Moor")
START = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
URN, OTHER = "90001", "90002"
LISTING = "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12&start={}&rows=100"
HIDDEN = re.compile(r"^(?P<title>.+?)\s*,\s*pdf\s*-\s*(?P<date>\d{1,2} [a-z]+ \d{4})$", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A timeline entry as read back."""

    file_id: str
    link: str
    title: str
    hidden: str
    inspected: date
    published: date
    hidden_published: date


class Visitor:
    """Reads the replica the way any client would."""

    def __init__(self, replica: Replica) -> None:
        self.replica, self.world = replica, replica.world
        self.session = requests.Session()
        self.session.trust_env = False

    def site(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.replica.site_url + path, timeout=10, allow_redirects=False, **options)

    def file(self, file_id: str, **options: Any) -> requests.Response:
        url = f"{self.replica.files_url}/v1/file/{file_id}"
        return self.session.get(url, timeout=10, allow_redirects=False, **options)

    def listing(self, start: int = 0) -> BeautifulSoup:
        return soup(self.site(LISTING.format(start)))

    def listed(self, start: int = 0) -> list[str]:
        return listed(self.listing(start))

    def entries(self, urn: str = URN) -> list[Entry]:
        return entries(self.page(urn))

    def page(self, urn: str = URN) -> BeautifulSoup:
        return soup(self.site(f"/provider/44/{urn}"))

    def text(self, urn: str) -> str:
        return self.site(f"/provider/44/{urn}").text

    def newest(self, urn: str = URN) -> str:
        provider = self.world.provider(urn)
        assert provider is not None
        return provider.shown()[0].file_id

    def control(self, path: str, order: Any = None) -> Any:
        url = self.replica.control_url + path
        answer = self.session.get(url) if order is None else self.session.post(url, json=order)
        return answer.json()


def soup(answer: requests.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "lxml")


def text(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())


def listed(page: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in page.select('a[href*="/provider/"]')]


def entries(page: BeautifulSoup) -> list[Entry]:
    return [_entry(link) for link in page.select("ol.timeline a.publication-link")]


def _entry(link: Tag) -> Entry:
    event = link.find_parent(class_="event")
    hidden = link.select_one("span.nonvisual")
    assert isinstance(event, Tag)
    assert hidden is not None
    found = HIDDEN.match(text(hidden))
    assert found is not None, text(hidden)
    words = text(hidden.extract())
    return Entry(
        urlsplit(str(link["href"])).path.removeprefix("/v1/file/"),
        str(link["href"]),
        text(link),
        words,
        day(text(event.select_one("p.timeline__date time"))),
        day(text(event.select_one("time[pubdate]"))),
        day(found["date"]),
    )


def day(words: str) -> date:
    return datetime.strptime(words, "%d %B %Y").replace(tzinfo=UTC).date()


def plain(title: str) -> str:
    return title.replace("’", "'").lower()


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    world = World.invented(NAMES, START)
    world.publish(URN, FULL, date(2025, 11, 3), published=date(2026, 1, 9), band="inconsistent")
    world.keep_as_seed()
    with Replica(world, delay=0.0) as replica:
        yield replica


@pytest.fixture
def visitor(running: Replica) -> Iterator[Visitor]:
    running.reset()
    client = Visitor(running)
    yield client
    client.session.close()


# --- the default state ----------------------------------------------------------------------------


def assert_invariants(visitor: Visitor, expected: int) -> list[Entry]:
    pages = [visitor.listing(start) for start in range(0, expected, 100)]
    links = [link for page in pages for link in listed(page)]
    assert {text(page.select_one(".js-results-count")) for page in pages} == {str(expected)}
    assert len(links) == len(set(links)) == expected
    assert all(re.fullmatch(r"/provider/44/\d+", link) for link in links)
    every: list[Entry] = []
    for link in links:
        page, urn = soup(visitor.site(link)), link.rpartition("/")[2]
        assert text(page.select_one("p.title-block__subheading")) == f"URN: {urn}"
        canonical = page.select_one('link[rel="canonical"]')
        assert canonical is not None
        assert canonical["href"] == visitor.replica.site_url + link
        every += assert_timeline(visitor, entries(page))
    return every


def assert_timeline(visitor: Visitor, found: list[Entry]) -> list[Entry]:
    assert len(found) >= 2
    assert len({entry.file_id for entry in found}) == len(found)
    for entry in found:
        assert re.fullmatch(re.escape(visitor.replica.files_url) + r"/v1/file/\d+", entry.link)
        assert entry.inspected <= entry.published == entry.hidden_published
        assert entry.published <= visitor.world.today()
        assert plain(entry.hidden).startswith(plain(entry.title))
    assert [entry.published for entry in found] == sorted((e.published for e in found), reverse=True)
    return found


def test_small_world_keeps_the_invariants(visitor: Visitor) -> None:
    assert len(assert_invariants(visitor, len(NAMES))) == 2 * len(NAMES) + 1


@REAL
def test_seeded_world_has_the_counts_of_the_sources() -> None:
    tables = [DATA / "published_reports.csv", DATA / "other_reports.csv"]
    world = World.from_csv(DATA / "areas.csv", tables)
    with Replica(world, delay=0.0) as replica:
        visitor = Visitor(replica)
        every = assert_invariants(visitor, 153)
        assert len(every) == 665
        assert sum(entry.title == FULL for entry in every) == 97
        first, second = visitor.listed(0), visitor.listed(100)
        assert (len(first), len(second)) == (100, 53)
        long = [provider.urn for provider in world.providers() if len(provider.reports) > 5]
        assert len(long) == 15
        assert all(visitor.page(urn).select(".timeline__archive a.publication-link") for urn in long)
        opened = visitor.page("2733690").select("li.timeline__day--opened")
        assert [text(item) for item in opened] == ["Opened"]
        for missing in ("50004190", "50004178", "50004185", "50004183"):
            assert visitor.file(missing).status_code == 404
        assert visitor.file("50004297").content.startswith(b"%PDF-")
        visitor.session.close()
    full = [(p, r) for p in world.providers() for r in p.shown() if r.title == FULL]
    assert bands(r for _, r in full if r.inspected_end and r.inspected_end.year == 2023) == (7, 11, 8)
    assert bands(r for _, r in full if r.inspected_end and r.inspected_end.year < 2025) == (14, 26, 14)
    latest = {provider.urn: report for provider, report in sorted(full, key=lambda item: item[1].published)}
    assert bands(iter(latest.values())) == (19, 52, 25)


def bands(reports: Iterator[Report]) -> tuple[int, int, int]:
    count = Counter(report.band for report in reports)
    return count["typically_positive"], count["inconsistent"], count["systemic_failings"]


@REAL
def test_listing_order_is_that_of_the_tables() -> None:
    tables = [DATA / "published_reports.csv", DATA / "other_reports.csv"]
    world = World.from_csv(DATA / "areas.csv", tables)
    names = [provider.name for provider in world.providers()]
    assert names[99:101] == ["Nottingham City Council", "Nottinghamshire County Council"]


@REAL
def test_reports_after_a_day_are_held_and_come_at_half_past_nine() -> None:
    tables = [DATA / "published_reports.csv", DATA / "other_reports.csv"]
    world = World.from_csv(DATA / "areas.csv", tables, through=date(2026, 5, 26))
    shown = {report.file_id for provider in world.providers() for report in provider.shown()}
    assert "50302846" not in shown
    assert len(shown) + len(world.held()) == 665
    world.clock.set(datetime(2026, 5, 27, 9, 29, tzinfo=LONDON))
    world.settle()
    assert world.find("50302846") is None
    world.clock.set(datetime(2026, 5, 27, 9, 30, tzinfo=LONDON))
    world.settle()
    assert world.find("50302846") is not None


def test_tables_of_either_sort_are_read(tmp_path: Path) -> None:
    areas, reports = tmp_path / "areas.csv", tmp_path / "reports.csv"
    areas.write_text(
        "urn,la_code,name,listing_name,region,listing_order,former_urns,predecessors\n"
        "90001,990,Kestrelshire,Kestrelshire County Council,North West,1,990,\n"
        "90002,991,Port Merrow,Port Merrow City Council,North West,2,,Old Merrow (LA 9)\n"
    )
    reports.write_text(
        "urn,title,publication_date,file_id,inspection_start,inspection_end,hidden_text,file_state,note\n"
        "90001,Children's services inspection,2020-03-06,,,,"
        '"Children\'s services inspection,  PDF - 06 March 2020",missing,\n'
        "90002,Area SEND full inspection,2024-03-07,50000009,2024-01-08,2024-01-12,,ok,"
        '"first full inspection, band 3 systemic_failings; superseded"\n'
    )
    (tmp_path / "50000009.pdf").write_bytes(b"%PDF- of its own")
    seed = read_seed(areas, [reports], pdfs=tmp_path, extras=True)
    first, second = seed.providers["90001"], seed.providers["90002"]
    assert first.former == ("990",)
    assert second.events == (("opened", "Opened"),)
    real = next(report for report in first.reports if not report.synthetic)
    assert (real.file_id, real.inspected, real.synthetic_date) == ("50000001", date(2020, 1, 6), True)
    assert (real.missing, real.hidden) == (True, "Children's services inspection,  PDF - 06 March 2020")
    assert len([report for report in first.reports if report.synthetic]) == 2
    assert [(r.band, r.pdf, r.synthetic_date) for r in second.reports] == [
        ("systemic_failings", tmp_path / "50000009.pdf", False)
    ]


def test_traps_of_the_shell(visitor: Visitor) -> None:
    raw = visitor.site(f"/provider/44/{URN}").content
    assert b"/provider/CARE/RP523142" in raw
    assert b"\r\n" in raw
    assert re.search(rb"[^\r]\n", raw)
    page = BeautifulSoup(raw, "lxml")
    assert text(page.select_one("header span.nonvisual")) == "Ofsted homepage"
    assert text(page.select_one("title")) == "Ashbourne Vale Council - Find an Inspection Report - Ofsted"
    canonical = visitor.listing().select('link[rel="canonical"]')
    assert [str(link["href"]) for link in canonical] == [CONSTANT_CANONICAL]
    tags = [
        tag for urn in (URN, OTHER, "90003") for tag in re.findall("<a [^>]*_blank[^>]*>", visitor.text(urn))
    ]
    assert len({tuple(re.findall(r"(class|href|target)=", tag)) for tag in tags}) > 1


def test_missing_file_and_unknown_pages(visitor: Visitor) -> None:
    gone = visitor.file("1")
    assert gone.status_code == 404
    assert 6_700 <= len(gone.content) <= 7_200
    page = soup(gone)
    assert text(page.select_one("title")) == "Report not found - Find an Inspection Report - Ofsted"
    assert text(page.select_one("h1")) == "Report not found"
    assert "Sorry, the document you requested no longer exists." in gone.text
    paths = ("/provider/44/12345", f"/provider/16/{URN}", "/provider/44/", "/nothing", "/v1/file/1")
    assert {visitor.site(path).status_code for path in paths} == {404}
    assert visitor.site("/").status_code == visitor.site("/css/style.css").status_code == 200


@pytest.mark.parametrize(
    ("query", "urns"),
    [
        ("q=merrow", ["90002"]),
        ("q=90003", ["90003"]),
        ("q=Stoke&level_1_types=3&level_2_types[0]=12", ["90004"]),
        ("q=&level_2_types=12&rows=2", ["90001", "90004"]),
        ("q=&level_2_types[]=12&rows=2&start=4", ["90005", "90006"]),
        ("q=&level_1_types=2", []),
        ("q=&level_2_types[]=11", []),
        ("q=&rating[]=1", []),
        ("q=&sort=az&order=desc&rows=2", ["90006", "90005"]),
        ("q=&sort=date&order=desc&status[]=1&rows=1", ["90001"]),
        ("q=&latest_report_date_start=01-01-2026&latest_report_date_end=31-01-2026", ["90001"]),
        ("q=&region[]=E12000007", []),
        ("q=&start=600", []),
        ("q=&start=x&rows=x&page=7", ["90001", "90004", "90003", "90002", "90005", "90006"]),
    ],
)
def test_search_parameters(visitor: Visitor, query: str, urns: list[str]) -> None:
    found = [link.rpartition("/")[2] for link in listed(soup(visitor.site(f"/search?{query}")))]
    assert found == urns


def test_rows_default_to_ten_and_are_clamped_to_a_hundred() -> None:
    with Replica(World.invented([f"Shire {n:03}" for n in range(120)], START), delay=0.0) as replica:
        visitor = Visitor(replica)
        assert len(listed(soup(visitor.site("/search?q=")))) == 10
        first = soup(visitor.site("/search?q=&rows=170"))
        assert len(listed(first)) == 100
        assert text(first.select_one(".pagination__numbers")) == "1 of 2"
        onward = str(first.select(".pagination a.pagination__next")[0]["href"])
        assert parse_qs(urlsplit(onward).query)["start"] == ["100"]
        last = soup(visitor.site(onward))
        assert len(listed(last)) == 20
        assert not last.select("a.pagination__next")
        assert last.select("a.pagination__previous")
        replica.switch("clamp", None)
        assert len(listed(soup(visitor.site("/search?q=&rows=170")))) == 120
        replica.switch("clamp", 100)
        replica.switch("lose_page", 1)
        lost = soup(visitor.site(onward))
        assert (listed(lost), text(lost.select_one(".js-results-count"))) == ([], "120")
        visitor.session.close()


def test_documents_open_and_are_made_once(visitor: Visitor) -> None:
    answer = visitor.file(visitor.newest())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"%%EOF" in answer.content[-2_048:]
    assert 20_000 < len(answer.content) < 12 * 2**20
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 2
        page = document[0]
        words = page.get_textpage()
        assert FULL in words.get_text_bounded()
        words.close()
        page.close()
    assert visitor.file(visitor.newest()).content == answer.content


def test_injected_documents_routes_and_own_bytes() -> None:
    made: list[str] = []

    def make(report: Report, provider: Any) -> bytes:
        made.append(report.file_id)
        return f"%PDF-1.4 {provider.area}".encode()

    world = World.invented(NAMES[:1], START)
    own = world.publish(URN, FULL, date(2026, 1, 5), b"%PDF-own")
    with Replica(world, delay=0.0, make_pdf=make) as replica:
        visitor = Visitor(replica)
        assert visitor.file(own).content == b"%PDF-own"
        other = world.providers()[0].shown()[-1].file_id
        assert {visitor.file(other).content for _ in range(2)} == {b"%PDF-1.4 Ashbourne Vale"}
        assert made == [other]
        visitor.session.close()


# --- publishing -----------------------------------------------------------------------------------


def test_publish_replace_withdraw_restore(visitor: Visitor) -> None:
    world = visitor.world
    before = {entry.file_id for entry in visitor.entries(OTHER)}
    new = world.publish(OTHER, FULL, date(2026, 1, 5), None)
    assert {entry.file_id for entry in visitor.entries(OTHER)} - before == {new}
    assert int(new) > max(map(int, before))
    assert visitor.listed()[0] != f"/provider/44/{OTHER}"
    newest = listed(soup(visitor.site("/search?q=&sort=date&order=desc&status%5B%5D=1&start=0")))
    assert newest[0] == f"/provider/44/{OTHER}"
    old_bytes = visitor.file(new).content
    world.replace(new, b"%PDF-other")
    assert visitor.file(new).content == b"%PDF-other" != old_bytes
    world.withdraw(new)
    assert new not in {entry.file_id for entry in visitor.entries(OTHER)}
    assert visitor.file(new).status_code == 404
    world.restore(new)
    assert visitor.file(new).content == b"%PDF-other"
    with pytest.raises(ValueError, match="taken"):
        world.publish(OTHER, FULL, date(2026, 1, 5), file_id=new)
    with pytest.raises(KeyError):
        world.replace("1")


def test_reset_takes_everything_back(visitor: Visitor) -> None:
    before = (visitor.listed(), visitor.entries())
    visitor.replica.switch("burst", 3)
    visitor.replica.switch("drop_area", OTHER)
    visitor.replica.switch("clock", "2026-08-01T00:00:00+00:00")
    visitor.replica.reset()
    assert (visitor.listed(), visitor.entries()) == before
    assert visitor.world.today() == START.date()
    assert visitor.world.switched() == {}


def test_a_taken_port_is_said_and_the_others_given_back(visitor: Visitor) -> None:
    taken = urlsplit(visitor.replica.files_url).port
    assert taken is not None
    with pytest.raises(OSError, match="in use"):
        Replica(visitor.world, ports=(0, taken, 0)).start()


def test_clock_runs_with_its_ticks() -> None:
    ticks = iter([0.0, 5.0, 5.0, 5.0, 6.0]).__next__
    clock = ReplicaClock(START, ticks)
    assert clock.now() == START + timedelta(seconds=5)
    clock.advance(timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1, seconds=6)
    with pytest.raises(ValueError, match="zone"):
        clock.set(START.replace(tzinfo=None))


# --- switches: listing and identity -----------------------------------------------------------------


def test_the_table_is_complete_and_says_what_each_does() -> None:
    assert len(BY_NAME) == len(SWITCHES)
    assert {switch.name for switch in SWITCHES if switch.once} == set(ACTIONS)
    assert all(switch.does and switch.takes and switch.trips for switch in SWITCHES)


def test_listing_switches(visitor: Visitor) -> None:
    switch = visitor.replica.switch
    count = len(NAMES)
    switch("drop_area", True)
    assert len(visitor.listed()) == count - 1
    switch("drop_area", None)
    switch("duplicate_area", OTHER)
    assert Counter(visitor.listed())[f"/provider/44/{OTHER}"] == 2
    switch("duplicate_area", None)
    in_order = visitor.listed()
    switch("order_broken")
    assert visitor.listed() != in_order
    assert set(visitor.listed()) == set(in_order)
    switch("order_broken", False)
    switch("foreign_link", OTHER)
    assert f"/provider/16/{OTHER}" in visitor.listed()
    switch("results_list_absent")
    assert (visitor.site(LISTING.format(0)).status_code, visitor.listing().select("ul.results-list")) == (
        200,
        [],
    )
    switch("empty_results")
    assert visitor.listing().select(".search-no-results .search-no-results__suggestions")


def test_sorting_switches(visitor: Visitor) -> None:
    world, latest = visitor.world, "/search?q=&sort=date&order=desc"
    world.publish("90005", FULL, date(2025, 6, 2), published=date(2026, 3, 2))
    world.publish("90006", FULL, date(2026, 1, 5), published=date(2026, 2, 27))
    assert [link[-5:] for link in listed(soup(visitor.site(latest)))[:2]] == ["90005", "90006"]
    visitor.replica.switch("sort_date_by", "inspection")
    assert listed(soup(visitor.site(latest)))[0].endswith("90006")
    visitor.replica.switch("sort_ignored")
    assert listed(soup(visitor.site(latest))) == visitor.listed()


def test_total_switches(visitor: Visitor) -> None:
    switch = visitor.replica.switch
    switch("total", 99)
    assert text(visitor.listing().select_one(".js-results-count")) == "99"
    switch("total_markup", "2019")
    assert text(visitor.listing().select_one(".search-results__heading .results-count")) == "99"
    switch("total_markup", "text")
    assert "99 results" in text(visitor.listing().select_one(".search-results__heading"))
    switch("total", "missing")
    assert not re.search(r"\d+ result", text(visitor.listing()))


def test_identity_switches(visitor: Visitor) -> None:
    switch = visitor.replica.switch
    ids = {entry.file_id for entry in visitor.entries()}
    switch("change_provider_ids", {URN: "350"})
    assert visitor.site(f"/provider/44/{URN}").status_code == 404
    assert {entry.file_id for entry in visitor.entries("350")} == ids
    stranger = switch("unknown_urn")
    assert f"/provider/44/{stranger}" in visitor.listed()
    assert len(visitor.entries(stranger)) == 2
    switch("rename", {"urn": OTHER, "name": "Merrow Unitary Council"})
    assert text(visitor.page(OTHER).select_one("h1")) == "Merrow Unitary Council"
    switch("urn_disagrees", OTHER)
    assert f"URN: {OTHER}9" in text(visitor.listing())
    switch("page_urn_disagrees", OTHER)
    assert text(visitor.page(OTHER).select_one(".title-block__subheading")) == f"URN: {OTHER}9"


def test_sixteen_areas_change_their_ids_and_back(visitor: Visitor) -> None:
    world = World.invented([f"Shire {n:02}" for n in range(20)], START)
    for number, provider in enumerate(world.providers()):
        world.alter(provider.reports[0].file_id, band=None)
        world.put(type(provider)(provider.urn, provider.name, provider.area, la_code=str(300 + number)))
    with Replica(world, delay=0.0) as replica:
        before = [provider.urn for provider in world.providers()]
        moved = replica.switch("change_provider_ids", "former")
        assert len(moved) == 16
        assert [provider.urn for provider in world.providers()][:2] == ["300", "301"]
        replica.switch("change_provider_ids", "current")
        assert [provider.urn for provider in world.providers()] == before


def test_split_closes_one_and_opens_two(visitor: Visitor) -> None:
    east, west = visitor.replica.switch("split_area", "90003")
    old = visitor.page("90003")
    assert old.select(".title-block--closed span.badge--closed")
    assert "East Kestrelshire" in text(old.select_one("li.timeline__day--successor"))
    assert visitor.page(east).select("li.timeline__day--opened")
    assert visitor.page(west).select("li.timeline__day--predecessor")
    every, still_open = visitor.listing(), soup(visitor.site("/search?q=&status%5B%5D=1&rows=100"))
    assert every.select("h3.search-result__title--closed span.badge--closed")
    assert len(listed(every)) - 1 == len(listed(still_open)) == len(NAMES) + 1


# --- switches: the provider page -------------------------------------------------------------------


def test_absent_and_empty_timelines(visitor: Visitor) -> None:
    visitor.replica.switch("no_timeline", URN)
    assert visitor.site(f"/provider/44/{URN}").status_code == 200
    assert not visitor.page().select("ol.timeline")
    assert visitor.page(OTHER).select("ol.timeline")
    visitor.replica.switch("empty_timeline", OTHER)
    assert visitor.page(OTHER).select("ol.timeline")
    assert visitor.entries(OTHER) == []


def test_archive_nests_and_flattens(visitor: Visitor) -> None:
    flat = visitor.entries()
    assert not visitor.page().select(".timeline__archive")
    visitor.replica.switch("archive", "nested")
    page = visitor.page()
    assert page.select("li.timeline__day--has-archive > details > summary > span.expander-see-more")
    assert page.select("div.timeline__archive > ol > li.timeline__day a.publication-link")
    assert entries(page) == flat
    visitor.replica.switch("archive", "auto")
    for month in range(1, 6):
        visitor.world.publish(URN, FULL, date(2020, month, 6), published=date(2020, month + 2, 6))
    assert len(visitor.entries()) == 8
    assert visitor.page().select(".timeline__archive a.publication-link")
    visitor.replica.switch("archive", "flat")
    assert not visitor.page().select(".timeline__archive")


def test_entry_switches(visitor: Visitor) -> None:
    switch, newest = visitor.replica.switch, visitor.newest()

    def first(name: str, value: Any) -> Entry:
        visitor.replica.reset()
        switch(name, value)
        return visitor.entries()[0]

    wrong = first("dates_disagree", newest)
    assert wrong.hidden_published != wrong.published
    assert first("future_date", True).published == START.date() + timedelta(days=30)
    late = first("inspected_late", URN)
    assert late.inspected > late.published
    assert first("vanish", newest).file_id != newest
    assert visitor.file(newest).status_code == 200
    assert urlsplit(first("off_host_link", URN).link).hostname == "files.example.org"
    assert [entry.file_id for entry in visitor.entries()].count(newest) == 1
    first("duplicate_link", True)
    assert [entry.file_id for entry in visitor.entries()].count(newest) == 2


def test_wording_switches(visitor: Visitor) -> None:
    switch = visitor.replica.switch
    path = f"/provider/44/{URN}"
    switch("title_double_space", True)
    assert "Area  SEND  full  inspection" in visitor.site(path).text
    assert ",  PDF - " in visitor.site(path).text
    switch("pdf_case", "pdf")
    assert ",  pdf - " in visitor.site(path).text
    for mark in ("'", "’", "&#039;"):
        switch("apostrophe", mark)
        assert set(re.findall(r"Children(.{1,6})s services inspection", visitor.site(path).text)) == {mark}
    switch("day_padding", True)
    assert "09 January 2026" in visitor.site(path).text
    switch("day_padding", False)
    assert re.search(r"\D9 January 2026", visitor.site(path).text)
    assert "09 January 2026" not in visitor.site(path).text


def test_older_layout_has_the_time_in_the_link(visitor: Visitor) -> None:
    visitor.replica.switch("older_layout", URN)
    assert visitor.page().select("a.publication-link time")
    assert visitor.page().select("a.publication-link strong")
    assert not visitor.page().select("time[pubdate]")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("unknown_send_title", "area send engagement visit"),
        ("monitoring_title", "area send monitoring inspection"),
        ("as_pdf_title", "single inspection of la children's services as pdf"),
    ],
)
def test_titles_are_published(visitor: Visitor, name: str, title: str) -> None:
    new = visitor.replica.switch(name, URN)
    assert {plain(e.title): e.file_id for e in visitor.entries()}[title] == new


# --- switches: files --------------------------------------------------------------------------------


def test_bodies_that_are_no_report(visitor: Visitor) -> None:
    newest, whole = visitor.newest(), visitor.file(visitor.newest()).content

    def under(name: str, value: Any = newest) -> requests.Response:
        visitor.replica.reset()
        visitor.replica.switch(name, value)
        return visitor.file(newest)

    assert under("file_404").status_code == 404
    assert (under("file_200_html").status_code, b"Report not found" in visitor.file(newest).content) == (
        200,
        True,
    )
    assert whole.startswith(under("file_truncated").content)
    assert b"%%EOF" not in visitor.file(newest).content
    assert under("file_empty").content == b""
    junk = under("file_unreadable").content
    assert (junk[:5], len(junk) > 20_000, b"%%EOF" in junk[-2_048:]) == (b"%PDF-", True, True)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(junk)
    missing = under("file_missing_for", {newest: 2})
    assert [missing.status_code, visitor.file(newest).status_code, visitor.file(newest).status_code] == [
        404,
        404,
        200,
    ]
    assert under("content_type", "text/html").headers["Content-Type"] == "text/html"
    assert "Content-Type" not in under("content_type", None).headers
    assert under("file_404", "some other").content == whole


def test_broken_transfers(visitor: Visitor) -> None:
    newest = visitor.newest()
    visitor.replica.switch("file_cut", newest)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        visitor.file(newest)
    visitor.replica.switch("file_cut", None)
    visitor.replica.switch("file_reset", newest)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        visitor.file(newest)
    visitor.replica.switch("file_reset", None)
    assert visitor.file(newest).status_code == 200


def test_missing_by_redirect_and_other_redirects(visitor: Visitor) -> None:
    newest, switch = visitor.newest(), visitor.replica.switch
    switch("file_404_by_redirect")
    assert visitor.file("1").headers["Location"] == f"{visitor.replica.site_url}/report-not-found"
    followed = visitor.session.get(f"{visitor.replica.files_url}/v1/file/1")
    assert (followed.status_code, "Report not found" in followed.text) == (404, True)
    switch("file_redirect_same_host", newest)
    switch("redirect_hops", 3)
    long = visitor.session.get(f"{visitor.replica.files_url}/v1/file/{newest}")
    assert (len(long.history), long.content[:5]) == (3, b"%PDF-")
    switch("file_redirect_same_host", None)
    switch("file_redirect_off_host", newest)
    assert urlsplit(visitor.file(newest).headers["Location"]).hostname == "localhost"
    switch("file_redirect_off_host", None)
    switch("file_redirect_private", newest)
    assert urlsplit(visitor.file(newest).headers["Location"]).hostname == "127.0.0.2"
    switch("redirect_to", "http://10.0.0.1")
    assert visitor.file(newest).headers["Location"].startswith("http://10.0.0.1/v1/file/")
    switch("redirect", "off_host")
    assert urlsplit(visitor.site(f"/provider/44/{URN}").headers["Location"]).hostname == "localhost"


def test_ids_and_bytes_change(visitor: Visitor) -> None:
    newest, switch = visitor.newest(), visitor.replica.switch
    before, old = visitor.file(newest).content, visitor.entries()[0]
    switch("file_new_bytes", newest)
    assert visitor.file(newest).content != before
    assert visitor.entries()[0] == old
    other = switch("file_new_id", newest)
    assert (visitor.entries()[0].file_id, visitor.entries()[0].published) == (other, old.published)
    assert visitor.file(newest).status_code == 404
    low = switch("id_inversion", OTHER)
    high = visitor.entries("90006")[0]
    assert int(low) < int(high.file_id)
    assert visitor.entries(OTHER)[0].published > high.published
    late = switch("old_date_new_id", OTHER)
    backfilled = next(entry for entry in visitor.entries(OTHER) if entry.file_id == late)
    assert int(late) > int(high.file_id)
    assert backfilled.published == START.date() - timedelta(days=400)


def test_head_and_validators(visitor: Visitor) -> None:
    newest = visitor.newest()
    url = f"{visitor.replica.files_url}/v1/file/{newest}"
    assert visitor.session.head(url).status_code == 405
    visitor.replica.switch("head_refused", False)
    assert int(visitor.session.head(url).headers["Content-Length"]) > 20_000
    assert "ETag" not in visitor.file(newest).headers
    visitor.replica.switch("etags")
    for address in (url, visitor.replica.site_url + LISTING.format(0)):
        first = visitor.session.get(address)
        same = visitor.session.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (same.status_code, same.content) == (304, b"")
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert visitor.session.get(address, headers=since).status_code == 304
        assert visitor.session.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    tag = visitor.site(LISTING.format(0)).headers["ETag"]
    visitor.world.publish(OTHER, FULL, date(2026, 1, 5))
    assert visitor.site(LISTING.format(0), headers={"If-None-Match": tag}).status_code == 200


# --- switches: load, banners, robots -----------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 429, 503])
def test_refusals_are_counted(visitor: Visitor, status: int) -> None:
    visitor.replica.switch(f"refuse_{status}", {"times": 2, "retry_after": 7})
    first = visitor.site(LISTING.format(0))
    assert (first.status_code, first.headers["Retry-After"]) == (status, "7")
    assert visitor.site("/robots.txt").status_code == 200
    assert visitor.file(visitor.newest()).status_code == status
    assert visitor.site(LISTING.format(0)).status_code == 200
    visitor.replica.switch(f"refuse_{status}", {"host": "files"})
    assert [visitor.file("1").status_code for _ in range(3)] == [status] * 3
    assert visitor.site(LISTING.format(0)).status_code == 200
    visitor.replica.switch(f"refuse_{status}", {"times": 1, "path": f"/provider/44/{OTHER}"})
    assert visitor.site(f"/provider/44/{URN}").status_code == 200
    assert visitor.site(f"/provider/44/{OTHER}").status_code == status
    visitor.replica.switch(f"refuse_{status}", 1)
    assert "Retry-After" not in visitor.site(LISTING.format(0)).headers


def test_too_fast_is_refused(visitor: Visitor) -> None:
    visitor.replica.switch("refuse_above", 3)
    assert [visitor.site("/").status_code for _ in range(5)] == [200, 200, 200, 403, 403]
    assert visitor.file(visitor.newest()).status_code == 200


def test_challenges(visitor: Visitor) -> None:
    visitor.replica.switch("challenge_200", 1)
    page = visitor.site(LISTING.format(0))
    assert (page.status_code, soup(page).select("#challenge-form") != [], listed(soup(page))) == (
        200,
        True,
        [],
    )
    visitor.replica.switch("challenge_403", 1)
    assert visitor.file("1").status_code == 403
    assert listed(visitor.listing())


def test_resets_and_cut_bodies(visitor: Visitor) -> None:
    visitor.replica.switch("connection_reset", 1)
    with pytest.raises(requests.exceptions.ConnectionError, match="reset"):
        visitor.site(LISTING.format(0))
    visitor.replica.switch("body_cut", 1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        visitor.site(LISTING.format(0))
    assert visitor.listed()
    assert [request.status for request in visitor.replica.requests] == [0, 200, 200]


def test_slow_bodies_and_delay_take_their_time(visitor: Visitor) -> None:
    visitor.replica.switch("slow_body", 0.2)
    assert visitor.listed()
    visitor.replica.switch("slow_body", 0.0)
    visitor.replica.switch("delay", 0.1)
    assert visitor.listed()
    slow, late = visitor.replica.requests
    assert slow.ended - slow.at >= 0.2
    assert late.ended - late.at >= 0.1


def test_weight_is_added(visitor: Visitor) -> None:
    before = len(visitor.site("/").content)
    visitor.replica.switch("page_weight", 30)
    assert 30_000 <= len(visitor.site("/").content) - before <= 33_000


def test_banners(visitor: Visitor) -> None:
    quiet = visitor.page()
    assert text(quiet.select_one("header .banners")) == ""
    visitor.replica.switch("maintenance_notice")
    notice = text(visitor.page().select_one("header .banners"))
    assert notice.startswith("Maintenance work: Wednesday 4 March 2026")
    visitor.replica.switch("maintenance_notice", "Closed on <Sunday>")
    assert text(visitor.page().select_one("header .banners")) == "Closed on <Sunday>"
    visitor.replica.switch("maintenance_notice", None)
    nests = ("div.main-content > div.container > .banners--big-listen", "main > .banners--big-listen")
    for number, nest in enumerate((*nests, "div.main-content > .banners--big-listen"), start=1):
        visitor.replica.switch("campaign", number)
        assert visitor.page().select(nest)
    visitor.replica.switch("campaign", 0)
    assert not visitor.page().select(".banners--big-listen")
    visitor.replica.switch("campaign_churn")
    bodies = [visitor.site(f"/provider/44/{URN}").content for _ in range(4)]
    assert len(set(bodies)) == 4
    read = [entries(BeautifulSoup(body, "lxml")) for body in bodies]
    assert read == [entries(quiet)] * 4
    visitor.replica.switch("maintenance_outage")
    outage = visitor.site(LISTING.format(0))
    assert outage.status_code == 503
    assert "5:30 PM to 6 PM" in text(soup(outage).select_one("header .banners"))


def test_robots(visitor: Visitor) -> None:
    robots = f"{visitor.replica.files_url}/robots.txt"
    assert visitor.site("/robots.txt").text == visitor.session.get(robots).text == "User-agent: *\nAllow: /\n"
    visitor.replica.switch("robots", "absent")
    assert visitor.site("/robots.txt").status_code == 404
    visitor.replica.switch("robots", {"files": "disallow", "site": "User-agent: *\nDisallow: /search\n"})
    assert "Disallow: /\n" in visitor.session.get(robots).text
    assert visitor.site("/robots.txt").text.endswith("Disallow: /search\n")


# --- switches: time ------------------------------------------------------------------------------------


def test_publication_waits_for_half_past_nine(visitor: Visitor) -> None:
    new = visitor.replica.switch("publish_at", {"urn": URN, "day": "2026-03-30"})  # after the clocks change
    visitor.replica.switch("clock", "2026-03-30T08:29:00+00:00")
    assert new not in {entry.file_id for entry in visitor.entries()}
    visitor.replica.switch("clock", "2026-03-30T08:30:00+00:00")
    assert visitor.entries()[0].file_id == new


def test_bursts(visitor: Visitor) -> None:
    new = set(visitor.replica.switch("burst", 5))
    today = [
        e for urn in ("90001", "90002", "90003", "90004", "90005", "90006") for e in visitor.entries(urn)
    ]
    assert {e.file_id for e in today if e.published == START.date()} == new
    assert len(new) == 5


def test_election_silence_ends_in_a_burst(visitor: Visitor) -> None:
    switch = visitor.replica.switch
    switch("election_silence", ["2026-03-20", "2026-05-08"])  # a Friday
    with pytest.raises(ValueError, match="Invalid isoformat"):
        switch("election_silence", ["soon", "later"])
    held = {switch("publish_at", {"urn": URN, "day": f"2026-04-{number}"}) for number in (14, 21, 28)}
    switch("clock", "2026-05-08T12:00:00+00:00")
    assert not held & {entry.file_id for entry in visitor.entries()}
    switch("clock", "2026-05-11T09:00:00+00:00")
    shown = {entry.file_id: entry.published for entry in visitor.entries()}
    assert {shown[file_id] for file_id in held} == {date(2026, 5, 11)}


def test_calendar_switches(visitor: Visitor) -> None:
    visitor.replica.switch("weekend")
    assert visitor.world.today() == date(2026, 3, 7)
    visitor.replica.switch("clock_change", "spring")
    assert visitor.world.today() == date(2026, 3, 27)
    visitor.replica.switch("clock_change", "autumn")
    assert visitor.world.today() == date(2026, 10, 23)
    visitor.replica.switch("clock_change", "autumn")
    assert visitor.world.today() == date(2027, 10, 29)
    winter, summer = publication_moment(date(2026, 3, 27)), publication_moment(date(2026, 3, 30))
    assert (winter.hour, summer.hour) == (9, 8)


# --- control, log, process ---------------------------------------------------------------------------


def test_control_port(visitor: Visitor) -> None:
    control = visitor.control
    assert control("/switch", {"name": "drop_area", "value": OTHER}) == {"result": OTHER}
    assert control("/state")["switches"] == {"drop_area": OTHER}
    assert "error" in control("/switch", {"name": "no such switch", "value": 1})
    new = control("/publish", {"urn": URN, "title": FULL, "inspected": "2026-01-05", "pdf": "JVBERi0="})[
        "file_id"
    ]
    assert visitor.file(new).content == b"%PDF-"
    assert control("/replace", {"file_id": new, "pdf": "JVBERjA="}) == {"file_id": new}
    assert visitor.file(new).content == b"%PDF0"
    control("/withdraw", {"file_id": new})
    assert visitor.file(new).status_code == 404
    control("/restore", {"file_id": new})
    assert visitor.file(new).status_code == 200
    assert control("/clock", {"set": "2026-06-01T00:00:00+00:00"})["now"].startswith("2026-06-01T00:00:0")
    assert control("/clock", {"advance": 86_400})["now"].startswith("2026-06-02T00:00:0")
    for mistake in ("/publish", "/replace", "/clock"):
        assert "error" in control(mistake, {})
        assert "error" in control(mistake, ["not", "an", "object"])
    assert "error" in control("/nowhere")
    assert len(control("/requests")["requests"]) == 4
    assert control("/reset", {"what": "requests"}) == {"reset": "requests"}
    assert control("/requests")["requests"] == []
    assert control("/reset", {}) == {"reset": "all"}
    assert control("/state")["switches"] == {}
    assert {row["name"] for row in control("/switches")} == set(BY_NAME)


def test_held_reports_are_released_by_hand(visitor: Visitor) -> None:
    new = visitor.replica.switch("publish_at", {"urn": URN, "day": "2026-07-01"})
    assert visitor.control("/state")["held"][0]["due"] == "2026-07-01T08:30:00+00:00"
    visitor.control("/publish", {"held": new, "published": "2026-03-04"})
    assert (visitor.entries()[0].file_id, visitor.entries()[0].published) == (new, START.date())
    assert "error" in visitor.control("/publish", {"held": new})


def test_request_log_shows_rate_and_connections(visitor: Visitor) -> None:
    for urn in (URN, OTHER):
        visitor.site(f"/provider/44/{urn}", headers={"User-Agent": "a monitor (ops@example.org)"})
    one, two = visitor.replica.requests
    assert (one.host, one.method, one.path, one.status) == ("site", "GET", f"/provider/44/{URN}", 200)
    assert one.headers["User-Agent"] == "a monitor (ops@example.org)"
    assert shortest_gap([one, two]) == two.at - one.at > 0
    assert shortest_gap([one]) is None
    assert (connections([one, two]), most_in_flight([one, two])) == (1, 1)
    visitor.replica.switch("delay", 0.05)
    with ThreadPoolExecutor(4) as pool:
        fetch: Callable[[int], int] = lambda _: requests.get(visitor.replica.site_url).status_code  # noqa: E731
        assert list(pool.map(fetch, range(4))) == [200] * 4
    assert most_in_flight(visitor.replica.requests) > 1
    assert connections(visitor.replica.requests) == 5


def test_sixteen_threads_are_served_side_by_side() -> None:
    world = World.invented([f"Shire {n:03}" for n in range(155)], START)
    with Replica(world, delay=0.05) as replica, requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=16))
        paths = [f"{replica.site_url}/provider/44/{provider.urn}" for provider in world.providers()]
        with ThreadPoolExecutor(16) as pool:
            assert {answer.status_code for answer in pool.map(session.get, paths)} == {200}
        log = replica.requests
        assert len(log) == 155
        assert connections(log) <= 16
        assert most_in_flight(log) >= 12


def test_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="the demo extra is not installed")
    areas, reports = tmp_path / "areas.csv", tmp_path / "reports.csv"
    areas.write_text(
        "urn,la_code,name,listing_name,region\n90001,990,Kestrelshire,Kestrelshire Council,London\n"
    )
    reports.write_text(
        "publication_date,urn,file_id,band_label,inspection_start,inspection_end\n"
        "2024-03-07,90001,50000009,inconsistent,2024-01-08,2024-01-12\n"
    )
    command = [
        sys.executable,
        "-m",
        "monitor.replica",
        "--areas",
        str(areas),
        "--reports",
        str(reports),
        "--etags",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        page = requests.get(f"{addresses['site']}/provider/44/90001", timeout=10)
        assert ("ETag" in page.headers, page.status_code) == (True, 200)
        document = requests.get(f"{addresses['files']}/v1/file/50000009", timeout=10)
        assert (document.status_code, document.content[:5]) == (200, b"%PDF-")
        assert requests.get(f"{addresses['control']}/state", timeout=10).status_code == 200
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def test_publishing_where_no_replica_runs_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert publish(["80558", "inconsistent", "--control", nowhere]) == 1
    assert f"control port at {nowhere} did not take it" in capsys.readouterr().err
