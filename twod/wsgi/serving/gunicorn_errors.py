"""Errors of an ini as exceptions that ``gunicorn --paste`` prints without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twod.wsgi.exc import ConfigurationError


@contextmanager
def sparing_gunicorn_the_traceback() -> Iterator[None]:
    """Turn errors of an ini into gunicorn's own exceptions, which ``gunicorn --paste`` prints without a traceback.

    Use it for every factory that an ini may name. It is also a decorator::

        @sparing_gunicorn_the_traceback()
        def make_filter(application, global_conf, **local_conf):
            ...
    """
    try:
        yield
    except ConfigurationError as error:
        gunicorn = sys.modules.get("gunicorn.errors")
        if gunicorn is None or isinstance(error, gunicorn.AppImportError):
            raise

        class LoadError(ConfigurationError, gunicorn.AppImportError):  # type: ignore[name-defined]
            def __reduce__(self) -> Any:
                return ConfigurationError, (self.problems,)

        raise LoadError(error.problems) from error
