"""gunicorn's first process announces its end; with real servers in tests/servers/test_end.py."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from gunicorn.arbiter import Arbiter

from twod.wsgi.serving.end.ending import is_ending
from twod.wsgi.serving.gunicorn_end import announce_before_end


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, own_end: None) -> Iterator[list[int]]:
    """The signals that gunicorn has got, with handlers that a test may leave behind."""
    seen: list[int] = []

    def init_signals(_arbiter: object) -> None:
        signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))

    monkeypatch.setattr(Arbiter, "init_signals", init_signals)
    before = signal.getsignal(signal.SIGTERM)
    yield seen
    signal.signal(signal.SIGTERM, before)


def test_gunicorn_still_takes_its_signals_where_they_are_replaced() -> None:
    assert callable(Arbiter.init_signals)


def test_the_signal_announces_the_end_and_gets_to_gunicorn_later(ended: list[int]) -> None:
    announce_before_end(600)
    Arbiter.init_signals(None)
    signal.raise_signal(signal.SIGTERM)
    assert (ended, is_ending()) == ([], True)
    signal.raise_signal(signal.SIGTERM)
    assert ended == [signal.SIGTERM]


def test_the_last_of_several_delays_is_the_one(ended: list[int]) -> None:
    announce_before_end(600)
    announce_before_end(0)
    Arbiter.init_signals(None)
    signal.raise_signal(signal.SIGTERM)
    assert (ended, is_ending()) == ([signal.SIGTERM], True)
