"""Makes the documents of a replica that has no real ones: full reports where a band is known, or stubs."""

from datetime import timedelta

from monitor.replica.records import FULL, Provider, Report
from monitor.replica.samples import full_report_pdf
from monitor.replica.stub_pdf import stub_pdf

WEEK_ON_SITE = timedelta(days=4)


def make_pdf(report: Report, provider: Provider) -> bytes:
    """Make the document of a listed report."""
    if report.title != FULL or report.band is None:
        return stub_pdf(report, provider)
    return full_report_pdf(
        area=provider.area,
        band=report.band,
        start=report.inspected,
        end=report.inspected_end or report.inspected + WEEK_ON_SITE,
        previous=_previous(report, provider),
        seed=int(report.file_id) + report.revision,
    )


def _previous(report: Report, provider: Provider) -> str:
    earlier = [r for r in provider.reports if r.title == FULL and r.inspected < report.inspected]
    if not earlier:
        return "Not previously inspected"
    last = max(earlier, key=lambda r: r.inspected)
    end = last.inspected_end or last.inspected + WEEK_ON_SITE
    first_day = f"{last.inspected.day} {last.inspected:%B}"
    return f"{first_day} to {end.day} {end:%B %Y}"
