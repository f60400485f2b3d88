"""The pins of ``versions.cfg``, for pip.

``python .ci/pins.py write`` makes the constraint files beside this one of them, and ``python .ci/pins.py check``
reports what is installed without a pin. ``check SECTION`` takes the pins of that section of ``versions.cfg`` first.
"""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from importlib.metadata import distributions
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
VERSIONS = HERE.parent / "versions.cfg"

#: The constraint files, and the sections of versions.cfg whose pins come before those of [versions].
CONSTRAINTS = {"constraints.txt": (), "constraints-oldest-buildout.txt": ("oldest-buildout",)}

#: The minor versions of Python 3 that may have pins of their own.
PYTHONS = range(11, 20)

#: Our own distributions, and what an environment is born with.
UNPINNED = {"twod-inifile", "twod-recipe", "twod-wsgi", "pip", "setuptools"}


def read_pins(*first: str, python: int = sys.version_info.minor) -> dict[str, str]:
    """Return the pins for a Python 3, with those of a section ``[versions:CONDITION]`` where its condition holds.

    :param first: names of sections whose pins come before all others.
    """
    parser = ConfigParser(interpolation=None)
    parser.read(VERSIONS, encoding="utf-8")
    pins = dict(parser["versions"])
    known: dict[str, object] = {f"python3{minor}": minor == python for minor in PYTHONS}
    known["sys"] = SimpleNamespace(version_info=(3, python))
    for section in parser.sections():
        name, _, condition = section.partition(":")
        # The conditions are Python, of this repository's own file, as zc.buildout reads them.
        if name == "versions" and condition and eval(condition, known):  # noqa: S307 - see above
            pins |= dict(parser[section])
    for section in first:
        pins |= dict(parser[section])
    return pins


def make_constraints(*first: str) -> str:
    """Return the text of a constraint file, where a pin for one Python alone has a marker."""
    pins = {python: read_pins(*first, python=python).items() for python in PYTHONS}
    common = set.intersection(*map(set, pins.values()))
    lines = [f"{name}=={version}" for name, version in sorted(common)]
    for python, found in pins.items():
        lines += [f'{name}=={version}; python_version == "3.{python}"' for name, version in sorted(found - common)]
    return "\n".join(["# Made of versions.cfg by: python .ci/pins.py write", *lines, ""])


def find_unpinned(*first: str) -> list[str]:
    """Return what is installed beside the pins, as lines for versions.cfg."""
    pinned = {(normalise(name), version) for name, version in read_pins(*first).items()}
    installed = {(normalise(found.metadata["Name"]), found.version) for found in distributions()}
    return sorted(f"{name} = {version}" for name, version in installed - pinned if name not in UNPINNED)


def normalise(name: str) -> str:
    """Return the name of a distribution as all its spellings have it in common."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Do what the command line asks for."""
    match sys.argv[1:]:
        case ["write"]:
            for name, first in CONSTRAINTS.items():
                (HERE / name).write_text(make_constraints(*first), encoding="utf-8")
        case ["check", *first]:
            if unpinned := find_unpinned(*first):
                sys.exit("Installed without a pin in versions.cfg:\n" + "\n".join(unpinned))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
