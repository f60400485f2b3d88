"""The filter that makes the front server send the files of an ASGI application."""

from __future__ import annotations

from collections.abc import Iterable

from twod.wsgi.asgi_protocol import ASGIApplication, ASGIMessage, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.front_server import (
    FRONT_SERVER_KEY,
    FrontRequest,
    FrontServer,
    is_order,
    make_order_headers,
)
from twod.wsgi.serving.sendfile.sendfile_filter import remove_orders


class SendFileASGI:
    """An ASGI application that lets the front server send its files.

    Example::

        front = FrontServer(SendFileOptions("x-accel", (Root("/srv/shop/media", "/-/media/"),)))
        application = SendFileASGI(application, front)

    ASGI has no counterpart of ``wsgi.file_wrapper``. Instead, Django and the media files inside ask the
    :class:`~twod.wsgi.front_server.FrontRequest` in the scope, and send its headers with an empty body.

    :param application: the site.
    :param front: the front server.
    """

    def __init__(self, application: ASGIApplication, front: FrontServer) -> None:
        self.application = application
        self.front = front

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        request = FrontRequest(self.front, scope["method"], (name for name, _ in scope["headers"]))

        async def send_judged(message: ASGIMessage) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._judge(request, message.get("headers", ()))}
            await send(message)

        await self.application({**scope, FRONT_SERVER_KEY: request}, receive, send_judged)

    def _judge(self, request: FrontRequest, raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Return the headers of a response, without orders to the front server that did not come from the filter."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
        order = next(filter(None, (request.find_given(header) for header in headers)), None)
        if order is not None:
            headers = make_order_headers([header for header in headers if not is_order(header[0])], order)
        elif not self.front.options.trusted and any(is_order(name) for name, _ in headers):
            headers = remove_orders(headers)
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
