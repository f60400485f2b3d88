"""The kinds of settings that Django does not know: the project's own, and those of applications."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from types import ModuleType

from twod.inifile.reading import IniOption
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.by_type import (
    KINDS_BY_WORD,
    find_kind_of_annotation,
    find_kind_of_value,
    find_kind_of_word,
)
from twod.wsgi.exc import Problem

TYPES_OPTION = "twod.types"


def read_declared_types(variables: Mapping[str, IniOption], problems: list[Problem]) -> dict[str, Kind]:
    """Return the kinds that ``twod.types = NAME:WORD …`` declares, by name."""
    option = variables.get(TYPES_OPTION)
    declared: dict[str, Kind] = {}
    for word in option.text.replace(",", " ").split() if option else ():
        name, _, type_ = word.partition(":")
        kind = find_kind_of_word(type_)
        if option and (kind is None or not name.isidentifier() or not name.isupper()):
            expected = f"NAME:TYPE, where TYPE is one of {', '.join(KINDS_BY_WORD)}"
            problems.append(option.problem(f"expected {expected}, got {word!r}"))
        elif kind is not None:
            declared[name] = kind
    return declared


class OwnSettings:
    """What the settings module and ``twod.types`` tell of settings that Django does not know."""

    def __init__(self, declared: Mapping[str, Kind], module: ModuleType | None) -> None:
        self._declared = declared
        self._module = module
        self._hints: dict[str, object] | None = None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._knows(name)

    def _knows(self, name: str) -> bool:
        return name in self._declared or hasattr(self._module, name) or name in self._annotations

    def find_kind(self, name: str) -> Kind | None:
        """Return the kind of a setting: of its value in the module, its annotation there, or what was declared."""
        kind = find_kind_of_value(getattr(self._module, name, None))
        if kind is None and name in self._annotations:
            kind = find_kind_of_annotation(self._annotations[name])
        return self._declared.get(name) if kind is None else kind

    @property
    def _annotations(self) -> dict[str, object]:
        if self._hints is None:
            self._hints = _read_annotations(self._module)
        return self._hints


def _read_annotations(module: ModuleType | None) -> dict[str, object]:
    if module is None:
        return {}
    try:
        return dict(typing.get_type_hints(module))
    except (NameError, TypeError, SyntaxError, AttributeError):
        # An annotation that only a type checker can resolve says nothing here; neither do the others of the module.
        return {}
