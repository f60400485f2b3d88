"""Applications that are loaded to be called once or tested, and not to be served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_unserved: ContextVar[bool] = ContextVar("_is_unserved", default=False)


@contextmanager
def loading_unserved() -> Iterator[None]:
    """Have what is loaded in a block open no socket: it would answer for the process that serves the site.

    Example::

        with loading_unserved():
            application = loadapp("config:/srv/prod.ini")
    """
    token = _is_unserved.set(True)
    try:
        yield
    finally:
        _is_unserved.reset(token)


def is_unserved() -> bool:
    """Return whether applications are being loaded that nobody serves."""
    return _is_unserved.get()
