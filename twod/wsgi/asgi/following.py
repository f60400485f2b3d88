"""The way through an ini to its Django application, for ASGI.

PasteDeploy finds the sections, and this makes of them what PasteDeploy makes for WSGI: pipelines, filters and
composites, in their order. What has no ASGI side is an error, since a filter that is left out may be the one that keeps
strangers away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from paste.deploy.loadwsgi import APP, FILTER, FILTER_APP, FILTER_WITH, PIPELINE, loadcontext

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import APP_ROLE, Deployment
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Place, Report
from twod.inifile.reading import IniReader
from twod.wsgi.asgi.django_asgi import WithWebSockets, load_websocket
from twod.wsgi.asgi.sides import ATTRIBUTE, find_asgi_factory
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.config.raised import describe_raised, note_raised

#: What PasteDeploy calls the factories that take the loader of the ini.
_COMPOSITE_PROTOCOLS = ("paste.composite_factory", "paste.composit_factory")
_ASGIFilter = Callable[[ASGIApplication], ASGIApplication]


def follow_to_asgi(
    config_uri: str | os.PathLike[str], websocket: ASGIApplication | str | None = None
) -> ASGIApplication:
    """Return the ASGI application that a configuration URI names.

    :param config_uri: as for :func:`twod.wsgi.load_asgi_application`.
    :param websocket: the application for connections by WebSocket, or its name.
    :raises twod.wsgi.exc.ConfigurationError: with all that has no ASGI side, and with all that is wrong.
    """
    path, name = split_config_uri(config_uri)
    check_sides(path, name)
    context = loadcontext(APP, f"config:{quote(path)}", name=name)
    return _ASGIMaker(websocket).make_application(context)


def check_sides(path: str, name: str | None = None) -> None:
    """Look for the ASGI side of all that a name in an ini leads to.

    :param path: of the ini.
    :param name: of the application; None for ``main``.
    :raises twod.wsgi.exc.ConfigurationError: with all that has none, each with its place.
    """
    report = Report()
    reader = IniReader()
    for deployment in Route(reader, path).walk(name or "main"):
        report.add(deployment.report)
        if deployment.factory is not None:
            _check_side(deployment, report)
    report.add(reader.report)
    report.raise_errors()


def _check_side(deployment: Deployment, report: Report) -> None:
    place = deployment.factory_place or deployment.place
    is_app = deployment.role is APP_ROLE
    try:
        side = find_asgi_factory(loadcontext(APP if is_app else FILTER, deployment.factory).object)
    except Exception as error:  # noqa: BLE001 - the module of a factory may raise anything
        note_raised(error)
        report.error(place, describe_raised(error))
        return
    if side is None:
        cure = "mount it in the URLconf of the site (twod.wsgi.mount)" if is_app else "take the filter out"
        report.error(
            place, f"{_describe_missing_side(deployment.factory)}; {cure}, or serve the ini with a WSGI server"
        )


def _describe_missing_side(factory: object) -> str:
    return f"{factory} works by WSGI only and has no {ATTRIBUTE}, but this ini is loaded for ASGI"


class _ASGIMaker:
    """Makes ASGI applications and filters of what PasteDeploy has found.

    :param websocket: the application for connections by WebSocket; None when no code gave one.
    """

    def __init__(self, websocket: ASGIApplication | str | None) -> None:
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
        factory = _get_side(context)
        application: ASGIApplication
        if context.protocol in _COMPOSITE_PROTOCOLS:
            application = factory(_ASGILoader(self, context.loader), context.global_conf, **context.local_conf)
            return application
        application = factory(context.global_conf, **context.local_conf)
        if isinstance(self.websocket, str):
            # Its module may need Django, which is set up by now.
            self.websocket = load_websocket(self.websocket)
        return application if self.websocket is None else WithWebSockets(application, self.websocket)

    def make_filter(self, context: Any) -> _ASGIFilter:
        """Return the filter of a section, which may have a filter before it."""
        if context.object_type is FILTER_WITH:
            outer, inner = self.make_filter(context.filter_context), self.make_filter(context.next_context)
            return lambda application: outer(inner(application))
        factory = _get_side(context)
        if context.protocol != "paste.filter_app_factory":
            made: _ASGIFilter = factory(context.global_conf, **context.local_conf)
            return made

        def make_filtered(application: ASGIApplication) -> ASGIApplication:
            filtered: ASGIApplication = factory(application, context.global_conf, **context.local_conf)
            return filtered

        return make_filtered


def _get_side(context: Any) -> Callable[..., Any]:
    side = find_asgi_factory(context.object)
    if side is None:  # since a composite of the project may load more than its options name
        place = Place(context.global_conf.get("__file__"))
        raise ConfigurationError([place.problem(_describe_missing_side(context.object))])
    return side


class _ASGILoader:
    """What the ASGI side of a composite gets in the place of PasteDeploy's loader."""

    def __init__(self, maker: _ASGIMaker, loader: Any) -> None:
        self._maker = maker
        self._loader = loader

    def get_app(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> ASGIApplication:
        """Return the ASGI application of a name."""
        return self._maker.make_application(self._loader.app_context(name, global_conf))

    def get_filter(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> _ASGIFilter:
        """Return the filter of a name."""
        return self._maker.make_filter(self._loader.filter_context(name, global_conf))
