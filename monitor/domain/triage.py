"""Triage of news: what a story is about, which areas it names, and which outcome it claims.

The title decides if it can; then the summary, then the first paragraphs of the article. Every decision comes
with its reason.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from monitor.domain.area import Area
from monitor.domain.news import RELEVANT, Claim, NewsItem, NewsKind, Triage
from monitor.domain.news_claims import claim_in
from monitor.domain.news_kinds import Judgement, judged
from monitor.domain.news_mentions import names_a_body
from monitor.domain.news_names import Names
from monitor.domain.news_places import Places, Story, places
from monitor.domain.news_signs import TOUCHES
from monitor.domain.news_text import LONGEST_SUMMARY, LONGEST_TITLE, lead, pattern, tidy
from monitor.domain.news_words import INSPECTOR, MONITORED

_FIRST_REPORTS = date(2023, 5, 1)
"""The first reports with one of the three outcomes appeared on 5 May 2023."""

_APART = pattern(r"\b(?:but|while|whilst|whereas|although|though|unlike|however)\b")
_UNTOUCHED = Judgement(NewsKind.OTHER, "neither SEND nor an inspection is named", True)


def triage(item: NewsItem, names: Names) -> Triage:
    """Judge one story."""
    title, summary = tidy(item.title, LONGEST_TITLE), tidy(item.summary, LONGEST_SUMMARY)
    story = Story(title, summary, tidy(item.body), names.read(title), names.read(summary))
    found = places(story, names, covers=item.covers, url=item.url, feed=item.feed)
    judgement = _dated(_judged(story, found, names, item.published), item.published)
    national = judgement.kind is NewsKind.NATIONAL_ANALYSIS and not found.by_title
    areas = () if national else found.areas
    reasons = [f"{judgement.kind}: {judgement.why}", *found.reasons]
    claim, weak = None, None
    if judgement.kind is NewsKind.FULL_OUTCOME:
        claim, weak = _claim(story, areas, names, item.published)
        reasons += _reasons_of(claim, weak)
    return Triage(
        item.title, judgement.kind, areas, claim, weak, tuple(reasons), _needs_body(story, judgement)
    )


class NewsJudge:
    """Judges stories by the names of a table's areas, which are put together once."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._names = Names(areas)

    def triage(self, item: NewsItem) -> Triage:
        """Judge one story."""
        return triage(item, self._names)


def _judged(story: Story, found: Places, names: Names, published: date | None) -> Judgement:
    """Judge by the title if it is clear, else by what comes first in summary and article."""
    if not story.touches():
        return _UNTOUCHED
    present = published is not None and published >= _FIRST_REPORTS
    by_title = None
    if story.in_title.signs & TOUCHES:
        by_title = judged(story.title, names_area=found.by_title, present=present)
    if by_title and by_title.sure:
        return _monitored(story, by_title, present=present) or by_title
    for more in _more(story, names, touched=by_title is not None):
        judgement = judged(f"{story.title}\n{more}", names_area=bool(found.areas), present=present)
        if judgement and judgement.sure:
            return judgement
    if by_title is None:
        return _UNTOUCHED
    text = f"{story.summary}\n{story.body}"
    if story.body and by_title.kind in RELEVANT and not INSPECTOR.stands_in(text):
        return Judgement(NewsKind.OTHER, "no inspection is named in the whole text", True)
    return by_title


def _monitored(story: Story, by_title: Judgement, *, present: bool) -> Judgement | None:
    """Look whether a result is one of monitoring by the summary: a title seldom says so."""
    if by_title.kind is not NewsKind.FULL_OUTCOME or not MONITORED.stands_in(story.summary):
        return None
    both = judged(f"{story.title}\n{story.summary}", names_area=True, present=present)
    return both if both and both.kind is NewsKind.MONITORING_OUTCOME else None


def _more(story: Story, names: Names, *, touched: bool) -> Iterator[str]:
    """Give the summary and the first paragraphs, as far as they may concern us."""
    if story.summary and (touched or story.in_summary.signs & TOUCHES):
        yield story.summary
    if story.body:
        first = lead(story.body)
        if touched or names.read(first).signs & TOUCHES:
            yield first


def _dated(judgement: Judgement, published: date | None) -> Judgement:
    """Take a result from before the three outcomes for one of the old programme."""
    if judgement.kind in RELEVANT and published and published < _FIRST_REPORTS:
        return Judgement(NewsKind.OLD_FRAMEWORK, "before the first report of the present programme", True)
    return judgement


def _claim(
    story: Story, areas: tuple[Area, ...], names: Names, published: date | None
) -> tuple[Claim | None, str | None]:
    """Find the claim; a sentence on another area, or that sets areas of the story apart, does not count."""

    def names_other(sentence: str) -> bool:
        if len(areas) > 1 and _APART.search(sentence):
            return True
        return any(
            mention.name.area and mention.name.area not in areas and sentence[mention.start].isupper()
            for mention in names.read(sentence).mentions
            if not sentence[: mention.start].endswith("part of ") and not names_a_body(sentence, mention)
        )

    return claim_in(story.title, f"{story.summary}\n{story.body}", published, names_other)


def _reasons_of(claim: Claim | None, weak: str | None) -> Iterator[str]:
    if claim:
        yield f'claims {claim.band.value}: "{claim.evidence}"'
    if weak:
        yield f'"{weak}" alone does not say which outcome'


def _needs_body(story: Story, judgement: Judgement) -> bool:
    """Tell whether the article itself should be fetched: it may be ours, and we have not read it."""
    if story.body:
        return False
    return judgement.kind in RELEVANT or not judgement.sure
