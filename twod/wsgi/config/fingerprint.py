"""Fingerprints of settings: equal where the settings are equal, and nothing else is to be learned from them.

They are made with the site's ``SECRET_KEY``. Processes that share it can be compared with each other, and whoever does
not have it can neither read a value out of a fingerprint nor try out guesses.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from twod.inifile.opaque import is_opaque
from twod.inifile.variables import FAST_OPTION
from twod.wsgi.config.django_settings.defaults import OWN_DEFAULTS
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.shown import show_alike

_SALT = "twod.wsgi.config.fingerprint"
#: Hexadecimal digits: enough that two configurations never have the same by chance.
_DIGITS = 16
_KEY = "SECRET_KEY"


@lru_cache(maxsize=4)
def make_fingerprint(loaded: Loaded) -> str | None:
    """Return the fingerprint of all settings of the ini and the settings module; None without a ``SECRET_KEY``.

    Django's own defaults have no part in it, so another release of Django changes nothing.
    """
    key = _find_key(loaded)
    if key is None:
        return None
    return _digest(key, [f"{name} {text}" for name, text in _show_all(loaded).items()])


def make_setting_fingerprints(loaded: Loaded) -> dict[str, str]:
    """Return the fingerprint of each setting by its name, ``twod.fast`` included; nothing without a ``SECRET_KEY``.

    Two settings with the same value have different fingerprints.
    """
    key = _find_key(loaded)
    if key is None:
        return {}
    return {name: _digest(key, [name, text]) for name, text in _show_all(loaded).items()}


def _show_all(loaded: Loaded) -> dict[str, str]:
    values = OWN_DEFAULTS | loaded.values | {FAST_OPTION: loaded.switches}
    return {name: show_alike(values[name]) for name in sorted(values)}


def _find_key(loaded: Loaded) -> str | bytes | None:
    key = loaded.find_value(_KEY)
    return key if not is_opaque(key) and isinstance(key, str | bytes) and key else None


def _digest(key: str | bytes, texts: Iterable[str]) -> str:
    from django.utils.crypto import salted_hmac  # noqa: PLC0415 - to load settings needs no Django

    # A line break is escaped in every text, so that no two lists of texts are the same when they are joined.
    content = "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
    digest: str = salted_hmac(
        _SALT, content.encode("utf-8", "surrogatepass"), secret=key, algorithm="sha256"
    ).hexdigest()
    return digest[:_DIGITS]
