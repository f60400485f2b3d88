"""HTTP's Basic authentication (RFC 7617) for Django's users: Mercurial and WebDAV clients have no sign-in page."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

CHALLENGED = ("/hg/", "/dav/")


class BasicAuthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, encoded = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme == "Basic":
            try:
                name, _, password = b64decode(encoded).decode().partition(":")
            except ValueError:
                return HttpResponse(status=400)
            user = authenticate(request, username=name, password=password)
            if user is not None:
                request.user = user
        if request.path.startswith(CHALLENGED) and not request.user.is_authenticated:
            return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="site", charset="UTF-8"'})
        return self.get_response(request)
