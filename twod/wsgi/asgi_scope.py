"""The paths of an ASGI scope in the notation of WSGI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from twod.wsgi.wsgi_text import encode_wsgi


def find_scope_paths(scope: Mapping[str, Any], script_name: str, path_info: str) -> tuple[str, str]:
    """Return ``SCRIPT_NAME`` and ``PATH_INFO`` (:pep:`3333`) with the request's own bytes, if the server passes them.

    ``path`` is a text and has lost all bytes that are not UTF-8. ``raw_path`` has them, but is optional, and contains
    ``root_path`` with some servers only.

    :param scope: the scope of a request.
    :param script_name: Django's SCRIPT_NAME, as text.
    :param path_info: Django's PATH_INFO, as text.
    """
    raw = unquote_to_bytes(scope.get("raw_path") or b"")
    text = raw.decode(errors="replace")
    if text == path_info:
        path = raw.decode("latin-1")
    elif text == scope["path"]:
        # Remove root_path from the path in the same way as Django.
        path = raw.removeprefix(script_name.rstrip("/").encode()).decode("latin-1")
    else:
        path = encode_wsgi(path_info)
    return encode_wsgi(script_name), path
