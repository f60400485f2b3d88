"""The files of a distribution in an index, with their hashes: the simple API (PEP 503, PEP 691) and folders.

uv and pip list the files for one machine only, or resolve versions at the same time. A lock of pins for all machines
needs neither.
"""

from __future__ import annotations

import base64
import hashlib
import json
import netrc
import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html.parser import HTMLParser
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import Request, urlopen

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from twod.inifile.problems import Place
from twod.inifile.secrets import hide_passwords
from twod.recipe.recipe_error import RecipeError

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"

#: Requests at the same time; indexes answer quickly, and each request is about one distribution.
_WORKERS = 8

#: Seconds without a received byte after which a request fails.
_PATIENCE = 60

#: Seconds between attempts, since a name server with hundreds of queries fails now and then.
_PAUSES = (0.5, 2.0)


class IndexFile(NamedTuple):
    """A file of a distribution."""

    name: str
    #: Its address; ``file:`` for a file in a folder.
    url: str
    #: In hexadecimal; empty if the index does not have it.
    sha256: str
    size: int | None = None


class PackageIndex:
    """Indexes and folders of files.

    ::

        PackageIndex(["https://pypi.org/simple"]).list_files("Flask", "3.1.3")

    :param urls: simple indexes; the first one that has a name counts. Credentials may be in the URL or in ``~/.netrc``.
    :param folders: folders; their files come first.
    :param cafile: file of the trusted certificates. Without it, Python's own are used.
    """

    def __init__(self, urls: Sequence[str], folders: Iterable[Path] = (), cafile: str | None = None) -> None:
        self._urls = urls
        self._folders = tuple(folders)
        self._context = ssl.create_default_context(cafile=cafile)
        #: An index may keep its files on another host, but its credentials are only for its own host.
        self._users = {urlsplit(url).netloc.rpartition("@")[2]: url for url in urls}

    def list_all(self, wanted: Sequence[tuple[str, str]]) -> list[list[IndexFile]]:
        """Return the files of each distribution and version, with many requests at the same time."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            return list(pool.map(lambda pair: self.list_files(*pair), wanted))

    def list_files(self, name: str, version: str) -> list[IndexFile]:
        """Return the wheels and the sdist of one version, sorted by name; empty if there is no such version.

        :raises RecipeError: if an index does not answer.
        """
        canonical = canonicalize_name(name)
        found = {file.name: file for file in self._ask(canonical) if _is_file_of(file.name, canonical, version)}
        found |= {file.name: file for file in self._look_into_folders(canonical, version)}
        return [found[key] for key in sorted(found)]

    def open(self, url: str, *, accept: str = "*/*") -> HTTPResponse:
        """Return the response to a request; the caller closes it.

        :raises OSError: if there is no response.
        """
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        bare = parts._replace(netloc=host).geturl()
        request = Request(bare, headers={"Accept": accept, "User-Agent": "twod.recipe"})  # noqa: S310 - the user's index
        if authorization := _make_authorization(self._users.get(host, url)):
            # urllib does not send such a header to the target of a redirection.
            request.add_unredirected_header("Authorization", authorization)
        for pause in (*_PAUSES, None):
            try:
                answer: HTTPResponse = urlopen(request, timeout=_PATIENCE, context=self._context)  # noqa: S310 - see above
                break
            except URLError as error:
                if pause is None or not _is_passing(error):
                    raise
                if isinstance(error, HTTPError):
                    error.close()
                sleep(pause)
        return answer

    def _ask(self, name: str) -> list[IndexFile]:
        for url in self._urls:
            page = f"{url.rstrip('/')}/{name}/"
            # As in pip; a directory is not a page.
            page += "index.html" if page.startswith("file:") else ""
            try:
                with self.open(page, accept=_ACCEPT) as answer:
                    read = _read_json if "json" in answer.headers.get("Content-Type", "") else _read_html
                    if files := read(answer.read(), answer.url):
                        return files
            except HTTPError as error:
                error.close()
                if error.code != HTTPStatus.NOT_FOUND:
                    raise _make_error(page, f"{error.code} {error.reason}") from None
            except URLError as error:
                if not isinstance(error.reason, FileNotFoundError):
                    raise _make_error(page, str(error.reason)) from None
            except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
                raise _make_error(page, str(error) or type(error).__name__) from None
        return []

    def _look_into_folders(self, name: str, version: str) -> Iterable[IndexFile]:
        for folder in self._folders:
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if _is_file_of(path.name, name, version):
                    digest = hashlib.sha256(path.read_bytes()).hexdigest()
                    yield IndexFile(path.name, path.resolve().as_uri(), digest, path.stat().st_size)


def _is_passing(error: URLError) -> bool:
    """Return whether the same request may succeed a moment later."""
    if isinstance(error, HTTPError):
        return error.code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error.reason, (socket.gaierror, TimeoutError, ConnectionResetError))


def _make_error(url: str, what: str) -> RecipeError:
    cure = "check the index, the proxy and the credentials (in the URL of the index, or in ~/.netrc)"
    return RecipeError.at(Place(), f"{hide_passwords(url)} did not answer: {what}; {cure}")


def _is_file_of(file: str, name: str, version: str) -> bool:
    """Return whether a file is a wheel or an sdist of a version, in any spelling of the version."""
    try:
        if file.endswith(".whl"):
            found, number = parse_wheel_filename(file)[:2]
        else:
            found, number = parse_sdist_filename(file)
        return found == name and number == type(number)(version)
    except (InvalidSdistFilename, InvalidWheelFilename):
        return False


def _read_json(page: bytes, base: str) -> list[IndexFile]:
    files: list[dict[str, Any]] = json.loads(page)["files"]
    return [
        IndexFile(file["filename"], urljoin(base, file["url"]), file["hashes"].get("sha256", ""), file.get("size"))
        for file in files
    ]


def _read_html(page: bytes, base: str) -> list[IndexFile]:
    links = _Links()
    links.feed(page.decode("utf-8"))
    files = []
    for link in links.found:
        url, fragment = urldefrag(urljoin(base, link))
        sha256 = fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else ""
        files.append(IndexFile(unquote(urlsplit(url).path.rpartition("/")[2]), url, sha256))
    return files


class _Links(HTMLParser):
    """A parser that collects the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the target of a link."""
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def _make_authorization(url: str) -> str:
    """Return the ``Authorization`` header for the credentials in the URL or in ``~/.netrc``, or an empty text."""
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not user:
        with suppress(OSError, netrc.NetrcParseError):
            user, _, password = netrc.netrc().authenticators(parts.hostname or "") or ("", "", "")
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii") if user else ""
