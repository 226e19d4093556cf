"""Ways to spoil a report, each drawn from a seeded dice, with what may still be read afterwards."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from monitor.domain.tables import RuledTable
from monitor.ports.sources import DocumentText
from tests.unit.test_classify import BOXES

T = TypeVar("T")
PHRASES = {
    "typically_positive": "typically lead to positive experiences and outcomes",
    "inconsistent": "lead to inconsistent experiences and outcomes",
    "systemic_failings": "widespread and/or systemic failings",
}
MOST = 200_000  # characters of a page; the reader refuses more

_BOX = re.compile(r"(?<=Inspection outcome)(.+?)(?=Information about the local)", re.S)
_FOREIGN_WORDS = "not never rarely hardly partly previously mostly once formerly some few un non 2024 7 nicht"
_FOREIGN = tuple(_FOREIGN_WORDS.split(" "))
_SAID = (
    "It is not true that {}",
    "In 2019 inspectors said: {}",
    "“{}”",
    "The partnership hopes to hear that {}",
    "{} This is no longer so.",
    "{} However, this was withdrawn.",
)
_FRAGMENTS = (
    *(part for box in BOXES.values() for part in box),
    "Area SEND inspection of Port Merrow Local Area Partnership",
    "Area SEND inspection report: Port Merrow Local Area Partnership",
    "Area SEND monitoring inspection of Port Merrow Local Area Partnership",
    "Joint local area SEND inspection in Port Merrow",
    "Inspection dates: 3 to 7 March 2025",
    "Date of previous inspection: 6 to 10 June 2016",
    "Inspection outcome",
    "Information about the local area partnership",
    "What is it like to be a child or young person with SEND in this area?",
    "What is the area partnership doing that is effective?",
    "What does the area partnership need to do better?",
    "Areas for priority action",
    "Responsible body Areas for priority action",
    "Areas for improvement",
    "Local area partnership details",
    "Local authority Integrated care board",
    "Port Merrow Council and NHS Tidewater ICB",
    "Inspection team",
    "Ada Rowe, Ofsted HMI Lead inspector",
    "The partnership has taken effective action on two of three areas for priority action.",
    "Leaders should find every boat.",
)
_SIGNS = "\ufffe \x02 \u00ad \u2028 \f \t • ◼ - – — ( ) [ ] * + ? \\ $ \0 \ud800 \U0001f6a3 ﬁ İ 1 99 2024"
_CRUMBS = (
    *_SIGNS.split(" "),
    " ",
    "\n",
    "\r\n",
    "a-\n",
    "1. ",
    "12 to ",
    "3 March 2025 ",
    "NHS ",
    " and ",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A document that was read; `pdf` is None for a text, and `band` for one without."""

    name: str
    text: DocumentText
    band: str | None = None
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What became of a sample, and the bands that may be read in it."""

    text: DocumentText
    bands: frozenset[str | None]


def twisted(dice: Random, samples: Sequence[Sample]) -> Spoilt:
    """Change the sentence of the outcome so that it is not the standard one any more: no band is right."""
    sample = dice.choice([one for one in samples if one.band])
    band = sample.band or ""
    cover = sample.text.pages[0]
    found = _BOX.search(cover)
    if found is None:
        raise AssertionError(f"{sample.name} has no outcome on its cover")
    box = " ".join(found[1].replace("\ufffe", "-").split())
    new = dice.choice((_one_word_more, _one_letter_else, _said_otherwise, _another_band))(dice, box, band)
    pages = (cover[: found.start()] + f"\n{new}\n" + cover[found.end() :], *sample.text.pages[1:])
    return Spoilt(replace(sample.text, pages=pages), frozenset({None}))


def battered(dice: Random, samples: Sequence[Sample]) -> Spoilt:
    """Lose, repeat, swap and change lines, letters, pages and cells of a sample."""
    sample = dice.choice(samples)
    pages, tables = list(sample.text.pages), list(sample.text.tables)
    for _ in range(dice.randrange(1, 8)):
        if dice.random() < 0.2:
            _shuffle_some(dice, pages)
        elif tables and dice.random() < 0.3:
            index = dice.randrange(len(tables))
            tables[index] = _table(dice, tables[index])
        elif pages:
            index = dice.randrange(len(pages))
            pages[index] = _page(dice, pages[index], samples)
    return Spoilt(
        DocumentText(tuple(pages), sample.text.title, tuple(tables)), frozenset({None, sample.band})
    )


def soup(dice: Random, samples: Sequence[Sample]) -> Spoilt:
    """Boil headings and standard sentences to a document in any order."""
    lines = [dice.choice(_FRAGMENTS) for _ in range(dice.randrange(1, 60))]
    text = "".join(line + dice.choice(("\n", "\n", "\r\n", " ", "\f", "\n\n")) for line in lines)
    return Spoilt(DocumentText(tuple(text.split("\f")), None), frozenset({None, *PHRASES}))


def noise(dice: Random, samples: Sequence[Sample]) -> Spoilt:
    """Give characters at random."""
    top = dice.choice((0x7F, 0x2FFF, 0x10FFFF))
    pages = ["".join(chr(dice.randrange(top)) for _ in range(dice.randrange(600))) for _ in range(3)]
    return Spoilt(DocumentText(tuple(pages), dice.choice((None, "", pages[0]))), frozenset({None}))


def swollen(dice: Random, samples: Sequence[Sample]) -> Spoilt:
    """Put a page's worth of one fragment into a sample, as far as the reader lets a page through."""
    sample = dice.choice(samples)
    piece = "".join(
        dice.choice((*_FRAGMENTS, *_CRUMBS, "a", "A", "Inspection report: "))
        for _ in range(dice.randrange(1, 4))
    )
    pages = list(sample.text.pages)
    index = dice.randrange(len(pages))
    room = dice.choice((MOST // 20, MOST // 2, MOST)) - len(pages[index])
    at = dice.randrange(len(pages[index]) + 1)
    pages[index] = pages[index][:at] + piece * (room // len(piece)) + pages[index][at:]
    return Spoilt(replace(sample.text, pages=tuple(pages)), frozenset({None, sample.band}))


def broken_pdf(dice: Random, samples: Sequence[Sample]) -> bytes:
    """Flip, lose, repeat and insert bytes of a sample's PDF, or give random ones behind its mark."""
    if dice.random() < 0.1:
        return b"%PDF-1.7\n" + dice.randbytes(dice.randrange(2000))
    data = bytearray(dice.choice([one.pdf for one in samples if one.pdf]))
    for _ in range(dice.choice((1, 3, 10, 100))):
        at = dice.randrange(len(data))
        end = min(len(data), at + dice.choice((1, 8, 200)))
        match dice.randrange(5):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case 3:
                data[at:at] = dice.choice((b"[", b"<<", b">>", b"endobj", b"stream\n", b"9999999999", b"-1 "))
            case _:
                data = _other_number(dice, data)
        if not data:
            break
    return bytes(data)


TEXT_ATTACKS: tuple[Callable[[Random, Sequence[Sample]], Spoilt], ...] = (
    twisted,
    battered,
    soup,
    noise,
    swollen,
)


def _one_word_more(dice: Random, box: str, band: str) -> str:
    sentence, rest = box.split(". ", 1)
    words = sentence.split(" ")
    words.insert(dice.randrange(1, len(words)), dice.choice(_FOREIGN))
    return f"{' '.join(words)}. {rest}"


def _one_letter_else(dice: Random, box: str, band: str) -> str:
    phrase = PHRASES[band]
    at = dice.choice([index for index, letter in enumerate(phrase) if letter.isalpha()])
    other = dice.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != phrase[at]])
    return box.replace(phrase, phrase[:at] + dice.choice((other, "", other * 2)) + phrase[at + 1 :], 1)


def _said_otherwise(dice: Random, box: str, band: str) -> str:
    sentence, rest = box.split(". ", 1)
    return f"{dice.choice(_SAID).format(sentence + '.')} {rest}"


def _another_band(dice: Random, box: str, band: str) -> str:
    other = dice.choice([one for one in BOXES if one != band])
    sentence, rest = box.split(". ", 1)
    new = BOXES[other][0].split(". ")[0].rstrip(".") + "."
    return dice.choice((f"{new} {rest}", f"{sentence}. {new} {rest}", f"{new} {sentence}. {rest}"))


def _page(dice: Random, page: str, samples: Sequence[Sample]) -> str:
    """Spoil one page."""
    at = dice.randrange(len(page) + 1)
    lines = page.split("\n")
    match dice.randrange(6):
        case 0:
            return page[:at] + page[at + dice.choice((1, 1, 20, 400)) :]
        case 1:
            return page[:at] + dice.choice(_CRUMBS) * dice.choice((1, 1, 3)) + page[at:]
        case 2:
            lines.insert(dice.randrange(len(lines) + 1), dice.choice(_FRAGMENTS))
        case 3:
            lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
        case 4:
            other = dice.choice(dice.choice(samples).text.pages or ("",))
            lines.insert(dice.randrange(len(lines) + 1), dice.choice(other.split("\n")))
        case _:
            _shuffle_some(dice, lines)
    return "\n".join(lines)


def _shuffle_some(dice: Random, parts: list[T]) -> None:
    """Swap two parts of a list, lose one or repeat one."""
    if not parts:
        return
    one, two = dice.randrange(len(parts)), dice.randrange(len(parts))
    match dice.randrange(3):
        case 0:
            parts[one], parts[two] = parts[two], parts[one]
        case 1:
            del parts[one]
        case _:
            parts.insert(two, parts[one])


def _table(dice: Random, table: RuledTable) -> RuledTable:
    """Spoil one table: its place, or its cells, rows and columns; every row keeps as many as the others."""
    if dice.random() < 0.3 or not table.rows:
        return replace(table, page=max(1, table.page + dice.choice((-1, 1))), above=dice.choice(_FRAGMENTS))
    rows = list(table.rows)
    index = dice.randrange(len(rows))
    choices = [(cell, cell, None, "", dice.choice(_FRAGMENTS)) for cell in rows[index]]
    rows[index] = tuple(map(dice.choice, choices))
    _shuffle_some(dice, rows)
    width = dice.choice((1, 2, 9, 9, 9))
    turned = dice.random() < 0.2
    return replace(table, rows=tuple(row[:width][::-1] if turned else row[:width] for row in rows))


def _other_number(dice: Random, data: bytearray) -> bytearray:
    """Replace one of the first numbers behind a random place: lengths, counts, offsets, references."""
    at = dice.randrange(len(data))
    number = dice.choice((b"0", b"1", b"-1", b"2147483648", b"99999", str(dice.randrange(100)).encode()))
    return data[:at] + re.sub(rb"\d+", number, bytes(data[at:]), count=1)
