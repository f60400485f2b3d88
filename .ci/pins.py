"""versions.cfg for pip: ``constraints`` prints it for all Pythons, ``check`` names what is installed without a pin.

A second argument names a section of versions.cfg whose pins come before the others.
"""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from importlib.metadata import distributions
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The minor versions of Python 3 that may have pins of their own.
PYTHONS = range(11, 20)

#: Ours, and what an environment is born with.
UNPINNED = {"twod-inifile", "twod-recipe", "twod-wsgi", "pip", "setuptools"}


def read_pins(path: Path, *first: str, python: int = sys.version_info.minor) -> dict[str, str]:
    """The pins for a Python 3; a section ``[versions:CONDITION]`` counts where its condition holds.

    :param first: names of sections whose pins come before all others.
    """
    parser = ConfigParser(interpolation=None)
    parser.read(path)
    pins = dict(parser["versions"])
    known: dict[str, object] = {f"python3{minor}": minor == python for minor in PYTHONS}
    known["sys"] = SimpleNamespace(version_info=(3, python))
    for section in parser.sections():
        name, _, condition = section.partition(":")
        # The conditions are Python, of this repository's own file, as zc.buildout reads them.
        if name == "versions" and condition and eval(condition, known):  # noqa: S307
            pins |= dict(parser[section])
    for section in first:
        pins |= dict(parser[section])
    return pins


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def iterate_constraints(path: Path, *first: str) -> Iterator[str]:
    """Give lines for pip, those for one Python alone with a marker."""
    pins = {python: read_pins(path, *first, python=python).items() for python in PYTHONS}
    common = set.intersection(*map(set, pins.values()))
    yield from (f"{name}=={version}" for name, version in sorted(common))
    for python, found in pins.items():
        for name, version in sorted(found - common):
            yield f'{name}=={version}; python_version == "3.{python}"'


def main() -> None:
    path = Path(__file__).parents[1] / "versions.cfg"
    command, *first = sys.argv[1:]
    if command == "constraints":
        print("\n".join(iterate_constraints(path, *first)))
        return
    pins = read_pins(path, *first)
    pinned = {(normalise(name), version) for name, version in pins.items()}
    installed = {(normalise(d.metadata["Name"]), d.version) for d in distributions()}
    unpinned = sorted(f"{name} = {version}" for name, version in installed - pinned if name not in UNPINNED)
    if unpinned:
        sys.exit("Installed without a pin in versions.cfg:\n" + "\n".join(unpinned))


if __name__ == "__main__":
    main()
