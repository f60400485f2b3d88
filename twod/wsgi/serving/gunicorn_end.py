"""The end of gunicorn: its first process announces it to the workers before it closes their socket."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import wraps
from typing import Any

from gunicorn.arbiter import Arbiter

from twod.wsgi.serving.end.end_signals import delay


def announce_before_end(stop_delay: float) -> None:
    """Make gunicorn announce its end at SIGTERM, and end some seconds later.

    The workers share the announcement, since this module is imported before they are forked.

    :param stop_delay: seconds between the announcement and the end.
    """
    # gunicorn's hooks run before it installs its signal handlers and after it forks; no hook runs in between.
    take: Callable[[Arbiter], None] = getattr(Arbiter.init_signals, "__wrapped__", Arbiter.init_signals)

    @wraps(take)
    def take_and_delay(arbiter: Any) -> None:
        take(arbiter)
        end = signal.getsignal(signal.SIGTERM)
        if callable(end):
            signal.signal(signal.SIGTERM, delay(end, stop_delay))

    Arbiter.init_signals = take_and_delay
