"""The form of a request's id, for the site and for the proxy in front of it, which replace the same ids."""

from __future__ import annotations

#: Enough for a UUID, for nginx's $request_id and for the trace ids of clouds; nothing that could forge a line of a log.
#: The expression means the same to Python, to nginx and to HAProxy, and needs no quotes.
VALID_REQUEST_ID = "[A-Za-z0-9._~:/+=@-]{1,128}"
