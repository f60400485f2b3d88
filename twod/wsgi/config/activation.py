"""The one configuration of this process, and of its children."""

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
    :param environ: what ``${env:NAME}`` looks in before the ini's files of environment variables. With another mapping
        than ``os.environ``, these are looked in and not put into ``os.environ``, which your settings module may read.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    _activate(load_uri(config_uri, environ=environ))


def bind(config_uri: str | os.PathLike[str]) -> None:
    """Have this process, and those that it starts, load their settings from an ini when they first read one.

    Two environment variables are set, ``DJANGO_SETTINGS_MODULE`` and ``TWOD_CONFIG_URI``, and those of the files that
    ``twod.environment_file`` names. Nothing else is loaded or checked before a setting is read. A server that forks can
    therefore start workers with new settings, and a tool that configures Django unless ``DJANGO_SETTINGS_MODULE`` is
    set leaves it alone. Example::

        >>> from twod.wsgi.config import bind
        >>> bind("prod.ini")
        >>> os.environ["DJANGO_SETTINGS_MODULE"], os.environ["TWOD_CONFIG_URI"]
        ('twod.wsgi.config.settings', '/.../prod.ini')

    To load and check the settings at once, call :func:`configure` instead, or as well.

    :param config_uri: as for :func:`configure`; a relative path is made absolute.
    :raises twod.wsgi.exc.ConfigurationError: when settings of another ini, or from elsewhere, are in force already, and
        when a file of environment variables cannot be used.
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
    """Make Django's settings come from the arguments that PasteDeploy passes to a factory.

    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    _activate(load_called(global_conf, local_conf, environ=environ))


def find_active_settings() -> dict[str, object]:
    """Return the settings of this process for the module that Django loads.

    A child process, or one that :func:`bind` or the environment bound, has none yet and loads them now.

    :raises twod.wsgi.exc.NotConfiguredError: when there is nothing to make them from.
    """
    return _find_or_load().copy_values()


def _find_or_load() -> Loaded:
    """Return the settings in force, which are loaded from what the environment names when there are none yet."""
    global _active  # noqa: PLW0603 - there is one configuration in a process, and this module is its keeper
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
    """Return value, type and origins of the settings in force, secrets hidden.

    >>> from twod.wsgi import settings_report
    >>> from twod.wsgi.config import configure
    >>> configure("dev.ini")
    >>> report = settings_report(["SITE_ID"])["SITE_ID"]
    >>> report.value, report.type, report.origins[0].line
    (1, 'int', 5)

    :param names: the settings to report; None for all, Django's defaults included.
    :raises twod.wsgi.exc.NotConfiguredError: when no ini was loaded in this process, and the environment names none.
    """
    if _active is None and not _is_bound():
        raise NotConfiguredError("no ini was loaded in this process; call twod.wsgi.config.configure() first")
    return _find_or_load().report(names)


def _is_bound() -> bool:
    """Return whether the environment names an ini to load when a setting is first read."""
    return os.environ.get(_DJANGO_VARIABLE) == SETTINGS_MODULE and bool(os.environ.get(URI_VARIABLE))


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
    # A process that has not imported Django's settings has none, and need not import them.
    django_conf = sys.modules.get("django.conf")
    if django_conf is None or not django_conf.settings.configured:
        return
    module = getattr(django_conf.settings, "SETTINGS_MODULE", None)
    if module:
        message = f"Django's settings were already loaded from {module}; load the ini before anything uses them"
    else:
        message = (
            "settings.configure() was called first. If a tool did it, such as opentelemetry-instrument, start the"
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
