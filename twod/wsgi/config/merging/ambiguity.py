"""Values that may not be what was meant, since nothing told their type and their form decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twod.inifile.keys import Key
from twod.inifile.seals import spell, unseal, unseal_whole
from twod.wsgi.config.kinds.base import is_json, is_quoted
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.merging.changes import Changed

# Most texts have nothing of the kind in them, and need no second reading.
_SUSPECT = r"(?i)\b(?:true|false|yes|no|on|off|null|none)\b|\.[0-9]|[0-9]\."
_TYPES = {bool: "a boolean", int: "an integer", float: "a number", type(None): "None"}


def find_ambiguities(key: Key, text: str, changed: Changed) -> Iterator[str]:
    """Yield a message for each part of an option's text that may not be what was meant.

    :param text: the text, with seals in the place of its references.
    :param changed: what the option made of it.
    """
    if key.operator is not None:
        return
    has_one_value = isinstance(changed.kind, Untyped) and not is_json(unseal_whole(text)) and not is_quoted(text)
    declared = f"twod.types = {key.name}" if has_one_value and not key.path else ""
    if re.search(_SUSPECT, unseal(text)):
        for part in changed.kind.find_ambiguous(text):
            # What a reference gives may be a secret.
            yield f"{spell(part)!r} is a text here; {_find_cure(declared, is_word=unseal(part).isalpha())}"
    if has_one_value and changed.before is None and type(changed.given) in _TYPES:
        cure = (
            f"declare its type: {declared}:str or the like" if declared else "put it in double quotes if it is a text"
        )
        yield f"it is {_TYPES[type(changed.given)]} here, since the value before, None, tells no type; {cure}"


def _find_cure(declared: str, *, is_word: bool) -> str:
    """Return what to write for a text that looks like something else.

    :param declared: the beginning of a declaration; empty when the text is a part of a value.
    :param is_word: whether it looks like a boolean or None, and not like a number.
    """
    meant = "write true, false or null" if is_word else "write the whole as JSON if a number is meant"
    if not declared:
        return f"{meant}, or put it in double quotes"
    return f"{meant}, or declare it: {declared}:str" if is_word else f"declare its type: {declared}:float or :str"
