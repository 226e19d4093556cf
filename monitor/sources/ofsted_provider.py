"""A local authority's page on Ofsted's reports site, and what its timeline says.

Each entry carries three date marks: A, before the title, is the inspection; B, at the end of the link's
hidden text, and C, `time[pubdate]`, are the publication. They are told apart by their marks, never by their
order (`sources.md` 2.4; the invariants P1 to P8 are 2.6).
"""

import re
from datetime import date, timedelta

from monitor.deferred import deferred
from monitor.domain.publication import ListedReport, PublicationKind
from monitor.domain.titles import kind_of
from monitor.errors import LayoutChanged
from monitor.ports.clock import Clock
from monitor.ports.sources import PageMarks, PageReading
from monitor.sources.http import PoliteSession
from monitor.sources.marked_pages import MarkedPages
from monitor.sources.ofsted_files import file_address
from monitor.sources.pacing import LONDON
from monitor.sources.page_text import parse_date
from monitor.sources.timeline_entry import Entry

PARSER_VERSION = 1

_PARSE = deferred("monitor.sources.provider_page", "parse_provider_page")
_HIDDEN = re.compile(
    r"(?P<title>.+?)\s*,\s*pdf\s*[-\u2013\u2014]\s*(?P<date>\d{1,2} [a-z]+ \d{4})", re.IGNORECASE | re.ASCII
)
_DATE_AT_END = re.compile(r"(?:^|\D)(\d{1,2} [a-z]+ \d{4})$", re.IGNORECASE | re.ASCII)


class OfstedProviderPages:
    """Reads provider pages; `parser_calls` counts those that had to be parsed."""

    def __init__(
        self, session: PoliteSession, marks: PageMarks, clock: Clock, *, listing_url: str, files_url: str
    ) -> None:
        self._site = listing_url.rstrip("/")
        self._files_url = files_url.rstrip("/")
        self._clock = clock
        self._pages = MarkedPages(session, marks, _PARSE, PARSER_VERSION)

    @property
    def parser_calls(self) -> int:
        """How many pages have been parsed so far."""
        return self._pages.parser_calls

    def url(self, urn: str) -> str:
        """Give the page's address, for people to follow."""
        return f"{self._site}/provider/44/{urn}"

    def read(self, urn: str) -> PageReading:
        """Read one page, newest report first. Raises SourceError.

        A timeline without any report is odd but may be true of a new authority: it gives no reports, and
        whoever knows of some must judge it.
        The dates are judged anew each time, since a date in the future does not stay there.
        """
        url = self.url(urn)
        page = self._pages.read(url)
        shown = page.parsed["urn"]
        if shown != urn:
            raise LayoutChanged(f"P2: the page of {urn} was asked for, and it says URN {shown}", url=url)
        tomorrow = self._clock().astimezone(LONDON).date() + timedelta(days=1)
        entries = [Entry(**entry) for entry in page.parsed["entries"]]
        reports, notices = read_reports(entries, page_url=url, files_url=self._files_url, tomorrow=tomorrow)
        if entries and not reports:
            raise LayoutChanged(f"P4: none of its {len(entries)} links is to the file service", url=url)
        return PageReading(
            urn=urn,
            name=page.parsed["name"],
            reports=tuple(reports),
            not_modified=page.not_modified,
            mark=page.mark,
            mark_changed=page.mark_changed,
            notices=(*page.parsed["notices"], *notices),
            url=url,
        )


def read_reports(
    entries: list[Entry], *, page_url: str, files_url: str, tomorrow: date
) -> tuple[list[ListedReport], list[str]]:
    """Judge a timeline's entries: the reports, newest first, and what is odd about them.

    Raises LayoutChanged for a report none of whose dates can be read: it may not be lost, nor dated by guess.
    """
    reports: dict[str, ListedReport] = {}
    notices: list[str] = []
    for entry in entries:
        address = file_address(entry.href, page_url=page_url, files_url=files_url)
        if address is None:
            where = entry.href[:200]
            notices.append(f'P4: left out "{entry.title}", whose link is not to the file service: {where}')
            continue
        report = _report(entry, *address, page_url, notices)
        if report.file_id in reports:
            report = _merged(reports[report.file_id], report, notices)
        else:
            notices += _date_order(report, tomorrow) + _title_notices(report)
        reports[report.file_id] = report
    newest_first = sorted(reports.values(), key=lambda r: (r.published, int(r.file_id)), reverse=True)
    return newest_first, notices


