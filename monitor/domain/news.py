"""A news story as a feed gives it, and what we make of it.

A story is a link, a lead or a warning: what it claims of an outcome is kept apart and never sets the outcome
of a report (`domain.md` 7.1).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from monitor.domain.area import Area
from monitor.domain.outcome import Band


class NewsKind(StrEnum):
    """What a story is about; the words of `triage --json`."""

    FULL_OUTCOME = "full_outcome"
    MONITORING_OUTCOME = "monitoring_outcome"
    INSPECTION_UNDER_WAY = "inspection_under_way"
    SPECULATION = "speculation"
    FOLLOW_UP = "follow_up"
    PLAN_PUBLISHED = "plan_published"
    OLD_FRAMEWORK = "old_framework"
    NATIONAL_ANALYSIS = "national_analysis"
    THEMATIC_VISIT = "thematic_visit"
    PEER_REVIEW = "peer_review"
    POLITICAL_COMMENT = "political_comment"
    ILACS_INSPECTION = "ilacs_inspection"
    ILACS_FOCUSED_VISIT = "ilacs_focused_visit"
    ILACS_MONITORING_VISIT = "ilacs_monitoring_visit"
    JTAI = "jtai"
    SCHOOL_OFSTED = "school_ofsted"
    TRIBUNAL = "tribunal"
    OMBUDSMAN = "ombudsman"
    SEND_TRANSPORT = "send_transport"
    SEND_FINANCE = "send_finance"
    DFE_NOTICE = "dfe_notice"
    DFE_STOCKTAKE = "dfe_stocktake"
    OTHER = "other"


RELEVANT = frozenset({NewsKind.FULL_OUTCOME, NewsKind.MONITORING_OUTCOME})
"""The kinds whose main subject is the result of a published area SEND inspection."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One story. `published`: its day in London; `feed`: who says so.

    `covers`: ids of the areas that the feed covers; empty for a national paper, or a feed we do not know.
    """

    title: str
    summary: str = ""
    body: str = ""
    url: str = ""
    published: date | None = None
    feed: str = ""
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """An outcome that a story states, with the words that say so."""

    band: Band
    evidence: str


class Triage(NamedTuple):  # made for every story: a tuple is made twice as fast
    """What a story is. `weak`: words that hint at an outcome and are no evidence.

    `needs_body`: title and summary do not settle it, or name no area, and the article itself was not given.
    """

    title: str
    kind: NewsKind
    areas: tuple[Area, ...]
    claim: Claim | None
    weak: str | None
    reasons: tuple[str, ...]
    needs_body: bool

    @property
    def relevant(self) -> bool:
        """Tell whether it is about the result of a published area SEND inspection."""
        return self.kind in RELEVANT

    def as_json(self) -> dict[str, Any]:
        """Give the shape of `triage --json`."""
        return {
            "title": self.title,
            "relevant": self.relevant,
            "kind": self.kind.value,
            "areas": [area.urn for area in self.areas],
            "claim": {
                "band": self.claim.band.value if self.claim else None,
                "evidence": self.claim.evidence if self.claim else None,
            },
            "weak_evidence": self.weak,
            "reasons": list(self.reasons),
            "needs_body": self.needs_body,
        }
