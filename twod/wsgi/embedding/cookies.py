"""The application's cookies: sent byte for byte, and in ``response.cookies`` for middleware to read and change.

:mod:`http.cookies` parses a ``Set-Cookie`` and writes a new one. It loses everything that it does not know:
``Partitioned``, ``Priority``, a value in quotes, any later attribute. The classes here keep the text, and edit only the
attribute that a middleware changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http.cookies import Morsel, SimpleCookie
from typing import Any


def get_cookie_name(header: str) -> str:
    """Return the name of the cookie that a ``Set-Cookie`` sets.

    :param header: the header's value.
    """
    return header.partition(";")[0].partition("=")[0].strip()


def split_cookies(headers: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the values of ``Set-Cookie`` to send as plain headers, and those for ``response.cookies``.

    Django's ASGI handler rejects a cookie that is not ASCII, but sends any Latin-1 header. Cookies of one name stay
    together, because a browser keeps the last of them.

    :param headers: all values, in the application's order.
    """
    headers = list(headers)
    names = {get_cookie_name(header) for header in headers if not header.isascii()}
    if not names:
        return [], headers
    parted: tuple[list[str], list[str]] = ([], [])
    for header in headers:
        parted[get_cookie_name(header) not in names].append(header)
    return parted


class SentCookie(Morsel[str]):
    """A cookie as the application set it.

    :param header: the value of its ``Set-Cookie``.
    :param earlier: the cookies before it with the same name, for example for other paths.
    """

    def __init__(self, header: str, earlier: Sequence[SentCookie] = ()) -> None:
        super().__init__()
        self.earlier = earlier
        pair, *attributes = header.split(";")
        self._parts = [pair, *attributes]
        self._set_pair(get_cookie_name(pair), pair.partition("=")[2].strip())
        for attribute in attributes:
            key, equals, value = attribute.partition("=")
            key = key.strip().lower()
            if self.isReservedKey(key):
                super().__setitem__(key, value.strip() if equals else True)

    def _set_pair(self, name: str, coded: str) -> None:
        # As Morsel is unpickled, because its set() rejects every name that is not a token.
        value, _ = SimpleCookie().value_decode(coded)
        morsel: Any = self
        morsel.__setstate__({"key": name, "value": value, "coded_value": coded})

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        for cookie in self.earlier:
            cookie[key] = value
        pair, *attributes = self._parts
        kept = [part for part in attributes if part.partition("=")[0].strip().lower() != key.lower()]
        self._parts = [pair, *kept]
        if value:
            # Only OutputString() knows how http.cookies spells the attribute.
            alone: Morsel[str] = Morsel()
            alone.set("x", "", "")
            alone[key] = value
            self._parts.append(alone.OutputString().removeprefix("x=;"))

    def set(self, key: str, val: str, coded_val: str) -> None:
        """Change the name and the value of the cookie, and keep its attributes."""
        super().set(key, val, coded_val)
        self._parts[0] = f"{key}={coded_val}"

    def update(self, values: Any) -> None:  # type: ignore[override] # as in Morsel
        """Set several attributes."""
        for key, value in dict(values).items():
            self[key] = value

    def __reduce__(self) -> tuple[Any, ...]:
        # The default for a dict would set the items before the cookie has a text to edit.
        return type(self), (";".join(self._parts), self.earlier)

    def copy(self) -> SentCookie:
        """Return a cookie like this one."""
        return type(self)(";".join(self._parts), self.earlier)

    def output(self, attrs: Any = None, header: str = "Set-Cookie:") -> str:
        """Return the header; with an empty ``header``, as Django 5.2 passes it, the value without a leading space."""
        return super().output(attrs, header).removeprefix("" if header else " ")

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802, ARG002 - Morsel's name and signature
        """Return the value of the ``Set-Cookie`` header."""
        return ";".join(self._parts)


class SentCookies(SimpleCookie):
    """The cookies of a response: those of the application, and those that Django adds or replaces.

    :param headers: the values of the application's ``Set-Cookie`` headers.
    """

    def __init__(self, headers: Iterable[str] = ()) -> None:
        super().__init__()
        # All cookies of the application, in its order; the mapping has only the last one of each name.
        self._sent = [SentCookie(header) for header in headers]
        by_name: dict[str, list[SentCookie]] = {}
        for cookie in self._sent:
            by_name.setdefault(cookie.key, []).append(cookie)
        for name, (*earlier, last) in by_name.items():
            last.earlier = earlier
            dict.__setitem__(self, name, last)

    def __setitem__(self, name: str, value: Any) -> None:
        # http.cookies would change the value of the existing cookie, and keep its attributes.
        self.pop(name, None)
        super().__setitem__(name, value)

    def values(self) -> list[Morsel[str]]:  # type: ignore[override] # Django iterates it alone
        """Return all cookies to send: the application's in its order, then those that Django has added."""
        present: list[Morsel[str]] = []
        for cookie in super().values():
            if isinstance(cookie, SentCookie):
                present += cookie.earlier
            present.append(cookie)
        places = {id(cookie): place for place, cookie in enumerate(self._sent)}
        return sorted(present, key=lambda cookie: places.get(id(cookie), len(places)))
