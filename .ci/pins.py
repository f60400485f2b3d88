"""versions.cfg for pip: ``constraints`` prints it for pip, ``check`` names what is installed without a pin."""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from importlib.metadata import distributions
from pathlib import Path

#: Ours, and what an environment is born with.
UNPINNED = {"twod-wsgi", "twod-recipe", "pip", "setuptools"}


def read_pins(path: Path) -> dict[str, str]:
    """The pins for the running Python; a section ``[versions:CONDITION]`` counts where its condition holds."""
    parser = ConfigParser(interpolation=None)
    parser.read(path)
    pins = dict(parser["versions"])
    known = {"sys": sys, f"python3{sys.version_info.minor}": True}
    known |= {f"python3{minor}": False for minor in range(11, 20) if minor != sys.version_info.minor}
    for section in parser.sections():
        name, _, condition = section.partition(":")
        # The conditions are Python, of this repository's own file, as zc.buildout reads them.
        if name == "versions" and condition and eval(condition, known):  # noqa: S307
            pins |= dict(parser[section])
    return pins


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    pins = read_pins(Path(__file__).parents[1] / "versions.cfg")
    if sys.argv[1:] == ["constraints"]:
        print("\n".join(f"{name}=={version}" for name, version in sorted(pins.items())))
        return
    pinned = {(normalise(name), version) for name, version in pins.items()}
    installed = {(normalise(d.metadata["Name"]), d.version) for d in distributions()}
    unpinned = sorted(f"{name} = {version}" for name, version in installed - pinned if name not in UNPINNED)
    if unpinned:
        sys.exit("Installed without a pin in versions.cfg:\n" + "\n".join(unpinned))


if __name__ == "__main__":
    main()
