"""What in a configuration nobody may see, and values without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from twod.wsgi.config.kinds.urls import HIDDEN, hide_passwords
from twod.wsgi.config.table import KINDS, SECRETS

_WORD: Final = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECRET_WORDS: Final = _words(
    """
    APIKEY CREDENTIAL CREDENTIALS PASS PASSPHRASE PASSWD PASSWORD PASSWORDS PWD SECRET SECRETS SIGNATURE TOKEN TOKENS
    """
)
_KEYS: Final = _words("KEY KEYS")
#: Before KEY these say that everybody may know it.
_PUBLIC_KEYS: Final = _words("CACHE FOREIGN PARTITION PRIMARY PUBLIC PUBLISHABLE SITE SORT")
#: As the last word these say that the value is about a secret, and is none.
_HARMLESS_ENDINGS: Final = _words(
    """
    AGE ALGORITHM BACKEND BACKENDS CLASS COUNT DAYS ENABLED EXPIRY FIELD FILE FORM FUNCTION HASHER HASHERS HEADER
    LENGTH LIFETIME MAX MIN MODEL NAME PARAM PATH PREFIX REQUIRED SECONDS SERIALIZER SIZE TEMPLATE TIMEOUT TTL TYPE
    URI URL VALIDATOR VALIDATORS VERSION VIEW
    """
)


def is_secret(path: tuple[str, ...]) -> bool:
    """Return whether what stands there is a secret by its name.

    :param path: a setting and the keys below it, such as ``("DATABASES", "default", "PASSWORD")``.
    """
    name, *below = path
    named = name in SECRETS if name in KINDS else _is_secret_name(name)
    return named or any(map(_is_secret_name, below))


@lru_cache(maxsize=4096)
def _is_secret_name(name: str) -> bool:
    words = [word.upper() for word in re.findall(_WORD, name)]
    if not words or words[-1] in _HARMLESS_ENDINGS:
        return False
    if not _SECRET_WORDS.isdisjoint(words):
        return True
    return any(word in _KEYS and index > 0 and words[index - 1] not in _PUBLIC_KEYS for index, word in enumerate(words))


def mask(
    value: object,
    path: tuple[str, ...],
    hidden: Collection[tuple[str, ...]] = (),
    hidden_items: Collection[object] = (),
) -> object:
    """Return a value without its secrets: ``<hidden>`` takes the place of each.

    :param path: the setting and the keys that lead to the value.
    :param hidden: what is a secret wherever it came from, as paths.
    :param hidden_items: items of lists that are secrets.
    """
    if path in hidden or is_secret(path):
        return value if value is None or value in ("", [], {}, ()) or isinstance(value, bool) else HIDDEN
    if isinstance(value, Mapping):
        return {key: mask(item, (*path, str(key)), hidden, hidden_items) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [
            HIDDEN if item in hidden_items else mask(item, (*path, str(index)), hidden, hidden_items)
            for index, item in enumerate(value)
        ]
        return items if isinstance(value, list) else tuple(items)
    return hide_passwords(value) if isinstance(value, str) else value
