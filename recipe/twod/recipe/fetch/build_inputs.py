"""The inputs of a build: digests of everything that it read. While they are equal, a new build gives the same result.

This module imports only the standard library, since the process of a build loads it by its path.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict

#: Suffixes of the files by which an installed distribution is visible in a directory of the search path.
_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")


class BuildInputs(TypedDict):
    """The inputs of a build with their digests; the digest of a missing input is None.

    The digest of a variable is stored and not its value, since the value may be a password.
    """

    #: The interpreter, with its version.
    python: str
    #: Directories that belong to buildout. Their content is no input, and digests of listings leave them out.
    ignored: list[str]
    #: Files that the build read, and those that it wrote and kept.
    files: dict[str, str | None]
    #: Directories that it listed.
    listings: dict[str, str | None]
    #: Environment variables that it read.
    variables: dict[str, str | None]
    #: Directories of the search path, with a digest of the distributions installed there.
    libraries: dict[str, str | None]


def digest_file(path: str) -> str | None:
    """Return the digest of a file's content."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def digest_listing(path: str, ignored: Collection[str]) -> str | None:
    """Return the digest of the names in a directory, without hidden and compiled files.

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
    """Return the digest of the names in a directory of the search path, which contain the distributions' versions."""
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
    """Return whether all inputs of a build are unchanged.

    :param python: the interpreter of the new build, as :func:`describe_python` names it.
    :param environ: the environment of the new build.
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
