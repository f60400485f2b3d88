"""The text of a lock file (PEP 751): the same pins and files make the same bytes."""

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

#: A path of a file on PyPI, which contains the file's hash. Mirrors of PyPI use the same path.
_PYPI_PATH = re.compile(r"/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}/[^/]+$")
_PYPI_FILES = "https://files.pythonhosted.org"

_HEAD = """\
# Made by bin/lock write from the versions that {source} pins. Do not edit: bin/lock write overwrites changes.
lock-version = "1.0"
created-by = "twod.recipe"
packages = []
"""


class LockEntry(NamedTuple):
    """A pin and the files that may be installed for it."""

    pin: Pin
    files: Sequence[IndexFile]


def make_lock(entries: Iterable[LockEntry], directory: Path, source: str) -> str:
    """Return the text of a lock file.

    :param directory: the folder of the lock file; paths in it are relative to this folder.
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
    # A lock has room for one sdist. If there are two, the zip file is the older format.
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
    """Return a URL without credentials, and with PyPI's host for a file on a mirror of PyPI."""
    parts = urlsplit(url)
    if found := _PYPI_PATH.search(parts.path):
        return _PYPI_FILES + found[0]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _quote(text: str) -> str:
    """Return a TOML string."""
    return json.dumps(text)
