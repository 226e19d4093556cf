"""What a story is about, by rules that can be read: the first row that fits is the answer.

Only the result of a published area SEND inspection is what we look for (`domain.md` 7.1). Stories about other
things come first, each by its own mark, then what comes before and after a report, then the result itself.
"""

from dataclasses import dataclass

from monitor.domain.news import NewsKind
from monitor.domain.news_friends import FRIENDS
from monitor.domain.news_results import RESULTS
from monitor.domain.news_rule import Asked, Rule
from monitor.domain.news_text import pattern
from monitor.domain.news_words import (
    AGAIN,
    AGENT,
    CHANGED,
    FOUND,
    FOUND_NOW,
    INSPECTOR,
    INSPECTORS_SAY,
    MOVED,
    ORDERED,
    REACTION,
    SEND,
    TRAVEL,
)

_WAY = r"""(?:under ?way|in progress|ongoing|begins?|began|begun|start(?:s|ed|ing)?|launch(?:es|ed)|
    commences?|arriv(?:e|es|ed|ing)|coming|imminent|announc(?:e|es|ed|ing)|
    notif(?:y|ies|ied)|takes? place|taking place|this week|
    next week|today|descend|draws? to (?:a|its) close|continues?|confirmed for)"""
_VIEWS = r"""(?:have your say|share your (?:views|experiences?|story)|your views|survey|views (?:wanted|
    sought|needed)|tell (?:us|inspectors|ofsted)|feedback wanted|asked for (?:their )?views|asked to share)"""
_PARTY = r"""(?:MPs?|MP's|Labour|Tory|Tories|Conservatives?|Lib Dems?|Liberal Democrats?|Greens?|
    Green Party|Reform(?: UK)?(?= )|Opposition|opposition)"""


