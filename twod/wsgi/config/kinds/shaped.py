"""Kinds derived from values in the settings module: collections, dictionaries and mixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from twod.inifile.seals import unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import JsonSchema, Kind
from twod.wsgi.config.kinds.containers import is_ordered, is_unordered, rebuild, rebuild_mapping
from twod.wsgi.config.kinds.lists import Lines, ListKind, Words, iterate
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.pairs import Row, Rows
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.exc import BadValueError

#: The types with the same values in Python and in JSON.
_JSON_TYPES = frozenset({str, int, float, bool, type(None), list, dict})


class Collection(ListKind):
    """A collection of the same type as an example: a list, a set, a named tuple and so on."""

    def __init__(self, example: Any, item: Kind) -> None:
        name = type(example).__name__
        self._notation = _find_notation(item)
        super().__init__(item, f"{_NOTATIONS[type(self._notation)]} for a {name}")
        self._notation.expected = self.expected
        self._example = example

    def read(self, text: str) -> object:
        return rebuild(self._example, list(iterate(self._notation.read(text))))

    def take(self, value: object) -> object:
        return rebuild(self._example, list(iterate(super().take(value))))

    def split(self, text: str) -> Iterable[str]:
        return self._notation.split(text)

    def describe_json(self) -> JsonSchema:
        return {"type": "array"}  # rebuild() checks the items

    def write(self, value: object) -> str:
        return self._notation.write(self._in_order(value))

    def give(self, value: object) -> object:
        return super().give(self._in_order(value))

    def _in_order(self, value: Any) -> list[object]:
        if is_unordered(value):
            return sorted(value, key=lambda item: json_text.dumps(self.item.give(item)))
        return list(value) if is_ordered(value) else list(iterate(value))

    def find_child(self, segment: str) -> Kind | None:
        return None if is_unordered(self._example) else super().find_child(segment)

    def read_items(self, text: str) -> list[object]:
        text = unseal_whole(text)
        if text.lstrip().startswith("{"):
            return [self.item.read(text)]
        return list(iterate(self._notation.read(text)))

    def make_empty(self) -> object:
        return rebuild(self._example, [])


def _find_notation(item: Kind) -> ListKind:
    """Return the kind of list with the shortest notation for such items."""
    if isinstance(item, Row) and not item.is_json_only:
        return Rows(item, "")
    if item.is_container:
        return ListKind(item)
    return Lines(item) if isinstance(item, Regex) else Words(item)


_NOTATIONS: dict[type, str] = {
    Rows: "tuples such as a ; b, one per line, or a JSON array,",
    ListKind: "a JSON array",
    Lines: "lines, or a JSON array,",
    Words: "words, or a JSON array,",
}


class KeyKind(Kind):
    """The keys of a mapping; keys of any type are texts in JSON."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.expected = kind.expected

    def take(self, value: object) -> object:
        if not isinstance(value, str):
            return self._kind.take(value)
        try:
            return self._kind.take(value)
        except BadValueError:
            return self._kind.read(value)

    def give(self, value: object) -> object:
        given = self._kind.give(value)
        return given if isinstance(given, str) else self._kind.write(value)


class Fields(Map):
    """A mapping in which each existing key keeps the type of its value.

    A text finds the existing key with that text. A new key gets the type of the existing keys. Its value gets the type
    of the existing values if they share one type that JSON lacks; or else the form of the value decides.
    """

    has_secret_parts = True

    def __init__(
        self, examples: Sequence[Mapping[Any, object]], find_common_kind: Callable[[Sequence[object]], Kind]
    ) -> None:
        super().__init__()
        self.has_secret_parts = True
        self._examples = examples
        self._find_common_kind = find_common_kind

    def read(self, text: str) -> object:
        return self._rebuild(super().read(text))

    def describe_json(self) -> JsonSchema:
        return {"type": "object"}

    def take(self, value: object) -> object:
        return self._rebuild(super().take(value))

    def _rebuild(self, items: Any) -> object:
        return rebuild_mapping(self._examples[0], items)

    def make_key(self, segment: str) -> object:
        kind, segment = self._key_kind, unseal(segment)
        if kind is None:
            return segment
        return self._keys_by_text[segment] if segment in self._keys_by_text else kind.take(segment)

    @cached_property
    def _keys(self) -> list[object]:
        return [key for example in self._examples for key in example]

    @cached_property
    def _key_kind(self) -> Kind | None:
        """The kind of the keys; None if all keys are plain texts."""
        return None if {type(key) for key in self._keys} <= {str} else KeyKind(self._find_common_kind(self._keys))

    @cached_property
    def _keys_by_text(self) -> dict[str, object]:
        return {self._write_key(key): key for key in self._keys}

    def _write_key(self, key: object) -> str:
        return str(key) if self._key_kind is None or type(key) is str else str(self._key_kind.give(key))

    def find_child(self, segment: str) -> Kind | None:
        try:
            return self._kind_of(self.make_key(segment))
        except BadValueError:
            return None

    def explain_unknown(self, key: str) -> str:
        """Return the error message for a key with another type than the existing keys."""
        expected = self._key_kind.expected if self._key_kind else "a text"
        return f"{expected} as a key, like the other keys, got {key!r}"

    def _kind_of(self, key: object) -> Kind:
        values = [example[key] for example in self._examples if key in example]
        return self._find_common_kind(values) if values else self._new_kind

    @cached_property
    def _new_kind(self) -> Kind:
        values = [value for example in self._examples for value in example.values()]
        types = {type(value) for value in values}
        return UNTYPED if len(types) != 1 or types <= _JSON_TYPES else self._find_common_kind(values)


class Mixed(Kind):
    """A mixture of kinds: a value is read by the kind that its form suggests, or else by the first that accepts it."""

    def __init__(self, kinds: Mapping[type, Kind]) -> None:
        self._kinds = kinds
        self.expected = " or ".join(kind.expected for kind in kinds.values())
        self.has_secret_parts = any(kind.has_secret_parts for kind in kinds.values())
        self.is_container = any(kind.is_container for kind in kinds.values())

    def read(self, text: str) -> object:
        likely = self._kinds.get(type(UNTYPED.read(text)))
        return self._try([likely, *self._kinds.values()], lambda kind: kind.read(text))

    def take(self, value: object) -> object:
        return self._try([self._kinds.get(type(value)), *self._kinds.values()], lambda kind: kind.take(value))

    def _try(self, kinds: Iterable[Kind | None], convert: Callable[[Kind], object]) -> object:
        for kind in filter(None, kinds):
            try:
                return convert(kind)
            except BadValueError:
                continue
        raise BadValueError(self.expected)

    def write(self, value: object) -> str:
        text = self._get_kind(value).write(value)
        return text if type(self.read(text)) is type(value) else json_text.dumps(self.give(value))

    def give(self, value: object) -> object:
        return self._get_kind(value).give(value)

    def _get_kind(self, value: object) -> Kind:
        return self._kinds.get(type(value), TEXT)

    def find_child(self, segment: str) -> Kind | None:
        children = (kind.find_child(segment) for kind in self._kinds.values() if kind.is_container)
        return next((child for child in children if child is not None), None)
