"""Strings of a WSGI environ (:pep:`3333`), in which each character is a byte.

Such a string has the same type as a text, but ``é`` is two characters in it instead of one. Only the functions of this
module convert one into the other.
"""

from __future__ import annotations


def encode_wsgi(text: str) -> str:
    """Return a text as a WSGI string: its UTF-8 bytes, each as the character with that number.

    >>> encode_wsgi("/café")
    '/cafÃ©'
    """
    return text if text.isascii() else text.encode().decode("latin-1")


def decode_wsgi(string: str) -> str:
    """Return the text that a WSGI string encodes.

    >>> decode_wsgi("/cafÃ©")
    '/café'

    :raises UnicodeDecodeError: if the bytes are not UTF-8.
    """
    return string if string.isascii() else string.encode("latin-1").decode()


def is_wsgi_string(text: str) -> bool:
    """Return whether a text is a valid WSGI string: whether each character is a byte."""
    return text.isascii() or max(text) <= "\xff"
