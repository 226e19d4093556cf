"""False friends that Ofsted gives a grade or a visit: children's services, schools and the like.

Most of them are told by a word that an area SEND inspection never uses (`domain.md` 7.7).
"""

from monitor.domain.news import NewsKind
from monitor.domain.news_rule import Either, Rule, wording
from monitor.domain.news_words import INSPECTOR, SEND

_CARE = r"(?:children'?s? (?:social )?(?:services|care|trust)|social work\w*|care leavers?)"
_GRADE = r"(?:good|outstanding|inadequate|requires improvement)"
_GRADED = Either((INSPECTOR, wording(rf"\b(?:rated|graded|judged|rating|{_GRADE})\b")))
_SEND_ITSELF = wording(r"\bsen/?d\b|\bspecial (?:education(?:al)? )?needs\b|\bcqc\b|\blocal area\b")

GRADED = (
    Rule(
        NewsKind.ILACS_FOCUSED_VISIT,
        "a focused visit to children's services",
        wording(r"\bfocus+ed visits?\b"),
    ),
    Rule(
        NewsKind.ILACS_MONITORING_VISIT,
        "a monitoring visit to children's services",
        wording(
            rf"\bmonitoring visits?\b|\bmonitoring\b[^.:;]{{0,60}}\b{_CARE}|"
            rf"\b{_CARE}\b[^.:;]{{0,60}}\bmonitoring\b"
        ),
        unless=(
            wording(
                r"""\bsend\b[^.:;]{0,120}\beffective action|\beffective action\b[^.:;]{0,60}\bsend\b|
                \b(?:area )?send monitoring\b|\bcqc\b|^(?!.*\bchildren's (?:services|social|
                trust)).*\bsend\b.*\bmonitoring visit\b|
                \bmonitoring visit\b[^.:;]{0,40}\bsend (?:services|
                provision|
                partnership)\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.SCHOOL_OFSTED,
        "the inspection of one unit or school for pupils who are out of school, which is seldom named",
        wording(
            r"""\b(?:alternative provision|ap|pupil referral|short[- ]stay|behaviour|hospital) (?:\w+ )?
            (?:school|academy|unit|centre|provider|setting|site|college|base|service)\b(?! (?:places?|needs))|
            \bpru\b|\bunregistered (?:alternative |education )?(?:provision|provider|setting)s?\b|
            \b(?:provision|unit|base) (?:at|inside|within) [\w' ]{0,40}\b(?:school|academy|college|
            primary|high)\b"""
        ),
        needs=(INSPECTOR,),
        unless=(
            wording(
                r"""\b(?:area|joint) (?:send )?inspection\b|\blocal area\b|\bcqc\b|\bsend (?:services|
                inspection|partnership|arrangements)\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "an inspection of children's services or social care",
        wording(
            rf"""\bilacs\b|\b{_CARE}\b|\blooked[- ]after children\b|\bchildren in care\b|
            \bchildren's homes?\b|\bcouncil\b[^.:;]{{0,40}}\b{_GRADE}\b|\bsocial care\b|\bfoster\w*\b|
            \badoption\b|\bchild protection\b|\bsafeguarding\b"""
        ),
        needs=(_GRADED,),
        unless=(SEND, wording(r"\badult social care\b|\bcare homes?\b")),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "an inspection of children's services that also speaks of disabled children",
        wording(
            rf"""\b(?:inspection|visit|report) (?:of|to|on|into) (?:[\w']+ ){{0,4}}{_CARE}\b(?! (?:for|with|
            and send))|\bofsted\b[^.;]{{0,60}}\bsocial care\b|\bsocial care\b[^.;]{{0,60}}\bofsted\b"""
        ),
        unless=(
            wording(
                r"""\bcqc\b|\bcare quality\b|\blocal area\b|\bsend (?:services?|inspection|provision|report|
                partnership|failings)\b|\barea send\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "children's services with a grade, which an area SEND inspection does not give",
        wording(rf"\bilacs\b|\b{_CARE}\b[^.:;]{{0,60}}\b{_GRADE}\b|\b{_GRADE}\b[^.:;]{{0,60}}\b{_CARE}\b"),
        unless=(wording(r"\badult\b"),),
    ),
    Rule(
        NewsKind.SCHOOL_OFSTED,
        "the inspection of a school, nursery or college",
        wording(
            r"""(?i:\bschool(?<!out of school)(?<!missing school)(?<!without school)
            (?<!without a school)(?<!off school)(?<!at school)(?<!from school)(?<!to school)
            (?<!in school)(?<!of school)(?:'s)?\b(?! (?:places?|transport|travel|runs?|bus(?:es)?|leaders|
            attendance|exclusions?|year|age|moves?|system|children))|\bacadem(?:y|ies)\b|\bgrammar(?:'s)?\b|
            \bcolleges?\b(?<!school and college)(?<!schools and colleges)(?<!schools, colleges)|
            \bnurser(?:y|ies)\b|\bpre-?schools?\b|\bplaygroups?\b|\bapprentice\w*|\bpupil referral unit\b|
            \bchildminders?\b|\bsixth[- ]forms?\b|\bhead ?teacher(?:'s|s)?\b|\bmulti-academy\b|
            \breport[- ]cards?\b|\b(?:sen|send|specialist) unit\b|\burgent improvement\b|
            \bneeds attention\b|
            \b(?:two|three|four|five|six) (?:[\w'-]+ ){0,3}schools\b|
            \bexpected standard\b|\bstrong standard\b|
            \b(?:at|of) [A-Z]\w+ [Hh]igh\b(?! (?:Street|Court|needs))|\b(?:unregistered|illegal) schools?\b|
            \b(?:secondary|primary|infants|juniors)\b(?! (?:schools?|care|needs?|concerns?|age|aged|education|
            pupils|students|children|sector|level|phase|teachers|heads|places|provision|and|or|to)\b)|
            \b(?:special|
            primary|secondary|independent|private) schools\b(?! (?:and|praised but|places)))|\b(?:CofE|
            C of E|RC|Catholic|St \w+'?s?) (?:\w+ )?(?:Primary|Junior|Infants?|High|School)\b|
            \bPrimary\b(?! (?:care|needs?|concerns?))""",
            exact=True,
        ),
        needs=(
            Either((INSPECTOR, wording(r"\b(?:rated|graded|report card|rating|praised|special measures)\b"))),
        ),
        unless=(
            wording(
                r"""\b(?:area|joint) (?:send )?inspection\b|\blocal area\b|\bcqc\b|\bsend (?:services?|
                inspection|partnership|arrangements)\b|\bsend (?:provision|support) (?:in|across)\b|
                \bcouncil(?:'s)? (?:send|special)|\b(?:out of|missing|off|excluded from|places?) school\b"""
            ),
        ),
    ),
    Rule(
        NewsKind.ILACS_INSPECTION,
        "children in care, or a grade, which an area SEND inspection does not give",
        wording(
            r"""\bsocial workers?\b|\bcare leavers?\b|\blooked[- ]after children\b|\bchildren in (?:care|
            need)\b|\bfoster\w*\b|
            \badoption\b|\bchild protection\b|\binadequate\b|\brequires improvement\b|
            \b(?:rated|judged|graded) (?:as )?['"]?(?:good|outstanding)\b"""
        ),
        needs=(wording(r"\b(?:ofsted|inspectors?|inspection)\b"),),
        unless=(_SEND_ITSELF,),
    ),
)
