"""Wheels without a network: of what is installed, and of the three distributions."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from kit.environs import make_python_environ
from kit.processes import PROVISIONING, run

ROOT = Path(__file__).parents[2]


def build_distributions(folder: Path) -> None:
    """Put the sdists of the three distributions into a folder, and the wheels that are made of them."""
    command = [sys.executable, str(ROOT / ".ci" / "distributions.py"), str(folder)]
    done = run(command, cwd=folder, environ=make_python_environ(), merged=True, patience=PROVISIONING)
    assert done.returncode == 0, done.stdout


def make_wheels_of_installed(folder: Path) -> None:
    """Put all that this Python has installed back into wheels (PEP 427)."""
    for distribution in distributions():
        if _is_installed_whole(distribution):
            _make_wheel(distribution, folder)


def _is_installed_whole(distribution: Distribution) -> bool:
    """Return whether a wheel can be made again of an installed distribution: not of an editable one or a program."""
    is_editable = "editable" in (distribution.read_text("direct_url.json") or "")
    return distribution.read_text("WHEEL") is not None and not is_editable and distribution.name != "uv"


def _find_installed_files(distribution: Distribution) -> Iterator[tuple[Path, str]]:
    """Yield each file of an installed distribution, and its name in a wheel."""
    base = Path(str(distribution.locate_file("")))
    if base.suffix == ".egg":
        # A directory of its own, in which zc.buildout has renamed that of the metadata.
        metadata = f"{distribution.metadata['Name'].replace('-', '_')}-{distribution.version}.dist-info"
        for path in base.rglob("*"):
            name = str(path.relative_to(base))
            yield path, re.sub(r"^[^/]+\.dist-info/", f"{metadata}/", name)
    else:
        for file in distribution.files or ():
            if ".." not in file.parts:
                yield base / file, str(file)


def _make_wheel(distribution: Distribution, folder: Path) -> None:
    lines = (distribution.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")]
    name = distribution.metadata["Name"].replace("-", "_")
    with zipfile.ZipFile(folder / f"{name}-{distribution.version}-{tags[-1]}.whl", "w") as wheel:
        for path, stored_name in _find_installed_files(distribution):
            if path.is_file() and path.suffix != ".pyc":
                wheel.write(path, stored_name)
