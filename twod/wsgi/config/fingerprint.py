"""Fingerprints of settings: equal fingerprints mean equal settings, and reveal nothing else.

They are made with the site's ``SECRET_KEY``. You can compare processes that share the key. Without the key, nobody can
read a value from a fingerprint or test a guess.
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
#: The number of hexadecimal digits: enough to make equal fingerprints by chance practically impossible.
_DIGITS = 16
_KEY = "SECRET_KEY"


@lru_cache(maxsize=4)
def make_fingerprint(loaded: Loaded) -> str | None:
    """Return the fingerprint of all settings of the ini and the settings module; None without a ``SECRET_KEY``.

    It does not cover Django's defaults, so another version of Django does not change it.
    """
    key = _find_key(loaded)
    if key is None:
        return None
    return _digest(key, [f"{name} {text}" for name, text in _show_all(loaded).items()])


def make_setting_fingerprints(loaded: Loaded) -> dict[str, str]:
    """Return the fingerprint of each setting and of ``twod.fast``, by name; empty without a ``SECRET_KEY``.

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
    from django.utils.crypto import salted_hmac  # noqa: PLC0415 - not needed to load settings

    # Escape the line breaks in each text, so that different lists never give the same joined text.
    content = "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
    digest: str = salted_hmac(
        _SALT, content.encode("utf-8", "surrogatepass"), secret=key, algorithm="sha256"
    ).hexdigest()
    return digest[:_DIGITS]
