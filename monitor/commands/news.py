"""The commands that show the news: `news` and `feeds`. They change nothing and ask nobody."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from monitor.bootstrap import Configured, configured, open_memory
from monitor.commands.naming import one_area
from monitor.commands.printing import local, utc
from monitor.commands.tables import print_rows
from monitor.domain.area import AreaTable
from monitor.domain.feeds import NewsFeed
from monitor.domain.publication import Publication
from monitor.domain.wording import utc_text
from monitor.options import Options
from monitor.ports.news import FeedState, Placed, Story
from monitor.ports.store import Store
from monitor.services.read_feeds import source_name

app = typer.Typer()

MOST_SHOWN = 200

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


@app.command("news")
def news(
    ctx: typer.Context,
    area: Annotated[str | None, typer.Argument(help="Only stories that name this area: name or URN.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also stories about something else altogether.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the last so many; a table shows 200 unless you say.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List news stories about inspections, of all areas or of one.

    The newest first: what each is about, what it claims, and which report it belongs to. What a story claims
    is the paper's word, and never sets an outcome.
    """
    with _memory(ctx) as (found, store):
        one = one_area(found.areas, area) if area is not None else None
        most = limit or (None if as_json or as_csv else MOST_SHOWN)
        stories = store.stories(area=one.id if one else None, limit=most, everything=everything)
        places = _by_story(store.placed(area=one.id if one else None))
        reports = {one.id: one for one in store.publications()}
    rows = [_story_json(story, places.get(story.id, []), reports, found.areas) for story in stories]
    if not as_json:
        rows = [_story_row(row, story) for row, story in zip(rows, stories, strict=True)]
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="There are no stories.")


@app.command("feeds")
def feeds(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say which news feeds are read, and how each has been doing.

    The broken ones first. A feed is read if it covers a watched area.
    """
    with _memory(ctx) as (found, store):
        states = store.feeds()
        errors = {one.name: one.last_error for one in store.sources() if one.failures}
    chosen = found.watching.feeds
    listed = [(feed, None) for feed in chosen.read] + [(feed, why) for feed, why in chosen.left_out]
    rows = [
        _feed_row(feed, why, states.get(feed.url), errors, found.areas, as_json=as_json)
        for feed, why in listed
    ]
    rows.sort(key=lambda row: (row["state"] != "failing", not row["read"], row["name"]))
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="There are no feeds in feeds.toml.")


@contextmanager
def _memory(ctx: typer.Context) -> Iterator[tuple[Configured, Store]]:
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        yield found, store


def _by_story(placed: Iterable[Placed]) -> dict[int, list[Placed]]:
    found: dict[int, list[Placed]] = {}
    for one in placed:
        found.setdefault(one.story.id, []).append(one)
    return found


def _story_json(
    story: Story, places: list[Placed], reports: dict[int, Publication], table: AreaTable
) -> dict[str, Any]:
    triage = story.triage
    return {
        "id": story.id,
        "title": story.title,
        "url": story.url,
        "feed": story.feed,
        "published": utc(story.published),
        "seen": utc(story.first_seen),
        "relevant": triage["relevant"],
        "kind": triage["kind"],
        "areas": [{"urn": urn, "name": _name(table, urn)} for urn in triage["areas"]],
        "claim": triage["claim"],
        "reasons": triage["reasons"],
        "silent": story.silent,
        "inspections": [_place_json(one, reports, table) for one in places],
    }


def _place_json(placed: Placed, reports: dict[int, Publication], table: AreaTable) -> dict[str, Any]:
    area = table.by_id(placed.area)
    report = reports.get(placed.publication_id or 0)
    listed = report.listed if report else None
    return {
        "area": {"urn": area.urn, "name": area.name} if area else None,
        "kind": placed.kind,
        "cluster": placed.cluster_id,
        "lead": placed.publication_id is None,
        "report": {"id": listed.file_id, "published": listed.published.isoformat()} if listed else None,
        "publication": _when(placed.story, report) if report else None,
        "copy": placed.copy,
    }


def _when(story: Story, report: Publication) -> str:
    """Say whether a story came before the report; on its very day, whether we saw the story first."""
    days = (story.moment.date() - report.listed.published).days
    first = days < 0 or (days == 0 and utc_text(story.first_seen) < report.first_seen)
    return "before" if first else "after"


def _story_row(row: dict[str, Any], story: Story) -> dict[str, Any]:
    tied = [
        f"lead in {one['area']['name'] if one['area'] else '?'}"
        if one["lead"]
        else f"report {one['report']['id']}, {one['publication']} it"
        for one in row["inspections"]
        if one["lead"] or one["report"]
    ]
    return {
        "published": story.published or f"seen {local(story.first_seen)}",
        "feed": row["feed"],
        "areas": ", ".join(area["name"] for area in row["areas"]),
        "kind": row["kind"],
        "paper says": row["claim"]["band"],
        "belongs to": "; ".join(tied) or None,
        "title": row["title"],
        "url": row["url"],
    }


def _feed_row(
    feed: NewsFeed,
    why_not: str | None,
    state: FeedState | None,
    errors: dict[str, str | None],
    table: AreaTable,
    *,
    as_json: bool,
) -> dict[str, Any]:
    covers = sorted(area.name for area in table if area.id in feed.areas)
    last = state.last_read if state else None
    read = why_not is None
    due = state.due if state and read else None
    row: dict[str, Any] = {
        "name": feed.name,
        "url": feed.url,
        "covers": ["ALL"] if feed.everywhere else covers,
        "read": read,
        "state": _state(read=read, state=state),
        "failures": state.failures if state else 0,
        "last_read": utc(last) if as_json else last,
        "next": utc(due) if as_json else due,
        "entries": state.entries if state else 0,
        "oddities": list(state.oddities) if state else [],
        "error": errors.get(source_name(feed)) if state and state.failures else why_not,
    }
    return row if as_json else row | {key: ", ".join(row[key]) for key in ("covers", "oddities")}


def _state(*, read: bool, state: FeedState | None) -> str:
    if not read:
        return "left out"
    if state is None or state.last_read is None:
        return "failing" if state and state.failures else "not read yet"
    return "failing" if state.failures else "ok"


def _name(table: AreaTable, urn: str) -> str:
    area = table.by_urn(urn)
    return area.name if area else urn
