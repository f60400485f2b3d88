"""The paths of an ASGI scope, as WSGI has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from twod.wsgi.wsgi_text import encode_wsgi


def find_scope_paths(scope: Mapping[str, Any], script_name: str, path_info: str) -> tuple[str, str]:
    """Return ``SCRIPT_NAME`` and ``PATH_INFO`` (:pep:`3333`) in their bytes, as far as the server passes them on.

    ``path`` is a text, in which bytes that are not UTF-8 are lost. ``raw_path`` has them, but it is optional, and
    whether ``root_path`` is a part of it differs between servers.

    :param scope: of a request.
    :param script_name: Django's, as text.
    :param path_info: Django's, as text.
    """
    raw = unquote_to_bytes(scope.get("raw_path") or b"")
    text = raw.decode(errors="replace")
    if text == path_info:
        path = raw.decode("latin-1")
    elif text == scope["path"]:
        # Django takes root_path off the path in the same way.
        path = raw.removeprefix(script_name.rstrip("/").encode()).decode("latin-1")
    else:
        path = encode_wsgi(path_info)
    return encode_wsgi(script_name), path
