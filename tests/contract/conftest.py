"""What the contract tests of the store share: each runs on every database we keep to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.test_store_cases import DATABASES, World, new_world


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Give an empty store, in a file and then on the server."""
    with new_world(request.param, tmp_path) as fresh:
        yield fresh
