"""Feeds as they are: every quirk of `sources.md` 6.3, and what hostile ones try, over a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.feeds import FeedEntry, keys_of
from monitor.errors import FetchFailed, LayoutChanged, Refused, SourceError, Truncated
from monitor.ports.sources import FeedReading, PageMark
from monitor.sources.articles import Articles
from monitor.sources.feed_parser import DEEPEST, MOST_ENTRIES, parse_feed
from monitor.sources.news_feeds import LARGEST, NewsFeeds
from tests.contract.local_site import LocalSite, Page, local_site, rig

NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)
PATH = "/feeds/echo"
DAY = "Mon, 07 Sep 2026 06:00:00 GMT"
STORY = "Inspectors report on SEND in Kestrelshire"


def item(title: str = STORY, **elements: str) -> str:
    whole = {"link": "https://echo.example/news/1", "guid": "1", "pubDate": DAY} | elements
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in whole.items() if text)
    return f"<item><title>{title}</title>{inner}</item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', channel: str = "") -> str:
    return (
        f'{head}<rss version="2.0"><channel><title>Echo</title><link>https://echo.example/</link>{channel}'
        f"{''.join(items or (item(),))}</channel></rss>"
    )


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as running:
        yield running


@contextmanager
def feeds(site: LocalSite) -> Iterator[NewsFeeds]:
    with rig(site.url) as own:
        yield NewsFeeds(own.session, own.clock)


def read(site: LocalSite, page: Page | str | bytes, mark: PageMark | None = None) -> FeedReading:
    site.pages[PATH] = page if isinstance(page, Page) else Page(page)
    with feeds(site) as source:
        return source.read(f"{site.url}{PATH}", mark)


def entries(body: str | bytes, content_type: str | None = None) -> tuple[FeedEntry, ...]:
    content = body.encode() if isinstance(body, str) else body
    return parse_feed(content, "https://echo.example/news/rss/", content_type, NOW).entries


# --- the quirks --------------------------------------------------------------------------------------


def test_q1_q2_bbc_addresses_and_growing_guids_are_one_story() -> None:
    link = "https://www.bbc.co.uk/news/articles/c0?at_medium=RSS&amp;at_campaign={}"
    first = entries(rss(item(link=link.format("rss"), guid="https://www.bbc.co.uk/news/articles/c0#0")))
    later = entries(rss(item(link=link.format("KARANGA"), guid="https://www.bbc.co.uk/news/articles/c0#4")))
    before, after = (keys_of(found, "https://feeds.bbci.co.uk/x", None)[0] for found in (first, later))
    assert set(before) & set(after)


def test_q3_films_and_broadcasts_are_kept_as_entries() -> None:
    found = entries(
        rss(*(item(link=f"https://www.bbc.co.uk/{kind}/1", guid=kind) for kind in ("videos", "sounds")))
    )
    assert len(found) == 2


def test_q4_newsquest() -> None:
    body = (
        '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/resources/xsl/rss.xsl"?>'
        '<rss version="2.0"><channel><title>Echo</title><item><title>Second</title>'
        "<link>https://www.echo.example/news/2.story/?ref=rss</link>"
        '<guid isPermaLink="false">9e107d9d372bb6826bd81d3542a419d6</guid>'
        "<description><![CDATA[\n\n        <p>Inspectors came to Kestrelshire.</p>\n    ]]></description>"
        f"<pubDate>{DAY}</pubDate></item></channel></rss>"
    )
    [found] = entries(body, "text/xml")
    assert found.summary == "Inspectors came to Kestrelshire."
    assert found.guid == "9e107d9d372bb6826bd81d3542a419d6"


def test_q5_no_guids_one_date_and_one_link_for_all() -> None:
    same = {"guid": "", "link": "https://echo.example/news"}
    found = entries(rss(*(item(title, **same) for title in ("One", "Two", "Three"))))
    keys = keys_of(found, "https://echo.example/rss", "https://echo.example/")
    assert len({key for each in keys for key in each}) == sum(map(len, keys))


def test_q6_from_http_to_https_is_the_same_article() -> None:
    plain, safe = (
        entries(rss(item(link=f"{scheme}://echo.example/1", guid=""))) for scheme in ("http", "https")
    )
    assert set(keys_of(plain, "x", None)[0]) & set(keys_of(safe, "x", None)[0])


def test_q7_an_empty_channel_is_a_failure(site: LocalSite) -> None:
    with pytest.raises(Truncated, match="no entries"):
        read(site, '<rss version="2.0"><channel><title>Echo</title></channel></rss>')


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><head><title>Echo</title></head><body>our feeds: <rss></body></html>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
        "Welcome to the Echo",
        "",
    ],
)
def test_q8_what_is_no_feed_is_a_failure_and_is_not_parsed(site: LocalSite, body: str) -> None:
    site.pages[PATH] = Page(body)
    with feeds(site) as source:
        with pytest.raises(LayoutChanged, match="in place of a feed"):
            source.read(f"{site.url}{PATH}", None)
        assert source.parser_calls == 0


def test_q9_403_is_a_refusal(site: LocalSite) -> None:
    with pytest.raises(Refused, match="403"):
        read(site, Page(status=403))


def test_q10_304_comes_without_a_body_and_is_not_parsed(site: LocalSite) -> None:
    site.pages[PATH] = Page(rss(), etag=True)
    with feeds(site) as source:
        first = source.read(f"{site.url}{PATH}", None)
        second = source.read(f"{site.url}{PATH}", first.mark)
        assert (second.entries, source.parser_calls) == (None, 1)


def test_q10_where_validators_are_ignored_the_same_body_is_not_parsed_again(site: LocalSite) -> None:
    site.pages[PATH] = Page(rss())
    with feeds(site) as source:
        first = source.read(f"{site.url}{PATH}", None)
        second = source.read(f"{site.url}{PATH}", first.mark)
        assert (second.entries, source.parser_calls) == (None, 1)


def test_q12_relative_links_missing_and_html_descriptions(site: LocalSite) -> None:
    bodies = (
        item("One", link="/news/one?x=1", guid="a", description=""),
        item(
            "Two",
            link="two",
            guid="b",
            description="&lt;p&gt;Fury &amp;amp; &lt;b&gt;hope&lt;/b&gt;&lt;/p&gt;",
        ),
    )
    found = read(site, rss(*bodies)).entries
    assert found is not None
    assert [one.link for one in found] == [f"{site.url}/news/one?x=1", f"{site.url}/feeds/two"]
    assert [one.summary for one in found] == ["", "Fury & hope"]


def test_q13_no_dates_and_no_descriptions() -> None:
    [found] = entries(rss(item(pubDate="")))
    assert (found.published, found.summary) == (None, "")


@pytest.mark.parametrize(
    "written", ["yesterday", "Mon, 32 Sep 2026 06:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"]
)
def test_a_date_that_cannot_be_is_none(written: str) -> None:
    [found] = entries(rss(item(pubDate=written)))
    assert found.published is None


@pytest.mark.parametrize(
    "written", ["Mon, 07 Sep 2026 06:00:00", "2026-09-07 06:00", "2026-09-07T06:00:00", "7 Sep 2026 06:00"]
)
def test_a_date_without_a_zone_is_a_date(written: str) -> None:
    [found] = entries(rss(item(pubDate=written)))
    assert found.published == datetime(2026, 9, 7, 6, tzinfo=UTC)


def test_dates_come_in_utc() -> None:
    [found] = entries(rss(item(pubDate="Mon, 07 Sep 2026 07:00:00 +0100")))
    assert found.published == datetime(2026, 9, 7, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xef\xbb\xbf" + rss(item("Caf\u00e9 \u2018talks\u2019")).encode(), None),
        (b"\xef\xbb\xbf\n " + rss(item("Caf\u00e9 \u2018talks\u2019")).encode(), "text/xml"),
        (rss(item("Caf\u00e9 \u2018talks\u2019")).encode("utf-16"), "application/rss+xml"),
        (
            rss(
                item("Caf\u00e9 \u2018talks\u2019"), head="<?xml version='1.0' encoding='windows-1252'?>"
            ).encode("windows-1252"),
            None,
        ),
        (rss(item("Caf\u00e9 \u2018talks\u2019"), head="").encode(), "text/xml"),
    ],
    ids=["mark", "mark-and-blanks", "utf-16", "windows-1252", "no-declaration"],
)
def test_q15_encodings(body: bytes, content_type: str | None) -> None:
    [found] = entries(body, content_type)
    assert found.title == "Caf\u00e9 \u2018talks\u2019"


def test_q15_a_latin_1_letter_under_a_utf_8_label_spoils_no_other() -> None:
    body = rss(
        item("Caf\u00e9 in Kestrelshire"), item("Na@ve", guid="2", link="https://e.example/2")
    ).encode()
    parsed = parse_feed(body.replace(b"@", b"\xef"), "https://e.example/rss", "text/xml; charset=utf-8", NOW)
    assert [one.title for one in parsed.entries] == ["Caf\u00e9 in Kestrelshire", "Na\u00efve"]
    assert "another encoding" in parsed.oddities[0]


def test_q17_google_news_puts_the_publisher_at_the_end() -> None:
    source = '<source url="https://www.echo.example">The Echo</source>'
    link = "<link>https://news.google.com/rss/articles/CBM?oc=5</link>"
    [found] = entries(rss(f"<item><title>{STORY} - The Echo</title>{link}{source}</item>"))
    assert found.title == STORY


def test_atom() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><link href="https://b.example/"/>'
        '<entry><title type="html">A &amp;amp; B</title><link rel="alternate" href="https://b.example/1"/>'
        "<id>tag:b.example,2026:1</id><updated>2026-09-07T06:00:00Z</updated>"
        "<content type='html'>&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"
    )
    [found] = entries(body)
    assert found == FeedEntry(
        "A & B", "https://b.example/1", "tag:b.example,2026:1", datetime(2026, 9, 7, 6, tzinfo=UTC), "Text"
    )


# --- broken and hostile ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        rss(item("Fish & chips")),
        rss(item("One", description="&nbsp;&undefined;<br>")),
        rss(item("One"))[:-20],
        rss(item("One")).replace("</channel>", ""),
        "junk before " + rss(item("One")),
    ],
)
def test_a_feed_that_is_not_well_formed_keeps_its_entries(body: str) -> None:
    parsed = parse_feed(body.encode(), "https://e.example/rss", None, NOW)
    assert len(parsed.entries) == 1
    assert parsed.oddities


@pytest.mark.parametrize("number", ["&#xD800;", "&#0;", "&#99999999999;", "&#x110000;"])
def test_a_number_of_no_character_spoils_no_feed(number: str) -> None:
    for body in (rss(item(f"One {number}two")), rss(item(f"One {number}two"))[:-20]):
        [found] = entries(body)
        assert found.title == "One ?two"


def test_what_the_parser_stumbles_over_is_a_failure_of_the_feed(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ValueError("too many values to unpack")

    monkeypatch.setattr("feedparser.parse", stumble)
    with pytest.raises(LayoutChanged, match="too many values"):
        read(site, rss())


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "'
        + "ha" * 5_000
        + '">'
        + '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        + '<!ENTITY c "&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY c "x">',
    ],
    ids=["bomb", "file", "parameter"],
)
def test_declared_entities_are_never_expanded(subset: str) -> None:
    body = rss(item("Before &c; after", description="&c;" * 50), head=f"<!DOCTYPE rss [{subset}]>")
    [found] = entries(body)
    assert "haha" not in found.title + found.summary
    assert "root:" not in found.title + found.summary


def test_a_feed_without_end_is_cut() -> None:
    body = rss(
        *(item(f"Story {n}", guid=str(n), link=f"https://e.example/{n}") for n in range(MOST_ENTRIES + 50))
    )
    parsed = parse_feed(body.encode(), "https://e.example/rss", None, NOW)
    assert len(parsed.entries) == MOST_ENTRIES
    assert any("the rest is not read" in oddity for oddity in parsed.oddities)


def test_elements_without_end_are_cut_and_what_came_before_is_kept() -> None:
    deep = "<a>" * (DEEPEST * 20)
    parsed = parse_feed(
        rss(item("One"), f"<item><title>Two</title>{deep}").encode(), "https://e.example/", None, NOW
    )
    assert parsed.entries[0].title == "One"
    assert any("nested" in oddity for oddity in parsed.oddities)


def test_line_breaks_left_open_in_descriptions_are_not_depth() -> None:
    broken = "<![CDATA[" + "<br><img src='x'><p>" * 300 + "Text]]>"
    items = [
        item(f"Story {n}", guid=str(n), link=f"https://e.example/{n}", description=broken) for n in range(3)
    ]
    assert len(entries(rss(*items))) == 3


def test_too_large_a_feed_is_refused_before_it_is_parsed(site: LocalSite) -> None:
    with pytest.raises(FetchFailed, match="larger"):
        read(site, rss() + " " * LARGEST)


def test_a_feed_that_is_cut_off_is_read_and_asked_for_anew(site: LocalSite) -> None:
    whole = rss(item("One"), item("Two", guid="2", link="https://echo.example/news/2"))
    cut = read(site, Page(whole[: whole.index("<item><title>Two")], etag=True))
    assert cut.entries is not None
    assert [one.title for one in cut.entries] == ["One"]
    assert "cut off before its end" in cut.oddities
    assert cut.mark.etag is None
    rest = read(site, Page(whole, etag=True), cut.mark)
    assert rest.entries is not None
    assert [one.title for one in rest.entries] == ["One", "Two"]
    assert rest.oddities == ()
    assert rest.mark.etag


def test_links_that_are_no_web_addresses_are_none() -> None:
    for link in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:secret@e.example/",
        "http://[::1",
    ):
        [found] = entries(rss(item(link=link)))
        assert found.link is None


def test_text_is_one_harmless_line() -> None:
    [found] = entries(rss(item("One\n\ttwo \u202ethree &lt;script&gt;alert(1)&lt;/script&gt;")))
    assert found.title == "One two three"


def test_headlines_about_robots_do_not_make_a_feed_a_bot_challenge(site: LocalSite) -> None:
    found = read(site, rss(item("Access denied: are you a robot? Council drops security check"))).entries
    assert found is not None


def test_ttl_and_headers_say_how_long_it_is_fresh(site: LocalSite) -> None:
    page = Page(rss(channel="<ttl>20</ttl>"), headers={"Cache-Control": "max-age=60"})
    assert read(site, page).asked == timedelta(minutes=20)


# --- the pages behind --------------------------------------------------------------------------------

FOUND = "".join(f"<p>Paragraph {n} of what inspectors found in Kestrelshire, in all.</p>" for n in range(6))
ARTICLE = (
    '<html><head><title>Echo</title></head><body><nav><a href="/">Home</a> Sport Weather</nav>'
    f"<article><h1>{STORY}</h1>{FOUND}</article><aside>READ MORE: Another council</aside></body></html>"
)


def test_the_main_text_of_a_page_is_found(site: LocalSite) -> None:
    site.pages["/news/1"] = Page(ARTICLE, headers={"Content-Type": "text/html"})
    with rig(site.url) as own:
        text = Articles(own.session).text(f"{site.url}/news/1", feed_url=f"{site.url}{PATH}")
    assert "Paragraph 5" in text
    assert "Weather" not in text


def test_a_page_on_this_machine_is_not_visited_for_a_public_feed(site: LocalSite) -> None:
    with rig(site.url) as own, pytest.raises(Refused, match="not visited"):
        Articles(own.session).text(f"{site.url}/news/1", feed_url="https://feeds.example.org/rss")
    assert not site.asked


@pytest.mark.parametrize(
    "page",
    [
        Page(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        Page("<html><body></body></html>"),
        Page(status=404),
    ],
)
def test_what_is_no_story_is_an_error(site: LocalSite, page: Page) -> None:
    site.pages["/news/1"] = page
    with rig(site.url) as own, pytest.raises(SourceError):
        Articles(own.session).text(f"{site.url}/news/1", feed_url=f"{site.url}{PATH}")
