"""What a web server in front of a site has to know of its settings: its hosts, files and mark of https."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import unquote, urlsplit

#: The settings that a front server goes by; a mistake in any other is none of its business.
FRONT_SETTINGS = frozenset(
    {
        "ALLOWED_HOSTS",
        "DATA_UPLOAD_MAX_MEMORY_SIZE",
        "DEBUG",
        "FORCE_SCRIPT_NAME",
        "MEDIA_ROOT",
        "MEDIA_URL",
        "SECURE_PROXY_SSL_HEADER",
        "STATIC_ROOT",
        "STATIC_URL",
        "STORAGES",
        "WHITENOISE_MAX_AGE",
    }
)

#: Django's own storage, for settings that have no entry for the static files.
_DEFAULT_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"


class FrontSettings(TypedDict):
    """The settings as a front server understands them."""

    allowed_hosts: list[str]
    #: Path of STATIC_URL as browsers ask for it, with a slash at both ends; empty when it is another host's.
    static_path: str
    #: Absolute path of STATIC_ROOT; empty when it is not set.
    static_root: str
    #: Seconds that a static file may be kept whose name stays when its content changes; None for no word on it.
    static_max_age: int | None
    #: Whether names with the hash of the content stand for that content for ever.
    has_hashed_names: bool
    #: Whether there are compressed variants beside the files.
    has_compressed_files: bool
    #: The same as of the static files; empty when no media files are served.
    media_path: str
    media_root: str
    #: Seconds that a media file may be kept.
    media_max_age: int
    #: Name and value of the header that marks a request as one by https, as Django reads it; empty without one.
    secure_header: list[str]
    #: Bytes of a request, without its files, that Django takes; None for any number.
    data_limit: int | None


def describe_front(values: Mapping[str, Any]) -> FrontSettings:
    """Return what a front server has to know.

    :param values: the settings of the site that are not Django's defaults, by name.
    """
    is_debug = bool(values.get("DEBUG"))
    script_name = str(values.get("FORCE_SCRIPT_NAME") or "")
    bases = _name_bases(values.get("STORAGES"))
    media_root = os.fspath(values.get("MEDIA_ROOT") or "")
    media_path = find_public_path(values.get("MEDIA_URL"), script_name) if media_root else ""
    return {
        "allowed_hosts": [str(host) for host in values.get("ALLOWED_HOSTS", ())],
        "static_path": find_public_path(values.get("STATIC_URL"), script_name),
        "static_root": _make_absolute(os.fspath(values.get("STATIC_ROOT") or "")),
        "static_max_age": values.get("WHITENOISE_MAX_AGE", 0 if is_debug else 60),
        "has_hashed_names": any("Manifest" in name for name in bases),
        "has_compressed_files": any("Compressed" in name for name in bases),
        "media_path": "" if media_path == "/" else media_path,
        "media_root": _make_absolute(media_root),
        "media_max_age": 0 if is_debug else 60,
        "secure_header": list(map(str, values.get("SECURE_PROXY_SSL_HEADER") or ())),
        "data_limit": values.get("DATA_UPLOAD_MAX_MEMORY_SIZE", 2_621_440),
    }


def find_public_path(url: object, script_name: str) -> str:
    """Return the path of a URL setting as browsers ask for it; empty when it is unset or of another host.

    >>> find_public_path("static/", "/shop")
    '/shop/static/'

    :param script_name: FORCE_SCRIPT_NAME, which Django puts before a URL that has no slash at its beginning.
    """
    split = urlsplit(str(url or ""))
    if split.netloc or not split.path:
        return ""
    path = split.path if split.path.startswith("/") else f"{script_name.rstrip('/')}/{split.path}"
    words = unquote(path).strip("/")
    return f"/{words}/" if words else "/"


def _make_absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""  # noqa: PTH100 - as Django's storages do it; links stay


def _name_bases(storages: object) -> Sequence[str]:
    """Return the names of the classes that the storage of the static files is made of.

    A storage that cannot be imported here, where a library may be missing, goes by its own name.
    """
    from django.utils.module_loading import import_string  # noqa: PLC0415 - the other questions go without Django

    entry = storages.get("staticfiles") if isinstance(storages, Mapping) else None
    name = str(entry.get("BACKEND", _DEFAULT_STORAGE)) if isinstance(entry, Mapping) else _DEFAULT_STORAGE
    try:
        return [base.__name__ for base in import_string(name).__mro__]
    except (ImportError, AttributeError):
        return [name.rpartition(".")[2]]
