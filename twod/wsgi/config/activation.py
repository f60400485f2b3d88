"""The one configuration of this process, and of its children."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.raised import note_raised
from twod.wsgi.config.survey import load_called, load_uri
from twod.wsgi.config.trace.origins import SettingReport
from twod.wsgi.exc import ConfigurationError, NotConfiguredError, Problem
from twod.wsgi.fast.switchboard import turn_on_switches

#: The module that Django loads its settings from.
SETTINGS_MODULE = "twod.wsgi.config.settings"
#: The environment variable that passes child processes the ini, and the application in it, of their settings.
URI_VARIABLE = "TWOD_CONFIG_URI"
#: The one that passes them, as JSON, the variables given beside the ini (``paster serve x.ini NAME=VALUE``).
GIVEN_VARIABLE = "TWOD_CONFIG_VARIABLES"
_DJANGO_VARIABLE = "DJANGO_SETTINGS_MODULE"


_active: Loaded | None = None
_lock = threading.Lock()


def configure(config_uri: str | os.PathLike[str], *, environ: Mapping[str, str] = os.environ) -> None:
    """Make Django's settings come from an ini; ``django.setup()`` is left to the caller.

    Once in a process: the same settings again are harmless, others are an error. Child processes come up with the
    same settings.

    :param config_uri: the path of an ini, or ``config:`` and its path, each with ``#NAME`` or without (``main``). The
        name may lead to the Django application through pipelines, filters and composites.
    :param environ: what ``${env:NAME}`` looks in.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    _activate(load_uri(config_uri, environ=environ))


def configure_called(
    global_conf: Mapping[str, str], local_conf: Mapping[str, str], *, environ: Mapping[str, str] = os.environ
) -> None:
    """Make Django's settings come from the arguments that PasteDeploy passes to a factory.

    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    _activate(load_called(global_conf, local_conf, environ=environ))


def find_active_settings() -> dict[str, object]:
    """Return the settings of this process for the module that Django loads.

    A child process has none yet and makes them from what its parent left in the environment.

    :raises twod.wsgi.exc.NotConfiguredError: when there is nothing to make them from.
    """
    global _active  # noqa: PLW0603 - there is one configuration in a process, and this module is its keeper
    if _active is None:
        uri = os.environ.get(URI_VARIABLE)
        if uri is None:
            raise NotConfiguredError(
                f"{_DJANGO_VARIABLE} is {SETTINGS_MODULE}, but {URI_VARIABLE} names no ini;"
                " call twod.wsgi.config.configure() first, in each process"
            )
        given = json.loads(os.environ.get(GIVEN_VARIABLE, "{}"))
        loaded = load_uri(uri, given=given, environ=os.environ)
        with _lock:
            _active = _active or loaded
        turn_on_switches(_active.switches)
    return _active.copy_values()


def settings_report(names: Iterable[str] | None = None) -> dict[str, SettingReport]:
    """Return value, type and origins of the settings in force, secrets hidden.

    >>> from twod.wsgi import settings_report
    >>> from twod.wsgi.config import configure
    >>> configure("dev.ini")
    >>> report = settings_report(["SITE_ID"])["SITE_ID"]
    >>> report.value, report.type, report.origins[0].line
    (1, 'int', 5)

    :param names: the settings to report; None for all, Django's defaults included.
    :raises twod.wsgi.exc.NotConfiguredError: when no ini was loaded in this process.
    """
    if _active is None:
        raise NotConfiguredError("no ini was loaded in this process; call twod.wsgi.config.configure() first")
    return _active.report(names)


def find_active() -> Loaded | None:
    """Return the settings that are in force in this process; None when no ini was loaded."""
    return _active


def find_active_files() -> tuple[str, ...]:
    """Return the inis and secret files that the settings of this process were made of; empty when none are in force."""
    return () if _active is None else _active.files


def _activate(loaded: Loaded) -> None:
    global _active  # noqa: PLW0603 - see find_active_settings
    with _lock:
        if _active is None:
            _refuse_foreign_settings(loaded)
            _active = loaded
            _tell_children(loaded)
            sys.modules.pop(SETTINGS_MODULE, None)
            os.environ[_DJANGO_VARIABLE] = SETTINGS_MODULE
        elif not _active.is_same(loaded):
            raise ConfigurationError([_describe_conflict(_active, loaded)])
    try:
        _let_django_load()
    except BaseException:
        with _lock:
            _active = None
        raise
    turn_on_switches(loaded.switches)


def _tell_children(loaded: Loaded) -> None:
    for variable in (URI_VARIABLE, GIVEN_VARIABLE):
        os.environ.pop(variable, None)
    if loaded.uri is not None:
        os.environ[URI_VARIABLE] = loaded.uri
    if loaded.given:
        os.environ[GIVEN_VARIABLE] = json.dumps(loaded.given)


def _refuse_foreign_settings(loaded: Loaded) -> None:
    from django.conf import settings  # noqa: PLC0415 - Django is the subject only here

    if settings.configured:
        module = getattr(settings, "SETTINGS_MODULE", None) or "a call of settings.configure()"
        message = f"Django's settings were already loaded from {module}; load the ini before anything uses them"
        raise ConfigurationError([loaded.place.problem(message)])


def _describe_conflict(active: Loaded, loaded: Loaded) -> Problem:
    differing = ", ".join(active.find_differing(loaded))
    message = (
        f"this process already runs with the settings of {active.source}, and a process has one configuration;"
        f" these differ: {differing}"
    )
    return loaded.place.problem(message)


def set_up_django() -> None:
    """Set Django up with the settings in force, as ``django.setup()`` does.

    :raises twod.wsgi.exc.ConfigurationError: for whatever an application, or Django itself, raises meanwhile.
    """
    import django  # noqa: PLC0415 - Django is the subject only here

    with locating_errors():
        django.setup()


@contextmanager
def locating_errors(kind: type[BaseException] = BaseException) -> Iterator[None]:
    """Raise each error of Django and of the site's code as a problem of the ini, with file and line.

    The traceback is printed when the environment variable ``TWOD_TRACEBACK`` is set.

    :param kind: the errors that are meant; Ctrl-C never is.
    :raises twod.wsgi.exc.ConfigurationError: in the place of them.
    """
    try:
        yield
    except (ConfigurationError, KeyboardInterrupt, GeneratorExit):
        raise
    except kind as error:
        if _active is None:
            raise
        note_raised(error)
        raise ConfigurationError([_active.locate_raised(error)]) from error


def _let_django_load() -> None:
    """Have Django load and check the settings, so that settings it rejects are reported now and with their place."""
    from django.conf import settings  # noqa: PLC0415 - Django is the subject only here

    with locating_errors():
        _ = settings.DEBUG


__all__ = [
    "SETTINGS_MODULE",
    "configure",
    "configure_called",
    "find_active",
    "find_active_files",
    "find_active_settings",
    "locating_errors",
    "set_up_django",
    "settings_report",
]
