"""The words that tell stories apart, as patterns that the rules are made of."""

from monitor.domain.news_rule import Either, wording

_SEND_NOUNS = """services?|provision|support|inspections?|reports?|system|failings?|failures?|partnerships?|
    reforms?|children|pupils|students|famil(?:y|ies)|parents?|plans?|strategy|crisis|offer|arrangements|
    improvements?|
    needs|places|schools?|outcomes?|review|transport|team|department|deficit|funding|appeals?|tribunals?"""

_WRITTEN = wording(
    rf"""\bSEND(?:IASS)?\b(?! (?:IN|US|YOUR|A|THE|TO|THEM|ME|HELP)\b)|\b[Ss]end (?:{_SEND_NOUNS})\b|
    \b(?:for|of|with|on|over|and|[Aa]rea|[Ll]ocal) Send\b(?! (?:in|a|the|them|us)\b)|^Send:""",
    exact=True,
)
_SPELT = wording(
    r"""\bsen(?:/?d)?\b(?<!send)|\bsend?cos?\b|\bspecial(?:ist)? (?:education(?:al)? )?needs\b|
    \b(?:additional|complex) (?:learning |educational )?needs\b|\bdisabled (?:\w+ )?(?:children|young|
    pupils|youngsters|kids|son|daughter|boy|girl|teen\w*|people)|\b(?:children|people|pupils|youngsters|
    kids) with (?:[\w]+ )?(?:disabilit|additional|special|complex)|\blearning disabilit\w+|\behcps?\b|
    \behc (?:plans?|needs)\b|\beducation,? health and care\b|\blocal area partnership|\b(?:joint |
    local )+area inspection|\barea send\b|\bofsted(?: and |/| & |, )(?:the )?(?:cqc|care quality)|
    \bcqc(?: and |/| & )ofsted"""
)
SEND = Either((_WRITTEN, _SPELT))
"""Special educational needs and disabilities, or an inspection that Ofsted and the CQC make together."""

INSPECTOR = wording(
    r"""\b(?:ofsted|cqc|care quality commission|(?:re-?)?inspect(?:ion|ions|or|ors|ed|ing|orates?|s)?|
    watchdogs?|
    regulators?|hmi)\b"""
)

FINDS = r"""(?:finds?|found|says?|said|reveals?|revealed|praise[sd]?|criticis\w+|slam(?:s|med)?|blast(?:s|
    ed)?|highlight(?:s|ed)?|identif(?:y|ies|ied)|raise[sd]?|warn(?:s|ed)?|conclude[sd]?|rate[sd]?|g(?:ive|
    ives|ave)|uncover(?:s|ed)?|expose[sd]?|commend(?:s|ed)?|recogni[sz]\w+|note[sd]?|condemn(?:s|ed)?|
    brand(?:s|ed)?|tells?|told|order(?:s|ed)?|demand(?:s|ed)?|hail(?:s|ed)?|applaud(?:s|ed)?|show(?:s|ed)?|
    point(?:s|ed)? to|deliver(?:s|ed)?|rule[sd]?|spot(?:s|ted)?|sees?|saw|confirm(?:s|ed)?|judge[sd]?|
    rank(?:s|ed)?|place[sd]?|award(?:s|ed)?|acknowledge[sd]?|sets? out|outline[sd]?|cite[sd]?|report(?:s|
    ed)?|call(?:s|ed)? (?:for|out)|lay(?:s)? bare|publish(?:es|ed)?|return(?:s|ed)? (?:an? |their |its )|
    describe[sd]?|rap(?:s|ped)?|lambast\w+|pick(?:s|ed)? out|detail(?:s|ed)?|urge[sd]?(?! to)|credit(?:s|
    ed)?)"""

FOUND = wording(
    rf"""\b(?:ofsted|inspectors?|inspection|watchdogs?|cqc|report|review|
    re-?visit)(?: report)?(?:'s)? (?:also |now |
    jointly )?{FINDS}(?!\w)|\b(?:criticis\w+|praise[sd]?|recogni[sz]ed|failings?|damning|welcom\w+|
    published|outcomes?|
    results?|
    widespread|systemic|effective action|apologis\w+|slam\w*|concerns|verdict|findings)\b"""
)
FOUND_NOW = wording(
    rf"""^(?:[\w' ]+: )?(?:the )?(?:ofsted|inspectors?|inspection|watchdogs?|cqc)(?: and (?:the )?(?:cqc|
    ofsted))?(?: report)? {FINDS}(?!\w)|\b(?:(?:ofsted|inspectors?|inspection|report) (?:finds?|reveals|
    says|warns|reports on)|inspectors (?:say|find|warn))\b|\bsays? (?:ofsted|inspectors)\b"""
)
ORDERED = wording(
    r"\b(?:ordered|told|must|required?|requires|demand(?:s|ed)|needs? to|forced|asked|called for)\b"
)

