"""What the three distributions hold, built as wheel and as sdist."""

from __future__ import annotations

import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def wheel_files(built: Path, name: str) -> set[str]:
    with zipfile.ZipFile(next(built.glob(f"{name}-*.whl"))) as wheel:
        return set(wheel.namelist())


def package_files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in (folder / "twod").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and ".egg-info" not in str(path)
    }


@pytest.mark.parametrize(
    ("name", "folder"), [("twod_wsgi", ROOT), ("twod_recipe", ROOT / "recipe"), ("twod_inifile", ROOT / "inifile")]
)
def test_the_wheel_holds_every_file_of_its_half_and_no_other(built: Path, name: str, folder: Path) -> None:
    metadata = f"{name}-2.0.0.dist-info/"
    assert {file for file in wheel_files(built, name) if not file.startswith(metadata)} == package_files(folder)


@pytest.mark.parametrize("name", ["twod_wsgi", "twod_recipe", "twod_inifile"])
def test_the_halves_share_a_native_namespace(built: Path, name: str) -> None:
    files = wheel_files(built, name)
    assert "twod/__init__.py" not in files
    assert f"twod/{name.removeprefix('twod_')}/py.typed" in files


@pytest.mark.parametrize("name", ["twod_wsgi", "twod_recipe", "twod_inifile"])
def test_the_metadata_says_licence_python_and_typing(built: Path, name: str) -> None:
    with zipfile.ZipFile(next(built.glob(f"{name}-*.whl"))) as wheel:
        metadata = message_from_string(wheel.read(f"{name}-2.0.0.dist-info/METADATA").decode())
        assert f"{name}-2.0.0.dist-info/licenses/LICENSE" in wheel.namelist()
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {"Typing :: Typed", "Programming Language :: Python :: 3.14"} <= set(metadata.get_all("Classifier"))


def test_each_entry_point_of_the_wheels_can_be_found_in_them(built: Path) -> None:
    for name in ("twod_wsgi", "twod_recipe"):
        with zipfile.ZipFile(next(built.glob(f"{name}-*.whl"))) as wheel:
            lines = wheel.read(f"{name}-2.0.0.dist-info/entry_points.txt").decode().splitlines()
            for target in (line.partition("=")[2].strip() for line in lines if "=" in line):
                module, _, attribute = target.partition(":")
                path = module.replace(".", "/")
                file = f"{path}.py" if f"{path}.py" in wheel.namelist() else f"{path}/__init__.py"
                assert attribute in wheel.read(file).decode(), target


def test_the_sdist_can_build_without_the_checkout(built: Path) -> None:
    for name in ("twod_wsgi", "twod_recipe", "twod_inifile"):
        with tarfile.open(next(built.glob(f"{name}-*.tar.gz"))) as sdist:
            files = {file.partition("/")[2] for file in sdist.getnames()}
        assert {"setup.py", "pyproject.toml", "LICENSE"} <= files
