"""The application's cookies: byte for byte as it set them, and in ``response.cookies`` for Django to work with.

:mod:`http.cookies` parses a ``Set-Cookie`` and writes a new one, which loses everything that it does not know:
``Partitioned``, ``Priority``, a value in quotes, any later attribute. Here the text stays, and is edited where a
middleware edits the cookie.
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
    """Return the values of ``Set-Cookie`` that have to leave as headers, and those that Django can have as cookies.

    Django's ASGI handler refuses to send a cookie that is not ASCII, and sends any header that is Latin-1. The cookies
    of one name stay together, since it is the last of them that a browser keeps.

    :param headers: all values, in the order of the application.
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
    :param earlier: the cookies of the same name, for other paths say, that the same answer sets before it.
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
        # By Morsel's way to come out of a pickle: its set() refuses every name that is not a token.
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
            # The one way to learn how http.cookies spells the attribute.
            alone: Morsel[str] = Morsel()
            alone.set("x", "", "")
            alone[key] = value
            self._parts.append(alone.OutputString().removeprefix("x=;"))

    def set(self, key: str, val: str, coded_val: str) -> None:
        """Set another name and value of the cookie, and keep its attributes."""
        super().set(key, val, coded_val)
        self._parts[0] = f"{key}={coded_val}"

    def update(self, values: Any) -> None:  # type: ignore[override] # as in Morsel
        """Set several attributes."""
        for key, value in dict(values).items():
            self[key] = value

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickled as any dict is, the items would be set before there is a text to edit.
        return type(self), (";".join(self._parts), self.earlier)

    def copy(self) -> SentCookie:
        """Return a cookie like this one."""
        return type(self)(";".join(self._parts), self.earlier)

    def output(self, attrs: Any = None, header: str = "Set-Cookie:") -> str:
        """Return the header, or its value without a space before it, for which Django 5.2 asks by an empty name."""
        return super().output(attrs, header).removeprefix("" if header else " ")

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802, ARG002 - Morsel's name and signature
        """Return the value of the ``Set-Cookie`` header."""
        return ";".join(self._parts)


class SentCookies(SimpleCookie):
    """The cookies of a response: those of the application, and those that Django adds or puts in their place.

    :param headers: the values of the application's ``Set-Cookie`` headers.
    """

    def __init__(self, headers: Iterable[str] = ()) -> None:
        super().__init__()
        # All of the application's, in its order; the mapping has the last of each name alone.
        self._sent = [SentCookie(header) for header in headers]
        by_name: dict[str, list[SentCookie]] = {}
        for cookie in self._sent:
            by_name.setdefault(cookie.key, []).append(cookie)
        for name, (*earlier, last) in by_name.items():
            last.earlier = earlier
            dict.__setitem__(self, name, last)

    def __setitem__(self, name: str, value: Any) -> None:
        # http.cookies would set the value on the existing cookie.
        self.pop(name, None)
        super().__setitem__(name, value)

    def values(self) -> list[Morsel[str]]:  # type: ignore[override] # Django iterates it alone
        """Return every cookie that is to be sent: the application's in its order, then those that Django has added."""
        present: list[Morsel[str]] = []
        for cookie in super().values():
            if isinstance(cookie, SentCookie):
                present += cookie.earlier
            present.append(cookie)
        places = {id(cookie): place for place, cookie in enumerate(self._sent)}
        return sorted(present, key=lambda cookie: places.get(id(cookie), len(places)))
