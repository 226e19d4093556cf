"""Spoilt documents without end: `python -m tests.replay.fuzz --minutes 10 [--seed N] [--case NAME]`.

Whatever is read must give a report or `UnreadableReport`, in three seconds of CPU at most, and never an
outcome that its words do not carry. A case is named by its attack, its seed and its number; its name makes it
again.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from random import Random

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.report import Report
from monitor.domain.text import text_pages
from monitor.errors import UnreadableReport
from monitor.ports.sources import DocumentText
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf
from monitor.sources.pdf import PdfReader
from tests.contract.made_pdfs import unpacked
from tests.replay.attacks import PHRASES, TEXT_ATTACKS, Sample, Spoilt, broken_pdf

MOST_SECONDS = 3.0  # of CPU, for one document's text
LETTERS = Path(__file__).parent / "letters"
ATTACKS = {attack.__name__: attack for attack in TEXT_ATTACKS}
PDF = broken_pdf.__name__
ORDER = (*ATTACKS, PDF, "twisted", "battered")

_WORDS = """the experiences and or outcomes for of children young people with special educational needs
    disabilities disability send local area partnership's arrangements lead to there are leading significant
    concerns about which partnership must address urgently is taking action where improvements needed work
    jointly make partnerships partnerships' partnership area's typically
    positive inconsistent widespread systemic failings"""
STANDARD_WORDS = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that went wrong, by the name that makes it again."""

    case: str
    what: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for so many minutes, say what was tried and what went wrong; 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", help="make one case again, such as battered:1:17")
    options = parser.parse_args(arguments)
    tried: Counter[str] = Counter()
    failures: list[Failure] = []
    end = time.monotonic() + 60 * options.minutes
    for case in [options.case] if options.case else cases(options.seed):
        if not options.case and time.monotonic() > end:
            break
        told, found = attempt(case)
        tried[f"{case.partition(':')[0]}: {told}"] += 1
        if found:
            failures.append(found)
            print(f"{found.case}\n  {found.what}", flush=True)
    close()
    print(*(f"{number:8} {what}" for what, number in sorted(tried.items())), sep="\n")
    print(f"{tried.total()} tried, {len(failures)} went wrong")
    return 1 if failures else 0


def cases(seed: int) -> Iterator[str]:
    """Give names of cases, the attacks in turn, without end."""
    return (f"{ORDER[number % len(ORDER)]}:{seed}:{number}" for number in count())


def attempt(case: str) -> tuple[str, Failure | None]:
    """Make a case and read it; say what came of it, and what was wrong with that."""
    attack, _, _ = case.partition(":")
    dice = Random(case)
    try:
        spoilt = _from_pdf(dice) if attack == PDF else ATTACKS[attack](dice, samples())
    except UnreadableReport as error:
        return re.sub(r"\d+", "N", str(error)), None
    begun = time.process_time()
    try:
        report = parse(spoilt.text.pages, spoilt.text.title, areas(), spoilt.text.tables)
        json.dumps(report.as_record())
    except Exception as error:  # whatever it is, it may not be
        return "an exception", Failure(case, f"{type(error).__name__}: {error}")
    spent = time.process_time() - begun
    if spent > MOST_SECONDS:
        return "slow", Failure(case, f"took {spent:.1f} seconds of CPU")
    wrong = wrong_outcome(report, spoilt)
    return f"read as {report.kind}, {report.outcome.band or 'no band'}", Failure(
        case, wrong
    ) if wrong else None


def wrong_outcome(report: Report, spoilt: Spoilt) -> str | None:
    """Say what is wrong with an outcome, if one is given: its band, its kind, or the words it rests on."""
    band, evidence = report.outcome.band, (report.outcome.evidence or "").lower()
    if band is None:
        return "evidence without a band" if evidence and report.kind == "full" else None
    strange = {word for word in re.findall(r"[\w']+", evidence) if not _standard(word)}
    if band not in spoilt.bands:
        return f"{band} is read from: {evidence}"
    if PHRASES[band] not in evidence or strange or report.kind != "full":
        return f"{band} rests on: {evidence}"
    return None


def _standard(word: str) -> bool:
    """Tell whether a word of evidence is a standard one, or a long one with a letter or two out of place."""
    return word in STANDARD_WORDS or any(
        len(own) >= 8 and SequenceMatcher(None, word, own).ratio() > 0.8 for own in STANDARD_WORDS
    )


@cache
def samples() -> tuple[Sample, ...]:
    """Give documents about invented places: full reports of each outcome, and other kinds as PDF and text."""
    monday, friday = date(2026, 3, 9), date(2026, 3, 13)
    made = [
        (
            band,
            full_report_pdf(
                area="Bury", band=band, start=monday, end=friday, previous="6 June 2016", seed=seed
            ),
        )
        for band in (*PHRASES, "unclear")
        for seed in (1, 2)
    ]
    made.append(
        ("monitoring", monitoring_report_pdf(area="Bury", start=monday, end=friday, effective=False, seed=1))
    )
    found = [
        Sample(name, reader().read(pdf), name if name in PHRASES else None, unpacked(pdf))
        for name, pdf in made
    ]
    for path in sorted(LETTERS.glob("*.txt")):
        found.append(Sample(path.stem, DocumentText(text_pages(path.read_text("utf-8")), None)))
    return tuple(found)


@cache
def areas() -> AreaTable:
    """Give the areas of the country."""
    return AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))


@cache
def reader() -> PdfReader:
    """Give the reader that all cases share, with the time that a document really has."""
    return PdfReader()


def close() -> None:
    """End the shared reader's process; the next case would start it again."""
    reader().close()


def _from_pdf(dice: Random) -> Spoilt:
    """Read a spoilt PDF; any sample's band may be left of it. Raises UnreadableReport."""
    text = reader().read(broken_pdf(dice, samples()))
    return Spoilt(text, frozenset({None, *PHRASES}))


if __name__ == "__main__":
    sys.exit(main())
