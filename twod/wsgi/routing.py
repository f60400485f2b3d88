"""The arguments from the URL, put where WSGI code expects them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class RoutingArgsMiddleware(MiddlewareMixin):
    """Middleware that adds the view's arguments to the environ as ``wsgiorg.routing_args``.

    Add ``"twod.wsgi.routing.RoutingArgsMiddleware"`` to ``MIDDLEWARE``. For a view that Django calls with
    ``year=2026``:

    >>> from twod.wsgi import RoutingArgsMiddleware
    >>> from twod.wsgi.handler import TwodWSGIRequest
    >>> def archive(request, year):
    ...     return HttpResponse(f"The news of {year}")
    >>> request = TwodWSGIRequest.blank("/archive/2026/")
    >>> RoutingArgsMiddleware(archive).process_view(request, archive, (), {"year": 2026})
    >>> request.urlvars, request.environ["wsgiorg.routing_args"]
    ({'year': 2026}, ((), {'year': 2026}))

    The value is a pair: the positional arguments as a tuple, and a copy of the named ones as a dictionary
    (`wsgiorg.routing_args <https://wsgi.readthedocs.io/en/latest/specifications/routing_args.html>`_).
    ``request.urlargs`` and ``request.urlvars`` are its two parts. ASGI has no environ; there ``request.META`` has the
    value.
    """

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        """Set the routing arguments of the view that Django is about to call."""
        # META writes through to the environ, and also exists under ASGI.
        request.META["wsgiorg.routing_args"] = (tuple(view_args), dict(view_kwargs))
        # WebOb reads this older name first, which a dispatcher in front of Django may have set to its own match.
        request.META.pop("paste.urlvars", None)
