"""Real zc.buildout runs without a network: an empty index and a folder of wheels."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions, version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_environ
from kit.processes import PROVISIONING, run

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Buildout:
    """A zc.buildout made by bootstrap.py, with all that its runs may install."""

    home: Path
    wheels: Path
    eggs: Path

    def environ(self, **variables: str) -> dict[str, str]:
        """The environment of a run: pip sees the folder of wheels alone."""
        return make_environ(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(self.wheels)) | variables

    def settings(self) -> str:
        """The options of ``[buildout]`` that keep a run from the network, for a buildout.cfg of a test."""
        return (
            f"extends = {self.home / 'versions.cfg'}\n"
            f"index = {self.home / 'empty-index'}\n"
            f"find-links = {self.wheels}\n"
            f"eggs-directory = {self.eggs}\n"
        )

    def run(self, directory: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run buildout in `directory` (it holds the buildout.cfg) and return what it printed, stderr included."""
        command = [self.home / "bin" / "buildout", *arguments]
        return run(command, cwd=directory, environ=self.environ(**variables), merged=True, patience=PROVISIONING)


def copy_sources(target: Path) -> Path:
    """Copy what all distributions are built from, so that a build leaves nothing in the checkout."""
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "versions.cfg", "bootstrap.py"):
        shutil.copy2(ROOT / name, target / name)
    litter = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "dist")
    for name in ("twod", "recipe", "inifile"):
        shutil.copytree(ROOT / name, target / name, ignore=litter)
    return target


def is_installed_whole(distribution: Distribution) -> bool:
    """Whether a wheel can be made again of an installed distribution: not of an editable one."""
    return distribution.read_text("WHEEL") is not None and "editable" not in (
        distribution.read_text("direct_url.json") or ""
    )


def installed_files(distribution: Distribution) -> Iterator[tuple[Path, str]]:
    """Each file of an installed distribution, and its name in a wheel."""
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


def make_wheel(distribution: Distribution, folder: Path) -> None:
    """Put an installed distribution back into a wheel (PEP 427)."""
    lines = (distribution.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")]
    name = distribution.metadata["Name"].replace("-", "_")
    with zipfile.ZipFile(folder / f"{name}-{distribution.version}-{tags[-1]}.whl", "w") as wheel:
        for path, stored_name in installed_files(distribution):
            if path.is_file() and path.suffix != ".pyc":
                wheel.write(path, stored_name)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of wheels: all that the tests' own Python has installed, and twod's distributions, built anew."""
    folder = tmp_path_factory.mktemp("wheels")
    for distribution in distributions():
        if is_installed_whole(distribution):
            make_wheel(distribution, folder)
    sources = copy_sources(tmp_path_factory.mktemp("sources"))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    subprocess.run([*pip, sources / "inifile", sources, sources / "recipe"], check=True)
    return folder


def read_versions() -> str:
    """The text of versions.cfg, with the pins of the oldest zc.buildout where that is what the tests' Python has."""
    text = (ROOT / "versions.cfg").read_text(encoding="utf-8")
    parser = ConfigParser(interpolation=None)
    parser.read_string(text)
    oldest = parser["oldest-buildout"]
    if version("zc.buildout") == oldest["zc.buildout"]:
        for name, pin in oldest.items():
            text = re.sub(rf"^{re.escape(name)} = .*$", f"{name} = {pin}", text, count=1, flags=re.MULTILINE)
    return text


@pytest.fixture(scope="session")
def buildout(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Buildout:
    """A zc.buildout in an environment of its own, and an eggs directory that all tests fill and use."""
    home = tmp_path_factory.mktemp("buildout")
    (home / "empty-index").mkdir()
    shutil.copy2(ROOT / "bootstrap.py", home)
    (home / "versions.cfg").write_text(read_versions(), encoding="utf-8")
    made = Buildout(home, wheels, home / "eggs")
    subprocess.run([sys.executable, home / "bootstrap.py"], env=made.environ(), check=True)
    return made
