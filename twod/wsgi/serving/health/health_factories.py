"""The factories of the filter ``egg:twod.wsgi#health``."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from wsgiref.types import WSGIApplication

from twod.inifile.health_options import find_health_problems, read_health_options
from twod.inifile.pastedeploy.deployment import FILTER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import HasPlace, Place
from twod.inifile.reading import IniReader
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.config.surroundings.health_checks import find_missing_checks
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.release_place import find_release_name
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.health.asgi_filter import HealthASGI
from twod.wsgi.serving.health.probe_server import serve_probes
from twod.wsgi.serving.health.probes import Probes
from twod.wsgi.serving.health.wsgi_filter import HealthFilter


@sparing_gunicorn_the_traceback()
def make_health_filter(
    application: WSGIApplication, global_conf: Mapping[str, str], /, **local_conf: str
) -> HealthFilter:
    """Return an application with health probes in front of it; a ``paste.filter_app_factory``.

    :param application: the site.
    :param global_conf: PasteDeploy's variables; ``__file__`` among them is the path of the ini.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the options, or if ``address`` cannot be used.
    """
    return HealthFilter(application, make_probes(global_conf, local_conf))


@sparing_gunicorn_the_traceback()
def make_asgi_health_filter(
    application: ASGIApplication, global_conf: Mapping[str, str], /, **local_conf: str
) -> HealthASGI:
    """Return an ASGI application with health probes in front of it."""
    return HealthASGI(application, make_probes(global_conf, local_conf))


def make_probes(global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Probes:
    """Return the probes that a section describes, and serve them at a separate address if it names one.

    :raises twod.wsgi.exc.ConfigurationError: as for :func:`make_health_filter`.
    """
    ini = global_conf.get("__file__")
    problems = [*find_health_problems(local_conf)] or [*find_missing_checks(local_conf)]
    if wrong := [Problem(ini, None, None, name, message) for name, message in problems]:
        raise ConfigurationError(wrong)
    options = read_health_options(local_conf)
    probes = Probes(options, release=find_release_name(ini) if ini is not None else None)
    if options.address is not None:
        try:
            serve_probes(probes, options.address)
        except OSError as error:
            message = f"cannot listen on {options.address}: {error.strerror or error}"
            raise ConfigurationError([_find_place(global_conf, local_conf, "address").problem(message)]) from error
    return probes


def _find_place(global_conf: Mapping[str, str], local_conf: Mapping[str, str], name: str) -> HasPlace:
    """Return the place of an option in the section of this filter, or only the file if no section matches."""
    ini = global_conf.get("__file__")
    called = None
    if ini is not None:
        with suppress(ConfigurationError):
            called = Route(IniReader(), ini).find_called(global_conf, local_conf, FILTER_ROLE)
    return called.options[name] if called is not None else Place(ini, name=name)
