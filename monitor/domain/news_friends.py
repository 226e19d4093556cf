"""False friends: stories that use the words of an area SEND inspection and are about something else.

Each is known by a mark of its own (`domain.md` 7.7); the first row that fits is the answer.
"""

from monitor.domain.news import NewsKind
from monitor.domain.news_mentions import ABROAD, BRITISH
from monitor.domain.news_rule import Rule, wording
from monitor.domain.news_words import INSPECTOR

_ONE_CHILD = r"(?:mum|mother|father|dad|family|parents|boy|girl|teen\w*|pupil|son|daughter|couple)"
_HARM = r"(?:domestic abuse|youth violence|exploitation|child sexual abuse|neglect|criminal)"
_ELSEWHERE = r"""(?:estyn|education scotland|education and training inspectorate|care inspectorate|wales|
welsh|
    scotland|scottish|northern ireland|isle of man|jersey|guernsey|cardiff|swansea|belfast|glasgow|
    edinburgh)"""

_OUR_SCALE = wording(r"\b(?:highest|lowest|middle) (?:of|outcome|rating|band|possible)\b|\bsince 20\d\d\b")
_WATCH = wording("watch")
"""Found at once, and in no other story."""
_THEIRS = wording(r"\b(?:ofsted|cqc|care quality|inspect\w*|local area|joint(?:ly)?)\b")

