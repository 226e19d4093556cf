"""Counts the archive's words anew: `python -m tests.replay.count_archive --write`.

Over the findings and the narrative of the real reports beside the checkout: in how many paragraphs each
subject, each ask and each stem stands, and which subjects a stem mostly stands beside. Counts are facts; of
the reports' text nothing is kept.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from monitor.domain import archive_counts
from monitor.domain.area import AreaTable
from monitor.domain.finding_words import count
from monitor.domain.parse import parse
from monitor.domain.report import Report
from monitor.sources.pdf import PdfReader
from tests.replay.test_corpus import CORPUS

MODULE = Path(archive_counts.__file__)
BEGIN, END = 'COUNTS = """\\\n', '"""\n'
FEW_REPORTS = 3  # a stem in fewer is the affair of one place
OFTEN = 2.0  # times as often beside a subject as elsewhere
MOST_BESIDE = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts or write them into the module; 1 if the real reports are not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.count_archive", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put the counts into {MODULE.name}")
    write: bool = parser.parse_args(arguments).write
    if not (CORPUS / "truth.jsonl").exists():
        print(f"the real reports are not at {CORPUS}: nothing to count", file=sys.stderr)
        return 1
    made = counts(archive_paragraphs())
    if write:
        MODULE.write_text(with_counts(MODULE.read_text("utf-8"), made), encoding="utf-8")
    else:
        print(made, end="")
    return 0


def with_counts(text: str, made: str) -> str:
    """Give the module's text with other counts."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{made}{END}{tail}"


def archive_paragraphs() -> Iterator[tuple[str, str]]:
    """Give every finding and every paragraph of the narrative of all real reports, with the report's file."""
    for file, report in _reports():
        narrative = [paragraph.text for section in report.sections for paragraph in section.paragraphs]
        for text in (*_findings(report), *narrative):
            yield file, text


def archive_findings() -> list[list[str]]:
    """Give the findings of each real report."""
    return [_findings(report) for _, report in _reports()]


def _reports() -> Iterator[tuple[str, Report]]:
    areas = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    with PdfReader(timeout=20) as reader:
        for path in sorted((CORPUS / "reports").glob("*.pdf")):
            text = reader.read(path.read_bytes())
            yield path.stem, parse(text.pages, text.title, areas, text.tables)


def _findings(report: Report) -> list[str]:
    actions = (action.text for action in report.priority_actions)
    return [*actions, *(improvement.text for improvement in report.improvements)]


def counts(paragraphs: Iterator[tuple[str, str]]) -> str:
    """Count paragraphs, terms and stems, and what stands beside what, as the module keeps it."""
    terms: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    reports: dict[str, set[str]] = defaultdict(set)
    total = 0
    for report, text in paragraphs:
        found = count(text)
        total += 1
        terms.update([*found.subjects, *found.asks])
        stems.update(list(found.stems))
        for stem in found.stems:
            reports[stem].add(report)
            together[stem].update(list(found.subjects))
    lines = [f"paragraphs {total}"]
    lines += [f"term {term} {n}" for term, n in sorted(terms.items())]
    lines += [
        " ".join(["stem", stem, str(n), *_beside(n, together[stem], terms, total)])
        for stem, n in sorted(stems.items())
        if len(reports[stem]) >= FEW_REPORTS
    ]
    return "".join(f"{line}\n" for line in lines)


def _beside(n: int, together: Mapping[str, int], terms: Mapping[str, int], total: int) -> list[str]:
    """Name the subjects that a stem stands beside much more often than chance has it, and in what share."""
    often = [
        (times - 1, term)
        for term, times in together.items()
        if times > 1 and times / n > OFTEN * terms[term] / total
    ]
    chosen = sorted(often, key=lambda one: (-one[0], one[1]))[:MOST_BESIDE]
    return [f"{term}={100 * times // n}" for times, term in chosen]


if __name__ == "__main__":
    sys.exit(main())
