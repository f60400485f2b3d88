"""The WSGI environ of an ASGI request."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.handlers.asgi import ASGIRequest

from twod.wsgi.asgi_scope import find_scope_paths
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontRequest


def make_asgi_environ(request: ASGIRequest) -> dict[str, Any]:
    """Return a WSGI environ (:pep:`3333`) for an ASGI request.

    Django has received the whole body by now, so CONTENT_LENGTH is known even if the client has not sent it.

    :param request: Django's request, whose ``META`` has the parts of a WSGI environ that a scope provides.
    """
    environ = {name: value if name.startswith("wsgi.") else str(value) for name, value in request.META.items()}
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = find_scope_paths(
        request.scope, request.script_name or "", request.path_info
    )
    environ["QUERY_STRING"] = request.scope.get("query_string", b"").decode("latin-1")
    if length := request._stream.seek(0, os.SEEK_END):
        environ["CONTENT_LENGTH"] = str(length)
    environ.setdefault("SERVER_PROTOCOL", f"HTTP/{request.scope.get('http_version', '1.1')}")
    environ["wsgi.version"] = (1, 0)
    environ["wsgi.url_scheme"] = request.scheme
    environ["wsgi.errors"] = sys.stderr
    environ["wsgi.run_once"] = False
    environ["wsgi.input_terminated"] = True
    front: FrontRequest | None = request.scope.get(FRONT_SERVER_KEY)
    if front is not None:
        # Only the server in front can send a file.
        environ[FRONT_SERVER_KEY] = front.front
        environ["wsgi.file_wrapper"] = None
    return environ
