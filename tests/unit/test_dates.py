"""Dates of reports: every printed shape, and nothing where the print cannot be trusted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.dates import parse_range


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("13 to 17 May 2024", "2024-05-13", "2024-05-17"),
        ("6 February to 10 February 2017", "2017-02-06", "2017-02-10"),
        ("28 February to 4 March 2022", "2022-02-28", "2022-03-04"),
        ("27 March 2023 to 31 March 2023", "2023-03-27", "2023-03-31"),
        ("29 January 2024 to 02 February 2024", "2024-01-29", "2024-02-02"),
        ("11 September 2023 to 5 October 2023", "2023-09-11", "2023-10-05"),
        ("15 to 26 November 2024", "2024-11-15", "2024-11-26"),
        ("13 – 17 May 2024", "2024-05-13", "2024-05-17"),
        ("13–17 May 2024", "2024-05-13", "2024-05-17"),
        ("13-17 May 2024", "2024-05-13", "2024-05-17"),
        ("13 to\n17  May\n2024", "2024-05-13", "2024-05-17"),
        ("13 May 2024to 17 May 2024", "2024-05-13", "2024-05-17"),
        ("Monday 13th May to Friday 17th May, 2024", "2024-05-13", "2024-05-17"),
        ("between 13 and 17 May 2024", "2024-05-13", "2024-05-17"),
        ("5 to 9 Sept 2022", "2022-09-05", "2022-09-09"),
        ("12 to 16 june 2023", "2023-06-12", "2023-06-16"),
        ("30 December to 3 January 2025", "2024-12-30", "2025-01-03"),
        ("16 May 2016", "2016-05-16", "2016-05-16"),
        # digits that the text engine has torn apart
        ("1 9 June 2019", "2019-06-19", "2019-06-19"),
        ("15 to 1 9 June 2019", "2019-06-15", "2019-06-19"),
        ("1 9 to 2 3 June 2019", "2019-06-19", "2019-06-23"),
        ("15 to 19 June 201 6", "2016-06-15", "2016-06-19"),
        ("15 to 19 June 20 24", "2024-06-15", "2024-06-19"),
        # one inspection with days between
        ("10 to 14 and 17 to 21 June 2024", "2024-06-10", "2024-06-21"),
        ("9 and 10 March 2026", "2026-03-09", "2026-03-10"),
        ("9, 10 and 12 March 2026", "2026-03-09", "2026-03-12"),
        ("24 to 28 March, 31 March and 1 April 2025", "2025-03-24", "2025-04-01"),
        # several inspections: the first one held
        ("20 to 24 June 2016 and 3 to 5 December 2018", "2016-06-20", "2016-06-24"),
        ("20 to 24 June 2024 and 3 to 5 December 2024", "2024-06-20", "2024-06-24"),
        (
            "First inspected on 5 March 2018. A revisit took place on 9 April 2020.",
            "2018-03-05",
            "2018-03-05",
        ),
        (
            "There was a revisit on 9 April 2020, after an inspection on 5 March 2018.",
            "2018-03-05",
            "2018-03-05",
        ),
    ],
)
def test_printed_shapes(text: str, start: str, end: str) -> None:
    found = parse_range(text)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert found.text == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Not previously inspected",
        "TBC",
        "March 2018",
        "spring 2018",
        "31 June 2019",
        "30 February to 4 March 2022",
        "99 May 2022",
        "24 to 20 May 2024",
        "15 19 June 2019",
        "3 Octember 2022",
        "13 to 17 May",
        "2 to 6 October 2023 2",
        "31 June and 3 July 2020",
        "Inspected in March 2018, with a revisit on 24 March 2020",
        "1 to 3 June 0001",
        "01/01/1900",
        "5 inspectors for 3 days",
    ],
)
def test_half_understood_is_unknown(text: str) -> None:
    found = parse_range(text)
    assert (found.text, found.start, found.end) == (text, None, None)


def test_no_text_is_none() -> None:
    found = parse_range(" \n ")
    assert (found.text, found.start, found.end) == (None, None, None)


@given(
    st.dates(date(2016, 1, 1), date(2035, 1, 1)), st.integers(0, 20), st.sampled_from([" to ", " – ", "-"])
)
def test_any_range_written_in_full_is_read(start: date, days: int, to: str) -> None:
    end = start + timedelta(days)
    found = parse_range(f"{start.day} {start:%B %Y}{to}{end.day:02} {end:%B %Y}")
    assert (found.start, found.end) == (start, end)


@given(st.text("0123456789 toJuneMay,.-andof", max_size=60))
def test_dates_found_are_in_order_or_not_given(text: str) -> None:
    found = parse_range(text)
    assert (found.start is None) == (found.end is None)
    assert found.start is None or found.end is None or found.start <= found.end
