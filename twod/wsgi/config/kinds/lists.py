"""Lists: of words, of lines, of regular expressions and of addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from twod.inifile.seals import unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import (
    JsonSchema,
    Kind,
    Mention,
    NamedKind,
    is_json,
    is_plain,
    is_quoted,
    join_lines,
    show,
    unquote,
)
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError

_WORD = r'[\s,]*("(?:[^"\\]|\\.)*"(?=[\s,]|$)|[^\s,"][^\s,]*)'
_PLAIN_WORD = r"[^\s,\"'\[{#;$][^\s,$]*"
_FLAGS = {"a": re.ASCII, "i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
_ADDRESS = r"[^\s@<>;,]+@[^\s@<>;,]+"


class ListKind(Kind):
    """A list, each item of one kind; JSON when it begins with ``[``."""

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
        """Return the texts of the items; this kind accepts only JSON for them.

        :raises BadValueError: when the text is no list.
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
    """Return an iterator over a value that is a list or a tuple.

    :raises BadValueError: when it is neither.
    """
    if not isinstance(value, list | tuple):
        raise BadValueError(f"a list or a tuple, not a value of type {type(value).__name__}")
    return iter(value)


class Words(ListKind):
    """Words apart by white space or commas; ``"quoted words"`` are JSON strings."""

    def __init__(self, item: Kind = TEXT, expected: str = "words") -> None:
        super().__init__(item, expected)

    def split(self, text: str) -> Iterable[str]:
        position = 0
        while match := re.compile(_WORD).match(text, position):
            yield match[1]
            position = match.end()
        if text[position:].replace(",", " ").strip():
            raise BadValueError(f"{self.expected}; a '\"' is not closed, or not followed by a space", text)

    def write(self, value: object) -> str:
        words = [self.item.write(item) for item in iterate(value)]
        if not all(is_plain(word) and re.fullmatch(_PLAIN_WORD, word) for word in words):
            return super().write(value)
        return join_lines(words)


class SecretKeys(Words):
    """Keys, none of them empty: a reference may lead to no former key, and anybody can sign with an empty one."""

    def read(self, text: str) -> object:
        return [key for key in iterate(super().read(text)) if key]

    def take(self, value: object) -> object:
        return [key for key in iterate(super().take(value)) if key]


class Lines(ListKind):
    """One item a line; a line in double quotes is a JSON string."""

    def split(self, text: str) -> Iterable[str]:
        return [line.strip() for line in text.split("\n") if line.strip()]

    def write(self, value: object) -> str:
        return join_lines([_write_line(self.item, item) for item in iterate(value)])


def _write_line(item: Kind, value: object) -> str:
    text = item.write(value)
    # ConfigParser drops a line that begins with a comment sign, and a first "[" would make JSON of all.
    return text if text and text[0] not in "#;[{" else json_text.dumps(item.give(value))


class Regex(Kind):
    """A regular expression, compiled where Django wants it so."""

    expected = "a regular expression"

    def __init__(self, *, compiled: bool) -> None:
        self._compiled = compiled

    def read(self, text: str) -> object:
        return self.take(TEXT.read(text))

    def take(self, value: object) -> object:
        if not isinstance(value, str):
            raise BadValueError(self.expected, show(value))
        value = unseal(value)
        try:
            pattern = re.compile(value)
        except re.error as error:
            at = "" if error.pos is None else f" at position {error.pos}"
            raise BadValueError(f"{self.expected} ({error.msg}{at})", value) from None
        except (RecursionError, OverflowError):
            raise BadValueError(f"{self.expected} that is not nested so deep", value) from None
        return pattern if self._compiled else value

    def describe_json(self) -> JsonSchema:
        return {"type": "string", "format": "regex"}

    def write(self, value: object) -> str:
        return TEXT.write(self.give(value))

    def give(self, value: object) -> object:
        return _write_pattern(value) if isinstance(value, re.Pattern) else value


def _write_pattern(pattern: re.Pattern[Any]) -> object:
    """Return the text that compiles to a pattern, its flags in it."""
    if not isinstance(pattern.pattern, str):
        raise BadValueError("a regular expression for texts")
    letters = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
    # A pattern may begin with its flags, and then has them already.
    is_whole = not letters or re.compile(pattern.pattern).flags == pattern.flags
    return pattern.pattern if is_whole else f"(?{letters}){pattern.pattern}"


class MailAddress(NamedKind):
    """``Name ; a@x``, ``"Name" <a@x>`` or ``a@x``.

    Django 5.2 wants pairs of name and address, Django 6 wants texts.

    :param wants_pairs: whether pairs are wanted, asked for each address: to find Django's version before Django is
        imported takes longer than to import this package.
    """

    expected = 'an address (a@example.com, "Name" <a@example.com> or Name ; a@example.com)'

    def __init__(self, wants_pairs: Callable[[], bool]) -> None:
        self._wants_pairs = wants_pairs

    def read(self, text: str) -> object:
        text = unseal_whole(text)
        name, address = "", (unquote(text) if is_quoted(text) else text).strip()
        written = address
        if address.endswith(">"):
            name, _, address = address[:-1].rpartition("<")
        elif ";" in address:
            name, _, address = address.rpartition(";")
        name, address = name.strip(), unseal(address).strip()
        if not re.fullmatch(_ADDRESS, address):
            raise BadValueError(self.expected, text)
        if written.endswith(">") and not self._wants_pairs() and unseal(written) == written:
            return written
        return self._make(str(TEXT.read(name)), address)

    def _make(self, name: str, address: str) -> object:
        if self._wants_pairs():
            return (name, address)
        return f"{json_text.dumps(name).replace('$${', '${')} <{address}>" if name else address

    def take(self, value: object) -> object:
        if isinstance(value, str):
            return self.read(value)
        match value:
            case [str(name), str(address)] if re.fullmatch(_ADDRESS, unseal(address)):
                return self._make(unseal(name), unseal(address))
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        text: JsonSchema = {"type": "string"}
        return {"anyOf": [text, {"type": "array", "items": text, "minItems": 2, "maxItems": 2}]}

    def write(self, value: object) -> str:
        match value:
            case [str(name), str(address)]:
                return f"{json_text.dumps(name)} <{address}>" if name else address
        return str(value).replace("${", "$${")

    def give(self, value: object) -> object:
        return list(value) if isinstance(value, tuple) else value

    def find_names(self, item: object) -> Sequence[str]:
        match item:
            case [str(name), str(address)]:
                return (name, address)
            case str():
                name, _, address = item.rpartition("<")
                return (name.strip().strip('"'), address.removesuffix(">").strip())
        return ()


class OneOrMore(Kind):
    """One value by itself, or a list of such values when there are several words."""

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
    """Words that make a tuple."""

    def make_empty(self) -> object:
        return ()

    def read(self, text: str) -> object:
        return tuple(iterate(super().read(text)))

    def take(self, value: object) -> object:
        return tuple(iterate(super().take(value)))


WORDS = Words()
SECRET_KEYS = SecretKeys(TEXT, "secret keys, apart by white space or commas")
LINES = Lines(TEXT, "texts, one a line")
PATHS = Lines(TEXT, "paths, one a line")
INTEGERS = Tuple(INTEGER, "integers")
