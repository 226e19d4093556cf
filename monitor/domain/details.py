"""Who answers for the area and who led the inspection: the last parts of a report.

Names are as printed, of the table "Local area partnership details" and the list of the inspection team
(`domain.md` 2.6). Councils print their name in many ways, inspectors their title in more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.domain.bodies import bodies_in, is_health, looks_like_bodies, mixed_up
from monitor.domain.report import LeadInspectors
from monitor.domain.sections import Heading, Section
from monitor.domain.tables import Table
from monitor.domain.text import BULLET, Line, flow

_LABEL = re.compile(
    r"(?:Name of (?:the )?)?(?P<what>(?:local )?authority|(?:NHS )?(?:ICB|integrated care board)s?)"
    r"(?: name)?\s*:\s*",
    re.I,
)
_COLUMNS = re.compile(
    r"local authorit(?:y|ies):?|(?:NHS )?integrated care boards?(?:\(s\))?:?|"
    r"local authorit(?:y|ies):? (?:NHS )?integrated care boards?(?:\(s\))?:?",
    re.I,
)
_OFFICER = re.compile(
    r"\b(?:director|chief|ceo|executive|officer|lead\b|leader|head of|accountable|interim|acting|"
    r"managing|councillor|cllr)|www\.|https?:|@|\.(?:gov|nhs|org|co)\.|\.uk\b|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    re.I,
)
_JOINTLY = re.compile(
    r"(?:^|[.!?] )(?P<who>[^.!?]{5,300}?),? (?:(?:are|is)(?: jointly)? responsible|share responsibility)\b"
)
_COUNCIL_END = re.compile(r"(?<=Council) (?=[A-Z])")
_WHOLE_BOARD = re.compile(r".*\b(?:ICB|Board)\)?")
_MOST_BOARDS = 4  # real reports name one to three
_MOST_LINES = 8  # of names
_TEAM_END = re.compile(r"The Office for Standards in Education|Ofsted\) regulates|If you would like a copy")
_ROLE_WORDS = (
    r"HMIs?|HM|Ofsted|CQC|His|Her|Majesty's|Majesty’s|Lead|Inspectors?|Care|Quality|Commission|Inspection|"
    r"Team|Social|Education|Children's|Services?|Senior|Deputy|The|And|For|Of"
)
_NAME_PART = rf"(?!(?:{_ROLE_WORDS})\b)[^\W\d_a-zà-ÿ](?:[^\W\d_]|['.\-])*"
_NAME = rf"(?<![\w'-]){_NAME_PART}(?: (?:(?:de|da|di|van|von|der|den|la|le|al|bin) ?)*{_NAME_PART}){{1,4}}"
_ROLE = (
    r"(?i:(?:HMIs?|HM Inspector|(?:His|Her) Majesty's Inspector|Ofsted|CQC|Care Quality Commission|"
    r"children's services|social care|education|health|senior|inspector|and|[,()–-]|\s)*?)"
)
_LEADS = (
    re.compile(
        rf"(?P<name>{_NAME})[,\s(](?P<role>{_ROLE})(?:[\s,(–-]|\b)"
        r"(?P<lead>(?i:(?:joint |co-)?lead (?:(?:CQC|Ofsted|children's services|education|health) ){0,2}"
        r"(?:inspector|HMI))\b)"
        r"(?P<after>,? (?i:(?:for |from )?(?:the )?(?:Ofsted|CQC|Care Quality Commission)))?"
        r"(?!,)"
    ),
    re.compile(
        r"(?i:(?P<lead>lead inspectors?)"
        r"(?P<role>(?: for| from|,|\s|\(|\)|Ofsted|CQC|Care Quality Commission)*?))"
        rf":\s*(?P<name>{_NAME})(?P<after>,? (?:HMI,? )?(?:Ofsted|CQC|Care Quality Commission))?"
    ),
)
_HEADS = {
    "ofsted": "ofsted",
    "care quality commission": "cqc",
    "cqc": "cqc",
}  # of a list, on a line of its own
_BOTH_HEADS = re.compile(r"Ofsted:? (?:Care Quality Commission|CQC)\b")
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame)\.? ")


@dataclass(frozen=True, slots=True)
class PartnershipFound:
    """The bodies of the details table, and what could not be read of it."""

    local_authorities: tuple[str, ...] = ()
    integrated_care_boards: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def partnership_of(sections: Sequence[Section], tables: Sequence[Table]) -> PartnershipFound:
    """Read the local authorities and integrated care boards: from the drawn table, else from the text."""
    councils, boards = _from_tables([t for t in tables if t.heading is Heading.DETAILS])
    if not (councils and boards):
        councils, boards = _from_text(sections)
    warnings = []
    if not councils or any(mixed_up(name, health=False) for name in councils):
        councils = ()
        warnings.append("local authority not read")
    if not 1 <= len(boards) <= _MOST_BOARDS or any(mixed_up(name, health=True) for name in boards):
        boards = ()
        warnings.append("integrated care board not read")
    return PartnershipFound(councils, boards, tuple(warnings))


def leads_of(sections: Sequence[Section]) -> tuple[LeadInspectors, tuple[str, ...]]:
    """Read the lead inspectors of both inspectorates, and say which could not be read."""
    found: dict[str, list[str]] = {"ofsted": [], "cqc": [], "": []}
    for head, text in _team_lists([line for s in sections if s.heading is Heading.TEAM for line in s.lines]):
        for match in sorted((m for form in _LEADS for m in form.finditer(text)), key=re.Match.start):
            about = " ".join(filter(None, match.group("role", "lead", "after"))).lower()
            found[_inspectorate(about) or head].append(_HONORIFIC.sub("", match["name"]).strip())
        if len(found[""]) == 2 and not found["ofsted"] and not found["cqc"] and _BOTH_HEADS.search(text):
            found["ofsted"], found["cqc"] = found[""][:1], found[""][1:]  # one in each column
    ofsted, cqc = (tuple(dict.fromkeys(found[who])) for who in ("ofsted", "cqc"))
    warnings = [
        f"lead inspector of {who} not read"
        for who, names in (("Ofsted", ofsted), ("the Care Quality Commission", cqc))
        if not names
    ]
    return LeadInspectors(ofsted, cqc), tuple(warnings)


def _team_lists(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Give the lists of the inspection team, each with whose it is; "" where both stand in one."""
    heads = [
        (at, _HEADS[word])
        for at, line in enumerate(lines)
        if (word := line.text.lower().rstrip(":")) in _HEADS
    ]
    apart = len(heads) == 2 and heads[0][1] != heads[1][1] and heads[1][0] - heads[0][0] > 1
    for (start, head), (end, _) in pairwise([(0, ""), *(heads if apart else ()), (len(lines), "")]):
        yield head, _TEAM_END.split(flow(lines[start:end]))[0].replace(BULLET, "")


