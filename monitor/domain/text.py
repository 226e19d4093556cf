"""Report text made whole: what PDF text engines do to it is undone here.

The faults are those of real reports (`domain.md` 1.6, 2.3, 2.4): a hyphen at a line end arrives as U+FFFE
or U+0002, the page header interrupts sentences, bullets come in a dozen shapes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from monitor.domain.dates import FULL_RANGE, MONTH

BULLET = "• "

# Words of Ofsted's standard sentences and headings. With automatic hyphenation ("incon-/sistent") the joined
# form may stand nowhere else in a report.
_STANDARD_WORDS = """action addressed approximately area areas arrangements based better carried children
    commission concerns disabilities disability educational effective experiences failings following
    identified improvement improvements inconsistent information inspection inspections inspector jointly
    leading local monitoring needed needs outcome outcomes partnership people positive prepare previous
    priority publishes quality recommendations reinspection report requires responsible significant special
    strategic submit systemic taking typically updates urgently widespread within years young"""
_STANDARD = frozenset(_STANDARD_WORDS.split())

_HYPHEN = "\ufffe"  # stands for a hyphen at a line end until we know whether it is a real one
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x85\u2028\u2029]")
_HYPHEN_MARKS = re.compile("[\ufffe\x02\xad]")
_STRAIGHT = dict.fromkeys("’‘‛′`´ʼ", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("‐‑", "-")
_QUOTES = re.compile(f"[{''.join(_STRAIGHT)}]")
_STRONG_BULLET = re.compile(r"^[•◼◾▪■□▫●○◦‣⁃∙➢\uf020-\uf0ff][ •]*")
_WEAK_BULLET = re.compile(  # a dash may also be the "to" of a date range
    rf"^(?!.\s*\d{{1,2}}\s+{MONTH})(?:−|[-–—*·o](?=\s|$))\s*", re.I
)
_NUMBERED = re.compile(r"^(\d{1,3}[.)])(?=[^\d\s.,)])")
_LETTERS = r"[^\W\d_]"
_LINE_END_HYPHEN = re.compile(rf"{_LETTERS}[-{_HYPHEN}]$")
_HYPHENED = re.compile(rf"({_LETTERS}+){_HYPHEN}({_LETTERS}+)")
_SUSPENDED = re.compile(rf"{_HYPHEN}\s*(?=(?:and|or|to)\b)")

_FURNITURE = (
    r"^[ ]*(?:Area\s+SEND\s+)?Inspection\s+report\s*:"
    r"[^\n]{{0,100}}?(?:\n[^\n]{{0,60}}?)??\bLocal\s+area\s+(?:SEND\s+)?partnership\b,?"
    r"(?:\s*{dates})?(?:\s*(?:{page}(?!\d)|\d{{1,3}}[ ]*$))?[ ]*"
)
_BARE_FURNITURE = (
    r"\A\s*[^\n]{{1,80}}?\bLocal\s+area\s+(?:SEND\s+)?partnership,?\s+{dates}(?:\s*{page}(?!\d))?[ ]*$"
)
_UNKNOWN_FURNITURE = (
    r"\A\s*(?:Area SEND )?Inspection report\s*:[^\n]*(?:\n\s*{dates})?(?:\s*{page}(?!\d))?[ ]*$"
)
_DATES = rf"(?:{FULL_RANGE}|\d{{1,2}}\s+{MONTH}\s+\d{{4}})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report with no blank around it, and the number of the page it begins on, from 1."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Words:
    """What a document writes, in small letters: it settles which hyphens are real."""

    text: str

    def has(self, word: str) -> bool:
        """Tell whether a word stands in the document on its own, or is one of Ofsted's standard words."""
        start = self.text.find(word)
        while start >= 0:
            around = self.text[start - 1 : start] + self.text[start + len(word) : start + len(word) + 1]
            if not any(map(str.isalpha, around)):
                return True
            start = self.text.find(word, start + 1)
        return word in _STANDARD


def norm(text: str) -> str:
    """Give a text on one line in plain form: straight quotes, plain spaces, hyphens put back."""
    return flow(_settled(_page_lines(text, 0)))


def text_pages(text: str) -> tuple[str, ...]:
    """Split a text file into its pages, at form feeds; a text without any is one page."""
    pages = text.removeprefix("\ufeff").split("\f")
    return tuple(pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages)


def lines_of(pages: Sequence[str]) -> tuple[Line, ...]:
    """Give all lines of a document, repaired, without page furniture and blank lines."""
    return _settled([line for number, page in enumerate(pages, 1) for line in _page_lines(page, number)])


def words_of(lines: Iterable[Line]) -> Words:
    """Give what a document writes, to settle the hyphens of pieces of it that were read on their own."""
    return Words(flow(lines).lower())


def piece_lines(text: str, page: int, words: Words) -> tuple[Line, ...]:
    """Give the lines of a piece of a page, repaired as those of the document are."""
    lines = _tidy(_without_furniture(_plain(text), 0).split("\n"))
    return _settled([Line(line, page) for line in lines], words)


