"""WebOb's public names on a request that is not WebOb's: which they are, and how each finds its way.

Inheriting from Django's and WebOb's request at once cannot serve both: ``path``, ``headers`` or ``body`` have to be
two different things. So the request *has* a ``webob.Request`` and each public name of it is a descriptor here.
They are non-data descriptors, without ``__set__``: what an application assigns (``request.user_agent = ...``) stays
in the request's own ``__dict__`` and wins, as on any Django request, and nothing is rewritten in the environ.
A miss (``hasattr(request, "user")``, which Django asks many times in a request) costs no more than in stock Django,
which ``__getattr__`` would not give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from wsgiref.types import WSGIEnvironment

import webob
from django.core.handlers.wsgi import WSGIRequest

_RequestT = TypeVar("_RequestT")

#: The names that both classes have: on the request they are Django's, on ``request.webob`` WebOb's.
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

#: twod.wsgi's own names, and what they are on ``request.webob``.
_RENAMED = {"uGET": "GET", "uPOST": "POST"}

#: WebOb's methods that answer with another request of the same class.
MAKES_A_COPY = frozenset({"copy", "copy_get", "decode"})

#: WebOb's class methods that build a request from nothing.
BUILDS_A_REQUEST = frozenset({"blank", "from_bytes", "from_file", "from_text"})


def find_delegated_names() -> frozenset[str]:
    """Return WebOb's public names, as installed, that Django's request class does not have itself."""
    public = {name for name in dir(webob.Request) if not name.startswith("_")}
    return frozenset(public - DJANGO_WINS - set(dir(WSGIRequest)))


class _WebObAttribute:
    """A name of the request that is answered by ``request.webob``.

    :param name: the name on ``request.webob``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.__doc__ = getattr(webob.Request, name).__doc__

    def __get__(self, request: Any, owner: Any) -> Any:
        return self if request is None else getattr(request.webob, self.name)


class _WebObCopy(_WebObAttribute):
    """A method of WebOb that answers with another request, which here is again a request of both kinds."""

    def __get__(self, request: Any, owner: Any) -> Any:
        if request is None:
            return self
        return _as_requests_of(owner, getattr(request.webob, self.name))


class _WebObConstructor(_WebObAttribute):
    """A class method of WebOb that builds a request, which here is a request of both kinds."""

    def __get__(self, request: Any, owner: Any) -> Any:
        return _as_requests_of(owner, getattr(webob.Request, self.name))


def _as_requests_of(
    owner: Callable[[WSGIEnvironment], _RequestT], make_webob_request: Callable[..., webob.Request]
) -> Callable[..., _RequestT]:
    """Return a callable like ``make_webob_request`` that answers with an ``owner`` on the same environ."""

    def make_request(*args: Any, **kwargs: Any) -> _RequestT:
        return owner(make_webob_request(*args, **kwargs).environ)

    return make_request


def make_attributes() -> dict[str, _WebObAttribute]:
    """Return the descriptor of each name that ``request.webob`` answers for."""
    attributes: dict[str, _WebObAttribute] = {}
    for name in find_delegated_names():
        if name in MAKES_A_COPY:
            attributes[name] = _WebObCopy(name)
        elif name in BUILDS_A_REQUEST:
            attributes[name] = _WebObConstructor(name)
        else:
            attributes[name] = _WebObAttribute(name)
    return attributes | {ours: _WebObAttribute(theirs) for ours, theirs in _RENAMED.items()}
