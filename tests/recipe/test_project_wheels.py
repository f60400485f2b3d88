"""Projects that are developed here, built and unpacked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kit.sites import write_file
from twod.recipe.engines.bundle.bundle_error import BundleError
from twod.recipe.engines.bundle.project_wheels import unpack_project

#: The environment of these tests has what builds a project.
ENVIRON = {**os.environ, "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}


def list_names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_project_is_built_and_left_as_it_was(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write_file(
        project / "setup.py", "from setuptools import setup\nsetup(name='shop', version='1.0', packages=['shop'])\n"
    )
    write_file(project / "shop/__init__.py", "")
    unpack_project(project, tmp_path / "out", ENVIRON)
    assert "shop/__init__.py" in list_names(tmp_path / "out")
    assert list_names(project) == ["setup.py", "shop/__init__.py"]


def test_a_project_that_cannot_be_built_is_told_with_the_reason(tmp_path: Path) -> None:
    write_file(tmp_path / "project/setup.py", "raise SystemExit('not today')\n")
    with pytest.raises(BundleError, match=r"(?s)project cannot be built:.*not today"):
        unpack_project(tmp_path / "project", tmp_path / "out", ENVIRON)
