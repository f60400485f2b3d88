"""The manifest of a bundle: the recipe writes it into the archive, and a host reads it before unpacking."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

#: The file's name, at the top of the archive.
MANIFEST_NAME = "manifest.json"
#: The version of the format. A reader rejects any other version, and ignores names that it does not know.
MANIFEST_FORMAT = 1


class ManifestError(ValueError):
    """A manifest cannot be used; the message has the wrong value and the expected one."""


@dataclass(frozen=True)
class BundleManifest:
    """The site, the requirements and the content of a bundle.

    All paths are relative to the top of the bundle, with ``/``.
    """

    #: The name of the site, such as ``shop``. A host has releases of one project.
    project: str
    #: The name of the part of buildout.cfg that describes the site.
    part: str
    #: The minor version of Python that its eggs were made for, such as ``3.11``.
    python: str
    #: The ini of each environment, by the environment's name.
    environments: Mapping[str, str]
    #: The SHA-256 of each file except the manifest, in hexadecimal digits.
    files: Mapping[str, str]
    #: The version of each distribution.
    versions: Mapping[str, str] = field(default_factory=dict)
    #: The folders of data that outlives a release, such as ``var/twod``; the bundle does not contain them.
    var: tuple[str, ...] = ()
    #: The scripts, such as ``bin/serve-prod``.
    scripts: tuple[str, ...] = ()

    def make_text(self) -> str:
        """Return the content of the file; the order of the names and files makes no difference to it."""
        content = {"format": MANIFEST_FORMAT} | {name: getattr(self, name) for name in _READERS}
        return json.dumps(content, indent=1, sort_keys=True, default=dict) + "\n"


def read_manifest(text: str | bytes) -> BundleManifest:
    """Return the manifest in the content of its file.

    :raises ManifestError: if it is not JSON, has another format, or lacks a name or has a wrong value for it.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"{MANIFEST_NAME} is not JSON: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        raise ManifestError(f"{MANIFEST_NAME}: expected an object with 'format'")
    if content["format"] != MANIFEST_FORMAT:
        message = f"format {content['format']}; this twod reads format {MANIFEST_FORMAT}: use the bundle's own bin/twod"
        raise ManifestError(f"{MANIFEST_NAME}: {message}")
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name not in content:
            raise ManifestError(f"{MANIFEST_NAME}: {name!r} is missing")
        try:
            found[name] = read(content[name])
        except ManifestError as error:
            raise ManifestError(f"{MANIFEST_NAME}: {name!r}: {error}") from None
    return BundleManifest(**found)


def is_inner_path(text: str) -> bool:
    """Return whether a path leads into the folder that it is relative to, and is written in its shortest form.

    >>> is_inner_path("bin/twod"), is_inner_path("../bin"), is_inner_path("/bin"), is_inner_path("bin//twod")
    (True, False, False, False)
    """
    path = PurePosixPath(text)
    return str(path) == text != "." and not path.is_absolute() and ".." not in path.parts and "\0" not in text


def _read_name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w.-]+", value):
        raise ManifestError(f"expected a name, got {value!r}")
    return value


def _read_minor(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]+\.[0-9]+", value):
        raise ManifestError(f"expected a minor version such as 3.11, got {value!r}")
    return value


def _read_path(value: object) -> str:
    if not isinstance(value, str) or not is_inner_path(value):
        raise ManifestError(f"expected a path inside the bundle, got {value!r}")
    return value


def _read_hash(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ManifestError(f"expected a SHA-256 of 64 hexadecimal digits, got {value!r}")
    return value


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise ManifestError(f"expected a string, got {value!r}")
    return value


def _map(read_key: Callable[[object], str], read_value: Callable[[object], str]) -> Callable[[object], Any]:
    def read(value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ManifestError(f"expected an object, got {value!r}")
        return {read_key(key): read_value(inner) for key, inner in value.items()}

    return read


def _read_paths(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ManifestError(f"expected a list, got {value!r}")
    return tuple(map(_read_path, value))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "project": _read_name,
    "part": _read_name,
    "python": _read_minor,
    "environments": _map(_read_name, _read_path),
    "files": _map(_read_path, _read_hash),
    "versions": _map(_read_text, _read_text),
    "var": _read_paths,
    "scripts": _read_paths,
}
