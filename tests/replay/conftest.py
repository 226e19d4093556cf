"""Recorded inputs beside expected results.

`pytest tests/replay --accept` writes what the program says now as the new expectation and fails the run, so
that a person reads the difference before it counts. A missing expectation is written, and fails, in the same
way.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write new expectations, and fail")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare text with the file that holds what is expected."""
    # Read with a fallback: started from the root, pytest learns of this option too late to set it.
    accept = bool(request.config.getoption("--accept", default=False))

    def check(path: Path, actual: str) -> None:
        expected = path.read_text(encoding="utf-8") if path.exists() else None
        if actual == expected:
            return
        if accept or expected is None:
            path.write_text(actual, encoding="utf-8")
            pytest.fail(f"{path.name} is written anew: read it, then run again")
        assert actual == expected, f"{path.name} differs; `pytest tests/replay --accept` would write it anew"

    return check
