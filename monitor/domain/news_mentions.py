"""Whether a name in a text means the area, and may be what the text is about.

A health board or trust is named after areas and is none; Reading is also a word and Kent also in Ohio; a
neighbour may only be compared with (`domain.md` 7.4, `sources.md` 7).
"""

import re
from collections.abc import Iterator

from monitor.domain.area import Area
from monitor.domain.news_names import Mention, Names, Reading
from monitor.domain.news_rule import wording
from monitor.domain.news_signs import BODIES, COMPARES
from monitor.domain.news_text import pattern

COUNCIL = (
    r"(?: (?:city|county|borough|metropolitan|district|unitary|london))*(?: and (?:city|county))? "
    r"(?:council|corporation|authority|cc\b|mbc\b|bc\b)"
)
PARTNERSHIP = r"(?:'s|s')? (?:local area|area|send|sen) (?:send )?partnership"

# What makes a name that is also something else mean the area, beside it.
_AFTER = pattern(
    rf"""{COUNCIL}|{PARTNERSHIP}|(?:'s|s')? (?:send\b|sen\b|special (?:educational )?needs|children|child\b|
    young people|pupils|parents?\b|mums?\b|dads?\b|mother\b|father\b|families|schools?\b|services?\b|
    education|partnership|local area|area\b|
    county|borough|city|council|leaders|bosses|chiefs|inspect|ofsted|disab|ehcp?|region|town\b)|'s |
    :| – | \|| (?:is|are|was|has|to|must|told|given|gets?|receives?|praised|criticised|slammed|rated|ranked|
    found|fails?|failing|failed|faces?|ordered|named|handed|commended|among|becomes?|welcomes|responds?|
    let(?:s|ting)?|placed|under|scores|joins|accepts|apologises|vows|pledges|celebrates|awaits?|braced)\b|
    ,? which\b"""
)
_BEFORE = pattern(
    r"""\b(?:in|across|for|at|from|of|around|throughout|within|over|serving|run by|by|and|as) (?:the )?$|
    \b(?:notices?|directions?|warning|advis[eo]rs?|commissioners?|return(?:s|ed)?|(?:re-?)?visits?|
    back) to (?:the )?$|\b(?:reports?|findings|verdicts?|letters?|inspections?) (?:on|into|about) $|
    \b(?:issues|gives|hands|orders|tells|serves) $|, $|(?:^|[:|–\"'] ?)$"""
)
_AFTER_A_WORD = re.compile(r" (?:tests?|corner|room|list|glasses|between|the|week|day|mad|up|dogs?)\b", re.I)
_ENGLISH = pattern(
    r"""\b(?:ofsted|cqc|care quality commission|send|sen|special (?:educational )?needs|ehcps?|ehc|
    councils?|councillors?|cllr|nhs|borough|local area partnership|local authority|dfe|ombudsman|jtai|ilacs|
    children's services|(?:monitoring|focused) visit|inspect(?:ed|s|ors?|ion)|watchdogs?|safety valve|
    high needs|free school|coroner|safeguarding board|
    police|mum)\b|£"""
)
_STRICT = frozenset({"reading", "bury", "bath", "slough", "sutton", "halton", "westminster", "barking"})
"""Names that are words, surnames or Parliament: they need something beside them even in an English paper."""
_FORMER = re.compile(r"\b(?:former|ex)[ -]$", re.I)
_OFFICE = pattern(r"(?: [\w']+){0,3} (?:chief|boss|director|head|leader|councillor|chair)\b")
"""Together: an area that somebody has left."""
_MEANWHILE = re.compile(r"\b(?:while|whilst|as) (?:the )?$", re.I)
_WAITS = pattern(r" (?:still )?(?:awaits?|waits?|waiting|braces|prepares|is next|is still|left waiting)\b")
_NAMESAKES = {
    "newcastle": re.compile(r"\b(?:staffordshire|staffs)\b", re.I),
    "richmond": re.compile(r"\byorkshire\b", re.I),
    "kingston": re.compile(r"\bhull\b", re.I),
}
"""Names that a town elsewhere in England has too, and what beside them says that it is that town."""
_PARLIAMENT = re.compile(r"\b(?:MPs?|ministers?|parliament|government|bill|lords|whitehall)\b")

