"""Splitting a path in two: the part that leads to the embedded application, and the part left for it to look up.

A URL pattern cuts the text that Django made of the path. The cut has to be made in the bytes of the path, for
several strings of bytes become the same text: the byte ``%FF``, which is not UTF-8, is shown as ``%FF``, and so is
a literal ``%25FF``.
"""

from __future__ import annotations

from twod.wsgi.exc import ApplicationCallError
from twod.wsgi.wsgi_text import encode_wsgi

#: ``SCRIPT_NAME`` and ``PATH_INFO``, WSGI strings (:mod:`twod.wsgi.wsgi_text`).
Paths = tuple[str, str]


def split_path(script_name: str, path: str, text: str, tail: str) -> Paths:
    """Return the paths that an application sees which is mounted where ``tail`` begins.

    ``SCRIPT_NAME`` grows by what ``PATH_INFO`` loses. The slash between them always goes to ``PATH_INFO``, as
    PEP 3333 wants it, wherever the URL pattern has put it.

    :param script_name: the request's ``SCRIPT_NAME``, a WSGI string.
    :param path: the request's ``PATH_INFO``, a WSGI string.
    :param text: Django's text of ``path``.
    :param tail: the end of ``text`` that is left for the application; it may be empty.
    :raises ApplicationCallError: when ``text`` does not end with ``tail``, or the cut would go through a name.
    """
    if not text.endswith(tail):
        raise ApplicationCallError(
            f"path_info is {tail!r}, which is not the end of the request's path {text!r}:"
            " hand on what the URL pattern has captured"
        )
    # Django takes an empty path for "/".
    cut = find_cut(path, text.removesuffix(tail)) if path else 0
    above = path[:cut].rstrip("/")
    below = path[len(above) :]
    if below and not below.startswith("/"):
        raise ApplicationCallError(
            f"the URL pattern cuts the path {text!r} inside a name, before {tail!r}: it has to cut at a slash"
        )
    script_name = script_name.rstrip("/") + above
    return script_name, below or ("" if script_name else "/")


def find_cut(path: str, text: str) -> int:
    """Return the number of bytes of ``path`` that make ``text``, with which Django's text of ``path`` begins.

    :param path: a WSGI string.
    :param text: a text.
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
            # A byte that is not UTF-8, which Django shows percent-encoded.
            cut += 1
            done += len("%FF")
    return cut
