"""The settings in force in this process and its child processes; a process has only one configuration."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from twod.inifile.config_uri import split_config_uri
from twod.inifile.problems import Place
from twod.wsgi.config.lent_settings import lend_settings
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.raised import note_raised
from twod.wsgi.config.surroundings.process_environment import put_uri_in_force
from twod.wsgi.config.survey import load_called, load_uri
from twod.wsgi.config.system_checks import watch_check_command
from twod.wsgi.config.trace.origins import SettingReport
from twod.wsgi.exc import ConfigurationError, NotConfiguredError, Problem
from twod.wsgi.fast.switchboard import turn_on_switches

#: The module that Django loads its settings from.
SETTINGS_MODULE = "twod.wsgi.config.settings"
#: The environment variable that passes the ini, with the name of the application, to child processes.
URI_VARIABLE = "TWOD_CONFIG_URI"
#: The environment variable that passes the variables of the command line (``paster serve x.ini NAME=VALUE``) to child
#: processes, as JSON.
GIVEN_VARIABLE = "TWOD_CONFIG_VARIABLES"
_DJANGO_VARIABLE = "DJANGO_SETTINGS_MODULE"


_active: Loaded | None = None
_lock = threading.Lock()


def configure(config_uri: str | os.PathLike[str], *, environ: Mapping[str, str] = os.environ) -> None:
    """Load Django's settings from an ini; call ``django.setup()`` yourself afterwards.

    A process has one configuration: you can load the same settings again, but other settings are an error. Child
    processes get the same settings.

    :param config_uri: the path of an ini, or ``config:`` and its path, and optionally ``#NAME`` (default: ``#main``).
        The name may lead to the Django application through pipelines, filters and composites.
    :param environ: the variables for ``${env:NAME}``; they override those in the files of ``twod.environment_file``. If
        it is not ``os.environ``, twod does not add the variables of these files to ``os.environ``, so your settings
        module does not see them there.
    :raises twod.wsgi.exc.ConfigurationError: with all errors of the ini.
    """
    _activate(load_uri(config_uri, environ=environ))


def bind(config_uri: str | os.PathLike[str]) -> None:
    """Make this process and its child processes load their settings from an ini when they first read a setting.

    This function sets the environment variables ``DJANGO_SETTINGS_MODULE`` and ``TWOD_CONFIG_URI``, and the variables
    in the files of ``twod.environment_file``. It loads and checks nothing else. A forking server can therefore start
    workers with new settings, and a tool that configures Django only if ``DJANGO_SETTINGS_MODULE`` is missing leaves
    Django alone. Example::

        >>> from twod.wsgi.config import bind
        >>> bind("prod.ini")
        >>> os.environ["DJANGO_SETTINGS_MODULE"], os.environ["TWOD_CONFIG_URI"]
        ('twod.wsgi.config.settings', '/.../prod.ini')

    To load and check the settings at once, call :func:`configure`, instead of this function or after it.

    :param config_uri: as for :func:`configure`; twod makes a relative path absolute.
    :raises twod.wsgi.exc.ConfigurationError: if other settings are in force already, or a file of environment variables
        cannot be read.
    """
    path, name = split_config_uri(config_uri)
    uri = f"{path}#{name}" if name else path
    place = Place(path, None, None)
    with _lock:
        if _active is None:
            _refuse_foreign_settings(place)
        elif _strip_main(_active.uri) != _strip_main(uri) or _active.given:
            message = f"this process already runs with the settings of {_active.source}"
            raise ConfigurationError([place.problem(message)])
        put_uri_in_force(uri)
        _tell_children(uri, {})


def _strip_main(uri: str | None) -> str | None:
    return uri if uri is None else uri.removesuffix("#main")


def configure_called(
    global_conf: Mapping[str, str], local_conf: Mapping[str, str], *, environ: Mapping[str, str] = os.environ
) -> None:
    """Load Django's settings from the arguments that PasteDeploy passes to a factory.

    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section.
    :param environ: as for :func:`configure`.
    :raises twod.wsgi.exc.ConfigurationError: with all errors of the options.
    """
    _activate(load_called(global_conf, local_conf, environ=environ))


def find_active_settings() -> dict[str, object]:
    """Return the settings of this process, by name, for the settings module that Django imports.

    Load them now in a child process, or after :func:`bind`.

    :raises twod.wsgi.exc.NotConfiguredError: if neither this process nor its environment names an ini.
    """
    return _find_or_load().copy_values()


def _find_or_load() -> Loaded:
    """Return the settings in force; load them first from the ini in the environment if necessary."""
    global _active  # noqa: PLW0603 - a process has one configuration, which this module keeps
    if _active is None:
        uri = os.environ.get(URI_VARIABLE)
        if not uri:
            raise NotConfiguredError(
                f"{_DJANGO_VARIABLE} is {SETTINGS_MODULE}, but {URI_VARIABLE} names no ini;"
                " run a script of an environment, such as bin/python-ENV, set the variable to the path of an ini,"
                " or call twod.wsgi.config.configure() first, in each process"
            )
        given = json.loads(os.environ.get(GIVEN_VARIABLE, "{}"))
        loaded = load_uri(uri, given=given, environ=os.environ)
        with _lock:
            _active = _active or loaded
        lend_settings(_active)
        turn_on_switches(_active.switches)
        watch_check_command(find_active)
    return _active


def settings_report(names: Iterable[str] | None = None) -> dict[str, SettingReport]:
    """Return the value, type and origins of each setting in force, with secrets hidden.

    >>> from twod.wsgi import settings_report
    >>> from twod.wsgi.config import configure
    >>> configure("dev.ini")
    >>> report = settings_report(["SITE_ID"])["SITE_ID"]
    >>> report.value, report.type, report.origins[0].line
    (1, 'int', 5)

    :param names: the settings to report; None for all settings, including Django's defaults.
    :raises twod.wsgi.exc.NotConfiguredError: if this process has loaded no ini, and its environment names no ini.
    """
    if _active is None and not _is_bound():
        raise NotConfiguredError("no ini was loaded in this process; call twod.wsgi.config.configure() first")
    return _find_or_load().report(names)


def _is_bound() -> bool:
    """Return whether the environment names an ini to load at the first read of a setting."""
    return os.environ.get(_DJANGO_VARIABLE) == SETTINGS_MODULE and bool(os.environ.get(URI_VARIABLE))


def find_active() -> Loaded | None:
    """Return the settings in force in this process; None if no ini was loaded."""
    return _active


def find_active_files() -> tuple[str, ...]:
    """Return the inis and secret files that the settings of this process come from; empty if no ini was loaded."""
    return () if _active is None else _active.files


def _activate(loaded: Loaded) -> None:
    global _active  # noqa: PLW0603 - see find_active_settings
    with _lock:
        if _active is None:
            _refuse_foreign_settings(loaded.place)
            _active = loaded
            _tell_children(loaded.uri, loaded.given)
            sys.modules.pop(SETTINGS_MODULE, None)
        elif not _active.is_same(loaded):
            raise ConfigurationError([_describe_conflict(_active, loaded)])
    lend_settings(loaded)
    try:
        _let_django_load()
    except BaseException:
        with _lock:
            _active = None
        raise
    turn_on_switches(loaded.switches)
    watch_check_command(find_active)


def _tell_children(uri: str | None, given: Mapping[str, str]) -> None:
    for variable in (URI_VARIABLE, GIVEN_VARIABLE):
        os.environ.pop(variable, None)
    if uri is not None:
        os.environ[URI_VARIABLE] = uri
    if given:
        os.environ[GIVEN_VARIABLE] = json.dumps(given)
    os.environ[_DJANGO_VARIABLE] = SETTINGS_MODULE


def _refuse_foreign_settings(place: Place) -> None:
    # Don't import Django's settings here: if nothing has imported them, they are not loaded yet.
    django_conf = sys.modules.get("django.conf")
    if django_conf is None or not django_conf.settings.configured:
        return
    module = getattr(django_conf.settings, "SETTINGS_MODULE", None)
    if module:
        message = f"Django's settings were already loaded from {module}; load the ini before anything uses them"
    else:
        message = (
            "settings.configure() was called first. If a tool called it, such as opentelemetry-instrument, start the"
            f" process with {_DJANGO_VARIABLE}={SETTINGS_MODULE} and {URI_VARIABLE}={place.file} in its environment"
        )
    raise ConfigurationError([place.problem(message)])


def _describe_conflict(active: Loaded, loaded: Loaded) -> Problem:
    differing = ", ".join(active.find_differing(loaded))
    message = (
        f"this process already runs with the settings of {active.source}, and a process has one configuration;"
        f" these differ: {differing}"
    )
    return loaded.place.problem(message)


def set_up_django() -> None:
    """Call ``django.setup()`` with the settings in force.

    :raises twod.wsgi.exc.ConfigurationError: for any exception of an installed app or of Django during the setup.
    """
    import django  # noqa: PLC0415 - Django is the subject only here

    with locating_errors():
        django.setup()


@contextmanager
def locating_errors(kind: type[BaseException] = BaseException) -> Iterator[None]:
    """Turn errors of Django and of the site's code in the ``with`` block into problems of the ini, with file and line.

    If the environment variable ``TWOD_TRACEBACK`` is set, print the traceback.

    :param kind: the class of the errors; ``KeyboardInterrupt`` always passes through.
    :raises twod.wsgi.exc.ConfigurationError: for each such error.
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
    """Make Django load and check the settings now, so that rejected settings are reported with their place."""
    from django.conf import settings  # noqa: PLC0415 - Django is the subject only here

    with locating_errors():
        _ = settings.DEBUG


__all__ = [
    "SETTINGS_MODULE",
    "bind",
    "configure",
    "configure_called",
    "find_active",
    "find_active_files",
    "find_active_settings",
    "locating_errors",
    "set_up_django",
    "settings_report",
]
