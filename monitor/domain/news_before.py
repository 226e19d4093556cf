"""What comes before a report, or is about none: politics, the whole country, an inspection to come."""

from monitor.domain.news import NewsKind
from monitor.domain.news_rule import Either, Rule, wording
from monitor.domain.news_words import (
    FINDS,
    FOUND,
    FOUND_NOW,
    INSPECTOR,
    MOVED,
    REACTION,
    REPORT,
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


BEFORE = (
    Rule(
        NewsKind.POLITICAL_COMMENT,
        "an inspection that somebody asks for",
        wording(
            r"""\b(?:calls?|calling|demands?|demanding|plea|push|petition|asks?|asking|wants?) (?:for )?
            (?:(?!after|over|following|in)[\w-]+ ){0,4}(?:re-?)?inspection\b(?! (?:report|findings|outcome|
            result|chiefs?))|\b(?:urges?|calls? on|asks?|
            begs?) (?:ofsted|inspectors|cqc|watchdogs?) to\b|\b(?:ofsted|inspectors|cqc|watchdogs?) (?:is |
            are )?
            (?:urged|asked|called (?:up)?on|should|must) (?:to )?(?:re-?)?(?:inspect|investigate|look|step|
            intervene|act|
            return)\b"""
        ),
        needs=(SEND,),
        unless=(FOUND_NOW, TRAVEL),
    ),
    Rule(
        NewsKind.POLITICAL_COMMENT,
        "what politicians or campaigners say",
        wording(
            rf"""^(?:[\w'-]+ ){{0,3}}{_PARTY}\b|\b(?:by|from) (?:\w+ )?(?:MPs?|Labour|Tories|Lib Dems)\b|
            ^(?i:opinion|comment|letters?|column|view|editorial)\s?[:|–-]|(?i:\b(?:petition|protest(?:s|
            ers)?|rally|demonstrat(?:e|ion|ors)|march(?:es)? (?:on|against|for)|no[- ]confidence|
            war of words|clash(?:es)?|row (?:over|erupts|breaks)|spark(?:s|ed)? row|campaigners (?:call|
            demand|hand)\w*|heated (?:\w+ )?debate|urges? (?:ministers|government)|by-election|manifesto|
            councillors? (?:calls?|demands?))\b)""",
            exact=True,
        ),
        needs=(Either((SEND, INSPECTOR)),),
        unless=(wording(r"^(?:ofsted|inspectors?) "), REACTION, TRAVEL),
    ),
    Rule(
        NewsKind.NATIONAL_ANALYSIS,
        "the whole country, or how inspections work",
        wording(
            r"""\b(?:one|two|three|four|\d+) in (?:three|four|five|six|ten|\d+)\b|\b(?:half|thirds?|
            quarters?|majority|most|many|dozens|hundreds|handful|number|proportion|all|\d+) (?:of )?(?:the |
            all |local |english )*(?:councils|areas|authorities|partnerships|inspections|england)\b|
            \b(?:councils|areas|authorities)\b[^.:;]{0,20}\bengland\b|\bnationally\b|\bnationwide\b|
            \bnational\b|\bannual report\b|\bchief inspector\b|\bmartyn oliver\b|\bspielman\b|
            \bofsted(?:'s)? (?:new|chief|boss|head|consult\w*|blog|framework|reforms?|data|figures|
            statistics|to (?:change|scrap|overhaul|reform))\b|\b(?:white|green) paper\b|\bframework\b|
            \bhandbook\b|\banalysis\b|\bsend (?:reforms?|inspections)\b|\b(?:local )?areas are (?:inspected|
            judged)\b|\bengland\b(?!'s (?:\w+est|most|only|
            second)\b)|\bcouncils (?:are )?fail(?:ing)?\b|\bhow (?:does|do|did) your\b|
            \bnao\b|\b(?<!.)(?:what|how|why) [^?]*\ban? (?:[\w-]+ ){0,2}inspection\b|\binspection (?:regime|
            system)\b|\bevery (?:area|council)|
            \b(?:councils|areas|partnerships|authorities)\b(?! (?:for|of|where))[^.;]{0,60}\binspections\b|
            \binspections\b[^.;]{0,60}\b(?:councils|areas|partnerships|authorities)\b(?! (?:for|of|where))|
            \b(?:\d+|three|four|five|six|seven|eight|nine|ten|dozens?|all|every) (?:of )?(?:\w+ ){0,3}
            inspection reports\b|\bofsted (?:reveals|announces|proposes|plans|launches|
            unveils|consults on|reviews) (?:\w+ )?(?:new|changes|reforms?)\b|\bpilots?\b|\b(?:mapped|ranked|
            listed|league table|full list|
            interactive)\b|\b(?:the|which) (?:local )?(?:areas|councils|places) (?:with|that|where|are|have|
            got|
            get)\b"""
        ),
        needs=(SEND,),
        unless=(
            wording(r"\b(?:both|two|neighbouring) (?:\w+ )?(?:councils|areas|partnerships|authorities)\b"),
        ),
        named=False,
    ),
    Rule(
        NewsKind.NATIONAL_ANALYSIS,
        "how inspections work, whoever tries it out",
        wording(
            r"""\binspection (?:framework|regime|handbook|system)\b|\b(?:pilot(?:s|ed|ing)?|trial(?:s|led|
            ling)?) (?:\w+ ){0,3}
            inspections?\b|\binspections? (?:pilots?|trials?)\b"""
        ),
        needs=(SEND,),
        unless=(FOUND_NOW, REPORT),
    ),
    Rule(
        NewsKind.INSPECTION_UNDER_WAY,
        "an inspection that is announced or going on",
        wording(
            rf"""\binspect(?:ion|ions|ors?)\b[^.:;]{{0,60}}\b{_WAY}\b|
            \b{_WAY}\b[^.:;]{{0,60}}\binspect(?:ion|ors?)\b|\b(?:ofsted|cqc|
            inspectors)\b[^.;]{{0,60}}\b(?:(?:back |return )?to (?:check|spend|visit|inspect|carry out|
            begin|look at|examine|assess|review|return|descend)|will (?:visit|inspect|return|be|look|
            examine)|(?:re-?)?visit(?:s|ing)?\b(?! [^.;:]{{0,40}}\band (?:backs?|
            {FINDS})\b)|inspecting|inspects|lands? in|meets? (?:parents|families|young)|
            are (?:in|here|coming)|in town|on site|teams? in|call(?:s|ed)? in|reviewing|examining|
            investigat(?:es|ing)|
            probes?|looks? into|wants? to hear|
            seek(?:s|ing)? views|asks? (?:for|parents|families))\b|\b(?:amid|during|undergo(?:es|
            ing)?) (?:an? |the |its |ofsted |joint |send |area |local )*inspection\b|\b(?:being|to be|
            will be|currently|set to be|due to be) (?:re-?(?:visited|inspected)|inspected)\b|
            \bscrutiny (?:from|by) (?:ofsted|inspectors)\b|
            \b(?:to|will) (?:face|undergo|have) (?:an? |its |ofsted |joint |send |area |
            local )*(?:re-?)?inspection\b|
            \bto tell (?:inspectors|ofsted)\b|
            \b(?:invited|asked|urged|encouraged) to (?:speak|talk|meet|tell|share)\b|
            \b(?:prepar\w+|brace[sd]?|bracing|ready|readies|readiness|gear(?:s|
            ing) up) (?:\w+ )?for (?!(?:[^.;]* )?(?:report|
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
        unless=(
            FOUND,
            wording(
                r"""\bhow (?:local )?areas are\b|\b(?:after|following)\b|\bwhat (?:inspectors|
                ofsted) (?:thought|think|made|saw)\b"""
            ),
            MOVED,
        ),
    ),
    Rule(
        NewsKind.SPECULATION,
        "what a report may say before it is published",
        wording(
            r"""\b(?:awaits?|awaiting|brace[sd]?|bracing|expects|expecting|fears?|rumou?rs?|leak(?:s|ed)?|
            draft|ahead of|yet to|too early|when will|anticipat\w+|predict\w+|wait(?:ing)? for (?:(?:the|
            an?|its|their|news|of|send|area) )*(?=ofsted|inspection|report|outcome|verdict|result)|
            embargo\w*|prepar\w+ for|could be (?:rated|told|placed|found)|confident|hop(?:es|eful|ing)|
            set to (?:be|receive)|(?:weeks|months|days) away from|due to be published|not yet|
            delay(?:ed|s)? (?:to|in) (?:publi|releas)\w*|
            delays? (?:to )?(?:the )?report)\b[^.;]{0,80}\b(?:inspect\w*|ofsted|report|outcome|verdict|
            rating)\b|\b(?:inspect\w*|
            ofsted|report|outcome|verdict|rating)\b[^.;]{0,80}\b(?:awaited|expected (?:in|next|soon|by|this|
            later|to|within)|(?:still )?to come|around the corner|leaked|rumou?red|due (?:soon|next|this|
            to be published|in|on|out)|imminent|
            not yet (?:published|out|known)|embargo\w*|yet to be published|feared|too early|delayed|looms|
            looming|on the way)\b|
            \bto (?:publish|reveal|announce|learn|find out|hear|discover|
            be (?:published|revealed|announced))\b[^.;]{0,60}\b(?:next|
            tomorrow|soon|later|in the coming|within (?:days|weeks|hours))\b|
            ^(?:[\w' ]+: )?(?:could|will|might|would)\b
            [^?]{3,80} be (?:\w+ )?(?:rated|judged|given|found|placed|told|in the)\b[^?]*\?"""
        ),
        needs=(SEND,),
        unless=(
            wording(
                r"\b(?:ofsted|inspectors?|inspection|watchdogs?) (?:finds?|found|reveals?|says?|criticis\w+|"
                r"slams?|praises?|condemns?|blasts?|identif\w+|raises?|highlights?)\b|"
                r"\bfurther (?:than )?expected|\bfears? (?:\w+ )?(?:borne out|confirmed|reali[sz]ed)\b|"
                r"\bwelcom\w+|\bas expected\b|\bchildren (?:\w+ )*wait(?:ing)? for\b"
            ),
        ),
    ),
)
