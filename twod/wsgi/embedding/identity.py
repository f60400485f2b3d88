"""The visitor's name, passed to the embedded application as a web server passes it.

RFC 3875 has ``REMOTE_USER`` and ``AUTH_TYPE`` for it; no header of the client ends up in them, since those are named
``HTTP_...``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from twod.wsgi.wsgi_text import encode_wsgi

#: The ``AUTH_TYPE`` of a visitor who signed in with Django.
AUTH_TYPE = "Django"


def has_user(request: HttpRequest) -> bool:
    """Return whether Django identifies the visitor."""
    return hasattr(request, "user")


def put_user(environ: dict[str, Any], request: HttpRequest) -> None:
    """Put the visitor's name into a WSGI environ, or remove it for an anonymous visitor.

    :param environ: the environ, which is changed. If Django does not identify the visitor, the server's values stay.
    :param request: the request.
    """
    if not has_user(request):
        return
    user: Any = request.user
    if user is not None and user.is_authenticated:
        environ["REMOTE_USER"] = encode_wsgi(user.get_username())
        environ["AUTH_TYPE"] = AUTH_TYPE
    else:
        remove_user(environ)


def remove_user(environ: dict[str, Any]) -> None:
    """Remove the visitor's name from a WSGI environ, whoever has put it there.

    :param environ: the environ, which is changed.
    """
    environ.pop("REMOTE_USER", None)
    environ.pop("AUTH_TYPE", None)
