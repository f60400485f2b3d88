"""Exceptions of the site's own code, described in one line with the place in that code."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from twod.inifile.problems import describe_place
from twod.inifile.secrets import hide_passwords

#: The environment variable that makes twod print the traceback of each such exception on stderr.
TRACEBACK_VARIABLE = "TWOD_TRACEBACK"

#: Found without sysconfig, because its import would double the import time of this module.
_STANDARD_LIBRARY = PurePath(os.__file__).parent
#: Names of directories of installed distributions, besides those that end with ``.egg``.
_INSTALLED = frozenset({"site-packages", "dist-packages"})
#: Packages that do not count as the site's code, even if they run from a checkout.
_LIBRARIES = frozenset({"django", "paste", "twod"})
_IMPROPER = "django.core.exceptions.ImproperlyConfigured"
#: The modules of Django and Python that run or import the objects named in a setting, with that setting.
_SETTINGS_BEHIND = {
    "django.apps": "INSTALLED_APPS",
    "django.core.cache": "CACHES",
    "django.core.handlers": "MIDDLEWARE",
    "django.db.backends": "DATABASES",
    "django.db.utils": "DATABASES",
    "django.template": "TEMPLATES",
    "django.urls": "ROOT_URLCONF",
    "django.utils.log": "LOGGING",
    "logging.config": "LOGGING",
}


def describe_raised(error: BaseException, package: str = "") -> str:
    """Return an error in one line, with the innermost place in the site's own code.

    Example::

        config/settings/prod.py:4 raised KeyError: 'DJANGO_SECRET_KEY' (TWOD_TRACEBACK=1 shows the traceback)

    :param package: a package that counts as the site's own code, even if it is installed.
    """
    place = find_own_place(error, package)
    return f"{place} raised {describe_error(error)} ({TRACEBACK_VARIABLE}=1 shows the traceback)".lstrip()


def describe_error(error: BaseException) -> str:
    """Return the type and the message of an error in one line, with secrets hidden."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - a class of the site may raise any error
        message = ""
    message = " ".join(hide_passwords(message).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def find_own_place(error: BaseException, package: str = "") -> str:
    """Return ``FILE:LINE`` of the innermost frame in the site's own code; empty if there is no such frame.

    :param package: as for :func:`describe_raised`.
    """
    if isinstance(error, SyntaxError) and error.filename and is_own_code(error.filename, "", package):
        # Python reports an error in the encoding of a file with line 0.
        return describe_place(error.filename, error.lineno or None)
    for file, line, module in _walk(error):
        if is_own_code(file, module, package):
            return describe_place(file, line)
    return ""


def find_setting_behind(error: BaseException) -> str | None:
    """Return the setting that made Django run the failing code; None if the traceback does not show it."""
    for _, _, module in _walk(error):
        for package, name in _SETTINGS_BEHIND.items():
            if f"{module}.".startswith(f"{package}."):
                return name
    return None


def describe_refusal(error: BaseException, package: str = "") -> str | None:
    """Return a message for an error that Django itself raised; None if the site's code or a library raised it.

    :param package: as for :func:`describe_raised`.
    """
    names = {f"{class_.__module__}.{class_.__name__}" for class_ in type(error).__mro__}
    _, _, module = next(_walk(error), ("", 0, ""))
    is_improper = _IMPROPER in names
    if module.partition(".")[0] != "django" or not (is_improper or not find_own_place(error, package)):
        return None
    text = describe_error(error)
    is_plain = is_improper or isinstance(error, ImportError | ValueError)
    return f"Django rejects this: {text.partition(': ')[2] or text if is_plain else text}"


def _walk(error: BaseException) -> Iterator[tuple[str, int, str]]:
    """Yield the file, line and module of each frame of a traceback, innermost first, without the import system."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] != "importlib":
            yield frame.f_code.co_filename, line, module


def is_own_code(file: str, module: str, package: str) -> bool:
    """Return whether code belongs to the site, and is neither installed nor part of Python."""
    top = module.partition(".")[0]
    if package and top == package.partition(".")[0]:
        return True
    path = PurePath(file)
    if not path.is_absolute() or top in _LIBRARIES:
        return False
    is_installed = any(part in _INSTALLED or part.endswith(".egg") for part in path.parts)
    return not is_installed and not path.is_relative_to(_STANDARD_LIBRARY)


#: The files that find_failed_files returns.
_failed_files: set[str] = set()


def note_raised(error: BaseException, environ: Mapping[str, str] = os.environ) -> None:
    """Remember the files of an error; print its traceback on stderr if ``TWOD_TRACEBACK`` is set and not ``0``."""
    _failed_files.update(file for file, _, module in _walk(error) if is_own_code(file, module, ""))
    if isinstance(error, SyntaxError) and error.filename and is_own_code(error.filename, "", ""):
        _failed_files.add(error.filename)
    if environ.get(TRACEBACK_VARIABLE, "0") not in ("", "0"):
        traceback.print_exception(error)


def find_failed_files() -> tuple[str, ...]:
    """Return the files of the site's code in the tracebacks of errors, including files that could not be imported."""
    return tuple(sorted(_failed_files))
