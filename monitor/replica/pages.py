"""The search page and robots.txt, as HTML and text (`sources.md` 1.2 and 1.3)."""

from datetime import date
from html import escape
from typing import Any

from monitor.replica.records import Provider, long_date
from monitor.replica.search import REGIONS, Results, latest_report
from monitor.replica.shell import Frame, page, vary
from monitor.replica.switches import is_target
from monitor.replica.world import World

CATEGORY = "Local authority children's services"  # the real text is not known
ROBOTS = {"allow": "User-agent: *\nAllow: /\n", "disallow": "User-agent: *\nDisallow: /\n"}


def listing_page(world: World, results: Results, frame: Frame) -> bytes:
    """Render a page of search results."""
    if world.get("empty_results") or not results.total:
        body = _nothing_found()
    else:
        body = [*_heading(world, results), *_sorting(), *_list(world, results), *_paging(results)]
    main = [
        '  <div class="container"><div class="module title-block">',
        '    <h1 class="heading--title title-block__heading">Search results</h1>',
        "  </div>",
        *_filters(),
        '  <div class="main-column">',
        *body,
        '  <div class="search__alerts"><a href="/alerts">Get an e-mail about new reports</a></div>',
        "  </div></div>",
    ]
    return page("Search results", main, frame)


def robots_text(value: Any, host: str) -> str | None:
    """Give the robots.txt of a host (`site` or `files`), or None where there is none."""
    own = value.get(host, "allow") if isinstance(value, dict) else value
    return None if own in {None, "absent"} else ROBOTS.get(own, own)


def _heading(world: World, results: Results) -> list[str]:
    forced = world.get("total")
    if forced == "missing":
        return ['  <div class="search-results__heading"><h2>Your results</h2></div>']
    total = results.total if forced is None else forced
    count = {
        "2019": f'<span class="results-count">{total}</span> results',
        "2022": f'<span class="js-results-count">{total}</span> results',
        "text": f"Showing {total} results",
    }[world.get("total_markup")]
    return [f'  <div class="search-results__heading"><h2 class="heading--sub">{count}</h2></div>']


def _sorting() -> list[str]:
    return [
        '  <div class="search-results__sort"><form action="/search" method="get">',
        '    <label for="sort">Sort by</label><select id="sort" name="sort" class="select form-control">',
        '      <option value="az">A to Z</option>',
        '      <option value="date">Latest report</option>',
        '      <option value="relevancy">Relevance</option>',
        "    </select></form></div>",
    ]


def _list(world: World, results: Results) -> list[str]:
    if world.get("results_list_absent"):
        return ['  <div class="results"></div>']
    items = [line for provider in results.providers for line in _item(world, provider)]
    return ['  <ul class="results-list list-unstyled">', *items, "  </ul>"]


def _item(world: World, provider: Provider) -> list[str]:
    urn = provider.urn
    shown_urn = f"{urn}9" if is_target(world.get("urn_disagrees"), urn) else urn
    kind = "16" if is_target(world.get("foreign_link"), urn) else "44"
    closed = " search-result__title--closed" if provider.closed else ""
    badge = ' <span class="badge badge--closed">Closed</span>' if provider.closed else ""
    return [
        '    <li class="search-result">',
        f'      <h3 class="search-result__title{closed}">',
        f'        <a href="/provider/{kind}/{urn}">{escape(provider.name, quote=False)}</a>{badge}',
        "      </h3>",
        '      <ul class="search-result__provider-info">',
        f"        <li>Category: <strong>{CATEGORY}</strong></li>",
        "      </ul>",
        *_address(provider),
        '      <ul class="search-result__provider-info">',
        *_latest(latest_report(provider), _is_padded(world, urn)),
        f"        <li>URN: <strong>{shown_urn}</strong></li>",
        "      </ul>",
        "    </li>",
    ]


def _is_padded(world: World, urn: str) -> bool:
    forced = world.get("day_padding")
    return vary(f"{urn} listed", (True, True, False)) if forced is None else bool(forced)


def _latest(day: date | None, padded: bool) -> list[str]:
    if day is None:
        return []
    return [
        "        <li>",
        f"          Latest report: <strong><time>{long_date(day, padded=padded)}</time></strong>",
        "        </li>",
    ]


def _address(provider: Provider) -> list[str]:
    # Whether authorities show one is not known: some here do, some hide it, some have none.
    shown = (
        f'      <address class="search-result__address">{escape(provider.region or provider.area)}</address>'
    )
    hidden = (
        '      <address class="search-result__address search-result__address--redacted">Not shown</address>'
    )
    return vary(f"{provider.urn} address", ([shown], [hidden], []))


def _paging(results: Results) -> list[str]:
    query, total = results.query, results.total
    pages = max(1, -(-total // max(query.rows, 1)))
    number = min(query.start // max(query.rows, 1) + 1, pages)
    before, after = query.at(max(0, query.start - query.rows)), query.at(query.start + query.rows)
    return [
        '  <div class="pagination">',
        *([_step("previous", before, "Previous")] if query.start else []),
        f'    <span class="pagination__numbers">{number} of {pages}</span>',
        *([_step("next", after, "Next")] if query.start + query.rows < total else []),
        "  </div>",
    ]


def _step(name: str, address: str, text: str) -> str:
    return f'    <a class="pagination__{name}" href="{escape(address)}">{text}</a>'


def _nothing_found() -> list[str]:
    return [
        '  <div class="search-no-results"><h2>No results found</h2>',
        '    <ul class="search-no-results__suggestions">',
        "      <li>Check the spelling</li><li>Try fewer words</li>",
        "    </ul>",
        "  </div>",
    ]


def _filters() -> list[str]:
    return [
        '  <div class="details-column search-filters"><form action="/search" method="get">',
        '    <fieldset class="filter"><legend>Region</legend>',
        *(
            f'      <label><input type="checkbox" name="region[]" value="{c}">{n}</label>'
            for c, n in REGIONS.items()
        ),
        "    </fieldset>",
        '    <fieldset class="filter filter--publication-date"><legend>Latest report</legend>',
        '      <input name="latest_report_date_start"><input name="latest_report_date_end">',
        "    </fieldset>",
        '    <a class="clear-filters" href="/search?q=">Clear filters</a>',
        "  </form></div>",
    ]
