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
#: A string that consists of one reference: the kind reads the text of the reference.
REFERENCE_SCHEMA: JsonSchema = {"type": "string", "pattern": r"^\$\{.*\}$"}


class Mention(NamedTuple):
    """An item of a list as an operator such as ``remove`` names it: by its whole value, or by a part of it."""

    #: The value of the whole item; MISSING if the text is not a whole item.
    value: object
    #: One of the names that :meth:`Kind.find_names` returns for the item; None if items have no names.
    name: str | None = None


class Kind:
    """One kind of value.

    ``read`` and ``write`` convert from and to the text of an option. ``take`` and ``give`` convert from and to a JSON
    value inside such a text.
    """

    #: The text after "expected" in an error.
    expected: str
    #: Whether a part of the value may be a secret, even if the name of the setting does not suggest one.
    has_secret_parts = False
    #: Whether a value has parts, so that it cannot be one word or field among others.
    is_container = False

    def read(self, text: str) -> object:
        """Return the value of an option's text, with seals in the place of references.

        This method reads the notation before it opens the seals (:mod:`twod.inifile.seals`), so the text of a reference
        cannot change the structure. Only if a reference is the whole text does the kind read the text of the reference.

        :raises BadValueError: if the text is not of this kind.
        """
        raise NotImplementedError

    def take(self, value: object) -> object:
        """Return the value for a JSON value.

        :raises BadValueError: if the JSON value is not of this kind.
        """
        raise NotImplementedError

    def write(self, value: object) -> str:
        """Return the text from which :meth:`read` makes this value."""
        raise NotImplementedError

    def give(self, value: object) -> object:
        """Return the JSON value from which :meth:`take` makes this value."""
        return value

    def describe_json(self) -> JsonSchema:
        """Return a JSON schema for :meth:`take`; it accepts more values where a schema cannot express the rule."""
        return {}

    def find_child(self, _segment: str, /) -> Kind | None:
        """Return the kind of the part with a key or index; None if values of this kind have no such part."""
        return None

    def find_ambiguous(self, _text: str, /) -> Iterator[str]:
        """Yield the parts of a text that are read as texts, but may be meant as a boolean, None or a number.

        :param _text: a text that this kind can read, with seals in the place of references.
        """
        return iter(())

    def read_items(self, _text: str, /) -> list[object]:
        """Return the items that an operator such as ``append`` adds to a list.

        :raises BadValueError: if values of this kind are not lists, or the text is not a list.
        """
        raise BadValueError(f"a setting that is a list; this one takes {self.expected}")

    def read_mentions(self, text: str) -> list[Mention]:
        """Return the items of a list that an operator such as ``remove`` names.

        :raises BadValueError: as :meth:`read_items` does.
        """
        return [Mention(item) for item in self.read_items(text)]

    def read_mention(self, text: str) -> Mention:
        """Return the item of a list that a text names, if the items are of this kind.

        :raises BadValueError: if the text cannot name an item.
        """
        return Mention(self.read(text))

    def take_mention(self, value: object) -> Mention:
        """Return the item of a list that a JSON value names.

        :raises BadValueError: if the value cannot name an item.
        """
        return Mention(self.take(value))

    def find_names(self, _item: object, /) -> Sequence[str]:
        """Return the texts that can name an item of this kind in a list, besides the whole item."""
        return ()

    def get_item_kind(self) -> Kind:
        """Return the kind of the items of a list.

        :raises BadValueError: if values of this kind are not lists.
        """
        raise BadValueError(f"a setting that is a list; this one takes {self.expected}")

    def make_empty(self) -> object:
        """Return the empty value that an operator starts with if the setting has no value."""
        return []


class NamedKind(Kind):
    """A kind of items that operators can name by a part, such as a pair by its first half."""

    def read_mention(self, text: str) -> Mention:
        name = unseal(unquote(text) if is_quoted(text) else text)
        try:
            return Mention(self.read(text), name)
        except BadValueError:
            return Mention(MISSING, name)

    def take_mention(self, value: object) -> Mention:
        return self.read_mention(value) if isinstance(value, str) else super().take_mention(value)


class OptionalKind(Kind):
    """The values of another kind, or None for ``none``, ``null`` or an empty value."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        ends_with_example = " such as " in kind.expected and not kind.expected.endswith(")")
        self.expected = f"{kind.expected}{',' if ends_with_example else ''} or none"
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
        """Return an error of the other kind with "or none" added."""
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
    """Return whether a text begins like a JSON array or object."""
    return text.lstrip()[:1] in ("[", "{")


def is_quoted(text: str) -> bool:
    """Return whether a text is entirely in double quotes, and so is a JSON string."""
    text = text.strip()
    return len(text) > 1 and text[0] == text[-1] == '"'


def unquote(text: str) -> str:
    """Return the JSON string in a quoted text, without opening seals.

    :raises BadValueError: if the text is not a JSON string.
    """
    try:
        value = json_text.loads(text.strip())
    except BadValueError:
        message = "a JSON string, because it begins and ends with '\"' (inside it write \\\" and \\\\)"
        raise BadValueError(message, text) from None
    return str(value)


def is_plain(text: str) -> bool:
    """Return whether a text of one line is read from an ini exactly as it was written."""
    return text.isprintable() and text == text.strip() and "${" not in text


def join_lines(lines: Sequence[str]) -> str:
    """Return the text of an option: a single line after the name, several lines below it."""
    return "\n".join(["", *lines]) if len(lines) > 1 else "".join(lines)


def show(value: object) -> str:
    """Return a JSON value as a text for an error."""
    return unseal(value) if isinstance(value, str) else json_text.dumps(json_text.unseal_all(value))


def is_reference(value: object) -> TypeGuard[str]:
    """Return whether a JSON value is a string that consists of one reference, and so is read like an option's text."""
    return isinstance(value, str) and is_sealed(value)
