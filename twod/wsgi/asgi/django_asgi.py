"""Django as an ASGI application: requests, the start and end of a server, and WebSocket connections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from pkgutil import resolve_name
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from twod.inifile.problems import Place
from twod.wsgi.asgi_protocol import ASGIApplication, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontRequest
from twod.wsgi.handler import find_named_view
from twod.wsgi.request.visit import VISIT_KEY


class DjangoASGIApplication(ASGIHandler):
    """Django's ASGI application, which also answers the lifespan events of a server and closes WebSockets.

    Make one after ``django.setup()``. Django itself raises an error for everything except HTTP requests.

    :raises django.core.exceptions.ImproperlyConfigured: if a class of ``MIDDLEWARE`` cannot be loaded.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, the lifespan events of a server, or a WebSocket connection."""
        match scope["type"]:
            case "lifespan":
                await _answer_lifespan(receive, send)
            case "websocket":
                await _refuse_websocket(receive, send)
            case _:
                await super().__call__(scope, receive, send)

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of a request: the one that its scope names, or else Django's match, as under WSGI."""
        return find_named_view(request, getattr(request, "scope", {})) or super().resolve_request(request)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response to a request, and pass the request to the access log, which is outside of Django."""
        visit = getattr(request, "scope", {}).get(VISIT_KEY)
        if visit is not None:
            visit.request = request
        response = await super().get_response_async(request)
        front: FrontRequest | None = getattr(request, "scope", {}).get(FRONT_SERVER_KEY)
        file = getattr(response, "file_to_stream", None)
        if front is not None and file is not None and response.status_code == HTTPStatus.OK:
            await _leave_to_front(front, file, response)
        return response


async def _leave_to_front(front: FrontRequest, file: object, response: Any) -> None:
    """Let the server in front send the file of a response, if it can; the response still closes the file."""
    # Run this in a thread, because a disk can be slow.
    order = await sync_to_async(front.give_order, thread_sensitive=False)(file, list(response.items()))
    if order is not None:
        response.streaming_content = _yield_nothing()
        response[order[0]] = order[1]


async def _yield_nothing() -> AsyncIterator[bytes]:
    """Yield no chunk: the body of a response for which the server in front sends the file."""
    return
    yield b""


async def _answer_lifespan(receive: ASGIReceive, send: ASGISend) -> None:
    """Confirm the start and the end to a server; the site needs no work at either of them."""
    is_running = True
    while is_running:
        kind = (await receive())["type"]
        is_running = kind != "lifespan.shutdown"
        await send({"type": f"{kind}.complete"})


async def _refuse_websocket(receive: ASGIReceive, send: ASGISend) -> None:
    """Close a connection instead of accepting it; the client gets a 403 response."""
    if (await receive())["type"] == "websocket.connect":
        await send({"type": "websocket.close"})


class WithWebSockets:
    """An ASGI application that hands WebSocket connections to a second application.

    :param application: gets all other scopes.
    :param websocket: gets the scopes of type ``websocket``.
    """

    def __init__(self, application: ASGIApplication, websocket: ASGIApplication) -> None:
        self.application = application
        self.websocket = websocket

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        chosen = self.websocket if scope["type"] == "websocket" else self.application
        await chosen(scope, receive, send)


def load_websocket(name: str, place: Place = Place(name="websocket")) -> ASGIApplication:  # noqa: B008 - immutable
    """Import and return the ASGI application for WebSocket connections.

    :param name: ``package.module:name`` or ``package.module.name``.
    :param place: the option with the name, for errors.
    :raises twod.wsgi.exc.ConfigurationError: if there is no such application, or its module raises an error.
    """
    try:
        found: Any = resolve_name(name)
    except Exception as error:
        note_raised(error)
        message = f"expected the name of an ASGI application, such as shop.sockets:application, got {name!r}"
        raise ConfigurationError([place.problem(f"{message}; {describe_raised(error)}")]) from error
    if not callable(found):
        raise ConfigurationError([place.problem(f"{name!r} is {found!r}, which is not an ASGI application")])
    application: ASGIApplication = found
    return application
