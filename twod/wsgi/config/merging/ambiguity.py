"""Warnings about values that may be misread, because their type was unknown and their form decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twod.inifile.keys import Key
from twod.inifile.seals import spell, unseal, unseal_whole
from twod.wsgi.config.kinds.base import is_json, is_quoted
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.merging.changes import Changed

# A quick test: most texts do not match it and need no closer look.
_SUSPECT = r"(?i)\b(?:true|false|yes|no|on|off|null|none)\b|\.[0-9]|[0-9]\."
_TYPES = {bool: "a boolean", int: "an integer", float: "a number", type(None): "None"}


def find_ambiguities(key: Key, text: str, changed: Changed) -> Iterator[str]:
    """Yield a message for each part of an option's text that may be misread.

    :param text: the text, with seals in the place of its references.
    :param changed: the change that the option made.
    """
    if key.operator is not None:
        return
    has_one_value = isinstance(changed.kind, Untyped) and not is_json(unseal_whole(text)) and not is_quoted(text)
    declared = f"twod.types = {key.name}" if has_one_value and not key.path else ""
    if re.search(_SUSPECT, unseal(text)):
        for part in changed.kind.find_ambiguous(text):
            # The text of a reference may be a secret, so show the reference instead.
            yield f"{spell(part)!r} is a text here; {_find_cure(declared, is_word=unseal(part).isalpha())}"
    if has_one_value and changed.before is None and type(changed.given) in _TYPES:
        cure = (
            f"declare its type: {declared}:str or the like" if declared else "put it in double quotes if it is a text"
        )
        yield f"it is {_TYPES[type(changed.given)]} here, because the previous value, None, has no known type; {cure}"


def _find_cure(declared: str, *, is_word: bool) -> str:
    """Return the cure for a text that looks like a value of another type.

    :param declared: the beginning of a type declaration; empty if the text is a part of a value.
    :param is_word: whether the text looks like a boolean or None instead of a number.
    """
    meant = "write true, false or null" if is_word else "write the whole as JSON if a number is meant"
    if not declared:
        return f"{meant}, or put it in double quotes"
    return f"{meant}, or declare it: {declared}:str" if is_word else f"declare its type: {declared}:float or :str"
