"""Media files: uploaded files, looked up in MEDIA_ROOT when a client requests them."""

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

#: The Content-Types of compressed files, for a client that is to get them as they are. With a Content-Encoding instead,
#: the browser would unpack a file while it saves it, and ``x.tar.gz`` would be a bare tar.
_COMPRESSED_TYPES = {
    "br": "application/x-brotli",
    "bzip2": "application/x-bzip2",
    "compress": "application/x-compress",
    "gzip": "application/gzip",
    "xz": "application/x-xz",
    "zstd": "application/zstd",
}

#: Types of documents in which a browser runs scripts, besides all that end in ``+xml``. A PDF is none: its scripts stay
#: in it, and Chrome shows no PDF in a sandbox.
_SCRIPTABLE_TYPES = {"application/xml", "text/html", "text/xml", "text/xsl"}

#: WhiteNoise's types, which include most of those that :mod:`mimetypes` does not know on every machine.
_OTHER_TYPES = MediaTypes()


class MediaFiles:
    """The files below a folder, which is looked into at each request.

    :param root: the folder, absolute; it need not exist yet.
    :param prefix: path of its URL, with a slash at both ends.
    :param max_age: seconds that a client may use a file without asking again.
    :param has_sandbox: whether the scripts in a file do not run.
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
        """Return the file of a request; None when the application has to answer."""
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
            # Browsers must not show an uploaded page with the name of a picture as a page.
            ("X-Content-Type-Options", "nosniff"),
        ]
        if self.has_sandbox and is_scriptable(content_type):
            headers.append(("Content-Security-Policy", "sandbox"))
        return headers if encoding is None else [*headers, ("Content-Encoding", encoding)]


def find_file(root: str, name: str) -> FileIO | None:
    """Return the file of a name, open for reading; None when there is none, or none that is for everybody.

    :param root: the folder; it may be a symbolic link.
    :param name: path below it, its parts apart by slashes.
    :raises OSError: for an error of the operating system that the name does not cause.
    """
    if _has_hidden_part(name):
        return None
    try:
        real_root = os.path.realpath(root, strict=True).rstrip("/") + "/"
        path = _follow_links(real_root, name)
        if not path.startswith(real_root) or _has_hidden_part(path.removeprefix(real_root)):
            return None
        # The path has no links. Should the file become one before it is opened, it is not followed.
        return open_regular_file(path, os.O_NOFOLLOW)
    except ValueError:  # a NUL, or a character that the file system's encoding lacks
        return None
    except OSError as error:
        handle_unopened(error)
        return None


def _follow_links(real_root: str, name: str) -> str:
    """Return the path of a file, with its links followed.

    :param real_root: the folder, with its links followed and a slash at its end.
    :param name: path below it, none of whose parts is empty or ``..``.
    :raises OSError: when there is no such file.
    """
    path = real_root[:-1]
    for part in name.split("/"):
        path = f"{path}/{part}"
        if stat.S_ISLNK(os.lstat(path).st_mode):
            # It would look at each part of the folder's own path again, which takes as long as all of this.
            return os.path.realpath(real_root + name, strict=True)
    return path


def _has_hidden_part(name: str) -> bool:
    """Return whether a part of a path is empty, ``.``, ``..`` or the name of a hidden file (``.git``, ``.env``)."""
    return any(part[:1] in ("", ".") for part in name.split("/"))


def guess_type(name: str) -> tuple[str, str | None]:
    """Return the Content-Type, and the Content-Encoding if it has one, of the file of a name."""
    # Without the slash, mimetypes takes the name for a URL, and trusts the type in "data:text/html,x.png".
    guessed, encoding = mimetypes.guess_type(f"/{name}")
    if encoding == "gzip" and name.lower().endswith(".svgz"):
        return "image/svg+xml", "gzip"  # the one that browsers can show only so
    if encoding is not None:
        return _COMPRESSED_TYPES.get(encoding, "application/octet-stream"), None
    return guessed or _OTHER_TYPES.get_type(name), None


def is_scriptable(content_type: str) -> bool:
    """Return whether a browser that opens a file of this type runs the scripts in it, in the name of the site.

    >>> is_scriptable("image/svg+xml"), is_scriptable("image/png")
    (True, False)
    """
    return content_type in _SCRIPTABLE_TYPES or content_type.endswith("+xml")


def make_media_finder(*, has_sandbox: bool = True) -> MediaFiles | None:
    """Return what finds the files of MEDIA_ROOT; None when MEDIA_URL has no path for them. Django must be set up.

    Without MEDIA_ROOT there are no files, and without a path in MEDIA_URL, as in Django's default, they are not
    declared public.

    :param has_sandbox: whether the scripts in a file do not run.
    """
    prefix = find_prefix("MEDIA_URL")
    if not settings.MEDIA_ROOT or prefix is None or prefix == "/":
        return None
    root = os.path.abspath(settings.MEDIA_ROOT)  # noqa: PTH100 - as Django's storage does it; links are followed later
    max_age = 0 if settings.DEBUG else 60
    return MediaFiles(root, prefix, max_age=max_age, has_sandbox=has_sandbox)
