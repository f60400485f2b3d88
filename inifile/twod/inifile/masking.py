"""Values without the secrets in them, and whether a text of an ini has a secret in clear."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from twod.inifile.booleans import read_boolean
from twod.inifile.problems import BadValueError
from twod.inifile.references import hide_references
from twod.inifile.secrets import HIDDEN, hide_passwords, is_secret

#: A line of a mapping and an item of a list that are references and nothing else.
_REFERENCE_ALONE = re.compile(rf"(?m)^[^=\n]*=[ \t]*{HIDDEN}[ \t]*$|(?<![^\s,]){HIDDEN}(?=[\s,]|$),?")


def mask(
    value: object,
    path: tuple[str, ...],
    hidden: Collection[tuple[str, ...]] = (),
    hidden_items: Collection[object] = (),
) -> object:
    """Return a value without its secrets: ``<hidden>`` takes the place of each.

    Example::

        >>> mask({"HOST": "db", "PASSWORD": "hunter2"}, ("DATABASES", "default"))
        {'HOST': 'db', 'PASSWORD': '<hidden>'}

    :param path: the setting and the keys that lead to the value.
    :param hidden: paths of values that are secrets, wherever they came from.
    :param hidden_items: items of lists that are secrets.
    """
    if path in hidden or is_secret(path, whole=isinstance(value, Mapping | list | tuple)):
        return value if value is None or value in ("", [], {}, ()) or isinstance(value, bool) else HIDDEN
    if isinstance(value, Mapping):
        return {key: mask(item, (*path, str(key)), hidden, hidden_items) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [
            HIDDEN if item in hidden_items else mask(item, (*path, str(index)), hidden, hidden_items)
            for index, item in enumerate(value)
        ]
        if _is_named(value):
            items[1] = mask(items[1], (*path, str(value[0])))
        return items if isinstance(value, list) else tuple(items)
    return hide_passwords(value) if isinstance(value, str) else value


def _is_named(items: Sequence[object]) -> bool:
    """Return whether two items are a name and its value, as in a list of HTTP headers."""
    return len(items) == 2 and re.fullmatch(r"[\w.-]+", str(items[0])) is not None


def shows_secret(path: tuple[str, ...], text: str) -> bool:
    """Return whether the text of an option shows a secret to everybody who can read it.

    A reference shows none, but the default in one may. Example::

        >>> shows_secret(("SECRET_KEY",), "${env:KEY}"), shows_secret(("SECRET_KEY",), "${env:KEY:-0000}")
        (False, True)

    :param path: the setting and the keys below it, or the name of another option.
    :param text: as it is written in the ini.
    """
    text = hide_references(text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    return _shows_secret(value if isinstance(value, dict | list | str) else text, path)


def _shows_secret(value: object, path: tuple[str, ...]) -> bool:
    match value:
        case dict():
            return any(_shows_secret(item, (*path, key)) for key, item in value.items())
        case list():
            keys = ["0", str(value[0])] if _is_named(value) else map(str, range(len(value)))
            return any(_shows_secret(item, (*path, key)) for key, item in zip(keys, value, strict=True))
        case str() if is_secret(path):
            return not _is_switch(_REFERENCE_ALONE.sub("", value).strip())
        case str():
            return hide_passwords(value) != value
    return value is not None and not isinstance(value, bool) and is_secret(path)


def _is_switch(text: str) -> bool:
    """Return whether a text turns something on or off that is named after a secret, such as USE_API_KEY."""
    try:
        read_boolean(text)
    except BadValueError:
        return text.lower() in ("", "none", "null")
    return True