def rejoined(lines: Sequence[Line], words: Words) -> tuple[Line, ...]:
    """Give lines of pieces that belong together, with words that were cut between two pieces whole again."""
    return _settled(lines, words)


def flow(lines: Iterable[Line]) -> str:
    """Give lines as one running text."""
    return " ".join(line.text for line in lines)


def windows(lines: Sequence[Line], longest: int) -> Iterator[str]:
    """Give every run of up to `longest` lines as one text: titles and table headers break anywhere."""
    for index in range(len(lines)):
        for used in range(1, longest + 1):
            yield flow(lines[index : index + used])


def _page_lines(page: str, number: int) -> list[Line]:
    body = _without_furniture(_plain(page), number)
    return [Line(text, number) for text in _tidy(body.split("\n"))]


def _plain(page: str) -> str:
    """Undo what the engine and the typesetter did to characters; lines stay lines."""
    text = _HYPHEN_MARKS.sub(_HYPHEN, _LINE_ENDS.sub("\n", page))
    text = unicodedata.normalize("NFKC", _QUOTES.sub(_straight, text))
    unseen = [char for char in set(text) if _invisible(char)]
    return text.translate(dict.fromkeys(map(ord, unseen))) if unseen else text


def _straight(quote: re.Match[str]) -> str:
    return _STRAIGHT[quote[0]]


def _invisible(char: str) -> bool:
    """Tell control, format and stray surrogate characters; private-use bullets are none of them."""
    return char not in {"\n", "\t", _HYPHEN} and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn"}


def _without_furniture(page: str, number: int) -> str:
    """Take out the page header: name, dates, page number, on one line or on three, wherever it stands."""
    flags = re.I | re.M
    fill = {"dates": _DATES, "page": number}
    page = re.sub(_FURNITURE.format(**fill), "\n", page, flags=flags)
    if number == 0:  # a piece of text, not a page
        return page
    if number > 1:
        page = re.sub(_BARE_FURNITURE.format(**fill), "", page, count=1, flags=flags)
        page = re.sub(_UNKNOWN_FURNITURE.format(**fill), "", page, count=1, flags=flags)
    return re.sub(
        rf"\A\s*(?:Page\s+)?{number}(?:\s+of\s+\d+)?[ ]*$|^(?:Page\s+)?{number}\s*\Z", "", page, flags=flags
    )


def _tidy(lines: Iterable[str]) -> list[str]:
    """Single-space every line, make bullets and numbers alike, drop empty lines."""
    tidied: list[str] = []
    for raw in lines:
        line = " ".join(raw.split())
        if len(line) < 2 or not line[:2].isalpha():  # most lines begin with a word
            line = _WEAK_BULLET.sub(BULLET, _STRONG_BULLET.sub(BULLET, line))
            line = _NUMBERED.sub(r"\1 ", line).strip()
        if tidied and tidied[-1] == BULLET.strip() and line and not line.startswith(BULLET.strip()):
            tidied[-1] = BULLET + line  # the sign stood alone on its line
        elif line:
            tidied.append(line)
    return tidied


def _hyphens_glued(lines: Sequence[Line]) -> list[Line]:
    """Join a line that ends inside a hyphenated word to the next one, over a page end too."""
    glued: list[Line] = []
    pieces: list[str] = []  # of the line that is being put together: it may be a whole page long
    for line, following in zip_longest(lines, lines[1:]):
        page = glued[-1].page if pieces else line.page
        if not pieces:
            glued.append(line)
        if following and _ends_in_word(line.text) and _goes_on(following, page):
            pieces.append(line.text[:-1] + _HYPHEN)
        elif pieces:
            glued[-1] = Line("".join((*pieces, line.text)), page)
            pieces = []
    return glued


def _ends_in_word(text: str) -> bool:
    return _LINE_END_HYPHEN.search(text[-2:]) is not None


def _goes_on(line: Line, page: int) -> bool:
    """Tell whether a line may be the rest of a word on that page: overleaf only in a small letter."""
    return line.text[0].isalpha() if line.page == page else line.text[0].islower()


def _settled(unglued: Sequence[Line], words: Words | None = None) -> tuple[Line, ...]:
    """Put line-end hyphens back; drop one only if the document writes the word without it elsewhere."""
    lines = _hyphens_glued(unglued)
    known = words or words_of(lines)

    @cache  # the same word may be cut thousands of times, and each look goes through the whole document
    def one_word(first: str, second: str) -> bool:
        return known.has((first + second).lower()) and f"{first}-{second}".lower() not in known.text

    def settle(match: re.Match[str]) -> str:
        return match[1] + match[2] if one_word(match[1], match[2]) else f"{match[1]}-{match[2]}"

    def settled(text: str) -> str:
        if _HYPHEN not in text:
            return text
        text = _HYPHENED.sub(settle, _SUSPENDED.sub("- ", text))
        return text.replace(_HYPHEN, "-")

    return tuple(Line(settled(line.text), line.page) for line in lines)
