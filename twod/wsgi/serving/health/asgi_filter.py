"""The filter that answers health probes in front of an ASGI application."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

from twod.wsgi.asgi_protocol import ASGIApplication, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.serving.health.probes import ProbeAnswer, Probes


class HealthASGI:
    """An ASGI application that answers the probes and passes everything else on.

    Example::

        application = HealthASGI(application, Probes())

    The checks run in threads, so that the event loop serves other requests in the meantime.

    :param application: the site.
    :param probes: the probes to answer.
    """

    def __init__(self, application: ASGIApplication, probes: Probes) -> None:
        self.application = application
        self._probes = probes
        self._prefix = probes.prefix

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        if scope["type"] != "http" or not (path := _find_own_path(scope)).startswith(self._prefix):
            await self.application(scope, receive, send)
            return
        answer = self._probes.find_answer(path, scope["method"])
        if isinstance(answer, Future):
            answer = self._probes.judge(await asyncio.wrap_future(answer))
        await _send_answer(answer, send, is_head=scope["method"] == "HEAD")


def _find_own_path(scope: ASGIScope) -> str:
    """Return the path below ``root_path``; some servers include the latter in ``path``, and some do not."""
    path: str = scope["path"]
    root = scope.get("root_path", "").rstrip("/")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


async def _send_answer(answer: ProbeAnswer, send: ASGISend, *, is_head: bool) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else answer.body})
