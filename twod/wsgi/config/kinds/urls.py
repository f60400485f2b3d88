"""URLs of databases, caches and mail servers, read by django-environ.

django-environ is imported when the first URL is read: it imports a part of Django, and most inis that are only
checked have no URL in clear.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection
from typing import Any

from twod.inifile.secrets import hide_passwords
from twod.wsgi.exc import BadValueError


def read_database_url(url: str) -> dict[str, object]:
    """Return the item of ``DATABASES`` for a URL such as ``postgres://user:password@host:5432/name``."""
    env = _import_env()
    if (
        url.startswith("sqlite://")
        and not url.startswith("sqlite:///")
        and url
        not in (
            "sqlite://",
            "sqlite://:memory:",
        )
    ):
        raise BadValueError("sqlite:///relative/path or sqlite:////absolute/path", hide_passwords(url))
    return _read(url, "a database", env.DB_SCHEMES, env.db_url_config)


def read_cache_url(url: str) -> dict[str, object]:
    """Return the item of ``CACHES`` for a URL such as ``redis://host:6379/1``."""
    env = _import_env()
    return _read(url, "a cache", env.CACHE_SCHEMES, env.cache_url_config)


def read_mailer_url(url: str) -> dict[str, object]:
    """Return the item of ``MAILERS`` for a URL such as ``smtp+tls://user:password@host:587``."""
    env = _import_env()
    found = _read(url, "a mail server", env.EMAIL_SCHEMES, env.email_url_config)
    options = {name: found[key] for key, name in _MAILER_OPTIONS.items() if found.get(key) not in (None, "")}
    extra = found.get("OPTIONS")
    if isinstance(extra, dict):
        options.update({str(name).lower(): value for name, value in extra.items()})
    mailer: dict[str, object] = {"BACKEND": found["EMAIL_BACKEND"]}
    return mailer | {"OPTIONS": options} if options else mailer


_MAILER_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_FILE_PATH": "file_path",
}


def _import_env() -> Any:
    from environ import Env  # noqa: PLC0415 - see the module's docstring

    return Env


def _read(
    url: str, what: str, schemes: Collection[str], convert: Callable[[str], dict[str, object]]
) -> dict[str, object]:
    scheme = url.partition("://")[0]
    if scheme not in schemes:
        expected = f"the URL of {what}, beginning with one of {', '.join(f'{s}://' for s in sorted(schemes))}"
        raise BadValueError(expected, hide_passwords(url))
    try:
        if "#" in url:  # The library would silently take the rest of a password for a fragment.
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return convert(url)
    except (ValueError, TypeError, KeyError, IndexError, Warning):
        # The library's message may hold the password.
        hint = "; in a user name or password write '@', ':', '/', '#', '?' and '%' as %40, %3A, %2F, %23, %3F, %25"
        raise BadValueError(f"a valid {scheme}:// URL{hint}", hide_passwords(url)) from None
