"""Provider pages, read from a real server: every date mark, layout and fault of the timeline."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.domain.publication import ListedReport, PublicationKind
from monitor.errors import FetchFailed, LayoutChanged, Refused, Truncated
from monitor.ports.sources import PageReading, ProviderPages
from monitor.sources.ofsted_provider import OfstedProviderPages
from tests.contract.local_site import LocalSite, Page, Rig, local_site, rig

PAGES = Path(__file__).with_name("pages")
FILES = "https://files.ofsted.gov.uk"
PATH = "/provider/44/80901"


@dataclass(frozen=True)
class Item:
    """One timeline entry; a field left out of `html` is missing on the page."""

    id: int = 50300001
    title: str = "Area SEND full inspection"
    a: str | None = "22 June 2026"
    b: str | None = "8 September 2026"
    c: str | None = "08 September 2026"
    href: str = ""
    hidden: str | None = None
    more: str = ""
    classes: str = 'class="publication-link"'
    inside: str = field(default="")

    @property
    def link(self) -> str:
        said = self.hidden if self.hidden is not None else f"{self.title}, PDF - {self.b}"
        hidden = "" if self.b is None and self.hidden is None else f'<span class="nonvisual">{said}</span>'
        href = self.href or f"{FILES}/v1/file/{self.id}"
        return f'<a {self.classes} target="_blank" href="{href}">{self.title}{self.inside}\r\n {hidden}</a>'

    @property
    def html(self) -> str:
        a = "" if self.a is None else f'<p class="timeline__date"><time>{self.a}</time></p>'
        c = "" if self.c is None else f"Published <time pubdate>{self.c}</time>"
        return (
            f'<li class="timeline__day"><div class="event">{a}<span class="event__title">{self.link}'
            f'<div class="event__metadata"><span class="filetype">PDF</span> &ndash; {c}</div>'
            f"</span></div>{self.more}</li>"
        )


OLDER = Item(50004001, "Children's services inspection", "8 May 2017", "13 June 2017", "13 June 2017")
BLOCK = (
    '<div class="module title-block"><h1 class="title-block__heading">Ashbourne Vale Council</h1>'
    '<p class="title-block__subheading">URN: {}</p></div>'
)


def page(*items: Item | str, urn: str = "80901", before: str = "", block: str = BLOCK) -> Page:
    timeline = "\n".join(item if isinstance(item, str) else item.html for item in items)
    body = (
        "<!DOCTYPE html>\r\n<html><head><title>Ashbourne Vale Council - Ofsted</title>"
        '<meta name="dc.identifier" content="/provider/CARE/RP523142"></head><body>'
        f'{before}<main id="main">{block.format(urn)}<div class="provider provider--la">'
        f'<ol class="timeline">{timeline}</ol></div></main></body></html>'
    )
    return Page(body, etag=True)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as running:
        running.pages[PATH] = page(Item(), OLDER)
        yield running


@pytest.fixture
def own(site: LocalSite) -> Iterator[Rig]:
    with rig(site.url) as made:
        yield made


def pages(own: Rig, site: LocalSite) -> OfstedProviderPages:
    return OfstedProviderPages(own.session, own.marks, own.clock, listing_url=site.url, files_url=FILES)


def read(own: Rig, site: LocalSite, *items: Item | str) -> PageReading:
    if items:
        site.pages[PATH] = page(*items)
    source: ProviderPages = pages(own, site)
    return source.read("80901")


# --- what is read ------------------------------------------------------------------------------------


def test_a_page_of_the_site(own: Rig, site: LocalSite) -> None:
    site.pages[PATH] = Page((PAGES / "provider.html").read_bytes())
    reading = read(own, site)
    assert (reading.urn, reading.name, reading.url) == (
        "80901",
        "Ashbourne Vale Council",
        f"{site.url}{PATH}",
    )
    assert reading.reports == tuple(
        ListedReport(file_id, f"{FILES}/v1/file/{file_id}", title, kind, inspected, published)
        for file_id, title, kind, inspected, published in (
            (
                "50300001",
                "Area SEND full inspection",
                PublicationKind.FULL,
                date(2026, 6, 22),
                date(2026, 9, 8),
            ),
            (
                "50270001",
                "Children's services focused visit",
                PublicationKind.NOT_SEND,
                date(2025, 3, 3),
                date(2025, 4, 9),
            ),
            (
                "50136001",
                "Local area SEND inspection",
                PublicationKind.OTHER_SEND,
                date(2019, 11, 11),
                date(2019, 12, 23),
            ),
            (
                "50004001",
                "Joint area child protection inspection",
                PublicationKind.NOT_SEND,
                date(2017, 10, 9),
                date(2017, 12, 6),
            ),
            (
                "2754001",
                "Single inspection of LA children's services as PDF",
                PublicationKind.NOT_SEND,
                date(2014, 1, 14),
                date(2014, 3, 21),
            ),
            (
                "2753001",
                "Joint area review - progress inspection",
                PublicationKind.NOT_SEND,
                None,
                date(2009, 7, 2),
            ),
        )
    )
    assert reading.notices == (
        'the timeline names a predecessor: "Replaced Old Merrow Council"',
        'P7: a SEND title we do not know: "Local area SEND inspection" (50136001)',
        '"Joint area review - progress inspection" (2753001): date mark C is missing; '
        "the publication date is taken from B",
    )


def test_a_plain_page_raises_no_notice(own: Rig, site: LocalSite) -> None:
    reading = read(own, site)
    assert [report.file_id for report in reading.reports] == ["50300001", "50004001"]
    assert (reading.notices, reading.not_modified) == ((), False)


def test_the_address_for_people(own: Rig, site: LocalSite) -> None:
    assert pages(own, site).url("80901") == f"{site.url}{PATH}"


@pytest.mark.parametrize("seed", range(8))
def test_the_order_on_the_page_means_nothing(own: Rig, site: LocalSite, seed: int) -> None:
    items = [Item(n, b=f"{n} May 2026", c=f"{n} May 2026", a="1 April 2026") for n in range(1, 9)]
    items += [replace(items[3], id=99), replace(items[3], id=100)]
    random.Random(seed).shuffle(items)
    ids = [report.file_id for report in read(own, site, *items).reports]
    assert ids == ["8", "7", "6", "5", "100", "99", "4", "3", "2", "1"]


def test_the_first_time_is_never_taken_for_the_publication(own: Rig, site: LocalSite) -> None:
    late = replace(Item(), more="").html.replace(
        '<p class="timeline__date"><time>22 June 2026</time></p>', ""
    )
    moved = late.replace("</div></li>", '<p class="timeline__date"><time>22 June 2026</time></p></div></li>')
    (report,) = read(own, site, moved).reports
    assert (report.inspected, report.published) == (date(2026, 6, 22), date(2026, 9, 8))


@pytest.mark.parametrize(
    "hidden",
    [
        "Area SEND full inspection, pdf - 8 September 2026",
        "Area SEND full inspection, PDF - 08 September 2026",
        "Area SEND full inspection,  PDF - 8 September 2026",
        "Area SEND full inspection ,PDF-8 September 2026",
        "Area SEND full inspection - north - and - south, PDF - 8 September 2026",
        "Area SEND full inspection as PDF - 8 September 2026",
        "Area SEND full inspection as PDF, PDF - 8 September 2026",
        "Area SEND full inspection, PDF \u2013 8&nbsp;September\r\n 2026",
        "Area SEND full inspection of 1 May 2020, PDF - 8 September 2026",
        "8 September 2026",
        "x" * 400 + ", PDF - 8 September 2026",
    ],
)
def test_hidden_text_in_all_its_forms(own: Rig, site: LocalSite, hidden: str) -> None:
    reading = read(own, site, Item(hidden=hidden, c=None))
    assert reading.reports[0].published == date(2026, 9, 8)
    assert len(reading.notices) == 1
    assert read(own, site, Item(hidden=hidden)).notices == ()


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "&#039;", "&rsquo;", "&#x2019;", "&amp;#039;"])
def test_apostrophes(own: Rig, site: LocalSite, apostrophe: str) -> None:
    title = f"Children{apostrophe}s services\u00a0  inspection"
    (report,) = read(own, site, replace(OLDER, title=title)).reports
    assert (report.title, report.kind) == ("Children's services inspection", PublicationKind.NOT_SEND)


@pytest.mark.parametrize(
    ("shown", "read_as"),
    [
        ("8 September 2026", date(2026, 9, 8)),
        ("08 September 2026", date(2026, 9, 8)),
        (" 8\u00a0SEPTEMBER\r\n2026 ", date(2026, 9, 8)),
        ("8 Sep 2026", date(2026, 9, 8)),
        ("8 Sept 2026", date(2026, 9, 8)),
    ],
)
def test_dates(own: Rig, site: LocalSite, shown: str, read_as: date) -> None:
    assert read(own, site, Item(c=shown, b="8 September 2026")).reports[0].published == read_as


@pytest.mark.parametrize(
    "shown", ["31 June 2026", "2026", "September 2026", "8 Spring 2026", "8 September 26", "TBC"]
)
def test_a_date_that_cannot_be_read_is_no_date(own: Rig, site: LocalSite, shown: str) -> None:
    reading = read(own, site, Item(c=shown, a=shown))
    assert reading.reports[0].published == date(2026, 9, 8)
    assert reading.reports[0].inspected is None
    assert [notice for notice in reading.notices if f'cannot be read: "{shown}"' in notice] == list(
        reading.notices
    )
    assert len(reading.notices) == 2


def test_the_inspection_date_is_the_last_resort(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item(b=None, c=None))
    assert reading.reports[0].published == reading.reports[0].inspected == date(2026, 6, 22)
    assert all("the publication date is taken from A" in notice for notice in reading.notices)


def test_a_report_without_any_date_is_not_lost_in_silence(own: Rig, site: LocalSite) -> None:
    with pytest.raises(LayoutChanged, match=r'"Area SEND full inspection" \(50300001\)'):
        read(own, site, OLDER, Item(a="soon", b="later", c=None))


def test_a_date_inside_the_link_of_an_older_layout(own: Rig, site: LocalSite) -> None:
    item = Item(inside=": <strong>Good</strong> <time>8 September 2026</time>", b=None, c=None)
    (report,) = read(own, site, item).reports
    assert (report.title, report.published) == ("Area SEND full inspection", date(2026, 9, 8))


def test_a_title_that_is_hidden_only(own: Rig, site: LocalSite) -> None:
    (report,) = read(
        own, site, Item(title="", hidden="Area SEND thematic visit, PDF - 8 September 2026")
    ).reports
    assert (report.title, report.kind) == ("Area SEND thematic visit", PublicationKind.OTHER_SEND)


def test_two_reports_in_one_entry_keep_their_own_dates(own: Rig, site: LocalSite) -> None:
    other = Item(50300002, "Area SEND thematic visit", b="1 July 2026", c="1 July 2026").html
    inner = re.findall(r'<span class="event__title">.*</span></div>', other, re.DOTALL)[0]
    entry = Item().html.replace("</li>", f'<div class="event">{inner}</li>')
    dates = {report.file_id: report.published for report in read(own, site, entry).reports}
    assert dates == {"50300001": date(2026, 9, 8), "50300002": date(2026, 7, 1)}


def test_two_links_that_share_a_date_mark_are_dated_by_their_hidden_text(own: Rig, site: LocalSite) -> None:
    second = Item(50300002, b="1 July 2026").link
    entry = Item().html.replace('<div class="event__metadata">', f'{second}<div class="event__metadata">')
    reading = read(own, site, entry)
    dates = {report.file_id: report.published for report in reading.reports}
    assert dates == {"50300001": date(2026, 9, 8), "50300002": date(2026, 7, 1)}
    assert len(reading.notices) == 2


@pytest.mark.parametrize("nested", [True, False])
def test_an_archive_nested_or_flat(own: Rig, site: LocalSite, nested: bool) -> None:
    archived = [
        replace(OLDER, id=n, a=f"{n} May 2015", b=f"{n} June 2015", c=f"{n} June 2015") for n in (1, 2, 3)
    ]
    inner = "".join(item.html for item in archived)
    fold = (
        '<li class="timeline__day timeline__day--has-archive"><details><summary><span>Older</span></summary>'
        f'<div class="timeline__archive"><ol>{inner}</ol></div></details></li>'
    )
    reading = read(own, site, Item(), fold if nested else inner)
    assert [(r.inspected, r.published) for r in reading.reports[1:]] == [
        (date(2015, 5, n), date(2015, 6, n)) for n in (3, 2, 1)
    ]
    assert reading.notices == ()


def test_an_entry_with_its_own_report_and_an_archive(own: Rig, site: LocalSite) -> None:
    fold = f'<details><div class="timeline__archive"><ol>{OLDER.html}</ol></div></details>'
    for item in (Item(more=fold), Item(more=fold, a=None)):
        newest, oldest = read(own, site, item).reports
        assert newest.inspected == (date(2026, 6, 22) if item.a else None)
        assert (newest.published, oldest.inspected) == (date(2026, 9, 8), date(2017, 5, 8))


def test_events_are_no_reports_and_changes_of_authority_are_told(own: Rig, site: LocalSite) -> None:
    day = '<li class="timeline__day timeline__day--{}"><div class="event"><span>{}</span></div></li>'
    events = [day.format(kind, f"{kind} it was") for kind in ("opened", "closed", "registered", "successor")]
    reading = read(own, site, Item(), *events)
    assert len(reading.reports) == 1
    assert reading.notices == ('the timeline names a successor: "successor it was"',)


# --- the invariants ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        Page("<html><title>Ofsted</title><main id='main'></main></html>"),
        Page(page(Item()).body.replace('class="timeline"', 'class="cards"')),  # type: ignore[arg-type,union-attr,unused-ignore]
    ],
)
def test_p1_a_page_without_a_timeline(own: Rig, site: LocalSite, answer: Page) -> None:
    site.pages[PATH] = answer
    with pytest.raises(LayoutChanged, match="P1"):
        read(own, site)


def test_p1_says_that_maintenance_is_announced(own: Rig, site: LocalSite) -> None:
    notice = '<header><div class="banners">Maintenance work: Thursday, 5:30 PM to 6 PM</div></header>'
    site.pages[PATH] = Page(f"<html>{notice}<main id='main'></main></html>")
    with pytest.raises(LayoutChanged, match="Maintenance work: Thursday, 5:30 PM to 6 PM"):
        read(own, site)


def test_a_timeline_without_reports_is_for_the_caller_to_judge(own: Rig, site: LocalSite) -> None:
    opened = '<li class="timeline__day timeline__day--opened"><div class="event">Opened</div></li>'
    for site.pages[PATH] in (page(), page(opened)):
        reading = read(own, site)
        assert (reading.name, reading.reports) == ("Ashbourne Vale Council", ())


def test_p1_a_link_that_lost_its_class_is_still_a_report(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item(classes=""), OLDER)
    assert [report.file_id for report in reading.reports] == ["50300001", "50004001"]
    assert reading.notices == ("P1: a report link has lost its class publication-link",)


def test_an_entry_that_lost_its_link_is_told(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item().html.replace("<a ", "<b ").replace("</a>", "</b>"), OLDER)
    assert len(reading.reports) == 1
    assert reading.notices[0].startswith('a timeline entry has no link to its report: "22 June 2026')


def test_p2_the_page_of_another_authority(own: Rig, site: LocalSite) -> None:
    site.pages[PATH] = page(Item(), urn="80902")
    with pytest.raises(LayoutChanged, match="80901 was asked for, and it says URN 80902"):
        read(own, site)


@pytest.mark.parametrize("block", ["", BLOCK.replace("URN", "No"), BLOCK.replace("h1", "h2")])
def test_p2_no_title_block(own: Rig, site: LocalSite, block: str) -> None:
    site.pages[PATH] = page(Item(), block=block)
    with pytest.raises(LayoutChanged, match="P2"):
        read(own, site)


def test_p2_is_checked_on_an_unchanged_page_too(own: Rig, site: LocalSite) -> None:
    mark = read(own, site).mark
    own.marks.keep_marks([replace(mark, parsed=mark.parsed.replace("80901", "80902"))])
    with pytest.raises(LayoutChanged, match="P2"):
        read(own, site)


@pytest.mark.parametrize(
    "href",
    ["https://elsewhere.example/v1/file/1", "/v1/file/1", "javascript:alert(1)", f"{FILES}/v2/1", "http://["],
)
def test_p4_a_link_elsewhere_is_left_out_and_told(own: Rig, site: LocalSite, href: str) -> None:
    reading = read(own, site, Item(href=href), OLDER)
    assert [report.file_id for report in reading.reports] == ["50004001"]
    assert len(reading.notices) == 1
    assert reading.notices[0].startswith('P4: left out "Area SEND full inspection"')
    assert href in reading.notices[0]


def test_p4_no_good_link_at_all(own: Rig, site: LocalSite) -> None:
    with pytest.raises(LayoutChanged, match="P4"):
        read(own, site, Item(href="https://elsewhere.example/v1/file/1"))


def test_p5_two_publication_dates(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item(b="7 September 2026"))
    assert reading.reports[0].published == date(2026, 9, 8)
    assert reading.notices == (
        'P5: "Area SEND full inspection" (50300001): '
        "date B is 2026-09-07 and date C is 2026-09-08; C is used",
    )


def test_p6_inspected_after_it_was_published(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item(a="9 September 2026"))
    assert len(reading.reports) == 1
    assert len(reading.notices) == 1
    assert reading.notices[0].startswith("P6")


@pytest.mark.parametrize(("day", "told"), [("9 September 2026", False), ("10 September 2026", True)])
def test_p6_published_in_the_future(own: Rig, site: LocalSite, day: str, told: bool) -> None:
    reading = read(own, site, Item(b=day, c=day))
    assert len(reading.reports) == 1
    assert [notice[:2] for notice in reading.notices] == (["P6"] if told else [])


def test_p6_tomorrow_is_londons(own: Rig, site: LocalSite) -> None:
    own.clock.now = datetime(2026, 9, 8, 23, 30, tzinfo=UTC)  # half past midnight on the 9th in London
    assert read(own, site, Item(b="10 September 2026", c="10 September 2026")).notices == ()


def test_p6_is_judged_anew_on_an_unchanged_page(own: Rig, site: LocalSite) -> None:
    first = read(own, site, Item(b="10 September 2026", c="10 September 2026"))
    own.marks.keep_marks([first.mark])
    own.clock.advance(days=1)
    second = read(own, site)
    assert (len(first.notices), second.notices, second.not_modified) == (1, (), True)


@pytest.mark.parametrize(
    ("title", "kind", "told"),
    [
        ("Area SEND full inspection", PublicationKind.FULL, False),
        ("Area SEND monitoring inspection", PublicationKind.MONITORING, False),
        ("Area SEND something new", PublicationKind.OTHER_SEND, True),
        ("Something new", PublicationKind.UNKNOWN, True),
        ("Joint area child protection inspection", PublicationKind.NOT_SEND, False),
    ],
)
def test_p7_titles(own: Rig, site: LocalSite, title: str, kind: PublicationKind, told: bool) -> None:
    reading = read(own, site, Item(title=title))
    assert reading.reports[0].kind is kind
    assert [notice[:2] for notice in reading.notices] == (["P7"] if told else [])


def test_p8_one_file_twice(own: Rig, site: LocalSite) -> None:
    reading = read(own, site, Item(), Item(), OLDER)
    assert len(reading.reports) == 2
    assert [notice[:2] for notice in reading.notices] == ["P8"]


@pytest.mark.parametrize("swapped", [True, False])
def test_p8_of_two_titles_the_send_one_is_kept(own: Rig, site: LocalSite, swapped: bool) -> None:
    items = [Item(), replace(OLDER, id=50300001)]
    reading = read(own, site, *(items[::-1] if swapped else items))
    assert [report.kind for report in reading.reports] == [PublicationKind.FULL]
    assert "which differ" in reading.notices[-1]


# --- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Page("<html>gone</html>", 404), Refused),
        (Page("<html>down</html>", 503), FetchFailed),
        (Page(""), LayoutChanged),
        (Page("oops"), LayoutChanged),
        (Page("<html><title>Attention Required!</title></html>"), Refused),
        (Page("<html><body><ol class='timeline'>" + Item().html), Truncated),
        (Page(status=302, headers={"Location": "https://login.example.org/"}), Refused),
    ],
)
def test_impostors_give_no_reading(own: Rig, site: LocalSite, answer: Page, error: type[Exception]) -> None:
    site.pages[PATH] = answer
    with pytest.raises(error, match=r"provider/44/80901|login"):
        read(own, site)


def test_an_unknown_provider_is_refused_with_its_status(own: Rig, site: LocalSite) -> None:
    with pytest.raises(Refused) as caught:
        pages(own, site).read("99999")
    assert caught.value.status == 404


def test_deep_nesting_does_no_harm(own: Rig, site: LocalSite) -> None:
    assert len(read(own, site, Item(), "<div>" * 3000 + "</div>" * 3000, OLDER).reports) == 2


def test_hostile_text_is_only_text(own: Rig, site: LocalSite) -> None:
    title = "Area SEND full inspection &lt;script&gt;\u202e&lt;!channel&gt;\r\nBcc: all"
    (report,) = read(own, site, Item(title=title)).reports
    assert report.title == "Area SEND full inspection <script><!channel> Bcc: all"


# --- unchanged pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("etag", [True, False])
def test_an_unchanged_page_is_not_parsed_and_still_complete(own: Rig, site: LocalSite, etag: bool) -> None:
    site.pages[PATH] = replace(page(Item(b="7 September 2026"), OLDER), etag=etag)
    source = pages(own, site)
    first = source.read("80901")
    own.marks.keep_marks([first.mark])
    second = source.read("80901")
    assert source.parser_calls == 1
    assert (first.not_modified, second.not_modified) == (False, True)
    assert (second.reports, second.notices, second.mark) == (first.reports, first.notices, first.mark)
    assert own.session.not_modified == int(etag)


def test_a_campaign_banner_changes_no_fact(own: Rig, site: LocalSite) -> None:
    first = read(own, site)
    own.marks.keep_marks([first.mark])
    site.pages[PATH] = page(Item(), OLDER, before='<div class="banners banners--big-listen">Listen</div>')
    second = read(own, site)
    assert (second.not_modified, second.reports) == (False, first.reports)
    assert second.mark.sha256 != first.mark.sha256
