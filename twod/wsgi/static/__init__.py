"""The files below STATIC_URL and MEDIA_URL, served in front of the Django application.

Static files belong to the code and exist when the process starts; WhiteNoise finds them
(:mod:`~twod.wsgi.static.assets`). Media files are uploaded while the site runs (:mod:`~twod.wsgi.static.media`). The
same code sends both, by the rules of HTTP for files (:mod:`~twod.wsgi.static.sending`), under ASGI with another way to
the server (:mod:`~twod.wsgi.static.asgi_sending`).
"""

from __future__ import annotations

from collections.abc import Sequence
from wsgiref.types import WSGIApplication

from twod.wsgi.static.assets import make_static_finder
from twod.wsgi.static.media import make_media_finder
from twod.wsgi.static.sending import FileFinder, FilesBeforeApplication


def add_media_to_app(app: WSGIApplication, *, media_sandbox: bool = True) -> WSGIApplication:
    """Return a WSGI application (:pep:`3333`) that serves the static and media files, and passes the rest to `app`.

    >>> from twod.wsgi import DjangoApplication, add_media_to_app
    >>> application = add_media_to_app(DjangoApplication())

    It serves the files below ``STATIC_URL`` and ``MEDIA_URL``. It ignores a URL that names another host, such as a
    content delivery network, and ``MEDIA_URL`` without ``MEDIA_ROOT``.

    :param app: the Django application. Call ``django.setup()`` first.
    :param media_sandbox: whether to stop browsers from running scripts in media files: uploaded pages and SVG pictures
        would run them as part of the site.
    """
    return put_files_before(app, make_finders(media_sandbox=media_sandbox))


def put_files_before(app: WSGIApplication, finders: Sequence[FileFinder]) -> WSGIApplication:
    """Return a WSGI application that serves files, and passes the rest to `app`.

    :param finders: tried in this order.
    """
    for finder in reversed(finders):
        app = FilesBeforeApplication(app, finder)
    return app


def make_finders(*, media_sandbox: bool = True, with_media: bool = True) -> list[FileFinder]:
    """Return the finders of the static and media files of the site, in their order.

    :param media_sandbox: as for :func:`add_media_to_app`.
    :param with_media: whether to include media files, for a site where everybody has access to them.
    """
    media = make_media_finder(has_sandbox=media_sandbox) if with_media else None
    return [finder for finder in (make_static_finder(), media) if finder is not None]
