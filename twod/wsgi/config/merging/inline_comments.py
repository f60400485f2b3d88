"""Texts that look like a comment after a value; in an ini, only a whole line can be a comment."""

from __future__ import annotations

import re

from twod.inifile.keys import Key
from twod.inifile.secrets import is_secret
from twod.wsgi.config.kinds.base import Kind, NamedKind, OptionalKind, is_json
from twod.wsgi.config.kinds.lists import ListKind

# Match an unclosed quoted text too, so that no search begins inside it again.
_QUOTED = r'"(?:[^"\\]++|\\.)*+(?P<end>"?)'
# Only a # between spaces: #fff, page#top and a;b are values.
_HASH = r"\s#\s"
_HASH_OR_SEMICOLON = r"\s[#;]\s"


def find_inline_comment(key: Key, text: str, kind: Kind) -> str | None:
    """Return the message for a text that seems to have a comment after its value; None for any other text.

    Example::

        >>> find_inline_comment(Key("TIME_ZONE", ()), "UTC  # for now", Kind())
        "the text from '#' on is part of the value; put a comment on a separate line, or the value in double quotes"

    :param text: the text as written in the ini.
    :param kind: the kind that reads the text.
    """
    # A password may contain any character, and a text of several lines may be code in another language.
    if ("#" not in text and ";" not in text) or is_json(text) or is_secret((key.name, *key.path)):
        return None
    if "\n" in text.strip() and not kind.is_container:
        return None
    unquoted = re.sub(_QUOTED, lambda match: '""' if match["end"] else match[0], text)
    sign = re.search(_HASH if _has_semicolons(kind) else _HASH_OR_SEMICOLON, unquoted)
    if sign is None:
        return None
    return (
        f"the text from {sign[0].strip()!r} on is part of the value; put a comment on a separate line, or the value in"
        " double quotes"
    )


def _has_semicolons(kind: Kind) -> bool:
    """Return whether the notation of a kind uses semicolons, as in pairs and addresses."""
    if isinstance(kind, OptionalKind):
        return _has_semicolons(kind.kind)
    return isinstance(kind.item if isinstance(kind, ListKind) else kind, NamedKind)
