"""What the URL matched, where WSGI code looks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class RoutingArgsMiddleware(MiddlewareMixin):
    """Middleware that puts the view's arguments into the environ as ``wsgiorg.routing_args``.

    The value is a pair, of the positional arguments as a tuple and of the named ones as a dictionary of its own, as
    the `wsgiorg.routing_args standard <https://wsgi.readthedocs.io/en/latest/specifications/routing_args.html>`_
    has it. ``request.urlargs`` and ``request.urlvars`` give its two halves. It works under WSGI and ASGI; under
    the latter there is no environ, and ``META`` has the value.
    """

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        """Set the routing arguments of the view that is about to be called."""
        # META, since it writes through to the environ and is there under ASGI too.
        request.META["wsgiorg.routing_args"] = (tuple(view_args), dict(view_kwargs))
        # WebOb reads this older name first, and here it would be what matched in a dispatcher outside of Django.
        request.META.pop("paste.urlvars", None)
