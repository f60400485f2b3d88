"""The CSRF check of a mounted application, by the origin of the request.

Django protects its own forms by a token that no other site can know. The forms of other applications have no token,
and without protection any site could post to them in the visitor's name. So the browser's own headers decide where a
request comes from: ``Sec-Fetch-Site`` (W3C Fetch Metadata), or ``Origin`` (RFC 6454) where a browser does not send
``Sec-Fetch-Site``. All current browsers send ``Origin`` with a request to another site. A client that sends neither is
not a browser, and has no visitor's session.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.utils.http import is_same_domain
from django.utils.log import log_response

#: The safe methods (RFC 9110, 9.2.1) that a browser may send to another site without asking it first.
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

#: The ``Sec-Fetch-Site`` of a page of the same origin, and of an address typed or a link clicked outside of any page.
_OWN_SITE = frozenset({"same-origin", "none"})


def find_foreign_origin(request: HttpRequest) -> str | None:
    """Return the origin of a request to reject; None for a request to accept.

    :param request: the request.
    :returns: the ``Origin``, or the ``Sec-Fetch-Site`` of a request without one.
    """
    if request.method in _SAFE_METHODS:
        return None
    origin = request.META.get("HTTP_ORIGIN")
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is None and origin is None:
        return None
    if site in _OWN_SITE or (origin is not None and is_trusted(origin)):
        return None
    if site is None and origin == _find_own_origin(request):
        return None
    return site if origin is None else origin


def _find_own_origin(request: HttpRequest) -> str | None:
    """Return the origin of the site itself (RFC 6454), or None when the request names a host that is not allowed."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return None


def is_trusted(origin: str) -> bool:
    """Return whether ``CSRF_TRUSTED_ORIGINS`` contains an origin, itself or by ``https://*.example.com``."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return any(
        asked.scheme == trusted.scheme and is_same_domain(asked.netloc, trusted.netloc.removeprefix("*"))
        for trusted in map(urlsplit, settings.CSRF_TRUSTED_ORIGINS)
        if trusted.netloc.startswith("*")
    )


def refuse_foreign_origin(request: HttpRequest, origin: str) -> HttpResponse:
    """Return Django's response for a failed CSRF check, and log the origin with the change that would allow it.

    :param request: the request.
    :param origin: from :func:`find_foreign_origin`.
    """
    reason = f"Origin checking failed - {origin} does not match any trusted origins."
    response: HttpResponse = get_callable(settings.CSRF_FAILURE_VIEW)(request, reason=reason)
    log_response(
        "Forbidden (%s): %s. %s To accept requests from the pages of all sites, mount the application with"
        ' csrf="exempt"; it then has to protect itself.',
        reason,
        request.path,
        _describe_cure(origin),
        response=response,
        request=request,
    )
    return response


def _describe_cure(origin: str) -> str:
    """Return how to accept requests from an origin alone."""
    if "://" in origin:
        return f"To accept requests from pages of {origin}, add it to CSRF_TRUSTED_ORIGINS."
    # "null", or a Sec-Fetch-Site: CSRF_TRUSTED_ORIGINS cannot name either.
    return "The request names no origin: serve the page that sends it from this site, or from one with an origin."
