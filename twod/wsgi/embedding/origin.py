"""The check of the origin of a request that changes something in an embedded application.

Django protects its own forms by a token that no other site can know. An embedded application has none in its forms,
and without protection any site could post to it in the visitor's name. So the browser's own headers decide where the
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

#: The methods that ask for no change (RFC 9110, 9.2.1), of those that a browser sends without asking first.
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

#: The ``Sec-Fetch-Site`` of a page of the same origin, and of an address typed or a link clicked outside of any page.
_OWN_SITE = frozenset({"same-origin", "none"})


def find_foreign_origin(request: HttpRequest) -> str | None:
    """Return the origin of a request that another site has no right to make; None for any other request.

    Sites in ``CSRF_TRUSTED_ORIGINS`` have the right.

    :param request: the request.
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
    """Return the answer to a request of another site: Django's own for a failed CSRF check.

    :param request: the request.
    :param origin: where it comes from.
    """
    reason = f"Origin checking failed - {origin} does not match any trusted origins."
    response: HttpResponse = get_callable(settings.CSRF_FAILURE_VIEW)(request, reason=reason)
    log_response(
        "Forbidden (%s): %s. If pages of that origin may send requests to the embedded application, add it to"
        ' CSRF_TRUSTED_ORIGINS. If any page may, because the application protects itself, mount it with csrf="exempt".',
        reason,
        request.path,
        response=response,
        request=request,
    )
    return response
