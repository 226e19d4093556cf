"""The three outcomes of an area SEND inspection, with Ofsted's own words for each.

The labels are those of Ofsted's statistics (`domain.md` 1.4). There is no numeric grade, so none is shown.
"""

from enum import StrEnum


class Band(StrEnum):
    """What an area SEND full inspection of the 2023 framework found."""

    TYPICALLY_POSITIVE = "typically_positive"
    INCONSISTENT = "inconsistent"
    SYSTEMIC_FAILINGS = "systemic_failings"


LABELS = {
    Band.TYPICALLY_POSITIVE: "Typically positive experiences and outcomes",
    Band.INCONSISTENT: "Inconsistent experiences and outcomes",
    Band.SYSTEMIC_FAILINGS: "Widespread and/or systemic failings",
}
