"""The parts of a value by the keys and indexes that lead to them."""

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
    """Return the part of a value that keys and indexes lead to; MISSING when there is none.

    What is hidden or unknown has every part, hidden or unknown as well. Example::

        >>> find_below({"a": [1, 2]}, ("a", "1"))
        2
    """
    for segment in path:
        if value is UNKNOWN or (type(value) is str and value == HIDDEN):
            return value
        value = next((item for key, item in list_parts(value) if key == segment), MISSING)
    return value


def list_parts(value: object) -> list[tuple[str, object]]:
    """Return the keys or indexes of a value, as they are written in a dotted name, each with what it leads to."""
    if is_mapping(value):
        return [(name_key(key), item) for key, item in value.items()]
    return [(str(index), item) for index, item in enumerate(value)] if is_sequence(value) else []


def split_name(name: str) -> Path | None:
    """Return the setting and the keys that a name means; None when it means none.

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
    """Return whether an option sets a part, or something that contains it, or something in it."""
    try:
        key = parse_key(origin.key)
    except BadValueError:  # ``debug``, which is the whole setting.
        return True
    said, asked = key.path, path[1:]
    return said[: len(asked)] == asked[: len(said)]