STORIES = (
    Rule(
        NewsKind.POLITICAL_COMMENT,
        "what politicians or campaigners say",
        pattern(
            rf"""^(?:[\w'-]+ ){{0,3}}{_PARTY}\b|\b(?:by|from) (?:\w+ )?(?:MPs?|Labour|Tories|Lib Dems)\b|
            ^(?i:opinion|comment|letters?|column|view|editorial)\s?[:|–-]|(?i:\b(?:petition|protest(?:s|
            ers)?|rally|demonstrat(?:e|ion|ors)|march(?:es)? (?:on|against|for)|no[- ]confidence|
            war of words|clash(?:es)?|row (?:over|erupts|breaks)|spark(?:s|ed)? row|campaigners (?:call|
            demand|hand)\w*|heated (?:\w+ )?debate|urges? (?:ministers|government)|by-election|manifesto|
            councillors? (?:calls?|demands?))\b)""",
            exact=True,
        ),
        needs=(pattern(f"{SEND.pattern}|(?i:{INSPECTOR.pattern})", exact=True),),
        unless=(pattern(r"^(?:ofsted|inspectors?) "), REACTION, TRAVEL),
    ),
    Rule(
        NewsKind.NATIONAL_ANALYSIS,
        "the whole country, or how inspections work",
        pattern(
            r"""\b(?:one|two|three|four|\d+) in (?:three|four|five|six|ten|\d+)\b|\b(?:half|thirds?|
            quarters?|majority|most|many|dozens|hundreds|handful|number|proportion|all|\d+) (?:of )?(?:the |
            all |local |english )*(?:councils|areas|authorities|partnerships|inspections|england)\b|
            \b(?:councils|areas|authorities)\b[^.:;]{0,20}\bengland\b|\bnationally\b|\bnationwide\b|
            \bnational\b|\bannual report\b|\bchief inspector\b|\bmartyn oliver\b|\bspielman\b|
            \bofsted(?:'s)? (?:new|chief|boss|head|consult\w*|blog|framework|reforms?|data|figures|
            statistics|to (?:change|scrap|overhaul|reform))\b|\b(?:white|green) paper\b|\bframework\b|
            \bhandbook\b|\banalysis\b|\bsend (?:reforms?|inspections)\b|\b(?:local )?areas are (?:inspected|
            judged)\b|\bengland(?:'s)?\b|\bcouncils (?:are )?fail(?:ing)?\b|\bhow (?:does|do|did) your\b|
            \bnao\b|\binspection (?:regime|system)\b|\bevery (?:area|council)|
            \bcouncils\b[^.;]{0,40}\binspections\b|\bofsted (?:reveals|announces|proposes|plans|launches|
            unveils|consults on|reviews) (?:\w+ )?(?:new|changes|reforms?)\b|\bpilots?\b|\b(?:mapped|ranked|
            listed|league table|full list|
            interactive)\b|\b(?:the|which) (?:local )?(?:areas|councils|places) (?:with|that|where|are|have|
            got|
            get)\b"""
        ),
        needs=(SEND,),
        named=False,
    ),
    Rule(
        NewsKind.INSPECTION_UNDER_WAY,
        "an inspection that is announced or going on",
        pattern(
            rf"""\binspect(?:ion|ions|ors?)\b[^.:;]{{0,60}}\b{_WAY}\b|
            \b{_WAY}\b[^.:;]{{0,60}}\binspect(?:ion|ors?)\b|\b(?:ofsted|cqc|
            inspectors)\b[^.;]{{0,60}}\b(?:(?:back |return )?to (?:check|spend|visit|inspect|carry out|
            begin|look at|examine|assess|review|return|descend)|will (?:visit|inspect|return|be|look|
            examine)|visiting|visits?|inspecting|inspects|lands? in|meets? (?:parents|families|young)|
            are (?:in|here|coming)|in town|on site|call(?:s|ed)? in|reviewing|examining|wants? to hear|
            seek(?:s|ing)? views|asks? (?:for|parents|families))\b|\b(?:amid|during|undergo(?:es|
            ing)?) (?:an? |the |its |ofsted |joint |send |area |local )*inspection\b|\b(?:being|to be|
            will be|currently|set to be|due to be) (?:re-?)?inspected\b|\bto tell (?:inspectors|ofsted)\b|
            \b(?:invited|asked|urged|encouraged) to (?:speak|talk|meet|tell|share)\b|
            \b(?:prepar\w+|brace[sd]?|bracing|ready|gear(?:s|ing) up) (?:\w+ )?for (?!(?:[^.;]* )?(?:report|
            result|
            outcome|verdict))[^.;]{{0,40}}\binspect\w+|\bnotification of\b[^.;]{{0,20}}\binspection|
            \binspection (?:notification|notice|survey|
            announcement|week|prepar\w+)\b|\bupcoming\b[^.;]{{0,30}}\binspection|
            \binspection\b[^.;]{{0,20}}\b(?:preparation|what to expect|how to take part|get involved|
            webinar|drop-in|
            readiness|information for|faqs?)\b|
            \b{_VIEWS}\b[^.]{{0,80}}\b(?:inspect\w*|ofsted)\b|\b(?:inspect\w*|
            ofsted)\b[^.]{{0,80}}\b{_VIEWS}\b"""
        ),
        needs=(SEND, INSPECTOR),
        unless=(FOUND, pattern(r"\bhow (?:local )?areas are\b|\b(?:after|following)\b"), MOVED),
    ),
    Rule(
        NewsKind.SPECULATION,
        "what a report may say before it is published",
        pattern(
            r"""\b(?:awaits?|awaiting|brace[sd]?|bracing|expects|expecting|fears?|rumou?rs?|leak(?:s|ed)?|
            draft|ahead of|yet to|too early|when will|anticipat\w+|predict\w+|wait(?:ing)? for (?:(?:the|
            an?|its|their|news|of|send|area) )*(?=ofsted|inspection|report|outcome|verdict|result)|
            embargo\w*|prepar\w+ for|could be (?:rated|told|placed|found)|confident|hop(?:es|eful|ing)|
            set to (?:be|receive)|(?:weeks|months|days) away from|due to be published|not yet|delay(?:ed|
            s)? (?:to|in|
            report))\b[^.;]{0,80}\b(?:inspect\w*|ofsted|report|outcome|verdict|rating)\b|\b(?:inspect\w*|
            ofsted|report|outcome|verdict|rating)\b[^.;]{0,80}\b(?:awaited|expected (?:in|next|soon|by|this|
            later|to|within)|leaked|rumou?red|due (?:soon|next|this|to be published|in|on|out)|imminent|
            not yet (?:published|out|known)|embargo\w*|yet to be published|feared|too early|delayed|looms|
            looming|on the way)\b|
            \bto (?:publish|reveal|announce|be (?:published|revealed|announced))\b[^.;]{0,60}\b(?:next|
            tomorrow|soon|later|in the coming)\b|^(?:[\w' ]+: )?(?:could|will|might|would)\b
            [^?]{3,80} be (?:\w+ )?(?:rated|judged|given|found|placed|told|in the)\b[^?]*\?"""
        ),
        needs=(SEND,),
        unless=(
            pattern(
                r"\b(?:ofsted|inspectors?|inspection|watchdogs?) (?:finds?|found|reveals?|says?|criticis\w+|"
                r"slams?|praises?|condemns?|blasts?|identif\w+|raises?|highlights?)\b|"
                r"\bfurther (?:than )?expected|"
                r"\bwelcom\w+|\bas expected\b|\bchildren (?:\w+ )*wait(?:ing)? for\b"
            ),
        ),
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "the result of a monitoring inspection: whether action was effective",
        pattern(
            r"""\bmonitoring (?:inspection|report|outcome|letter|reinspection|visit)|
            \b(?:in)?effective action\b|\bsend monitoring\b|\b(?:follow-up|return|repeat) (?:inspection|
            visit)\b|\bofsted monitoring\b|\bmonitoring of send\b"""
        ),
        needs=(SEND,),
        unless=(
            pattern(r"\b(?:plan|notice|ahead of|prepar\w+|due|months?' time|next (?:year|month)|will)\b"),
        ),
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "inspectors on what has become of failings found before",
        pattern(
            r"\b(?:progress|turn(?:ed|ing|s)? (?:it |things )?(?:around|a? ?corner)|turnaround|"
            r"improve(?:d|ments?))\b"
        ),
        needs=(
            SEND,
            pattern(rf"{INSPECTOR.pattern}|\breport\b"),
            pattern(
                r"\b(?:since|on|after|following|from|tackling|addressing)\b[^.;]{0,40}\bfail(?:ings?|"
                r"ures?)\b"
            ),
        ),
        unless=(
            pattern(
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
        pattern(
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
        pattern(
            r"""\b(?:action|improvement|strategic|recovery|transformation|delivery|turnaround) plans?\b|
            \bsend (?:(?:and )?\w+ )?(?:strategy|plan|roadmap|blueprint|charter|vision)\b|
            \bstrategy for (?:send|special)|\b(?:plans?|strategy|blueprint|roadmap) to (?:improve|fix|
            transform|tackle|address|turn|overhaul|support)\b"""
        ),
        needs=(pattern(f"{SEND.pattern}|(?i:{INSPECTOR.pattern})", exact=True),),
        unless=(ORDERED, FOUND_NOW),
    ),
    Rule(
        NewsKind.FOLLOW_UP,
        "what was done or happened after an inspection",
        pattern(
            r"""\b(?:one|two|three|six|nine|a|\d+|several) (?:years?|months?|weeks?) (?:after|later|since|
            ago)\b|\b(?:one|a|two|three|six|nine|\d+) (?:years?|months?) on(?=$|[:,]| from| –)|
            \b(?:improvement|recovery|transformation) (?:board|programme|partner|journey|work|drive|update|
            adviser|director)\b|\bimprovements? '?(?:on track|continues?|gathers?)|\bupdate on\b|\b(?:given|
            get|gets|receives?) (?:an )?update\b|\bprogress update\b|\b(?<!ofsted )progress report\b|
            \b(?:new|interim) (?:\w+ )?(?:director|boss|
            head|chief|chair|lead)\b|\bappoint(?:s|ed|ment)?\b|\bresign\w*|\bquits?\b|\b(?:steps?|stands?|
            stood|stepped) down\b|\brecruit\w*\b|\bhir(?:es|ed|ing)\b|\bbrought in\b|\bset up\b|
            \bacts (?:on|after)\b|\baction (?:being taken |taken )?to (?:deal|tackle|address|fix|improve)\b|
            \b(?:working|efforts|how [^.;]{0,40}) to (?:deal|tackle|address|fix|improve)\b|\bhave changed\b|
            \bhas changed\b|\binvest(?:s|ed|ment|ing)?\b|\bcash boost\b|\bsince (?:the |its |last |damning |
            critical |ofsted |send )*(?:inspection|report|ofsted)\b|\bpromises kept\b|\bnew (?:team|hub|
            service|centre|taskforce|panel)\b|\btask ?force\b"""
        ),
        needs=(SEND,),
        unless=(
            FOUND_NOW,
            pattern(
                r"""\binspectors to return\b|\bwithin (?:\d+|eighteen) months\b|
                \b(?:calls?|calling|demands?|pressure) (?:for|on)\b[^.:;]{0,40}\bresign"""
            ),
        ),
    ),
    Rule(
        NewsKind.SEND_TRANSPORT,
        "travel to school",
        TRAVEL,
        needs=(pattern(f"{SEND.pattern}|(?i:home[- ]to[- ]school|school)", exact=True),),
        unless=(FOUND_NOW,),
    ),
    Rule(
        NewsKind.SEND_FINANCE,
        "money",
        pattern(
            r"""\bdeficits?\b|\boverspen[dt]\w*|\bsafety[- ]valve\b|\bblack hole\b|\bbankrupt\w*|
            \bsection 114\b|\bhigh needs (?:block|funding|budget|overspend)|\bdedicated schools grant\b|
            \bdsg\b|\bfunding (?:gap|shortfall|crisis|boost|cuts?)\b|\b(?<=£)[\d.,]+ ?(?:k|m|bn|million|
            billion)\b|
            \b(?:budget|spending|savings|cuts|debts?|statutory override|council tax)\b"""
        ),
        needs=(
            pattern(
                rf"{SEND.pattern}|(?i:safety[- ]valve|high needs|special schools?|dedicated schools)",
                exact=True,
            ),
        ),
        unless=(FOUND_NOW,),
    ),
)

_TABLE = (*FRIENDS, *STORIES, *RESULTS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A kind with the reason for it; `sure`: the text says so by itself."""

    kind: NewsKind
    why: str
    sure: bool


def judged(text: str, *, names_area: bool) -> Judgement | None:
    """Judge a title or another short text; None if it names neither SEND nor an inspection."""
    asked = Asked(text)
    for rule in _TABLE:
        found = rule.fits(asked) if rule.named in (None, names_area) else None
        if found:
            words = " ".join(found.group().split())
            return Judgement(rule.kind, f'{rule.why}: "{words}"', rule.sure)
    if asked.has(SEND) or asked.has(INSPECTOR):
        return Judgement(NewsKind.OTHER, "no result of an area SEND inspection", False)
    return None
