"""Triage of news: what a story is about, which areas it names, and which outcome it claims.

The title decides if it can; then the summary, then the first paragraphs of the article. Every decision comes
with its reason.
"""

from datetime import date

from monitor.domain.area import Area
from monitor.domain.news import RELEVANT, NewsItem, NewsKind, Triage
from monitor.domain.news_claims import NamesOther, claim_in
from monitor.domain.news_kinds import Judgement, judged
from monitor.domain.news_names import Names
from monitor.domain.news_places import Places, places
from monitor.domain.news_text import lead, tidy
from monitor.domain.news_words import INSPECTOR

_FIRST_REPORTS = date(2023, 5, 1)
"""The first reports with one of the three outcomes appeared on 5 May 2023."""

_UNTOUCHED = Judgement(NewsKind.OTHER, "neither SEND nor an inspection is named", True)


def triage(item: NewsItem, names: Names) -> Triage:
    """Judge one story."""
    title, summary, body = tidy(item.title), tidy(item.summary), tidy(item.body)
    found = places(names, title, summary, body, covers=item.covers, url=item.url, feed=item.feed)
    judgement = _dated(_judged(title, summary, body, found), item.published)
    national = judgement.kind is NewsKind.NATIONAL_ANALYSIS and not found.by_title
    areas = () if national else found.areas
    claim, weak = None, None
    if judgement.kind is NewsKind.FULL_OUTCOME:
        others = _names_other(areas, names)
        claim, weak = claim_in(title, f"{summary}\n{body}", item.published, others)
    reasons = [f"{judgement.kind.value}: {judgement.why}", *found.reasons]
    if claim:
        reasons.append(f'claims {claim.band.value}: "{claim.evidence}"')
    if weak:
        reasons.append(f'"{weak}" alone does not say which outcome')
    return Triage(
        item.title, judgement.kind, areas, claim, weak, tuple(reasons), _needs_body(item, judgement)
    )


def _judged(title: str, summary: str, body: str, found: Places) -> Judgement:
    """Judge by the title if it is clear, else by what comes first in summary and article."""
    by_title = judged(title, names_area=found.by_title)
    if by_title and by_title.sure:
        return by_title
    named = bool(found.areas)
    for more in (summary, lead(body)):
        judgement = judged(f"{title}\n{more}", names_area=named) if more else None
        if judgement and judgement.sure:
            return judgement
    if by_title is None:
        return _UNTOUCHED
    if body and by_title.kind in RELEVANT and not INSPECTOR.search(f"{summary}\n{body}"):
        return Judgement(NewsKind.OTHER, "no inspection is named in the whole text", True)
    return by_title


def _dated(judgement: Judgement, published: date | None) -> Judgement:
    """Take a result from before the three outcomes for one of the old programme."""
    if judgement.kind in RELEVANT and published and published < _FIRST_REPORTS:
        return Judgement(NewsKind.OLD_FRAMEWORK, "before the first report of the present programme", True)
    return judgement


def _names_other(areas: tuple[Area, ...], names: Names) -> NamesOther:
    """Make the test of a sentence that names an area which the story is not about."""

    def named(sentence: str) -> bool:
        return any(
            mention.name.area and mention.name.area not in areas and sentence[mention.start].isupper()
            for mention in names.mentions(sentence)
        )

    return named


def _needs_body(item: NewsItem, judgement: Judgement) -> bool:
    """Tell whether the article itself should be fetched: it may be ours, and we have not read it."""
    if item.body.strip():
        return False
    if judgement.kind in RELEVANT:
        return True
    return not judgement.sure and judgement is not _UNTOUCHED
