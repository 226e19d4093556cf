"""What outcome a story claims, and in which words: adjectives are no evidence.

Only the standard phrases or a place on the scale of three count, in a sentence about this report; earlier
years, other areas, former inspections and lists of what outcomes there are do not (`domain.md` 7.3).
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from monitor.domain.news import Claim
from monitor.domain.news_text import paragraphs, pattern, sentences
from monitor.domain.outcome import Band

_THING = r"(?:rating|outcome|result|judgement|grade|band|category|level|score|finding|verdict)s?"
_NOT_OF = r"""(?! (?:\w+ )?(?:schools|areas|councils|years|boroughs|counties|sites|visits|inspections|
    children|pupils|reports|services|trusts|nurseries|authorities|cities|towns|colleges|candidates|options|
    bids|neighbours|published|hospitals|priorities|boards)\b)"""
_MARKS = (
    (Band.INCONSISTENT, pattern(r"\binconsistent['\"]? experiences? and outcomes\b")),
    (
        Band.TYPICALLY_POSITIVE,
        pattern(r"\btypically (?:lead(?:s|ing)? to )?['\"]?positive['\"]? experiences? and outcomes\b"),
    ),
    (
        Band.SYSTEMIC_FAILINGS,
        pattern(r"\bwidespread[\s,/]*(?:(?:and|or)[\s/]*)*(?:systemic|systematic)['\"]? failings\b"),
    ),
)
_SCALE = pattern(
    rf"""\b(?P<place>lowest|worst|middle|highest|top|best)\b(?: [\w-]+){{0,5}} (?:out )?of (?:the |
    its |all |ofsted's )?(?:three|3)\b(?!-){_NOT_OF}(?: (?:possible )?{_THING})?|
    \b(?P<middle>middle)['\"]? (?:outcome|band|rating)\b|
    \b(?P<possible>highest|lowest) possible['\"]? (?:(?:inspection|ofsted|send|area) )?(?:rating|outcome)\b"""
)
_WEAK = pattern(
    r"\b(?:systemic|systematic|widespread) (?:failings|failures)\b|\b(?:lowest|top|highest|worst) rating\b"
)
_OF_PLACE = {
    "lowest": Band.SYSTEMIC_FAILINGS,
    "worst": Band.SYSTEMIC_FAILINGS,
    "middle": Band.INCONSISTENT,
    "highest": Band.TYPICALLY_POSITIVE,
    "top": Band.TYPICALLY_POSITIVE,
    "best": Band.TYPICALLY_POSITIVE,
}
_PAST = pattern(
    r"""\b(?:previous(?:ly)?|earlier|former(?:ly)?|last (?:full |area |joint |send |ofsted )*
    (?:inspection|inspected|time|visit|report|rated|came)|
    (?:first|initial|original) (?:inspection|report|visit)|years? (?:ago|earlier|before|after|since|
    later)|back in|at the time|before that|\w+ years? on from|used to|historic\w*|since then|
    follows (?:an? |the )[^.;]{0,40}\b(?:report|inspection|visit)|had (?:been|found|identified|
    revealed|exposed|uncovered)|(?<!at )once(?! (?:again|more))|
    (?:visited|inspected|came|found|seen|there) before|(?:it|this|which) comes? after|
    tackled|put right|gone (?:are|is)|fixed|resolved|overc[ao]me|
    consigned|(?:been|has|have) addressed|leaves behind|left behind (?:its|the|their|a)|only last|
    replac(?:e|es|ed|ing)|predecessor|having been|
    sh(?:aken|ook) off)\b"""
)
_PRESENT = pattern(
    r"""\b(?:now|this time|latest|new(?:ly)?|this (?:week|inspection|report)|today|current|but inspectors|
    overall)\b"""
)
_UNREAL = pattern(
    r"""\b(?:could|might|may|would|if|fears?|feared|expect\w*|risk\w*|rumou?r\w*|avoid\w*|escap\w+|
    rather than|instead of|no longer|disput\w+|reject\w*|contest\w*|den(?:y|ies)|not|never|nor|neither|
    denie[sd]|above|short of|better than|worse than|hop(?:e|es|ed|ing)|aim\w*|ambition|want(?:s|ed)?|target|
    towards|speculat\w+|predict\w*|whether|unless|deserv\w+|should|below|miss(?:ed|es|ing)? out|spared?|
    one off|one (?:step|place|rung)|away from|
    how to|challeng\w+|no (?:evidence|signs?)|pledg\w+|vow(?:s|ed)?|plans? to|
    draft|leak(?:s|ed)?|by mistake|in error|scrapped)\b|n't\b"""
)
_BEFORE = pattern(
    r"""\b(?:since|from|despite|beyond|out of|no|without|second|third|next|almost|
    nearly)['"]? (?:the |its |a )?['"]?$|
    \bsecond-$"""
)
_AFTER = pattern(r"\b(?:after|following) (?:the |its )?['\"]?$")
_FOUND = pattern(r"['\"]? (?:were |was )?(?:found|revealed|identified|exposed|uncovered|highlighted)\b")
_OTHERS = pattern(
    r"""\b(?:(?:some|most|many|other|few|several|all|neighbouring|two|three|four|five|six|seven|eight|nine|
    ten|\d+|half|third|majority|number) (?:of )?(?:the |other |local |london |english )*(?:areas|councils|
    authorities|partnerships|boroughs|counties|inspections|reports)|nationally|nationwide|across (?:england|
    the country)|elsewhere|next[- ]door|the latter|only one (?:other )?(?:area|council|borough|county)|
    (?:areas|partnerships|councils) (?:with|where|that|whose)|neighbouring|
    only a (?:small number|handful|few))\b"""
)
_PART = pattern(
    r"""\b(?:creat(?:e|es|ed|ing)|too many|some (?:children|young people|famil(?:y|ies)|pupils|parents)|
    under-fives|pre-?school|early years|in one|
    in the (?:north|south|east|west)|
    (?:older|younger) (?:children|pupils)|at (?:16|18|19)|exception)\b"""
)
"""What is said of some children, in words that the report uses of all."""
_ANOTHER_THING = pattern(
    r"""\b(?:(?:special|primary|secondary|high|infant|junior) school|nursery|academy|college|hospital|
    care home|adult (?:social )?care|gcses?|exams?|for schools|adult education|youth justice|fostering|
    adoption|separate|(?<!director of )(?<!member for )(?<!head of )
    (?<!lead for )children's (?:social care|services|homes?))\b"""
)
"""What is judged by others, or by other inspections."""
_ACCUSERS = pattern(
    r"""\b(?:claim(?:s|ed|ing)?|alleg\w+|accus\w+|parents|families|mums?|campaigners|unions?|whistleblowers?|
    audit(?:s|ors?)?|ombudsman|healthwatch|charit(?:y|ies)|opposition|judges?|courts?|coroners?|
    lawyers?|solicitors?|government|ministers?|white paper|
    (?:own|internal|independent) review|
    lib dems?|labour|conservatives?|tor(?:y|
    ies)|reform|greens?|mps?|survey)\b"""
)
_CAUSED = pattern(r"\b(?:leads?|leading|led|results?|resulting|resulted) (?:to|in) ['\"]?$")
_WHOLE = pattern(
    r"""\b(?:arrangements|services|provision|support|system|send|(?:partnership|area|county|borough|city|
    council)(?!'s))\b"""
)
"""What leads to experiences and outcomes where it is the outcome; a part of it may lead to others."""
_INSPECTORS = pattern(r"\b(?:ofsted|cqc|care quality|inspect\w+|report|watchdogs?|outcomes?|rating)\b")
_ONE_OF_FEW = pattern(r"\b(?:one of|among)\b")
_LIST = pattern(
    r"""\bpossible (?:inspection )?(?:outcomes|ratings|judgements|bands|results)|
    \b(?:has|have|are|uses?|gives?) three (?:possible )?outcomes\b|\bmost common\b|\b(?:outcomes|ratings|
    bands|judgements|categories) (?:are|include|range)\b|\bcan be\b|\beither\b"""
)
_LIST_BEGINS = pattern(r"\b(?:outcomes|ratings|bands|judgements|categories|grades)\b[^.:]{0,80}:$")
_YEAR = pattern(
    r"""\b(?:(january|february|march|april|may|june|july|august|september|october|november|
    december) )?(20\d\d|19\d\d)\b"""
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FRAMEWORK = 2023  # the year in which the three outcomes came
_FRESH = 300  # days from an inspection to an article about its report, at most

NamesOther = Callable[[str], bool]
"""Tells whether a sentence names an area that the story is not about."""


def claim_in(
    title: str, text: str, published: date | None, names_other: NamesOther
) -> tuple[Claim | None, str | None]:
    """Find the one outcome that a tidy story states of its own report, and words too weak to be a claim."""
    found: list[Claim] = []
    weak: str | None = None
    latest = published.year if published else _latest_year(f"{title}\n{text}")
    listing = False
    for paragraph in (title, *paragraphs(text)):
        if listing and _marks(paragraph):
            continue
        listing = _LIST_BEGINS.search(paragraph) is not None
        weak = weak or _first(_WEAK, paragraph)
        found += _of_paragraph(paragraph, published, latest, names_other)
    bands = {claim.band for claim in found}
    return (found[0] if len(bands) == 1 else None), (weak if len(bands) != 1 else None)


def _of_paragraph(
    paragraph: str, published: date | None, latest: int, names_other: NamesOther
) -> Iterator[Claim]:
    if not _marks(paragraph):
        return
    past = False
    for sentence in sentences(paragraph):
        was = _PAST.search(sentence) is not None or _long_ago(sentence, published, latest)
        past = was or (past and not _PRESENT.search(sentence))
        claims = _marks(sentence)
        if len({claim.band for claim in claims}) != 1 or past or names_other(sentence):
            continue
        if not _speaks_of_others(sentence, claims[0]):
            yield claims[0]


def _marks(sentence: str) -> list[Claim]:
    """Give the claims of a sentence in its order."""
    placed = [
        (found.start(), Claim(band, found.group()))
        for band, mark in _MARKS
        for found in mark.finditer(sentence)
    ]
    for found in _SCALE.finditer(sentence):
        word = next(one for one in found.groups() if one).lower()
        placed.append((found.start(), Claim(_OF_PLACE[word], found.group())))
    return [claim for _, claim in sorted(placed, key=lambda one: one[0])]


def _speaks_of_others(sentence: str, claim: Claim) -> bool:
    """Tell whether a sentence speaks of what was or may be, of other areas, or of what outcomes there are."""
    before, _, after = sentence.partition(claim.evidence)
    if _BEFORE.search(before) or (_AFTER.search(before) and not _FOUND.match(after)):
        return True
    around = f"{before} {after}"
    if _PART.search(around) or _ANOTHER_THING.search(around):
        return True
    if (_CAUSED.search(before) or " lead" in claim.evidence) and not _WHOLE.search(before):
        return True
    if _ACCUSERS.search(around) and not _INSPECTORS.search(around):
        return True
    if _UNREAL.search(around) or _LIST.search(around):
        return True
    return _OTHERS.search(around) is not None and not _ONE_OF_FEW.search(around)


def _long_ago(sentence: str, published: date | None, latest: int) -> bool:
    return any(_is_old(found, published, latest) for found in _YEAR.finditer(sentence))


def _is_old(found: re.Match[str], published: date | None, latest: int) -> bool:
    """Tell whether a year, with its month if there is one, lies before the inspection that is reported."""
    year = int(found[2])
    if year < _FRAMEWORK:
        return True
    if published is None or not found[1]:
        return year < latest
    month = _MONTHS.index(found[1][:3].lower()) + 1
    return (published - date(year, month, 1)).days > _FRESH


def _latest_year(text: str) -> int:
    return max((int(found[2]) for found in _YEAR.finditer(text)), default=0)


def _first(mark: re.Pattern[str], text: str) -> str | None:
    found = mark.search(text)
    return found.group() if found else None
