"""The log record of a request, with the request's fields as attributes.

A format in an ini selects some of them, and a JSON formatter writes all: ``remote``, ``user``, ``method``, ``path``,
``protocol``, ``status``, ``bytes``, ``milliseconds``, ``referer`` and ``user_agent``, and ``aborted`` if the client
closed the connection early. Headers with credentials are not logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import perf_counter
from urllib.parse import parse_qsl, quote, urlsplit

from twod.inifile.secrets import HIDDEN, is_secret
from twod.wsgi.request.visit import Visit

#: The logger of requests.
ACCESS_LOGGER = logging.getLogger("wsgi")
#: The characters that a path may contain unescaped (RFC 3986, 3.3).
SAFE_IN_PATH = "/:@!$&'()*+,;=~"

#: Statuses without a body, whatever the headers claim (RFC 9110, 6.4.1).
_WITHOUT_BODY = (204, 304)
#: A longer name in a query is treated as a secret.
_LONGEST_NAME = 64


class AccessEntry:
    """The log entry of one request, which is logged once.

    :param fields: the fields that are known when the request begins.
    """

    def __init__(self, fields: Mapping[str, object], visit: Visit) -> None:
        self._fields = fields
        self._visit = visit
        self._began = perf_counter()
        self._is_logged = False
        self._status = 500
        self._length: int | None = None
        self.bytes = 0

    def start(self, status: int, length: str | None) -> None:
        """Record the status and the length of the response."""
        self._status = status
        self._length = int(length) if length is not None and length.isdecimal() else None

    def fail(self) -> None:
        """Log the error response that a server sends if the application raises an exception."""
        if not self.bytes:
            self._status = 500
        self.log(is_whole=not self.bytes)

    def log_file(self) -> None:
        """Log a response from a file that the server itself sends."""
        self.bytes = self._length or 0
        self.log(is_whole=True)

    def log(self, *, is_whole: bool) -> None:
        """Log the request.

        :param is_whole: whether the application has produced its whole response.
        """
        if self._is_logged:
            return
        self._is_logged = True
        has_body = self._fields["method"] != "HEAD" and self._status not in _WITHOUT_BODY
        more: dict[str, object] = {
            "status": self._status,
            "bytes": self.bytes if has_body else 0,
            "milliseconds": round((perf_counter() - self._began) * 1000, 1),
        }
        if has_body and not is_whole and (self._length is None or self.bytes < self._length):
            more["aborted"] = True
        if name := self._visit.find_user_name():
            more["user"] = name
        # Break the reference cycle: the request has the environ, and the environ has the visit.
        self._visit.request = None
        fields = {**self._fields, **more}
        method = str(fields["method"])
        # Formatters escape the fields, but not the message.
        shown = method if method.isprintable() else ascii(method)[1:-1]
        ACCESS_LOGGER.info("%s %s %s", shown, fields["path"], fields["status"], extra=fields)


def hide_secrets(query: str) -> str:
    """Return a query in loggable form, with its question mark; empty for an empty query.

    >>> hide_secrets("q=red+shoes&token=x1y2")
    '?q=red+shoes&token=<hidden>'
    """
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    shown = (
        f"{quote(name, SAFE_IN_PATH, 'latin-1')}={HIDDEN if _hides(name) else quote(value, SAFE_IN_PATH, 'latin-1')}"
        for name, value in pairs
    )
    return f"?{'&'.join(shown).replace('%20', '+')}"


def cut_query(url: str | None) -> str | None:
    """Return a URL without its query, fragment, user name and password.

    >>> cut_query("https://www.example.com/reset?token=x1y2#form")
    'https://www.example.com/reset'
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _hides(name: str) -> bool:
    # Clients may send any number of names, and is_secret caches its result for each.
    return len(name) > _LONGEST_NAME or is_secret((name.upper(),))
