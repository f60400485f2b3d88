"""Hiding the secrets in values, and finding those that an ini has in clear text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from twod.inifile.booleans import read_boolean
from twod.inifile.hidden_references import hide_references
from twod.inifile.opaque import (
    KnownValues,
    describe_opaque,
    has_opaque,
    is_mapping,
    is_opaque,
    is_sequence,
    name_type,
    write_value,
)
from twod.inifile.problems import BadValueError
from twod.inifile.secrets import HIDDEN, hide_passwords, is_secret

#: A line of a mapping, or an item of a list, with nothing but a reference.
_REFERENCE_ALONE = re.compile(rf"(?m)^[^=\n]*=[ \t]*{HIDDEN}[ \t]*$|(?<![^\s,]){HIDDEN}(?=[\s,]|$),?")

#: The dotted name of a module, such as an app: no token consists of dots and words in lower case only.
_MODULE = r"[a-z_]{1,40}(?:\.[a-z_]{1,40}){1,9}"

_NO_VALUES = KnownValues()


def mask(
    value: object,
    path: tuple[str, ...],
    hidden: Collection[tuple[str, ...]] = (),
    hidden_items: KnownValues = _NO_VALUES,
) -> object:
    """Return a value with each secret in it replaced by ``<hidden>``.

    Objects that are not plain data are never evaluated. Example::

        >>> mask({"HOST": "db", "PASSWORD": "hunter2"}, ("DATABASES", "default"))
        {'HOST': 'db', 'PASSWORD': '<hidden>'}

    :param path: the setting and the keys that lead to the value.
    :param hidden: paths of values that are secrets, under any name.
    :param hidden_items: values that are secrets at any path, since the indexes of lists change.
    """
    is_known = path in hidden or value in hidden_items
    if is_known or is_secret(path, whole=is_mapping(value) or is_sequence(value)):
        return HIDDEN if is_opaque(value) or not _tells_nothing(value) else value
    if is_mapping(value):
        return {mask_key(key): mask(item, (*path, name_key(key)), hidden, hidden_items) for key, item in value.items()}
    if is_sequence(value):
        items = [mask(item, (*path, str(index)), hidden, hidden_items) for index, item in enumerate(value)]
        if _is_named(value):
            items[1] = mask(items[1], (*path, str(value[0])))
        return items if isinstance(value, list) else tuple(items)
    return _mask_single(value)


def _tells_nothing(value: object) -> bool:
    """Return whether a value is empty, None or a boolean, and so no secret under any name."""
    return value is None or value in ("", b"", [], {}, ()) or isinstance(value, bool)


def _mask_single(value: object) -> object:
    """Return a value without the secrets that their form gives away, such as a URL's password."""
    # The type comes first: isinstance reads an object's __class__, which may run code of the site.
    class_ = type(value)
    if issubclass(class_, str):
        return hide_passwords(str.__str__(value))
    if class_ in (set, frozenset) and isinstance(value, set | frozenset):
        return class_(map(mask_key, value))
    if class_ is bytes and isinstance(value, bytes):
        return hide_passwords(value.decode("latin-1")).encode("latin-1")
    return value


def mask_key(key: object) -> object:
    """Return a key of a mapping, or a member of a set, with its secrets hidden.

    Example::

        >>> mask_key("postgres://shop:hunter2@db/shop"), mask_key(5)
        ('postgres://shop:<hidden>@db/shop', 5)
    """
    if has_opaque(key):
        return name_key(key)
    return _mask_single(key) if isinstance(key, str | bytes) else key


def name_key(key: object) -> str:
    """Return a key of a mapping as a segment of a dotted name.

    Example::

        >>> name_key(5)
        '5'
    """
    if is_opaque(key):
        return describe_opaque(key)
    return f"<{name_type(key)}>" if has_opaque(key) else write_value(key, str)


def _is_named(items: Sequence[object]) -> bool:
    """Return whether two items are a name and its value, as in a list of HTTP headers."""
    if len(items) != 2 or type(items[0]) is not str or re.fullmatch(r"[\w.-]+", items[0]) is None:
        return False
    return not all(type(item) is str and re.fullmatch(_MODULE, item) for item in items)


def shows_secret(path: tuple[str, ...], text: str) -> bool:
    """Return whether an option's text in the ini has a secret in clear.

    A reference is not a secret, but its default may be one. Example::

        >>> shows_secret(("SECRET_KEY",), "${env:KEY}"), shows_secret(("SECRET_KEY",), "${env:KEY:-0000}")
        (False, True)

    :param path: the setting and the keys below it, or the name of an option that is not a setting.
    :param text: the text as written in the ini.
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
    """Return whether a text is a boolean; the name of a switch may contain that of a secret, as USE_API_KEY does."""
    try:
        read_boolean(text)
    except BadValueError:
        return text.lower() in ("", "none", "null")
    return True
