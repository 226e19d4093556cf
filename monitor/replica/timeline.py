"""A provider's page: title block, timeline, details (`sources.md` 2.2 to 2.4).

What differs between instances of the real page differs here too, by seed: the order of attributes, padded
days, the sort of apostrophe, how the archive nests.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import Any

from monitor.replica.records import Provider, Report, long_date
from monitor.replica.shell import Frame, breadcrumbs, page, vary
from monitor.replica.switches import is_target
from monitor.replica.world import World

OPEN_ENTRIES = 5  # a longer timeline has an archive
BEGINNINGS = {"opened", "predecessor", "registered"}
ENTRY_SWITCHES = (
    "vanish",
    "duplicate_link",
    "off_host_link",
    "title_double_space",
    "dates_disagree",
    "future_date",
    "inspected_late",
)
AHEAD = timedelta(days=30)
_HIDDEN = re.compile(r"(?P<title>.+?)(?P<comma>\s*,\s*)(?P<pdf>pdf)\s-\s(?P<day>[^-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One report as its entry shows it: `hidden` is the title in mark B, `gap` what follows it."""

    report: Report
    link: str
    title: str
    hidden: str
    gap: str
    pdf: str
    marks: tuple[str, str, str]  # dates A, B, C
    older: bool


def provider_page(world: World, provider: Provider, *, site: str, files: str, frame: Frame) -> bytes:
    """Render a provider's page; `site` and `files` are the addresses of the two hosts."""
    body = [] if is_target(world.get("no_timeline"), provider.urn) else _timeline(world, provider, files)
    main = [
        *_title_block(world, provider),
        '  <div class="provider provider--la">',
        '    <div class="main-column">',
        '      <div class="email-alerts"><a href="/alerts">Get e-mails about new reports</a></div>',
        *body,
        "    </div>",
        *_details(provider),
        "  </div>",
    ]
    return page(provider.name, main, frame, canonical=f"{site}/provider/44/{provider.urn}", crumbs=False)


def _title_block(world: World, provider: Provider) -> list[str]:
    wrong = is_target(world.get("page_urn_disagrees"), provider.urn)
    closed = " title-block--closed" if provider.closed else ""
    badge = ' <span class="badge badge--closed">Closed</span>' if provider.closed else ""
    name = escape(provider.name, quote=False)
    place = escape(provider.region or provider.area)
    return [
        f'  <div class="module title-block{closed}"><div class="container">',
        *breadcrumbs(provider.name),
        f'    <h1 class="heading--title title-block__heading">{name}{badge}</h1>',
        f'    <p class="heading--main title-block__subheading">URN: {provider.urn}{"9" if wrong else ""}</p>',
        f'    <address class="title-block__address">Address: {place}</address>',
        "  </div></div>",
    ]


def _details(provider: Provider) -> list[str]:
    name = escape(provider.area, quote=False)
    return [
        '    <div class="details-column"><ul>',
        "      <li><span>Type: </span><span>Local authority</span></li>",
        f"      <li><span>Local authority: </span><span>{name}</span></li>",
        "    </ul></div>",
    ]


def _timeline(world: World, provider: Provider, files: str) -> list[str]:
    items = [_item(entry) for entry in _entries(world, provider, files)]
    latest = [_event(*event) for event in provider.events if event[0] not in BEGINNINGS]
    first = [_event(*event) for event in provider.events if event[0] in BEGINNINGS]
    keep = {"auto": OPEN_ENTRIES, "nested": 1, "flat": len(items)}[world.get("archive")]
    return [
        '      <div class="module">',
        '        <h2 class="timeline__title heading--sub">All reports</h2>',
        '        <ol class="timeline">',
        *(line for item in [*latest, *_archived(provider.urn, items, keep), *first] for line in item),
        "        </ol>",
        "      </div>",
    ]


def _archived(urn: str, items: list[list[str]], keep: int) -> list[list[str]]:
    if len(items) <= keep:
        return items
    # The item that holds the archive may have an entry of its own, or none.
    shared = vary(f"{urn} archive", (True, False))
    own = items[keep - 1][1:-1] if shared else []
    nested = [line for item in items[keep:] for line in item]
    archive = [
        '          <li class="timeline__day timeline__day--has-archive">',
        *own,
        '            <details><summary><span class="expander-see-more">See more</span></summary>',
        '            <div class="timeline__archive"><ol>',
        *nested,
        "            </ol></div></details>",
        "          </li>",
    ]
    return [*items[: keep - 1 if shared else keep], archive]


