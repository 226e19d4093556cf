"""What a look at an unchanged site costs, counted: requests, bytes of body, calls of a parser, libraries."""

import json
import subprocess
import sys
from typing import Any

import pytest

from monitor.services.poll import poll
from monitor.sources.ofsted_listing import OfstedListing
from monitor.sources.ofsted_provider import OfstedProviderPages
from tests.e2e.stage import Stage, clean_environ

LISTING_PAGES = 2
AREAS = 153
UNUSED = {
    "bs4",
    "lxml",
    "feedparser",
    "trafilatura",
    "ahocorasick",
    "jinja2",
    "slack_sdk",
    "holidays",
    "psycopg",
    "alembic",
    "pypdfium2",
    "rich",
    "fastapi",
}

# Runs the command line to its end and adds, as a last line, what it has loaded.
WATCHED = """
import json, sys
from monitor.cli import main
try:
    main()
except SystemExit as ended:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps({"exit": ended.code, "loaded": loaded}))
"""


@pytest.fixture
def settled(country: Stage) -> Stage:
    """Give a country without news, all of whose pages have been read, the listing in either order."""
    country.replica.switch("etags", True)
    country.poll()
    country.replica.log.clear()
    return country


def test_a_quiet_poll_is_two_requests_without_a_body(settled: Stage) -> None:
    summary = settled.poll(minutes=10)
    requests = settled.replica.requests
    assert len(requests) == summary["requests"] == summary["not_modified"] == LISTING_PAGES
    assert {request.status for request in requests} == {304}
    assert sum(request.sent for request in requests) == 0


def test_a_quiet_sweep_is_one_request_a_page_without_a_body(settled: Stage) -> None:
    settled.poll(full=True)  # from which on the ETag of each page is known
    settled.replica.log.clear()
    summary = settled.poll(full=True, minutes=10)
    requests = settled.replica.requests
    assert len(requests) == summary["requests"] == summary["not_modified"] == LISTING_PAGES + AREAS
    assert len({request.path for request in requests}) == len(requests)
    assert sum(request.sent for request in requests) == 0
    assert summary["problems"] == summary["events"] == []


@pytest.mark.parametrize(("full", "pages"), [(False, LISTING_PAGES), (True, LISTING_PAGES + AREAS)])
def test_without_etags_no_unchanged_page_is_parsed(settled: Stage, full: bool, pages: int) -> None:
    settled.replica.switch("etags", False)
    parsed, summary = _parser_calls(settled, full=full)
    assert [request.status for request in settled.replica.requests] == [200] * pages
    assert summary["requests"] == pages
    assert parsed == 0


def test_a_page_that_changed_is_the_only_one_parsed(settled: Stage) -> None:
    settled.replica.switch("etags", False)
    settled.publish("Kestrelshire")
    parsed, summary = _parser_calls(settled, full=True)
    assert summary["publications"]["new"] == 1
    assert parsed == 2  # its own, and that of the listing with its row


def test_a_quiet_poll_loads_no_library_that_it_does_not_use(settled: Stage) -> None:
    arguments = ["--config", str(settled.folder), "--now", settled.clock().isoformat(), "poll", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        env=clean_environ() | settled.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    summary, ended = map(json.loads, done.stdout.splitlines())
    assert (ended["exit"], summary["requests"], summary["problems"]) == (0, LISTING_PAGES, [])
    assert not UNUSED & set(ended["loaded"])


def _parser_calls(stage: Stage, *, full: bool) -> tuple[int, dict[str, Any]]:
    """Poll once and count how often a page was parsed."""
    with stage.house() as house:
        assert isinstance(house.listing, OfstedListing)
        assert isinstance(house.pages, OfstedProviderPages)
        summary = poll(house, full=full).as_json()
        return house.listing.parser_calls + house.pages.parser_calls, summary
