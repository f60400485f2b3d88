"""The environment variables that the site's code reads while its settings modules are imported."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twod.wsgi.config.raised import is_own_code


class EnvironmentReads:
    """The variables that the site's code read, directly or by a library."""

    def __init__(self) -> None:
        #: Variables that are set, in the order of their first reads.
        self.found: dict[str, None] = {}
        #: Variables that are not set.
        self.missed: dict[str, None] = {}

    def note(self, name: object, *, is_set: bool) -> None:
        """Record the read of a variable if the site's code caused it."""
        if isinstance(name, str) and _is_asked_by_site():
            (self.found if is_set else self.missed)[name] = None


def _is_asked_by_site() -> bool:
    """Return whether the module that is being imported belongs to the site."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            return is_own_code(frame.f_code.co_filename, str(frame.f_globals.get("__name__", "")), "")
        frame = frame.f_back
    return False


@contextmanager
def recording_reads() -> Iterator[EnvironmentReads]:
    """Record the variables that are read from ``os.environ`` inside of a ``with`` block.

    Reads that bypass ``os.environ``, for example by C code, are not recorded.
    """
    reads = EnvironmentReads()
    environ: Any = os.environ
    class_: Any = type(environ)

    class RecordingEnviron(class_):  # type: ignore[misc]
        def __getitem__(self, key: str) -> str:
            try:
                value: str = super().__getitem__(key)
            except KeyError:
                reads.note(key, is_set=False)
                raise
            reads.note(key, is_set=True)
            return value

    environ.__class__ = RecordingEnviron
    try:
        yield reads
    finally:
        environ.__class__ = class_
