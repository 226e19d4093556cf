"""One entry of a provider page's timeline, as it is printed and as it is kept with the page's mark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One report link with its texts: marks A, B (the whole hidden text) and C, and an older layout's date.

    A mark that is absent is ""; one that is there twice with different texts holds both, and so is no date.
    """

    href: str
    title: str
    mark_a: str
    mark_b: str
    mark_c: str
    inside: str
