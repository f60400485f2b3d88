"""Mappings with arbitrary keys, and mappings with keys that Django defines."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import cast

from twod.inifile.nearest import find_meant
from twod.inifile.seals import seal, unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import JsonSchema, Kind, is_json, is_plain, join_lines, show
from twod.wsgi.config.kinds.number_kinds import MessageLevel
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.kinds.urls import UrlItem
from twod.wsgi.exc import BadValueError


class Map(Kind):
    """A mapping with values of one kind, written as lines ``k = v`` or as a JSON object."""

    is_container = True

    def __init__(
        self, value: Kind = UNTYPED, key: Kind = TEXT, expected: str = "lines of k = v, or a JSON object"
    ) -> None:
        self._value = value
        self._key = key
        self.expected = expected
        self.has_secret_parts = value.has_secret_parts

    def read(self, text: str) -> object:
        text = unseal_whole(text)
        if is_json(text):
            return self.take(json_text.loads(text))
        result: dict[object, object] = {}
        for name, value in self._split(text):
            key, kind = self._open(name, result)
            try:
                result[key] = kind.read(value)
            except BadValueError as error:
                raise error.below(str(key)) from error
        return result

    def _split(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the key and the text of the value on each line."""
        for line in filter(None, map(str.strip, text.split("\n"))):
            name, equals, value = line.partition("=")
            if not equals or not name.strip():
                raise BadValueError(self.expected, line)
            yield str(TEXT.read(name.strip())), value.strip()

    def find_ambiguous(self, text: str) -> Iterator[str]:
        text = unseal_whole(text)
        text = unseal_whole(text)
        for name, value in () if is_json(text) else self._split(text):
            kind = self.find_child(name)
            yield from kind.find_ambiguous(value) if kind is not None else ()

    def take(self, value: object) -> object:
        if not isinstance(value, dict):
            raise BadValueError(self.expected, show(value))
        result: dict[object, object] = {}
        for name, item in value.items():
            key, kind = self._open(name, result)
            try:
                result[key] = kind.take(item)
            except BadValueError as error:
                raise error.below(str(key)) from error
        return result

    def describe_json(self) -> JsonSchema:
        return {"type": "object", "additionalProperties": self._value.describe_json()}

    def _open(self, name: str, present: Container[object]) -> tuple[object, Kind]:
        """Return the key for a name, and the kind of its value.

        :param present: the keys that exist already.
        :raises BadValueError: if the mapping cannot have this key, or has it already.
        """
        name = unseal(name)
        key = self.make_key(name)
        if key in present:
            raise BadValueError(f"{self.expected}; the key {name!r} appears twice")
        kind = self.find_child(name)
        if kind is None:
            raise BadValueError(self.explain_unknown(name))
        return key, kind

    def explain_unknown(self, key: str) -> str:
        """Return the error message for a key that the mapping cannot have."""
        return f"no key {key!r}"

    def write(self, value: object) -> str:
        items = value.items() if isinstance(value, Mapping) else ()
        lines = [f"{TEXT.write(self._write_key(key))} = {self._kind_of(key).write(item)}" for key, item in items]
        plain = all(is_plain(line) and line[0] not in '#;[{"=' and line.count("=") == 1 for line in lines)
        if not plain or any(line.endswith("=") for line in lines):
            return json_text.dumps(self.give(value))
        return join_lines(lines)

    def give(self, value: object) -> object:
        items = value.items() if isinstance(value, Mapping) else ()
        return {self._write_key(key): self._kind_of(key).give(item) for key, item in items}

    def _write_key(self, key: object) -> str:
        return str(self._key.give(key))

    def _kind_of(self, key: object) -> Kind:
        return self.find_child(str(key)) or UNTYPED

    def find_child(self, _segment: str, /) -> Kind | None:
        return self._value

    def make_key(self, segment: str) -> object:
        """Return the key for a segment of a dotted name.

        :raises BadValueError: if the mapping cannot have this key.
        """
        return self._key.take(segment)


class Struct(Map):
    """A mapping with known keys; it also accepts other keys, unless they look like misspellings of known ones."""

    # The value of an unknown key may contain a secret.
    has_secret_parts = True

    def __init__(self, expected: str, fields: Mapping[str, Kind]) -> None:
        super().__init__(expected=expected)
        self.fields = dict(fields)

    def find_child(self, segment: str) -> Kind | None:
        if segment in self.fields:
            return self.fields[segment]
        return None if find_meant(segment, self.fields) else UNTYPED

    def describe_json(self) -> JsonSchema:
        return {"type": "object", "properties": {name: kind.describe_json() for name, kind in self.fields.items()}}

    def explain_unknown(self, key: str) -> str:
        return f"a known key, got {key!r}; did you mean {find_meant(key, self.fields)}?"


class Located(Struct):
    """A mapping that can also be written as a URL, such as a database."""

    def __init__(self, expected: str, fields: Mapping[str, Kind], read_url: Callable[[str], UrlItem]) -> None:
        super().__init__(f"{expected} as a URL, lines of k = v, or a JSON object", fields)
        self._read_url = read_url

    def read(self, text: str) -> object:
        opened = unseal_whole(text)
        if opened is not text and not opened.strip():
            raise BadValueError(f"{self.expected}; the text of the reference is empty")
        return self._read_item(*self._read_url(opened.strip())) if self._is_url(opened) else super().read(text)

    def _read_item(self, values: dict[str, object], texts: Mapping[tuple[str, ...], str]) -> object:
        """Return the mapping for a URL, with each part read by its kind, as on a line or in a JSON object."""
        for path, text in texts.items():
            kind: Kind | None = self
            for segment in path:
                kind = kind.find_child(segment) if kind is not None else None
            if kind is None:
                raise BadValueError(f"a known option, got {path[-1]!r}")
            below = values
            for segment in path[:-1]:
                below = cast("dict[str, object]", below.setdefault(segment, {}))
            try:
                # Quotes are part of the text here, as in the text of a reference.
                below[path[-1]] = kind.read(seal(text))
            except BadValueError as error:
                raise error.below(*path) from error
        return super().take(values)

    def find_ambiguous(self, text: str) -> Iterator[str]:
        return iter(()) if self._is_url(unseal_whole(text)) else super().find_ambiguous(text)

    def _is_url(self, text: str) -> bool:
        scheme, colon, _ = text.strip().partition("://")
        return bool(colon) and not is_json(text) and "=" not in scheme and "\n" not in text.strip()

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [super().describe_json(), {"type": "string"}]}

    def take(self, value: object) -> object:
        return self.read(value) if isinstance(value, str) else super().take(value)


class Tags(Map):
    """The value of ``MESSAGE_TAGS``: a mapping from message levels, which must be integers, to texts."""

    def __init__(self) -> None:
        super().__init__(TEXT, MessageLevel(), "lines of level = tag, or a JSON object")


TEXTS = Map(TEXT, expected="lines of k = text, or a JSON object")
