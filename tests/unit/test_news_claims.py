"""What counts as a claim of an outcome, and what does not however much it sounds like one."""

import random
from datetime import date

import pytest

from monitor.domain.news import NewsItem
from monitor.domain.outcome import Band
from monitor.domain.triage import triage
from tests.unit.test_triage import NAMES

TITLE = "Ofsted and CQC report on SEND services in Torbay"
SYSTEMIC, MIDDLE, POSITIVE = Band.SYSTEMIC_FAILINGS, Band.INCONSISTENT, Band.TYPICALLY_POSITIVE


def claimed(body: str, published: date | None = date(2025, 3, 7)) -> Band | None:
    claim = triage(NewsItem(TITLE, body=body, published=published), NAMES).claim
    return claim.band if claim else None


@pytest.mark.parametrize(
    ("body", "band"),
    [
        (
            "The partnership's arrangements lead to inconsistent experiences and outcomes for children.",
            MIDDLE,
        ),
        ("“inconsistent experience and outcomes”, the report says.", MIDDLE),
        ("Arrangements typically lead to positive experiences and outcomes.", POSITIVE),
        ("The area has “typically positive experiences and outcomes”.", POSITIVE),
        ("There are widespread and/or systemic failings leading to significant concerns.", SYSTEMIC),
        ("Inspectors found widespread, systemic failings.", SYSTEMIC),
        ("Inspectors found widespread and systematic failings.", SYSTEMIC),
        ("It was the lowest of three possible outcomes.", SYSTEMIC),
        ("It was placed in the lowest category out of the three.", SYSTEMIC),
        ("The partnership obtained the middle outcome on the scale.", MIDDLE),
        ("The service was ranked in the middle of three bands.", MIDDLE),
        ("It was given the highest possible rating.", POSITIVE),
        ("It was given the highest possible inspection outcome.", POSITIVE),
        ("The inspection in December 2024 found widespread and systemic failings.", SYSTEMIC),
        ("Torbay, part of Devon, has widespread and systemic failings.", SYSTEMIC),
        ("Torbay and NHS Devon accept that it is the lowest of the three outcomes.", SYSTEMIC),
        ("The director of children's services was glad of the middle of three outcomes.", MIDDLE),
        ("It was judged to be in the middle of Ofsted's three categories.", MIDDLE),
        ("Labour welcomed the report, which gave the area the middle outcome.", MIDDLE),
        ("Parents spoke of the widespread and systemic failings found by Ofsted.", SYSTEMIC),
        ("Torbay is once again the highest of the three outcomes.", POSITIVE),
        ("Torbay is one of only four areas with the highest of the three outcomes.", POSITIVE),
    ],
)
def test_a_standard_phrase_or_a_place_on_the_scale_is_a_claim(body: str, band: Band) -> None:
    assert claimed(body) is band


