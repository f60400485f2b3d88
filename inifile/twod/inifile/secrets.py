"""Which names and which texts are secrets."""

from __future__ import annotations

import re
from functools import lru_cache

_USER_INFO = r"(?<=://)([^/?#\s:]*):([^\s]*)@"
_TELLING_PARAMETER = r"(?i)(?<=[?&;])([^=&\s]*(?:password|secret|token|key)[^=&\s]*)=([^&\s]*)"
HIDDEN = "<hidden>"


def hide_passwords(text: str) -> str:
    """Return a text with the passwords of all URLs in it replaced by ``<hidden>``."""
    if "://" not in text:
        return text
    return re.sub(_TELLING_PARAMETER, rf"\1={HIDDEN}", re.sub(_USER_INFO, rf"\1:{HIDDEN}@", text))


_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECRET_WORDS = _words(
    """
    APIKEY CREDENTIAL CREDENTIALS PASS PASSPHRASE PASSWD PASSWORD PASSWORDS PWD SECRET SECRETS SIGNATURE TOKEN TOKENS
    """
)
_KEYS = _words("KEY KEYS")
#: Before KEY these say that everybody may know it.
_PUBLIC_KEYS = _words("CACHE FOREIGN PARTITION PRIMARY PUBLIC PUBLISHABLE SITE SORT")
#: As the last word these say that the value is about a secret, and is none.
_HARMLESS_ENDINGS = _words(
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
    return any(map(_is_secret_name, path))


@lru_cache(maxsize=4096)
def _is_secret_name(name: str) -> bool:
    words = [word.upper() for word in re.findall(_WORD, name)]
    if not words or words[-1] in _HARMLESS_ENDINGS:
        return False
    if not _SECRET_WORDS.isdisjoint(words):
        return True
    return any(word in _KEYS and index > 0 and words[index - 1] not in _PUBLIC_KEYS for index, word in enumerate(words))
