"""Applications that are loaded for a single call or for tests, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_unserved: ContextVar[bool] = ContextVar("_is_unserved", default=False)


@contextmanager
def loading_unserved() -> Iterator[None]:
    """Keep applications loaded in a block from opening sockets, which would answer in place of the running site.

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
    """Return whether applications are being loaded without a server."""
    return _is_unserved.get()
