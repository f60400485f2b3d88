"""A process knows whether its end was announced."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    """Return what a process of its own prints: the announcement cannot be taken back."""
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()


def test_a_process_ends_when_its_end_was_announced() -> None:
    code = "from twod.wsgi.serving.end.ending import *; print(is_ending()); announce_end(); print(is_ending())"
    assert run(code).split() == ["False", "True"]


def test_a_signal_handler_may_announce_the_end() -> None:
    code = """
import signal
from twod.wsgi.serving.end.ending import announce_end, is_ending

signal.signal(signal.SIGTERM, lambda number, frame: announce_end())
signal.raise_signal(signal.SIGTERM)
print(is_ending())
"""
    assert run(code) == "True"
