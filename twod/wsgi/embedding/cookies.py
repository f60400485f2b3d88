"""The application's cookies: byte for byte as it set them, and in ``response.cookies`` for Django to work with.

:mod:`http.cookies` parses a ``Set-Cookie`` and writes a new one, which loses everything that it does not know:
``Partitioned``, ``Priority``, a value in quotes, any later attribute. Here the text stays, and is edited where a
middleware edits the cookie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http.cookies import Morsel, SimpleCookie
from typing import Any


class SentCookie(Morsel[str]):
    """A cookie as the application set it.

    :param header: the value of its ``Set-Cookie``.
    :param earlier: a cookie of the same name, for another path say, that the same answer sets.
    """

    def __init__(self, header: str, earlier: SentCookie | None = None) -> None:
        super().__init__()
        self.earlier = earlier
        pair, *attributes = header.split(";")
        self._parts = [pair, *attributes]
        name, _, coded = pair.partition("=")
        self._set_pair(name.strip(), coded.strip())
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
        if self.earlier is not None:
            self.earlier[key] = value
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

    def find_all(self) -> Iterator[SentCookie]:
        """Yield the cookies of this name, in the order the application set them."""
        if self.earlier is not None:
            yield from self.earlier.find_all()
        yield self

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
        sent: dict[str, SentCookie] = {}
        for header in headers:
            name = header.partition(";")[0].partition("=")[0].strip()
            sent[name] = SentCookie(header, sent.get(name))
        dict.update(self, sent)

    def __setitem__(self, name: str, value: Any) -> None:
        # http.cookies would set the value on the existing cookie.
        self.pop(name, None)
        super().__setitem__(name, value)

    def values(self) -> list[Morsel[str]]:  # type: ignore[override] # Django iterates it alone
        """Return every cookie that is to be sent."""
        cookies: list[Morsel[str]] = []
        for cookie in super().values():
            cookies += cookie.find_all() if isinstance(cookie, SentCookie) else [cookie]
        return cookies