CANONICAL = wording(
    r"""inconsistent experiences? and outcomes|typically (?:lead(?:s|
    ing)? to )?positive experiences? and outcomes|widespread[\s,/]*(?:(?:and|or)[\s/]*)*(?:systemic|
    systematic) failings|\b(?:lowest|bottom|middle|highest|top|worst|
    best)\b[^.;:]{0,40}\b(?:out )?of (?:the )?(?:three|3)\b|\bmiddle (?:outcome|band|rating|
    ranking|tier|category)\b|\b(?:highest|lowest|best|worst|top|middle) (?:send|ofsted|area|
    inspection) (?:rating|
    outcome|result|ranking|category|grade)\b|\b(?:highest|lowest|best|worst|top) (?:possible|achievable|
    available)['"]? (?:\w+ )?(?:rating|outcome|result|judgement|
    grade|band|score)"""
)
"""Standard phrases and places on the scale: a story that has one speaks of an area SEND inspection."""

AGENT = wording(
    rf"""\b(?:ofsted|cqc|commission|inspectors?|(?:re-?)?inspections?|re-?visits?|inspectorates?|watchdogs?|
    regulators?|(?:ofsted|inspection|send|watchdog)(?: \w+)? report)(?: (?:and|&) (?:the )?(?:cqc|
    care quality commission|ofsted|report))?'?s?(?: (?:report|letter|review|now|jointly|also|team|
    chiefs))? {FINDS}(?!\w)|(?:\b(?:says?|said|finds?|found|according to|by|from|warns?|told by|reveals?|
    concludes?)|,|–|-|:)(?: an?| the| new| damning| joint| critical| scathing| education)* (?:ofsted|cqc|
    inspectors|watchdogs?|regulators?|inspection|inspectorates?)\b(?! (?:chief|boss|head|rated|
    report card|should|must|need|could|would|never)\b)|\b(?:ofsted|inspectors?|watchdogs?|
    inspection)(?:'s|s')? (?:praise|criticisms?|verdict|
    findings|concerns?|ratings?|judgements?|outcomes?|results?|feedback|conclusions?)\b|
    \binspectors (?:who|that) [^.;]{{0,60}} {FINDS}(?!\w)|
    \b(?:ofsted|commission|cqc|inspectors) (?:jointly )?(?:visited|came|went|spent|returned|spoke|met)\b
    [^.;]{{0,80}} and (?:have |has |were |was |jointly )?(?:{FINDS}|impressed)(?!\w)|
    \b(?:views?|verdict|assessment|judgement|words) of (?:the )?(?:ofsted|inspectors)\b|\b(?:praised?|
    criticised|slammed|commended|judged|inspected|rated|ranked)\b[^.;]{{0,60}}\b(?:ofsted|inspectors|cqc)\b"""
)
"""Inspectors who say or find something."""

REPORT = wording(
    r"""\b(?:(?:re-?)?inspection|ofsted|cqc|inspectors'|watchdog|area|joint|inspected)\b[^.;]{0,40}\b(?:report|
    letter|outcomes?|findings|results?|verdict|feedback|response|statement)\b|\b(?:report|outcomes?|
    findings|results?|verdict|feedback|response|responds|statement)\b[^.;]{0,40}\b(?:inspection|inspectors|
    ofsted|cqc)\b"""
)

JUDGED = wording(
    r"""\b(?:criticis\w+|critical|slammed|blasted|praised?|commended|hailed|fail\w*|let(?:ting)? down|
    inadequate|damning|scathing|inconsisten\w+|improv\w+|weakness\w*|shortcomings|concerns?|strengths?|
    positive|urgent|priority actions?|highest|lowest|top|poor|not good enough|unacceptable|waits?|waiting|
    delays?|struggl\w+|lost|lottery|patchy|variable|mixed|strong|effective|progress|welcom\w+|apologis\w+|
    sorry|accepts?|pledge\w*|vows?|respon\w+|reacts?|reaction|surprise[ds]?|falls? short|falling short|
    too (?:long|slow|many)|must|told to|good|excellent|outstanding|rated|ranked|publish\w*|success|failure|
    significant|widespread|systemic|systematic|better|best|worst|gaps?|harm\w*|impact\w*|challenges?|
    celebrat\w*|proud|recognis\w+|highlight\w*|reveal\w*|found|finds?|report|outcome|fury|anger|fix\w*|
    given|disappoint\w+|shocking|wake-up call|glowing|accountab\w+|thriv\w+|
    ambitio\w+|at the heart|difference|committed|dedicat\w+|valued|listen\w*|exhaust\w+|vindicat\w+|
    heartbr\w+|appall\w+|condemn\w*|warn\w*|serious|mistakes|apolog\w+|lessons|trust|confidence|thumbs up|
    shin(?:e|es|ing)|impress\w*|well (?:supported|served)|right (?:track|direction)|mean(?:s|t) for|
    light on|good news|pleased|
    delighted|shame\w*|broken|crisis)\b"""
)

