"""The settings that a web server in front of a site needs: hosts, files, and the header that marks https."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import unquote, urlsplit

#: The settings that a front server needs; errors in others are ignored.
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
    """The settings of a site, converted for a front server."""

    allowed_hosts: list[str]
    #: The path of STATIC_URL in requests, with a slash at both ends; empty for a URL on another host.
    static_path: str
    #: The absolute path of STATIC_ROOT; empty if it is not set.
    static_root: str
    #: Seconds that caches may keep a static file without a hash in its name; None to send no limit.
    static_max_age: int | None
    #: Whether file names contain a hash of the content, so that caches may keep such files forever.
    has_hashed_names: bool
    #: Whether compressed variants lie beside the files.
    has_compressed_files: bool
    #: The same facts about media files; empty if no media files are served.
    media_path: str
    media_root: str
    #: Seconds that caches may keep a media file.
    media_max_age: int
    #: Name and value of the header that marks a request as https for Django; empty without one.
    secure_header: list[str]
    #: The most bytes of a request, without uploaded files, that Django accepts; None for no limit.
    data_limit: int | None


def describe_front(values: Mapping[str, Any]) -> FrontSettings:
    """Return the settings that a front server needs.

    :param values: the settings of the site that differ from Django's defaults, by name.
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
    """Return the path of a URL setting in requests; empty if the setting is empty or names another host.

    >>> find_public_path("static/", "/shop")
    '/shop/static/'

    :param script_name: FORCE_SCRIPT_NAME, which Django puts in front of a URL without a leading slash.
    """
    split = urlsplit(str(url or ""))
    if split.netloc or not split.path:
        return ""
    path = split.path if split.path.startswith("/") else f"{script_name.rstrip('/')}/{split.path}"
    words = unquote(path).strip("/")
    return f"/{words}/" if words else "/"


def _make_absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""  # noqa: PTH100 - keep symlinks, as Django's storages do


def _name_bases(storages: object) -> Sequence[str]:
    """Return the names of the classes that the storage of the static files inherits from.

    If the storage cannot be imported, for example because a library is missing here, return only its name.
    """
    from django.utils.module_loading import import_string  # noqa: PLC0415 - other questions do not need Django

    entry = storages.get("staticfiles") if isinstance(storages, Mapping) else None
    name = str(entry.get("BACKEND", _DEFAULT_STORAGE)) if isinstance(entry, Mapping) else _DEFAULT_STORAGE
    try:
        return [base.__name__ for base in import_string(name).__mro__]
    except (ImportError, AttributeError):
        return [name.rpartition(".")[2]]
