"""Trac, for users with names in any script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trac.web.main import dispatch_request

if TYPE_CHECKING:
    from collections.abc import Iterable


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    # Trac expects text, but PEP 3333 has the UTF-8 bytes of the name, decoded as Latin-1.
    if "REMOTE_USER" in environ:
        environ["REMOTE_USER"] = environ["REMOTE_USER"].encode("latin-1").decode()
    return dispatch_request(environ, start_response)
