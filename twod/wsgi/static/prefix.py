"""The prefixes below the application where the paths of STATIC_URL and MEDIA_URL begin."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import get_script_name

from twod.wsgi.wsgi_text import decode_wsgi


def find_prefix(name: str) -> str | None:
    """Return the path of a URL setting, with a slash at both ends; None when it is unset or of another host.

    The path does not include FORCE_SCRIPT_NAME, since PATH_INFO does not either.

    :param name: STATIC_URL or MEDIA_URL.
    """
    # As it is written. ``settings.STATIC_URL`` puts the current SCRIPT_NAME before a relative URL and keeps that
    # forever; if it were read here, before any request, Django would link to /static/ from a site under /shop.
    url = urlsplit(getattr(settings._wrapped, name) or "")
    if url.netloc or not url.path:
        return None
    path = _add_slashes(unquote(url.path))
    outer = _add_slashes(settings.FORCE_SCRIPT_NAME or "")
    return path.removeprefix(outer.rstrip("/")) if path.startswith(outer) else path


def _add_slashes(path: str) -> str:
    """Return a path with one slash at its begin and one at its end; ``/`` for an empty one."""
    path = path.strip("/")
    return f"/{path}/" if path else "/"


def find_path(environ: WSGIEnvironment, prefix: str) -> str | None:
    """Return the path of a request as `prefix` is one; None when it is not UTF-8, as no path of a file is.

    :param environ: the WSGI environ (:pep:`3333`), which is left as it is.
    :param prefix: from :func:`find_prefix`. When it begins with the SCRIPT_NAME of the request, as an absolute
        STATIC_URL does that was written for a site under ``/shop``, the path begins with it, too.
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
    """Return whether a request's SCRIPT_NAME is empty, as it is for most sites.

    Every request of the site is asked this, and Django's function takes as long as all the rest that is done to a
    request on its way past the files.
    """
    if environ.get("SCRIPT_NAME") or environ.get("SCRIPT_URL") or environ.get("REDIRECT_URL"):
        return False
    return not settings.FORCE_SCRIPT_NAME
