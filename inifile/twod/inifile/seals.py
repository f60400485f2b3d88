r"""Seals around the texts of references, while a value is still being parsed.

A reference is a value and never syntax: the password ``a@b`` must not end the user name in a URL, and a quotation mark
must not end a string of JSON. So a reference is first replaced by a *seal*, a run of characters without a meaning in
any notation. It contains the text of the reference, and is opened once the value has been parsed.

The characters are lone surrogates, which cannot occur in a UTF-8 file. Example::

    >>> text = f'["{seal("a, b")}", "c"]'
    >>> [unseal(item) for item in json.loads(text)]
    ['a, b', 'c']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import quote

_OPENING, _MIDDLE, _CLOSING = "\ud900", "\ud901", "\ud902"
_BYTE = "[\ud800-\ud8ff]"
#: A pattern that matches one seal.
SEAL = f"{_OPENING}({_BYTE}*){_MIDDLE}({_BYTE}*){_CLOSING}"
_USER_INFO = r"(?<=://)[^\s/?#]*(?=@)"
_HIDE = {byte: 0xD800 + byte for byte in range(256)}
_SHOW = {0xD800 + byte: byte for byte in range(256)}


def seal(text: str, spelling: str = "") -> str:
    """Return a text as a seal.

    :param text: any text, even one with seals in it.
    :param spelling: the reference that has this text, as written.
    """
    return f"{_OPENING}{_hide(spelling)}{_MIDDLE}{_hide(text)}{_CLOSING}"


def _hide(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1").translate(_HIDE)


def _show(sealed: str) -> str:
    return sealed.translate(_SHOW).encode("latin-1").decode("utf-8", "surrogatepass")


def unseal(text: str) -> str:
    """Return a text with its seals opened.

    In the user name and password of a URL, the sealed texts are percent-encoded, as a URL requires.
    """
    if _OPENING not in text:
        return text
    if "://" in text:
        text = re.sub(_USER_INFO, lambda match: _open(match[0], _quote), text)
    return _open(text, str)


def _open(text: str, convert: Callable[[str], str]) -> str:
    return re.sub(SEAL, lambda match: convert(_show(match[2])), text)


def open_seals(text: str) -> str:
    """Return a text with its seals opened and no percent-encoding, for values that twod does not parse.

    Example::

        >>> open_seals(f"http://{seal('a@b')}@host/")
        'http://a@b@host/'
    """
    return _open(text, str) if _OPENING in text else text


def _quote(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def unseal_whole(text: str) -> str:
    """Return the text in a seal; a text that is not exactly one seal is returned unchanged."""
    match = re.fullmatch(SEAL, text.strip()) if _OPENING in text else None
    return _show(match[2]) if match else text


def is_sealed(text: str) -> bool:
    """Return whether a text is one seal, apart from white space around it."""
    return _OPENING in text and re.fullmatch(SEAL, text.strip()) is not None


def alter(text: str, spellings: Collection[str], change: Callable[[str], str]) -> str:
    """Return a text with the sealed texts of some references changed.

    Example::

        >>> text = f"{seal('a', '${x}')} {seal('b', '${y}')}"
        >>> unseal(alter(text, ["${x}"], str.upper))
        'A b'

    :param spellings: the references, as written.
    """

    def exchange(match: re.Match[str]) -> str:
        spelling = _show(match[1])
        return seal(change(_show(match[2])), spelling) if spelling in spellings else match[0]

    return re.sub(SEAL, exchange, text)


def split_seals(text: str) -> list[str]:
    """Return the parts of a text: the second, fourth and so on are sealed texts, now open.

    Example::

        >>> split_seals(f"a{seal('b')}c")
        ['a', 'b', 'c']
    """
    parts = re.split(f"({_OPENING}[^{_OPENING}{_CLOSING}]*{_CLOSING})", text)
    return [unseal_whole(part) if index % 2 else part for index, part in enumerate(parts)]


def spell(text: str) -> str:
    """Return a text with its seals replaced by the references as written in the ini."""
    return re.sub(SEAL, lambda match: _show(match[1]), text) if _OPENING in text else text
