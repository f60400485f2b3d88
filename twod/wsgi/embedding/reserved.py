"""Headers that only the site may send: commands to the server in front, and its session and CSRF cookies.

A mounted application may pass on the headers of another server, or have been written for another place.
``X-Accel-Redirect`` makes nginx send a file that no visitor may request, and a ``sessionid`` for the whole host logs
the visitor out of the site.
"""

from __future__ import annotations

import logging
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

from twod.wsgi.embedding.cookies import get_cookie_name
from twod.wsgi.embedding.headers import Head, SentHeaders
from twod.wsgi.front_server import HARMLESS_ORDERS, ORDERS

_logger = logging.getLogger("twod.wsgi.embedding")


def remove_reserved(head: Head, request: HttpRequest, script_name: str, path_info: str, name: str) -> None:
    """Remove the headers that only the site may send from an application's response, and log a warning.

    :param head: the head of the response, changed in place.
    :param request: the request of the site.
    :param script_name: the application's ``SCRIPT_NAME``.
    :param path_info: the rest of the request's path.
    :param name: the application's name.
    """
    for order in find_orders(head.headers):
        del head.headers[order]
        _logger.warning(
            "Dropped the header %s of the embedded WSGI application %s: it is a command to the server in front."
            " To let the application send such commands, mount it with trusted=True.",
            order,
            name,
        )
    if not head.cookies:
        return
    own = _find_own_cookies(request)
    kept: list[str] = []
    dropped: set[str] = set()
    for cookie in head.cookies:
        if replaces_cookie(cookie, own, script_name, path_info):
            dropped.add(_get_returned_name(cookie))
        else:
            kept.append(cookie)
    if dropped:
        head.cookies = kept
        _logger.warning(
            "Dropped cookies of the embedded WSGI application %s that would replace those of the site: %s. Rename them"
            " in the application or in the site's settings. To let the application change the site's cookies, mount it"
            " with trusted=True.",
            name,
            ", ".join(sorted(dropped)),
        )


def find_orders(headers: SentHeaders) -> list[str]:
    """Return the names of the headers that are commands to a server in front.

    :param headers: an application's headers.
    """
    return [name for name in headers.find_all(ORDERS) if name.lower() not in HARMLESS_ORDERS]


def _find_own_cookies(request: HttpRequest) -> dict[str, str]:
    """Return the path of the site's session cookie and of its CSRF cookie, by the name of the cookie."""
    own = {}
    if hasattr(request, "session"):
        own[settings.SESSION_COOKIE_NAME] = settings.SESSION_COOKIE_PATH or "/"
    if not settings.CSRF_USE_SESSIONS:
        own[settings.CSRF_COOKIE_NAME] = settings.CSRF_COOKIE_PATH or "/"
    return own


def _get_returned_name(header: str) -> str:
    """Return the name with which a browser sends a cookie back; ``=a=1`` has no name, and comes back as ``a=1``."""
    return get_cookie_name(header) or get_cookie_name(header.partition("=")[2])


def replaces_cookie(header: str, own: dict[str, str], script_name: str, path_info: str) -> bool:
    """Return whether a cookie of the application would replace one of the site.

    For the application's own path, a cookie may have any name, because browsers send it to no other page of the site.
    To the application, they send it before the site's cookie of the same name, which has a shorter path (RFC 6265,
    5.4), and Django reads the last one.

    >>> replaces_cookie("sessionid=1; Path=/", {"sessionid": "/"}, "/wiki", "/Home")
    True
    >>> replaces_cookie("sessionid=1; Path=/wiki", {"sessionid": "/"}, "/wiki", "/Home")
    False

    :param header: the value of the application's ``Set-Cookie``.
    :param own: the paths of the site's cookies, by their names.
    :param script_name: the application's ``SCRIPT_NAME``.
    :param path_info: the rest of the request's path.
    """
    name = _get_returned_name(header)
    if name not in own:
        return False
    path = ""
    for attribute in header.split(";")[1:]:
        key, _, value = attribute.partition("=")
        if key.strip().lower() == "path":
            path = unquote(value.strip(), "latin-1")
    if not path.startswith("/"):
        # The folder of the page (RFC 6265, 5.1.4).
        path = (script_name + path_info).rpartition("/")[0] or "/"
    is_below = path == script_name or path.startswith(script_name + "/")
    return not is_below or len(path) <= len(own[name])
