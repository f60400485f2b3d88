"""What looks like a comment behind a value: in an ini, only a whole line is one."""

from __future__ import annotations

import re

from twod.inifile.keys import Key
from twod.inifile.secrets import is_secret
from twod.wsgi.config.kinds.base import Kind, NamedKind, OptionalKind, is_json
from twod.wsgi.config.kinds.lists import ListKind

# With or without its end, so that no search begins inside it again.
_QUOTED = r'"(?:[^"\\]++|\\.)*+(?P<end>"?)'
# A sign alone: #fff, page#top and a;b are values.
_HASH = r"\s#\s"
_HASH_OR_SEMICOLON = r"\s[#;]\s"


def find_inline_comment(key: Key, text: str, kind: Kind) -> str | None:
    """Return the message for a text in which a comment seems to stand behind the value; None for any other text.

    Example::

        >>> find_inline_comment(Key("TIME_ZONE", ()), "UTC  # for now", Kind())
        "'#' and what follows is part of the value; write a comment on a line of its own, or the value in double quotes"

    :param text: as it is written in the ini.
    :param kind: the kind that it is read by.
    """
    # A password may have any sign in it, and a text of several lines may be a program in another language.
    if ("#" not in text and ";" not in text) or is_json(text) or is_secret((key.name, *key.path)):
        return None
    if "\n" in text.strip() and not kind.is_container:
        return None
    unquoted = re.sub(_QUOTED, lambda match: '""' if match["end"] else match[0], text)
    sign = re.search(_HASH if _has_semicolons(kind) else _HASH_OR_SEMICOLON, unquoted)
    if sign is None:
        return None
    return (
        f"{sign[0].strip()!r} and what follows is part of the value; write a comment on a line of its own, or the value"
        " in double quotes"
    )


def _has_semicolons(kind: Kind) -> bool:
    """Return whether a semicolon belongs to the notation, as it does to that of pairs and addresses."""
    if isinstance(kind, OptionalKind):
        return _has_semicolons(kind.kind)
    return isinstance(kind.item if isinstance(kind, ListKind) else kind, NamedKind)
