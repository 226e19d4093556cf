"""A short run of what `python -m tests.replay.fuzz` does without end, and that it would see what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from monitor.domain.parse import parse
from monitor.domain.report import Report
from tests.replay import fuzz
from tests.replay.attacks import PHRASES, Spoilt

CASES = 96


@pytest.fixture(scope="module", autouse=True)
def one_reader() -> Iterator[None]:
    yield
    fuzz.close()


def report_of(band: str) -> Report:
    text = next(sample.text for sample in fuzz.samples() if sample.band == band)
    return parse(text.pages, text.title, fuzz.areas(), text.tables)


def test_spoilt_documents_are_read_right_or_not_at_all() -> None:
    found = [failure for case in islice(fuzz.cases(7), CASES) if (failure := fuzz.attempt(case)[1])]
    assert found == []


@pytest.mark.parametrize("band", PHRASES)
def test_unspoilt_samples_have_their_band(band: str) -> None:
    assert report_of(band).outcome.band == band


def test_a_case_is_made_again_by_its_name() -> None:
    attack = fuzz.ATTACKS["twisted"]
    assert attack(Random("twisted:1:0"), fuzz.samples()) == attack(Random("twisted:1:0"), fuzz.samples())
    assert attack(Random("twisted:1:0"), fuzz.samples()) != attack(Random("twisted:1:6"), fuzz.samples())


def test_wrong_outcomes_are_seen() -> None:
    report = report_of("inconsistent")
    text = fuzz.samples()[0].text
    assert fuzz.wrong_outcome(report, Spoilt(text, frozenset({None, "inconsistent"}))) is None
    assert fuzz.wrong_outcome(report, Spoilt(text, frozenset({None})))
    own = Spoilt(text, frozenset({None, "inconsistent"}))
    for evidence in ("", f"{report.outcome.evidence} Not.", "Leaders lead to consistent experiences."):
        spoilt = replace(report, outcome=replace(report.outcome, evidence=evidence))
        assert fuzz.wrong_outcome(spoilt, own)


def test_what_goes_wrong_is_a_failure_of_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Report:
        raise IndexError("boat")

    monkeypatch.setattr(fuzz, "parse", broken)
    assert fuzz.attempt("noise:1:3")[1] == fuzz.Failure("noise:1:3", "IndexError: boat")
    monkeypatch.undo()
    monkeypatch.setattr(fuzz, "MOST_SECONDS", -1.0)
    told, failure = fuzz.attempt("noise:1:3")
    assert told == "slow"
    assert failure
