"""Where a scenario takes place: an application at ``/mnt``, embedded in one of the ways, and a server in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from wsgiref.validate import validator

from fidelity_kit import site
from fidelity_kit.server import Answer, Sent, ignore_block, make_environ, serve, serve_asgi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Pattern = Literal["below", "nothing", "converter"]
"""How a site's URL pattern captures the rest of the path: with its slash; also when there is nothing left of it; by
``<path:path_info>``, without the slash."""


@dataclass(frozen=True)
class Way:
    """A way to call a WSGI application inside something else.

    :param name: the name to show.
    :param distribution: the distribution that it comes from; "" for one of this checkout.
    :param make: for ``kind`` ``"django"``, returns the URL pattern for an application, a ``Pattern`` and whether POSTs
        need Django's CSRF token; else, a WSGI application that has the given one at ``/mnt``, or an ASGI application
        that is the given one.
    :param kind: what it is for.
    :param handler: makes a Django site's WSGI application; Django's own by default.
    """

    name: str
    distribution: str
    make: Callable[..., Any]
    kind: Literal["django", "wsgi", "asgi"]
    handler: Callable[[], Any] = site.make_stock_handler

    def has(self, need: str) -> bool:
        """Return whether a rule with that need makes sense here."""
        return {"": True, "django": self.kind == "django", "wsgi": self.kind != "asgi"}[need]


class World:
    """The world of one way.

    :param is_validated: whether to put ``wsgiref.validate`` on both sides, but for a ``raw`` application or site.
    """

    def __init__(self, way: Way, *, is_validated: bool = False) -> None:
        self.way = way
        self.is_validated = is_validated

    def serve(
        self,
        app: Any,
        method: str = "GET",
        url: str = "/mnt/",
        *,
        body: bytes | Sent = b"",
        raw: bool = False,
        pattern: Pattern = "below",
        needs_token: bool = False,
        middleware: Sequence[str] = site.MIDDLEWARE,
        settings: dict[str, Any] | None = None,
        by_asgi: bool = False,
        on_block: Callable[[bytes], object] = ignore_block,
        leave_after: int | None = None,
        is_checked_outside: bool = False,
        request: dict[str, Any] | None = None,
        **environ: Any,
    ) -> Answer:
        """Serve one request with the application at ``/mnt``, and return what the client got.

        :param raw: whether to have no validators, which put an object of their own in the place of the application's.
        :param needs_token: whether a POST shall need Django's CSRF token; else, it is as the way has it by default.
        :param is_checked_outside: whether ``wsgiref.validate`` stands before the server in any case.
        :param by_asgi: whether to serve a Django site by ASGI.
        :param request: the server's environ itself.
        :param environ: more for the server's environ.
        """
        is_validated = self.is_validated and not raw
        is_checked = is_validated or is_checked_outside
        if is_validated:
            app = validator(app)
        request = make_environ(method, url, body, **environ) if request is None else request
        watch: dict[str, Any] = {"on_block": on_block, "leave_after": leave_after}
        if self.way.kind == "asgi":
            return serve_asgi(self.way.make(app), request, "/mnt", **watch)
        if self.way.kind == "wsgi":
            return serve_checked(self.way.make(app), request, is_checked=is_checked, **watch)
        with site.having([self.way.make(app, pattern, needs_token)], middleware, settings or {}):
            if by_asgi:
                return serve_asgi(site.make_asgi_handler(), request, **watch)
            return serve_checked(self.way.handler(), request, is_checked=is_checked, **watch)


def serve_checked(application: Any, request: dict[str, Any], *, is_checked: bool, **watch: Any) -> Answer:
    """Serve one request, if so asked with ``wsgiref.validate`` before the server, whose complaints are raised."""
    answer = serve(validator(application) if is_checked else application, request, **watch)
    if isinstance(answer.error, AssertionError):
        raise answer.error
    return answer
