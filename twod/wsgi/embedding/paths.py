"""The path of a request, split into ``SCRIPT_NAME`` and ``PATH_INFO`` of a mounted application.

A URL pattern splits Django's text of the path. The bytes of the path have to be split at the same place, and several
strings of bytes have the same text: Django shows the byte ``%FF``, which is not UTF-8, and a literal ``%25FF`` both as
``%FF``.
"""

from __future__ import annotations

from twod.wsgi.exc import ApplicationCallError
from twod.wsgi.wsgi_text import encode_wsgi

#: ``SCRIPT_NAME`` and ``PATH_INFO``, WSGI strings (:mod:`twod.wsgi.wsgi_text`).
Paths = tuple[str, str]


def split_path(script_name: str, path: str, text: str, tail: str) -> Paths:
    """Return ``SCRIPT_NAME`` and ``PATH_INFO`` of an application that is mounted where ``tail`` begins.

    ``SCRIPT_NAME`` gains exactly the characters that ``PATH_INFO`` loses. The slash between them goes to
    ``PATH_INFO``, as PEP 3333 demands, even if the URL pattern has put it before ``tail``.

    >>> split_path("/site", "/wiki/caf%C3%A9", "/wiki/caf%C3%A9", "caf%C3%A9")
    ('/site/wiki', '/caf%C3%A9')

    :param script_name: the request's ``SCRIPT_NAME``, a WSGI string.
    :param path: the request's ``PATH_INFO``, a WSGI string.
    :param text: Django's text of ``path``.
    :param tail: the end of ``text`` for the application; it may be empty.
    :raises ApplicationCallError: if ``text`` does not end with ``tail``, or the split is not at a slash.
    """
    if not text.endswith(tail):
        raise ApplicationCallError(
            f"path_info is {tail!r}, which is not the end of the request's path {text!r}:"
            " pass the path_info that the URL pattern has captured"
        )
    # Django reads an empty path as "/".
    cut = find_cut(path, text.removesuffix(tail)) if path else 0
    above = path[:cut].rstrip("/")
    below = path[len(above) :]
    if below and not below.startswith("/"):
        raise ApplicationCallError(
            f"the URL pattern splits the path {text!r} inside a name, before {tail!r}: let it split at a slash"
        )
    script_name = script_name.rstrip("/") + above
    return script_name, below or ("" if script_name else "/")


def find_cut(path: str, text: str) -> int:
    """Return the number of bytes of ``path`` that Django shows as ``text``.

    :param path: a WSGI string.
    :param text: the beginning of Django's text of ``path``.
    """
    encoded = encode_wsgi(text)
    if path.startswith(encoded):
        return len(encoded)
    cut = done = 0
    while done < len(text):
        encoded = encode_wsgi(text[done])
        if path.startswith(encoded, cut):
            cut += len(encoded)
            done += 1
        else:
            # A byte that is not UTF-8; Django shows it percent-encoded.
            cut += 1
            done += len("%FF")
    return cut