# Names of people, clubs, colleges and health bodies that begin or end with the name of an area.
_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sir|dame|lord|lady|cllr|councillor|professor|prof)\.? (?:\w+ )?$", re.I
)
_BODY_BEFORE = re.compile(
    r"\b(?i:nhs|university of|university hospitals?(?: of)?|bishop of|diocese of|duke of|duchess of|earl of) "
    r"(?:[A-Z][\w']+,? (?:and |& )?){0,4}$"
)
_BODY_AFTER = pattern(
    r"""(?:(?:,| and| &)? (?:the )?(?!Council|NHS|Borough|Local|SEND|Area)[A-Z][\w'-]+(?: (?:of|on|
    upon) [A-Z][\w'-]+)?){0,6}?(?: (?i:\(?nhs\b(?! [A-Z])|nhs trusts?\b|icbs?\b|
    (?:integrated |health and )?care (?:board|
    system|partnership|trust|services)s?\b|ics\b|(?:community |mental |university |teaching |acute |
    ambulance |county )*(?:health(?:care)?|hospitals?)(?: (?:nhs|trust|partnership|foundation)\b)|
    (?:partnership|university|foundation|hospitals?|health(?:care)?) (?:university |nhs |
    foundation )*trust\b))""",
    exact=True,
)
_OTHER_BODY = pattern(
    r"""(?: and [A-Z]\w+)?(?:'s)? (?:university|fc\b|rovers|united\b|wanderers|athletic|argyle|albion|trinity|
    warriors|rhinos|tigers|wednesday (?:star|striker|fans|boss)|(?:city )?(?:fans|striker|midfielder|
    defender)|crown court|
    magistrates|police|constabulary|fire (?:and|&|service)|airport|cathedral|infirmary|hospital|
    combined authority|cricket|rugby|racecourse|road\b|street\b|avenue\b)"""
)

_FIRST_OF_TWO = re.compile(r"\b(north|south|east|west) (?:and|&) $", re.I)
_INFINITIVE = re.compile(
    r"(?<!return )(?<!visit )(?<!back )(?<!come )(?<!notice )(?<!direction )(?<!warning )"
    r"(?<!adviser )(?<!commissioner )\b(?:to|will|would|not) $",
    re.I,
)

ABROAD = wording(
    r"""\b(?:ohio|alabama|vermont|virginia|north carolina|new jersey|ontario|british columbia|canada|
    australia|nsw|new south wales|tasmania|new zealand|connecticut|massachusetts|pennsylvania|delaware|
    michigan|illinois|texas|florida|california|indiana|kentucky|maryland|minnesota|wisconsin|usa|
    school (?:district|board)s?|public schools|board of education|special ed|school superintendents?|ieps?|
    state senate)\b"""
)
_ABROAD_CODE = re.compile(
    r"(?: County)?(?:, ?| \()(?:OH|AL|NH|VA|VT|ON|BC|NJ|NC|NY|MA|CT|PA|N\.[CJHY]\.)(?!\w)|"
    r"(?: County,?)? (?:OH|NH|NJ|NC|N\.[CJHY]\.)(?!\w)"
)

_LEFT_OUT = pattern(
    r"""\b(?:exclud\w+|except(?:ing)?(?: for)?|apart from|(?:do|does|did) not (?:include|cover)|
    not including|outside(?: of)?|with the exception of)\b[^.;:]{0,120}$"""
)
_BUILDING = pattern(
    r"""(?:'s)? (?:(?:\w+ )?(?:council|county|city|town|civic) )*(?:offices?|halls?|chambers?|meetings?|
    headquarters|hq|
    guildhall|civic centre|town centre)\b"""
)
"""What people stand outside of when they protest: that leaves no area out."""
_COMPARED = pattern(
    r"""\b(?:unlike|like|neighbour(?:s|ing)?(?: \w+)?|similar to|compare[ds]? (?:with|to)|
    used to (?:\w+ ){1,2}(?:in|at|for)|than|follow(?:s|
    ing) in|formerly (?:of|at|in)|previously (?:of|at|in)|moved? (?:from|to)|joins? from|worse than|
    better than|alongside|such as|including|already)\b(?:(?! and | but )[^.,;:]){0,40}$"""
)

BRITISH = wording(r"\b(?:ofsted|cqc|care quality commission|ehcps?)\b")
_UNSIGNED = "a name that needs a sign of England, or a paper that covers it"


