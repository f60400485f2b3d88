"""Every exception of :mod:`twod.wsgi`; those that an ini causes are ``twod.inifile``'s, under the same names."""

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
    """Settings are requested before any ini was loaded in this process.

    It is an ImportError, since Django goes on without settings where their module cannot be imported, and needs none:
    ``startproject``, ``help``.
    """


class ApplicationCallError(TwodError):
    """An embedded WSGI application cannot be called as requested: the caller's fault."""


class ApplicationLoadError(TwodError):
    """A WSGI application cannot be loaded by its name; the cause is the error that stopped it."""


class BrokenApplicationError(TwodError):
    """An embedded WSGI application broke :pep:`3333`, or met an OSError in its body: the fault of that application."""


class BrokenFileError(TwodError):
    """A file has become shorter while it was sent, or cannot be read any more; the server closes the connection."""


if not TYPE_CHECKING:  # A type checker is to find names that are wrong, and those of 1.x.
    __getattr__ = make_old_name_finder(__name__)
