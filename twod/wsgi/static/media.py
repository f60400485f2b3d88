"""Media files: uploads in MEDIA_ROOT, searched on each request."""

from __future__ import annotations

import mimetypes
import os
import stat
from io import FileIO
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from whitenoise.media_types import MediaTypes

from twod.inifile.regular_file import open_regular_file
from twod.wsgi.static.prefix import find_path, find_prefix
from twod.wsgi.static.sending import FoundFile, handle_unopened

#: The Content-Types of compressed files. With a Content-Encoding instead, a browser would unpack ``x.tar.gz`` while it
#: saves it.
_COMPRESSED_TYPES = {
    "br": "application/x-brotli",
    "bzip2": "application/x-bzip2",
    "compress": "application/x-compress",
    "gzip": "application/gzip",
    "xz": "application/x-xz",
    "zstd": "application/zstd",
}

#: Types of documents in which a browser runs scripts, besides all that end in ``+xml``. PDF is not one of them: its
#: scripts cannot reach the site, and Chrome shows no PDF in a sandbox.
_SCRIPTABLE_TYPES = {"application/xml", "text/html", "text/xml", "text/xsl"}

#: WhiteNoise's types, with most of those that :mod:`mimetypes` lacks on some machines.
_OTHER_TYPES = MediaTypes()


class MediaFiles:
    """A finder of the files below a folder, which it searches on each request.

    :param root: the folder's absolute path; it may be created later.
    :param prefix: path of its URL, with a slash at both ends.
    :param max_age: seconds that a client may use a file without asking again.
    :param has_sandbox: whether to stop browsers from running scripts in a file.
    """

    def __init__(self, root: str, prefix: str, *, max_age: int, has_sandbox: bool) -> None:
        self.root = root
        self.prefix = prefix
        self.max_age = max_age
        self.has_sandbox = has_sandbox

    def is_asked(self, environ: WSGIEnvironment) -> bool:
        """Return whether the path of a request may be that of a file; the disk is not touched."""
        return (find_path(environ, self.prefix) or "").startswith(self.prefix)

    def find(self, environ: WSGIEnvironment) -> FoundFile | None:
        """Return the file of a request, or None if the request is for the application."""
        path = find_path(environ, self.prefix)
        if path is None or not path.startswith(self.prefix):
            return None
        name = path.removeprefix(self.prefix)
        file = find_file(self.root, name)
        return None if file is None else FoundFile(file, self.describe_file(name))

    def describe_file(self, name: str) -> list[tuple[str, str]]:
        """Return the headers for the type of a file and for how long a client may keep it."""
        content_type, encoding = guess_type(name)
        headers = [
            ("Content-Type", content_type),
            ("Cache-Control", f"max-age={self.max_age}"),
            # A browser must not show a page that was uploaded as "picture.png" as a page.
            ("X-Content-Type-Options", "nosniff"),
        ]
        if self.has_sandbox and is_scriptable(content_type):
            headers.append(("Content-Security-Policy", "sandbox"))
        return headers if encoding is None else [*headers, ("Content-Encoding", encoding)]


def find_file(root: str, name: str) -> FileIO | None:
    """Return a file, open for reading; None if it does not exist, is hidden, or is outside of the folder.

    :param root: the folder; it may be a symbolic link.
    :param name: path below it, with slashes.
    :raises OSError: for an error that the name has not caused, such as too many open files.
    """
    if _has_hidden_part(name):
        return None
    try:
        real_root = os.path.realpath(root, strict=True).rstrip("/") + "/"
        path = _follow_links(real_root, name)
        if not path.startswith(real_root) or _has_hidden_part(path.removeprefix(real_root)):
            return None
        # The path has no links now. If the file becomes one before it is opened, opening it fails.
        return open_regular_file(path, os.O_NOFOLLOW)
    except ValueError:  # a NUL, or a character that the file system's encoding lacks
        return None
    except OSError as error:
        handle_unopened(error)
        return None


def _follow_links(real_root: str, name: str) -> str:
    """Return the real path of a file, without links.

    :param real_root: the real path of the folder, with a slash at its end.
    :param name: path below it, without empty parts and ``..``.
    :raises OSError: if the file does not exist.
    """
    path = real_root[:-1]
    for part in name.split("/"):
        path = f"{path}/{part}"
        if stat.S_ISLNK(os.lstat(path).st_mode):
            # Only for links: realpath() checks each part of the folder's own path again, which doubles the time.
            return os.path.realpath(real_root + name, strict=True)
    return path


def _has_hidden_part(name: str) -> bool:
    """Return whether a part of a path is empty, ``.``, ``..`` or the name of a hidden file (``.git``, ``.env``)."""
    return any(part[:1] in ("", ".") for part in name.split("/"))


def guess_type(name: str) -> tuple[str, str | None]:
    """Return the Content-Type for a file name, and its Content-Encoding or None."""
    # Without the slash, mimetypes reads the name as a URL, and returns the type in "data:text/html,x.png".
    guessed, encoding = mimetypes.guess_type(f"/{name}")
    if encoding == "gzip" and name.lower().endswith(".svgz"):
        return "image/svg+xml", "gzip"  # browsers show it only with this encoding
    if encoding is not None:
        return _COMPRESSED_TYPES.get(encoding, "application/octet-stream"), None
    return guessed or _OTHER_TYPES.get_type(name), None


def is_scriptable(content_type: str) -> bool:
    """Return whether browsers run the scripts in a file of this type as part of the site.

    >>> is_scriptable("image/svg+xml"), is_scriptable("image/png")
    (True, False)
    """
    return content_type in _SCRIPTABLE_TYPES or content_type.endswith("+xml")


def make_media_finder(*, has_sandbox: bool = True) -> MediaFiles | None:
    """Return the finder of the files in MEDIA_ROOT, or None without MEDIA_ROOT or a path in MEDIA_URL.

    Django's default for MEDIA_URL has no path, so files are public only if a setting declares it. Call this after
    ``django.setup()``.

    :param has_sandbox: whether to stop browsers from running scripts in a file.
    """
    prefix = find_prefix("MEDIA_URL")
    if not settings.MEDIA_ROOT or prefix is None or prefix == "/":
        return None
    root = os.path.abspath(settings.MEDIA_ROOT)  # noqa: PTH100 - as in Django's storage; find_file follows links
    max_age = 0 if settings.DEBUG else 60
    return MediaFiles(root, prefix, max_age=max_age, has_sandbox=has_sandbox)
