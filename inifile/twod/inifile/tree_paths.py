"""Paths of one directory tree in an ini's values, written relative to the ini so that the whole tree can be moved.

Only the text around it shows whether a path begins: it is at the start of the text, after a separator of a list, of
JSON or of Python, after the scheme of a URL, or in a reference. ``/srv/shop`` is neither in ``/backup/srv/shop`` nor in
``/srv/shop-old`` nor in ``https://srv/shop``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from twod.inifile.text import HERE

#: The characters that a path may follow.
_SEPARATORS = frozenset(" \t\n\r\"'([{,;=|<>")

#: The characters that end a directory's name.
_ENDS = frozenset("/ \t\n\r\"')]},;:?#|&<>")

#: Other texts that a path may follow; the last one is for references.
_PREFIXES = ("config:", "file:", "unix:", ":-")

#: The names of options whose texts are URLs or paths in URLs: ``STATIC_URL``, ``SESSION_COOKIE_PATH``, ``prefix``.
_NAME_OF_URL = re.compile(r"url|cookie_path|script_name|prefix", re.IGNORECASE)


def find_paths(text: str, directory: str, *, name: str = "") -> Iterator[int]:
    """Yield the indexes at which a path at or below a directory begins.

    Example::

        >>> list(find_paths("/srv/shop/a, /backup/srv/shop, file:/srv/shop", "/srv/shop"))
        [0, 36]

    :param directory: absolute, without a slash at its end; for the root directory, nothing is found.
    :param name: the name of the option; in one that holds a URL, ``/srv/shop/`` may be a URL's path.
    """
    is_address = _NAME_OF_URL.search(name) is not None
    start = text.find(directory) if directory != "/" else -1
    while start >= 0:
        end = start + len(directory)
        if _is_end(text, end) and (_follows_scheme(text, start) or (not is_address and _is_beginning(text, start))):
            yield start
        start = text.find(directory, end)


def list_paths(text: str, directory: str, *, name: str = "") -> Iterator[str]:
    """Yield the paths at or below a directory in a text; the next separator ends a path.

    Example::

        >>> list(list_paths("/srv/shop/a, file:/srv/shop", "/srv/shop"))
        ['/srv/shop/a', '/srv/shop']

    The parameters are those of :func:`find_paths`.
    """
    for start in find_paths(text, directory, name=name):
        end = start + len(directory)
        while end < len(text) and (text[end] == "/" or text[end] not in _ENDS):
            end += 1
        yield text[start:end]


def _is_end(text: str, end: int) -> bool:
    """Return whether the name of a directory ends here."""
    return end == len(text) or text[end] in _ENDS


def _is_beginning(text: str, start: int) -> bool:
    """Return whether a path may begin here."""
    if start == 0 or text[start - 1] in _SEPARATORS:
        return True
    if any(text.startswith(prefix, start - len(prefix)) for prefix in _PREFIXES if len(prefix) <= start):
        return True
    return text[start - 1] == ":" and _is_in_list(text, start - 1)


def _is_in_list(text: str, colon: int) -> bool:
    """Return whether a colon has a path before it, as in the variable PATH, and not a host."""
    first = colon
    while first and text[first - 1] not in _SEPARATORS and text[first - 1] != ":":
        first -= 1
    return text.startswith("/", first) and not text.startswith("//", first)


def _follows_scheme(text: str, start: int) -> bool:
    """Return whether a path follows the scheme of a URL: ``file://``, or ``sqlite:///`` with one more slash."""
    return any(
        start > len(mark) and text.startswith(mark, start - len(mark)) and text[start - len(mark) - 1].isalnum()
        for mark in ("://", ":///")
    )


def name_from_here(text: str, root: str, here: str, *, name: str = "") -> str:
    """Return a text with each path of a tree made relative to the ini's directory.

    Example::

        >>> name_from_here("sqlite:////srv/shop/var/db", "/srv/shop", "/srv/shop/parts/twod")
        'sqlite:///%(here)s/../../var/db'

    :param root: the directory of the tree; absolute.
    :param here: the directory of the ini, which is `root` or below it.
    :param name: the name of the option that has this text.
    """
    made = []
    end = 0
    for start in find_paths(text, root, name=name):
        is_here = text.startswith(here, start) and _is_end(text, start + len(here))
        made += [text[end:start], HERE if is_here else f"{HERE}/{os.path.relpath(root, here)}"]
        end = start + len(here if is_here else root)
    return "".join([*made, text[end:]])


def straighten(text: str, here: str) -> str:
    """Return a text without ``..`` after the ini's directory in its paths.

    Django and its apps compare paths as text. Example::

        >>> straighten("/srv/shop/parts/twod/../../var/media", "/srv/shop/parts/twod")
        '/srv/shop/var/media'
    """
    made = []
    end = 0
    while (start := text.find(f"{here}/..", end)) >= 0:
        above, stop = here, start + len(here)
        while text.startswith("/..", stop) and _is_end(text, stop + 3):
            above, stop = os.path.dirname(above), stop + 3  # noqa: PTH120 - a plain string
        made += [text[end:start], "" if above == "/" and text.startswith("/", stop) else above]
        end = stop
    return "".join([*made, text[end:]])
