"""Triage of single stories: what decides, and what a summary or a body adds to a title."""

from datetime import date
from importlib.resources import files

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.news import NewsItem, NewsKind, Triage
from monitor.domain.news_names import Names
from monitor.domain.outcome import Band
from monitor.domain.triage import triage

NAMES = Names(AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8")))


def judge(title: str, **fields: object) -> Triage:
    return triage(NewsItem(title, **fields), NAMES)  # type: ignore[arg-type]


def areas(found: Triage) -> list[str]:
    return [area.name for area in found.areas]


def test_a_result_is_relevant_with_its_area_claim_and_reasons() -> None:
    found = judge("Ofsted finds widespread and systemic failings in Torbay SEND services")
    assert (found.kind, areas(found), found.relevant) == (NewsKind.FULL_OUTCOME, ["Torbay"], True)
    assert found.claim
    assert (found.claim.band, found.claim.evidence) == (
        Band.SYSTEMIC_FAILINGS,
        "widespread and systemic failings",
    )
    assert found.reasons == (
        "full_outcome: an outcome that only an area SEND inspection gives: "
        '"widespread and systemic failings"',
        "area by the title: Torbay",
        'claims systemic_failings: "widespread and systemic failings"',
    )


@pytest.mark.parametrize("title", ["", "Bus lane opens in Torbay", "Please send help to Torbay"])
def test_other_news_is_other_and_its_article_is_not_fetched(title: str) -> None:
    found = judge(title)
    assert (found.kind, found.claim, found.needs_body) == (NewsKind.OTHER, None, False)


def test_a_title_that_only_touches_asks_for_the_article() -> None:
    assert judge("SEND services in Torbay").needs_body
    assert not judge("SEND services in Torbay", body="A new hub has opened.").needs_body
    assert not judge("SEND tribunals at record high in Torbay").needs_body


def test_a_relevant_title_asks_for_the_article_which_may_claim_an_outcome() -> None:
    title = "Ofsted criticises SEND services in Torbay"
    assert judge(title).needs_body
    body = "The service was placed in the middle of three bands.\nParents were angry."
    found = judge(title, body=body)
    assert found.claim
    assert (found.claim.band, found.needs_body) == (Band.INCONSISTENT, False)


@pytest.mark.parametrize("name", ["Offsted", "OFFSTED", "Ofstead", "Oftsed", "Osfted"])
def test_ofsted_is_known_where_its_name_is_mistyped(name: str) -> None:
    found = judge(f"{name} criticises SEND services in Torbay")
    assert (found.kind, areas(found)) == (NewsKind.FULL_OUTCOME, ["Torbay"])


def test_the_summary_decides_where_the_title_does_not() -> None:
    found = judge(
        "'We must do better', say council bosses",
        summary="<p>Ofsted found failings in services for children with special needs in Torbay.</p>",
    )
    assert (found.kind, areas(found)) == (NewsKind.FULL_OUTCOME, ["Torbay"])


def test_the_first_paragraphs_decide_where_title_and_summary_do_not() -> None:
    body = "Torbay Council has apologised.\n\nInspectors from Ofsted and the CQC found SEND services lacking."
    assert judge("Bosses say sorry", body=body).kind is NewsKind.FULL_OUTCOME


def test_services_that_nobody_inspected_are_no_result_once_the_whole_text_is_known() -> None:
    title = "SEND services in Torbay are failing, families told"
    assert judge(title).relevant
    assert not judge(title, body="The council's cabinet member spoke to the forum on Monday.").relevant


def test_a_result_from_before_the_three_outcomes_is_one_of_the_old_programme() -> None:
    title = "Ofsted criticises SEND services in Torbay"
    assert judge(title, published=date(2021, 6, 1)).kind is NewsKind.OLD_FRAMEWORK
    assert judge(title, published=date(2023, 5, 5)).kind is NewsKind.FULL_OUTCOME


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ofsted revisit finds progress in Torbay SEND services", NewsKind.MONITORING_OUTCOME),
        ("Torbay SEND services still failing, say inspectors on revisit", NewsKind.MONITORING_OUTCOME),
        ("Revisit finds 'sufficient progress' in Torbay SEND", NewsKind.MONITORING_OUTCOME),
        ("Ofsted to revisit Torbay SEND services", NewsKind.INSPECTION_UNDER_WAY),
    ],
)
def test_a_revisit_is_of_the_old_programme_only_where_the_day_does_not_tell(
    title: str, kind: NewsKind
) -> None:
    assert judge(title, published=date(2027, 3, 1)).kind is kind
    assert judge(title).kind is NewsKind.OLD_FRAMEWORK
    assert judge(title, published=date(2021, 3, 1)).kind is NewsKind.OLD_FRAMEWORK


