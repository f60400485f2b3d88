"""Values without a known type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from twod.inifile.seals import spell, unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import Kind, is_json, is_plain, is_quoted, unquote
from twod.wsgi.config.kinds.lists import Words
from twod.wsgi.exc import BadValueError

_JSON_WORDS = {"true": True, "false": False, "null": None}
_JSON_INTEGER = r"-?(?:0|[1-9][0-9]*)"
_JSON_DECIMAL = rf"{_JSON_INTEGER}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
# Texts that may be meant as a boolean, as None or as a decimal number.
_AMBIGUOUS = r"(?i)true|false|yes|no|on|off|null|none|[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)"


class Untyped(Kind):
    """JSON, if it is an array, an object, a quoted text, a number, ``true``, ``false`` or ``null``; or else a text."""

    expected = "JSON or a text"
    has_secret_parts = True

    def __init__(self, *, has_decimals: bool = True) -> None:
        """Make the kind.

        :param has_decimals: whether texts such as 1.5 are numbers. 1.10 is always a text: as a number it would become
            1.1.
        """
        self._has_decimals = has_decimals

    def read(self, text: str) -> object:
        if is_quoted(text):
            return unseal(unquote(text))
        opened = unseal_whole(text)
        try:
            return self._read_by_form(opened)
        except BadValueError as error:
            if opened is text:
                raise
            raise BadValueError(f'{error.expected}; if it is a text, write "{spell(text)}"', opened) from error

    def _read_by_form(self, text: str) -> object:
        stripped = text.strip()
        if is_json(text) or self._is_number(stripped):
            return self.take(json_text.loads(text))
        return _JSON_WORDS[stripped] if stripped in _JSON_WORDS else unseal(text)

    def _is_number(self, text: str) -> bool:
        if re.fullmatch(_JSON_INTEGER, text):
            return True
        return self._has_decimals and re.fullmatch(_JSON_DECIMAL, text) is not None and repr(float(text)) == text

    def take(self, value: object) -> object:
        return json_text.unseal_all(value)

    def find_ambiguous(self, text: str) -> Iterator[str]:
        if re.fullmatch(_AMBIGUOUS, unseal(text).strip()) and isinstance(self.read(text), str):
            yield text.strip()

    def write(self, value: object) -> str:
        if isinstance(value, str):
            return value if is_plain(value) and self._reads_as_itself(value) else json_text.dumps(value)
        return json_text.dumps(self.give(value))

    def _reads_as_itself(self, text: str) -> bool:
        try:
            return self.read(text) == text
        except BadValueError:
            return False

    def give(self, value: object) -> object:
        if isinstance(value, Mapping):
            return {str(key): self.give(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.give(item) for item in value]
        return value

    def find_child(self, _segment: str, /) -> Kind | None:
        return UNTYPED

    def read_items(self, text: str) -> list[object]:
        text = unseal_whole(text)
        if is_json(text):
            value = self.take(json_text.loads(text))
            return value if isinstance(value, list) else [value]
        return [UNTYPED.read(part) for part in Words().split(text)]

    def get_item_kind(self) -> Kind:
        return UNTYPED


#: The kind of parts of a value.
UNTYPED = Untyped()
#: The kind of whole settings without a known type. There 1.5 is a text, because it may be a version; declare its type
#: to make it a number.
UNDECLARED = Untyped(has_decimals=False)
