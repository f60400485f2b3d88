"""Who the visitor is, told to the embedded application as a web server tells it.

RFC 3875 has ``REMOTE_USER`` and ``AUTH_TYPE`` for it; no header of the client ends up in them, since those are named
``HTTP_...``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from twod.wsgi.wsgi_text import encode_wsgi

#: What ``AUTH_TYPE`` says of a visitor who signed in with Django.
AUTH_TYPE = "Django"


def has_user(request: HttpRequest) -> bool:
    """Return whether it is Django that says who the visitor is."""
    return hasattr(request, "user")


def put_user(environ: dict[str, Any], request: HttpRequest) -> None:
    """Put the visitor's name into a WSGI environ, or nobody's.

    :param environ: the environ, which is changed. If Django does not say who the visitor is, it is left with what
        the server has put there.
    :param request: the request.
    """
    if not has_user(request):
        return
    user = request.user
    if user.is_authenticated:
        environ["REMOTE_USER"] = encode_wsgi(user.get_username())
        environ["AUTH_TYPE"] = AUTH_TYPE
    else:
        environ.pop("REMOTE_USER", None)
        environ.pop("AUTH_TYPE", None)
