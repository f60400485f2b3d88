"""The lines of an ini for a setting: the inverse of reading."""

from __future__ import annotations

from twod.inifile.keys import parse_key
from twod.inifile.text import write_lines
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.untyped import UNTYPED


def write_setting(name: str, value: object) -> str:
    """Return the lines of an option that gives a setting its value.

    :param name: a setting, or a nested key such as ``DATABASES.default.HOST``, without an operator.
    :param value: the value that Django should get.
    :raises twod.wsgi.exc.BadValueError: if the name is invalid, or the value's type has no notation in an ini.
    """
    return write_option(name, find_writing_kind(name, value).write(value))


def find_writing_kind(name: str, value: object) -> Kind:
    """Return the kind to write and read a setting with, if only the value shows its type."""
    key = parse_key(name)
    kind: Kind | None = KINDS.get(key.name)
    for segment in key.path if kind is not None else ():
        kind = kind.find_child(segment) if kind is not None else None
    return kind or find_kind_of_value(value) or UNTYPED


def write_option(name: str, text: str) -> str:
    """Return the lines that ConfigParser and PasteDeploy read as a text.

    :param text: as :meth:`twod.wsgi.config.kinds.base.Kind.write` returns it: no line except the first is empty, and no
        line begins or ends with white space or begins with a comment sign.
    """
    return "".join(f"{line}\n" for line in write_lines(name, text.replace("%", "%%")))
