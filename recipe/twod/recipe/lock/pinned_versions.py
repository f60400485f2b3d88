"""The pins of a buildout for all machines: ``[versions]`` and ``[versions:CONDITION]``, with markers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from twod.inifile.problems import Place
from twod.recipe.lock.conditional_files import ConditionalFiles
from twod.recipe.lock.targets import TARGETS, Target, describe_targets
from twod.recipe.recipe_error import raise_errors_together


class Pin(NamedTuple):
    """One version of a distribution, and the machines for which it is pinned."""

    #: As written in the configuration.
    name: str
    version: str
    #: Empty for all machines.
    marker: str
    place: Place


def read_pins(path: Path) -> list[Pin]:
    """Return the pins of a configuration and of the files that it extends, sorted by name.

    ::

        [(pin.version, pin.marker) for pin in read_pins(Path("versions.cfg")) if pin.name == "Django"]

    :raises RecipeError: with all pins that cannot be locked.
    """
    files = ConditionalFiles()
    targets: dict[tuple[str, str], list[Target]] = {}
    written: dict[tuple[str, str], tuple[str, Place]] = {}
    for target in TARGETS:
        sections = files.read(path, target)
        named = sections.get("buildout", {}).get("versions")
        section = named.text if named else "versions"
        # If a name occurs in two spellings, the later one counts.
        pinned = {canonicalize_name(name): (name, value) for name, value in sections.get(section, {}).items()}
        for normalised, (name, value) in pinned.items():
            if value.text:
                key = normalised, value.text
                targets.setdefault(key, []).append(target)
                written.setdefault(key, (name, Place(str(value.file), None, section, name)))
    with raise_errors_together() as report:
        for (_, version), (_, place) in written.items():
            if not _is_version(version):
                report.error(place, f"expected one version, such as 1.0, got {version!r}; a lock cannot have ranges")
    return [
        Pin(written[key][0], key[1], describe_targets(found), written[key][1]) for key, found in sorted(targets.items())
    ]


def read_buildout_options(path: Path) -> dict[str, str]:
    """Return the options of ``[buildout]`` for this machine.

    :raises RecipeError: if the configuration cannot be read.
    """
    here = ConditionalFiles().read(path, Target(sys.version_info.minor, sys.platform))
    return {name: value.text for name, value in here.get("buildout", {}).items()}


def make_versions(pins: Iterable[Pin]) -> str:
    """Return pins as the text of a configuration: ``[versions]``, and a section for each marker."""
    sections: dict[str, list[str]] = {"versions": []}
    for pin in pins:
        section = f"versions:{pin.marker}" if pin.marker else "versions"
        sections.setdefault(section, []).append(f"{pin.name} = {pin.version}\n")
    return "\n".join(f"[{section}]\n{''.join(lines)}" for section, lines in sections.items())


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