_SUBJECTS = (
    r"(?:send|sen|special (?:education(?:al)? )?needs|disabled|children with (?:\w+ )?(?:needs|"
    r"disabilit\w+))"
)
_THEM = r"(?:children|pupils|families|youngsters|young people|kids)"
SERVICES_JUDGED = wording(
    rf"""\b{_SUBJECTS}(?: (?:children'?s?|pupils|families))? (?:services?|provision|support|system|
    partnership|arrangements|failings|failures?|report)\b|\b(?:services?|provision|support|system|care|help|
    report|education)\b[^.:;]{{0,70}}\b{_SUBJECTS}\b|\b(?:council|nhs|county|borough|city|area|sorry|
    apolog\w+|admits?)\b[^.:;]{{0,40}}\b(?:fail(?:s|ed|ing)?|let(?:s|
    ting)? down)\b[^.:;]{{0,30}}\b{_SUBJECTS} {_THEM}\b|\b(?:{_SUBJECTS} {_THEM}|
    {_THEM} with (?:\w+ )?{_SUBJECTS})\b[^.:;]{{0,40}}\b(?:failed|let down|partnership)\b|
    \burgent {_SUBJECTS} improvements?\b|\b{_SUBJECTS} (?:verdicts?|ratings?|judgements?)\b|\bfail(?:ed|
    ing)? (?:\w+ )?{_THEM} with (?:\w+ )?{_SUBJECTS}\b|\b(?:verdict|rating|judgement|rated|ranked|
    judged)\b[^.:;]{{0,30}} (?:on|
    for) (?:\w+ )?{_SUBJECTS}\b"""
)
VERDICT = wording(
    r"""\b(?:criticis(?:ed|m)|slammed|blasted|praised?|commended|applauded|failing|failed|fail|failings|
    failures|let(?:ting)? down|inconsisten\w+|(?:lowest|top|highest|worst|best|middle) (?:rating|outcome|
    band)|(?:damning|scathing|critical|glowing|positive|new|mixed|highly critical) (?:\w+ )?(?:report|verdict|
    review)|report (?:finds|says|reveals|warns|into|on|published)|says (?:\w+ )?report|not good enough|
    verdicts?|rated|judged|found to (?:have|be)|(?:ranked|named) (?:as )?(?:among|one of)|send report|
    systemic|systematic|
    too (?:slow|long)|postcode lottery|(?:told|ordered) to improve|told (?:it |they )?(?:must|needs?)|
    (?:top|full) marks|urgent (?:\w+ )?(?:action|improvements?|changes?)|(?:at|pick up the) pace|(?:ratings?|
    outcomes?|results?) (?:is |are |has been |have been )?(?:revealed|announced|published|confirmed|in$)|
    (?:needs?|must) (?:urgent|to improve|improv\w+|do better)|report$|
    [–-] report|struggling|positive (?:impact|experiences)|admits?|sorry|apolog\w+|below standard)\b"""
)
"""A judgement on services, whoever made it."""

