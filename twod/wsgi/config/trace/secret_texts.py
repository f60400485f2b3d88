"""The texts of secrets, and their removal from other output such as error pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from twod.inifile.masking import mask_key, name_key
from twod.inifile.opaque import is_equal, is_mapping, is_opaque, is_sequence, name_type
from twod.inifile.secrets import HIDDEN

#: The length of the shortest text to hide: shorter texts occur by chance.
_SHORTEST = 4


def find_secret_texts(value: object, shown: object) -> Iterator[str]:
    """Yield the texts in a value that are hidden in its shown form.

    Example::

        >>> list(find_secret_texts({"A": "postgres://shop:hunter2@db"}, {"A": "postgres://shop:<hidden>@db"}))
        ['hunter2']

    :param shown: the value with its secrets hidden.
    """
    if is_equal(value, shown):
        return
    if is_mapping(value):
        inner = shown if is_mapping(shown) else {}
        for key, item in value.items():
            yield from find_secret_texts(item, inner.get(mask_key(key), HIDDEN))
            yield from _find_in_text(name_key(key), str(mask_key(key)))
    elif is_sequence(value):
        items = shown if is_sequence(shown) else [HIDDEN] * len(value)
        for item, shown_item in zip(value, items, strict=True):
            yield from find_secret_texts(item, shown_item)
    elif not is_opaque(value) and isinstance(value, set | frozenset):
        for item in value:
            yield from find_secret_texts(item, mask_key(item) if isinstance(shown, set | frozenset) else HIDDEN)
    elif isinstance(text := _read_text(value), str):
        yield from _find_in_text(text, str(_read_text(shown)))


def _read_text(value: object) -> str | None:
    """Return the text of a single value; None if it has no text, or no text that could be a secret."""
    if issubclass(type(value), str):
        return str.__str__(value)
    if is_opaque(value) or value is None or isinstance(value, bool):
        return None
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _find_in_text(text: str, shown: str) -> Iterator[str]:
    """Yield the parts of a text that are hidden in its shown form."""
    if text != shown:
        yield from _find_gaps(text, shown.split(HIDDEN)) or [text]


def _find_gaps(text: str, parts: list[str]) -> list[str]:
    """Return the texts between the parts of a text; an empty list if the text does not consist of them.

    Take the first match of each part, which is as good as any later one. A regular expression would try all matches.
    """
    if len(parts) == 1:
        return []
    first, *middle, last = parts
    position, end = len(first), len(text) - len(last)
    gaps: list[str] = []
    for part in middle:
        start = text.find(part, position + 1, end)
        if start < 0:
            return []
        gaps.append(text[position:start])
        position = start + len(part)
    is_made = text.startswith(first) and text.endswith(last) and position < end
    return [*gaps, text[position:end]] if is_made else []


class SecretTexts:
    """The texts of all secrets, in every spelling that may occur in a page or a mail."""

    def __init__(self, texts: Iterable[str], public: str) -> None:
        """Prepare the texts.

        :param texts: the texts of the secrets.
        :param public: a text that everybody may see; texts that occur in it are not hidden.
        """
        known = {text.strip() for text in texts}
        spellings = {spelling for text in known if text not in public for spelling in _spell(text)}
        longest_first = sorted((text for text in spellings if len(text) >= _SHORTEST), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def hide(self, text: str) -> str:
        """Return a text with ``<hidden>`` in the place of each secret.

        Example::

            >>> SecretTexts(["hunter2"], "").hide("password is hunter2")
            'password is <hidden>'
        """
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def hide_in(self, value: object) -> object:
        """Return a value with the secrets in its texts hidden; an object with a secret in its repr becomes a text."""
        try:
            return self._hide_in(value, frozenset())
        except Exception:  # noqa: BLE001 - a class of the site may raise any error
            return _Text(f"<{name_type(value)} that cannot be shown>")

    def _hide_in(self, value: object, above: frozenset[int]) -> object:
        class_ = type(value)
        if id(value) in above:
            return _Text("...")
        above |= {id(value)}
        if class_ is str:
            return self.hide(str(value))
        if class_ is dict and isinstance(value, Mapping):
            return {
                self._hide_in(key, above) if type(key) is str else key: self._hide_in(item, above)
                for key, item in value.items()
            }
        if class_ in (list, tuple) and isinstance(value, list | tuple):
            return class_(self._hide_in(item, above) for item in value)
        shown = repr(value)
        safe = self.hide(shown)
        return value if safe == shown else _Text(safe)


class _Text:
    """A text with a repr without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _spell(text: str) -> set[str]:
    """Return the spellings of a text in Python, in JSON and in a URL."""
    return {text, repr(text)[1:-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], quote(text, "")}
