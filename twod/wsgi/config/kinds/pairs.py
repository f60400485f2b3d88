"""Pairs and longer tuples of fixed length, and lists of them with one tuple on each line."""

from __future__ import annotations

from collections.abc import Sequence

from twod.inifile.seals import unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import JsonSchema, Kind, NamedKind, is_json, is_quoted, show
from twod.wsgi.config.kinds.lists import Lines, ListKind, iterate
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError


class Row(NamedKind):
    """A tuple with a fixed kind for each item, written ``a ; b ; c``, or as JSON if it begins with ``[``."""

    is_container = True

    def __init__(self, *fields: Kind, expected: str | None = None) -> None:
        self._fields = fields
        #: Whether only JSON can express its items, because a container does not fit between semicolons.
        self.is_json_only = any(field.is_container for field in fields)
        self.expected = expected or self._describe()

    def _describe(self) -> str:
        names = [field.expected for field in self._fields]
        return f"a JSON array: {', '.join(names)}" if self.is_json_only else " ; ".join(names)

    def read(self, text: str) -> object:
        text = unseal_whole(text)
        if is_json(text):
            return self.take(json_text.loads(text))
        texts = [part.strip() for part in text.split(";", len(self._fields) - 1)]
        if self.is_json_only or len(texts) != len(self._fields):
            raise BadValueError(self.expected, text)
        return tuple(field.read(part) for field, part in zip(self._fields, texts, strict=True))

    def take(self, value: object) -> object:
        if not isinstance(value, list) or len(value) != len(self._fields):
            raise BadValueError(self.expected, show(value))
        return tuple(self._take_field(index, item) for index, item in enumerate(value))

    def describe_json(self) -> JsonSchema:
        fields, count = [field.describe_json() for field in self._fields], len(self._fields)
        return {"type": "array", "prefixItems": fields, "minItems": count, "maxItems": count}

    def _take_field(self, index: int, item: object) -> object:
        try:
            return self._fields[index].take(item)
        except BadValueError as error:
            raise error.below(str(index)) from error

    def write(self, value: object) -> str:
        texts = [field.write(item) for field, item in self._assign(value)]
        plain = all(texts) and not any(";" in text or "\n" in text or text[0] in '#[{"' for text in texts)
        return " ; ".join(texts) if plain and not self.is_json_only else json_text.dumps(self.give(value))

    def give(self, value: object) -> object:
        return [field.give(item) for field, item in self._assign(value)]

    def _assign(self, value: object) -> list[tuple[Kind, object]]:
        """Return each item with its kind.

        :raises BadValueError: if the value has too many or too few items.
        """
        items = list(iterate(value))
        if len(items) != len(self._fields):
            raise BadValueError(self.expected)
        return list(zip(self._fields, items, strict=True))

    def find_child(self, segment: str) -> Kind | None:
        return self._fields[int(segment)] if segment.isdecimal() and int(segment) < len(self._fields) else None

    def find_names(self, item: object) -> Sequence[str]:
        if issubclass(type(item), list | tuple) and item and issubclass(type(item[0]), str):  # type: ignore[index]
            return (item[0],)  # type: ignore[index]
        return ()


class Pair(Row):
    """A pair of texts, written ``a ; b``."""

    def __init__(self, expected: str = "a pair: a ; b") -> None:
        super().__init__(TEXT, TEXT, expected=expected)


class Rows(Lines):
    """A list with one tuple on each line."""

    def __init__(self, row: Row, expected: str) -> None:
        super().__init__(row, expected)

    def write(self, value: object) -> str:
        needs_json = any(self.item.write(item).startswith("[") for item in iterate(value) if not isinstance(item, str))
        return ListKind.write(self, value) if needs_json else super().write(value)


class Pairs(Rows):
    """A list with one pair on each line."""

    def __init__(self) -> None:
        super().__init__(Pair(), "pairs, one per line: a ; b")


class _PathOrPair(Pair):
    """A path, or ``prefix ; path``."""

    def __init__(self) -> None:
        super().__init__("a path, or prefix ; path")

    def read(self, text: str) -> object:
        opened = unseal_whole(text)
        return super().read(opened) if ";" in opened and not is_quoted(opened) else TEXT.read(text)

    def take(self, value: object) -> object:
        return unseal(value) if isinstance(value, str) else super().take(value)

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "string"}, super().describe_json()]}

    def write(self, value: object) -> str:
        if not isinstance(value, str):
            return super().write(value)
        return json_text.dumps(value) if not value or value[0] in "#;[{" or ";" in value else TEXT.write(value)

    def give(self, value: object) -> object:
        return value if isinstance(value, str) else super().give(value)


class PathsOrPairs(Rows):
    """A list with one path, or ``prefix ; path``, on each line."""

    def __init__(self) -> None:
        super().__init__(_PathOrPair(), "paths, one per line, each with an optional 'prefix ;' before it")
