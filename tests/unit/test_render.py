"""Messages made of events: right, complete, within every limit, and inert whatever the source says."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.domain.events import Event, EventKind, Rendered
from monitor.domain.outcome import LABELS, Band
from monitor.notify.blocks import BLOCK_LIMIT, HEADER_LIMIT, SECTION_LIMIT, escape, within
from monitor.notify.plain import a_count, a_date, plain, web_address, wrapped
from monitor.notify.render import AlertRenderer

SEEN = datetime(2026, 5, 27, 8, 32, 5, tzinfo=UTC)
RENDERER = AlertRenderer()

EVIDENCE = {
    Band.TYPICALLY_POSITIVE: (
        "The local area partnership's special educational needs and/or disabilities (SEND) arrangements "
        "typically lead to positive experiences and outcomes for children and young people with SEND."
    ),
    Band.INCONSISTENT: (
        "The local area partnership's arrangements lead to inconsistent experiences and outcomes for "
        "children and young people with special educational needs and/or disabilities (SEND)."
    ),
    Band.SYSTEMIC_FAILINGS: (
        "There are widespread and/or systemic failings leading to significant concerns about the experiences "
        "and outcomes of children and young people with special educational needs and/or disabilities "
        "(SEND), which the local area partnership must address urgently."
    ),
}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><a href='https://evil.example'>x</a>",
    "<!channel> <!here> <@U12345>",
    "<https://evil.example|Ofsted>",
    "Ashbourne\r\nBcc: everyone@evil.example",
    "Ashbourne\u2028\u2029Vale\x00\x1b[31m",
    "\u202ederbsA\u202c \u2066x\u2069 \u200f\u200e\ufeff\u00ad",
    "{{ 7 * 7 }} {% raw %} {{ note }}",
    "&lt;script&gt; &amp; &#x202e;",
    "*bold* _italics_ ~struck~ `code` ```block```",
    "\ud800 lone surrogate",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "A" * 20_000,
    "&" * 20_000,
]
CONTROL_OR_BIDI = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def report(band: Band | None = Band.INCONSISTENT, kind: str = "full", **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "partnership": "Kestrelshire Local Area Partnership",
        "inspection": {"start": "2026-03-09", "end": "2026-03-13"},
        "previous_inspection": {"text": "6 to 10 March 2017", "start": "2017-03-06", "end": "2017-03-10"},
        "outcome": {"band": band, "evidence": EVIDENCE[band] if band else None, "page": 1},
        "next": {"full_months": 36, "monitoring_months": None, "text": None},
        "plan": "strategic_plan",
        "warnings": [],
        **changes,
    }


def event(kind: EventKind = EventKind.REPORT_PUBLISHED, *, band: Band | None = None, **changes: Any) -> Event:
    data = {
        "area_name": "Kestrelshire",
        "region": "South West",
        "report": report(),
        "published": "2026-05-27",
        "title": "Area SEND full inspection",
        "file_url": "https://files.example/v1/file/50990001",
        "page_url": "https://reports.example/provider/44/80999",
        "sha256": "3f9a17c2" + "5d" * 28,
        "first_seen": "2026-05-27T08:32:05Z",
        "withheld": None,
        **changes,
    }
    return Event(1, "kestrelshire/full/2026-03-09", kind, "kestrelshire", band, SEEN, SEEN, data)


def render(given_event: Event, *recipients: str) -> Rendered:
    return RENDERER.render(given_event, recipients or ("Kestrel forum: you watch Kestrelshire",))


def everything(message: Rendered) -> str:
    return "\n".join((message.subject, message.text, message.html, json.dumps(message.blocks)))


def one_line(text: str) -> str:
    return " ".join(text.split())


# --- right -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("band", Band)
def test_a_band_is_stated_with_ofsteds_label_sentence_and_page(band: Band) -> None:
    message = render(event(report=report(band), band=band))
    label = LABELS[band][0].lower() + LABELS[band][1:]
    assert message.subject == f"Kestrelshire: {label} (area SEND inspection, published 27 May 2026)"
    assert LABELS[band] in message.text
    assert EVIDENCE[band] in one_line(message.text)
    assert "The report, page 1" in message.text
    assert EVIDENCE[band] in json.dumps(message.blocks)


@pytest.mark.parametrize("band", Band)
def test_no_other_band_is_named_beside_it(band: Band) -> None:
    message = everything(render(event(report=report(band))))
    for other in set(Band) - {band}:
        assert LABELS[other] not in message
        assert LABELS[other].split()[0].lower() not in message.lower()


BEING_CONFIRMED = [
    event(report=report(None)),
    event(report={}),
    event(report=None),
    event(withheld="a broken invariant"),
    event(report=report(outcome={"band": "inconsistent", "evidence": None, "page": 1})),
    event(report=report(outcome={"band": "inconsistent", "evidence": " \u200b ", "page": 1})),
    event(report=report(outcome={"band": "4", "evidence": EVIDENCE[Band.INCONSISTENT], "page": 1})),
    event(band=Band.SYSTEMIC_FAILINGS),
    event(report=report(None, "other"), withheld="the document does not read like one"),
    event(report=report(None, "monitoring"), withheld="the document does not read like one"),
    event(EventKind.REPORT_CONFIRMED, report=report(None)),
    event(EventKind.REPORT_BACKFILLED, report=report(None)),
    event(EventKind.REPORT_REISSUED, report=report(None)),
]


@pytest.mark.parametrize("doubtful", BEING_CONFIRMED)
def test_an_outcome_in_doubt_is_being_confirmed_and_nothing_gives_it_away(doubtful: Event) -> None:
    message = render(doubtful)
    assert "published, outcome being confirmed" in message.subject
    assert "published, outcome being confirmed" in one_line(message.text)
    assert "published, outcome being confirmed" in message.html
    words = everything(message).lower()
    for telltale in (
        "inconsistent",
        "typically positive",
        "systemic",
        "three years",
        "strategic plan",
        "2029",
    ):
        assert telltale not in words


def test_a_doubt_is_said_to_be_ours_and_the_reader_need_not_wait() -> None:
    text = one_line(render(event(report=report(None), withheld="no standard sentence was found")).text)
    assert "could not read the outcome of the report for certain, so a person is checking it" in text
    assert "it does not mean that Ofsted has not decided" in text
    assert "You need not wait for us" in text
    assert "standard sentence" not in text


@pytest.mark.parametrize("kind", ["monitoring", "letter_2016", "revisit_2018", "other", "of_2031"])
def test_a_report_of_another_kind_never_states_a_band(kind: str) -> None:
    message = everything(render(event(report=report(Band.SYSTEMIC_FAILINGS, kind)))).lower()
    for band in Band:
        assert LABELS[band].lower() not in message
        assert LABELS[band].split()[0].lower() not in message


def test_a_monitoring_report_says_what_it_is_and_what_it_does_not_change() -> None:
    message = render(event(report=report(None, "monitoring"), title="Area SEND monitoring inspection"))
    assert message.subject.startswith("Kestrelshire: monitoring inspection report published (")
    assert "does not change the outcome" in one_line(message.text)
    assert "https://files.example/v1/file/50990001" in message.text


def test_the_reader_gets_dates_links_reasons_and_where_it_comes_from() -> None:
    message = render(event(), "Kestrel forum: you watch Kestrelshire", "Desk: you watch all areas")
    for words in (
        "Inspectors visited: 9 to 13 March 2026",
        "Report published: 27 May 2026",
        "Previous inspection, as the report gives it: 6 to 10 March 2017",
        "Kestrelshire Local Area Partnership",
        "https://reports.example/provider/44/80999",
        "* Kestrel forum: you watch Kestrelshire",
        "* Desk: you watch all areas",
        "document SHA-256 3f9a17c25d5d…",
        "First seen on 27 May 2026 at 9:32am (London time)",
    ):
        assert words in one_line(message.text)
    assert message.blocks[0]["type"] == "header"


def test_a_reason_shared_by_subscriptions_is_said_once() -> None:
    message = render(event(), "You watch Kestrelshire", "You watch Kestrelshire")
    assert message.text.count("You watch Kestrelshire") == 1


def test_parts_come_in_the_readers_order() -> None:
    text = render(event()).text
    titles = [
        "What was found",
        "What happens next",
        "The inspection",
        "Where to read the report",
        "Why you get this",
    ]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


def test_the_plans_estimate_counts_englands_working_days() -> None:
    systemic = report(Band.SYSTEMIC_FAILINGS, plan="priority_action_plan")
    message = render(event(report=systemic, published="2025-11-06"))
    assert "by about 29 December 2025" in one_line(message.text)


def test_a_report_found_late_says_so() -> None:
    message = render(event(EventKind.REPORT_BACKFILLED, published="2023-12-14"))
    assert "found later" in message.subject
    assert "was published on 14 December 2023. We first saw it on 27 May 2026." in one_line(message.text)


def test_an_outcome_that_is_settled_says_so() -> None:
    message = render(event(EventKind.REPORT_CONFIRMED))
    assert message.subject.startswith(
        "Kestrelshire: outcome confirmed, inconsistent experiences and outcomes ("
    )
    assert "we could not confirm its outcome. Now we can." in one_line(message.text)
    assert EVIDENCE[Band.INCONSISTENT] in one_line(message.text)


def test_a_replaced_file_is_not_called_a_new_inspection() -> None:
    changed = render(event(EventKind.REPORT_REISSUED, changed=["the outcome", "the inspection dates"]))
    assert changed.subject.startswith("Kestrelshire: new version of the report, inconsistent")
    assert "This is not a new inspection." in one_line(changed.text)
    assert "* The outcome\n* The inspection dates" in changed.text
    assert "The outcome is the same." not in changed.text
    was = {"inspection": {"start": "2026-03-02", "end": "2026-03-06"}}
    dates = render(event(EventKind.REPORT_REISSUED, changed=["the inspection dates"], was=was))
    beside = "In the old file: 2 to 6 March 2026. In the new file: 9 to 13 March 2026."
    assert f"* The inspection dates. {beside}" in one_line(dates.text)
    assert "The outcome is the same." in dates.text
    same = render(event(EventKind.REPORT_REISSUED, changed=[]))
    assert "what we read from it is the same" in one_line(same.text)


# --- operator ----------------------------------------------------------------------------------------


def note(kind: EventKind, data: Any) -> Rendered:
    return render(Event(2, "k", kind, None, None, SEEN, SEEN, data), "operator")


def test_a_digest_cuts_no_paragraph_of_ours_short() -> None:
    paragraph = " ".join(["What they inspect is the local area partnership."] * 8)
    digest = note(EventKind.DIGEST, {"items": [{"title": "Kestrelshire", "lines": [paragraph]}]})
    assert paragraph in one_line(digest.text)


def test_a_blind_source_is_named_with_what_is_missing() -> None:
    names = [f"Area {number}" for number in range(53)]
    message = note(
        EventKind.SOURCE_DEGRADED,
        {
            "source": "listing",
            "error": "100 of 153",
            "failures": 3,
            "since": "2026-05-27T07:00:00Z",
            "names": names,
        },
    )
    assert message.subject == "SEND monitor: Cannot read: listing"
    assert "Not seen this time (53)" in message.text
    assert "Area 0, Area 1," in message.text
    assert names[-1] in json.dumps(message.blocks)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize(
    "data", [{}, None, [], {"report": [], "names": {}, "changed": "band", "failures": "3"}]
)
def test_an_event_without_its_facts_still_makes_a_message(kind: EventKind, data: Any) -> None:
    message = note(kind, data)
    assert message.subject
    assert message.text
    assert message.html
    assert message.blocks


def test_an_event_of_a_kind_to_come_gives_its_plain_facts() -> None:
    future: Any = "report.foretold"
    message = note(
        future, {"area_name": "Kestrelshire", "link_absent_since": "2026-05-01", "report": {"kind": "full"}}
    )
    assert "Kestrelshire: report.foretold" in message.subject
    assert "link_absent_since: 2026-05-01" in message.text


# --- inert -------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Collects what a mail program would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


ALLOWED_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "h1",
        "h2",
        "p",
        "strong",
        "blockquote",
        "cite",
    ),
    *("dl", "dt", "dd", "ul", "li", "a", "hr"),
}


def texts_of(blocks: Any) -> Iterator[str]:
    if isinstance(blocks, dict):
        if isinstance(blocks.get("text"), str):
            yield blocks["text"]
        for value in blocks.values():
            yield from texts_of(value)
    elif isinstance(blocks, list | tuple):
        for value in blocks:
            yield from texts_of(value)


def assert_inert(message: Rendered) -> None:
    assert "\n" not in message.subject
    for form in (message.subject, message.text, message.html, "".join(texts_of(message.blocks))):
        assert not CONTROL_OR_BIDI.search(form)
        form.encode("utf-8")
    tags = Tags(message.html)
    assert tags.names <= ALLOWED_TAGS
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert all(link.startswith(("https://", "http://")) for link in tags.links)
    for text in texts_of(message.blocks):
        assert all(found.startswith(("https://", "http://")) for found in re.findall(r"<([^>]*)", text))
    assert_within_slacks_limits(message)


def assert_within_slacks_limits(message: Rendered) -> None:
    assert 1 <= len(message.blocks) <= BLOCK_LIMIT
    for block in message.blocks:
        limit = HEADER_LIMIT if block["type"] == "header" else SECTION_LIMIT
        for text in texts_of(block):
            assert 1 <= len(text) <= limit
            assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    json.dumps(message.blocks)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", EventKind)
def test_hostile_text_anywhere_is_inert(kind: EventKind, text: str) -> None:
    hostile_report = report(
        partnership=text,
        previous_inspection={"text": text, "start": text, "end": text},
        outcome={"band": "inconsistent", "evidence": text, "page": text},
        next={"full_months": text, "monitoring_months": text, "text": text},
        plan=text,
    )
    fields = (
        "area_name",
        "region",
        "published",
        "title",
        "file_url",
        "page_url",
        "sha256",
        "first_seen",
        "reason",
    )
    more = ("section", "channel", "address", "event", "error", "source", "since", "failures")
    data: dict[str, Any] = dict.fromkeys((*fields, *more), text)
    hostile = event(kind, report=hostile_report, changed=[text], names=[text] * 3, **data)
    assert_inert(render(hostile, text, text + "2"))


def test_hostile_words_are_shown_and_not_acted_on() -> None:
    message = render(event(area_name="<!channel> & <b>Vale</b>"))
    assert "&lt;!channel&gt; &amp; &lt;b&gt;Vale&lt;/b&gt;" in message.html
    assert "&lt;!channel&gt; &amp; &lt;b&gt;Vale&lt;/b&gt;" in next(texts_of(message.blocks))
    assert "<!channel> & <b>Vale</b>" in message.text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://files.example/x",
        "https://",
        "https://user@files.example/x",
        "https://files.example/\r\nx",
        "https://[broken/x",
        "https://files.example:0/x",
        "https://files.example:99999/x",
        "https://files.example/" + "x" * 600,
        17,
        None,
    ],
)
def test_an_address_that_is_not_plainly_a_web_address_makes_no_link(address: Any) -> None:
    assert web_address(address) is None
    message = render(event(file_url=address, page_url=address))
    assert Tags(message.html).links == []
    assert "We have no link." in message.text


def test_marks_that_could_end_a_link_early_are_encoded() -> None:
    found = web_address("https://files.example/a|b>c<d\"e'f")
    assert found == "https://files.example/a%7Cb%3Ec%3Cd%22e'f"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
NAMES = [
    "area_name",
    "report",
    "published",
    "title",
    "file_url",
    "first_seen",
    "withheld",
    "changed",
    "names",
    "since",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(EventKind),
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), JSON, max_size=8),
)
def test_no_data_whatever_stops_a_message(kind: EventKind, data: dict[str, Any]) -> None:
    assert_inert(note(kind, data))


# --- the small pieces --------------------------------------------------------------------------------


def test_plain_text_is_one_visible_line() -> None:
    assert plain(" a\r\n\tb\u00a0c\u202e\x00d ") == "a b c d"
    assert plain(None) == ""
    assert plain("x" * 50, 10) == "x" * 9 + "…"
    assert plain("Zoë Ælfric’s – Côte-d’Or") == "Zoë Ælfric’s – Côte-d’Or"


@pytest.mark.parametrize("value", ["2024-02-30", "1900-01-01", "", "soon", 20240101, None, "9999-01-01"])
def test_a_date_that_is_none_is_unknown(value: Any) -> None:
    assert a_date(value) is None


@pytest.mark.parametrize("value", [True, 0, -1, 1000, "3", 3.0, None])
def test_a_number_that_is_none_is_unknown(value: Any) -> None:
    assert a_count(value, 999) is None


def test_cutting_leaves_no_half_entity_and_no_half_link() -> None:
    assert not re.search(r"&[a-z]*( …)$", within(escape("&" * 100), 50))
    cut = within("words " * 5 + "<https://files.example/x|The report itself>", 60)
    assert "<" not in cut
    assert within("short", 60) == "short"


def test_long_addresses_stay_whole_in_plain_text() -> None:
    address = "https://files.example/" + "x" * 100
    assert address in wrapped(f"See {address} now").splitlines()


def test_html_has_no_images_no_colours_of_its_own_and_a_language() -> None:
    html = render(event()).html
    assert '<html lang="en-GB">' in html
    assert "<img" not in html
    assert not re.search(r"(?<![-\w])(color|background)\s*:", html)
    assert "width: 600" not in html


def test_an_event_is_drawn_once_and_only_the_reasons_differ() -> None:
    renderer = AlertRenderer()
    drawn: list[str] = []
    plainly = renderer._drawn
    renderer._drawn = lambda note: drawn.append(note.heading) or plainly(note)  # type: ignore
    given_event = event()
    one = renderer.render(given_event, ["Forum: you watch Kestrelshire"])
    two = renderer.render(given_event, ["<b>Desk</b> & *team*: all", "Second\ue000: also"])
    assert len(drawn) == 1
    assert one.subject == two.subject
    assert one.text.replace("* Forum: you watch Kestrelshire", "R") == two.text.replace(
        "* <b>Desk</b> & *team*: all\n* Second: also", "R"
    )
    assert "<li>&lt;b&gt;Desk&lt;/b&gt; &amp; *team*: all</li>\n<li>Second: also</li>" in two.html
    assert "• &lt;b&gt;Desk&lt;/b&gt; &amp; ∗team∗: all\n• Second: also" in json.dumps(
        two.blocks, ensure_ascii=False
    ).replace("\\n", "\n")
    assert "\ue000" not in repr((one, two))


def test_reasons_without_end_stay_within_the_limits() -> None:
    message = RENDERER.render(event(), [f"Subscriber {number}: you watch it" for number in range(500)])
    sections = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert max(map(len, sections)) <= SECTION_LIMIT
