"""Stand-ins for texts that an option must not contain: secrets, and the site's directory.

A value is written with stand-ins by the same rules as every other value; then references replace the stand-ins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from twod.inifile.masking import mask_key, name_key
from twod.inifile.opaque import is_mapping, is_opaque, is_sequence
from twod.inifile.secrets import HIDDEN
from twod.wsgi.config.kinds.containers import rebuild_mapping
from twod.wsgi.config.kinds.standard_types import find_single_kind
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.transcription.exact_text import describe_type

#: Too long to occur in a text by chance.
_STANDIN = "714285714{number:04}1"
_STANDIN_SIGN = r'"?x?714285714([0-9]{4})1x?"?'
_HERE = "/twod-here-714285714"
#: The types of secrets with a stand-in, and the functions that turn a number into such a stand-in.
_MAKE: dict[type, Callable[[str], object]] = {
    str: lambda number: f"x{number}x",
    int: int,
    bytes: lambda number: f"x{number}x".encode(),
}


class Secret(NamedTuple):
    """A secret that an option refers to."""

    #: The setting, with the keys and indexes below it.
    path: tuple[str, ...]
    #: The environment variable that holds it.
    variable: str
    #: The text that the variable must have.
    text: str
    #: Whether the settings module reads the variable, too.
    is_read: bool = False


class Standins:
    """The stand-ins of one environment.

    :param here: the site's directory, or None.
    :param environ: the environment variables that are set.
    :param read: the variables that the settings modules read.
    """

    def __init__(self, here: str | None, environ: Mapping[str, str], read: Collection[str] = ()) -> None:
        self._here = here if here is not None and len(here) > 1 else None
        self._environ = environ
        self._read = read
        self._secrets: list[Secret] = []

    def put_in(self, value: object, shown: object, path: tuple[str, ...]) -> object:
        """Return a value with stand-ins.

        :param shown: the value with its secrets hidden.
        :param path: the setting and the keys that lead to the value.
        :raises BadValueError: if a secret is of a type without a stand-in.
        """
        if shown is not value and is_mapping(value):
            inner = shown if is_mapping(shown) else {}
            items = {}
            for key, item in value.items():
                if mask_key(key) != key and not is_opaque(key):
                    raise BadValueError("a key without a secret in it")
                items[key] = self.put_in(item, inner.get(mask_key(key), HIDDEN), (*path, name_key(key)))
            return rebuild_mapping(value, items)
        if shown is not value and is_sequence(value):
            shown_items = shown if is_sequence(shown) else [HIDDEN] * len(value)
            items_ = [
                self.put_in(item, shown_item, (*path, str(index)))
                for index, (item, shown_item) in enumerate(zip(value, shown_items, strict=True))
            ]
            class_: Any = type(value)
            return class_._make(items_) if hasattr(class_, "_make") else class_(items_)
        return self._put_in_single(value, shown, path)

    def _put_in_single(self, value: Any, shown: object, path: tuple[str, ...]) -> object:
        class_ = type(value)
        if not is_opaque(value) and (value is None or value in ("", b"") or class_ is bool):
            return value
        is_shown = value is shown or (type(shown) is class_ and not is_opaque(value) and shown == value)
        if not is_shown:
            return self._stand_for(value, path)
        if issubclass(class_, str | PurePath) and self._here is not None and not is_opaque(value):
            text = str(value)
            if text == self._here or text.startswith(f"{self._here}/"):
                return class_(_HERE + text.removeprefix(self._here))
        return value

    def _stand_for(self, value: object, path: tuple[str, ...]) -> object:
        class_ = next((base for base in (str, bytes) if issubclass(type(value), base)), type(value))
        kind = find_single_kind(class_)
        if class_ not in _MAKE or kind is None:
            raise BadValueError(f"a secret that is a text or an integer, and not {describe_type(value)}")
        try:
            text = value.decode() if isinstance(value, bytes) else str(value)
        except UnicodeDecodeError:
            raise BadValueError("a secret in UTF-8") from None
        known = [number for number, secret in enumerate(self._secrets) if secret.path == path and secret.text == text]
        if not known:
            known = [len(self._secrets)]
            self._secrets.append(self._make_secret(path, text))
        return _MAKE[class_](_STANDIN.format(number=known[0]))

    def _make_secret(self, path: tuple[str, ...], text: str) -> Secret:
        same = [name for name in self._read if self._environ.get(name) == text]
        if same:
            return Secret(path, max(same, key=lambda name: _count_common(name, path)), text, is_read=True)
        first = name = re.sub(r"\W+", "_", "_".join(path), flags=re.ASCII).strip("_").upper()
        taken = {secret.variable: secret.text for secret in self._secrets}
        number = 2
        while taken.get(name, text) != text or self._environ.get(name, text) != text or name in self._read:
            name, number = f"{first}_{number}", number + 1
        return Secret(path, name, text)

    def mark_here(self, text: str) -> str:
        """Return the text of an option with a stand-in for the site's directory."""
        return text if self._here is None else text.replace(f"{self._here}/", f"{_HERE}/")

    def find_secrets(self, text: str) -> list[Secret]:
        """Return the secrets with a stand-in in a text."""
        numbers = dict.fromkeys(re.findall(_STANDIN_SIGN, text))
        return [self._secrets[int(number)] for number in numbers]

    def write_references(self, text: str, here: str, dollar: str = "$") -> str:
        """Return a text with references instead of the stand-ins.

        :param here: the reference to the site's directory.
        :param dollar: the notation of a dollar sign.
        """
        is_json = text.lstrip()[:1] in ("[", "{")

        def refer(match: re.Match[str]) -> str:
            reference = f"{dollar}{{env:{self._secrets[int(match[1])].variable}}}"
            # In JSON a reference must be inside a string, even for a number.
            has_quotes = match[0].startswith('"') and match[0].endswith('"')
            return f'"{reference}"' if has_quotes or (is_json and '"' not in match[0]) else reference

        return re.sub(_STANDIN_SIGN, refer, text).replace(_HERE, here)


def find_here(path: str | None) -> str | None:
    """Return the folder of the ini at a path, or None."""
    return os.path.dirname(path) if path else None  # noqa: PTH120 - it is a text, as in the ini


def _count_common(name: str, path: tuple[str, ...]) -> int:
    """Return the number of words that a path and the name of a variable have in common."""
    words = set(name.upper().split("_"))
    return len(words.intersection("_".join(path).upper().split("_")))
