"""The paths of STATIC_URL and MEDIA_URL, and of requests, below the application."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import get_script_name

from twod.wsgi.wsgi_text import decode_wsgi


def find_prefix(name: str) -> str | None:
    """Return the path of a URL setting, with a slash at both ends; None if it is unset or names another host.

    The path does not include FORCE_SCRIPT_NAME, because PATH_INFO does not either.

    :param name: STATIC_URL or MEDIA_URL.
    """
    # As written. ``settings.STATIC_URL`` puts the current SCRIPT_NAME before a relative URL and keeps the result. Read
    # here, before any request, it would make Django link to /static/ from a site under /shop.
    url = urlsplit(getattr(settings._wrapped, name) or "")
    if url.netloc or not url.path:
        return None
    path = _add_slashes(unquote(url.path))
    outer = _add_slashes(settings.FORCE_SCRIPT_NAME or "")
    return path.removeprefix(outer.rstrip("/")) if path.startswith(outer) else path


def _add_slashes(path: str) -> str:
    """Return a path with one slash at both ends; ``/`` for an empty path."""
    path = path.strip("/")
    return f"/{path}/" if path else "/"


def find_path(environ: WSGIEnvironment, prefix: str) -> str | None:
    """Return the path of a request, to compare it with a prefix; None if it is not UTF-8.

    :param environ: the WSGI environ (:pep:`3333`).
    :param prefix: from :func:`find_prefix`. If it begins with the request's SCRIPT_NAME, so does the result: for
        ``STATIC_URL = /shop/static/`` of a site under ``/shop``.
    """
    try:
        path_info = decode_wsgi(environ.get("PATH_INFO", ""))
    except UnicodeDecodeError:
        return None
    if _is_at_root(environ):
        return path_info
    script_name: str = get_script_name(environ).rstrip("/")
    return script_name + path_info if prefix.startswith(f"{script_name}/") else path_info


def _is_at_root(environ: WSGIEnvironment) -> bool:
    """Return whether a request's SCRIPT_NAME is empty, as on most sites.

    This runs for every request of the site. Django's function takes as long as everything else here does for a request
    that asks for no file.
    """
    if environ.get("SCRIPT_NAME") or environ.get("SCRIPT_URL") or environ.get("REDIRECT_URL"):
        return False
    return not settings.FORCE_SCRIPT_NAME
