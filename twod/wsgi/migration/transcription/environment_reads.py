"""The environment variables that the code of a site asks for while its settings modules are imported."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twod.wsgi.config.raised import is_own_code


class EnvironmentReads:
    """The variables that a site's own code asked for, itself or through a library."""

    def __init__(self) -> None:
        #: Those that are set, in the order in which they were first read.
        self.found: dict[str, None] = {}
        #: Those that are not.
        self.missed: dict[str, None] = {}

    def note(self, name: object, *, is_set: bool) -> None:
        """Remember that a variable was asked for, if the site's own code did it."""
        if isinstance(name, str) and _is_asked_by_site():
            (self.found if is_set else self.missed)[name] = None


def _is_asked_by_site() -> bool:
    """Return whether the module that is just being imported is the site's own."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            return is_own_code(frame.f_code.co_filename, str(frame.f_globals.get("__name__", "")), "")
        frame = frame.f_back
    return False


@contextmanager
def recording_reads() -> Iterator[EnvironmentReads]:
    """Record the variables that are read from ``os.environ`` as long as the block lasts.

    What reads them in another way, as a program written in C, is not seen.
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
