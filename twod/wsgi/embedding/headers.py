"""What an application says by ``start_response``: checked before it goes anywhere, and kept as it was said.

A header with a line break in it would be two headers, or two answers, to whoever reads it; so nothing that is not a
status or a header (:pep:`3333`, RFC 9110) gets past :func:`read_head`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.util import is_hop_by_hop

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

ALSO_HOP_BY_HOP = frozenset({"proxy-connection", "trailer"})
"""Headers for one connection alone that :mod:`wsgiref` does not know."""

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
        problem = find_problem(header)
        if problem is not None:
            problems.append(problem)
            continue
        name, value = header
        lower = name.lower()
        if lower == "set-cookie":
            cookies.append(value)
            continue
        if lower == "content-length":
            lengths.add(value.strip())
        if not is_hop_by_hop(lower) and lower not in ALSO_HOP_BY_HOP:
            kept.append((name, value))
    content_length = read_content_length(lengths, problems)
    if problems or found is None:
        raise BrokenApplicationError("; ".join(problems))
    return Head(int(found[1]), found[2] or "", kept, cookies, content_length)


def find_problem(header: object) -> str | None:
    """Return what is wrong with a pair of name and value, or None."""
    match header:
        case (str(name), str(value)):
            if not NAME.fullmatch(name):
                return f"{name!r} is not a header's name"
            if not VALUE.fullmatch(value):
                return f"the header {name} is {value!r}: it has control characters, or some that are not Latin-1"
            return None
    return f"the header {header!r} is not a pair of texts"


def read_content_length(values: set[str], problems: list[str]) -> int | None:
    """Return the one ``Content-Length``, or None; add to ``problems`` what is wrong with it."""
    if not values:
        return None
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
        super().__init__({})
        self._repeated: dict[str, list[tuple[str, str]]] = {}
        for name, value in headers:
            lower = name.lower()
            if lower in self:
                repeated = self._repeated.get(lower) or [(name, self[name])]
                repeated.append((name, value))
                self[name] = ", ".join(value for _, value in repeated)
                self._repeated[lower] = repeated
            else:
                self[name] = value

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
            return list(super().items())
        pairs: list[tuple[str, str]] = []
        for name, value in super().items():
            pairs += self._repeated.get(name.lower()) or [(name, value)]
        return pairs
