"""Callables, by their dotted names."""

from __future__ import annotations

import re
from importlib import import_module

from twod.inifile.seals import unseal
from twod.wsgi.config.kinds.base import JsonSchema, Kind, show
from twod.wsgi.exc import BadValueError

_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)+"


class NamedCallable:
    """A callable that is imported at its first call.

    Settings are loaded before Django's models, and the named callable may need models.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: object, **kwargs: object) -> object:
        module, _, attribute = self.name.rpartition(".")
        return getattr(import_module(module), attribute)(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NamedCallable) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"NamedCallable({self.name!r})"


class CallableName(Kind):
    """The dotted name of a callable."""

    expected = "the dotted name of a callable"

    def read(self, text: str) -> object:
        return self.take(unseal(text).strip().strip('"'))

    def take(self, value: object) -> object:
        if isinstance(value, str) and re.fullmatch(_DOTTED, unseal(value)):
            return NamedCallable(unseal(value))
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"type": "string"}

    def write(self, value: object) -> str:
        return str(self.give(value))

    def give(self, value: object) -> object:
        return value.name if isinstance(value, NamedCallable) else value
