"""Says that something expected of an area is near: a reminder of a date, and what that date rests on."""

from collections.abc import Sequence

from monitor.domain.deadlines import Expected
from monitor.domain.events import Event
from monitor.domain.outcome import LABELS, Band
from monitor.domain.wording import PARTNERSHIP, spoken_date, spoken_range
from monitor.notify.facts import area_name, mapping
from monitor.notify.note import Link, Note, Part
from monitor.notify.plain import a_date, plain, web_address
from monitor.notify.report_notes import NOT_OFSTED, why

_PLANS: dict[str, str] = {
    Expected.PRIORITY_ACTION_PLAN: "been submitted",
    Expected.STRATEGIC_PLAN: "been published",
}


def deadline_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the message that reminds of a date."""
    data = mapping(event.data)
    area, title, when = area_name(data, {}), plain(data.get("title")), plain(data.get("when"))
    done = _PLANS.get(plain(data.get("what")))
    heading = f"{_whose(area) if done else area}: {title} {_expected(when)}"
    return Note(
        subject=f"{heading} (a reminder)",
        heading=heading,
        intro=(
            plain(data.get("text"), 900),
            "This is a reminder of a date, not news of an inspection. You need do nothing.",
            *((f"“The partnership” is the {PARTNERSHIP}.",) if done else ()),
            f"We do not know whether it has {done or 'taken place'} already.",
        ),
        parts=(
            *_inspection(mapping(data.get("inspection"))),
            *_links(area, data.get("file_url"), data.get("page_url")),
            why(recipients),
        ),
        small=(NOT_OFSTED,),
    )


def _whose(area: str) -> str:
    """Name the partnership, whose duty a plan is; the reader has none."""
    ending = "'" if area.endswith("s") else "'s"
    return f"{area}{ending} partnership"


def _expected(when: str) -> str:
    return when if when.startswith("was due") else f"expected {when}"


def _inspection(follows: object) -> tuple[Part, ...]:
    found = mapping(follows)
    start, end, published = (a_date(found.get(key)) for key in ("start", "end", "published"))
    rows = []
    if found.get("band") in set(Band):
        rows.append(("What it found", LABELS[Band(str(found["band"]))]))
    if start and end and start <= end:
        rows.append(("Inspectors visited", spoken_range(start, end)))
    if published:
        rows.append(("Report published", spoken_date(published)))
    return (Part("The last full inspection", facts=tuple(rows)),) if rows else ()


def _links(area: str, file_url: object, page_url: object) -> tuple[Part, ...]:
    found = (
        ("That report (PDF)", web_address(file_url)),
        (f"Ofsted's page for {area}", web_address(page_url)),
    )
    links = tuple(Link(label, url) for label, url in found if url)
    return (Part("Where to read the report", links=links),) if links else ()
