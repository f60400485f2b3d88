"""Changes to a setting of an old ini that keep its value in the current notation."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from twod.inifile.opaque import is_sequence
from twod.wsgi.config.dialects.dialect import Reader
from twod.wsgi.config.kinds.base import Kind, is_json, is_quoted
from twod.wsgi.config.trace.shown import show_alike
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.ini_text import CommentOut, Keep


class Write(NamedTuple):
    """The option gets a new text."""

    name: str
    #: The text in the current notation, not yet escaped for the ini.
    text: str


Decision = Keep | CommentOut | Write


def decide_whole(name: str, text: str, reader: Reader | None, kind: Kind, module: ModuleType | None) -> Decision:
    """Return the change to a whole setting of a 1.x ini.

    :param reader: the reader of 1.x for the setting. None: its kind decides.
    :param kind: the kind that reads it today.
    :param module: the settings module, which took precedence in 1.x.
    """
    try:
        value = kind.read(text) if reader is None else reader(text)
        if module is not None and hasattr(module, name):
            if not is_sequence(getattr(module, name)):
                return CommentOut(f"It had no effect: {module.__name__} has {name}, too.")
            # A value that is not a list is an error, before and after.
            return Write(f"{name}.append", kind.write(value)) if isinstance(value, list | tuple) else Keep()
        return Keep() if "${" not in text and _reads_as(kind, text, value) else Write(name, kind.write(value))
    except BadValueError:
        return Keep()  # It is invalid as before, or has no notation. The comparison reports it.


def decide_part(name: str, text: str) -> Decision:
    """Return the change to a nested key or an operator of a 1.x ini: only ``${`` had another meaning in 1.x."""
    return Write(name, text.replace("${", "$${")) if "${" in text else Keep()


def decide_json(name: str, text: str, kind: Kind) -> Decision:
    """Return the change to a whole setting that may be JSON: a simpler notation, if there is one."""
    if "${" in text or not (is_json(text) or is_quoted(text)):
        return Keep()
    try:
        written = kind.write(kind.read(text))
    except BadValueError:
        return Keep()
    return Keep() if is_json(written) else Write(name, written)


def _reads_as(kind: Kind, text: str, value: object) -> bool:
    try:
        return show_alike(kind.read(text)) == show_alike(value)
    except BadValueError:
        return False
