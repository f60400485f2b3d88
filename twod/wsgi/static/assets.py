"""Static files, found by WhiteNoise: the files of STATIC_ROOT or, under DEBUG, of the apps.

WhiteNoise's settings (``WHITENOISE_MAX_AGE`` and so on) apply. Our own code sends the files, since WhiteNoise does not
support a range of one byte, If-Range, or a list of entity tags.
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

#: The headers that send_file makes from the file itself. WhiteNoise makes them at start, with one ETag for a file and
#: its compressed variants.
_FOUND_WHEN_SENT = {"content-length", "etag", "last-modified"}


class StaticFiles(WhiteNoiseMiddleware):
    """A finder of static files: WhiteNoise with Django's settings, for WSGI and ASGI.

    WhiteNoise has one class for Django's middleware, which reads the settings, and a base class for WSGI, which does
    not. This class is neither a middleware nor a WSGI application.
    """

    def __init__(self) -> None:
        # The settings as written: find_prefix has the reason.
        with warnings.catch_warnings():
            # The warning would name a line of this code; the log below names the setting.
            warnings.filterwarnings("ignore", "No directory at", UserWarning)
            super().__init__(settings=settings._wrapped)
        if self.static_root and not self.autorefresh and not os.path.isdir(self.static_root):  # noqa: PTH112 - a text
            _log.warning(
                "There is no directory %s (STATIC_ROOT). Run setup-app to collect the static files.", self.static_root
            )
        #: The result of complete_headers for each URL and path of a file.
        self.completed_headers: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def is_asked(self, environ: WSGIEnvironment) -> bool:
        """Return whether the path of a request may be that of a file; the disk is not touched."""
        # With DEBUG, the file may be new.
        return self.autorefresh or find_path(environ, self.static_prefix) in self.files

    def find(self, environ: WSGIEnvironment) -> FoundFile | Answer | None:
        """Return the file of a request, another response, or None if the request is for the application."""
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
        except OSError as error:  # for example, the file was deleted after the start
            handle_unopened(error)
        if file is None:
            return None
        if self.autorefresh or (url, path) not in self.completed_headers:
            set_script_prefix(get_script_name(environ))
            self.completed_headers[url, path] = self.complete_headers(headers, path, url)
        return FoundFile(file, self.completed_headers[url, path])

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        """Add the regular files below a folder. WhiteNoise would stop the start at anything else."""
        found = dict(find_files(root))
        for path in found:
            url = prefix + path.removeprefix(root).replace("\\", "/")
            self.add_file_to_dictionary(url, path, stat_cache=found)

    def find_file(self, url: str) -> StaticFile | Redirect | None:
        """Return the file of a URL, searched anew; None without a regular file."""
        try:
            return super().find_file(url)
        except NotARegularFileError:
            return None

    def add_cache_headers(self, headers: Headers, _path: str, _url: str) -> None:
        """Set the caching of a file without a hash in its name; complete_headers replaces it for hashed names.

        WhiteNoise recognizes a hashed name with Django's storage, which makes the storage read STATIC_URL. That must
        wait for a request: find_prefix has the reason.
        """
        for name, value in self.get_default_caching():
            headers[name] = value

    def get_default_caching(self) -> list[tuple[str, str]]:
        """Return the Cache-Control of a file without a hash in its name, if it has one."""
        return [] if self.max_age is None else [("Cache-Control", f"max-age={self.max_age}, public")]

    def complete_headers(self, headers: list[tuple[str, str]], path: str, url: str) -> list[tuple[str, str]]:
        """Return the headers of a file, with a Cache-Control for ever if its name has the hash of its content.

        A Cache-Control of WHITENOISE_ADD_HEADERS_FUNCTION takes precedence.
        """
        caching = [header for header in headers if header[0].lower() == "cache-control"]
        kept = [header for header in headers if header[0].lower() not in {*_FOUND_WHEN_SENT, "cache-control"}]
        if caching == self.get_default_caching() and self.immutable_file_test(path, url):
            caching = [("Cache-Control", f"max-age={self.FOREVER}, public, immutable")]
        return [*kept, *caching]


def find_files(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the regular files below a folder, following links, and log everything else.

    :param root: the folder, with a slash at its end.
    """
    # Folders to list, each with the folders above it: following a link to one of these would never end.
    top = os.stat(root)  # noqa: PTH116 - the same type as of entries
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
                _leave_out(entry.path, "not a file or a directory")
            elif identity in above:
                _leave_out(entry.path, "a link to a directory that contains it")
            else:
                folders.append((entry.path, above | {identity}))


def _leave_out(path: str, reason: str | None) -> None:
    _log.warning("Ignored in STATIC_ROOT: %r: %s", path, reason)


def make_static_finder() -> StaticFiles | None:
    """Return the finder of the files below STATIC_URL, or None if that is no path of this site.

    Call it after ``django.setup()``.
    """
    if find_prefix("STATIC_URL") is None:
        return None
    if not settings.DEBUG and not settings.STATIC_ROOT:
        _log.warning(
            "STATIC_ROOT is not set, so this process serves no static files while DEBUG is off."
            " Set STATIC_ROOT, and run setup-app."
        )
    return StaticFiles()
