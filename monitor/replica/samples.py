"""Sample documents for the demo and for tests: reports about invented places, made afresh as PDFs.

They have the anatomy of real ones (`domain.md` section 2) and vary as real ones do: the sentences of the
outcome box, the shapes of dates, headings that stand once or twice, bullets, titles over two lines, tables
cut by the end of a page. The same arguments give the same bytes.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from monitor.replica import sample_pages as pages
from monitor.replica import sample_texts as texts
from monitor.replica.sample_pages import Flow
from monitor.replica.sample_texts import BANDS, Finding, Place


def full_report_pdf(*, area: str, band: str, start: date, end: date, previous: str, seed: int) -> bytes:
    """Make an area SEND full inspection report of the 2023 framework.

    `band` is one of the three bands, or "unclear" for an outcome box in words nobody knows yet. `previous` is
    printed as it is.
    Raises: ValueError for another band.
    """
    if band not in BANDS:
        raise ValueError(f"band is {band!r}; it must be one of {', '.join(BANDS)}")
    rng = _dice("full", seed, area, band)
    place = texts.make_place(area, rng)
    words = texts.write_full(place, band, rng)
    sign = rng.choice(pages.BULLETS)
    days = texts.date_range(start, end, rng)
    flow = _cover(f"Area SEND inspection of {_named(area, rng)}", days, previous, rng)
    flow += pages.box("Inspection outcome", words.outcome)
    flow += [
        pages.heading("Information about the local area partnership"),
        *pages.paragraphs(words.information),
    ]
    flow += [pages.new_page()] if rng.random() < 0.5 else []
    flow += [pages.heading(_experience_heading(rng)), *pages.paragraphs(words.experience)]
    flow.append(pages.heading("What is the area partnership doing that is effective?"))
    flow += pages.bullets(words.effective, sign)
    flow.append(pages.heading("What does the area partnership need to do better?"))
    flow += pages.bullets(words.better, sign)
    flow += _priority_table(words.priorities, sign)
    flow += _improvement_table(words.improvements, sign, rng)
    flow += [pages.new_page(), *_details(place, rng), *_closing(end.year, rng)]
    prefix = rng.choice(["Area SEND inspection report", "Area SEND inspection report", "Inspection report"])
    return pages.build_pdf(flow, foot=_foot(f"{prefix}: {area} Local Area Partnership", days, rng))


def monitoring_report_pdf(*, area: str, start: date, end: date, effective: bool, seed: int) -> bytes:
    """Make an area SEND monitoring inspection report: effective action on every area, or not.

    It speaks of the earlier outcome, as such a report may, and sets none itself.
    """
    rng = _dice("monitoring", seed, area, str(effective))
    place = texts.make_place(area, rng)
    words = texts.write_monitoring(place, rng, effective=effective)
    days = texts.date_range(start, end, rng)
    initial = start.replace(day=1) - timedelta(days=rng.randint(540, 760))
    flow = _cover(f"Area SEND monitoring inspection of {_named(area, rng)}", days, f"{initial:%B %Y}", rng)
    flow += pages.box("Inspection outcome", [words.outcome])
    flow += [pages.heading("Information about this visit"), *pages.paragraphs([words.before, words.families])]
    for number, (finding, step) in enumerate(zip(words.priorities, words.steps, strict=True), start=1):
        flow.append(pages.heading(f"Area for priority action {number}"))
        flow += [*_priority_table([finding], "▪", headed=False), *pages.paragraphs([step])]
    flow += [pages.heading("What happens next"), *pages.paragraphs([words.afterwards])]
    flow += [pages.new_page(), *_details(place, rng), *_closing(end.year, rng)]
    name = f"Area SEND monitoring inspection report: {area} Local Area Partnership"
    return pages.build_pdf(flow, foot=_foot(name, days, rng))


def other_report_pdf(*, title: str, area: str, published: date, seed: int) -> bytes:
    """Make a report that is not about area SEND, in the style of a children's services inspection.

    Visits come without grades. Some words mean trouble for a careless reader: "effective action",
    "widespread", "sufficient progress".
    """
    rng = _dice("other", seed, area, title)
    place = texts.make_place(area, rng)
    words = texts.write_other(place, rng)
    monday = published - timedelta(days=published.weekday() + 7 * rng.randint(5, 8))
    days = texts.date_range(monday, monday + timedelta(days=4), rng)
    lead = texts.make_people(1, rng)[0]
    flow: Flow = [pages.title(title), pages.lines([f"Inspection dates: {days}", f"Lead inspector: {lead}"])]
    sections = _SERVICE_SECTIONS
    if "visit" not in title.lower():
        rows = [
            [pages.cell(name), pages.cell(grade)] for name, grade in zip(sections, words.grades, strict=True)
        ]
        flow += pages.table(["Judgement", "Grade"], rows, [0.66, 0.34])
    flow += pages.paragraphs([words.opening])
    flow += [pages.heading("What needs to improve?"), *pages.bullets(words.improve, "◼")]
    share = len(words.findings) // len(sections)
    for index, name in enumerate(sections):
        flow += [pages.heading(name), *pages.paragraphs(words.findings[index * share : (index + 1) * share])]
    flow += [pages.new_page(), *_last_page(published.year, rng)]
    return pages.build_pdf(flow, foot=(title, days))


_SERVICE_SECTIONS = (
    "The experiences and progress of children who need help and protection",
    "The experiences and progress of children in care",
    "The experiences and progress of care leavers",
    "The impact of leaders on social work practice with children and families",
)


def _dice(*parts: str | int) -> Random:
    """Give the only source of variety: nothing here is secret, and the same parts give the same document."""
    return Random("|".join(map(str, parts)))  # noqa: S311


def _named(area: str, rng: Random) -> str:
    return f"{'the ' if rng.random() < 0.08 else ''}{area} Local Area Partnership"


def _cover(title: str, days: str, previous: str, rng: Random) -> Flow:
    line = rng.choice(["Local area partnership report", "Local Area Partnership report"])
    label = rng.choice(
        ["Dates of previous inspection:", "Dates of previous inspection:", "Date of previous inspection:"]
    )
    flow = [*pages.paragraphs([line], small=True), pages.title(title, indent=rng.choice([0, 10, 25, 40, 55]))]
    if rng.random() < 0.2:  # the values stand under their labels
        return [*flow, pages.lines(["Inspection dates:", days]), pages.lines([label, previous])]
    return [*flow, *pages.paragraphs([f"Inspection dates: {days}", f"{label} {previous}"])]


def _experience_heading(rng: Random) -> str:
    spelt = "special educational needs and/or disabilities (SEND)" if rng.random() < 0.2 else "SEND"
    return f"What is it like to be a child or young person with {spelt} in this area?"


def _priority_table(findings: Sequence[Finding], sign: str, *, headed: bool = True) -> Flow:
    if not findings:
        return []
    rows = [[pages.cell(item.bodies), _finding(item, sign)] for item in findings]
    ruled = pages.table(["Responsible body", "Areas for priority action"], rows, [0.33, 0.67])
    return [*pages.table_heading("Areas for priority action"), *ruled] if headed else ruled


def _improvement_table(findings: Sequence[Finding], sign: str, rng: Random) -> Flow:
    """Set the table under a heading and a head row that say the same, or under one of the two."""
    name = "Areas for improvement"
    rows = [[_finding(item, sign)] for item in findings]
    shape = rng.choice(["both", "both", "both", "head row", "heading"])
    flow = pages.table([name] if shape != "heading" else [], rows, [1.0])
    return flow if shape == "head row" else [*pages.table_heading(name), *flow]


def _finding(item: Finding, sign: str) -> Flow:
    return [*pages.cell(item.text), *pages.bullets(item.points, sign, in_cell=True)]


def _details(place: Place, rng: Random) -> Flow:
    director, *chiefs = texts.make_people(1 + len(place.boards), rng)
    host = place.area.lower().replace(" ", "")
    boards = [name.removeprefix("NHS ").removesuffix(" Integrated Care Board") for name in place.boards]
    rows = [
        (place.council, *place.boards),
        (f"{director}, Director of Children’s Services", *(f"{name}, Chief Executive" for name in chiefs)),
        (f"www.{host}.example", *(f"www.{name.lower().replace(' ', '')}.example" for name in boards)),
        (
            f"1 {place.street}|{place.area}|ZZ1 1AA",
            *(f"{40 + len(name)} {place.street}|ZZ2 2BB" for name in boards),
        ),
    ]
    cells = [[_lines([left]), _lines(right)] for left, *right in rows]
    heads = rng.choice(
        [("Local authority", "Integrated care board"), ("Local Authority", "Integrated Care Board")]
    )
    return [pages.heading("Local area partnership details"), *pages.table(heads, cells, [0.5, 0.5])]


def _lines(texts: Sequence[str]) -> Flow:
    return [part for text in texts for line in text.split("|") for part in pages.cell(line)]


def _closing(year: int, rng: Random) -> Flow:
    about, _ = texts.closing_words(rng)
    names = texts.make_people(5, rng)
    lead = rng.choice(["Lead inspector", "Lead Inspector", "lead inspector"])
    rows = [
        [pages.cell("Ofsted", bold=True), pages.cell("Care Quality Commission", bold=True)],
        [pages.cell(f"{names[0]}, HMI, Ofsted {lead}"), pages.cell(f"{names[1]}, CQC {lead}")],
        [pages.cell(f"{names[2]}, Ofsted HMI"), pages.cell(f"{names[3]}, CQC inspector")],
        [pages.cell(f"{names[4]}, Ofsted Inspector"), []],
    ]
    flow = [pages.heading("Information about this inspection"), *pages.paragraphs(about)]
    flow += [pages.heading("Inspection team"), *pages.columns(rows), pages.new_page()]
    return [*flow, *_last_page(year, rng)]


def _last_page(year: int, rng: Random) -> Flow:
    _, last = texts.closing_words(rng)
    return pages.paragraphs([*last, f"© Crown copyright {year}"], small=True)


def _foot(name: str, days: str, rng: Random) -> tuple[str, ...]:
    """Give the lines at the foot of a page: name and dates on one line or on two."""
    joined = rng.choice([f"{name}, {days}", f"{name} {days}"])
    return (joined,) if rng.random() < 0.4 and len(joined) < 100 else (name, days)
