"""Static files: those that collectstatic left in STATIC_ROOT or, under DEBUG, those of the apps; found by WhiteNoise.

WhiteNoise's settings (``WHITENOISE_MAX_AGE`` and so on) apply. Our own code sends the files that it finds, since
WhiteNoise's does not support a part of one byte, If-Range, or a list of entity tags.
"""

from __future__ import annotations

import logging
import os
import stat
import warnings
from collections.abc import Iterator
from wsgiref.headers import Headers
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import get_script_name
from django.urls import set_script_prefix
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NotARegularFileError, Redirect, StaticFile

from twod.inifile.regular_file import open_regular_file
from twod.wsgi.static.prefix import find_path, find_prefix
from twod.wsgi.static.sending import Answer, FoundFile, handle_unopened

_log = logging.getLogger(__name__)

#: The headers that send_file makes from the file as it is now. WhiteNoise read it at start, and has one ETag for a
#: file and its compressed variants.
_FOUND_WHEN_SENT = {"content-length", "etag", "last-modified"}


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise with Django's settings, asked for the file of a request.

    WhiteNoise has a pair of classes: one that reads Django's settings and sits among Django's middleware, and its base,
    which is a WSGI middleware without settings. Here is neither, since a request by ASGI asks too.
    """

    def __init__(self) -> None:
        # The settings as they are written, for the reason in find_prefix.
        with warnings.catch_warnings():
            # It would name a line of our code, in the midst of a server's messages.
            warnings.filterwarnings("ignore", "No directory at", UserWarning)
            super().__init__(settings=settings._wrapped)
        if self.static_root and not self.autorefresh and not os.path.isdir(self.static_root):  # noqa: PTH112 - a text
            _log.warning(
                "there is no directory %s (STATIC_ROOT); setup-app collects the static files", self.static_root
            )
        #: The headers that complete_headers returned for the URL and the path of a file.
        self.completed_headers: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def is_asked(self, environ: WSGIEnvironment) -> bool:
        """Return whether the path of a request may be that of a file; the disk is not touched."""
        # With DEBUG, it may be one that has only just come.
        return self.autorefresh or find_path(environ, self.static_prefix) in self.files

    def find(self, environ: WSGIEnvironment) -> FoundFile | Answer | None:
        """Return the file of a request, an answer in its place, or None when the application has to answer."""
        url = find_path(environ, self.static_prefix)
        if url is None:
            return None
        found = self.find_file(url) if self.autorefresh else self.files.get(url)
        if found is None:
            return None
        if not isinstance(found, StaticFile):  # the redirect of WHITENOISE_INDEX_FILE
            redirect = found.get_response(environ["REQUEST_METHOD"], environ)
            headers = [*redirect.headers, ("Content-Type", "text/plain"), ("Content-Length", "0")]
            return Answer(redirect.status, headers)
        path, headers = found.get_path_and_headers(environ)
        file = None
        try:
            file = open_regular_file(path)
        except OSError as error:  # such as a file that is gone since the start
            handle_unopened(error)
        if file is None:
            return None
        if self.autorefresh or (url, path) not in self.completed_headers:
            set_script_prefix(get_script_name(environ))
            self.completed_headers[url, path] = self.complete_headers(headers, path, url)
        return FoundFile(file, self.completed_headers[url, path])

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        """Add the files below a folder as WhiteNoise does, except for what is none, which would stop the start."""
        found = dict(find_files(root))
        for path in found:
            url = prefix + path.removeprefix(root).replace("\\", "/")
            self.add_file_to_dictionary(url, path, stat_cache=found)

    def find_file(self, url: str) -> StaticFile | Redirect | None:
        """Return the file of a URL, looked up anew; None when there is no regular file."""
        try:
            return super().find_file(url)
        except NotARegularFileError:
            return None

    def add_cache_headers(self, headers: Headers, _path: str, _url: str) -> None:
        """Say that a file is to be asked for again, which holds for all until they are sent.

        WhiteNoise recognizes a hashed name with Django's storage, which makes the storage read STATIC_URL;
        that must wait for a request, as find_prefix explains.
        """
        for name, value in self.get_default_caching():
            headers[name] = value

    def get_default_caching(self) -> list[tuple[str, str]]:
        """Return the header, if any, of a name that stays when the content changes."""
        return [] if self.max_age is None else [("Cache-Control", f"max-age={self.max_age}, public")]

    def complete_headers(self, headers: list[tuple[str, str]], path: str, url: str) -> list[tuple[str, str]]:
        """Return the headers of a file; they declare it immutable if its name has the hash of its content.

        A Cache-Control of WHITENOISE_ADD_HEADERS_FUNCTION stays.
        """
        caching = [header for header in headers if header[0].lower() == "cache-control"]
        kept = [header for header in headers if header[0].lower() not in {*_FOUND_WHEN_SENT, "cache-control"}]
        if caching == self.get_default_caching() and self.immutable_file_test(path, url):
            caching = [("Cache-Control", f"max-age={self.FOREVER}, public, immutable")]
        return [*kept, *caching]


def find_files(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the regular files below a folder, behind links too, and log what else is there.

    :param root: the folder, with a slash at its end.
    """
    # Folders to look into, each with those that it is in: a link to one of these would go on for ever.
    top = os.stat(root)  # noqa: PTH116 - as entries give it
    folders = [(root, frozenset({(top.st_dev, top.st_ino)}))]
    while folders:
        folder, above = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            _leave_out(folder, error.strerror)
            continue
        for entry in entries:
            try:
                found = entry.stat()
            except OSError as error:  # a link to nowhere
                _leave_out(entry.path, error.strerror)
                continue
            identity = found.st_dev, found.st_ino
            if stat.S_ISREG(found.st_mode):
                yield entry.path, found
            elif not stat.S_ISDIR(found.st_mode):
                _leave_out(entry.path, "it is neither a file nor a folder")
            elif identity in above:
                _leave_out(entry.path, "it links to a folder that it is in")
            else:
                folders.append((entry.path, above | {identity}))


def _leave_out(path: str, reason: str | None) -> None:
    _log.warning("%r: left out of the static files: %s", path, reason)


def make_static_finder() -> StaticFiles | None:
    """Return what finds the files under STATIC_URL; None when it has no path of this site. Django must be set up."""
    if find_prefix("STATIC_URL") is None:
        return None
    if not settings.DEBUG and not settings.STATIC_ROOT:
        _log.warning("STATIC_ROOT is not set: there are no static files while DEBUG is off")
    return StaticFiles()
