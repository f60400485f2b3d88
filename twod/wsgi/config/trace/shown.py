"""The display of values: the same text for the same value in every process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite

from twod.inifile.masking import name_key
from twod.inifile.opaque import describe_opaque, has_opaque, is_mapping, is_opaque, is_sequence, write_value
from twod.inifile.secrets import hide_passwords
from twod.wsgi.config.kinds.markers import UNKNOWN

# The address of an object in memory, which differs in each run.
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def show_value(value: object) -> str:
    """Return a value in one line, in Python's notation if it has one.

    Functions and classes become their dotted names, and sets are sorted. Other objects are described without evaluating
    them: ``<lazy: German>``.
    """
    if is_opaque(value):
        return "(could not be read)" if value is UNKNOWN else hide_passwords(describe_opaque(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{show_value(key)}: {show_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        items = ", ".join(map(show_value, value))
        opening, closing = _find_brackets(value)
        return f"{opening}{items}{',' if closing == ')' and len(value) == 1 else ''}{closing}"
    if isinstance(value, set | frozenset) and value:
        return "{" + ", ".join(sorted(map(show_value, value))) + "}"
    name = getattr(value, "__qualname__", None)
    if isinstance(name, str):
        return f"{getattr(value, '__module__', '')}.{name}".removeprefix("builtins.")
    return _ADDRESS.sub("", write_value(value))


def _find_brackets(value: object) -> tuple[str, str]:
    if isinstance(value, list):
        return "[", "]"
    return ("(", ")") if isinstance(value, tuple) else ("{", "}")


def show_alike(value: object) -> str:
    """Return a text that differs if the value differs, except between tuples and lists, which Django treats alike."""
    return show_value(_make_lists(value))


def _make_lists(value: object) -> object:
    if is_mapping(value):
        return {name_key(key) if has_opaque(key) else key: _make_lists(item) for key, item in value.items()}
    return [_make_lists(item) for item in value] if is_sequence(value) else value


def show_lines(value: object, width: int) -> list[str]:
    """Return the display of a value as lines; a value that is too long for one line gets a line for each item.

    :param width: the number of characters on a line; a single item may be longer.
    """
    return list(_lay_out(value, "", "", width))


def _lay_out(value: object, before: str, after: str, width: int) -> Iterator[str]:
    line = f"{before}{show_value(value)}{after}"
    indent = " " * (len(before) - len(before.lstrip()))
    items: list[tuple[str, object]] = []
    if len(line) > width and is_mapping(value):
        items = [(f"{show_value(key)}: ", item) for key, item in value.items()]
    elif len(line) > width and is_sequence(value):
        items = [("", item) for item in value]
    if not items:
        yield line
        return
    opening, closing = _find_brackets(value)
    yield f"{before}{opening}"
    for head, item in items:
        yield from _lay_out(item, f"{indent}  {head}", ",", width)
    yield f"{indent}{closing}{after}"


def make_plain(value: object) -> object:
    """Return a value for JSON, with objects of other types replaced by their texts."""
    if is_mapping(value):
        return {name_key(key): make_plain(item) for key, item in value.items()}
    if is_sequence(value):
        return [make_plain(item) for item in value]
    if type(value) is float and not isfinite(value):  # JSON has neither "nan" nor "inf".
        return show_value(value)
    if type(value) is int:
        text = show_value(value)
        return text if "x" in text else value  # json.dumps fails for integers of more than 4,300 digits.
    return value if type(value) in (bool, float, str, type(None)) else show_value(value)
