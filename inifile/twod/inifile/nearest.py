"""Names that are like a given one: the nearest, for a hint, and the one that was meant, for a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

#: How alike two names must be, as :mod:`difflib` counts, for one to be a misspelling of the other.
_MISSPELT = 0.8
#: The same for two words in them, and for all words of one that lacks an underscore or has one more.
_MISSPELT_WORD = 0.75
_MISSPELT_WORDS = 0.9
#: How many letters more or less a misspelt name has, and how many that the other has not at all.
_MOST_LONGER, _MOST_FOREIGN = 2, 4


def find_nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name that is most like `name`, None when none is like it.

    :param names: the known names.
    :param likeness: 0 to 1, how much of `name` a known name must have at least; hyphens, underscores and case aside.
    """
    known = {_simplify(each): each for each in reversed(list(names))}
    found = _find_alike(_simplify(name), known, likeness)
    return known[found[0]] if found else None


def hint_at_nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return the end of a message about an unknown name, empty when no known one is like it.

    Example::

        >>> hint_at_nearest("http-addres", ["http-address", "threads"])
        '; did you mean http-address?'

    :param names: the known names.
    :param likeness: as for :func:`find_nearest`.
    """
    nearest = find_nearest(name, names, likeness)
    return f"; did you mean {nearest}?" if nearest else ""


def find_meant(name: str, names: Iterable[str]) -> str | None:
    """Return the known name of which `name` is a misspelling, None when it is a name in its own right.

    Names of settings are made of words, and settings that belong together share most of them. So names of different
    settings can be more alike than a name and its misspelling, and the words decide: ``SHOP_MIN_ITEMS`` and
    ``S3_SECRET_KEY`` have another word than ``SHOP_MAX_ITEMS`` and ``AWS_SECRET_KEY``, ``ALOWED_HOST`` has the words of
    ``ALLOWED_HOSTS``, misspelt.

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
    """A name, and what is compared before :mod:`difflib` is asked, which takes a hundred times as long."""

    text: str
    #: A bit for each letter in the text.
    letters: int
    digits: str
    name: str


@lru_cache(maxsize=64)
def _make_index(names: tuple[str, ...]) -> dict[int, list[_Measured]]:
    """Return names by their lengths."""
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
    """Return whether two names that are alike differ by the spelling of their words alone."""
    text, known_text = _simplify(name), _simplify(known)
    if text == known_text:
        return True
    words, known_words = (re.split("[_-]", each.upper()) for each in (name, known))
    if len(words) == len(known_words):
        # DATE_FORMATS are several of what DATE_FORMAT is.
        is_plural = len(words) > 1 and text == f"{known_text}S"
        return not is_plural and all(starmap(_is_misspelt_word, zip(words, known_words, strict=True)))
    # Either one of them has a word more, or besides letters an underscore is wrong.
    while words and known_words and words[0] == known_words[0]:
        words, known_words = words[1:], known_words[1:]
    while words and known_words and words[-1] == known_words[-1]:
        words, known_words = words[:-1], known_words[:-1]
    return bool(words and known_words) and _is_misspelt_word("".join(words), "".join(known_words), _MISSPELT_WORDS)


def _is_misspelt_word(word: str, known: str, likeness: float = _MISSPELT_WORD) -> bool:
    """Return whether a word is another one or a misspelling of it: V2 is none of V1, and ASGI none of WSGI."""
    if word == known:
        return True
    if abs(len(word) - len(known)) > _MOST_LONGER:
        return False
    if sorted(word) == sorted(known):
        return True  # letters that were swapped
    # Nearly every misspelt word has its first letter, and among short ones another letter there makes another word.
    if word[:1] != known[:1] and min(len(word), len(known)) < 5:
        return False
    return _find_digits(word) == _find_digits(known) and bool(_find_alike(word, [known], likeness))


def _find_alike(name: str, names: Iterable[str], likeness: float) -> list[str]:
    """Return the name that is most like another one, or nothing when none is like it."""
    # Most processes find no mistake, and start sooner without it.
    from difflib import get_close_matches  # noqa: PLC0415 - see above

    return get_close_matches(name, names, n=1, cutoff=likeness)
