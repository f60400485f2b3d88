"""E-mail addresses as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from twod.inifile.seals import unseal, unseal_whole
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import (
    JsonSchema,
    NamedKind,
    is_quoted,
    show,
    unquote,
)
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError

_ADDRESS = r"[^\s@<>;,]+@[^\s@<>;,]+"


class MailAddress(NamedKind):
    """A mail address, written ``Name ; a@x``, ``"Name" <a@x>`` or ``a@x``.

    Django 5.2 expects pairs of name and address, Django 6 expects texts.

    :param wants_pairs: returns whether Django expects pairs. It is called only when an address is read, because finding
        Django's version takes longer than importing this package.
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
