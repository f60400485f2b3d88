"""The names of options: ``DATABASES.default.HOST``, ``MIDDLEWARE.before(a.B)`` and the like."""

from __future__ import annotations

import re
from typing import NamedTuple

from twod.inifile.problems import BadValueError

# Django takes every name in capitals; underscores may come first, as in _NAME.
_NAME = r"_*[A-Z][A-Z0-9_]*"
_BARE = r'\(\)|[^."()\s]+'
_SEGMENT = rf'\.(?:"(?P<quoted>[^"]*)"|(?P<bare>{_BARE}))(?=\.|$)'
_INSERTION = r"(?s)\.(?P<operator>before|after)\((?P<anchor>.+)\)\Z"
_SIGNS = {"+": "append", "-": "remove", "^": "prepend"}
_OPERATORS = frozenset(_SIGNS.values())


class Key(NamedTuple):
    """The meaning of an option's name: a setting, a path inside it, and an operation."""

    name: str
    #: Keys and indexes below the setting.
    path: tuple[str, ...]
    #: ``append``, ``prepend``, ``remove``, ``before``, ``after``; None to set the value.
    operator: str | None = None
    #: The list item before or after which to insert.
    anchor: str | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """The order in which keys apply: whole values, then nested ones from the outside in, then operators."""
        return self.operator is not None, len(self.path) if self.operator is None else 0


def names_setting(option: str) -> bool:
    """Return whether an option's name begins like that of a setting: in capitals."""
    head = re.split(r"[.\s]", option, maxsplit=1)[0]
    return re.fullmatch(_NAME, head) is not None


def has_operator(option: str) -> bool:
    """Return whether an option's name has an operator that changes a list, as ``MIDDLEWARE.append`` has."""
    try:
        return parse_key(option).operator is not None
    except BadValueError:
        return False


def write_key(key: Key) -> str:
    """Return the name of the option that means a key; the inverse of :func:`parse_key`.

    There is no notation for a double quote in a segment or an anchor. Example::

        >>> write_key(Key("LOGGING", ("loggers", "django.request", "level")))
        'LOGGING.loggers."django.request".level'
    """
    segments = [segment if re.fullmatch(_BARE, segment) else f'"{segment}"' for segment in key.path]
    if key.operator is not None:
        segments.append(key.operator if key.anchor is None else f"{key.operator}({key.anchor})")
    elif segments and (segments[-1] in _OPERATORS or segments[-1].endswith(tuple(_SIGNS))):
        segments[-1] = f'"{segments[-1]}"'  # unquoted, it would be an operator
    return ".".join([key.name, *segments])


def parse_key(option: str) -> Key:
    """Return the key that an option's name means.

    Example::

        >>> parse_key("MIDDLEWARE.before(a.B)")
        Key(name='MIDDLEWARE', path=(), operator='before', anchor='a.B')

    :raises BadValueError: if the name is not that of a setting, or is written wrong.
    """
    name = option.rstrip("+-^ \t")
    sign = option[len(name) :].strip()
    if sign in _SIGNS:
        raise BadValueError(f"{name}.{_SIGNS[sign]} = …, since an ini has no '{sign}='")
    head = re.match(_NAME, option)
    if head is None:
        raise BadValueError("the name of a setting, in capitals", option)
    path: list[str] = []
    position = head.end()
    while position < len(option):
        insertion = re.compile(_INSERTION).match(option, position)
        if insertion and (anchor := _read_anchor(insertion["anchor"])):
            return Key(head.group(), tuple(path), insertion["operator"], anchor)
        segment = re.compile(_SEGMENT).match(option, position)
        if segment is None:
            message = 'NAME, NAME.key, NAME."key.with.dots", NAME.0, NAME.append and so on'
            raise BadValueError(message, option)
        position = segment.end()
        if segment["bare"] in _OPERATORS and position == len(option):
            return Key(head.group(), tuple(path), segment["bare"])
        path.append(segment["quoted"] if segment["bare"] is None else segment["bare"])
    return Key(head.group(), tuple(path))


def _read_anchor(text: str) -> str:
    """Return the item between parentheses without its quotes; an empty string if it is not a valid item."""
    text = text.strip()
    text = text.removeprefix('"').removesuffix('"') if text != '"' else ""
    return "" if '"' in text else text
