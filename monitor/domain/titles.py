"""What the title of a report on a provider page says the report is.

The taxonomy is `sources.md` 2.5: a title with the word "SEND" or the phrase "special educational needs" is
ours, known or not; five other titles are known not to be; anything else is unknown, and said to be. Other
ways to write the same ("SEN and disabilities", "local area partnership") count too: a report must not be
missed because its title was typed in a hurry.
"""

import html
import re
import unicodedata

from monitor.domain.publication import PublicationKind

_SEND = re.compile(r"\bsend?\b|\bsen/d\b|\bspecial educational needs?\b|\blocal area partnership\b")
_FULL = re.compile(r"\bfull[\s-]+inspection\b")
_MONITORING = re.compile(r"\bmonitoring[\s-]+inspection\b")

# Apostrophes are left out of the comparison: the site writes them in three ways.
_NOT_SEND = frozenset(
    {
        "joint area child protection inspection",
        "joint area review - progress inspection",
        "childrens services inspection",
        "childrens services focused visit",
        "single inspection of la childrens services as pdf",
    }
)

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def normalise(text: str) -> str:
    """Give one spelling to text of the site: entities, Unicode form, apostrophes, white space.

    Invisible format characters (soft hyphens, direction marks, byte-order marks) are dropped.
    """
    plain = unicodedata.normalize("NFKC", html.unescape(text).translate(_APOSTROPHES))
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(visible.translate(_APOSTROPHES).split())


def kind_of(title: str) -> PublicationKind:
    """Say what a visible title stands for."""
    words = normalise(title).casefold().translate(_DASHES)
    if _SEND.search(words):
        return _send_kind(words)
    if words.replace("'", "") in _NOT_SEND:
        return PublicationKind.NOT_SEND
    return PublicationKind.UNKNOWN


def _send_kind(words: str) -> PublicationKind:
    if _FULL.search(words):
        return PublicationKind.FULL
    if _MONITORING.search(words):
        return PublicationKind.MONITORING
    return PublicationKind.OTHER_SEND
