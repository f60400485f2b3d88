"""The types of ASGI, general enough for all servers; the standard library only has the types of WSGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

#: Facts about a connection: its type, path and headers.
ASGIScope = MutableMapping[str, Any]
#: An event of a connection, such as a part of a body.
ASGIMessage = MutableMapping[str, Any]
ASGIReceive = Callable[[], Awaitable[ASGIMessage]]
ASGISend = Callable[[ASGIMessage], Awaitable[None]]
ASGIApplication = Callable[[ASGIScope, ASGIReceive, ASGISend], Awaitable[None]]
