"""Which settings are secrets that stand in the configuration in clear, rather than by reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from twod.recipe.cfg.environments import Written

#: What a name says that holds a secret.
_SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?", re.IGNORECASE)

#: Settings of Django whose names say so although they hold none.
_HARMLESS = ("AUTH_PASSWORD_VALIDATORS", "PASSWORD_HASHERS", "PASSWORD_RESET_TIMEOUT")

#: The password in a URL such as ``postgres://user:password@host/name``, unless it is a reference.
_URL_PASSWORD = re.compile(r"://[^\s/:@]*:(?!\$\{)[^\s/@]+@")

#: A name and its text in JSON, unless the text is a reference or empty.
_JSON_TEXT = re.compile(r'"([^"\\]+)"\s*:\s*"(?!\$\{)[^"]+"')

#: A reference to an environment variable or a file, with no other text to fall back to.
_REFERENCE = re.compile(r"\$\{(?:env:[^}:]*(?::-)?|file:[^}]*)\}")


def is_secret_in_clear(key: str, text: str) -> bool:
    """Return whether a setting shows a secret to everybody who can read it.

    :param key: key of the setting, such as ``DATABASES.default.PASSWORD``.
    :param text: its value as it stands in the ini.
    """
    name = re.split(r"\.(?:append|prepend|remove|before\(|after\()", key)[0]
    if name.partition(".")[0] in _HARMLESS:
        return False
    if _SECRET_NAME.search(name.rpartition(".")[2]) and not text.lstrip().startswith(("{", "[")):
        return bool(_REFERENCE.sub("", text).strip())
    return _URL_PASSWORD.search(text) is not None or any(_SECRET_NAME.search(word) for word in _JSON_TEXT.findall(text))


def find_clear_variables(variables: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names of the environment variables whose values are secrets; those have no references.

    :param variables: names and values.
    """
    return [name for name, value in variables if is_secret_in_clear(name, value)]


def find_clear_secrets(settings: Mapping[str, Written]) -> list[str]:
    """Return the keys of the settings that are secrets in clear."""
    return [key for key, written in settings.items() if is_secret_in_clear(key, written.text)]
