"""Which areas a story is about: of all names in it, those that are meant and that are its subject.

A health board or trust is named after areas and is none; Reading is also a word and Kent also in Ohio; a
neighbour may only be compared with (`domain.md` 7.4, `sources.md` 7). When in doubt no area is given.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.domain.area import Area, fold
from monitor.domain.news_names import Mention, Names
from monitor.domain.news_text import paragraphs
from monitor.domain.news_words import pattern

_COUNCIL = (
    r"(?: (?:city|county|borough|metropolitan|district|unitary|london))*(?: and (?:city|county))? "
    r"(?:council|corporation|authority|cc\b|mbc\b|bc\b)"
)
_PARTNERSHIP = r"(?:'s|s')? (?:local area|area|send|sen) (?:send )?partnership"
_IS_COUNCIL = re.compile(rf"{_COUNCIL}|{_PARTNERSHIP}", re.I)
_OF_COUNCIL = re.compile(
    r"(?:council (?:of|for|in)|borough of|city of|county of|local area partnership (?:in|of|"
    r"for)) (?:the )?$",
    re.I,
)

# What makes a name that is also something else mean the area, beside it.
_AFTER = re.compile(
    rf"{_COUNCIL}|{_PARTNERSHIP}|(?:'s|s')? (?:send\b|sen\b|special (?:educational )?needs|children|"
    rf"child\b|"
    r"young people|pupils|parents?\b|families|schools?\b|services?\b|education|partnership|local area|"
    r"area\b|"
    r"county|borough|city|council|leaders|bosses|chiefs|inspect|ofsted|disab|ehcp?|region|town\b)|'s |:|"
    r" – | \||"
    r" (?:is|are|was|has|to|must|told|given|gets?|receives?|praised|criticised|slammed|rated|ranked|found|"
    r"fails?|failing|failed|faces?|ordered|named|handed|commended|among|becomes?|welcomes|responds?|"
    r"let(?:s|ting)?|"
    r"placed|under|scores|joins|accepts|apologises|vows|pledges|celebrates|awaits?|braced)\b|,? which\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:in|across|for|at|from|of|around|throughout|within|over|serving|run by|by|and|as) (?:the )?$|, $|"
    r"(?:^|[:|–\"'] ?)$",
    re.I,
)
_AFTER_A_WORD = re.compile(r" (?:tests?|corner|room|list|glasses|between|the|week|day)\b", re.I)
_ENGLISH = re.compile(
    r"\b(?:ofsted|cqc|care quality commission|send|sen|special (?:educational )?needs|ehcps?|ehc|councils?|"
    r"councillors?|cllr|nhs|borough|local area partnership|local authority|dfe|ombudsman|jtai|ilacs|"
    r"children's "
    r"services|(?:monitoring|focused) visit|inspect(?:ed|s|ors?|ion)|watchdogs?|safety valve|police|"
    r"mum)\b|£",
    re.I,
)
_STRICT = frozenset({"reading", "bury", "bath", "slough", "sutton", "halton", "westminster"})
"""Names that are words, surnames or Parliament: they need something beside them even in an English paper."""
_PARLIAMENT = re.compile(r"\b(?:MPs?|ministers?|parliament|government|bill|lords|whitehall)\b")

# Names of people, clubs, colleges and health bodies that begin or end with the name of an area.
_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sir|dame|lord|lady|cllr|councillor|professor|prof)\.? (?:\w+ )?$", re.I
)
_BODY_BEFORE = re.compile(
    r"\b(?i:nhs|university of|university hospitals?(?: of)?|bishop of|diocese of|duke of|duchess of|"
    r"earl of) "
    r"(?:[A-Z][\w']+,? (?:and |& )?){0,4}$"
)
_BODY_AFTER = re.compile(
    r"(?:(?:,| and| &)? (?:the )?[A-Z][\w'-]+(?: (?:of|on|upon) [A-Z][\w'-]+)?){0,6}? (?:\(?nhs\b|icbs?\b|"
    r"(?:integrated |health and )?care (?:board|system|partnership|trust|services)s?\b|ics\b|"
    r"(?:community |mental |university |teaching |acute |ambulance |county )*(?:health(?:care)?|"
    r"hospitals?) "
    r"(?:nhs|trust|partnership|foundation)\b|"
    r"(?:partnership|university|foundation|hospitals?|health(?:care)?|healthcare) (?:university |nhs |"
    r"foundation )*"
    r"trust\b)",
    re.I,
)
_OTHER_BODY = re.compile(
    r"(?: and [A-Z]\w+)?(?:'s)? (?:university|fc\b|rovers|united\b|wanderers|athletic|crown court|"
    r"magistrates|"
    r"police|constabulary|fire (?:and|&|service)|airport|cathedral|infirmary|hospital|combined authority|"
    r"cricket|rugby|racecourse|road\b|street\b|avenue\b)",
    re.I,
)

_INFINITIVE = re.compile(r"(?<!return )(?<!visit )(?<!back )(?<!come )\b(?:to|will|would|not) $", re.I)

_ABROAD = pattern(
    r"""\b(?:ohio|alabama|vermont|virginia|north carolina|new jersey|ontario|british columbia|canada|
    australia|nsw|
    new south wales|tasmania|new zealand|connecticut|massachusetts|pennsylvania|delaware|michigan|illinois|
    texas|
    florida|california|indiana|kentucky|maryland|minnesota|wisconsin|usa|school (?:district|board)s?|
    public schools|
    board of education|special ed|school superintendents?|ieps?|state senate)\b"""
)
_ABROAD_CODE = re.compile(
    r"(?: County)?(?:, ?| \()(?:OH|AL|NH|VA|VT|ON|BC|NJ|NC|NY|MA|CT|PA|N\.[CJHY]\.)(?!\w)|"
    r"(?: County,?)? (?:OH|NH|NJ|NC|N\.[CJHY]\.)(?!\w)"
)

_LEFT_OUT = re.compile(
    r"\b(?:exclud\w+|except(?:ing)?(?: for)?|apart from|(?:do|does|did) not (?:include|cover)|"
    r"not including|"
    r"outside(?: of)?|with the exception of)\b[^.;:]{0,120}$",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:unlike|like|neighbour(?:s|ing)?(?: \w+)?|similar to|compared (?:with|to)|than|follow(?:s|"
    r"ing) in|"
    r"formerly (?:of|at|in)|previously (?:of|at|in)|moved? (?:from|to)|joins? from|worse than|better than|"
    r"alongside|as (?:in|with)|such as|including|already)\b(?:(?! and | but )[^.,;:]){0,40}$",
    re.I,
)
_GOV_HOST = re.compile(r"(?:^|\.)([a-z-]+)\.gov\.uk$")
_BODY_READ = 40  # paragraphs


@dataclass(frozen=True, slots=True)
class Places:
    """The areas a story is about, where they were found, and the names that do not count with the reason."""

    areas: tuple[Area, ...] = ()
    reasons: tuple[str, ...] = ()
    by_title: bool = False


@dataclass(slots=True)
class _Judge:
    """Judges the names in one story."""

    names: Names
    covers: frozenset[str]
    english: bool
    abroad: bool
    reasons: dict[str, None] = field(default_factory=dict)

    def meant(self, text: str) -> Iterator[tuple[Mention, Area]]:
        """Give the names that mean an area which may be the subject."""
        mentions = self.names.mentions(text)
        for mention in mentions:
            area = mention.name.area
            if area is None:
                continue
            against = self._against(text, mention, area)
            if against is None:
                yield mention, area
            else:
                self.reasons[f"not {area.name}: {against}"] = None

    def _against(self, text: str, mention: Mention, area: Area) -> str | None:
        before, after = (
            text[max(0, mention.start - 160) : mention.start],
            text[mention.end : mention.end + 160],
        )
        if _BODY_BEFORE.search(before) or _BODY_AFTER.match(after) or _OTHER_BODY.match(after):
            return "the name of another body"
        if _ABROAD_CODE.match(after):
            return "a place abroad"
        if _LEFT_OUT.search(before):
            return "left out by the text itself"
        if _COMPARED.search(before):
            return "only compared with or named beside"
        if mention.name.needs_context or mention.name.words in _STRICT:
            return self._doubtful(text, mention, area, before, after)
        return None

    def _doubtful(self, text: str, mention: Mention, area: Area, before: str, after: str) -> str | None:
        """Judge a name that also means something else."""
        if self.abroad:
            return "a place abroad"
        if _PERSON.search(before):
            return "the name of a person"
        if self.covers and area.id not in self.covers:
            return "a name of several places, and the paper does not cover this one"
        written = text[mention.start : mention.end]
        if written.islower() and not text.islower():
            return "a common word here"
        strict = mention.name.words in _STRICT
        if _AFTER_A_WORD.match(after) or (strict and _INFINITIVE.search(before)):
            return "a common word here"
        if mention.name.words == "westminster" and _PARLIAMENT.search(text):
            return "Parliament"
        beside = _AFTER.match(after) or _BEFORE.search(before) if strict else True
        if beside and (self.english or self.covers):
            return None
        return "a name that needs a council, a borough or a local paper beside it"


def places(
    names: Names,
    title: str,
    summary: str,
    body: str,
    *,
    covers: frozenset[str] = frozenset(),
    url: str = "",
    feed: str = "",
) -> Places:
    """Find the areas a story is about: by its title, else its summary, its body, its council's own feed.

    The texts are tidy.
    """
    head = f"{title}\n{summary}"
    english = bool(_ENGLISH.search(head) or _ENGLISH.search(body, 0, 4000))
    judge = _Judge(names, covers, english, bool(_ABROAD.search(head)) and not _british(head))
    for text, where in ((title, "title"), (summary, "summary")):
        found = _subjects(judge.meant(text))
        if found:
            return Places(found, (f"area by the {where}: {_listed(found)}", *judge.reasons), where == "title")
    found = _of_body(judge, body)
    if found:
        return Places(found, (f"area by the text: {_listed(found)}", *judge.reasons))
    own = _own_area(names, url, feed)
    if own:
        return Places((own,), (f"area by who published it: {own.name}", *judge.reasons))
    return Places((), tuple(judge.reasons))


def _british(text: str) -> bool:
    return re.search(r"\b(?:ofsted|cqc|care quality commission|ehcps?)\b", text, re.I) is not None


def _listed(areas: Iterable[Area]) -> str:
    return ", ".join(area.name for area in areas)


def _subjects(found: Iterable[tuple[Mention, Area]]) -> tuple[Area, ...]:
    return tuple(dict.fromkeys(area for _, area in found))


def _of_body(judge: _Judge, body: str) -> tuple[Area, ...]:
    """Give the area whose council or partnership the text speaks of most; none if two are level."""
    counted: Counter[Area] = Counter()
    strong: set[Area] = set()
    for number, paragraph in enumerate(paragraphs(body)):
        if number == _BODY_READ:
            break
        for mention, area in judge.meant(paragraph):
            counted[area] += 1
            if _strong(paragraph, mention):
                strong.add(area)
    ranked = [(area, count) for area, count in counted.most_common() if area in strong]
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return ()
    return (ranked[0][0],)


def _strong(text: str, mention: Mention) -> bool:
    """Tell whether a name is that of a council or of a local area partnership."""
    return bool(
        _IS_COUNCIL.match(text, mention.end)
        or _OF_COUNCIL.search(text, max(0, mention.start - 60), mention.start)
        or mention.name.words.endswith((" council", " corporation"))
    )


def _own_area(names: Names, url: str, feed: str) -> Area | None:
    """Give the area whose council publishes the story on its own site or in its own feed."""
    host = _GOV_HOST.search(_host(url))
    if host:
        label = host[1].replace("-", "")
        owners = [area for area in names.areas if label in _labels(area)]
        return owners[0] if len(owners) == 1 else None
    owners = [
        mention.name.area for mention in names.mentions(feed) if mention.name.area and _strong(feed, mention)
    ]
    return owners[0] if len(owners) == 1 else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _labels(area: Area) -> frozenset[str]:
    """Give the host names a council may have: "southampton", "lbbd", "northyorks" only if it is an alias."""
    return frozenset(fold(name).replace(" ", "") for name in (area.name, *area.aliases))
