"""Compare two versions of one report by the sentence: what the new file says more, and no longer.

Compared is what a reading keeps: the outcome, the findings and the narrative. Layout, page breaks and marks
are no difference, and neither is the order.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.domain.text import norm

_END = re.compile(r"(?<=[.!?;:])\s+|\n|•")
_KEPT = 30  # sentences of each kind; a text that is wholly other is told by the numbers


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Give how many sentences are new and gone between two readings of a report, and the first of them."""
    old, new = Counter(_sentences(before)), Counter(_sentences(after))
    added, gone = list((new - old).elements()), list((old - new).elements())
    return {"added": added[:_KEPT], "gone": gone[:_KEPT], "added_count": len(added), "gone_count": len(gone)}


def _sentences(record: Mapping[str, Any]) -> Iterator[str]:
    for text in _texts(record):
        for sentence in _END.split(text):
            if plain := norm(sentence).strip():
                yield plain


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    yield record.get("outcome_section") or record["outcome"].get("evidence") or ""
    for findings in ("priority_actions", "improvements"):
        for finding in record.get(findings, ()):
            yield finding["text"]
    for paragraphs in record.get("sections", {}).values():
        for paragraph in paragraphs:
            yield paragraph["text"]
