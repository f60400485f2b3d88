"""Settings modules of old inis."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

#: Its values differ from test to test.
NAME = "settings_of_the_old_ini"


@pytest.fixture
def old_module() -> Iterator[Callable[..., str]]:
    """Make a settings module with some values; the result is its name."""

    def make(**values: object) -> str:
        module = ModuleType(NAME)
        vars(module).update(values)
        sys.modules[NAME] = module
        return NAME

    yield make
    sys.modules.pop(NAME, None)
