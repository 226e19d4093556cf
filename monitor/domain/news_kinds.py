"""What a story is about, by rules that can be read: the first row of the table that fits is the answer.

Only the result of a published area SEND inspection is what we look for; its false friends use the same words
(`domain.md` 7.6, 7.7), so each is known by a mark of its own and comes first. Adjectives decide nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.domain.news import NewsKind

_SEND_NOUNS = (
    r"(?:services?|provision|support|inspections?|reports?|system|failings?|failures?|partnerships?|"
    r"reforms?|"
    r"children|pupils|students|famil(?:y|ies)|parents?|plans?|strategy|crisis|offer|arrangements|"
    r"improvement|"
    r"needs|places|schools?|outcomes?|review|transport|team|department|deficit|funding)"
)
SEND = re.compile(
    rf"\bSEND(?:IASS)?\b(?! (?:IN|US|YOUR|A|THE|TO|THEM|ME|HELP)\b)|\b[Ss]end {_SEND_NOUNS}\b|"
    r"\b(?:for|of|with|on|over|in|and|Area|area|local|Local) Send\b(?! (?:in|a|the|them|us)\b)|^Send:|"
    r"(?i:\bSEN(?:/D)?\b|\bSEN(?:D)?COs?\b|\bspecial(?:ist)? (?:education(?:al)? )?needs\b|"
    r"\b(?:additional|complex) (?:learning |educational )?needs\b|\bdisabled (?:children|young|pupils|"
    r"youngsters|kids)|"
    r"\b(?:children|people|pupils|youngsters|kids) with (?:[\w]+ )?(?:disabilit|additional|special|"
    r"complex)|"
    r"\behcps?\b|\behc plans?\b|\beducation,? health and care\b|\blocal area partnership|"
    r"\b(?:joint )?(?:local )?area (?:send )?inspection|\bofsted(?: and |/| & |, )(?:the )?(?:cqc|"
    r"care quality)|"
    r"\bcqc(?: and |/| & )ofsted)"
)
INSPECTOR = re.compile(
    r"\b(?:ofsted|cqc|care quality commission|inspect(?:ion|ions|or|ors|ed|orates?|s)?|watchdogs?|"
    r"regulators?|"
    r"hmi)\b",
    re.I,
)
_SAYS = (
    r"(?:finds?|found|says?|said|reveals?|revealed|praise[sd]?|criticis\w+|slam(?:s|med)?|blast(?:s|ed)?|"
    r"highlight(?:s|ed)?|identif(?:y|ies|ied)|raise[sd]?|warn(?:s|ed)?|conclude[sd]?|rate[sd]?|g(?:ive|"
    r"ives|ave)|"
    r"uncover(?:s|ed)?|expose[sd]?|commend(?:s|ed)?|recognis\w+|note[sd]?|condemn(?:s|ed)?|brand(?:s|ed)?|"
    r"tell(?:s)?|told|order(?:s|ed)?|demand(?:s|ed)?|hail(?:s|ed)?|applaud(?:s|ed)?|lament(?:s|ed)?|"
    r"show(?:s|ed)?|point(?:s|ed)? to|deliver(?:s|ed)?|rule[sd]?|spot(?:s|ted)?|see|saw|confirm(?:s|ed)?|"
    r"judge[sd]?|rank(?:s|ed)?|place[sd]?|award(?:s|ed)?|acknowledge[sd]?|set(?:s)? out|outline[sd]?|"
    r"cite[sd]?|"
    r"report(?:s|ed)?|call(?:s|ed)? (?:for|out)|lay(?:s)? bare|pull(?:s|ed)? no|publish(?:es|ed)?)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the text has the mark and all it needs, and nothing that speaks against it."""

    kind: NewsKind
    why: str
    mark: re.Pattern[str]
    needs: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()

    def fits(self, text: str) -> re.Match[str] | None:
        """Give the mark where the rule fits a text."""
        found = self.mark.search(text)
        if found is None or any(one.search(text) is None for one in self.needs):
            return None
        return None if any(one.search(text) for one in self.unless) else found


