"""Which areas a story names: nested names, bodies, words, places abroad, what is left out."""

from typing import Any

import pytest

from monitor.domain.news_places import Story, places
from tests.unit.test_triage import NAMES


def found(title: str, summary: str = "", body: str = "", **more: Any) -> list[str]:
    story = Story(title, summary, body, NAMES.read(title), NAMES.read(summary))
    return [area.name for area in places(story, NAMES, **more).areas]


def named(title: str, *, summary: str = "", body: str = "", covers: tuple[str, ...] = ()) -> list[str]:
    ids = frozenset(area.id for area in NAMES.areas if area.name in covers)
    return found(title, summary, body, covers=ids)


def published(url: str = "", feed: str = "") -> list[str]:
    return found("Area SEND inspection report published", url=url, feed=feed)


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("South Gloucestershire SEND", ["South Gloucestershire"]),
        ("Gloucestershire SEND", ["Gloucestershire"]),
        ("Central Bedfordshire SEND", ["Central Bedfordshire"]),
        ("Nottinghamshire and Nottingham SEND", ["Nottinghamshire", "Nottingham"]),
        ("Northamptonshire SEND services", []),
        ("West Northants SEND", ["West Northamptonshire"]),
        ("Telford & Wrekin SEND", ["Telford and Wrekin"]),
        ("Stoke on Trent SEND", ["Stoke-on-Trent"]),
        ("STOCKTON-ON-TEES SEND", ["Stockton-on-Tees"]),
        ("Newcastle-under-Lyme SEND", []),
        ("Newcastle SEND services", ["Newcastle upon Tyne"]),
        ("Bury St Edmunds SEND school", []),
        ("Minister issues improvement notice to Bury over SEND", ["Bury"]),
        ("Vow to bury bad SEND news", []),
        ("Devon and Torbay: SEND report for Torbay published", ["Torbay"]),
        ("Devon and Torbay: SEND reports published", ["Devon", "Torbay"]),
        ("Devon: SEND report for Torbay published", ["Devon", "Torbay"]),
        ("Torbay Council and Devon ICB respond to SEND report", ["Torbay"]),
        ("Kentish SEND and Derbyish Ofsted", []),
        ("Bristol's SEND", ["Bristol"]),
        ("BANES SEND", ["Bath and North East Somerset"]),
        ("Greater Manchester SEND", []),
        ("East and West Sussex SEND", ["East Sussex", "West Sussex"]),
        ("North & West Northamptonshire SEND", ["North Northamptonshire", "West Northamptonshire"]),
        ("South and West Yorkshire SEND", []),
        ("Poole SEND services", ["Bournemouth, Christchurch and Poole"]),
        ("Bath SEND services", ["Bath and North East Somerset"]),
        ("Hove SEND services", ["Brighton and Hove"]),
        ("Hammersmith and Fulham SEND services", ["Hammersmith and Fulham"]),
        ("SEND leaders in Westminster and Kensington", ["Westminster", "Kensington and Chelsea"]),
        ("Chester-le-Street SEND", []),
    ],
)
def test_the_longest_whole_name_counts(title: str, areas: list[str]) -> None:
    assert named(title) == areas


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("NHS Hampshire and Isle of Wight on SEND", []),
        ("NHS Kent and Medway responds on SEND", []),
        ("Norfolk and Waveney ICB on SEND in Norfolk", ["Norfolk"]),
        ("Bath and North East Somerset, Swindon and Wiltshire Integrated Care Board on SEND", []),
        ("Mid and South Essex Integrated Care Board on SEND", []),
        ("Essex Partnership University Trust (EPUT) on SEND", []),
        ("Leicestershire Partnership NHS Trust on Rutland SEND", ["Rutland"]),
        ("Kent Police and SEND", []),
        ("Durham University on SEND", []),
        ("Southend SEND partnership", ["Southend-on-Sea"]),
        ("Warrington Local Area Partnership", ["Warrington"]),
    ],
)
def test_the_names_of_other_bodies_are_taken_out(title: str, areas: list[str]) -> None:
    assert named(title) == areas


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("Reading scores of SEND pupils rise", []),
        ("A report that makes for grim reading on SEND", []),
        ("SEND services in Reading", ["Reading"]),
        ("Reading Borough Council on SEND", ["Reading"]),
        ("Council tries to Bury SEND report", []),
        ("Bury SEND partnership", ["Bury"]),
        ("Cllr John Bury on SEND", []),
        ("Mrs Kent speaks on SEND", []),
        ("SEND debate in Westminster as MPs vote", []),
        ("Westminster council on SEND", ["Westminster"]),
        ("Kent, Ohio special needs schools", []),
        ("Essex County, NJ special needs report", []),
        ("Durham NC special needs", []),
        ("New Hampshire special needs", []),
        ("Kent school district special education lawsuit", []),
        ("Kent SEND services, says Ofsted", ["Kent"]),
        ("Newcastle families on Staffordshire SEND", ["Staffordshire"]),
        ("North Yorkshire: Richmond parents on SEND", ["North Yorkshire"]),
        ("Kingston and Richmond SEND", ["Kingston upon Thames", "Richmond upon Thames"]),
        ("DfE issues Slough with SEND notice", ["Slough"]),
        ("MP reacts to SEND report on Slough", ["Slough"]),
        ("SEND bath time for Wigan pupils", ["Wigan"]),
        ("Leicester Tigers and Sheffield Wednesday star in SEND day", []),
    ],
)
def test_a_name_that_is_also_something_else_needs_company(title: str, areas: list[str]) -> None:
    assert named(title) == areas


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("Barking mad: parents on SEND inspectors", []),
        ("SEND inspectors on a revisit to Halton", ["Halton"]),
        ("Children with SEND enjoy bath time, inspectors find", []),
        ("Windsor, Ontario: SEND inspection", []),
    ],
)
def test_a_word_or_another_town_is_no_area_in_any_paper(title: str, areas: list[str]) -> None:
    assert named(title) == areas


