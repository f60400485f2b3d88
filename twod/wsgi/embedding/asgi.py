"""The WSGI environ of a request that came by ASGI."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.asgi import ASGIRequest

from twod.wsgi.embedding.paths import Paths
from twod.wsgi.wsgi_text import encode_wsgi


def make_asgi_environ(request: ASGIRequest) -> dict[str, Any]:
    """Return a WSGI environ (:pep:`3333`) made from the ASGI server's description of the request.

    Django has received the whole body by now, so its length is known even if the client did not send it.

    :param request: Django's request, whose ``META`` has the parts of a WSGI environ that a scope provides.
    """
    environ = {name: value if name.startswith("wsgi.") else str(value) for name, value in request.META.items()}
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = _find_asgi_paths(request)
    environ["QUERY_STRING"] = request.scope.get("query_string", b"").decode("latin-1")
    if length := request._stream.seek(0, os.SEEK_END):
        environ["CONTENT_LENGTH"] = str(length)
    environ.setdefault("SERVER_PROTOCOL", f"HTTP/{request.scope.get('http_version', '1.1')}")
    environ["wsgi.version"] = (1, 0)
    environ["wsgi.url_scheme"] = request.scheme
    environ["wsgi.errors"] = sys.stderr
    environ["wsgi.run_once"] = False
    environ["wsgi.input_terminated"] = True
    return environ


def _find_asgi_paths(request: ASGIRequest) -> Paths:
    """Return the paths of a request in their bytes, as far as the server passes them on.

    ``path`` is a text, in which bytes that are not UTF-8 are lost. ``raw_path`` has them, but it is optional, and
    whether ``root_path`` is a part of it differs between servers.

    :param request: the request.
    """
    script_name = request.script_name or ""
    raw = unquote_to_bytes(request.scope.get("raw_path") or b"")
    text = raw.decode(errors="replace")
    if text == request.path_info:
        path = raw.decode("latin-1")
    elif text == request.path:
        # Django takes root_path off the path in the same way.
        path = raw.removeprefix(script_name.rstrip("/").encode()).decode("latin-1")
    else:
        path = encode_wsgi(request.path_info)
    return encode_wsgi(script_name), path
