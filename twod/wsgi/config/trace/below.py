"""Access to the parts of a value by keys and indexes."""

from __future__ import annotations

from twod.inifile.keys import parse_key
from twod.inifile.masking import name_key
from twod.inifile.opaque import is_mapping, is_sequence
from twod.inifile.secrets import HIDDEN
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.trace.origins import Origin
from twod.wsgi.exc import BadValueError

#: The setting, and the keys and indexes below it.
Path = tuple[str, ...]


def find_below(value: object, path: tuple[str, ...]) -> object:
    """Return the part of a value at the given keys and indexes; MISSING if there is no such part.

    Every part of a hidden or unknown value is hidden or unknown, too. Example::

        >>> find_below({"a": [1, 2]}, ("a", "1"))
        2
    """
    for segment in path:
        if value is UNKNOWN or (type(value) is str and value == HIDDEN):
            return value
        value = next((item for key, item in list_parts(value) if key == segment), MISSING)
    return value


def list_parts(value: object) -> list[tuple[str, object]]:
    """Return the keys or indexes of a value, as written in a dotted name, each with its part."""
    if is_mapping(value):
        return [(name_key(key), item) for key, item in value.items()]
    return [(str(index), item) for index, item in enumerate(value)] if is_sequence(value) else []


def split_name(name: str) -> Path | None:
    """Return the setting and the keys in a dotted name; None if it is not the name of a setting.

    Example::

        >>> split_name('LOGGING.loggers."django.request"')
        ('LOGGING', 'loggers', 'django.request')
    """
    try:
        key = parse_key(name)
    except BadValueError:
        return None
    return (key.name, *key.path, *([key.operator] if key.operator else []))


def concerns(origin: Origin, path: Path) -> bool:
    """Return whether an option sets a part, a value that contains it, or a value inside it."""
    try:
        key = parse_key(origin.key)
    except BadValueError:  # ``debug``, which sets the whole setting.
        return True
    said, asked = key.path, path[1:]
    return said[: len(asked)] == asked[: len(said)]
