"""What pytest does with the folders below, and what tests of several of them use."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

#: They need a Chromium: ``pytest tests/browser`` runs them, and nothing else does.
collect_ignore = ["browser"]


@pytest.fixture
def touched() -> Callable[[Path], AbstractContextManager[None]]:
    """Go on renewing the time of a file, since a monitor may first look at it after the change."""

    @contextmanager
    def touched(path: Path) -> Iterator[None]:
        ended = threading.Event()

        def touch() -> None:
            while not ended.wait(0.5):
                path.touch()

        thread = threading.Thread(target=touch)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    return touched
