"""The path through an ini to its Django application, for ASGI.

PasteDeploy finds the sections. This module builds the ASGI application from them as PasteDeploy builds a WSGI
application: pipelines, filters and composites, in their order. A section without an ASGI version is an error, because
a filter left out may be the one that restricts access.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from paste.deploy.loadwsgi import APP, FILTER, FILTER_APP, FILTER_WITH, PIPELINE, loadcontext

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import APP_ROLE, Deployment
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, HasPlace, Place, Report
from twod.inifile.reading import IniReader
from twod.wsgi.asgi.django_asgi import WithWebSockets, load_websocket
from twod.wsgi.asgi.sides import ATTRIBUTE, find_asgi_factory
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.contexts import COMPOSITE_PROTOCOLS, load_context

_ASGIFilter = Callable[[ASGIApplication], ASGIApplication]


def follow_to_asgi(
    config_uri: str | os.PathLike[str], websocket: ASGIApplication | str | None = None
) -> ASGIApplication:
    """Return the ASGI application that a configuration URI names.

    :param config_uri: as for :func:`twod.wsgi.load_asgi_application`.
    :param websocket: the application for WebSocket connections, or its dotted name.
    :raises twod.wsgi.exc.ConfigurationError: with all errors of the ini, and each section without an ASGI version.
    """
    path, name = split_config_uri(config_uri)
    factories = find_sides(path, name)
    context = load_context(APP, f"config:{quote(path)}", name=name)
    return _ASGIMaker(factories, websocket).make_application(context)


class _Factory(NamedTuple):
    """The WSGI factory of a section and its ASGI version."""

    wsgi: object
    asgi: Callable[..., Any]
    #: The text of each option of the section, by name.
    options: Mapping[str, str]
    place: HasPlace


def find_sides(path: str, name: str | None = None) -> list[_Factory]:
    """Return all factories that an application of an ini uses, with their ASGI versions.

    :param path: the path of the ini.
    :param name: the name of the application; None for ``main``.
    :raises twod.wsgi.exc.ConfigurationError: with the place of each factory that has no ASGI version.
    """
    report = Report()
    reader = IniReader()
    found = []
    for deployment in Route(reader, path).walk(name or "main"):
        report.add(deployment.report)
        if deployment.factory is not None:
            found.append(_find_side(deployment, report))
    report.add(reader.report)
    report.raise_errors()
    return [factory for factory in found if factory is not None]


def _find_side(deployment: Deployment, report: Report) -> _Factory | None:
    place = deployment.factory_place or deployment.place
    is_app = deployment.role is APP_ROLE
    try:
        factory = loadcontext(APP if is_app else FILTER, deployment.factory).object
        side = find_asgi_factory(factory)
    except Exception as error:  # noqa: BLE001 - the module of a factory may raise anything
        note_raised(error)
        report.error(place, describe_raised(error))
        return None
    if side is None:
        problem = _describe_missing_side(deployment.factory)
        cure = "mount it in the URLconf of the site (twod.wsgi.mount)" if is_app else "remove the filter"
        report.error(place, f"{problem}; {cure}, or serve the ini with a WSGI server")
        return None
    options = {name: option.text for name, option in deployment.options.items()}
    return _Factory(factory, side, options, place)


def _describe_missing_side(factory: object) -> str:
    return f"{factory} supports WSGI only: it has no {ATTRIBUTE}, but this ini is loaded for ASGI"


class _ASGIMaker:
    """A builder of ASGI applications and filters from the sections that PasteDeploy has found.

    :param factories: the factories that the ini uses.
    :param websocket: the application for WebSocket connections, or its name; None if the caller passed none.
    """

    def __init__(self, factories: Sequence[_Factory], websocket: ASGIApplication | str | None) -> None:
        self.factories = factories
        self.websocket = websocket

    def make_application(self, context: Any) -> ASGIApplication:
        """Return the application of a section."""
        kind = context.object_type
        if kind is PIPELINE:
            filters, inner = context.filter_contexts, context.app_context
        elif kind in (FILTER_APP, FILTER_WITH):
            filters, inner = [context.filter_context], context.next_context
        else:
            return self.make_end(context)
        application = self.make_application(inner)
        for made in reversed([self.make_filter(each) for each in filters]):
            application = made(application)
        return application

    def make_end(self, context: Any) -> ASGIApplication:
        """Return the application of a factory."""
        if context.protocol in COMPOSITE_PROTOCOLS:
            composite: ASGIApplication = self.call(context, _ASGILoader(self, context.loader))
            return composite
        application: ASGIApplication = self.call(context)
        if isinstance(self.websocket, str):
            # Import the application only now: its module may need Django, which is set up by now.
            self.websocket = load_websocket(self.websocket)
        return application if self.websocket is None else WithWebSockets(application, self.websocket)

    def make_filter(self, context: Any) -> _ASGIFilter:
        """Return the filter of a section, combined with the filter around it if ``filter-with`` names one."""
        if context.object_type is FILTER_WITH:
            outer, inner = self.make_filter(context.filter_context), self.make_filter(context.next_context)
            return lambda application: outer(inner(application))
        if context.protocol == "paste.filter_app_factory":
            return partial(self.call, context)
        made: _ASGIFilter = self.call(context)
        return made

    def call(self, context: Any, *arguments: object) -> Any:
        """Call the ASGI version of a section's factory with the section's options, and return the result.

        :param arguments: the arguments before the options: a loader, or the application to filter.
        :raises twod.wsgi.exc.ConfigurationError: for any exception that the factory raises.
        """
        found = [factory for factory in self.factories if factory.wsgi is context.object]
        alike = [each for each in found if each.options == context.local_conf] or found
        place = alike[0].place if len(alike) == 1 else None
        place = place or Place(context.global_conf.get("__file__"))
        # A composite of the project may load sections that its options do not name.
        side = found[0].asgi if found else find_asgi_factory(context.object)
        if side is None:
            raise ConfigurationError([place.problem(_describe_missing_side(context.object))])
        try:
            return side(*arguments, context.global_conf, **context.local_conf)
        except ConfigurationError:
            raise
        except Exception as error:
            note_raised(error)
            raise ConfigurationError([place.problem(describe_raised(error))]) from error


class _ASGILoader:
    """The loader that the ASGI version of a composite gets instead of PasteDeploy's."""

    def __init__(self, maker: _ASGIMaker, loader: Any) -> None:
        self._maker = maker
        self._loader = loader

    def get_app(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> ASGIApplication:
        """Return the ASGI application with this name."""
        return self._maker.make_application(self._loader.app_context(name, global_conf))

    def get_filter(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> _ASGIFilter:
        """Return the ASGI filter with this name."""
        return self._maker.make_filter(self._loader.filter_context(name, global_conf))
