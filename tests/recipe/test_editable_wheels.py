from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from twod.recipe.fetch.editable_wheels import EditableWheels, install_editable, is_pure

SETUP = """\
from setuptools import setup

setup(name="flat", version=open("version.txt").read(), packages=["flat"]{more})
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "flat").mkdir(parents=True)
    (root / "flat" / "__init__.py").write_text("")
    (root / "version.txt").write_text("1.0")
    (root / "setup.py").write_text(SETUP.format(more=""))
    return root


@pytest.fixture
def wheels(tmp_path: Path) -> EditableWheels:
    return EditableWheels(tmp_path / "kept", ())


def test_a_wheel_is_kept_as_long_as_its_build_would_read_the_same(wheels: EditableWheels, project: Path) -> None:
    assert wheels.find(project, os.environ) is None
    built = wheels.build(project, os.environ)
    assert built is not None
    assert wheels.find(project, os.environ) == built
    (project / "flat" / "__init__.py").write_text("VERSION = 2\n")
    assert wheels.find(project, os.environ) == built
    (project / "version.txt").write_text("2.0")
    assert wheels.find(project, os.environ) is None


def test_another_place_has_another_wheel(wheels: EditableWheels, project: Path) -> None:
    wheels.build(project, os.environ)
    moved = project.rename(project.with_name("moved"))
    assert wheels.find(moved, os.environ) is None


@pytest.mark.parametrize("damage", [b"", b"PK\x05\x06"])
def test_a_damaged_wheel_counts_as_none(wheels: EditableWheels, project: Path, damage: bytes) -> None:
    built = wheels.build(project, os.environ)
    assert built is not None
    built.write_bytes(damage)
    assert wheels.find(project, os.environ) is None


def test_each_flipped_byte_of_a_wheels_content_is_found_out(wheels: EditableWheels, project: Path) -> None:
    built = wheels.build(project, os.environ)
    assert built is not None
    content = built.read_bytes()
    with zipfile.ZipFile(built) as archive:
        last = max(info.header_offset for info in archive.infolist())
    for place in range(200, last, 397):
        built.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            assert wheels.find(project, os.environ) is None
        finally:
            built.write_bytes(content)


def test_a_build_that_cannot_be_watched_is_not_found_again(wheels: EditableWheels, project: Path) -> None:
    (project / "setup.py").write_text("import os; os.system('true')\n" + SETUP.format(more=""))
    assert wheels.build(project, os.environ) is not None
    assert wheels.find(project, os.environ) is None


def test_a_project_with_compiled_modules_is_built_each_time(wheels: EditableWheels, project: Path) -> None:
    (project / "setup.py").write_text(SETUP.format(more=", has_ext_modules=lambda: True"))
    more = "\nfrom setuptools.dist import Distribution\nDistribution.has_ext_modules = lambda self: True\n"
    (project / "setup.py").write_text(SETUP.format(more="").replace("\n\n", more, 1))
    built = wheels.build(project, os.environ)
    assert built is not None
    assert not is_pure(built)
    assert wheels.find(project, os.environ) is None


def test_a_build_that_fails_makes_no_wheel(wheels: EditableWheels, project: Path, tmp_path: Path) -> None:
    (project / "setup.py").write_text("raise RuntimeError")
    assert wheels.build(project, os.environ) is None
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_is_installed_is_what_pip_installs(wheels: EditableWheels, project: Path, tmp_path: Path) -> None:
    (project / "setup.py").write_text(SETUP.format(more=", entry_points={'console_scripts': ['flat = flat:main']}"))
    built = wheels.build(project, os.environ)
    assert built is not None
    install_editable(built, project, tmp_path / "ours")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, "--target", tmp_path / "pips", "--editable", project.as_uri()], check=True)
    assert_same_tree(tmp_path / "ours", tmp_path / "pips")


def assert_same_tree(ours: Path, pips: Path) -> None:
    """Hold that two folders have the same files, except that each says who installed it, and pip copies scripts."""
    assert read_tree(ours) == read_tree(pips)
    (info,) = importlib.metadata.distributions(path=[str(ours)])
    assert info.read_text("INSTALLER") == "twod.recipe\n"
    for file in info.files or ():
        assert file.locate().is_file()


def read_tree(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith("bin/"):
            found[name] = path.read_bytes()
    (record,) = (name for name in found if name.endswith("RECORD"))
    lines = [line for line in found[record].decode().splitlines() if "INSTALLER" not in line and "bin/" not in line]
    del found[record.replace("RECORD", "INSTALLER")]
    return found | {record: lines}
