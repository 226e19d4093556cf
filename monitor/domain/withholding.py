"""Whether the outcome that was read in a document may be stated: a band is told only if all about it fits."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from monitor.domain.area import Area
from monitor.domain.publication import Publication, PublicationKind
from monitor.domain.unread import why_unread

SAME_INSPECTION = timedelta(days=180)
"""The listed day may be off by weeks: it is the start, the end or, on old entries, made up."""

_NO_ACTION = "it does not say, in words that we know, whether effective action was taken"


def withheld(publication: Publication, area: Area, report: Mapping[str, Any]) -> str | None:
    """Say why the outcome may not be stated, or None if it may (or if there is none to state)."""
    if report.get("reviewed"):  # a person has read it
        return None
    listed, found = publication.listed, report["area"]
    monitoring = listed.kind == PublicationKind.MONITORING
    unread = why_unread(report)
    if unread is not None:
        return None if monitoring else unread
    if report["kind"] != listed.kind.value:
        return f"Ofsted lists it as “{listed.title}”, but the document does not read like one"
    if found is not None and found["urn"] not in (area.urn, *area.former_urns):
        return f"it stands on the page of {area.name}, but the document names {found['name']}"
    if of_another_time(publication, report):
        return f"Ofsted lists it as inspected {listed.inspected}, which does not fit the document's dates"
    if monitoring:
        return None if report["outcome"].get("action") else _NO_ACTION
    if found is None:
        return "the document does not name an area that we know"
    return _unstated(report) if report["outcome"]["band"] is None else None


def _unstated(report: Mapping[str, Any]) -> str:
    """Say why a full report has no band: its words are not the standard ones, or they disagree."""
    if any(warning.startswith("outcome contradicts itself") for warning in report["warnings"]):
        return "what it says of its outcome does not fit together"
    return "its outcome is not worded in one of the three standard ways"


def of_another_time(publication: Publication, report: Mapping[str, Any]) -> bool:
    """Say whether a document's inspection is months away from the listed one, so that it is another's."""
    dates, listed = report["inspection"], publication.listed.inspected
    if not dates or not dates["start"] or listed is None:
        return False
    return abs(date.fromisoformat(dates["start"]) - listed) > SAME_INSPECTION
