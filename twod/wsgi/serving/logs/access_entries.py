"""What is logged of one request, and how: its fields are attributes of a log record.

A format of an ini chooses among them, and a JSON formatter has them all: ``remote``, ``user``, ``method``, ``path``,
``protocol``, ``status``, ``bytes``, ``milliseconds``, ``referer`` and ``user_agent``, and ``aborted`` when the client
went away. No header that signs a visitor in is among them.
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
#: What a URI may have in a path as it is (RFC 3986, 3.3).
SAFE_IN_PATH = "/:@!$&'()*+,;=~"

#: Without a body whatever the headers say (RFC 9110, 6.4.1).
_WITHOUT_BODY = (204, 304)
#: Longer ones are no names of a form's fields.
_LONGEST_NAME = 64


class AccessEntry:
    """What there will be to log of one request; it is logged once.

    :param fields: what is known when it begins.
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
        """Note the head of the answer."""
        self._status = status
        self._length = int(length) if length is not None and length.isdecimal() else None

    def fail(self) -> None:
        """Log the answer that a server gives for an application that has raised an exception."""
        if not self.bytes:
            self._status = 500
        self.log(is_whole=not self.bytes)

    def log_file(self) -> None:
        """Log an answer that the server sends by itself."""
        self.bytes = self._length or 0
        self.log(is_whole=True)

    def log(self, *, is_whole: bool) -> None:
        """Log the request.

        :param is_whole: whether the application has come to the end of its answer.
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
        # The request has the environ, and the environ has this.
        self._visit.request = None
        fields = {**self._fields, **more}
        method = str(fields["method"])
        # Formatters escape the fields, but not a message.
        shown = method if method.isprintable() else ascii(method)[1:-1]
        ACCESS_LOGGER.info("%s %s %s", shown, fields["path"], fields["status"], extra=fields)


def hide_secrets(query: str) -> str:
    """Return a query as it may be logged, behind its question mark; empty for none.

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
    """Return a URL without its query, its fragment and its password.

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
    # Any client may send any name; the answer for one is kept.
    return len(name) > _LONGEST_NAME or is_secret((name.upper(),))
