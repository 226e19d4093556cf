"""What the Ofsted site lists: providers on the listing, reports on a provider's page."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PublicationKind(StrEnum):
    """What a report's title on the provider page says it is (`sources.md` 2.5)."""

    FULL = "full"
    MONITORING = "monitoring"
    OTHER_SEND = "other_send"  # a SEND title we do not know: kept, quarantined, told to the operator
    NOT_SEND = "not_send"  # a known title of another inspection
    UNKNOWN = "unknown"  # a title in none of the rows: kept and counted


class PublicationState(StrEnum):
    """How far we are with a publication."""

    DUE = "due"
    TAKEN = "taken"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"  # not a SEND report: remembered, so that its disappearance would be noticed


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """One row of the authority listing. `latest_report` is None where the row shows none."""

    urn: str
    name: str
    latest_report: date | None


@dataclass(frozen=True, slots=True)
class ListedReport:
    """One report link on a provider page: `inspected` is date mark A, `published` marks B and C."""

    file_id: str
    url: str
    title: str
    kind: PublicationKind
    inspected: date | None
    published: date


@dataclass(frozen=True, slots=True)
class Publication:
    """A report link as we remember it; known by (area, file id), because ids are not in date order."""

    id: int
    area: str  # Area.id
    urn: str  # the provider id it was found under
    listed: ListedReport
    state: PublicationState
    baseline: bool  # first seen in the silent first read
    first_seen: str  # ISO 8601, UTC, "Z"
    attempts: int
    recheck_step: int  # how many of the re-checks of its bytes are done
    missing_since: str | None  # first of the sightings without it
    missing_sightings: int
    trace: str | None = None  # names the look that found it, in the log
