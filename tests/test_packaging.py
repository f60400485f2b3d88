"""What the three distributions hold, built as wheel and as sdist."""

from __future__ import annotations

import re
import tarfile
import zipfile
from email import message_from_string
from email.message import Message
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


NAMES = ("twod_inifile", "twod_recipe", "twod_wsgi")
FOLDERS = {"twod_inifile": ROOT / "inifile", "twod_recipe": ROOT / "recipe", "twod_wsgi": ROOT}


def read_wheel(built: Path, name: str, file: str) -> str:
    """Return the text of a file of a wheel's own ``.dist-info``."""
    with zipfile.ZipFile(next(built.glob(f"{name}-*.whl"))) as wheel:
        (found,) = [path for path in wheel.namelist() if re.fullmatch(rf"{name}-[\d.]+\.dist-info/{file}", path)]
        return wheel.read(found).decode()


def read_metadata(built: Path, name: str) -> Message:
    return message_from_string(read_wheel(built, name, "METADATA"))


@pytest.mark.parametrize("name", NAMES)
def test_the_wheel_holds_every_file_of_its_distribution_and_no_other(built: Path, name: str) -> None:
    files = {file for file in wheel_files(built, name) if ".dist-info/" not in file}
    assert files == package_files(FOLDERS[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_distributions_share_a_native_namespace(built: Path, name: str) -> None:
    files = wheel_files(built, name)
    assert "twod/__init__.py" not in files
    assert f"twod/{name.removeprefix('twod_')}/py.typed" in files


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_says_licence_python_and_typing(built: Path, name: str) -> None:
    metadata = read_metadata(built, name)
    assert read_wheel(built, name, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {"Typing :: Typed", "Programming Language :: Python :: 3.14"} <= set(metadata.get_all("Classifier"))


def test_the_metadata_of_all_say_the_same_of_who_where_and_which_version(built: Path) -> None:
    found = [read_metadata(built, name) for name in NAMES]
    for field in ("Author", "Project-URL", "Version"):
        assert found[0].get_all(field) == found[1].get_all(field) == found[2].get_all(field)
    assert found[0]["Author"] == "The twod contributors"
    labels = {url.partition(",")[0] for url in found[0].get_all("Project-URL")}
    assert labels == {"Homepage", "Documentation", "Changelog", "Issues"}
    statuses = {word for metadata in found for word in metadata.get_all("Classifier") if "Status" in word}
    assert statuses == {"Development Status :: 5 - Production/Stable"}


def test_the_readme_on_the_index_links_to_the_manual_of_its_version(built: Path) -> None:
    metadata = read_metadata(built, "twod_wsgi")
    readme = metadata.get_payload()
    assert isinstance(readme, str)
    tree = f"https://github.com/twod-project/twod/blob/{metadata['Version']}/"
    links = re.findall(r"\]\((\S+?)\)", readme)
    paths = [link.removeprefix(tree) for link in links if link.startswith(tree)]
    assert "docs/tutorials/first-steps.rst" in paths
    files = tree.replace("/blob/", "/raw/")
    pictures = [link.removeprefix(files) for link in links if link.startswith(files)]
    assert pictures == ["docs/images/console.png"]
    assert [path for path in [*paths, *pictures] if not (ROOT / path).is_file()] == []
    assert [link for link in links if not link.startswith("https://")] == []


@pytest.mark.parametrize("name", ["twod_recipe", "twod_wsgi"])
def test_both_halves_need_the_twod_inifile_of_their_own_version(built: Path, name: str) -> None:
    metadata = read_metadata(built, name)
    assert f"twod-inifile=={metadata['Version']}" in metadata.get_all("Requires-Dist")


def test_each_entry_point_of_the_wheels_can_be_found_in_them(built: Path) -> None:
    for name in ("twod_wsgi", "twod_recipe"):
        lines = read_wheel(built, name, "entry_points.txt").splitlines()
        with zipfile.ZipFile(next(built.glob(f"{name}-*.whl"))) as wheel:
            for target in (line.partition("=")[2].strip() for line in lines if "=" in line):
                module, _, attribute = target.partition(":")
                path = module.replace(".", "/")
                file = f"{path}.py" if f"{path}.py" in wheel.namelist() else f"{path}/__init__.py"
                assert attribute in wheel.read(file).decode(), target


def test_the_sdist_can_build_without_the_checkout(built: Path) -> None:
    for name in NAMES:
        with tarfile.open(next(built.glob(f"{name}-*.tar.gz"))) as sdist:
            files = {file.partition("/")[2] for file in sdist.getnames()}
        assert {"setup.py", "pyproject.toml", "LICENSE"} <= files
