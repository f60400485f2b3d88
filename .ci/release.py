"""Make a release: ``tox -e release -- X.Y.Z``; without a version, show what one would be.

A clone gets the version wherever it stands, and an entry in ``CHANGES.rst`` in place of the news; there the
distributions are built and checked. When all that went well, the checkout takes the changes as a commit with a tag,
and the distributions into ``dist``. Nothing is published.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

_SETUP = r'^(VERSION = ")(.*)(")$'
_PINS = r"^(twod\.(?:inifile|recipe|wsgi) = )(.*)()$"

#: The files that the version stands in, and the lines that it stands in.
PLACES = {
    "setup.py": _SETUP,
    "recipe/setup.py": _SETUP,
    "inifile/setup.py": _SETUP,
    "versions.cfg": _PINS,
    "twod/wsgi/templates/site/versions.cfg": _PINS,
}


def read_versions(root: Path) -> dict[str, set[str]]:
    """Return the versions that each file has."""
    return {
        name: {line[2] for line in re.finditer(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)}
        for name, pattern in PLACES.items()
    }


def write_version(root: Path, version: str) -> None:
    """Write a version wherever it stands."""
    for name, pattern in PLACES.items():
        text = (root / name).read_text(encoding="utf-8")
        text = re.sub(pattern, rf"\g<1>{version}\g<3>", text, flags=re.MULTILINE)
        (root / name).write_text(text, encoding="utf-8")


def make_release(clone: Path, version: str) -> None:
    """Change the files of a clone for a release, and leave its distributions in ``dist``."""

    def run(*command: str) -> None:
        subprocess.run(command, cwd=clone, check=True)

    write_version(clone, version)
    run(sys.executable, ".ci/pins.py", "write")
    run(sys.executable, "-m", "towncrier", "build", "--yes", "--version", version)
    run(sys.executable, ".ci/distributions.py", "dist")
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, sorted((clone / "dist").iterdir())))
    run("git", "add", "--all")
    run("git", "diff", "--cached", "--stat", "--", ".", ":!news")


def take_release(clone: Path, version: str) -> None:
    """Bring the changes and the distributions of the clone into the checkout, with a commit and a tag."""
    changes = subprocess.check_output(["git", "diff", "--cached", "--binary"], cwd=clone)
    subprocess.run(["git", "apply", "--index"], cwd=ROOT, input=changes, check=True)
    subprocess.run(["git", "commit", "--quiet", "--message", f"Release {version}"], cwd=ROOT, check=True)
    subprocess.run(["git", "tag", version], cwd=ROOT, check=True)
    shutil.copytree(clone / "dist", ROOT / "dist", dirs_exist_ok=True)
    twine = Path(sys.executable).with_name("twine")
    print(f"Now publish it: git push origin HEAD {version} && {twine} upload dist/*-{version}*")


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dry-run", action="store_true", help="leave the checkout as it is")
    parser.add_argument("version", help="such as 2.1.0")
    arguments = parser.parse_args()
    if not re.fullmatch(r"\d+\.\d+\.\d+", arguments.version):
        parser.error(f"{arguments.version}: expected three numbers, such as 2.1.0")
    if not arguments.dry_run and subprocess.check_output(["git", "status", "--porcelain"], cwd=ROOT):
        parser.error("the checkout has changes that are not committed")
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder)
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        make_release(clone, arguments.version)
        if not arguments.dry_run:
            take_release(clone, arguments.version)


if __name__ == "__main__":
    main()
