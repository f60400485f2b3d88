"""The user's name, passed to the application as web servers do: in ``REMOTE_USER`` and ``AUTH_TYPE`` (RFC 3875).

A client cannot set these two names, because its headers become ``HTTP_...`` in the environ.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from twod.wsgi.wsgi_text import encode_wsgi

#: The ``AUTH_TYPE`` of a user who has logged in with Django.
AUTH_TYPE = "Django"


def has_user(request: HttpRequest) -> bool:
    """Return whether Django identifies the user."""
    return hasattr(request, "user")


def put_user(environ: dict[str, Any], request: HttpRequest) -> None:
    """Set the user's name in a WSGI environ, or remove it for a visitor who is not logged in.

    :param environ: changed in place. On a site without Django's users, the server's values stay.
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
    """Remove the user's name from a WSGI environ, even one that the server has set.

    :param environ: changed in place.
    """
    environ.pop("REMOTE_USER", None)
    environ.pop("AUTH_TYPE", None)
