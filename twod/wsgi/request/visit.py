"""A note that an access log leaves in the environ, and the visitor whom Django has looked up meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import LazyObject, empty

#: The key of the note, in the environ of WSGI and in the scope of ASGI.
VISIT_KEY = "twod.wsgi.visit"


class Visit:
    """One request as an access log sees it from outside: Django's request is added when there is one.

    Whoever makes it has to let go of the request in the end, which has the environ, and so this.
    """

    def __init__(self) -> None:
        self.request: HttpRequest | None = None

    def find_user_name(self) -> str | None:
        """Return the name of the visitor who is signed in; None if nobody is, or if no code has asked for them.

        Nobody is looked up for this: a page that does not depend on the visitor stays without a query.
        """
        if self.request is None:
            return None
        for name in ("user", "_acached_user"):  # Django's auser() keeps its own
            user: Any = vars(self.request).get(name)
            if user is None or (isinstance(user, LazyObject) and vars(user).get("_wrapped") is empty):
                continue
            return str(user.get_username()) if user.is_authenticated else None
        return None
