"""Text in a WSGI environ (:pep:`3333`): bytes, each of them as the character of that number.

The type does not distinguish such a string from text, and ``é`` is two characters in one and one in the other. The
functions here are the only places where one becomes the other.
"""

from __future__ import annotations


def encode_wsgi(text: str) -> str:
    """Return a text as a WSGI string: its UTF-8 bytes, each as the character of that number.

    >>> encode_wsgi("/café")
    '/cafÃ©'
    """
    return text if text.isascii() else text.encode().decode("latin-1")


def decode_wsgi(string: str) -> str:
    """Return the text that a WSGI string stands for.

    >>> decode_wsgi("/cafÃ©")
    '/café'

    :raises UnicodeDecodeError: if the bytes are not UTF-8.
    """
    return string if string.isascii() else string.encode("latin-1").decode()


def is_wsgi_string(text: str) -> bool:
    """Return whether a text is allowed in a WSGI environ: whether each of its characters is a byte."""
    return text.isascii() or max(text) <= "\xff"