def test_a_revisit_that_speaks_of_effective_action_is_of_the_present_programme() -> None:
    found = judge("Inspectors revisit Torbay SEND services and find effective action")
    assert found.kind is NewsKind.MONITORING_OUTCOME


def test_a_summary_makes_a_result_one_of_monitoring() -> None:
    title = "Ofsted recognises progress in SEND services in Torbay"
    monitored = judge(title, summary="The monitoring inspection in May looked at areas for priority action.")
    to_come = judge(title, summary="A monitoring inspection will be carried out within 18 months.")
    assert (monitored.kind, to_come.kind) == (NewsKind.MONITORING_OUTCOME, NewsKind.FULL_OUTCOME)


@pytest.mark.parametrize(
    ("title", "summary", "kind"),
    [
        ("Torbay faces intervention after SEND inspection", "", NewsKind.DFE_NOTICE),
        ("Torbay to face Ofsted SEND inspection before Easter", "", NewsKind.INSPECTION_UNDER_WAY),
        ("Torbay SEND services face scrutiny from Ofsted", "", NewsKind.INSPECTION_UNDER_WAY),
        ("Ten SEND inspection reports in a week", "We have read them.", NewsKind.NATIONAL_ANALYSIS),
        ("SEND inspections show failing areas change little", "", NewsKind.NATIONAL_ANALYSIS),
        ("Torbay promises quicker EHC plans", "It follows last year's Ofsted report.", NewsKind.FOLLOW_UP),
        ("Torbay SEND waits fall, figures show", "It was criticised by Ofsted.", NewsKind.OTHER),
        ("Torbay to learn SEND inspection result within days", "", NewsKind.SPECULATION),
        ("Torbay SEND club saved", "Parents said inspectors should see it.", NewsKind.OTHER),
        ("England's smallest county praised for SEND by Ofsted", "", NewsKind.FULL_OUTCOME),
        ("Two councils criticised after SEND inspections", "", NewsKind.FULL_OUTCOME),
        ("Torbay's SEND reinspection: report shows better picture", "", NewsKind.FULL_OUTCOME),
        (
            "Three years to get SEND right",
            "Inspectors who came to Torbay said it varied.",
            NewsKind.FULL_OUTCOME,
        ),
    ],
)
def test_papers_have_many_ways_to_say_it(title: str, summary: str, kind: NewsKind) -> None:
    assert judge(title, summary=summary, published=date(2027, 3, 1)).kind is kind


@pytest.mark.parametrize(
    "title",
    [
        "Health watchdog investigates SEND failings in Torbay",
        "Health and social care watchdog finds SEND services failing in Torbay",
        "Healthwatch: Torbay SEND families let down",
        "Spending watchdog criticises Torbay's SEND services",
        "Watchdog probes delays in Torbay SEND support",
    ],
)
def test_other_watchdogs_give_no_result(title: str) -> None:
    assert judge(title).kind is NewsKind.OTHER


@pytest.mark.parametrize(
    "title",
    [
        "Watchdogs slam SEND services in Torbay",
        "Education and health watchdogs find SEND services failing in Torbay",
        "Health watchdog and Ofsted find SEND services failing in Torbay",
    ],
)
def test_the_watchdogs_that_inspect_areas_give_one(title: str) -> None:
    assert judge(title).kind is NewsKind.FULL_OUTCOME


@pytest.mark.parametrize(
    ("title", "summary", "kind"),
    [
        (
            "Watchdog praises Torbay's SEND services as mum tells of help",
            "The local area SEND inspection report was published today.",
            NewsKind.FULL_OUTCOME,
        ),
        (
            "Watchdog slams SEND services in Torbay, where family waited for years",
            "Ofsted published its report on Friday.",
            NewsKind.FULL_OUTCOME,
        ),
        (
            "Watchdog says Torbay failed SEND boy",
            "The council will pay his family £2,000, the Local Government Ombudsman ruled.",
            NewsKind.OMBUDSMAN,
        ),
        ("Watchdog says Torbay failed SEND boy", "", NewsKind.OMBUDSMAN),
    ],
)
def test_a_summary_tells_a_report_with_a_familys_voice_from_a_complaint(
    title: str, summary: str, kind: NewsKind
) -> None:
    assert judge(title, summary=summary).kind == kind


