"""The response of a console page: access control, HTML or JSON, and headers that prevent caching."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from twod.wsgi.console.console_access import find_console_refusal
from twod.wsgi.console.page_engine import render_page

_JSON = "application/json"
_FORBIDDEN = 403

_View = Callable[[HttpRequest], HttpResponseBase]


def answering(page: str) -> Callable[[Callable[[HttpRequest], Mapping[str, Any]]], _View]:
    """Return a decorator that turns a function which returns the content of a page into a view.

    :param page: the name of the URL pattern and of the template.
    """

    def decorate(describe: Callable[[HttpRequest], Mapping[str, Any]]) -> _View:
        @require_safe
        @wraps(describe)
        def view(request: HttpRequest) -> HttpResponseBase:
            as_json = wants_json(request)
            refusal = find_answer_to_strangers(request, as_json=as_json)
            if refusal is not None:
                return keep_private(refusal)
            content = describe(request)
            if as_json:
                return keep_private(HttpResponse(encode_escaped(render_json(content)), content_type=_JSON))
            return keep_private(HttpResponse(encode_escaped(render_page(request, page, content))))

        return view

    return decorate


def render_json(content: Mapping[str, Any]) -> str:
    """Return the content of a page as JSON."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def encode_escaped(text: str) -> bytes:
    r"""Return a text as UTF-8, with a JSON escape for each byte that is not UTF-8.

    A path or an environment variable may contain such bytes, and Python keeps each as a lone surrogate:

    >>> encode_escaped("caf\udce9")
    b'caf\\udce9'
    """
    return text.encode("utf-8", "backslashreplace")


def find_answer_to_strangers(request: HttpRequest, *, as_json: bool) -> HttpResponseBase | None:
    """Return the response for a visitor who may not see the console; None for a visitor who may.

    A program that requests JSON gets a 403 response, because it cannot use a login page.

    :raises PermissionDenied: if a user is logged in and may not see the console, and did not request JSON.
    """
    try:
        refusal = find_console_refusal(request)
    except PermissionDenied:
        if not as_json:
            raise
        return _refuse_program()
    return _refuse_program() if refusal is not None and as_json else refusal


def _refuse_program() -> JsonResponse:
    return JsonResponse({"error": "log in as a user who may see the console"}, status=_FORBIDDEN)


def wants_json(request: HttpRequest) -> bool:
    """Return whether a request asks for JSON: by ``?format=json``, or by an ``Accept`` header that prefers it."""
    if "format" in request.GET:
        return request.GET["format"] == "json"
    return request.get_preferred_type(["text/html", _JSON]) == _JSON


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Return a response with headers that forbid caching, framing and scripts."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Vary"] = "Accept, Cookie"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {_find_style_source()}; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    return response


def _find_style_source() -> str:
    """Return the source of the style sheet for the Content Security Policy: 'self', or the origin in STATIC_URL."""
    split = urlsplit(static("twod_console/console.css"))
    return f"{split.scheme}://{split.netloc}" if split.scheme and split.netloc else "'self'"