def test_a_part_of_a_joint_name_is_its_area_only_where_the_paper_covers_it() -> None:
    assert named("Chester SEND services") == ["Cheshire West and Chester"]
    assert named("Chester SEND services", covers=("Durham",)) == []


def test_a_doubtful_name_is_settled_by_what_the_paper_covers() -> None:
    title = "Newcastle SEND services criticised"
    assert named(title, covers=("Stoke-on-Trent", "Staffordshire")) == []
    assert named(title, covers=("Newcastle upon Tyne", "Gateshead")) == ["Newcastle upon Tyne"]
    assert named("Torbay SEND services", covers=("Kent",)) == ["Torbay"]


@pytest.mark.parametrize(
    ("title", "areas"),
    [
        ("Lancashire SEND (excluding Blackpool and Blackburn with Darwen)", ["Lancashire"]),
        ("Torbay SEND report follows in footsteps of neighbouring Devon", ["Torbay"]),
        ("Unlike Devon, Torbay is praised for SEND", ["Torbay"]),
        ("Torbay SEND worse than Plymouth", ["Torbay"]),
        ("Torbay praised for SEND while Plymouth awaits its report", ["Torbay"]),
        ("SEND report: how Torbay compares with Devon", ["Torbay"]),
        ("Former Devon SEND chief to lead Torbay", ["Torbay"]),
        ("SEND report: Torbay director used to work in Devon", ["Torbay"]),
        ("Norfolk and Suffolk NHS trust responds to SEND report on Torbay", ["Torbay"]),
        ("Leicester Square protest over SEND in Torbay", ["Torbay"]),
    ],
)
def test_what_the_text_leaves_out_or_compares_with_is_no_subject(title: str, areas: list[str]) -> None:
    assert named(title) == areas


@pytest.mark.parametrize(
    "title",
    [
        "Crowd gathers outside Torbay council offices over SEND report",
        "SEND parents protest outside Torbay Town Hall",
        "Anger outside Torbay's civic centre at SEND inspection",
    ],
)
def test_people_outside_a_council_s_building_leave_no_area_out(title: str) -> None:
    assert named(title) == ["Torbay"]


def test_an_inspection_or_report_of_an_area_in_the_text_names_it_without_its_council() -> None:
    assert named("SEND report out", body="The Ofsted report on Warwickshire was published.") == [
        "Warwickshire"
    ]
    assert named("SEND report out", body="Inspectors looked at SEND services in Wigan.") == ["Wigan"]
    assert named("SEND report out", body="A family from Wigan was not surprised.") == []


def test_without_a_name_in_the_title_the_summary_then_the_council_in_the_text_decides() -> None:
    title = "Borough SEND services slated"
    assert named(title, summary="Slough Borough Council has been criticised.") == ["Slough"]
    body = "Slough Borough Council said sorry.\nFamilies in Slough and in Windsor and Maidenhead spoke."
    assert named(title, body=body) == ["Slough"]


def test_two_councils_in_a_text_of_equal_weight_are_none() -> None:
    body = "Bosses differ.\nSlough Borough Council said no. Reading Borough Council said yes."
    assert named("SEND row", body=body) == []


def test_several_areas_that_the_first_paragraph_names_are_all_the_subject() -> None:
    body = (
        "Oldham, Medway and Torbay were told to improve SEND services.\n"
        "Oldham Council, Medway Council and Torbay Council said that they would."
    )
    assert named("Three more councils slammed", body=body) == ["Oldham", "Medway", "Torbay"]


def test_a_council_beside_a_health_board_in_a_text_is_still_the_council() -> None:
    body = "Birmingham City Council and NHS Birmingham and Solihull welcome the SEND report."
    assert named("Report published", body=body) == ["Birmingham"]


def test_links_to_other_stories_are_no_text() -> None:
    assert named("SEND", body="READ MORE: Kent County Council in the red\nParents met.") == []


@pytest.mark.parametrize(
    "more",
    [
        {"url": "https://www.rochdale.gov.uk/news/1"},
        {"feed": "Rochdale Council"},
        {"feed": "Rochdale Borough Council papers"},
    ],
)
def test_a_council_speaks_of_its_own_area(more: dict[str, str]) -> None:
    assert published(**more) == ["Rochdale"]


@pytest.mark.parametrize(
    "more",
    [{"url": "https://[bad"}, {"url": "https://www.gov.uk/x"}, {"feed": "NHS Birmingham and Solihull"}],
)
def test_other_publishers_say_nothing_of_the_area(more: dict[str, str]) -> None:
    assert published(**more) == []
