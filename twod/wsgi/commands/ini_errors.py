"""The distinction between errors in an ini, which the user can fix, and errors in the site's code."""

from __future__ import annotations

from configparser import Error as SyntaxOfIniError

from twod.wsgi.exc import ConfigurationError

#: Errors that a wrong or missing ini may raise. Other causes may raise them too: see :func:`is_about_ini`.
INI_ERRORS = (ConfigurationError, LookupError, OSError, SyntaxOfIniError)

#: The modules whose errors are about the ini.
_READERS = ("configparser", "paste.deploy.loadwsgi")


def is_about_ini(error: Exception) -> bool:
    """Return whether twod raised an error, or PasteDeploy did while it searched for the file or a section."""
    if isinstance(error, ConfigurationError):
        return True
    trace = error.__traceback__
    module = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return module in _READERS
