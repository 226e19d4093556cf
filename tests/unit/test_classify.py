"""Kind and outcome: the standard sentences give their band, and nothing else gives any."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.domain.classify import OutcomeFound, outcome_of
from monitor.domain.kinds import kind_of
from monitor.domain.sections import split_sections
from monitor.domain.text import lines_of

FEW = settings(max_examples=30)
NEEDS = "special educational needs and/or disabilities (SEND)"
POSITIVE = (
    f"The local area partnership’s {NEEDS} arrangements typically lead to positive experiences and outcomes "
    "for children and young people with SEND. The local area partnership is taking action where improvements "
    "are needed."
)
INCONSISTENT = (
    "The local area partnership’s arrangements lead to inconsistent experiences and outcomes for children "
    f"and young people with {NEEDS}. The local area partnership must work jointly to make improvements."
)
SYSTEMIC = (
    "There are widespread and/or systemic failings leading to significant concerns about the experiences and "
    f"outcomes of children and young people with {NEEDS}, which the local area partnership must address "
    "urgently."
)
STRATEGIC = (
    "Ofsted and the Care Quality Commission (CQC) ask that the local area partnership updates and publishes "
    "its strategic plan based on the recommendations set out in this report."
)
PRIORITY = (
    "As a result of this inspection, His Majesty’s Chief Inspector requires the local area partnership to "
    "prepare and submit a priority action plan (area SEND) to address the identified areas for priority "
    "action."
)
MONITORING = "A monitoring inspection will be carried out within approximately 18 months."
FIVE = "The next full area SEND inspection will be within approximately five years."
THREE = "The next full area SEND inspection will be within approximately three years."
AGAIN = "The next full reinspection will be within approximately three years."
BOXES = {
    "typically_positive": [POSITIVE, FIVE, STRATEGIC],
    "inconsistent": [INCONSISTENT, THREE, STRATEGIC],
    "systemic_failings": [SYSTEMIC, f"{MONITORING} {AGAIN}", PRIORITY],
}
TABLE = """Areas for priority action
Responsible body Areas for priority action
Port Merrow Council Leaders should agree who pays for the ferry to clinics.
"""
HEADER = "Area SEND inspection report: Port Merrow Local Area Partnership\n3 to 7 March 2025 2\n"


def report(
    box: Sequence[str],
    *,
    title: str = "Area SEND inspection of Port Merrow Local Area Partnership",
    heading: str = "Inspection outcome\n",
    information: str = "Port Merrow Council and its health board plan services together.",
    table: str = "",
) -> str:
    return f"""Local area partnership report
{title}
Inspection dates: 3 to 7 March 2025
Date of previous inspection: 6 to 10 June 2016
{heading}{chr(10).join(box)}
Information about the local area partnership
{information}
What is it like to be a child or young person with SEND in this area?
Many children enjoy the harbour school. Their experiences and outcomes differ from street to street.
What is the area partnership doing that is effective?
◼ Nurses visit early.
What does the area partnership need to do better?
◼ Too many letters go unanswered.
{table}Areas for improvement
Leaders should answer letters.
Local area partnership details
Information about this inspection
Inspection team
"""


def judged(text: str, *more: str) -> OutcomeFound:
    return outcome_of(split_sections(lines_of([text, *more])))


def band_of(box: Sequence[str], *, systemic: bool | None = None) -> str | None:
    table = any("systemic" in part for part in box) if systemic is None else systemic
    return judged(report(box, table=TABLE if table else "")).band


def kind(text: str) -> str:
    lines = lines_of(text.split("\f"))
    return kind_of(lines, split_sections(lines)).kind


# --- the standard sentences --------------------------------------------------------------------------


@pytest.mark.parametrize("band", BOXES)
def test_canonical(band: str) -> None:
    table = TABLE if band == "systemic_failings" else ""
    found = judged(report(BOXES[band], table=table))
    assert found.band == band
    assert (found.evidence, found.page) == (BOXES[band][0].replace("’", "'"), 1)
    assert found.next.full_months == (60 if band == "typically_positive" else 36)
    assert found.next.monitoring_months == (18 if table else None)
    assert found.next.text == BOXES[band][1]
    assert found.plan == ("priority_action_plan" if table else "strategic_plan")
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("band", "old", "new"),
    [
        ("inconsistent", "needs and/or disabilities", "needs and/disabilities"),
        ("systemic_failings", "(SEND), which", "(SEND) which"),
        ("typically_positive", "and/or disabilities", "and/or disability"),
        ("typically_positive", f"{NEEDS} arrangements", "arrangements"),
        ("typically_positive", "people with SEND", f"people with {NEEDS}"),
        ("inconsistent", "three years", "3 years"),
        ("inconsistent", "will be within", "will take place within"),
        ("typically_positive", "five years", "5 years"),
        ("typically_positive", "full area", "full Area"),
        ("typically_positive", "within approximately five", "within five"),
        ("systemic_failings", "three years", "3 years"),
        ("systemic_failings", "reinspection will be", "area SEND inspection will take place"),
        ("inconsistent", "the Care Quality Commission (CQC)", "CQC"),
        ("inconsistent", "the Care Quality Commission (CQC)", "the CQC"),
        ("inconsistent", "the Care Quality Commission (CQC)", "Care Quality Commission (CQC)"),
        ("inconsistent", "the Care Quality Commission (CQC)", "the Care Quality Commission"),
        ("inconsistent", "the Care Quality Commission (CQC)", "the Quality Care Commission (CQC)"),
        ("typically_positive", "strategic plan based", "strategic plan, based"),
        ("typically_positive", "ask that the local", "ask the local"),
        ("typically_positive", "updates and publishes", "to update and publish"),
        ("systemic_failings", "His Majesty’s Chief Inspector", "HMCI"),
        ("systemic_failings", "As a result of this inspection, His Majesty’s Chief Inspector", "HMCI"),
        ("systemic_failings", "Chief Inspector requires", "Chief Inspector (HMCI) requires"),
        ("systemic_failings", "and/or", "and / or"),
        ("typically_positive", "’", "'"),
        ("inconsistent", "The local area partnership", "The Local Area Partnership"),
        ("inconsistent", "partnership’s arrangements", "partnerships’ arrangements"),
        ("typically_positive", "partnership’s special", "partnership special"),
        ("inconsistent", "local area partnership", "SEND partnership"),
        ("inconsistent", "partnership’s arrangements", "partnership ’s arrangements"),
        ("typically_positive", "partnership’s special", "partnership’ s special"),
        ("systemic_failings", "and/or systemic", "and/ or systemic"),
        ("inconsistent", "experiences and outcomes for children", "experiences and outcomes for chidren"),
        ("systemic_failings", "significant", "signficant"),
        ("typically_positive", "arrangements", "arrangments"),
        ("systemic_failings", "urgently", "urgenlty"),
        ("inconsistent", "set out in this report", "in this report"),
        ("inconsistent", "three years", "36 months"),
        ("typically_positive", "approximately five", "about five"),
        ("systemic_failings", "18 months", "eighteen months"),
        ("inconsistent", "local area partnership", "local area SEND partnership"),
    ],
)
def test_every_variant_met(band: str, old: str, new: str) -> None:
    box = [part.replace(old, new) for part in BOXES[band]]
    assert box != BOXES[band]
    found = judged(report(box, table=TABLE if band == "systemic_failings" else ""))
    assert (found.band, found.warnings) == (band, ())
    assert found.next.text == box[1]


@pytest.mark.parametrize("band", BOXES)
@pytest.mark.parametrize("who", ["We found that", "Inspectors have found that"])
def test_inspectors_may_say_that_they_found_it(band: str, who: str) -> None:
    first = f"{who} {BOXES[band][0][0].lower()}{BOXES[band][0][1:]}"
    found = judged(report([first, *BOXES[band][1:]], table=TABLE if band == "systemic_failings" else ""))
    assert (found.band, found.warnings) == (band, ())
    assert found.evidence == first.replace("’", "'")


@FEW
@given(st.sampled_from(sorted(BOXES)), st.integers(20, 120), st.booleans(), st.integers(0, 2**32))
def test_lines_and_pages_may_break_anywhere(band: str, width: int, turn: bool, seed: int) -> None:
    chance = random.Random(seed)
    words = " ".join(BOXES[band]).split()
    lines, line = [], ""
    for word in words:
        line = f"{line} {word}".strip()
        if len(line) >= width:
            lines.append(line)
            line = ""
    lines.append(line)
    if turn:
        lines.insert(chance.randrange(1, len(lines)) if len(lines) > 1 else 0, f"\f{HEADER.rstrip()}")
    pages = report(lines, table=TABLE if band == "systemic_failings" else "").split("\f")
    found = judged(*pages)
    assert (found.band, found.evidence) == (band, BOXES[band][0].replace("’", "'"))


def test_the_page_is_where_the_evidence_begins() -> None:
    front, box = report(BOXES["inconsistent"]).split("Inspection outcome\n")
    assert judged(front, f"{HEADER}Inspection outcome\n{box}").page == 2


@pytest.mark.parametrize(
    "heading",
    ["Inspection\noutcome\n", "Inspection Outcome:\n", "INSPECTION OUTCOME\n", "1. Inspection outcome\n"],
)
def test_headings_vary(heading: str) -> None:
    found = judged(report(BOXES["inconsistent"], heading=heading))
    assert (found.band, found.warnings) == ("inconsistent", ())


def test_automatic_hyphenation_is_undone() -> None:
    box = [part.replace("inconsistent", "incon\ufffesistent") for part in BOXES["inconsistent"]]
    assert band_of(box) == "inconsistent"


def test_words_that_ran_into_the_box_are_told() -> None:
    found = judged(report([*BOXES["inconsistent"], "Local area partnership report"]))
    assert found.band == "inconsistent"
    assert found.warnings == ("unfamiliar words in the outcome section: Local area partnership report",)


@pytest.mark.parametrize("band", BOXES)
@pytest.mark.parametrize(
    "said",
    [
        "Ofsted and CQC will hold an annual engagement meeting with the local area partnership.",
        "The partnership must publish its plan within 35 working days.",
        "A summary of this report for young people is available on Ofsted’s website.",
        "This inspection looked at education, health and care.",
    ],
)
def test_a_new_sentence_on_what_is_to_come_is_told_and_does_no_harm(band: str, said: str) -> None:
    found = judged(report([*BOXES[band], said], table=TABLE if band == "systemic_failings" else ""))
    assert found.band == band
    plain = said.replace("’", "'")
    assert found.warnings == (f"unfamiliar words in the outcome section: {plain}",)


@pytest.mark.parametrize(
    "heading",
    [
        "About the local area partnership",
        "Information about the Port Merrow local area partnership",
        "Information about the partnership",
        "2. Information about the local area partnership",
        "What this area is",
        "",
    ],
)
@pytest.mark.parametrize("band", BOXES)
def test_the_introduction_under_another_heading_is_not_the_outcomes(band: str, heading: str) -> None:
    said = "Port Merrow Council and its board are jointly responsible for services. In 2022 outcomes failed."
    text = report(BOXES[band], information=said, table=TABLE if band == "systemic_failings" else "")
    found = judged(text.replace("Information about the local area partnership", heading))
    assert (found.band, found.next.text, found.warnings) == (band, BOXES[band][1], ())


@pytest.mark.parametrize(
    "said",
    [
        "However, these failings are the responsibility of no one: outcomes differ.",
        f"Leaders are responsible for this. {POSITIVE}",
        "Since the last inspection outcomes have failed.",
        "Inspectors are no longer responsible for this: the report was withdrawn.",
    ],
)
def test_what_may_turn_the_outcome_round_is_no_introduction(said: str) -> None:
    text = report(BOXES["inconsistent"], information=said)
    assert judged(text.replace("Information about the local area partnership\n", "")).band is None


def test_the_priority_table_may_have_a_column_of_numbers() -> None:
    table = TABLE.replace("Responsible", "No. Responsible").replace("Port", "1 Port")
    assert judged(report(BOXES["systemic_failings"], table=table)).band == "systemic_failings"
    assert judged(report(BOXES["inconsistent"], table=table)).band is None


def test_the_columns_of_the_priority_table_may_change_places() -> None:
    table = TABLE.replace("Responsible body Areas", "Areas").replace(
        "action\nPort", "action Responsible body\nPort"
    )
    assert judged(report(BOXES["systemic_failings"], table=table)).band == "systemic_failings"


# --- never a wrong band ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "old", "new"),
    [
        ("typically_positive", "arrangements typically", "arrangements do not typically"),
        ("typically_positive", "arrangements typically", "arrangements no longer typically"),
        ("typically_positive", "lead to positive", "led to positive"),
        ("typically_positive", "typically lead", "mostly lead"),
        ("inconsistent", "arrangements lead", "arrangements do not lead"),
        ("inconsistent", "arrangements lead", "arrangements could lead"),
        ("inconsistent", "arrangements lead", "arrangements typically lead"),
        ("inconsistent", "inconsistent", "variable"),
        ("inconsistent", "for children", "for some children"),
        ("systemic_failings", "There are", "There are no longer"),
        ("systemic_failings", "There are", "There were"),
        ("systemic_failings", "systemic", "systematic"),
        ("systemic_failings", "widespread and/or systemic", "widespread"),
        ("systemic_failings", "significant", "insignificant"),
        ("inconsistent", "inconsistent", "incosistent"),
        ("inconsistent", "for children", "for a child"),
    ],
)
def test_negated_or_new_wording_is_unknown(band: str, old: str, new: str) -> None:
    box = [part.replace(old, new, 1) for part in BOXES[band]]
    found = judged(report(box, table=TABLE if band == "systemic_failings" else ""))
    assert (found.band, found.evidence, found.plan, found.next.full_months) == (None, None, None, None)
    assert found.warnings
    assert found.section is not None
    assert new in found.section


@pytest.mark.parametrize(
    "box",
    [
        [POSITIVE, INCONSISTENT, FIVE, STRATEGIC],
        [
            *BOXES["inconsistent"],
            "At the last inspection, arrangements typically lead to positive experiences.",
        ],
        ["In 2021 we said:", *BOXES["inconsistent"]],
        ["This area was inspected before.", *BOXES["inconsistent"]],
        [f"“{INCONSISTENT}”", THREE, STRATEGIC],
        [*BOXES["inconsistent"], "That was the result of 2021."],
        [*BOXES["typically_positive"], "However, this does not hold for the islands."],
        ["The arrangements are strong.", f"The last report said: {INCONSISTENT}", THREE, STRATEGIC],
        ["Overall: typically positive"],
        ["Services here meet the expected standard.", THREE, STRATEGIC],
        ["They create inconsistent experiences and outcomes.", THREE, STRATEGIC],
        ["The partnership has taken effective action on all areas for priority action."],
    ],
)
def test_quoted_mixed_or_loose_words_are_unknown(box: list[str]) -> None:
    found = judged(report(box))
    assert found.band is None
    assert found.warnings[0].startswith("outcome unknown")


@pytest.mark.parametrize("band", BOXES)
@pytest.mark.parametrize(
    "said",
    [
        "This is wrong.",
        "This is a sample.",
        "This applies to the islands alone.",
        "Far from it.",
        "So leaders told us.",
        "Quashed by the High Court.",
        "The council will appeal.",
        "A corrected report must follow.",
        "The area’s grade can be found on page 9.",
        "Inspectors now think otherwise.",
        "In the early years.",
        "Under the old council.",
        "Needs attention.",
        "The arrangements require improvement.",
        "The text above will be deleted.",
    ],
)
def test_a_new_sentence_that_may_take_the_outcome_back_withholds_it(band: str, said: str) -> None:
    first, *rest = BOXES[band]
    table = TABLE if band == "systemic_failings" else ""
    for box in ([f"{first} {said}", *rest], [*BOXES[band], said]):
        assert judged(report(box, table=table)).band is None


@pytest.mark.parametrize(
    ("rule", "box", "table"),
    [
        ("I1", [POSITIVE, THREE, STRATEGIC], ""),
        ("I1", [INCONSISTENT, FIVE, STRATEGIC], ""),
        ("I1", [INCONSISTENT, STRATEGIC], ""),
        ("I1", [INCONSISTENT, THREE.replace("three", "four"), STRATEGIC], ""),
        ("I1", [INCONSISTENT, f"{THREE} {FIVE}", STRATEGIC], ""),
        ("I2", [INCONSISTENT, f"{MONITORING} {THREE}", STRATEGIC], ""),
        ("I2", [SYSTEMIC, AGAIN, PRIORITY], TABLE),
        ("I2", [SYSTEMIC, f"{MONITORING.replace('18', '12')} {AGAIN}", PRIORITY], TABLE),
        ("I3", [POSITIVE, FIVE, PRIORITY], ""),
        ("I3", [INCONSISTENT, THREE], ""),
        ("I3", [SYSTEMIC, f"{MONITORING} {AGAIN}", STRATEGIC], TABLE),
        ("I3", [SYSTEMIC, f"{MONITORING} {AGAIN}", f"{PRIORITY} {STRATEGIC}"], TABLE),
        ("I4", BOXES["systemic_failings"], ""),
        ("I4", BOXES["systemic_failings"], "Areas for priority action\nLeaders should act.\n"),
        ("I4", BOXES["inconsistent"], TABLE),
        ("I4", BOXES["typically_positive"], "Responsible body Areas for priority action\nCouncil Act.\n"),
        ("I5", [INCONSISTENT.partition(". ")[0] + ".", THREE, STRATEGIC], ""),
        ("I5", [POSITIVE.partition(". ")[0] + ".", FIVE, STRATEGIC], ""),
        ("I5", [f"{SYSTEMIC} {INCONSISTENT.partition('. ')[2]}", f"{MONITORING} {AGAIN}", PRIORITY], TABLE),
    ],
)
def test_a_broken_invariant_withholds_the_band_and_is_named(rule: str, box: list[str], table: str) -> None:
    found = judged(report(box, table=table))
    assert found.band is None
    assert any(rule in warning for warning in found.warnings)


def test_two_outcome_sections_are_unknown() -> None:
    box = [*BOXES["inconsistent"], "Inspection outcome", *BOXES["typically_positive"]]
    assert judged(report(box)).warnings == ("outcome unknown: more than one outcome section",)


def test_the_body_may_use_the_words_of_another_band() -> None:
    said = f"In 2020 leaders wrote: {POSITIVE}"
    assert judged(report(BOXES["inconsistent"], information=said)).band == "inconsistent"


def test_a_box_without_an_end_is_unknown() -> None:
    text = report([*BOXES["inconsistent"], *["Boats sail at noon."] * 200])
    assert judged(text).band is None


WORDS = report(BOXES["systemic_failings"], table=TABLE).split()


@FEW
@given(st.integers(0, 2**32))
@example(0)
def test_shuffled_words_never_give_a_band(seed: int) -> None:
    words = WORDS.copy()
    random.Random(seed).shuffle(words)
    box = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    assert judged("\n".join(box)).band is None
    assert judged(report(box, table=TABLE)).band is None


@FEW
@given(st.sampled_from(sorted(BOXES)), st.integers(0, 2**32))
def test_shuffled_box_words_never_give_a_band(band: str, seed: int) -> None:
    words = " ".join(BOXES[band]).split()
    chance = random.Random(seed)
    shuffled = chance.sample(words, len(words))
    if " ".join(shuffled) != " ".join(words):
        assert band_of([" ".join(shuffled)], systemic=band == "systemic_failings") is None


@FEW
@given(
    st.sampled_from(sorted(BOXES)),
    st.sampled_from(["not", "never", "no longer", "rarely", "previously", "partly", "hardly", "un"]),
    st.integers(1, 20),
)
def test_a_foreign_word_in_the_band_sentence_withholds_the_band(band: str, word: str, at: int) -> None:
    words = BOXES[band][0].split()
    words.insert(at, word)
    assert band_of([" ".join(words), *BOXES[band][1:]], systemic=band == "systemic_failings") is None


@pytest.mark.parametrize("band", BOXES)
def test_another_outcome_stated_elsewhere_in_the_document_withholds_the_band(band: str) -> None:
    table = TABLE if band == "systemic_failings" else ""
    for other in BOXES:
        again = BOXES[other][0].split(". ")[0].rstrip(".") + "."
        found = judged(report(BOXES[band], information=f"In 2022 we wrote. {again}", table=table))
        assert found.band == (band if other == band else None)


def test_a_page_that_says_which_outcomes_there_are_contradicts_none() -> None:
    list_of_all = " ".join(BOXES[band][0] for band in BOXES)
    text = report(BOXES["inconsistent"], information=f"There are three outcomes. {list_of_all}")
    assert judged(text).band == "inconsistent"


@pytest.mark.parametrize("band", BOXES)
@pytest.mark.parametrize(
    "heading", ["Inspection outcomes", "Annex: inspection outcomes", "INSPECTION OUTCOME"]
)
@pytest.mark.parametrize("bullet", ["", "▪ ", "1. "])
def test_an_annex_that_says_which_outcomes_there_are_contradicts_none(
    band: str, heading: str, bullet: str
) -> None:
    annex = "\n".join([heading, *(f"{bullet}{BOXES[other][0]}" for other in BOXES)])
    text = report(BOXES[band], table=TABLE if band == "systemic_failings" else "")
    assert judged(text, annex).band == band
    assert judged(report(["The outcome is on another page."]), annex).band is None
    assert judged(annex, text).band in {band, None}


def test_an_annex_that_states_another_outcome_is_no_list() -> None:
    for other in ("typically_positive", "systemic_failings"):
        for start in ("", "▪ "):
            annex = f"Annex\n{start}{BOXES[other][0]}"
            assert judged(report(BOXES["inconsistent"]), annex).band is None


# --- the heading is missing --------------------------------------------------------------------------


@pytest.mark.parametrize("band", BOXES)
@pytest.mark.parametrize("heading", ["", "What we found\n", "Outcome\n", "Inspection outcome "])
def test_without_its_heading_the_whole_standard_text_on_the_cover_counts(band: str, heading: str) -> None:
    table = TABLE if band == "systemic_failings" else ""
    found = judged(report(BOXES[band], heading=heading, table=table))
    assert (found.band, found.page) == (band, 1)
    assert "fallback" in found.warnings[0]


@pytest.mark.parametrize(
    ("box", "heading", "information"),
    [
        (["Services meet the standard."], "Result\n", f"{INCONSISTENT} {THREE} {STRATEGIC}"),
        (BOXES["inconsistent"], "Inspection outcome (2023)\n", "Nothing."),
        (BOXES["inconsistent"], "Outcome of the inspection in 2023\n", "Nothing."),
        (BOXES["inconsistent"], "Result of the previous inspection\n", "Nothing."),
        (BOXES["inconsistent"], "They said:\n", "Nothing."),
        (BOXES["inconsistent"], "", f"The council welcomes this. {POSITIVE}"),
        ([INCONSISTENT], "", "Nothing."),
        ([INCONSISTENT, "It may change.", THREE, STRATEGIC], "", "Nothing."),
        ([f"Not so: {part}" for part in BOXES["inconsistent"]], "", "Nothing."),
        ([], "", "Nothing."),
    ],
)
def test_without_its_heading_anything_less_is_unknown(box: list[str], heading: str, information: str) -> None:
    found = judged(report(box, heading=heading, information=information))
    assert found.band is None
    assert any("outcome section not found" in warning for warning in found.warnings)


# --- kinds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Area SEND inspection of Port Merrow Local Area Partnership",
        "Area SEND inspection of the Port Merrow Local Area Partnership",
        "Area SEND inspection of Port\nMerrow Local Area Partnership",
        "Area SEND inspection of Port Merrow Local \nArea Partnership ",
        "Area SEND full inspection of St. Quill Local Area Partnership",
        "Area SEND full reinspection of Port Merrow Local Area Partnership",
        "Area SEND inspection of Port Merrow Local Area Partnership 2026",
        "Area SEND inspection of Port Merrow Local Area Partnership, March 2026",
        "Area SEND inspection of the Port Merrow SEND partnership",
        "Area SEND inspection of Port\nMerrow",
        "Area SEND inspection of Stow-on\ufffeMerrow Local Area Partnership",
    ],
)
def test_full_titles(title: str) -> None:
    assert kind(report(BOXES["inconsistent"], title=title)) == "full"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Area SEND monitoring inspection of Port Merrow Local Area Partnership", "monitoring"),
        ("Area SEND monitoring\ninspection of Port Merrow Local Area Partnership", "monitoring"),
        ("Monitoring inspection\nArea SEND inspection of Port Merrow Local Area Partnership", "monitoring"),
        ("Monitoring inspection of Port Merrow Local Area Partnership", "monitoring"),
        ("Joint local area SEND inspection in Port Merrow", "letter_2016"),
        ("Joint area SEND inspection in Port\nMerrow", "letter_2016"),
        (
            "Joint local area special educational needs and/or disabilities inspection in Kestrelshire",
            "letter_2016",
        ),
        ("Joint area SEND revisit in Port Merrow", "revisit_2018"),
        ("Joint local area SEND revisit in Port Merrow", "revisit_2018"),
        ("Joint targeted area inspection of Port Merrow", "other"),
        ("Inspection of Port Merrow children's services", "other"),
        ("Area SEND thematic visit to Port Merrow Local Area Partnership", "other"),
        ("A report on the Area SEND inspection of Port Merrow Local Area Partnership", "other"),
        ("", "other"),
    ],
)
def test_other_titles_are_never_full_even_around_a_standard_outcome(title: str, expected: str) -> None:
    assert kind(report(BOXES["inconsistent"], title=title)) == expected


def test_a_bare_cover_may_stand_before_the_title() -> None:
    assert kind(f"Inspection report\nMarch 2026\f{report(BOXES['inconsistent'])}") == "full"
    agenda = "\n".join(f"Item {n}: the harbour wall" for n in range(20))
    assert kind(f"{agenda}\f{report(BOXES['inconsistent'])}") == "other"


def test_a_full_title_without_the_parts_is_other() -> None:
    text = "Area SEND inspection of Port Merrow Local Area Partnership\nTwo papers wrote of it this week."
    lines = lines_of([text])
    found = kind_of(lines, split_sections(lines))
    assert found.kind == "other"
    assert "not its parts" in found.warnings[0]


def test_a_monitoring_visit_to_childrens_services_is_not_ours() -> None:
    assert kind("Monitoring visit\nPort Merrow children's services\nCare leavers are safe.") == "other"


def test_a_letters_prose_does_not_make_a_title() -> None:
    assert (
        kind("Dear colleagues\nThe joint local area SEND inspection in Port Merrow begins in May.") == "other"
    )
