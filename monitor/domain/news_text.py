"""The text of a news story in one spelling, whatever feed or page it came from.

Feeds give HTML in descriptions, curly quotes, no-break blanks, and now and then characters that turn a line
round (`sources.md` 6). Positions in the small-letter form are positions in the text itself.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

LONGEST = 60_000
"""Characters of an article that are read; one has about 5,000."""
LONGEST_TITLE, LONGEST_SUMMARY = 600, 5_000

_TAG = re.compile(r"<(?:/|!--|[a-zA-Z])[^<>]{0,500}>")
_PARAGRAPH_TAG = re.compile(r"<(?:/?(?:p|div|li|h[1-6]|ul|ol|blockquote)|br)\b[^<>]{0,500}>", re.I)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\s*\n\s*")
_SPELLING = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033«»", '"')
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys("\u2012\u2013\u2014\u2015", "–")
    | {"\u0130": "I", "\u0131": "i"}  # a pattern takes them for our i, and their small letters differ
)
_MISTYPED = re.compile(r"\bo(?:f(?:f+sted|f?stead|tsed|tsted|setd|std)|sfted)\b", re.I)
"""Ofsted's name as it is mistyped."""
_READ_MORE = re.compile(
    r"(?:read (?:more|also|next|on)|(?:see|find out) more|more (?:news|from|on)|related|recommended|watch|"
    r"listen|also read|don't miss|most read|sign up|subscribe|get (?:the latest|our)|follow us|"
    r"blog comments)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"""(?<=[.!?])["')]*\s+(?=["'(]*[A-Z0-9])|\s*;\s+|\s+[•·-]\s+(?=[A-Z"'])""")


def tidy(text: str, longest: int = LONGEST) -> str:
    """Give plain text: no HTML, one spelling of quotes and dashes, single blanks, one line a paragraph."""
    if not text:
        return ""
    text = text[:longest]
    low = text.lower()
    if "fst" in low or "fts" in low or "fset" in low or "sfted" in low:  # one of these is in every slip
        text = _MISTYPED.sub("Ofsted", text)
    if text.isascii() and text.isprintable() and not ("<" in text or "&" in text or "  " in text):
        return text.strip()
    if "<" in text:
        text = _TAG.sub("", _PARAGRAPH_TAG.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    if not (text.isascii() and text.isprintable()):
        text = _visible(unicodedata.normalize("NFKC", text))[:longest]
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text)).strip()


def pattern(text: str, *, exact: bool = False) -> re.Pattern[str]:
    """Compile a pattern that runs over several lines: line ends and blanks around them are no part of it.

    `exact`: capitals count.
    """
    return re.compile(re.sub(r"\s*\n\s*", "", text), 0 if exact else re.I)


def small(text: str) -> str:
    """Give the text in small letters, each in its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)


def paragraphs(text: str) -> Iterator[str]:
    """Give the paragraphs of a tidy text, without links to other stories."""
    return (line for line in text.split("\n") if line and not _READ_MORE.match(line))


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph; a sentence keeps its quotation marks."""
    return [part for part in _SENTENCE_END.split(paragraph) if part.strip()]


def lead(text: str, paragraphs_read: int = 3) -> str:
    """Give the first paragraphs, in which a paper says what the story is about."""
    return "\n".join(islice(paragraphs(text), paragraphs_read))[:LONGEST_SUMMARY]


def _visible(text: str) -> str:
    """Drop what cannot be seen (direction marks, joiners, control characters) and spell what is left."""
    text = text.translate(_SPELLING)
    return "".join(
        letter
        if letter == "\n"
        else " "
        if (kind := unicodedata.category(letter))[0] == "Z" or kind == "Cc"
        else letter
        for letter in text
        if letter.isprintable() or letter.isspace() or unicodedata.category(letter) == "Cc"
    )
