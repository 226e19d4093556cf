"""Words that tell, in the one pass in which names are found, what else a text has to be asked.

Most stories of a paper have none of them, and no rule is tried on these. A sign that stands in a text by
accident costs time and decides nothing.
"""

TOUCHES = 1
"""It may concern SEND, an inspection, or what is taken for one."""
BODIES = 2
"""It may name a health board, a trust, a club or a court."""
COMPARES = 4
"""It may name areas that it leaves out or compares with."""

WHOLE_WORDS = {
    TOUCHES: """send sen sendi sen/d sendco senco sendiass ehc ehcp ehcps cqc hmi lgsco jtai jtais ilacs
        wsoa wsoas ofsted""",
    BODIES: """nhs icb icbs ics trust fc united court police fire airport road street avenue cricket rugby
        argyle albion trinity fans bishop duke duchess earl warriors rhinos tigers wednesday striker
        midfielder defender""",
    COMPARES: """like than move moved join joins already outside except including while whilst awaits
        waiting""",
}
PARTS = {
    TOUCHES: """special needs|educational needs|education needs|additional needs|complex needs|learning needs|
        disab|ehc plan|health and care|care quality|inspect|watchdog|regulator|local area|ordered to pay|
        ombudsm|at fault|tribunal|joint targeted|joint-targeted|targeted area|monitoring visit|focused visit|
        focussed visit|children's services|children's social|childrens services|safety valve|safety-valve|
        special school|home-to-school|home to school|stocktake|statement of action|report card|thematic|
        dedicated schools|accelerated progress|special measures|school rated|school praised|rating for|
        high needs|looked-after|looked after|care leaver|children in care|sen school|sen unit""",
    BODIES: """care board|integrated care|hospital|universit|healthcare|diocese|rovers|wanderers|athletic|
        magistrates|constabulary|cathedral|infirmary|combined authority|racecourse|foundation""",
    COMPARES: """exclud|apart from|not include|not cover|exception of|unlike|neighbour|similar to|compare|
        used to|
        follow|formerly|previously|alongside|such as""",
}
