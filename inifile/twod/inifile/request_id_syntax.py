"""The syntax of a request id, for the site and for the proxy in front of it: both replace the same invalid ids."""

from __future__ import annotations

#: It fits a UUID, nginx's $request_id and the trace ids of clouds, and cannot forge a line of a log.
#: The expression means the same to Python, nginx and HAProxy, and needs no quotes.
VALID_REQUEST_ID = "[A-Za-z0-9._~:/+=@-]{1,128}"
