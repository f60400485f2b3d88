"""The types of ASGI, as wide as servers use them; the standard library has those of WSGI alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

#: What is known of a connection: its type, path and headers.
ASGIScope = MutableMapping[str, Any]
#: An event of a connection, such as a piece of a body.
ASGIMessage = MutableMapping[str, Any]
ASGIReceive = Callable[[], Awaitable[ASGIMessage]]
ASGISend = Callable[[ASGIMessage], Awaitable[None]]
ASGIApplication = Callable[[ASGIScope, ASGIReceive, ASGISend], Awaitable[None]]
