"""Lists with one kind of items, written as words, lines or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from twod.inifile.seals import unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import (
    JsonSchema,
    Kind,
    Mention,
    is_json,
    is_plain,
    join_lines,
    show,
)
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError

_WORD = r'[\s,]*("(?:[^"\\]|\\.)*"(?=[\s,]|$)|[^\s,"][^\s,]*)'
_PLAIN_WORD = r"[^\s,\"'\[{#;$][^\s,$]*"


class ListKind(Kind):
    """A list with items of one kind; a text that begins with ``[`` is JSON."""

    is_container = True

    def __init__(self, item: Kind, expected: str | None = None) -> None:
        self.item = item
        self.expected = expected or f"a list, each item {item.expected}"
        self.has_secret_parts = item.has_secret_parts

    def read(self, text: str) -> object:
        text = unseal_whole(text)
        if is_json(text):
            return self.take(json_text.loads(text))
        return [self.item.read(part) for part in self.split(text)]

    def split(self, text: str) -> Iterable[str]:
        """Return the texts of the items; this base class accepts JSON only.

        :raises BadValueError: if the text is not a list.
        """
        raise BadValueError(f"{self.expected}, as JSON", text)

    def take(self, value: object) -> object:
        if not isinstance(value, list):
            raise BadValueError(self.expected, show(value))
        return [self._take_item(index, item) for index, item in enumerate(value)]

    def describe_json(self) -> JsonSchema:
        return {"type": "array", "items": self.item.describe_json()}

    def _take_item(self, index: int, item: object) -> object:
        try:
            return self.item.take(item)
        except BadValueError as error:
            raise error.below(str(index)) from error

    def write(self, value: object) -> str:
        return json_text.dumps(self.give(value))

    def give(self, value: object) -> object:
        return [self.item.give(item) for item in iterate(value)]

    def find_child(self, segment: str) -> Kind | None:
        return self.item if segment.isdecimal() else None

    def find_ambiguous(self, text: str) -> Iterator[str]:
        text = unseal_whole(text)
        text = unseal_whole(text)
        for part in () if is_json(text) else self.split(text):
            yield from self.item.find_ambiguous(part)

    def read_items(self, text: str) -> list[object]:
        text = unseal_whole(text)
        if text.lstrip().startswith("{"):
            return [self.item.read(text)]
        return list(iterate(self.read(text)))

    def read_mentions(self, text: str) -> list[Mention]:
        text = unseal_whole(text)
        if is_json(text):
            value = json_text.loads(text)
            return [self.item.take_mention(item) for item in (value if isinstance(value, list) else [value])]
        return [self.item.read_mention(part) for part in self.split(text)]

    def get_item_kind(self) -> Kind:
        return self.item


def iterate(value: object) -> Iterator[object]:
    """Return an iterator over a list or a tuple.

    :raises BadValueError: if the value is of another type.
    """
    if not isinstance(value, list | tuple):
        raise BadValueError(f"a list or a tuple, not a value of type {type(value).__name__}")
    return iter(value)


class Words(ListKind):
    """A list of words, separated by white space or commas; ``"quoted words"`` are JSON strings."""

    def __init__(self, item: Kind = TEXT, expected: str = "words") -> None:
        super().__init__(item, expected)

    def split(self, text: str) -> Iterable[str]:
        position = 0
        while match := re.compile(_WORD).match(text, position):
            yield match[1]
            position = match.end()
        if text[position:].replace(",", " ").strip():
            raise BadValueError(f"{self.expected}; a '\"' is not closed, or is not followed by a space", text)

    def write(self, value: object) -> str:
        words = [self.item.write(item) for item in iterate(value)]
        if not all(is_plain(word) and re.fullmatch(_PLAIN_WORD, word) for word in words):
            return super().write(value)
        return join_lines(words)


class SecretKeys(Words):
    """A list of secret keys that drops empty ones: a reference may be empty, and anybody could sign with such a key."""

    def read(self, text: str) -> object:
        return [key for key in iterate(super().read(text)) if key]

    def take(self, value: object) -> object:
        return [key for key in iterate(super().take(value)) if key]


class Lines(ListKind):
    """A list with one item on each line; a line in double quotes is a JSON string."""

    def split(self, text: str) -> Iterable[str]:
        return [line.strip() for line in text.split("\n") if line.strip()]

    def write(self, value: object) -> str:
        return join_lines([_write_line(self.item, item) for item in iterate(value)])


def _write_line(item: Kind, value: object) -> str:
    text = item.write(value)
    # ConfigParser drops lines that begin with # or ;, and a "[" at the beginning would mean JSON.
    return text if text and text[0] not in "#;[{" else json_text.dumps(item.give(value))


class OneOrMore(Kind):
    """A single value, or a list of values for a text of several words."""

    is_container = True

    def __init__(self, one: Kind) -> None:
        self._one = one
        self._many = Words(one)
        self.expected = f"{one.expected}, or several of them"

    def read(self, text: str) -> object:
        text = unseal_whole(text)
        if is_json(text):
            return self._many.take(json_text.loads(text))
        parts = list(self._many.split(text))
        return self._one.read(parts[0] if parts else text) if len(parts) < 2 else self._many.read(text)

    def take(self, value: object) -> object:
        return self._many.take(value) if isinstance(value, list) else self._one.take(value)

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [self._one.describe_json(), self._many.describe_json()]}

    def write(self, value: object) -> str:
        if isinstance(value, list | tuple):
            return json_text.dumps(self.give(value))
        text = self._one.write(value)
        return text if re.fullmatch(_PLAIN_WORD, text) else json_text.dumps(self._one.give(value))

    def give(self, value: object) -> object:
        return self._many.give(value) if isinstance(value, list | tuple) else self._one.give(value)

    def read_items(self, text: str) -> list[object]:
        return self._many.read_items(text)

    def get_item_kind(self) -> Kind:
        return self._one


class Tuple(Words):
    """A tuple, written as words."""

    def make_empty(self) -> object:
        return ()

    def read(self, text: str) -> object:
        return tuple(iterate(super().read(text)))

    def take(self, value: object) -> object:
        return tuple(iterate(super().take(value)))


WORDS = Words()
SECRET_KEYS = SecretKeys(TEXT, "secret keys, separated by white space or commas")
LINES = Lines(TEXT, "texts, one per line")
PATHS = Lines(TEXT, "paths, one per line")
INTEGERS = Tuple(INTEGER, "integers")
