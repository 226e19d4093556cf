"""What a story is about, by rules that can be read: the first row that fits is the answer.

Only the result of a published area SEND inspection is what we look for (`domain.md` 7.1). Stories about other
things come first, each by its own mark, then what comes before and after a report, then the result itself.
"""

from dataclasses import dataclass

from monitor.domain.news import NewsKind
from monitor.domain.news_before import BEFORE
from monitor.domain.news_friends import FRIENDS
from monitor.domain.news_graded import GRADED
from monitor.domain.news_results import RESULTS
from monitor.domain.news_rule import Asked, Either, Rule, wording
from monitor.domain.news_words import (
    AGAIN,
    AGENT,
    CHANGED,
    FOUND_NOW,
    INSPECTOR,
    INSPECTORS_SAY,
    ORDERED,
    SEND,
    TRAVEL,
)

STORIES = (
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "the result of a monitoring inspection: whether action was effective",
        wording(
            r"""\bmonitoring (?:inspection|report|outcome|letter|reinspection|visit|verdict|findings|result)|
            \b(?:in)?effective action\b|\bsend monitoring\b|\b(?:follow-up|return|repeat) (?:inspection|
            visit)\b|\b(?<!to )(?<!be )re-?visit(?:s|ed)?\b|\bofsted monitoring\b|\bmonitoring of send\b"""
        ),
        needs=(SEND,),
        unless=(
            wording(
                r"""\b(?:plan|notice|ahead of|prepar\w+|due|months?' time|next (?:year|month)|will|
                expected (?:to|in|within|by|next|later|soon)|
                faces? (?:[\w-]+ ){0,3}(?:monitoring|inspections?|re-?visits?|visits?|checks?|scrutiny)|
                to follow|(?:within|in) (?:about |around |approximately )?(?:18|eighteen) months)\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "whether action was effective where a priority action plan was asked for",
        wording(
            r"\b(?:in)?effective action\b[^.;]{0,60}\bpriorit(?:y|ies)\b|"
            r"\bpriorit(?:y|ies)\b[^.;]{0,60}\b(?:in)?effective action\b"
        ),
        needs=(INSPECTOR,),
        named=True,
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "inspectors on what has become of failings found before",
        wording(
            r"\b(?:progress|turn(?:ed|ing|s)? (?:it |things )?(?:around|a? ?corner)|turnaround|"
            r"improve(?:d|ments?))\b"
        ),
        needs=(
            SEND,
            Either((INSPECTOR, wording(r"\breport\b"))),
            wording(
                r"\b(?:since|on|after|following|from|tackling|addressing)\b[^.;]{0,40}\bfail(?:ings?|"
                r"ures?)\b"
            ),
        ),
        unless=(
            wording(
                r"""\b(?:plan|notice|too slow|lack of|not enough|needed|insufficient|vows?|pledge\w*|
                promis\w+|demand\w*|order\w*|must|told|calls?|slow)\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "inspectors on services that they found failing before",
        AGAIN,
        needs=(SEND, INSPECTOR, CHANGED, INSPECTORS_SAY),
    ),
    Rule(
        NewsKind.FOLLOW_UP,
        "how a plan is getting on",
        wording(
            r"""\b(?:progress|update|delays?) (?:on|against|with|in|to|made on)\b[^.;]{0,40}\b(?:plans?|
            improvements?|actions?|recovery)\b|\bhow (?:it|we|they|the \w+|\w+) (?:is|are|has|have|will|
            plans? to) (?:be )?(?:improv|tackl|address|act|respond|chang|transform)\w*"""
        ),
        needs=(SEND,),
        unless=(FOUND_NOW, AGENT),
    ),
    Rule(
        NewsKind.PLAN_PUBLISHED,
        "a plan or a strategy",
        wording(
            r"""\b(?:action|improvement|strategic|recovery|transformation|delivery|turnaround) plans?\b|
            \bsend (?:(?:and )?\w+ )?(?:strategy|plan|roadmap|blueprint|charter|vision)\b|
            \bstrategy for (?:send|special)|\b(?:plans?|strategy|blueprint|roadmap) to (?:improve|fix|
            transform|tackle|address|turn|overhaul|support)\b"""
        ),
        needs=(Either((SEND, INSPECTOR)),),
        unless=(ORDERED, FOUND_NOW),
    ),
    Rule(
        NewsKind.FOLLOW_UP,
        "what was done or happened after an inspection",
        wording(
            r"""\b(?:one|two|three|six|nine|a|\d+|several) (?:years?|months?|weeks?) (?:after|later|since|
            ago)\b|\b(?:one|a|two|three|six|nine|\d+) (?:years?|months?) on(?=$|[:,]| from| –)|
            \b(?:years?|months) (?:after|on from|since)\b[^.;]{0,40}\b(?:inspect\w*|ofsted|report|failings)\b|
            \b(?:improvement|recovery|transformation) (?:board|programme|partner|journey|work|drive|update|
            adviser|director)\b|\bimprovements? '?(?:on track|continues?|gathers?)|\bupdate on\b|\b(?:given|
            get|gets|receives?) (?:an )?update\b|\bprogress update\b|\b(?<!ofsted )progress report\b|
            \b(?:new|interim) (?:\w+ )?(?:director|boss|
            head|chief|chair|lead)\b|\bappoint(?:s|ed|ment)?\b|\bresign\w*|\bquits?\b|\b(?:steps?|stands?|
            stood|stepped) down\b|\brecruit\w*\b|\bhir(?:es|ed|ing)\b|\bbrought in\b|\bset up\b|
            \b(?:after|since|following|follows) last (?:year|autumn|winter|spring|summer)'s
            [^.;]{0,40}\b(?:inspection|ofsted|report)\b|\bacts (?:on|after)\b|
            \baction (?:being taken |taken )?to (?:deal|tackle|address|fix|improve)\b|
            \b(?:working|efforts|how [^.;]{0,40}) to (?:deal|tackle|address|fix|improve)\b|\bhave changed\b|
            \bhas changed\b|\binvest(?:s|ed|ment|ing)?\b|\bcash boost\b|\bsince (?:the |its |last |damning |
            critical |ofsted |send )*(?:inspection|report|ofsted)\b|\bpromises kept\b|\b(?:tsar|czar|
            troubleshooter)\b|\bto be (?:run|taken over|overseen) by\b|\bnew (?:team|hub|
            service|centre|taskforce|panel)\b|\btask ?force\b"""
        ),
        needs=(SEND,),
        unless=(
            FOUND_NOW,
            wording(
                r"""\binspectors to return\b|\bwithin (?:\d+|eighteen) months\b|
                \b(?:calls?|calling|demands?|pressure) (?:for|on)\b[^.:;]{0,40}\bresign"""
            ),
        ),
    ),
    Rule(
        NewsKind.SEND_TRANSPORT,
        "vehicles and their drivers, which neither Ofsted nor the CQC inspects",
        wording(r"\b(?:vehicles?|taxis?|minibus(?:es)?|bus(?:es)?|drivers?)\b"),
        needs=(SEND,),
        unless=(wording(r"\b(?:ofsted|cqc|care quality|local area)\b"),),
    ),
    Rule(
        NewsKind.SEND_TRANSPORT,
        "travel to school",
        TRAVEL,
        needs=(Either((SEND, wording("home[- ]to[- ]school|school"))),),
        unless=(FOUND_NOW,),
    ),
    Rule(
        NewsKind.SEND_FINANCE,
        "money",
        wording(
            r"""\bdeficits?\b|\boverspen[dt]\w*|\bsafety[- ]valve\b|\bblack hole\b|\bbankrupt\w*|
            \bsection 114\b|\bhigh needs (?:block|funding|budget|overspend)|\bdedicated schools grant\b|
            \bdsg\b|\bfunding (?:gap|shortfall|crisis|boost|cuts?)\b|\b(?<=£)[\d.,]+ ?(?:k|m|bn|million|
            billion)\b|
            \b(?:budget|spending|savings|cuts|debts?|statutory override|council tax)\b"""
        ),
        needs=(Either((SEND, wording("safety[- ]valve|high needs|special schools?|dedicated schools"))),),
        unless=(
            FOUND_NOW,
            wording(
                r"""\b(?:send|ofsted|joint) inspection\b[^.;]{0,40}\b(?:praise[sd]?|commend(?:s|ed)|
                criticise[sd]?|slam(?:s|med))\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.OTHER,
        "what figures show, which no inspector found",
        wording(r"\b(?:figures|data|statistics) (?:show|reveal|suggest)s?\b"),
        needs=(SEND,),
        unless=(FOUND_NOW,),
    ),
)

_TABLE = (*FRIENDS, *GRADED, *BEFORE, *STORIES, *RESULTS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A kind with the reason for it; `sure`: the text says so by itself."""

    kind: NewsKind
    why: str
    sure: bool


def judged(text: str, *, names_area: bool, present: bool) -> Judgement | None:
    """Judge a title or another short text; None if it names neither SEND nor an inspection.

    `present`: it is known to be of the present programme.
    """
    asked = Asked(text)
    for rule in _TABLE:
        asks = rule.named in (None, names_area) and rule.present in (None, present)
        found = rule.fits(asked) if asks else None
        if found is not None:
            words = " ".join(found.split())
            return Judgement(rule.kind, f'{rule.why}: "{words}"', rule.sure)
    if asked.has(SEND) or asked.has(INSPECTOR):
        return Judgement(NewsKind.OTHER, "no result of an area SEND inspection", False)
    return None
