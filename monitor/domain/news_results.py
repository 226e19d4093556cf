"""The result of an area SEND inspection: what is looked for last, when a story is none of the others."""

from monitor.domain.news import NewsKind
from monitor.domain.news_rule import Rule, wording
from monitor.domain.news_words import (
    AGENT,
    CANONICAL,
    INSPECTOR,
    JUDGED,
    NOT_AN_INSPECTOR,
    REPORT,
    SEND,
    SERVICES_JUDGED,
    VERDICT,
)

RESULTS = (
    Rule(
        NewsKind.FULL_OUTCOME,
        "an outcome that only an area SEND inspection gives",
        CANONICAL,
        needs=(SEND,),
        unless=(NOT_AN_INSPECTOR,),
    ),
    Rule(NewsKind.FULL_OUTCOME, "what inspectors of SEND services found", AGENT, needs=(SEND,)),
    Rule(NewsKind.FULL_OUTCOME, "the report of a SEND inspection", REPORT, needs=(SEND,)),
    Rule(
        NewsKind.FULL_OUTCOME,
        "a SEND inspection and a judgement",
        JUDGED,
        needs=(SEND, INSPECTOR),
        sure=False,
    ),
    Rule(
        NewsKind.FULL_OUTCOME,
        "a report on SEND that is talked about",
        wording(
            r"""\b(?:damning|scathing|critical|glowing|devastating|shocking|long-awaited|
            highly critical)(?: \w+){0,2} (?:send|special (?:educational )?needs) (?:\w+ )?report\b"""
        ),
        sure=False,
    ),
    Rule(
        NewsKind.FULL_OUTCOME,
        "SEND services of an area are judged, by whom is not said",
        VERDICT,
        needs=(SEND, SERVICES_JUDGED),
        unless=(NOT_AN_INSPECTOR,),
        sure=False,
    ),
    Rule(
        NewsKind.FULL_OUTCOME,
        "a SEND inspection of a named area, of which nothing else is said",
        wording(
            r"""\b(?:ofsted(?: and | & |/)cqc|cqc(?: and | & |/)ofsted|(?:send|area|ofsted|
            joint) inspection|inspectors)\b"""
        ),
        needs=(SEND,),
        unless=(
            wording(
                r"""\b(?:information|guidance|guide|webinar|self-evaluation|readiness|updates?|inspector|
                faqs?|
                frequently|questions|briefing|events?|agenda|minutes|training|toolkit|resources|joins?|
                jobs?|role|urged to|calls? for (?!resign|heads)|policy|protocol|contacts?|newsletter|
                workshop|drop-in)\b"""
            ),
        ),
        named=True,
        sure=False,
    ),
)
