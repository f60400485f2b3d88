"""Conditions that nothing tells of when they come about, so that one has to look again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from kit.processes import PATIENCE

T = TypeVar("T")


def wait_until(look: Callable[[], T], problem: str) -> T:
    """Return what `look` gives as soon as that is true.

    :param problem: what it means when it never is.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, problem
        time.sleep(0.02)
    return found
