"""What commands print for people: a record as lines, with no JSON in them."""

from monitor.commands.printing import outline


def test_a_record_is_lines_that_people_can_read() -> None:
    record = {
        "plan": None,
        "outcome": {"band": None, "page": 1},
        "warnings": [],
        "local_authorities": ["Quill Council", "Wold Council"],
        "improvements": [{"text": "Leaders should:\n• begin", "themes": ["Workforce"]}],
    }
    assert "\n".join(outline(record)).splitlines() == [
        "  plan: not stated",
        "  outcome:",
        "    band: not stated",
        "    page: 1",
        "  warnings: none",
        "  local authorities: Quill Council; Wold Council",
        "  improvements, 1:",
        "    text: Leaders should:",
        "        • begin",
        "    themes: Workforce",
    ]
