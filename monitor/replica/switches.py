"""Every fault and variation the replica can show: one table, from a name to what it does and what it trips.

Targets are `true` (all areas; for single entries, the newest of each area), one id or a list of ids, where an
id is a URN, for entries and documents a file id, for feeds a name. Counts are a number of requests, `true`
(until switched off) or `{"times": n, "host": "site" | "files", "path": prefix, "retry_after": seconds}` with
all keys optional. A name marked `once` acts when it is set and leaves the world changed until a reset; the
others hold
until set back to their default. `/robots.txt` is exempt from the load faults.
The invariants (L, P, F, M) are those of `sources.md` 1.4, 2.6, 3.1 and 8.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Switch:
    """One row of the table. `takes` says what values it understands."""

    name: str
    group: str
    default: Any
    takes: str
    does: str
    trips: str
    once: bool = False


def defaults() -> dict[str, Any]:
    """Give the state of all switches that hold a value, as in a replica without faults."""
    return {switch.name: switch.default for switch in SWITCHES if not switch.once}


def is_target(value: Any, *keys: str) -> bool:
    """Say whether a target value covers any of the ids."""
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return any(key in value for key in keys)
    return value is True or (isinstance(value, str) and value in keys)


def _once(name: str, group: str, takes: str, does: str, trips: str) -> Switch:
    return Switch(name, group, None, takes, does, trips, once=True)


_LISTING = (
    Switch("clamp", "listing", 100, "number or null", "largest page size; null serves any", "L1 L2 L5"),
    Switch("lose_page", "listing", None, "page number from 0", "that page has no result links", "L1 L2 L3"),
    Switch("drop_area", "listing", None, "targets", "areas are not listed, nor counted", "L2 L3"),
    Switch("duplicate_area", "listing", None, "targets", "areas are listed twice", "L2"),
    Switch("total", "listing", None, "number or 'missing'", "the total shown is wrong or absent", "L1"),
    Switch("total_markup", "listing", "2022", "'2022', '2019' or 'text'", "how the total is marked up", "-"),
    Switch("order_broken", "listing", False, "bool", "A-Z comes in another order", "L8"),
    Switch("sort_ignored", "listing", False, "bool", "sort=date is ignored", "section 10, 10"),
    Switch(
        "sort_date_by", "listing", "publication", "'publication' or 'inspection'", "what it sorts by", "-"
    ),
    Switch("results_list_absent", "listing", False, "bool", "200 without ul.results-list", "L6"),
    Switch("empty_results", "listing", False, "bool", "200 with the nothing-found block", "L6"),
    Switch("foreign_link", "listing", None, "targets", "the link is to a provider of another kind", "L7"),
)
_IDENTITY = (
    _once(
        "change_provider_ids",
        "identity",
        "'former', 'current' or {old: new}",
        "areas move to other provider ids; the ids they leave answer 404",
        "L3",
    ),
    _once("unknown_urn", "identity", "true or {urn, name}", "an authority nobody knows is listed", "L2"),
    _once("rename", "identity", "{urn, name}", "an authority changes its full name", "L8"),
    _once(
        "split_area",
        "identity",
        "URN, or {urn, into: [[urn, name], ...]}",
        "an authority closes and successors open",
        "L2 L3",
    ),
    Switch("urn_disagrees", "identity", None, "targets", "href and URN: line differ on the listing", "L4"),
    Switch("page_urn_disagrees", "identity", None, "targets", "the page shows another URN than asked", "P2"),
)
_PROVIDER = (
    Switch("no_timeline", "provider", None, "targets", "a 200 shell without the timeline", "P1"),
    Switch("empty_timeline", "provider", None, "targets", "a timeline without any report", "P1"),
    Switch("archive", "provider", "auto", "'auto', 'nested' or 'flat'", "nest all but a few reports", "P3"),
    Switch("older_layout", "provider", None, "targets", "time inside the link, grade in strong", "P6"),
    Switch("duplicate_link", "provider", None, "targets", "an entry comes twice", "P8"),
    _once("unknown_send_title", "provider", "URN, true or {urn, title}", "an unheard-of SEND title", "P7 M8"),
    _once("monitoring_title", "provider", "URN or true", "an Area SEND monitoring inspection", "P7"),
    _once("as_pdf_title", "provider", "URN or true", "a title that itself ends `as PDF`", "P5"),
    Switch("title_double_space", "provider", None, "targets", "two spaces before PDF and in the title", "P7"),
    Switch("pdf_case", "provider", None, "'pdf', 'PDF' or null", "spelling in the hidden text", "P5"),
    Switch("day_padding", "provider", None, "bool, or null: varied", "zero-padded days", "P5"),
    Switch("apostrophe", "provider", None, "the characters to write, or null: varied", "in titles", "P7"),
    Switch("dates_disagree", "provider", None, "targets", "date B is not date C", "P5"),
    Switch("future_date", "provider", None, "targets", "dates B and C lie 30 days ahead", "P6"),
    Switch("inspected_late", "provider", None, "targets", "date A lies after date C", "P6"),
    Switch("vanish", "provider", None, "targets", "entries are off the page; the documents stay", "P3"),
    Switch("off_host_link", "provider", None, "targets", "the link leads to another host", "P4"),
)
_FILE = (
    Switch("file_404", "file", None, "targets", "404 with the HTML body", "F1 F3"),
    Switch("file_200_html", "file", None, "targets", "that body with status 200", "F1"),
    Switch("file_404_by_redirect", "file", False, "bool", "a missing file redirects to the site", "F3"),
    Switch("file_missing_for", "file", None, "{file id: requests}", "missing that often, then back", "F3"),
    Switch("file_truncated", "file", None, "targets", "half the document, as if it were all", "F1"),
    Switch("file_cut", "file", None, "targets", "half the promised bytes, then the end", "F1 M4"),
    Switch("file_empty", "file", None, "targets", "200 and no bytes", "F1"),
    Switch("file_reset", "file", None, "targets", "the connection is reset amid the body", "M4"),
    Switch("file_unreadable", "file", None, "targets", "a PDF by its marks that nothing opens", "F1 F3"),
    Switch("file_redirect_same_host", "file", None, "targets", "redirects on the same host", "-"),
    Switch("file_redirect_off_host", "file", None, "targets", "redirects to another host name", "P4"),
    Switch("file_redirect_private", "file", None, "targets", "redirects to a private address", "P4"),
    Switch("redirect_hops", "file", 1, "number", "how many same-host redirects in a row", "-"),
    Switch("redirect_to", "file", None, "URL or null", "where private redirects lead", "P4"),
    _once("file_new_bytes", "file", "file id, list or true", "the same id serves other bytes", "F2"),
    _once("file_new_id", "file", "file id", "the same entry and date under a new id", "P3"),
    _once("id_inversion", "file", "URN or true", "a report of today with an id below known ones", "rule 2"),
    _once("old_date_new_id", "file", "URN or true", "an old report under a new id", "14"),
    Switch("content_type", "file", "application/pdf", "text, or null: none", "of documents", "F1"),
    Switch("etags", "file", False, "bool", "ETag, Last-Modified and 304 on both hosts", "-"),
    Switch("head_refused", "file", True, "bool", "HEAD of a document answers 405", "-"),
)
_LOAD = (
    Switch("refuse_403", "load", None, "count", "403", "M9"),
    Switch("refuse_429", "load", None, "count", "429", "M9"),
    Switch("refuse_503", "load", None, "count", "503", "M9"),
    Switch("refuse_above", "load", None, "requests a second", "403 to whoever asks faster", "4.1"),
    Switch("challenge_200", "load", None, "count", "a bot challenge page with status 200", "L6 P1 F1"),
    Switch("challenge_403", "load", None, "count", "a bot challenge page with status 403", "M9"),
    Switch("connection_reset", "load", None, "count", "no answer: the connection is reset", "M4 M9"),
    Switch("body_cut", "load", None, "count", "half the promised bytes, then the end", "M4 M9"),
    Switch("slow_body", "load", 0.0, "seconds", "each body trickles over so long", "M9"),
    Switch("redirect", "load", None, "'same_host', 'off_host', 'private' or null", "pages redirect", "L6 P4"),
    Switch("delay", "load", None, "seconds, or null: as started", "wait before each answer", "-"),
    Switch("page_weight", "load", 0, "kilobytes", "filler added to each page", "-"),
)
_BANNERS = (
    Switch("maintenance_notice", "banners", None, "true or text", "a notice in the header", "4.4"),
    Switch("maintenance_outage", "banners", False, "bool", "the notice, and 503 for each page", "4.4"),
    Switch("campaign", "banners", 1, "0 (none) to 3", "the campaign banner and where it nests", "rule 7"),
    Switch("campaign_churn", "banners", False, "bool", "another campaign banner at each request", "rule 7"),
)
_TIME = (
    _once("clock", "time", "ISO time with zone", "sets the clock", "-"),
    _once("publish_at", "time", "{urn, title, day}", "holds a report until 09:30 of that day", "M7"),
    _once("burst", "time", "number (12)", "that many areas get a report at once", "M2 M7"),
    Switch("election_silence", "time", None, "[first day, last day]", "held reports wait it out", "M7"),
    _once("clock_change", "time", "'spring' or 'autumn'", "noon of the Friday before the clocks change", "-"),
    _once("weekend", "time", "true", "09:00 of the next Saturday", "M7"),
)
_ROBOTS = (
    Switch(
        "robots",
        "robots",
        "allow",
        "'allow', 'absent', 'disallow', text, or {site: ..., files: ...}",
        "/robots.txt of both hosts",
        "section 10, 1",
    ),
)
_FEEDS = (
    Switch("feed_q1", "feeds", None, "targets", "addresses end in what the feed adds, never the same", "Q1"),
    Switch("feed_q2", "feeds", None, "targets", "a number behind each guid grows", "Q2"),
    Switch("feed_q3", "feeds", None, "targets", "films and broadcasts among the stories", "Q3"),
    Switch("feed_q4", "feeds", None, "targets", "no encoding, a stylesheet, CDATA, no order", "Q4"),
    Switch("feed_q5", "feeds", None, "targets", "no guid; one date and one link for all", "Q5"),
    Switch("feed_q6", "feeds", None, "targets", "from the second time on addresses are https", "Q6"),
    Switch("feed_q7", "feeds", None, "targets", "200 with an empty channel", "Q7"),
    Switch("feed_q8", "feeds", None, "targets", "200 with a web page", "Q8"),
    Switch("feed_q9", "feeds", None, "targets", "403", "Q9"),
    Switch("feed_q10", "feeds", None, "targets", "validators, and 304 without a body", "Q10"),
    Switch("feed_q12", "feeds", None, "targets", "relative links, HTML in descriptions", "Q12"),
    Switch("feed_q13", "feeds", None, "targets", "no dates, no descriptions", "Q13"),
    Switch("feed_q14", "feeds", None, "targets", "only the last ten stories", "Q14"),
    Switch("feed_q15", "feeds", None, "targets", "a byte-order mark, Latin-1 under a UTF-8 label", "Q15"),
    Switch("feed_q17", "feeds", None, "targets", "a collector's address, the paper behind the title", "Q17"),
)
SWITCHES = _LISTING + _IDENTITY + _PROVIDER + _FILE + _LOAD + _BANNERS + _TIME + _ROBOTS + _FEEDS
BY_NAME = {switch.name: switch for switch in SWITCHES}
