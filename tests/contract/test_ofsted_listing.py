"""The authority listing, read from a real server that answers as the site does, well or badly."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from monitor.domain.publication import ListedProvider
from monitor.errors import FetchFailed, LayoutChanged, Refused, Truncated
from monitor.ports.sources import Listing, ListingReading, PageMark
from monitor.sources.ofsted_listing import OfstedListing
from tests.contract.local_site import LocalSite, Page, Rig, local_site, rig

PAGES = Path(__file__).with_name("pages")
AZ = "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12&start={}&rows=100"
NEWEST = (
    "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12"
    "&sort=date&order=desc&status%5B%5D=1&start={}&rows=100"
)


@dataclass(frozen=True)
class Row:
    urn: int
    href: str = ""
    line: str = ""

    @property
    def html(self) -> str:
        return (
            f'<li class="search-result"><h3 class="search-result__title">'
            f'<a href="{self.href or f"/provider/44/{self.urn}"}">Kestrel Borough {self.urn}</a></h3>'
            f'<ul class="search-result__provider-info"><li>Latest report: <strong><time>08 May 2026</time>'
            f"</strong></li>{self.line or f'<li>URN: <strong>{self.urn}</strong></li>'}</ul></li>"
        )


ROWS = [Row(80000 + n) for n in range(153)]
TOTAL = '<h2 class="search-results__heading"><span class="results-count">{}</span> results</h2>'


def page(rows: list[Row], total: str | int | None = 153, banner: str = "", etag: bool = True) -> Page:
    heading = "" if total is None else TOTAL.format(total) if isinstance(total, int) else total
    body = (
        "<!DOCTYPE html>\r\n<html lang='en'><head><title>Search - Ofsted</title></head>\n<body>"
        f'<header class="header"><div class="banners">{banner}</div></header><main id="main">{heading}'
        f'<ul class="results-list list-unstyled">{"".join(row.html for row in rows)}</ul></main>'
        "</body></html>"
    )
    return Page(body, etag=etag)


EMPTY = Page("<html><body><main id='main'><div class='search-no-results'>Nothing found</div></main></html>")


def serve(site: LocalSite, rows: list[Row], total: str | int | None = 153, form: str = AZ) -> None:
    """Let the site hold these rows, 100 to a page."""
    site.pages |= {form.format(n): page(rows[n : n + 100], total) for n in range(0, len(rows), 100)}
    site.pages.setdefault(form.format(len(rows)), EMPTY)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as running:
        serve(running, ROWS)
        yield running


@pytest.fixture
def own(site: LocalSite) -> Iterator[Rig]:
    with rig(site.url) as made:
        yield made


def listing(own: Rig, site: LocalSite) -> OfstedListing:
    return OfstedListing(own.session, own.marks, site.url)


def read(own: Rig, site: LocalSite, newest_first: bool = False) -> ListingReading:
    source: Listing = listing(own, site)
    return source.read(newest_first=newest_first)


# --- what is read ------------------------------------------------------------------------------------


def test_two_requests_give_the_whole_country(own: Rig, site: LocalSite) -> None:
    reading = read(own, site)
    assert [provider.urn for provider in reading.providers] == [str(row.urn) for row in ROWS]
    assert (reading.total, reading.pages, reading.not_modified, reading.banner) == (153, 2, 0, None)
    assert reading.notices == ()
    assert site.targets() == [AZ.format(0), AZ.format(100)]
    assert {mark.url for mark in reading.marks} == {f"{site.url}{AZ.format(n)}" for n in (0, 100)}


def test_newest_first_asks_for_it(own: Rig, site: LocalSite) -> None:
    serve(site, ROWS[::-1], form=NEWEST)
    reading = read(own, site, newest_first=True)
    assert reading.providers[0].urn == "80152"
    assert site.targets() == [NEWEST.format(0), NEWEST.format(100)]


def test_a_page_of_the_site(own: Rig, site: LocalSite) -> None:
    site.pages[AZ.format(0)] = Page((PAGES / "listing.html").read_bytes())
    reading = read(own, site)
    assert reading.providers == (
        ListedProvider("80901", "Ashbourne Vale Council", date(2026, 9, 8)),
        ListedProvider("80902", "Kestrelshire County Council", date(2026, 5, 8)),
        ListedProvider("80903", "Old Merrow Council", None),
        ListedProvider("80904", "Port Merrow City Council", None),
        ListedProvider("80905", "St Osyth's & Wendle", None),
    )
    assert reading.notices == (
        "Old Merrow Council (80903) is marked as closed",
        'Port Merrow City Council (80904): the date of its latest report cannot be read: "last Tuesday"',
    )
    assert (reading.total, reading.banner) == (5, None)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_means_nothing(own: Rig, site: LocalSite, seed: int) -> None:
    rows = list(ROWS)
    random.Random(seed).shuffle(rows)
    serve(site, rows)
    assert {provider.urn for provider in read(own, site).providers} == {str(row.urn) for row in ROWS}


@pytest.mark.parametrize(
    ("heading", "total"),
    [
        (TOTAL.format(5), 5),
        ('<p class="search-results__heading">All <b class="results-count">5 results</b></p>', 5),
        ('<b class="js-results-count">5</b>', 5),
        ('<b class="js-results-count">Showing 1 to 5 of 5</b>', 5),
        ('<b class="js-results-count">Showing 1 to 4</b>', None),
        ("<p>We found 5 results</p>", 5),
        ("<p>1 - 5 of 5 search results, 10 results per page</p>", 5),
        ("<p>10 results per page</p>", None),
        ("<!-- 9 results --><script>'9 results'</script>", None),
        ("<p>Some results</p>", None),
    ],
)
def test_the_total_is_found_where_the_site_puts_it(
    own: Rig, site: LocalSite, heading: str, total: int | None
) -> None:
    site.pages |= {AZ.format(0): page(ROWS[:5], heading), AZ.format(5): EMPTY}
    reading = read(own, site)
    assert (reading.total, len(reading.providers)) == (total, 5)
    assert bool(reading.notices) == (total is None)
    assert len(site.targets()) == (2 if total is None else 1)


def test_a_total_in_thousands(own: Rig, site: LocalSite) -> None:
    site.pages |= {AZ.format(0): page(ROWS[:5], TOTAL.format("1,204")), AZ.format(5): EMPTY}
    with pytest.raises(Truncated, match="1204 areas promised, 5 links to 5 areas received"):
        read(own, site)


@pytest.mark.parametrize(
    ("banner", "told"),
    [
        ("<p>Maintenance work:\r\n Thursday 17th August</p>", "Maintenance work: Thursday 17th August"),
        ("<p>Parts of this site will be unavailable tonight</p>", True),
        ("<p>Have your say in the Big Listen</p>", None),
        ("<!-- maintenance notice -->", None),
    ],
)
def test_the_maintenance_notice_is_told(
    own: Rig, site: LocalSite, banner: str, told: str | bool | None
) -> None:
    site.pages[AZ.format(100)] = page(ROWS[100:], banner=banner)
    for _ in range(2):
        reading = read(own, site)
        assert reading.banner == told or (told is True and reading.banner is not None)
        own.marks.keep_marks(reading.marks)


# --- paging ------------------------------------------------------------------------------------------


def test_a_full_page_is_always_followed_by_another_request(own: Rig, site: LocalSite) -> None:
    serve(site, ROWS[:100], total=100)
    site.pages[AZ.format(100)] = EMPTY
    assert len(read(own, site).providers) == 100
    assert site.targets() == [AZ.format(0), AZ.format(100)]


def test_the_step_is_what_was_received_not_what_was_asked_for(own: Rig, site: LocalSite) -> None:
    site.pages |= {AZ.format(n): page(ROWS[n : n + 40]) for n in range(0, 153, 40)}
    assert len(read(own, site).providers) == 153
    assert site.targets() == [AZ.format(n) for n in (0, 40, 80, 120)]


def test_without_a_total_the_end_is_an_empty_page(own: Rig, site: LocalSite) -> None:
    serve(site, ROWS, total=None)
    reading = read(own, site)
    assert (len(reading.providers), reading.total, reading.pages) == (153, None, 3)
    assert reading.notices == ("L1: the listing shows no total that can be read",)


def test_a_listing_without_an_end_is_left_after_20_pages(own: Rig, site: LocalSite) -> None:
    site.pages |= {AZ.format(n): page([Row(80000 + n)], total=None) for n in range(25)}
    with pytest.raises(Truncated, match="20 pages"):
        read(own, site)
    assert len(site.targets()) == 20


# --- what is missing ---------------------------------------------------------------------------------


def no_marks_and(error: type[Exception], own: Rig, site: LocalSite, match: str) -> None:
    """The reading fails, so there is nothing that could be kept of it."""
    with pytest.raises(error, match=match):
        read(own, site)


def test_l1_a_lost_page(own: Rig, site: LocalSite) -> None:
    site.pages[AZ.format(100)] = EMPTY
    no_marks_and(Truncated, own, site, "L1: 153 areas promised, 100 links to 100 areas received")


def test_l1_one_area_dropped(own: Rig, site: LocalSite) -> None:
    site.pages |= {AZ.format(100): page(ROWS[100:152]), AZ.format(152): EMPTY}
    no_marks_and(Truncated, own, site, "153 areas promised, 152 links")


@pytest.mark.parametrize("total", [152, 154, 0])
def test_l1_a_wrong_total(own: Rig, site: LocalSite, total: int) -> None:
    serve(site, ROWS, total=total)
    no_marks_and(Truncated, own, site, f"{total} areas promised, 153 links to 153 areas received")


def test_l1_totals_that_disagree(own: Rig, site: LocalSite) -> None:
    site.pages[AZ.format(100)] = page(ROWS[100:], total=152)
    no_marks_and(Truncated, own, site, "different totals: 152, 153")


def test_l2_a_double_in_the_place_of_another_area(own: Rig, site: LocalSite) -> None:
    serve(site, [*ROWS[:152], ROWS[7]])
    no_marks_and(Truncated, own, site, r"153 links to 152 areas received; repeated: 80007 \(2 times\)")


def test_l2_a_double_when_the_total_is_unknown(own: Rig, site: LocalSite) -> None:
    serve(site, [*ROWS, ROWS[7]], total=None)
    no_marks_and(Truncated, own, site, "L2")


def test_l2_a_row_that_moved_on_while_we_turned_the_page(own: Rig, site: LocalSite) -> None:
    serve(site, [*ROWS[:100], ROWS[99], *ROWS[100:]])
    reading = read(own, site)
    assert len(reading.providers) == 153
    assert reading.notices == ("L2: 154 links to 153 areas received; repeated: 80099 (2 times)",)


def test_a_site_that_ignores_start_is_not_followed_for_ever(own: Rig, site: LocalSite) -> None:
    site.pages[AZ.format(100)] = site.pages[AZ.format(0)]
    no_marks_and(Truncated, own, site, "153 areas promised, 200 links to 100 areas received")
    assert len(site.targets()) == 2


def test_l4_a_row_that_contradicts_itself_is_left_out_and_told(own: Rig, site: LocalSite) -> None:
    odd = replace(ROWS[3], line="<li>URN: <strong>80999</strong></li>")
    serve(site, [*ROWS[:3], odd, *ROWS[4:]])
    reading = read(own, site)
    assert len(reading.providers) == 152
    assert reading.notices == ("L4: left out a row whose link says 80003 and whose URN line says 80999",)


def test_l4_rows_without_their_urn_are_told(own: Rig, site: LocalSite) -> None:
    serve(site, [replace(row, line="<li>Number: 1</li>") for row in ROWS[:2]], total=2)
    reading = read(own, site)
    assert len(reading.providers) == 2
    assert reading.notices == ("L4: 2 of 2 rows show no URN line",)


@pytest.mark.parametrize("body", ["<html><body><main id='main'><p>Hello</p></main></body></html>", "<p>Hi"])
def test_l6_no_list_of_results(own: Rig, site: LocalSite, body: str) -> None:
    site.pages[AZ.format(0)] = Page(body)
    no_marks_and(LayoutChanged, own, site, "L6")


def test_l6_says_what_the_page_is(own: Rig, site: LocalSite) -> None:
    header = "<header><div class='banners'>Maintenance work: today</div></header>"
    site.pages[AZ.format(0)] = Page(f"<html><title>Sign in</title>{header}</html>")
    no_marks_and(LayoutChanged, own, site, 'titled "Sign in" and says "Maintenance work: today"')


def test_l6_links_outside_any_list(own: Rig, site: LocalSite) -> None:
    body = page(ROWS[:3], 3).body
    assert isinstance(body, str)
    site.pages[AZ.format(0)] = Page(body.replace("results-list", "cards"))
    no_marks_and(LayoutChanged, own, site, "L6")


@pytest.mark.parametrize(
    "href",
    [
        "/provider/21/80003",
        "/provider/44/80003/extra",
        "/provider/44/80003?x=1",
        "https://elsewhere.example/provider/44/80003",
        "/find-inspection-report/provider/ELS/80003",
        "/provider/44/abc",
        "/somewhere",
        "http://[",
    ],
)
def test_l7_a_link_elsewhere_is_left_out_and_told(own: Rig, site: LocalSite, href: str) -> None:
    serve(site, [*ROWS[:3], replace(ROWS[3], href=href), *ROWS[4:]])
    reading = read(own, site)
    assert len(reading.providers) == 152
    assert len(reading.notices) == 1
    assert reading.notices[0].startswith("L7: left out a link")
    assert href in reading.notices[0]


def test_an_absolute_link_on_the_same_host_is_fine(own: Rig, site: LocalSite) -> None:
    serve(site, [replace(ROWS[0], href=f"{site.url}/provider/44/80000")], total=1)
    assert read(own, site).notices == ()


@pytest.mark.parametrize("nothing", [EMPTY, page([], 0), page([], None)])
def test_an_empty_listing_is_never_believed(own: Rig, site: LocalSite, nothing: Page) -> None:
    site.pages[AZ.format(0)] = nothing
    no_marks_and(Truncated, own, site, "0 areas")


@pytest.mark.parametrize(
    "body", ["", "   ", "ok", '{"results": []}', "%PDF-1.7", "<?xml version='1.0'?><rss/>"]
)
def test_what_is_no_page_at_all(own: Rig, site: LocalSite, body: str) -> None:
    site.pages[AZ.format(0)] = Page(body)
    no_marks_and(LayoutChanged, own, site, "page")


def test_a_page_cut_off_at_half(own: Rig, site: LocalSite) -> None:
    body = page(ROWS[:3], 3).body
    assert isinstance(body, str)
    site.pages[AZ.format(0)] = Page(body[: len(body) // 2])
    no_marks_and(Truncated, own, site, "cut off")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Page("<html>down</html>", 503), FetchFailed),
        (Page("<html>no</html>", 403), Refused),
        (Page("<html>no</html>", 404), Refused),
        (Page("<html><title>Are you a robot?</title></html>"), Refused),
        (Page("x" * 3_000_000), FetchFailed),
    ],
)
def test_a_fault_on_any_page_fails_the_reading(
    own: Rig, site: LocalSite, fault: Page, error: type[Exception]
) -> None:
    site.pages[AZ.format(100)] = fault
    no_marks_and(error, own, site, "start=100")


# --- unchanged pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("etags", [True, False])
def test_an_unchanged_listing_is_not_parsed_and_still_complete(
    own: Rig, site: LocalSite, etags: bool
) -> None:
    if not etags:
        site.pages = {
            target: replace(answer, etag=False)
            for target, answer in site.pages.items()
            if isinstance(answer, Page)
        }
    source = listing(own, site)
    first = source.read(newest_first=False)
    own.marks.keep_marks(first.marks)
    assert source.parser_calls == 2
    second = source.read(newest_first=False)
    assert source.parser_calls == 2
    assert (second.providers, second.total, second.notices) == (first.providers, first.total, first.notices)
    assert (second.not_modified, second.marks) == (2, ())
    assert own.session.not_modified == (2 if etags else 0)


def test_only_the_page_that_changed_is_parsed(own: Rig, site: LocalSite) -> None:
    source = listing(own, site)
    own.marks.keep_marks(source.read(newest_first=False).marks)
    site.pages[AZ.format(100)] = page([*ROWS[100:152], Row(81000)])
    reading = source.read(newest_first=False)
    assert source.parser_calls == 3
    assert reading.providers[-1].urn == "81000"
    assert [mark.url for mark in reading.marks] == [f"{site.url}{AZ.format(100)}"]


def test_new_validators_on_an_unchanged_page_make_a_new_mark(own: Rig, site: LocalSite) -> None:
    serve(site, ROWS[:3], total=3)
    own.marks.keep_marks(read(own, site).marks)
    answer = site.pages[AZ.format(0)]
    assert isinstance(answer, Page)
    site.pages[AZ.format(0)] = replace(answer, etag=False, headers={"ETag": '"other"'})
    reading = read(own, site)
    assert (reading.not_modified, [mark.etag for mark in reading.marks]) == (1, ['"other"'])


@pytest.mark.parametrize("spoil", ["", "{", "[]", '{"version": 0, "page": {}}', "null"])
def test_a_mark_of_another_parser_is_not_used(own: Rig, site: LocalSite, spoil: str) -> None:
    first = read(own, site)
    own.marks.keep_marks(replace(mark, parsed=spoil) for mark in first.marks)
    second = read(own, site)
    assert (second.providers, second.not_modified) == (first.providers, 0)
    assert own.session.not_modified == 0


def test_a_total_that_went_wrong_is_seen_though_the_rows_are_kept(own: Rig, site: LocalSite) -> None:
    own.marks.keep_marks(read(own, site).marks)
    site.pages[AZ.format(100)] = EMPTY
    no_marks_and(Truncated, own, site, "153 areas promised")


def test_marks_hold_plain_json(own: Rig, site: LocalSite) -> None:
    mark: PageMark = read(own, site).marks[0]
    assert json.loads(mark.parsed)["page"]["total"] == 153
