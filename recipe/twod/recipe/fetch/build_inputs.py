"""The inputs of a build: everything that it read, with digests that tell later whether a new build would be the same.

This module needs the standard library alone, and nothing else of twod: the process of a build loads it by its path.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict

#: Suffixes of the names that an installed distribution leaves in a directory of the search path.
_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")


class BuildInputs(TypedDict):
    """The inputs of a build, each with its digest, which is None where there was nothing.

    A digest and not the value: a variable of the environment may be a password.
    """

    #: The interpreter, with its version.
    python: str
    #: Directories that belong to buildout. Their content is no input, and a listing does not show them.
    ignored: list[str]
    #: Files that the build opened, and those that it wrote and left.
    files: dict[str, str | None]
    #: Directories that it listed.
    listings: dict[str, str | None]
    #: Variables of the environment that it asked for.
    variables: dict[str, str | None]
    #: Directories of the search path, with the distributions that are installed there.
    libraries: dict[str, str | None]


def digest_file(path: str) -> str | None:
    """Return the digest of a file's content."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def digest_listing(path: str, ignored: Collection[str]) -> str | None:
    """Return the digest of the names in a directory, without hidden files and what Python compiles.

    :param ignored: directories of buildout.
    """
    try:
        names = os.listdir(path)
    except OSError:
        return None
    hidden = (name for name in names if name.startswith((".", "__pycache__")) or name.endswith(".pyc"))
    shown = set(names) - set(hidden)
    return _digest_names(name for name in shown if os.path.join(path, name) not in ignored)


def digest_library(path: str) -> str | None:
    """Return the digest of what is installed in a directory of the search path, which the names tell with versions."""
    try:
        names = os.listdir(path)
    except OSError:
        return None
    return _digest_names(name for name in names if name.endswith(_INSTALLED))


def digest_variable(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the digest of a variable's value."""
    return hashlib.sha256(environ[name].encode("utf-8", "surrogateescape")).hexdigest() if name in environ else None


def _digest_names(names: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def inputs_are_unchanged(inputs: BuildInputs, python: str, environ: Mapping[str, str]) -> bool:
    """Return whether a build would read the same again.

    :param python: the interpreter that would build, as :func:`describe_python` names it.
    :param environ: the environment that it would have.
    """
    ignored = set(inputs["ignored"])
    return (
        inputs["python"] == python
        and all(digest_file(path) == digest for path, digest in inputs["files"].items())
        and all(digest_listing(path, ignored) == digest for path, digest in inputs["listings"].items())
        and all(digest_variable(name, environ) == digest for name, digest in inputs["variables"].items())
        and all(digest_library(path) == digest for path, digest in inputs["libraries"].items())
    )


def describe_python(version: str, executable: str) -> str:
    """Return the name of an interpreter: ``sys.version`` and ``sys.executable``."""
    return f"{version} {executable}"
