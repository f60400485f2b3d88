"""HTTP values that Django compares literally, so that a different spelling never matches."""

from __future__ import annotations

import re

from twod.wsgi.config.kinds.base import show
from twod.wsgi.config.kinds.pairs import Pair
from twod.wsgi.config.kinds.scalars import Text
from twod.wsgi.exc import BadValueError

_ORIGIN = r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+"
_HEADER_KEY = r"HTTP_[A-Z0-9_]+"
#: Other keys of the environ in which servers describe the connection, such as Apache's HTTPS=on.
_SERVER_KEYS = frozenset({"HTTPS", "REQUEST_SCHEME", "SERVER_PORT", "wsgi.url_scheme"})


class OriginText(Text):
    """A scheme and a host, as in the Origin header of a request; in Django, ``*.`` stands for any subdomain."""

    expected = "an origin such as https://example.com"

    def read(self, text: str) -> object:
        return self._judge(super().read(text))

    def take(self, value: object) -> object:
        return self._judge(super().take(value))

    def _judge(self, value: object) -> object:
        text = str(value)
        if re.fullmatch(_ORIGIN, text):
            return value
        beginning = re.match(_ORIGIN, text if "://" in text else f"https://{text}")
        raise BadValueError(f"{self.expected}; write {beginning[0]}" if beginning else self.expected, show(value))


class HeaderAndValue(Pair):
    """The key of a header in ``request.META``, and the value of the header."""

    def __init__(self) -> None:
        super().__init__("a header and its value, such as HTTP_X_FORWARDED_PROTO ; https")

    def take(self, value: object) -> object:
        return self._judge(super().take(value))

    def read(self, text: str) -> object:
        return self._judge(super().read(text))

    def _judge(self, value: object) -> object:
        key = str(value[0]) if isinstance(value, tuple) else ""
        if not re.fullmatch(_HEADER_KEY, key) and key not in _SERVER_KEYS:
            meant = "HTTP_" + re.sub(r"[^A-Z0-9]", "_", key.upper().removeprefix("HTTP_"))
            raise BadValueError(f"{self.expected}; write {meant}, the key in request.META", key)
        return value
