"""The record of a report whose document could not be read, which is told all the same."""

from collections.abc import Mapping
from typing import Any

from monitor.domain.publication import Publication


def unread_report(publication: Publication, why: str) -> dict[str, Any]:
    """Give the record of a report whose document cannot be read: all that the listing tells, and no more."""
    listed = publication.listed
    return {
        "pages": None,
        "kind": listed.kind.value,
        "framework": "2023",
        "area": None,
        "partnership": None,
        "inspection": None,
        "previous_inspection": None,
        "outcome": {"band": None, "evidence": None, "page": None},
        "next": {"full_months": None, "monitoring_months": None, "text": None},
        "plan": None,
        "warnings": [why],
    }


def why_unread(report: Mapping[str, Any]) -> str | None:
    """Say why a document could not be read, or None if it was."""
    return str(report["warnings"][0]) if report["pages"] is None else None
