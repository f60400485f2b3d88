"""Similar names: the nearest known one for a hint, and the one that a misspelling surely means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

#: The least similarity, as :mod:`difflib` counts, of a name and its misspelling.
_MISSPELT = 0.8
#: The same for two words of the names, and for whole names that differ in an underscore.
_MISSPELT_WORD = 0.75
_MISSPELT_WORDS = 0.9
#: The largest difference in length, and the most letters that only one of the two names has.
_MOST_LONGER, _MOST_FOREIGN = 2, 4


def find_nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name that is most similar to `name`; None if no name is similar enough.

    :param names: the known names.
    :param likeness: the least similarity, 0 to 1; hyphens, underscores and case do not count.
    """
    known = {_simplify(each): each for each in reversed(list(names))}
    found = _find_alike(_simplify(name), known, likeness)
    return known[found[0]] if found else None


def hint_at_nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return the end of a message about an unknown name; an empty string if no known name is similar.

    Example::

        >>> hint_at_nearest("http-addres", ["http-address", "threads"])
        '; did you mean http-address?'

    :param names: the known names.
    :param likeness: as for :func:`find_nearest`.
    """
    nearest = find_nearest(name, names, likeness)
    return f"; did you mean {nearest}?" if nearest else ""


def find_meant(name: str, names: Iterable[str]) -> str | None:
    """Return the known name of which `name` is a misspelling; None if `name` may be a different name.

    The names of settings consist of words, and related settings share most of them. So two settings may be more similar
    than a name and its misspelling, and the words have to be compared. ``SHOP_MIN_ITEMS`` differs from
    ``SHOP_MAX_ITEMS`` by a word, so it is another setting. ``ALOWED_HOST`` has the misspelt words of ``ALLOWED_HOSTS``,
    so it is a misspelling.

    :param names: the known names.
    """
    text, letters, digits, _ = _measure(name)
    index = _make_index(tuple(names))
    alike = {
        known.text: known.name
        for length in range(len(text) - _MOST_LONGER, len(text) + _MOST_LONGER + 1)
        for known in index.get(length, ())
        if known.digits == digits
        and (known.letters ^ letters).bit_count() <= _MOST_FOREIGN
        and _is_misspelt(name, known.name)
    }
    found = _find_alike(text, alike, _MISSPELT) if alike else []
    return alike[found[0]] if found else None


class _Measured(NamedTuple):
    """A name with figures that are quick to compare; :mod:`difflib` takes a hundred times as long."""

    text: str
    #: A bit for each letter in the text.
    letters: int
    digits: str
    name: str


@lru_cache(maxsize=64)
def _make_index(names: tuple[str, ...]) -> dict[int, list[_Measured]]:
    """Return the names by their lengths."""
    index: dict[int, list[_Measured]] = {}
    for name in names:
        measured = _measure(name)
        index.setdefault(len(measured.text), []).append(measured)
    return index


def _measure(name: str) -> _Measured:
    text = _simplify(name)
    letters = 0
    for letter in text:
        letters |= 1 << (ord(letter) & 63)
    return _Measured(text, letters, _find_digits(text), name)


def _find_digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _simplify(name: str) -> str:
    return name.replace("_", "").replace("-", "").upper()


def _is_misspelt(name: str, known: str) -> bool:
    """Return whether two similar names differ only in the spelling of their words."""
    text, known_text = _simplify(name), _simplify(known)
    if text == known_text:
        return True
    words, known_words = (re.split("[_-]", each.upper()) for each in (name, known))
    if len(words) == len(known_words):
        # DATE_FORMATS is a list of such values as DATE_FORMAT has: two settings.
        is_plural = len(words) > 1 and text == f"{known_text}S"
        return not is_plural and all(starmap(_is_misspelt_word, zip(words, known_words, strict=True)))
    # The number of words differs: one name has an extra word, or an underscore is wrong.
    while words and known_words and words[0] == known_words[0]:
        words, known_words = words[1:], known_words[1:]
    while words and known_words and words[-1] == known_words[-1]:
        words, known_words = words[:-1], known_words[:-1]
    return bool(words and known_words) and _is_misspelt_word("".join(words), "".join(known_words), _MISSPELT_WORDS)


def _is_misspelt_word(word: str, known: str, likeness: float = _MISSPELT_WORD) -> bool:
    """Return whether a word equals another or is a misspelling of it: V2 is no misspelling of V1, nor ASGI of WSGI."""
    if word == known:
        return True
    if abs(len(word) - len(known)) > _MOST_LONGER:
        return False
    if sorted(word) == sorted(known):
        return True  # swapped letters
    # A misspelling seldom changes the first letter, and a short word with another first letter is another word.
    if word[:1] != known[:1] and min(len(word), len(known)) < 5:
        return False
    return _find_digits(word) == _find_digits(known) and bool(_find_alike(word, [known], likeness))


def _find_alike(name: str, names: Iterable[str], likeness: float) -> list[str]:
    """Return a list of the most similar name; an empty list if no name is similar enough."""
    # Most processes find no mistake, and start faster without this import.
    from difflib import get_close_matches  # noqa: PLC0415 - see above

    return get_close_matches(name, names, n=1, cutoff=likeness)