def _inspectorate(about: str) -> str:
    """Tell whose inspector a role is; "" if it does not say."""
    if "cqc" in about or "care quality" in about:
        return "cqc"
    return "ofsted" if "ofsted" in about or "hmi" in about or "majesty" in about else ""


def _from_tables(tables: Sequence[Table]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the first row below the column names; labels inside the cells do as well."""
    columns: dict[str, list[Line]] = {"authority": [], "boards": []}
    for table in tables:
        if not table.rows or any(columns.values()):
            continue
        for column, cell in enumerate(table.rows[0]):
            role = table.roles[column] if column < len(table.roles) else None
            label = _LABEL.match(cell.text)
            if label:
                role = "authority" if "authority" in label["what"].lower() else "boards"
            if role in columns:
                columns[role] += _names(cell.lines)
    return bodies_in(columns["authority"]), bodies_in(columns["boards"])


def _names(lines: Iterable[Line]) -> list[Line]:
    """Give the lines of names at the start of a cell, without label, up to an officer or an address."""
    found: list[Line] = []
    for line in lines:
        text = _LABEL.sub("", line.text).removeprefix(BULLET)
        if found and _OFFICER.search(text):
            break
        if text:
            found.append(Line(text, line.page))
    return found


def _from_text(sections: Sequence[Section]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the names from lines that hold both columns; the introduction may tell where a council's ends."""
    lines = [line for s in sections if s.heading is Heading.DETAILS for line in s.lines]
    names: list[Line] = []
    for line in lines:
        if not names and _COLUMNS.fullmatch(line.text):
            continue
        if _OFFICER.search(line.text) or len(names) == _MOST_LINES:
            break
        names.append(line)
    text = flow(names)
    introduction = " ".join(s.text for s in sections if s.heading is Heading.INFORMATION)
    jointly = _JOINTLY.search(introduction)
    known = bodies_in([Line(jointly["who"], 1)]) if jointly else ()
    council = next((name for name in known if not is_health(name) and text.startswith(f"{name} ")), "")
    if council:
        found: tuple[str, ...] = (council, *bodies_in([Line(text.removeprefix(council).strip(), 1)]))
    else:
        found = bodies_in([Line(part, 1) for part in _COUNCIL_END.split(text)])
    whole = [end[0] if (end := _WHOLE_BOARD.match(name)) else name for name in found]
    boards = tuple(name for name in whole if is_health(name))
    if not all(_WHOLE_BOARD.fullmatch(name) or name in known for name in boards):
        # An officer's name may stand behind it, unless the introduction says where it ends.
        boards = tuple(name for name in known if is_health(name) and boards[0].startswith(f"{name} "))
    councils = tuple(name for name in whole if not is_health(name))
    known_apart = councils == (council,) or looks_like_bodies(councils)
    return (councils, boards) if known_apart else ((), ())
