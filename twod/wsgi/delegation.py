"""WebOb's public names on a request that is not WebOb's: which they are, and how each finds its way.

Inheriting from Django's and WebOb's request at once cannot serve both: ``path``, ``headers`` or ``body`` have to be
two different things.  So the request *has* a ``webob.Request`` and each public name of it is a descriptor here.
They are non-data descriptors, without ``__set__``: what an application assigns (``request.user_agent = ...``) stays
in the request's own ``__dict__`` and wins, as on any Django request, and nothing is rewritten in the environ.
A miss (``hasattr(request, "user")``, which Django asks many times in a request) costs no more than in stock Django,
which ``__getattr__`` would not give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import webob
from django.core.handlers.wsgi import WSGIRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

RequestT = TypeVar("RequestT")

DJANGO_WINS = frozenset(
    {
        "GET",
        "POST",
        "body",
        "content_type",
        "environ",
        "headers",
        "method",
        "path",
        "path_info",
        "scheme",
    }
)
"""The names that both classes have: on the request they are Django's, on ``request.webob`` WebOb's."""

RENAMED = {"uGET": "GET", "uPOST": "POST"}
"""twod.wsgi's own names, and what they are on ``request.webob``."""

MAKES_A_COPY = frozenset({"copy", "copy_get", "decode"})
"""WebOb's methods that answer with another request of the same class."""

BUILDS_A_REQUEST = frozenset({"blank", "from_bytes", "from_file", "from_text"})
"""WebOb's class methods that build a request from nothing."""


def find_delegated_names() -> frozenset[str]:
    """Return WebOb's public names, as installed, that Django's request class does not have itself."""
    public = {name for name in dir(webob.Request) if not name.startswith("_")}
    return frozenset(public - DJANGO_WINS - set(dir(WSGIRequest)))


class WebObAttribute:
    """A name of the request that is answered by ``request.webob``.

    :param name: the name on ``request.webob``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.__doc__ = getattr(webob.Request, name).__doc__

    def __get__(self, request: Any, owner: Any) -> Any:
        return self if request is None else getattr(request.webob, self.name)


class WebObCopy(WebObAttribute):
    """A method of WebOb that answers with another request, which here is again a request of both kinds."""

    def __get__(self, request: Any, owner: Any) -> Any:
        if request is None:
            return self
        return as_requests_of(owner, getattr(request.webob, self.name))


class WebObConstructor(WebObAttribute):
    """A class method of WebOb that builds a request, which here is a request of both kinds."""

    def __get__(self, request: Any, owner: Any) -> Any:
        return as_requests_of(owner, getattr(webob.Request, self.name))


def as_requests_of(
    owner: Callable[[WSGIEnvironment], RequestT], make_webob_request: Callable[..., webob.Request]
) -> Callable[..., RequestT]:
    """Return a callable like ``make_webob_request`` that answers with an ``owner`` on the same environ."""

    def make_request(*args: Any, **kwargs: Any) -> RequestT:
        return owner(make_webob_request(*args, **kwargs).environ)

    return make_request


def make_attributes() -> dict[str, WebObAttribute]:
    """Return the descriptor of each name that ``request.webob`` answers for."""
    attributes: dict[str, WebObAttribute] = {}
    for name in find_delegated_names():
        if name in MAKES_A_COPY:
            attributes[name] = WebObCopy(name)
        elif name in BUILDS_A_REQUEST:
            attributes[name] = WebObConstructor(name)
        else:
            attributes[name] = WebObAttribute(name)
    return attributes | {ours: WebObAttribute(theirs) for ours, theirs in RENAMED.items()}
