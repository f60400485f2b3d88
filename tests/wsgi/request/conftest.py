"""What the tests of the request share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def open_files() -> Iterator[set[str]]:
    """The files that this process has open before the test, which are to be the open ones after it."""

    def find() -> set[str]:
        return {str(path) for path in Path("/proc/self/fd").iterdir() if path.exists()}

    before = find()
    yield before
    assert find() == before
