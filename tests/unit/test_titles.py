"""Titles of reports: which are SEND, which are not, and which nobody has told us about."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.publication import PublicationKind
from monitor.domain.titles import kind_of, normalise

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Area SEND full inspection", PublicationKind.FULL),
        ("  area  send\u00a0FULL\r\n inspection ", PublicationKind.FULL),
        ("Special educational needs and/or disabilities: full inspection", PublicationKind.FULL),
        ("Area SEND monitoring inspection", PublicationKind.MONITORING),
        ("Area SEND thematic visit", PublicationKind.OTHER_SEND),
        ("Area SEND monitoring visit", PublicationKind.OTHER_SEND),
        ("Local area SEND inspection", PublicationKind.OTHER_SEND),
        ("Local area special educational needs revisit", PublicationKind.OTHER_SEND),
        ("Joint area child protection inspection", PublicationKind.NOT_SEND),
        ("Joint area review \u2013 progress inspection", PublicationKind.NOT_SEND),
        ("Children's services inspection", PublicationKind.NOT_SEND),
        ("Children\u2019s  services focused visit", PublicationKind.NOT_SEND),
        ("Children&#039;s services inspection", PublicationKind.NOT_SEND),
        ("Single inspection of LA children's services as PDF", PublicationKind.NOT_SEND),
        ("Area SEN and disabilities full inspection", PublicationKind.FULL),
        ("Area SEN/D monitoring inspection", PublicationKind.MONITORING),
        ("Local area partnership full inspection", PublicationKind.FULL),
        ("Inspection of the local area partnership", PublicationKind.OTHER_SEND),
        ("Children's services monitoring visit", PublicationKind.UNKNOWN),
        ("Full inspection", PublicationKind.UNKNOWN),
        ("Sending schools: full inspection", PublicationKind.UNKNOWN),
        ("Area sender inspection", PublicationKind.UNKNOWN),
        ("", PublicationKind.UNKNOWN),
    ],
)
def test_kind(title: str, kind: PublicationKind) -> None:
    assert kind_of(title) is kind


@given(st.text(max_size=60), st.sampled_from(["SEND", "special educational needs"]), st.text(max_size=60))
def test_a_send_title_is_never_dropped(before: str, words: str, after: str) -> None:
    assert kind_of(f"{before} {words} {after}") not in (PublicationKind.NOT_SEND, PublicationKind.UNKNOWN)


@given(st.text())
def test_normalising_leaves_plain_single_spaced_text(text: str) -> None:
    result = normalise(text)
    assert result == " ".join(result.split())
    assert not set(result) & set("\u2018\u2019\u00ad\u200b\u202e\ufeff")


def test_every_title_met_in_public_is_known() -> None:
    path = DATA / "other_reports.csv"
    if not path.exists():
        pytest.skip("the table of public reports is not checked out beside the project")
    with path.open(newline="", encoding="utf-8") as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    kinds = {title: kind_of(title) for title in titles}
    assert PublicationKind.UNKNOWN not in kinds.values(), kinds
    assert [t for t, kind in kinds.items() if kind is PublicationKind.FULL] == ["Area SEND full inspection"]