NOT_AN_INSPECTOR = wording(
    r"""(?:^|[:–-] ?)(?:[\w']+ ){0,2}(?:parents?|mums?|mothers?|dads?|fathers?|famil(?:y|ies)|mps?|
    councillors?|campaigners?|unions?|teachers|heads|headteachers|charit(?:y|ies)|labour|tor(?:y|ies)|
    conservatives?|lib dems?|greens?|reform|petition|protest\w*)\b[^.:;]{0,60}\b(?:slams?|blasts?|
    criticis\w+|hits? out|calls?|demands?|fears?|says?|accuse\w*|claim\w*|warn\w*|condemn\w*|protest\w*|
    march\w*|fights?|anger\w*|plead\w*|tells?|urges?|feels?|left)\b|\b(?:by|from|among|says?|say|
    according to|warns?|claims?) (?:an? |the |\w+ )?(?:parents?|mums?|dads?|famil(?:y|ies)|mps?|
    campaigners?|councillors?|charit(?:y|ies)|unions?|teachers|heads|study|survey|research|think[- ]tank|
    experts?|minister|commissioner|auditors?|audit)\b|\b(?:parents?|famil(?:y|ies)) (?:say|survey)\b|
    \b(?:probe|investigation|inquiry|documentary)\b|\b(?:independent|internal|external|council|scrutiny|
    committee|consultants?'?|commissioned|university|
    leaked) (?:\w+ )?(?:report|review|investigation|inquiry)\b|\b(?:survey|audit|auditors|healthwatch|
    task (?:and finish )?group)\b|\b(?:my|our|her|his|their) (?:son|
    daughter|child|boy|girl)\b"""
)
"""Critics who are no inspectors."""

REACTION = wording(
    r"""^(?![^:]{0,40}: ?['"]).*\b(?:after|over|at|by|to|following|on) (?:the |an? )?(?:\w+ )?(?:ofsted|
    inspectors|inspection|watchdog)(?:'s|s')? (?:and cqc )?(?:\w+ )?(?:send )?(?:report|findings|verdict|
    result|outcome)\b|^(?![^:]{0,40}: ?['"]).*\b(?:after|over|following) (?:[\w'-]+ ){0,3}send inspection\b"""
)
"""A result to which somebody reacts: what is said of it is part of its news; a party's quote is not."""

TRAVEL = wording(
    r"""\b(?:send|school|special needs|pupil|student) (?:transport|travel|taxis?|bus(?:es)?|runs?)\b|
    \bhome[- ]to[- ]school\b|\btaxis?\b|\bbus (?:pass(?:es)?|travel)\b|
    \btravel (?:assistance|budgets?|policy|training|support|changes)\b|\bminibus(?:es)?\b|
    \btransport (?:for|cuts|costs|changes|policy)\b"""
)

MOVED = wording(
    r"""\b(?:mak(?:es|ing)|made|shows?|showing|positive|good|some|clear|encouraging|strong|steady|enough|
    insufficient) (?:\w+ )?(?:progress|improvements?)\b|\b(?:not |has |have |still )?(?:improv(?:ed|
    ing)|progress\w*)\b[^.;]{0,40}\bsince (?:the |its |their |last |previous )*(?:damning|critical|
    scathing|inspection|report|ofsted|failings?)|\bno longer (?:failing|in|has|a)\b|
    \bstill (?:failing|falling|not|inconsistent|letting)\b"""
)
"""Where services stand that were found failing before."""

AGAIN = wording(
    r"""\bsince (?:the |its |their |last |previous )*(?:damning|critical|scathing|inspection|report|ofsted|
    failings?)|\bno longer (?:failing|in|has)\b|\bstill (?:failing|falling|letting|not|struggling)\b|
    \b(?:months?|years?) (?:on|after)\b|\bpace of (?:\w+ )?(?:improvement|change|progress)\b|
    \bturn(?:ed|ing) (?:\w+ )?(?:around|corner)\b|\bturnaround\b|\bprogress report\b|
    \b(?:not enough|little|insufficient|limited) (?:progress|done|improvement)\b|
    \b(?:inspectors|ofsted|cqc) return(?:s|ed)?\b|\bon (?:their )?return\b"""
)
CHANGED = wording(
    r"""\b(?:improv\w+|progress|better|good enough|difference|turn(?:ed|ing|around)?|fail\w*|inconsisten\w+|
    slow|pace|chang\w+|worse\w*)\b"""
)
INSPECTORS_SAY = wording(
    r"""\b(?:ofsted|inspectors?|inspection|cqc|watchdogs?)(?: (?:progress )?report)? (?:are |is )?['"]?(?:
    finds?|says?|notes?|recognise\w*|praises?|concludes?|reveals?|warns?|confirms?|sees?|hails?|
    (?:not )?(?:satisfied|pleased|impressed|encouraged|reassured|convinced|upbeat))\b|\b(?:according to|
    by) (?:ofsted|
    inspectors)\b|^(?:ofsted|inspectors): |\binspectors return[^.;]{0,40}\bfind\b|\b(?:say|find|
    warn)s?,? (?:ofsted|inspectors|watchdogs?)\b"""
)
"""Together: inspectors who come again and say what has changed."""

MONITORED = wording(r"\bmonitor|\beffective action|\b(?:follow-up|return|repeat) |\bre-?visit")
"""A summary without any of these does not make a result one of monitoring."""
