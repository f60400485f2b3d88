"""All exceptions of :mod:`twod.wsgi`; those that an ini causes come from ``twod.inifile``, under the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twod.inifile.problems import (
    BadValueError,
    ConfigurationError,
    ConfigurationWarning,
    MisplacedReferenceError,
    Problem,
    TwodError,
)
from twod.wsgi.old_names import make_old_name_finder

__all__ = [
    "ApplicationCallError",
    "ApplicationLoadError",
    "BadValueError",
    "BrokenApplicationError",
    "BrokenFileError",
    "ConfigurationError",
    "ConfigurationWarning",
    "MisplacedReferenceError",
    "NotConfiguredError",
    "Problem",
    "TwodError",
]


class NotConfiguredError(TwodError, RuntimeError, ImportError):
    """An attempt to read a setting before this process has loaded an ini.

    It is an ImportError, because Django continues without settings if their module cannot be imported, in commands that
    need none: ``startproject``, ``help``.
    """


class ApplicationCallError(TwodError):
    """An embedded WSGI application was called with wrong arguments; the caller is at fault."""


class ApplicationLoadError(TwodError):
    """A WSGI application cannot be imported by its name; ``__cause__`` is the exception that prevented it."""


class BrokenApplicationError(TwodError):
    """An embedded WSGI application violated :pep:`3333`, or raised OSError in its body; the application is at fault."""


class BrokenFileError(TwodError):
    """A file became shorter or unreadable while it was sent; the server closes the connection."""


if not TYPE_CHECKING:  # Type checkers shall report wrong names, and those of 1.x.
    __getattr__ = make_old_name_finder(__name__)