@pytest.mark.parametrize(
    "body",
    [
        "The damning report found serious failings and inconsistencies. Families were furious.",
        "There were many positive outcomes, and positive experiences of nurseries.",
        "Children have inconsistent experiences. Outcomes are poor.",
        "The report card gave “Urgent improvement” for inclusion and “Needs attention” for attendance.",
        "Inspectors found systemic failings.",
        "The previous inspection found widespread and systemic failings.",
        "In 2019 inspectors found widespread and systemic failings.",
        "A full inspection in 2021 identified “widespread and systemic failings”.",
        "The report of January 2024 spoke of widespread and systemic failings.",
        "In 2024, there were widespread and systemic failings.",
        "Devon was found to have widespread and systemic failings.",
        "Neighbouring Plymouth got the middle of three outcomes.",
        "Unlike Torbay, Devon was given the highest possible rating.",
        "Most areas have inconsistent experiences and outcomes.",
        "Some councils got the lowest of the three ratings.",
        "There are three possible outcomes: typically positive experiences and outcomes, inconsistent "
        "experiences and outcomes, and widespread and/or systemic failings.",
        "Outcomes can be typically positive experiences and outcomes.",
        "The three outcomes are:\n- typically positive experiences and outcomes\n"
        "- inconsistent experiences and outcomes\n- widespread and/or systemic failings",
        "The service did not get the lowest of the three ratings.",
        "Leaders feared the lowest of the three ratings.",
        "It narrowly avoided the lowest of three outcomes.",
        "It could be given the highest possible rating.",
        "The council had hoped for the highest possible rating.",
        "Children had widespread failings in care. The best of all three schools won.",
        "READ MORE: Widespread and systemic failings found",
        "It follows a report which found widespread and systemic failings.",
        "The area had been given the lowest of the three outcomes.",
        "Services climbed out of the lowest of three outcomes.",
        "Its services were once the lowest of three.",
        "It means the borough leaves behind the lowest of three outcomes.",
        "When Ofsted visited before, it found widespread and systemic failings.",
        "In its last full inspection the borough received the lowest of three outcomes.",
        "The council has tackled widespread and systemic failings.",
        "Widespread and systemic failings have been put right.",
        "The bay has left behind its widespread and systemic failings.",
        "Only last spring it was told of widespread and/or systemic failings.",
        "It comes after widespread and systemic failings were found.",
        "The middle outcome is for areas where experiences vary.",
        "Councillors asked how to get the highest of the three outcomes.",
        "Parents say children have inconsistent experiences and outcomes.",
        "Unions say there are widespread and systemic failings in schools.",
        "An internal audit found widespread and systemic failings in record keeping.",
        "The council's children's services got the highest possible rating from Ofsted.",
        "A special school in the borough was given the highest possible rating.",
        "The local hospital has the lowest possible rating.",
        "The Ofsted report is the best of three published this week.",
        "It is one step below the highest possible outcome.",
        "It missed out on the highest possible outcome.",
        "It was spared the lowest of the three outcomes.",
        "Next door, children have inconsistent experiences and outcomes.",
        "Only one area in the region got the lowest of the three outcomes.",
        "Too many have inconsistent experiences and outcomes at 16.",
        "The result replaces a finding of widespread and systemic failings.",
        "Its predecessor was found to have widespread and systemic failings.",
        "There was no evidence of widespread and systemic failings.",
        "The area has shaken off the lowest of three outcomes.",
        "Ofsted has three outcomes, the lowest of three being widespread and systemic failings.",
        "The government says widespread and systemic failings exist across the SEND system.",
        "The council's own review had warned of widespread and systemic failings.",
        "The area's nurseries typically lead to positive experiences and outcomes.",
        "For pre-school children, services typically lead to positive experiences and outcomes.",
        "Gaps in therapies lead to inconsistent experiences and outcomes.",
        "The worst of the three hospitals' waits is in Torbay.",
        "Ofsted's highest possible rating for schools is being scrapped.",
        "The council pledged to reach the highest possible outcome by 2029.",
        "A coroner identified widespread and systemic failings.",
        "A leaked draft spoke of widespread and systemic failings in the report.",
        "The council challenged a finding of widespread and systemic failings.",
        "It has moved up a band, having been in the lowest of three.",
        'The partnership has "made strides since" widespread and systemic failings were reported.',
        "A separate inspection of the youth justice service gave it the highest possible rating.",
        "Its fostering service has the lowest possible rating.",
        "In the east of the area, children have inconsistent experiences and outcomes, one head said.",
    ],
)
def test_what_only_sounds_like_it_is_none(body: str) -> None:
    assert claimed(body) is None


