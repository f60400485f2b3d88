"""What every kind of value can do."""

from __future__ import annotations

from twod.wsgi.config.kinds import json_text
from twod.wsgi.exc import BadValueError


class Kind:
    """One kind of value.

    ``write`` is the inverse of ``read``, and ``give`` of ``take``: a text that PasteDeploy hands over, and a
    value inside a JSON text, respectively.
    """

    #: What stands in an error after "expected".
    expected: str
    #: Whether a part of the value may be a secret whatever the setting is called.
    has_secret_parts = False

    def read(self, text: str) -> object:
        """Return the value of an option's text, references already replaced.

        :raises BadValueError: when the text is none of this kind.
        """
        raise NotImplementedError

    def take(self, value: object) -> object:
        """Return the value that a JSON value stands for.

        :raises BadValueError: when it is none of this kind.
        """
        raise NotImplementedError

    def write(self, value: object) -> str:
        """Return the text that reads as this value."""
        raise NotImplementedError

    def give(self, value: object) -> object:
        """Return the JSON value that stands for this value."""
        return value

    def find_child(self, segment: str) -> Kind | None:  # noqa: ARG002 - containers look at it
        """Return the kind of the part with a key or index, None when there can be no such part."""
        return None

    def read_items(self, text: str) -> list[object]:  # noqa: ARG002 - lists look at it
        """Return what an operator such as ``append`` adds to a list.

        :raises BadValueError: when values of this kind are no lists, or the text is none.
        """
        raise BadValueError("a list: this setting is none, so nothing can be added to it or removed from it")


class OptionalKind(Kind):
    """The values of another kind, or None: ``none``, ``null`` or nothing."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.expected = f"{kind.expected} or none"
        self.has_secret_parts = kind.has_secret_parts

    def read(self, text: str) -> object:
        if text.strip().lower() in ("", "none", "null"):
            return None
        return self._widen(self.kind.read, text)

    def take(self, value: object) -> object:
        return None if value is None else self._widen(self.kind.take, value)

    def _widen(self, read: object, value: object) -> object:
        try:
            return read(value)  # type: ignore[operator]
        except BadValueError as error:
            if error.expected == self.kind.expected and not error.path:
                raise BadValueError(self.expected, error.got) from error.__cause__
            raise

    def write(self, value: object) -> str:
        if value is None:
            return "none"
        text = self.kind.write(value)
        is_none = text.strip().lower() in ("", "none", "null")
        return json_text.dumps(text) if is_none else text

    def give(self, value: object) -> object:
        return None if value is None else self.kind.give(value)

    def find_child(self, segment: str) -> Kind | None:
        return self.kind.find_child(segment)

    def read_items(self, text: str) -> list[object]:
        return self.kind.read_items(text)


def is_json(text: str) -> bool:
    """Return whether a text is to be read as a JSON array or object."""
    return text.lstrip()[:1] in ("[", "{")


def is_quoted(text: str) -> bool:
    """Return whether the whole of a text stands in double quotes, and so is a JSON string."""
    text = text.strip()
    return len(text) > 1 and text[0] == text[-1] == '"'


def unquote(text: str) -> str:
    """Return what a text in double quotes stands for.

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


def show(value: object) -> str:
    """Return a JSON value as it may stand in an error."""
    return value if isinstance(value, str) else json_text.dumps(value)