FRIENDS = (
    Rule(
        NewsKind.OTHER,
        "another nation, whose inspectors are not Ofsted",
        wording(
            rf"""\b(?<!prince of )(?<!princess of )(?<!new )(?<!of south ){_ELSEWHERE}\b|\b(?:aln|asn|eti)\b|
            \badditional (?:learning|support)(?:-| for learning | )needs\b"""
        ),
        unless=(wording(r"\bengland\b|\bschool\b"),),
        named=False,
    ),
    Rule(
        NewsKind.OTHER,
        "a place abroad",
        ABROAD,
        needs=(INSPECTOR,),
        unless=(BRITISH, wording(r"\bcouncils?\b|\bsend\b")),
        named=False,
    ),
    Rule(
        NewsKind.OTHER,
        "inspectors of something else",
        wording(
            r"""\b(?:police|constabulary|prisons?|jails?|fire service|probation|food|hygiene|planning|
            building|hospitals?|care homes?|nursing homes?|gp|surgery|dentists?|wards?|maternity|ambulance|
            clinics?|mental health trust|adult|supported living|home care|care provider|kitchens?|takeaway|
            restaurant|bridge|railway|asylum|detention)\b"""
        ),
        needs=(INSPECTOR,),
        unless=(
            wording(
                r"\bofsted\b|\bsend\b|\bspecial (?:educational )?needs\b|\blocal area\b|\b(?:children|"
                r"pupils) with\b"
            ),
        ),
    ),
    Rule(
        NewsKind.OMBUDSMAN,
        "a watchdog that hears complaints",
        wording(
            r"\b(?:local government|complaints|council|(?<!health and )social care) "
            r"(?:and social care )?watchdogs?\b"
        ),
        needs=(_WATCH,),
        unless=(_THEIRS,),
    ),
    Rule(
        NewsKind.OTHER,
        "a watchdog over something else",
        wording(
            r"""\b(?<!education and )(?<!education & )(?<!schools and )(?:health|nhs|patients?'?|medical|
            nursing|spending|public spending|financial|finance|audit|data|privacy|information|police|prisons?|
            charity|equalit(?:y|ies)|human rights|rights|consumer|exams?|competition|fire|water|housing|
            media|advertising|transport|safety|standards|youth|disability) (?:and (?:social )?care )?
            watchdogs?\b|\bhealthwatch\b"""
        ),
        needs=(_WATCH,),
        unless=(_THEIRS,),
    ),
    Rule(
        NewsKind.OTHER,
        "a watchdog that only looks into something",
        wording(
            r"""\bwatchdogs? (?:to |is |will |are )?(?:investigat\w+|prob(?:e|es|ing)|look(?:s|ing)? into|
            (?:open|launch)(?:s|es|ing)? (?:an? )?(?:\w+ )?(?:probe|investigation|inquiry))\b|
            \b(?:investigat\w+|probed?|inquiry) by (?:an? |the )?(?:\w+ )?watchdog\b"""
        ),
        needs=(_WATCH,),
        unless=(_THEIRS,),
    ),
    Rule(
        NewsKind.OTHER,
        "education in custody, and services for young offenders",
        wording(
            r"\b(?:prison(?:s|ers?)?|jails?|inmates?|young offenders?|youth (?:justice|offending)|hmip)\b"
        ),
        needs=(INSPECTOR,),
    ),
    Rule(
        NewsKind.OTHER,
        "the CQC alone, which inspects health and care",
        wording(r"\b(?:cqc|care quality commission)\b"),
        unless=(
            wording(
                r"""\bofsted\b|\bsendi?\b|\bspecial (?:education(?:al)? )?needs\b|\blocal area\b|\bjtai\b|
                \btargeted\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.OTHER,
        "the CQC on one body of the NHS",
        wording(
            r"""\b(?:cqc|care quality commission)\b[^;]{0,60}\b(?:icbs?|trust|hospitals?|nurs(?:es|ing)|
            camhs|clinics?|
            (?:autism|adhd|therapy|mental health) services?)\b"""
        ),
        unless=(wording(r"\b(?:ofsted|joint|local area|partnership|send (?:inspection|services))\b"),),
    ),
    Rule(
        NewsKind.OTHER,
        "somebody who was an inspector",
        wording(r"\b(?:ex-|former |retired )(?:ofsted|(?:chief |school |schools )?inspectors?)\b"),
    ),
    Rule(
        NewsKind.OTHER,
        "one home or centre",
        wording(
            r"""\bchildren's homes?\b|\b(?:short[- ]breaks?|respite) (?:centre|home|unit|service|provider)\b|
            \bcare homes?\b|\bregistration\b"""
        ),
        needs=(INSPECTOR,),
    ),
    Rule(
        NewsKind.OMBUDSMAN,
        "an ombudsman's decision on one complaint",
        wording(
            rf"""\bombudsm[ae]n\b|\blgsco\b|\b(?<=\()\d{{2}} \d{{3}} \d{{3}}[a-z]?\)|\bcouncil (?:was |is |
            were |
            found |ruled )*(?:at|to be at) fault\b|\bfound at fault\b|\bmaladministration\b|\b(?:pay|pays|
            paid|compensat\w+|payout)\b[^.:;]{{0,40}}\b{_ONE_CHILD}\b|
            \b{_ONE_CHILD}\b[^.:;]{{0,40}}\b(?:payout|compensation|compensated|paid £)|\bordered to pay £"""
        ),
    ),
    Rule(
        NewsKind.OMBUDSMAN,
        "a watchdog and one family, whose complaint it may have heard",
        wording(rf"\bwatchdog\b[^;]{{0,80}}\b{_ONE_CHILD}\b|\b{_ONE_CHILD}\b[^;]{{0,120}}\bwatchdog\b"),
        needs=(_WATCH,),
        unless=(_THEIRS,),
        sure=False,
    ),
    Rule(
        NewsKind.TRIBUNAL,
        "a tribunal or court",
        wording(
            r"""\btribunals?\b|\bsendist\b|\bhigh court\b|\bcourt of appeal\b|\bjudicial review\b|
            \b(?<!ofsted )(?<!inspectors )(?<!inspection )judges?\b(?! (?:that|how))|\b(?:to|in) court\b|
            \b(?:legal|court) (?:challenge|action|battle|fight|bid|costs|bill|
            case)\b|\bappeals? (?:against|over)\b|\b(?:send|ehcp|parents'?) appeals?\b(?! for)"""
        ),
    ),
    Rule(
        NewsKind.JTAI,
        "a joint targeted area inspection",
        wording(
            rf"""\bjtais?\b|\bjoint[- ]targeted\b|\btargeted area inspection|\bjoint area child protection|
            \bmulti-agency\b[^.:;]{{0,40}}\b(?:child protection|abuse|violence|criminal|exploitation|
            harm)\b|\bjoint inspection\b[^;]{{0,200}}\b(?:police|probation|hmicfrs|abuse)\b|
            \binspect\w+\b[^.;]{{0,80}}\b{_HARM}\b|\b{_HARM}\b[^.;]{{0,80}}\binspect"""
        ),
    ),
    Rule(
        NewsKind.PEER_REVIEW,
        "a review by other councils",
        wording(
            r"""\bpeer (?:review|challenge|team|inspect(?:ion|ors?))|\blga (?:review|team|peer|report)|
            \blocal government association\b[^.;]{0,40}\breview"""
        ),
    ),
    Rule(
        NewsKind.DFE_STOCKTAKE,
        "the Department for Education looking at progress",
        wording(
            r"""\bstocktakes?\b|\bdeep dive\b|\bpositive progress\b|\b(?:dfe|department for education|
            government|nhs england|ministers?)(?:'s)?\b[^.:;]{0,40}\b(?:reviews?|advis[eo]rs?|monitoring|
            progress|praises?|visit|encouraged|impressed|turnaround)\b|\b(?:review|progress|
            praise[sd]?)\b[^.:;]{0,40}\b(?:dfe|
            department for education|nhs england)\b"""
        ),
        unless=(
            wording(
                r"\b(?:notice|direction|interven\w+|commissioner|national|appoint\w*|oversees?|drafted|"
                r"(?:sent|sends|called|brought) in)\b"
            ),
            wording(r"\b(?:ofsted|inspect(?:ors?|ion))\b"),
        ),
    ),
    Rule(
        NewsKind.DFE_NOTICE,
        "a notice or an intervention by the Department for Education",
        wording(
            r"""\bimprovement notice|\bnotice to improve\b|\b(?:non-)?statutory (?:notice|direction|
            intervention)|\b(?:dfe|department for education|government|ministers?|education secretary|
            whitehall)\b[^.:;]{0,50}\b(?:notice|direction|interven\w+|commissioner|steps? in|takes? (?:over|
            control|charge)|(?:writes?|wrote|written) to|stripped|
            gives? [^.:;]{0,40}\b(?:months|weeks|deadline|ultimatum)|
            orders?|issues?|formal|appoint\w*|oversees?|drafted in|
            (?:sent|sends|called|brought) in)\b|
            \bcommissioner\b[^.:;]{0,40}\b(?:appointed|sent|oversee|take|named|by)\b|\b(?:appoint\w*|
            sends?)(?: in)? (?:an? )?(?:\w+ )?commissioner\b|
            \b(?:stripped of|government intervention|faces? intervention|under notice|formal notice)\b|
            \badvis[eo]rs?\b[^.:;]{0,40}\bby (?:ministers?|government|dfe)\b"""
        ),
    ),
    Rule(
        NewsKind.THEMATIC_VISIT,
        "a thematic visit or review, which has no outcome",
        wording(
            r"""\bthematic\b|\b(?:alternative provision|preparation for adulthood|
            children not in school)\b[^.:;]{0,30}\b(?:visits?|review|(?<!send )inspection)\b"""
        ),
    ),
    Rule(
        NewsKind.OLD_FRAMEWORK,
        "the programme of 2016 to 2022: statements of action, weaknesses, years",
        wording(
            r"""\b(?:written )?statements? of action\b|\baccelerated progress\b|\bwsoas?\b|\b(?:significant|
            areas of|
            serious) (?:significant )?weakness(?:es)?\b|\b(?:(?:in|of|from|the) |
            (?<!.))20(?:1[6-9]|2[0-2])\b[^.:;]{0,40}\b(?:inspect|report|ofsted)|\b(?:inspect\w*|report|
            ofsted)\b[^.:;]{0,40}\b20(?:1[6-9]|2[0-2])\b"""
        ),
        unless=(_OUR_SCALE,),
    ),
    Rule(
        NewsKind.OLD_FRAMEWORK,
        "a revisit, or progress that is sufficient: words of the programme of 2016 to 2022",
        wording(r"\bre-?visit(?:s|ed|ing)?\b|\b(?:in)?sufficient progress\b"),
        unless=(_OUR_SCALE, wording(r"\beffective action\b|\bpriority action\b|\b20(?:2[3-9]|[3-9]\d)\b")),
        present=False,
    ),
)
