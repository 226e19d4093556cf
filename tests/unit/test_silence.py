"""How long a silence may last before a person is asked to look."""

from datetime import date

import pytest

from monitor.domain.silence import silent_too_long


@pytest.mark.parametrize(
    ("last", "today", "too_long"),
    [
        (date(2025, 9, 9), date(2025, 11, 5), False),  # 57 days, as it happened
        (date(2025, 9, 9), date(2025, 11, 8), False),  # exactly 60
        (date(2025, 9, 9), date(2025, 11, 9), True),
        (date(2025, 12, 1), date(2026, 2, 5), False),  # 66 days over Christmas, as it happened
        (date(2025, 12, 1), date(2026, 2, 20), True),
        (date(2026, 3, 9), date(2026, 5, 8), False),  # 60 days before local elections, as it happened
        (date(2026, 3, 9), date(2026, 5, 28), False),
        (date(2026, 3, 9), date(2026, 5, 29), True),
    ],
)
def test_a_silence_is_judged_by_the_calendar(last: date, today: date, too_long: bool) -> None:
    assert silent_too_long(last, today) is too_long