class Judge:
    """Judges the names in one story, and remembers why some do not count.

    `head`: title and summary; `covers`: ids of the areas that the paper covers; `touched`: it may be about
    SEND or an inspection at all.
    """

    def __init__(self, names: Names, head: str, covers: frozenset[str], *, touched: bool) -> None:
        self._names = names
        self._touched = touched
        self._head = head
        self._covers = covers
        self.reasons: dict[str, None] = {}

    def meant(self, text: str, reading: Reading | None = None) -> Iterator[tuple[Mention, Area]]:
        """Give the names in a tidy text that mean an area which may be the subject."""
        reading = reading or self._names.read(text)
        for mention in reading.mentions:
            area = mention.name.area
            if area is None:
                continue
            if mention.name.needs_context and not self._touched and not self._covers:
                against: str | None = _UNSIGNED
            else:
                against = self._against(text, mention, area, reading.signs)
            if against is None:
                yield from self._shared(text, mention)
                yield mention, area
            else:
                self.reasons[f"not {area.name}: {against}"] = None

    def _shared(self, text: str, mention: Mention) -> Iterator[tuple[Mention, Area]]:
        """Give the first area of "East and West Sussex", which is named by a word of its own alone."""
        first = _FIRST_OF_TWO.search(text, max(0, mention.start - 20), mention.start)
        if first:
            _, _, rest = mention.name.words.partition(" ")
            area = self._names.called(f"{first[1].lower()} {rest}")
            if area:
                yield mention, area

    def _against(self, text: str, mention: Mention, area: Area, signs: int) -> str | None:
        before, after = _around(text, mention)
        if signs & BODIES and names_a_body(text, mention):
            return "the name of another body"
        if _ABROAD_CODE.match(after):
            return "a place abroad"
        if signs & COMPARES and _LEFT_OUT.search(before) and not _BUILDING.match(after):
            return "left out by the text itself"
        if signs & COMPARES and _COMPARED.search(before):
            return "only compared with or named beside"
        if _FORMER.search(before) and _OFFICE.match(after):
            return "only where somebody comes from"
        if signs & COMPARES and _MEANWHILE.search(before) and _WAITS.match(after):
            return "only compared with or named beside"
        if mention.name.needs_context or mention.name.words in _STRICT:
            return self._doubtful(text, mention, area, before, after)
        return None

    def _doubtful(self, text: str, mention: Mention, area: Area, before: str, after: str) -> str | None:
        """Judge a name that also means something else."""
        if self._covers and area.id not in self._covers:
            return "a name of several places, and the paper does not cover this one"
        if ABROAD.stands_in(self._head) and not BRITISH.stands_in(self._head):
            return "a place abroad"
        namesake = _NAMESAKES.get(mention.name.words)
        if namesake and namesake.search(self._head):
            return "a town of the same name elsewhere"
        if _PERSON.search(before):
            return "the name of a person"
        if _is_a_word(text, mention, before, after):
            return "a common word here"
        if mention.name.words == "westminster" and _PARLIAMENT.search(text):
            return "Parliament"
        if mention.name.words in _STRICT and not (_AFTER.match(after) or _BEFORE.search(before)):
            return "a name that needs a council or the like beside it"
        if not (self._covers or _ENGLISH.search(self._head) or _ENGLISH.search(text)):
            return _UNSIGNED
        return None


def names_a_body(text: str, mention: Mention) -> bool:
    """Tell whether a name is part of that of a health board, a club, a court or the like."""
    if mention.name.words.endswith(" council"):
        return False
    before, after = _around(text, mention)
    return bool(_BODY_BEFORE.search(before) or _BODY_AFTER.match(after) or _OTHER_BODY.match(after))


def _around(text: str, mention: Mention) -> tuple[str, str]:
    """Give what stands before and behind a name, as far as it may matter."""
    return text[max(0, mention.start - 160) : mention.start], text[mention.end : mention.end + 160]


def _is_a_word(text: str, mention: Mention, before: str, after: str) -> bool:
    """Tell whether a name is written or used as the word that it also is: "reading", "to bury"."""
    written = text[mention.start : mention.end]
    if written.islower() and not text.islower():
        return True
    return bool(_AFTER_A_WORD.match(after) or (mention.name.words in _STRICT and _INFINITIVE.search(before)))
