"""The kinds of settings that are not Django's: those of the project and of its applications."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from functools import cached_property
from types import ModuleType

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import TYPES_OPTION
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.by_type import (
    KINDS_BY_WORD,
    find_kind_of_annotation,
    find_kind_of_value,
    find_kind_of_word,
)
from twod.wsgi.config.kinds.untyped import UNDECLARED


def read_declared_types(variables: Mapping[str, IniOption], report: Report) -> dict[str, Kind]:
    """Return the kinds that ``twod.types = NAME:WORD …`` declares, by the names of the settings."""
    option = variables.get(TYPES_OPTION)
    declared: dict[str, Kind] = {}
    if option is None:
        return declared
    for word in option.text.replace(",", " ").split():
        name, _, type_ = word.partition(":")
        kind = find_kind_of_word(type_)
        if kind is not None and name.isidentifier() and name.isupper():
            declared[name] = kind
            if name in KINDS:
                report.warn(option, f"{name} is a setting of Django, which already has a type; remove it here")
        else:
            report.error(option, _describe_wrong(word, type_, kind))
    return declared


def _describe_wrong(word: str, type_: str, kind: Kind | None) -> str:
    """Return the error for a declaration that is wrong: its type is not known, or its name is no name of a setting."""
    if kind is not None:
        return f"expected NAME:TYPE with NAME in capitals, got {word!r}"
    hint = hint_at_nearest(type_.removesuffix("?"), KINDS_BY_WORD) or f"; the types are {', '.join(KINDS_BY_WORD)}"
    return f"expected NAME:TYPE, got {word!r}{hint}"


class OwnSettings:
    """The settings that are not Django's, defined by the settings module and ``twod.types``."""

    def __init__(self, declared: Mapping[str, Kind], module: ModuleType | None) -> None:
        #: The kinds that ``twod.types`` declares, by name.
        self.declared = declared
        self._module = module
        self._kinds: dict[str, Kind | None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.declared or hasattr(self._module, name) or name in self._annotations

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The declared settings, and those of the settings module that are not present or former Django settings."""
        module = {*dir(self._module), *self._annotations} if self._module is not None else set()
        return tuple(sorted(self.declared.keys() | {name for name in module - CATALOGUE.keys() if name.isupper()}))

    def find_kind(self, name: str) -> Kind | None:
        """Return the kind of a setting from its declaration, its value in the settings module, or its annotation."""
        if name not in self._kinds:
            self._kinds[name] = self.declared.get(name) or self._find_kind_in_module(name)
        return self._kinds[name]

    def _find_kind_in_module(self, name: str) -> Kind | None:
        value = getattr(self._module, name, None)
        # An empty list does not show the type of its items, but the annotation list[int] does.
        is_empty = value is None or (type(value) in (list, tuple, set, frozenset, dict) and not value)
        if is_empty and name in self._annotations and (kind := find_kind_of_annotation(self._annotations[name])):
            return kind
        return find_kind_of_value(value)

    @cached_property
    def _annotations(self) -> dict[str, object]:
        if self._module is None:
            return {}
        try:
            return typing.get_type_hints(self._module)
        except (NameError, TypeError, SyntaxError, AttributeError):
            # If one annotation can only be resolved by a type checker, Python returns no annotations at all.
            return {}


def get_kind(name: str, own: OwnSettings) -> Kind:
    """Return the kind of a setting; for an unknown setting, the kind that judges by the form of a value."""
    return KINDS.get(name) or own.find_kind(name) or UNDECLARED
