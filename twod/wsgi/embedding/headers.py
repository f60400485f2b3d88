"""What an application says by ``start_response``: checked before it goes anywhere, and kept as it was said.

A header with a line break in it would be two headers, or two answers, to whoever reads it; so nothing that is not a
status or a header (:pep:`3333`, RFC 9110) gets past :func:`read_head`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http.response import ResponseHeaders

from twod.wsgi.exc import BrokenApplicationError

if TYPE_CHECKING:
    from collections.abc import Iterable

STATUS = re.compile(r"([2-9][0-9][0-9])(?: ([^\x00-\x1f\x7f-\x9f]*))?", re.ASCII)
"""A final status (1xx are interim), and perhaps a reason phrase; Django takes none with control characters."""

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token (RFC 9110, 5.6.2)."""

VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
"""A field value (RFC 9110, 5.5), and white space around it; no control character but the tab."""

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers for one connection alone (RFC 9110, 7.6.1), which are the server's to send and not an application's."""

BODILESS = frozenset({204, 205, 304})
"""The statuses after which no body comes, whatever the headers say (RFC 9110, 6.4.1 and 15.3.6)."""


class Head(NamedTuple):
    """What comes before the body."""

    status_code: int
    reason: str
    #: Names and values, as often as the application gave them and in its order; no ``Set-Cookie``.
    headers: list[tuple[str, str]]
    #: The values of ``Set-Cookie``.
    cookies: list[str]
    #: The body's length in bytes by the application's word; None when it gives none.
    content_length: int | None


def read_head(status: object, headers: Any) -> Head:
    """Return what an application said by ``start_response``, without the headers that are a server's own to send.

    :raises BrokenApplicationError: with everything that is not a status or a header.
    """
    problems: list[str] = []
    found = STATUS.fullmatch(status) if isinstance(status, str) and is_latin1(status) else None
    if found is None:
        problems.append(f"its status is {status!r}, not a text such as '200 OK'")
    kept: list[tuple[str, str]] = []
    cookies: list[str] = []
    lengths: set[str] = set()
    for header in headers:
        if not is_header(header):
            problems.append(describe_problem(header))
            continue
        name, value = header
        lower = name.lower()
        if lower == "set-cookie":
            cookies.append(value)
            continue
        if lower == "content-length":
            lengths.add(value.strip())
        if lower not in HOP_BY_HOP:
            kept.append((name, value))
    content_length = read_content_length(lengths, problems) if lengths else None
    if problems or found is None:
        raise BrokenApplicationError("; ".join(problems))
    return Head(int(found[1]), found[2] or "", kept, cookies, content_length)


def is_header(header: Any) -> bool:
    """Return whether something is a pair of a header's name and value."""
    if not isinstance(header, tuple | list) or len(header) != 2:
        return False
    name, value = header
    return bool(isinstance(name, str) and isinstance(value, str) and NAME.fullmatch(name) and VALUE.fullmatch(value))


def describe_problem(header: object) -> str:
    """Return what is wrong with something that is no header."""
    match header:
        case (str(name), str(value)) if NAME.fullmatch(name):
            return f"the header {name} is {value!r}: it has control characters, or some that are not Latin-1"
        case (str(name), str()):
            return f"{name!r} is not a header's name"
    return f"the header {header!r} is not a pair of texts"


def read_content_length(values: set[str], problems: list[str]) -> int | None:
    """Return the one ``Content-Length``; or None, and add to ``problems`` what is wrong with it."""
    if len(values) > 1:
        problems.append(f"it gives several values of Content-Length: {', '.join(sorted(values))}")
        return None
    (value,) = values
    if not (value.isascii() and value.isdigit()):
        problems.append(f"the header Content-Length is {value!r}, not a number")
        return None
    return int(value)


def is_latin1(text: str) -> bool:
    """Return whether a text can be a WSGI string."""
    return text.isascii() or max(text) <= "\xff"


class RepeatedHeaders(ResponseHeaders):
    """The headers of a Django response, of which some may stand there more than once.

    Such a header is read as one value, joined by commas (RFC 9110, 5.2), and setting it leaves that one value.  What
    nobody has set goes to the client as the application gave it.

    :param headers: names and values that :func:`read_head` has let pass.
    """

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        # Written straight to where the base class keeps them: it would check each a second time.
        self._store: dict[str, tuple[str, str]] = {}
        self._repeated: dict[str, list[tuple[str, str]]] = {}
        for name, value in headers:
            lower = name.lower()
            first = self._store.get(lower)
            if first is None:
                self._store[lower] = (name, value)
            else:
                self._repeated.setdefault(lower, [first]).append((name, value))
        for lower, repeated in self._repeated.items():
            self._store[lower] = (repeated[0][0], ", ".join(value for _, value in repeated))

    # The base class finds out by a KeyError, which every middleware that asks for a header would wait for.
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._store

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a header, or ``default`` when there is none."""
        pair = self._store.get(name.lower())
        return default if pair is None else pair[1]

    def __setitem__(self, name: str, value: Any) -> None:
        self._repeated.pop(name.lower(), None)
        super().__setitem__(name, value)

    def pop(self, name: str, default: Any = None) -> Any:
        """Take a header away, however often it stands there, and return what it was."""
        self._repeated.pop(name.lower(), None)
        return super().pop(name, default)

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override] # Django iterates it alone
        """Return names and values, as often as each is to be sent."""
        if not self._repeated:
            return list(self._store.values())
        pairs: list[tuple[str, str]] = []
        for lower, pair in self._store.items():
            pairs += self._repeated.get(lower) or [pair]
        return pairs