@pytest.mark.parametrize(
    "title",
    [
        "Inspectors praise Torbay SEND two years after 'widespread and systemic failings'",
        "Inspectors praise Torbay SEND after 'widespread and systemic failings'",
        "From 'widespread and systemic failings' to top marks: Torbay SEND inspection",
        "Ofsted: SEND in Kent failing but Medway gets highest possible rating",
        "Torbay no longer has 'widespread and systemic failings' in SEND, Ofsted says",
        "Ofsted finds no 'widespread and systemic failings' in Torbay SEND services",
        "Torbay SEND up from lowest of three bands, says Ofsted",
        "Council disputes Ofsted claim of 'widespread and systemic failings' in Torbay SEND services",
        "Highest number of three-year waits: Ofsted criticises Torbay SEND",
        "Worst possible outcome for Torbay SEND partnership, says Ofsted",
        "Torbay SEND services get best achievable Ofsted outcome",
        "Ofsted places Torbay SEND services at the bottom of three bands",
        "Middle verdict for Torbay SEND services from Ofsted",
        "Ofsted gives Torbay top three priorities to fix SEND",
        "Torbay's SEND services given second highest of three ratings, Ofsted says",
    ],
)
def test_a_title_that_turns_the_words_round_claims_nothing(title: str) -> None:
    assert triage(NewsItem(title), NAMES).claim is None


def test_words_that_were_found_after_all_are_a_claim() -> None:
    title = "Sorry after 'widespread and systemic failings' found in Torbay SEND services by Ofsted"
    claim = triage(NewsItem(title), NAMES).claim
    assert claim
    assert claim.band is SYSTEMIC


def test_two_different_outcomes_are_none() -> None:
    assert claimed("It is in the middle of three bands.\nIt has widespread and systemic failings.") is None


def test_a_list_of_the_outcomes_there_are_takes_nothing_from_a_claim() -> None:
    body = (
        "The partnership obtained the middle outcome on the scale.\nThe three possible outcomes are:\n"
        "• typically positive experiences and outcomes\n• inconsistent experiences and outcomes\n"
        "• widespread and/or systemic failings\nParents spoke."
    )
    assert claimed(body) is MIDDLE


def test_a_quotation_of_the_former_report_does_not_count_whatever_its_length() -> None:
    body = (
        "Inspectors last came in 2019. At the time they wrote: “There are many problems. There are "
        "widespread and systemic failings. Leaders know it.”\n"
        "This time the service was ranked in the middle of three bands."
    )
    assert claimed(body) is MIDDLE


def test_what_has_been_said_of_another_time_ends_with_a_word_of_the_present() -> None:
    assert claimed("It was poor in 2019. Now it has the highest possible rating.") is POSITIVE
    assert claimed("It was poor in 2019. It had the lowest of three ratings.") is None


def test_without_a_date_the_latest_year_in_the_text_is_the_reports() -> None:
    body = "Inspected in March 2024, the service got the middle outcome on the scale. It was founded in 2001."
    assert claimed(body, None) is MIDDLE
    assert claimed(body.replace("2001", "2025"), None) is None
    assert claimed("In 2019 inspectors found widespread and systemic failings.", None) is None


WORDS = """the of three lowest middle highest outcome rating possible widespread systemic failings
    inconsistent experiences outcomes positive typically lead to and or band"""


def test_shuffled_words_claim_nothing_that_they_do_not_say() -> None:
    dice = random.Random(5)
    for _ in range(300):
        words = WORDS.split()
        dice.shuffle(words)
        text = " ".join(words)
        found = triage(NewsItem(f"{TITLE} {text}"), NAMES).claim
        assert found is None or found.evidence in f"{TITLE} {text}"


@pytest.mark.parametrize(
    "phrase",
    [
        "typically positive experiences and outcomes",
        "inconsistent experiences and outcomes",
        "inconsistent experience and outcomes",
        "middle of three",
    ],
)
def test_a_standard_phrase_in_another_order_is_none(phrase: str) -> None:
    dice = random.Random(7)
    words = phrase.split()
    for _ in range(200):
        mixed = " ".join(dice.sample(words, len(words)))
        if phrase not in mixed:
            assert claimed(f"The report says: {mixed}.") is None
