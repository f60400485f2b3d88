"""The access log's note in the environ, which leads to the user that Django has found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import LazyObject, empty

#: The key of the note in a WSGI environ and in an ASGI scope.
VISIT_KEY = "twod.wsgi.visit"


class Visit:
    """A request as an access log sees it from outside. Django adds its own request later.

    The access log has to set ``request`` to None in the end: the request refers to the environ, and so to this object.
    """

    def __init__(self) -> None:
        self.request: HttpRequest | None = None

    def find_user_name(self) -> str | None:
        """Return the name of the logged-in user; None for other visitors, and if no code has asked for the user.

        This does not look up the user, so that a page that does not depend on the user costs no query.
        """
        if self.request is None:
            return None
        for name in ("user", "_acached_user"):  # Django's auser() keeps its own
            user: Any = vars(self.request).get(name)
            if user is None or (isinstance(user, LazyObject) and vars(user).get("_wrapped") is empty):
                continue
            return str(user.get_username()) if user.is_authenticated else None
        return None