def _i(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


# --- marks -------------------------------------------------------------------------------------------

CANONICAL = _i(
    r"inconsistent experiences? and outcomes|typically (?:lead to )?positive experiences? and outcomes|"
    r"widespread[\s,/]*(?:(?:and|or)[\s/]*)*(?:systemic|systematic) failings|"
    r"\b(?:lowest|middle|highest|top|worst|best)\b[^.;:]{0,40}\b(?:out )?of (?:the )?(?:three|3)\b|"
    r"\bmiddle (?:outcome|band|rating)\b|\b(?:highest|lowest|best|worst|top) (?:possible|achievable|"
    r"available) "
    r"(?:rating|outcome|result|judgement|grade|band)"
)
_AGENT = _i(
    rf"\b(?:ofsted|cqc|commission|inspectors?|inspections?|inspectorates?|watchdogs?|regulators?|"
    rf"(?:ofsted|inspection|send|watchdog)(?: \w+)? report)(?: (?:and|&) (?:the )?(?:cqc|"
    rf"care quality commission|"
    rf"ofsted|report))?'?s?(?: (?:report|letter|review|visit|now|jointly|also|team|chiefs))? {_SAYS}\b|"
    r"(?:\bsay|\bsays|\bsaid|\bfind|\bfinds|\bfound|\baccording to|\bby|\bfrom|\bwarn|\btold by|"
    r"\breveals?|,|–|-|:) "
    r"(?:an? |the |new |damning |joint |critical |scathing )*(?:ofsted|cqc|inspectors|watchdogs?|"
    r"regulators?|"
    r"inspection|inspectorates?)\b(?! (?:chief|boss|head|rated))|"
    r"\b(?:ofsted|inspectors?|watchdogs?|inspection)(?:'s)? (?:praise|criticism|verdict|findings|concerns?|"
    r"ratings?|judgement|outcomes?|results?|feedback|conclusions?|scrutiny finds)\b"
)
_REPORT = _i(
    r"\b(?:inspection|ofsted|cqc|inspectors'|watchdog|send|area|joint)\b[^.:;]{0,30}\b(?:report|letter|"
    r"outcomes?|"
    r"findings|results?|verdict|feedback)\b|"
    r"\b(?:report|outcomes?|findings|results?|verdict|feedback|response|statement)\b[^.;]{0,40}"
    r"\b(?:inspection|inspectors|ofsted|cqc)\b"
)
_JUDGED = _i(
    r"\b(?:criticis\w+|slammed|blasted|praised?|commended|hailed|failing|failings|failures?|"
    r"let(?:ting)? down|"
    r"inadequate|damning|scathing|inconsisten\w+|improv\w+|weakness\w*|shortcomings|concerns?|strengths?|"
    r"positive|urgent|priority action|highest|lowest|top|poor|not good enough|unacceptable|waits?|"
    r"waiting|delays?|"
    r"struggl\w+|lost|lottery|patchy|variable|mixed|strong|effective|progress|welcom\w+|apologis\w+|sorry|"
    r"accepts?|pledge\w*|vows?|respon\w+|reacts?|surprises?|falls? short|falling short|too (?:long|slow|"
    r"many)|"
    r"must|need(?:s)? to|told to|good|excellent|outstanding|rated|ranked|published|publishes|success|"
    r"failed|"
    r"fails?|failure|significant|widespread|systemic|systematic|better|best|worst|well|gaps?|harm\w*|"
    r"impact\w*|"
    r"challenges?|celebrat\w*|proud|recogni\w+|highlight\w*|reveal\w*|found|finds?|detail\w*|report)\b"
)
_SERVICES = _i(
    r"\b(?:send|sen|special (?:educational )?needs|disabled children'?s?) (?:services?|provision|"
    r"support|system|"
    r"partnership|arrangements|care|offer|department|failings|failures?)\b|"
    r"\b(?:services?|provision|support|system|care|help)\b[^.:;]{0,30}\b(?:send|sen|"
    r"special (?:educational )?needs|"
    r"disabilit\w+|disabled|additional needs)\b"
)
_FAILS = _i(
    r"\b(?:criticis(?:ed|m)|slammed|blasted|praised|commended|failing|failings|let(?:ting)? down|"
    r"(?:widespread|systemic|systematic|serious|major|significant) (?:failings|failures|weaknesses|"
    r"concerns)|"
    r"inconsisten\w+|lowest rating|top rating|damning (?:report|inspection|verdict)|"
    r"(?:damning|scathing|critical|glowing|new) (?:\w+ )?report)\b"
)
_NOT_AN_INSPECTOR = _i(
    r"^(?:(?:angry|desperate|worried|furious|local|send|\w+) )?(?:parents?|mums?|mothers?|dads?|fathers?|"
    r"famil(?:y|ies)|mps?|councillors?|campaigners?|unions?|teachers|heads|headteachers|charit\w+|"
    r"labour|tor(?:y|ies)|"
    r"conservatives?|lib dems?|greens?|reform)\b[^.:;]{0,60}\b(?:slams?|blasts?|criticis\w+|hits? out|"
    r"calls?|"
    r"demands?|fears?|says?|accuse\w*|claim\w*|warn\w*|condemn\w*|protest\w*|march\w*)\b|"
    r"\b(?:by|from|among) (?:\w+ )?(?:parents?|mums?|famil(?:y|ies)|mps?|campaigners?|councillors?)\b|"
    r"\bparents? survey\b"
)

_RULES = (
    Rule(
        NewsKind.OMBUDSMAN,
        "an ombudsman's decision on one complaint",
        _i(
            r"\bombudsm[ae]n\b|\blgsco\b|\(\d{2} \d{3} \d{3}\)|\bcouncil (?:was |found |ruled )?(?:at|"
            r"to be at) fault\b|"
            r"\bmaladministration\b|\b(?:pays?|paid|compensat\w+|payout)\b[^.:;]{0,40}\b(?:mum|mother|"
            r"father|dad|family|"
            r"parents|boy|girl|teen\w*|pupil|son|daughter)\b|\b(?:mum|mother|father|dad|family|parents|"
            r"boy|girl|teen\w*|"
            r"pupil)\b[^.:;]{0,40}\b(?:payout|compensation|paid £)"
        ),
    ),
    Rule(
        NewsKind.TRIBUNAL,
        "a tribunal or court",
        _i(
            r"\btribunals?\b|\bsendist\b|\bhigh court\b|\bcourt of appeal\b|\bjudicial review\b|"
            r"\bjudges?\b(?! (?:that|how))|"
            r"\blegal (?:challenge|action|battle|fight|bid|costs|bill)\b|\b(?:send|ehcp|"
            r"parents'?) appeals?\b|\bappeals? (?:against|over)\b"
        ),
        unless=(_i(r"\bappeals? for\b"),),
    ),
    Rule(
        NewsKind.JTAI,
        "a joint targeted area inspection",
        _i(
            r"\bjtais?\b|\bjoint[- ]targeted\b|\btargeted area inspection|\bjoint area child protection|"
            r"\bmulti-agency\b[^.:;]{0,40}\b(?:child protection|abuse|violence|criminal|exploitation|"
            r"harm)\b|"
            r"\binspect\w+\b[^.:;]{0,60}\b(?:domestic abuse|youth violence|exploitation|"
            r"child sexual abuse|neglect)\b|"
            r"\b(?:domestic abuse|youth violence|exploitation|child sexual abuse|"
            r"neglect)\b[^.:;]{0,60}\binspect"
        ),
    ),
    Rule(
        NewsKind.PEER_REVIEW,
        "a peer review",
        _i(
            r"\bpeer (?:review|challenge|team|inspection|support)|\blga (?:review|team|peer|report)|"
            r"\blocal government association\b[^.]{0,40}\breview"
        ),
    ),
    Rule(
        NewsKind.DFE_STOCKTAKE,
        "the Department for Education looking at progress",
        _i(
            r"\bstocktakes?\b|\bdeep dive\b|\b(?:dfe|department for education|government|nhs england|"
            r"ministers?)\b[^.:;]{0,50}"
            r"\b(?:reviews?|advis[eo]rs?|monitoring|progress|check|praises?|"
            r"visit)\b(?![^.:;]{0,30}\bof (?:national|the) (?:send )?system)|"
            r"\b(?:review|progress|check|praise)\b[^.:;]{0,40}\b(?:dfe|department for education|"
            r"nhs england)\b"
        ),
        unless=(
            _i(r"\bnotice\b|\bdirection\b|\bintervention\b|\bcommissioner\b"),
            _i(r"\bofsted (?:finds|says)\b"),
        ),
    ),
    Rule(
        NewsKind.DFE_NOTICE,
        "a notice or an intervention by the Department for Education",
        _i(
            r"\bimprovement notice|\bnotice to improve\b|\b(?:non-)?statutory (?:notice|direction|"
            r"intervention)|"
            r"\b(?:dfe|department for education|government|ministers?|education secretary|"
            r"minister)\b[^.:;]{0,50}"
            r"\b(?:notice|direction|interven\w+|commissioner|steps? in|takes? over|stripped|orders?|"
            r"issues?|formal)\b|"
            r"\bcommissioner\b[^.:;]{0,40}\b(?:appointed|sent|oversee|take|named)\b|\b(?:appoint\w*|"
            r"sends?) (?:a )?(?:send )?commissioner\b|"
            r"\b(?:stripped of|government intervention|under notice|formal notice)\b"
        ),
    ),
    Rule(
        NewsKind.THEMATIC_VISIT,
        "a thematic visit or review, which has no outcome",
        _i(
            r"\bthematic\b|\b(?:alternative provision|preparation for adulthood|"
            r"children not in school)\b[^.:;]{0,30}\b(?:visits?|review|inspection)\b"
        ),
    ),
    Rule(
        NewsKind.OLD_FRAMEWORK,
        "the programme of 2016 to 2022: statements of action, revisits, weaknesses",
        _i(
            r"\bwritten statements? of action\b|\bwsoas?\b|\bstatement of action\b|\bre-?visit(?:s|ed|"
            r"ing)?\b|"
            r"\b(?:significant|areas of|serious) (?:significant )?weakness(?:es)?\b|"
            r"\bsufficient progress\b|"
            r"\b(?:in|of|from|the|since) 20(?:1[6-9]|2[0-2])\b[^.:;]{0,40}\b(?:inspect|report|ofsted)|"
            r"\b(?:inspect\w*|report|ofsted)\b[^.:;]{0,40}\b20(?:1[6-9]|2[0-2])\b"
        ),
        unless=(_i(r"\b(?:highest|lowest|middle)\b|\bsince 20\d\d\b"),),
    ),
    Rule(
        NewsKind.ILACS_FOCUSED_VISIT,
        "a focused visit to children's services",
        _i(r"\bfocus(?:s)?ed visits?\b"),
    ),
    Rule(
        NewsKind.ILACS_MONITORING_VISIT,
        "a monitoring visit to children's services",
        _i(
            r"\bmonitoring visits?\b|\bmonitoring\b[^.:;]{0,60}\b(?:children'?s (?:social )?(?:services|"
            r"care)|social work\w*|care leavers)|"
            r"\b(?:children'?s (?:social )?(?:services|care)|social work\w*|"
            r"care leavers)\b[^.:;]{0,60}\bmonitoring\b"
        ),
        unless=(
            _i(
                r"\bsend\b[^.:;]{0,60}\beffective action|\beffective action\b[^.:;]{0,60}\bsend\b|"
                r"\barea send monitoring\b"
            ),
        ),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "an inspection of children's services or social care",
        _i(
            r"\bilacs\b|\bchildren'?s (?:social )?(?:services|care)\b|\bcare leavers?\b|"
            r"\blooked[- ]after children\b|"
            r"\bchildren in care\b|\bsocial work(?:ers?)?\b|\bsocial care\b|\bfoster\w*\b|\badoption\b|"
            r"\bchild protection\b|"
            r"\bsafeguarding\b|\bchildren's homes?\b"
        ),
        needs=(
            _i(
                rf"{INSPECTOR.pattern}|\b(?:rated|graded|judged|rating)\b|\b'?(?:inadequate|outstanding|"
                rf"requires improvement)\b"
            ),
        ),
        unless=(SEND,),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "children's services with a grade, which an area SEND inspection does not give",
        _i(
            r"\bilacs\b|\bchildren'?s (?:social )?(?:services|care)\b[^.:;]{0,60}\b(?:good|outstanding|"
            r"inadequate|requires improvement)\b|"
            r"\b(?:good|outstanding|inadequate|"
            r"requires improvement)\b[^.:;]{0,60}\bchildren'?s (?:social )?(?:services|care)\b"
        ),
    ),
    Rule(
        NewsKind.SCHOOL_OFSTED,
        "the inspection of a school, nursery or college",
        re.compile(
            r"(?i:\b(?:primary|secondary|junior|infants?|grammar|special|nursery|free|boarding|"
            r"independent|faith|village|"
            r"catholic|church|community|private|academy|send|sen|town|specialist|autism|new|local|this|"
            r"city|"
            r"struggling|failing|former|top|popular|outstanding|good|"
            r"inadequate) school(?:'s)?\b(?! (?:places|transport|leaders|system))|"
            r"\bacadem(?:y|ies)\b|\bcolleges?\b|\bnurser(?:y|ies)\b|\bpre-?schools?\b|\bplaygroups?\b|"
            r"\bchildminders?\b|"
            r"\bsixth[- ]forms?\b|\bhead ?teachers?\b|\bmulti-academy\b|\breport[- ]cards?\b|"
            r"\burgent improvement\b|"
            r"\bneeds attention\b|\bexpected standard\b|\bstrong standard\b|\bexceptional\b)|"
            r"\bSchools?\b(?=['’]? (?:rated|praised|hailed|celebrat|judged|graded|in |placed|told|"
            r"inspect|given|gets|loses|keeps|and ))|"
            r"(?i:\b(?:a|the) school\b|^school\b)|\b[A-Z]\w+'?s? (?:C ?of ?E |CofE |Church of England |"
            r"RC |Community |High |Park |Hill )*School\b(?! [Pp]laces| [Tt]ransport)"
        ),
        needs=(_i(rf"{INSPECTOR.pattern}|\b(?:rated|graded|report card|rating)\b"),),
        unless=(
            _i(
                r"\b(?:area|joint) (?:send )?inspection\b|\blocal area\b|\bsend services?\b|"
                r"\bsend partnership\b|\bcqc\b|\bsend provision (?:in|across)\b"
            ),
            _i(r"\b(?:out of|missing|off|excluded from|places?|home[- ]to[- ]) ?school\b"),
        ),
    ),
)

_WAY = (
    r"(?:under ?way|underway|in progress|ongoing|begins?|began|begun|starts?|started|starting|"
    r"launch(?:es|ed)|commences?|arriv(?:e|es|ed|ing)|coming|imminent|announced?|notified|"
    r"takes? place|taking place|this week|next week|today|descend|continues)"
)
_RESULT = _i(
    r"\b(?:finds?|found|reveals?|criticis\w+|praise[sd]?|failings?|damning|welcom\w+|published|outcome|"
    r"report (?:says|finds|published|reveals|released)|"
    r"widespread|systemic|effective action|apologis\w+|slam\w*|concerns|verdict|findings)\b"
)
_STORIES = (
    Rule(
        NewsKind.INSPECTION_UNDER_WAY,
        "an inspection that is announced or going on",
        _i(
            rf"\binspect(?:ion|ions|ors?)\b[^.:;]{{0,60}}\b{_WAY}\b|"
            rf"\b{_WAY}\b[^.:;]{{0,60}}\binspect(?:ion|ors?)\b|"
            r"\b(?:ofsted|cqc|inspectors)\b[^.;]{0,60}\b(?:to (?:visit|inspect|carry out|begin|look at|"
            r"examine|assess|review|return)|will (?:visit|inspect|return|be)|"
            r"visiting|visit(?:s)?|inspecting|are in|in town|on site|call(?:s|ed)? in|reviewing|"
            r"examining|want to hear|seek(?:s|ing)? views|asks? (?:for|parents|families))\b|"
            r"\b(?:being|to be|will be|currently) (?:re-?)?inspected\b|\binspection (?:notification|"
            r"notice|survey|announcement)\b|"
            r"\b(?:have your say|share your (?:views|experiences?|story)|your views|survey|"
            r"views (?:wanted|sought|needed)|tell (?:us|inspectors|ofsted))\b[^.]{0,80}\b(?:inspect\w*|"
            r"ofsted)\b|"
            r"\b(?:inspect\w*|ofsted)\b[^.]{0,80}\b(?:have your say|share your (?:views|experiences?|"
            r"story)|your views|survey|views (?:wanted|sought|needed)|tell (?:us|inspectors|ofsted))\b"
        ),
        needs=(SEND,),
        unless=(_RESULT,),
    ),
    Rule(
        NewsKind.SPECULATION,
        "what a report may say before it is published",
        _i(
            r"\b(?:awaits?|awaiting|await|brace[sd]?|bracing|expect(?:s|ed|ing)?|fears?|rumou?rs?|"
            r"leak(?:s|ed)?|draft|ahead of|"
            r"yet to|too early|soon|when will|anticipat\w+|predict\w+|waiting for|wait for|"
            r"prepar\w+ for|likely to|could be (?:rated|told|placed|found)|"
            r"set to be|set to receive|due to be published|not yet|delay(?:ed|s)? (?:to|in|"
            r"report))\b[^.;]{0,80}\b(?:inspect\w*|ofsted|report|outcome|verdict|rating)\b|"
            r"\b(?:inspect\w*|ofsted|report|outcome|verdict|rating)\b[^.;]{0,80}\b(?:awaited|expected|"
            r"leaked|rumou?red|due soon|due (?:next|this|to be published|in)|imminent|"
            r"not yet (?:published|out|known)|yet to be published|too early|feared|delayed|looms|"
            r"looming|on the way)\b"
        ),
        needs=(SEND, INSPECTOR),
        unless=(_i(r"\b(?:finds|found|reveals?|says ofsted|inspectors say|welcom\w+)\b"),),
    ),
    Rule(
        NewsKind.MONITORING_OUTCOME,
        "the result of a monitoring inspection: whether action was effective",
        _i(
            r"\bmonitoring (?:inspection|report|outcome|letter|reinspection)|\b(?:in)?effective action\b|"
            r"\b(?:ofsted|inspect\w+|watchdogs?|cqc)\b[^.;]{0,80}\b(?:progress|improve(?:d|ment|ments)|"
            r"turn(?:ed|ing|around))\b[^.;]{0,60}\b(?:since|on|after|following)\b[^.;]{0,60}\bfailings?\b|"
            r"\bprogress\b[^.;]{0,60}\bfailings?\b[^.;]{0,60}\b(?:ofsted|inspect\w+|watchdogs?)\b"
        ),
        needs=(SEND,),
        unless=(_i(r"\b(?:plan|notice|ahead of|prepares?|due|months?' time|next (?:year|month))\b"),),
    ),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A kind with the reason for it; `sure`: the text says it by itself."""

    kind: NewsKind
    why: str
    sure: bool


def judged(text: str) -> Judgement | None:
    """Judge a title, or another short text; None if it says nothing of SEND or of an inspection."""
    if not touches(text):
        return None
    for rule in (*_RULES, *_STORIES):
        found = rule.fits(text)
        if found:
            return Judgement(rule.kind, f'{rule.why}: "{found.group().strip()}"', True)
    return _result(text)


def touches(text: str) -> bool:
    """Tell whether a text speaks of SEND or of an inspection at all: the first gate."""
    return SEND.search(text) is not None or INSPECTOR.search(text) is not None


def _result(text: str) -> Judgement:
    send, inspector = SEND.search(text), INSPECTOR.search(text)
    if send and inspector and (_AGENT.search(text) or _REPORT.search(text) or CANONICAL.search(text)):
        return Judgement(
            NewsKind.FULL_OUTCOME, f'what an inspection of SEND found: "{inspector.group()}"', True
        )
    if send and inspector and _JUDGED.search(text):
        return Judgement(NewsKind.FULL_OUTCOME, "SEND, an inspection and a judgement in one sentence", False)
    if send and _SERVICES.search(text) and _FAILS.search(text) and not _NOT_AN_INSPECTOR.search(text):
        return Judgement(
            NewsKind.FULL_OUTCOME, "SEND services of an area are judged; by whom is not said", False
        )
    return Judgement(NewsKind.OTHER, "SEND or an inspection, but no result of an area SEND inspection", False)


def first(judgements: Iterable[Judgement | None]) -> Judgement | None:
    """Give the first judgement that is sure, else the first there is."""
    there = [one for one in judgements if one]
    return next((one for one in there if one.sure), there[0] if there else None)