def _report(entry: Entry, file_id: str, url: str, page_url: str, notices: list[str]) -> ListedReport:
    hidden = _HIDDEN.fullmatch(entry.mark_b)
    title = entry.title or (hidden.group("title") if hidden else entry.mark_b.rpartition(" - ")[0])
    name = f'"{title}" ({file_id})'
    published, which = _published(entry)
    if published is None:
        raise LayoutChanged(f"none of the dates of {name} can be read", url=page_url)
    notices += _date_notices(entry, name, which)
    return ListedReport(file_id, url, title, kind_of(title), parse_date(entry.mark_a), published)


def _published(entry: Entry) -> tuple[date | None, str]:
    """Give the publication date with the mark it comes from, the inspection date being the last resort."""
    dates = {
        "C": parse_date(entry.mark_c),
        "B": _hidden_date(entry),
        "the link": parse_date(entry.inside),
        "A": parse_date(entry.mark_a),
    }
    return next(((found, which) for which, found in dates.items() if found is not None), (None, ""))


def _hidden_date(entry: Entry) -> date | None:
    """Read mark B: the date after the last dash, whatever stands before it."""
    found = _DATE_AT_END.search(entry.mark_b)
    return parse_date(found.group(1)) if found else None


def _date_notices(entry: Entry, name: str, which: str) -> list[str]:
    """Say which date marks disagree (P5) or cannot be read, and which one is used."""
    notices = []
    marks = (("A", entry.mark_a, parse_date(entry.mark_a)), ("C", entry.mark_c, parse_date(entry.mark_c)))
    for mark, text, found in (*marks, ("B", entry.mark_b, _hidden_date(entry))):
        if found is None and (text or mark != "A"):
            what = f'cannot be read: "{text[:80]}"' if text else "is missing"
            notices.append(f"{name}: date mark {mark} {what}; the publication date is taken from {which}")
    hidden, shown = _hidden_date(entry), parse_date(entry.mark_c)
    if hidden and shown and hidden != shown:
        notices.append(f"P5: {name}: date B is {hidden} and date C is {shown}; C is used")
    return notices


def _date_order(report: ListedReport, tomorrow: date) -> list[str]:
    """Check inspection, publication and today against each other (P6)."""
    name = f'"{report.title}" ({report.file_id})'
    notices = []
    if report.inspected is not None and report.inspected > report.published:
        notices.append(f"P6: {name}: inspected {report.inspected}, after it was published {report.published}")
    if report.published > tomorrow:
        notices.append(f"P6: {name}: published {report.published}, which is in the future")
    return notices


def _title_notices(report: ListedReport) -> list[str]:
    if report.kind is PublicationKind.OTHER_SEND:
        return [f'P7: a SEND title we do not know: "{report.title}" ({report.file_id})']
    if report.kind is PublicationKind.UNKNOWN:
        return [f'P7: an unknown title: "{report.title}" ({report.file_id})']
    return []


def _merged(first: ListedReport, second: ListedReport, notices: list[str]) -> ListedReport:
    """Make one report of two links to the same file (P8); where they differ, a SEND title is worth more."""
    known = (PublicationKind.NOT_SEND, PublicationKind.UNKNOWN)
    kept = second if first.kind in known and second.kind not in known else first
    differ = "" if first == second else f', which differ: "{first.title}" and "{second.title}"'
    notices.append(
        f'P8: two links to one file{differ}; kept "{kept.title}" of {kept.published} ({kept.file_id})'
    )
    return kept
