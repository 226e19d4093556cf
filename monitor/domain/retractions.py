"""Words that take back what stands beside them: a draft, a withdrawn report, a result set aside.

None has been met in a real report. They say nothing of outcomes, so that a rule that looks for those would
pass over them, and state what the document itself no longer does.
"""

import re

_TURNS = re.compile(
    r"\b(?:wrong\w*|false\w*|untrue|true|truth|(?:in)?correct\w*|inaccura\w+|errors?|errat\w+|corrigend\w+|"
    r"mistak\w+|withdr\w+|replac\w+|supersed\w+|cancel\w*|retract\w*|rescind\w*|revok\w*|overturn\w*|"
    r"overrul\w*|quash\w*|struck|set aside|void|invalid\w*|lapsed|expired|suspended|reconsider\w*|"
    r"under review|appeal\w*|disput\w*|contest\w*|drafts?|provisional\w*|moderation|pending|subject to|"
    r"to be confirmed|unconfirmed|sample(?! of)|specimens?|(?<!for )examples?|illustrat\w*|templates?|"
    r"placeholders?|hypothetical\w*|ignored?|disregard\w*|deleted?|reverse\w*|contrary|opposite|"
    r"(?:not|no longer|no more) (?:the case|so)|nobody|nothing|no one|far from|overleaf)\b",
    re.I,
)
# "This is the case no more", but not "This inspection ..." or "It is the first of three"
_POINTS_BACK = re.compile(
    r"(?:This|That|It|These|Those|Such)\b"
    r"(?! (?:inspection|report|visit|letter|monitoring|plan|area|will)\b)(?! (?:is|was) (?:the|an?)\b)"
)
_NOT_IN_FORCE = re.compile(
    r"\b(?:withdrawn|superseded|cancelled|embargoed?|draft|provisional|not for publication|under review|"
    r"pre-publication|unpublished|not yet published|factual accuracy|training purposes|specimen|mock|"
    r"template|fictional|fictitious|(?:sample|example|test) (?:report|document))\b",
    re.I,
)
_STAMPS = "draft|withdrawn|superseded|cancelled|embargoed|provisional|specimen|sample|example"
# Alone on its line, and in capitals or with one: a sentence's last word has neither.
_STAMP = re.compile(
    rf"(?i:{_STAMPS})(?: (?:report|copy|version|document|only)|(?<=mbargoed) (?:until|to)\b.*)?"
)


def takes_back(sentence: str) -> bool:
    """Tell whether an unknown sentence has a word that may take back the one that it stands beside."""
    return _TURNS.search(sentence) is not None


def points_back(sentence: str) -> bool:
    """Tell whether a sentence speaks of the one before it, and not of an inspection or a report."""
    return _POINTS_BACK.match(sentence) is not None


def not_in_force(line: str) -> bool:
    """Tell whether a line of a cover says that the document does not hold, any more or yet."""
    return _NOT_IN_FORCE.search(line) is not None


def is_stamp(line: str) -> bool:
    """Tell whether a line is such a mark and nothing else, so that it counts wherever it stands on a page."""
    capitals = line.isupper() and re.search(rf"\b(?:{_STAMPS})\b", line, re.I)
    return bool(capitals) or (line[0].isupper() and _STAMP.fullmatch(line) is not None)
