"""The base of all kinds of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeGuard

from twod.inifile.seals import is_sealed, unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.exc import BadValueError

#: A schema in the dialect of JSON Schema 2020-12, as a Python value.
JsonSchema = dict[str, object]
#: A string that is one reference and nothing else: what it gives is read as a text of the kind.
REFERENCE_SCHEMA: JsonSchema = {"type": "string", "pattern": r"^\$\{.*\}$"}


class Mention(NamedTuple):
    """An item of a list as an operator such as ``remove`` means it: by its whole value, or by a name."""

    #: MISSING when the text is no whole item.
    value: object
    #: One of the names that :meth:`Kind.find_names` returns for the item; None when items have no names.
    name: str | None = None


class Kind:
    """One kind of value.

    ``write`` is the inverse of ``read``, and ``give`` of ``take``: a text that PasteDeploy hands over, and a
    value inside a JSON text, respectively.
    """

    #: The text after "expected" in an error.
    expected: str
    #: Whether a part of the value may be a secret whatever the setting is called.
    has_secret_parts = False
    #: Whether a value has parts, so that it does not fit into one word or line with others.
    is_container = False

    def read(self, text: str) -> object:
        """Return the value of an option's text, with seals in the place of references.

        The notation of this kind is read before the seals are opened (:mod:`twod.inifile.seals`). Only a reference
        that is the whole text is read as if its text stood there.

        :raises BadValueError: when the text is not of this kind.
        """
        raise NotImplementedError

    def take(self, value: object) -> object:
        """Return the value that a JSON value stands for.

        :raises BadValueError: when it is not of this kind.
        """
        raise NotImplementedError

    def write(self, value: object) -> str:
        """Return the text that reads as this value."""
        raise NotImplementedError

    def give(self, value: object) -> object:
        """Return the JSON value that stands for this value."""
        return value

    def describe_json(self) -> JsonSchema:
        """Return a JSON schema of what :meth:`take` takes; one that takes more, where a schema cannot tell all."""
        return {}

    def find_child(self, _segment: str, /) -> Kind | None:
        """Return the kind of the part with a key or index, None when there can be no such part."""
        return None

    def find_ambiguous(self, _text: str, /) -> Iterator[str]:
        """Yield the parts of a text that are read as texts, but may be meant as booleans, None or numbers.

        :param _text: a text that this kind can read, with seals in the place of references.
        """
        return iter(())

    def read_items(self, _text: str, /) -> list[object]:
        """Return what an operator such as ``append`` adds to a list.

        :raises BadValueError: when values of this kind are no lists, or the text is not one.
        """
        raise BadValueError(f"a setting that is a list; this one takes {self.expected}")

    def read_mentions(self, text: str) -> list[Mention]:
        """Return what an operator such as ``remove`` means, the items of a list.

        :raises BadValueError: as :meth:`read_items` does.
        """
        return [Mention(item) for item in self.read_items(text)]

    def read_mention(self, text: str) -> Mention:
        """Return which item of a list is meant by a text, when the items are of this kind.

        :raises BadValueError: when the text can mean none.
        """
        return Mention(self.read(text))

    def take_mention(self, value: object) -> Mention:
        """Return the same for a JSON value.

        :raises BadValueError: when it can mean none.
        """
        return Mention(self.take(value))

    def find_names(self, _item: object, /) -> Sequence[str]:
        """Return the texts that mean an item of this kind in a list as well as the whole of it does."""
        return ()

    def get_item_kind(self) -> Kind:
        """Return the kind of the items of a list.

        :raises BadValueError: when values of this kind are no lists.
        """
        raise BadValueError(f"a setting that is a list; this one takes {self.expected}")

    def make_empty(self) -> object:
        """Return the value that an operator begins with where there is none."""
        return []


class NamedKind(Kind):
    """The values that a list may mention by a part of them, as a pair by its first half."""

    def read_mention(self, text: str) -> Mention:
        name = unseal(unquote(text) if is_quoted(text) else text)
        try:
            return Mention(self.read(text), name)
        except BadValueError:
            return Mention(MISSING, name)

    def take_mention(self, value: object) -> Mention:
        return self.read_mention(value) if isinstance(value, str) else super().take_mention(value)


class OptionalKind(Kind):
    """The values of another kind, or None: ``none``, ``null`` or nothing."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.expected = f"{kind.expected} or none"
        self.has_secret_parts = kind.has_secret_parts
        self.is_container = kind.is_container

    def read(self, text: str) -> object:
        if _means_none(unseal_whole(text)):
            return None
        try:
            return self.kind.read(text)
        except BadValueError as error:
            raise self._widen(error) from error.__cause__

    def take(self, value: object) -> object:
        if value is None:
            return None
        try:
            return self.kind.take(value)
        except BadValueError as error:
            if isinstance(value, str) and is_sealed(value) and _means_none(unseal(value)):
                return None
            raise self._widen(error) from error.__cause__

    def _widen(self, error: BadValueError) -> BadValueError:
        """Return an error of the other kind as one of this kind."""
        is_about_whole = error.expected == self.kind.expected and not error.path
        return BadValueError(self.expected, error.got) if is_about_whole else error

    def write(self, value: object) -> str:
        if value is None:
            return "none"
        text = self.kind.write(value)
        return json_text.dumps(text) if _means_none(text) else text

    def give(self, value: object) -> object:
        return None if value is None else self.kind.give(value)

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [self.kind.describe_json(), {"type": "null"}, REFERENCE_SCHEMA]}

    def find_child(self, segment: str) -> Kind | None:
        return self.kind.find_child(segment)

    def find_ambiguous(self, text: str) -> Iterator[str]:
        return iter(()) if _means_none(unseal_whole(text)) else self.kind.find_ambiguous(text)

    def read_items(self, text: str) -> list[object]:
        return self.kind.read_items(text)

    def read_mentions(self, text: str) -> list[Mention]:
        return self.kind.read_mentions(text)

    def get_item_kind(self) -> Kind:
        return self.kind.get_item_kind()

    def make_empty(self) -> object:
        return self.kind.make_empty()


def _means_none(text: str) -> bool:
    return text.strip().lower() in ("", "none", "null")


def is_json(text: str) -> bool:
    """Return whether a text is to be read as a JSON array or object."""
    return text.lstrip()[:1] in ("[", "{")


def is_quoted(text: str) -> bool:
    """Return whether the whole of a text is in double quotes, and so is a JSON string."""
    text = text.strip()
    return len(text) > 1 and text[0] == text[-1] == '"'


def unquote(text: str) -> str:
    """Return the string that a text in double quotes stands for; seals stay closed.

    :raises BadValueError: when it is no JSON string.
    """
    try:
        value = json_text.loads(text.strip())
    except BadValueError:
        message = "a JSON string, since it begins and ends with '\"' (inside it write \\\" and \\\\)"
        raise BadValueError(message, text) from None
    return str(value)


def is_plain(text: str) -> bool:
    """Return whether a text of one line comes back from an ini exactly as it is written."""
    return text.isprintable() and text == text.strip() and "${" not in text


def join_lines(lines: Sequence[str]) -> str:
    """Return the text of an option: one line as it is, more than one below the option's name."""
    return "\n".join(["", *lines]) if len(lines) > 1 else "".join(lines)


def show(value: object) -> str:
    """Return a JSON value as an error may show it."""
    return unseal(value) if isinstance(value, str) else json_text.dumps(json_text.unseal_all(value))


def is_reference(value: object) -> TypeGuard[str]:
    """Return whether a JSON value is a string that is one reference and nothing else, and so is read like a text."""
    return isinstance(value, str) and is_sealed(value)
