"""The colours of pages and mails: enough contrast for WCAG AA, in light and in dark."""

import re
from pathlib import Path

import pytest

MONITOR = Path(__file__).resolve().parents[2] / "monitor"
PAGE = (MONITOR / "web" / "templates" / "base.html").read_text("utf-8")
MAILS = [path.read_text("utf-8") for path in (MONITOR / "notify" / "templates").glob("*.html")]
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", one)) for one in PAGE.split("@media", maxsplit=1)
)
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])

# (in front, behind, least contrast): 4.5 for text, 3 for edges of controls (WCAG 2.2: 1.4.3, 1.4.11).
PAIRS = [
    ("text", "page", 4.5),
    ("soft", "page", 4.5),
    ("link", "page", 4.5),
    ("on-button", "button", 4.5),
    ("button", "page", 3),
    ("line", "page", 3),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@SCHEMES
def test_pages_have_the_same_colours_in_each_scheme(colours: dict[str, str]) -> None:
    assert sorted(colours) == sorted({name for front, behind, _ in PAIRS for name in (front, behind)})
    assert set(re.findall(r"var\(--([a-z-]+)\)", PAGE)) == set(colours)


@SCHEMES
@pytest.mark.parametrize(("front", "behind", "least"), PAIRS)
def test_pages_have_enough_contrast(colours: dict[str, str], front: str, behind: str, least: float) -> None:
    assert contrast(colours[front], colours[behind]) >= least


@pytest.mark.parametrize("mail", MAILS)
def test_mails_leave_colours_to_the_reader_but_for_lines_that_show_on_any(mail: str) -> None:
    assert not re.search(r"(?<![a-z-])(color|background(-color)?)\s*:", mail.replace("color-scheme:", ""))
    for colour in re.findall(r"#[0-9a-fA-F]{3,6}\b", mail):
        assert min(contrast(colour, "#ffffff"), contrast(colour, "#000000")) >= 3
