"""The names of options: ``DATABASES.default.HOST``, ``MIDDLEWARE.before(a.B)`` and the like."""

from __future__ import annotations

import re
from typing import NamedTuple

from twod.inifile.problems import BadValueError

# As Django takes every name in capitals: an underscore may come first, as in _NAME, and nothing else follows it there.
_NAME = r"_*[A-Z][A-Z0-9_]*"
_BARE = r'\(\)|[^."()\s]+'
_SEGMENT = rf'\.(?:"(?P<quoted>[^"]*)"|(?P<bare>{_BARE}))(?=\.|$)'
_INSERTION = r"(?s)\.(?P<operator>before|after)\((?P<anchor>.+)\)\Z"
_SIGNS = {"+": "append", "-": "remove", "^": "prepend"}
_OPERATORS = frozenset(_SIGNS.values())


class Key(NamedTuple):
    """A setting, the part of it that is meant, and what is done to it."""

    name: str
    #: Keys and indexes below the setting.
    path: tuple[str, ...]
    #: ``append``, ``prepend``, ``remove``, ``before``, ``after``; None to set the value.
    operator: str | None = None
    #: The item beside which to insert.
    anchor: str | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """Where the key comes in its section: whole values, then nested ones from the outside in, then operators."""
        return self.operator is not None, len(self.path) if self.operator is None else 0


def names_setting(option: str) -> bool:
    """Return whether an option's name begins as that of a setting does."""
    head = re.split(r"[.\s]", option, maxsplit=1)[0]
    return re.fullmatch(_NAME, head) is not None


def has_operator(option: str) -> bool:
    """Return whether an option changes a list instead of setting a value, as ``MIDDLEWARE.append`` does."""
    try:
        return parse_key(option).operator is not None
    except BadValueError:
        return False


def write_key(key: Key) -> str:
    """Return the name of the option that means a key, the inverse of :func:`parse_key`.

    A double quote in a segment or an anchor has no notation. Example::

        >>> write_key(Key("LOGGING", ("loggers", "django.request", "level")))
        'LOGGING.loggers."django.request".level'
    """
    segments = [segment if re.fullmatch(_BARE, segment) else f'"{segment}"' for segment in key.path]
    if key.operator is not None:
        segments.append(key.operator if key.anchor is None else f"{key.operator}({key.anchor})")
    elif segments and (segments[-1] in _OPERATORS or segments[-1].endswith(tuple(_SIGNS))):
        segments[-1] = f'"{segments[-1]}"'  # or it would be an operator
    return ".".join([key.name, *segments])


def parse_key(option: str) -> Key:
    """Return what the name of an option means.

    Example::

        >>> parse_key("MIDDLEWARE.before(a.B)")
        Key(name='MIDDLEWARE', path=(), operator='before', anchor='a.B')

    :raises BadValueError: when it means nothing.
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
    """Return the item that stands between brackets, without the quotes around it; empty when none does."""
    text = text.strip()
    text = text.removeprefix('"').removesuffix('"') if text != '"' else ""
    return "" if '"' in text else text
