"""The text of a lock file (PEP 751): the same bytes for the same pins and files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from packaging.utils import canonicalize_name

from twod.recipe.lock.package_index import IndexFile
from twod.recipe.lock.pinned_versions import Pin

#: The name of a folder of PyPI's, which is made of the file's hash; each mirror of it has the same below its own host.
_PYPI_PATH = re.compile(r"/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}/[^/]+$")
_PYPI_FILES = "https://files.pythonhosted.org"

_HEAD = """\
# Made by bin/lock write of the versions that {source} pins; it overwrites what is changed here.
lock-version = "1.0"
created-by = "twod.recipe"
packages = []
"""


class LockEntry(NamedTuple):
    """A pin, and all files that may be installed for it."""

    pin: Pin
    files: Sequence[IndexFile]


def make_lock(entries: Iterable[LockEntry], directory: Path, source: str) -> str:
    """Return the text of a lock file.

    :param directory: where the file goes; what it names of a folder is relative to that.
    :param source: name of the file with the pins.
    """
    packages = "".join(_make_package(entry, directory) for entry in entries)
    head = _HEAD.format(source=source)
    return head.replace("packages = []\n", packages) if packages else head


def _make_package(entry: LockEntry, directory: Path) -> str:
    pin = entry.pin
    lines = ["", "[[packages]]", f"name = {_quote(canonicalize_name(pin.name))}", f"version = {_quote(pin.version)}"]
    if pin.marker:
        lines.append(f"marker = {_quote(pin.marker)}")
    wheels = [file for file in entry.files if file.name.endswith(".whl")]
    # A lock has room for one; the older format of two is that of a zip file.
    sdists = sorted((file for file in entry.files if file not in wheels), key=lambda file: file.name.endswith(".zip"))
    if sdists:
        lines.append(f"sdist = {_make_file(sdists[0], directory)}")
    if wheels:
        lines += ["wheels = [", *(f"    {_make_file(file, directory)}," for file in wheels), "]"]
    return "\n".join([*lines, ""])


def _make_file(file: IndexFile, directory: Path) -> str:
    parts = urlsplit(file.url)
    if parts.scheme == "file":
        path = Path(os.path.relpath(url2pathname(parts.path), directory)).as_posix()
        facts = [f"path = {_quote(path)}"]
    else:
        url = _make_public(file.url)
        named = unquote(urlsplit(url).path.rpartition("/")[2]) == file.name
        facts = [*([] if named else [f"name = {_quote(file.name)}"]), f"url = {_quote(url)}"]
    if file.size is not None:
        facts.append(f"size = {file.size}")
    return f"{{ {', '.join([*facts, f'hashes = {{ sha256 = {_quote(file.sha256)} }}'])} }}"


def _make_public(url: str) -> str:
    """Return a URL that can be shown to everybody: PyPI's own for what a mirror has of it, and no credentials."""
    parts = urlsplit(url)
    if found := _PYPI_PATH.search(parts.path):
        return _PYPI_FILES + found[0]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _quote(text: str) -> str:
    """Return a TOML string."""
    return json.dumps(text)