def _event(modifier: str, text: str) -> list[str]:
    return [
        f'          <li class="timeline__day timeline__day--{modifier}"><div class="event">',
        f'            <span class="event__title heading--sub">{escape(text)}</span>',
        "          </div></li>",
    ]


def _entries(world: World, provider: Provider, files: str) -> list[Entry]:
    if is_target(world.get("empty_timeline"), provider.urn):
        return []
    entries: list[Entry] = []
    for number, report in enumerate(provider.shown()):
        ids = (report.file_id, provider.urn) if number == 0 else (report.file_id,)
        struck = {name: _strikes(world.get(name), ids, newest=number == 0) for name in ENTRY_SWITCHES}
        struck["older_layout"] = is_target(world.get("older_layout"), provider.urn, report.file_id)
        if not struck["vanish"]:
            entry = _entry(world, provider.urn, report, files, struck)
            entries += [entry] * (2 if struck["duplicate_link"] else 1)
    return entries


def _strikes(target: Any, ids: tuple[str, ...], *, newest: bool) -> bool:
    return newest if target is True else is_target(target, *ids)


def _entry(world: World, urn: str, report: Report, files: str, struck: dict[str, bool]) -> Entry:
    found = _HIDDEN.fullmatch(report.hidden or "")
    gap = found["comma"] if found else ", "
    seed = f"{urn} {report.file_id}"
    title, hidden = (_apostrophes(world, f"{seed} {n}", report.title) for n in ("shown", "hidden"))
    if found and found["title"] != report.title:
        hidden = _apostrophes(world, f"{seed} hidden", found["title"])
    return Entry(
        report,
        f"{'https://files.example.org' if struck['off_host_link'] else files}/v1/file/{report.file_id}",
        title.replace(" ", "  ") if struck["title_double_space"] else title,
        hidden,
        ",  " if struck["title_double_space"] else gap,
        world.get("pdf_case") or (found["pdf"] if found else "PDF"),
        _marks(world, urn, report, found["day"] if found else None, struck),
        struck["older_layout"],
    )


def _marks(
    world: World, urn: str, report: Report, seeded: str | None, struck: dict[str, bool]
) -> tuple[str, str, str]:
    if struck["future_date"]:
        report = replace(report, published=world.today() + AHEAD)
    inspected = report.published + timedelta(days=1) if struck["inspected_late"] else report.inspected
    hidden = report.published - timedelta(days=1 if struck["dates_disagree"] else 0)
    forced = world.get("day_padding")

    def write(mark: str, day: date) -> str:
        varied = seeded.startswith("0") if mark == "B" and seeded else vary(f"{urn} {mark}", (True, False))
        return long_date(day, padded=varied if forced is None else bool(forced))

    return write("A", inspected), write("B", hidden), write("C", report.published)


def _apostrophes(world: World, seed: str, text: str) -> str:
    forced = world.get("apostrophe")
    chosen = vary(seed, ("'", "’", "&#039;")) if forced is None else str(forced)
    return escape(text, quote=False).replace("'", chosen)


def _item(entry: Entry) -> list[str]:
    inspected, hidden_day, published = entry.marks
    hidden = f'<span class="nonvisual">{entry.hidden}{entry.gap}{entry.pdf} - {hidden_day}</span>'
    if entry.older:
        shown = [f"                {entry.title} <strong>Good</strong> <time>{published}</time>"]
        metadata = '<span class="filetype">PDF</span>'
    else:
        shown = [f"                {entry.title}"]
        metadata = f'<span class="filetype">PDF</span> &ndash; Published <time pubdate>{published}</time>'
    return [
        '          <li class="timeline__day">',
        '            <div class="event">',
        f'              <p class="timeline__date"><time>{inspected}</time></p>',
        '              <span class="event__title heading--sub">',
        f"                <a {_link_attributes(entry)}>",
        *shown,
        f"                {hidden}</a>",
        f'                <div class="event__metadata">{metadata}</div>',
        "              </span>",
        "            </div>",
        "          </li>",
    ]


def _link_attributes(entry: Entry) -> str:
    kind, target, link = 'class="publication-link"', 'target="_blank"', f'href="{escape(entry.link)}"'
    orders = ((kind, target, link), (link, kind, target), (target, link, kind), (kind, link, target))
    return " ".join(vary(f"{entry.report.file_id} order", orders))