@pytest.mark.parametrize(
    "summary",
    [
        "Ofsted and CQC inspectors visited in June and found that leaders know families well.",
        "Inspectors spent three weeks in the bay and concluded that services are improving.",
        "Ofsted and the Care Quality Commission came in October and were impressed with what they saw.",
    ],
)
def test_inspectors_who_came_and_found_something_give_a_result(summary: str) -> None:
    assert judge("Children with SEND in Torbay 'at the heart'", summary=summary).relevant


def test_inspectors_who_only_came_give_none() -> None:
    summary = "Ofsted inspectors visited in June and spoke to families and staff."
    assert not judge("Children with SEND in Torbay 'at the heart'", summary=summary).relevant


def test_a_report_that_bears_out_fears_is_there() -> None:
    assert judge("Parents' fears borne out by Ofsted SEND report in Torbay").relevant


def test_money_beside_what_an_inspection_praised_is_no_story_of_money() -> None:
    assert judge("SEND inspection: Torbay praised despite budget pressure").relevant
    assert judge("Torbay SEND inspection to cost more than its budget").kind == NewsKind.SEND_FINANCE


def test_what_families_face_leaves_a_monitoring_result_one() -> None:
    title = "Ofsted monitoring inspection: Torbay SEND families still face long waits"
    assert judge(title).kind == NewsKind.MONITORING_OUTCOME
    assert not judge("Torbay SEND services face monitoring inspection").relevant


def test_effective_action_on_send_is_no_visit_to_childrens_services() -> None:
    found = judge(
        "SEND inspectors 'impressed' by Torbay and its partners in the bay",
        summary="The monitoring visit found that effective action was taken.",
    )
    assert found.kind == NewsKind.MONITORING_OUTCOME


@pytest.mark.parametrize(
    "title",
    [
        "Alternative provision unit in Torbay rated inadequate by Ofsted",
        "Pupil referral unit in Torbay praised by Ofsted for SEND support",
        "Ofsted criticises PRU in Torbay that takes SEND pupils",
        "Unregistered alternative provision in Torbay: Ofsted finds SEND pupils at risk",
    ],
)
def test_a_unit_without_a_name_is_a_school(title: str) -> None:
    assert judge(title).kind is NewsKind.SCHOOL_OFSTED


def test_alternative_provision_is_also_part_of_an_area() -> None:
    found = judge("Too few alternative provision places in Torbay, area SEND inspection finds")
    assert found.kind is NewsKind.FULL_OUTCOME


def test_a_national_story_has_no_area_unless_its_title_names_one() -> None:
    body = "In Torbay, Torbay Council was told to improve. SEND services were criticised by Ofsted."
    assert areas(judge("Half of councils fail SEND children, Ofsted says", body=body)) == []


def test_only_the_result_of_a_full_inspection_claims_an_outcome() -> None:
    found = judge("Fears that Torbay SEND could get the lowest of three outcomes from Ofsted")
    assert (found.kind, found.claim) == (NewsKind.SPECULATION, None)


@pytest.mark.parametrize(
    "title",
    ["Systemic failings in Torbay SEND services, Ofsted finds", "Ofsted: lowest rating for Torbay SEND"],
)
def test_weak_words_are_kept_apart_from_a_claim(title: str) -> None:
    found = judge(title)
    assert (found.relevant, found.claim) == (True, None)
    assert found.weak
    assert found.reasons[-1] == f'"{found.weak}" alone does not say which outcome'


def test_the_json_has_the_shape_that_others_rely_on() -> None:
    assert judge("Bus lane opens").as_json() == {
        "title": "Bus lane opens",
        "relevant": False,
        "kind": "other",
        "areas": [],
        "claim": {"band": None, "evidence": None},
        "weak_evidence": None,
        "reasons": ["other: neither SEND nor an inspection is named"],
        "needs_body": False,
    }
