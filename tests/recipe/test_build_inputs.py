from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.fetch.build_inputs import (
    BuildInputs,
    digest_file,
    digest_library,
    digest_listing,
    digest_variable,
    inputs_are_unchanged,
)

NAMES = ["setup.py", "version.txt", "package"]


def describe(root: Path, environ: dict[str, str]) -> BuildInputs:
    """Return what a build read that looked at everything in a directory."""
    return {
        "python": "3.13",
        "ignored": [str(root / "bin")],
        "files": {str(root / name): digest_file(str(root / name)) for name in NAMES},
        "listings": {str(root): digest_listing(str(root), {str(root / "bin")})},
        "variables": {name: digest_variable(name, environ) for name in ("VERSION", "HOME")},
        "libraries": {str(root / "lib"): digest_library(str(root / "lib"))},
    }


def write_project(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for name in ("lib/setuptools-84.0.dist-info", "package", "bin"):
        (root / name).mkdir(parents=True)
    (root / "setup.py").write_text("setup()")


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


#: Changes to a project by a name, each to something that the build read.
EDITS: dict[str, Any] = {
    "a file's content": lambda root, environ: (root / "setup.py").write_text("setup(name='x')"),
    "a file that was missing": lambda root, environ: (root / "version.txt").write_text("1"),
    "a file that is gone": lambda root, environ: remove(root / "setup.py"),
    "a new name in a directory": lambda root, environ: (root / "other").mkdir(),
    "a name that is gone": lambda root, environ: remove(root / "package"),
    "another version installed": lambda root, environ: (root / "lib/setuptools-84.0.dist-info").rename(
        root / "lib/setuptools-85.0.dist-info"
    ),
    "a plugin installed": lambda root, environ: (root / "lib/setuptools_scm-9.dist-info").mkdir(),
    "a variable's value": lambda root, environ: environ.update(HOME="/elsewhere"),
    "a variable that was missing": lambda root, environ: environ.update(VERSION="2"),
    "a variable that is gone": lambda root, environ: environ.pop("HOME"),
}

#: Changes to what no build depends on.
NOISE: dict[str, Any] = {
    "nothing": lambda root, environ: None,
    "a file of buildout's": lambda root, environ: (root / "bin" / "test").mkdir(parents=True, exist_ok=True),
    "no directory of buildout's": lambda root, environ: remove(root / "bin"),
    "a hidden file": lambda root, environ: (root / ".installed.cfg").write_text(""),
    "a compiled module": lambda root, environ: (root / "__pycache__").mkdir(exist_ok=True),
    "a file written anew": lambda root, environ: (root / "setup.py").write_bytes((root / "setup.py").read_bytes()),
    "a module in a library": lambda root, environ: (root / "lib" / "module.py").write_text(""),
    "another variable": lambda root, environ: environ.update(SHLVL="2"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_change_to_an_input_is_seen(tmp_path: Path, edit: str) -> None:
    environ = {"HOME": "/home/me"}
    write_project(tmp_path / "p")
    inputs = describe(tmp_path / "p", environ)
    EDITS[edit](tmp_path / "p", environ)
    assert not inputs_are_unchanged(inputs, "3.13", environ)


@given(st.lists(st.sampled_from(sorted(NOISE))), st.sets(st.sampled_from(sorted(EDITS))))
def test_inputs_are_unchanged_exactly_if_none_of_them_is_edited(
    tmp_path: Path, noise: list[str], edits: set[str]
) -> None:
    environ = {"HOME": "/home/me"}
    write_project(tmp_path / "p")
    inputs = describe(tmp_path / "p", environ)
    for name in noise:
        NOISE[name](tmp_path / "p", environ)
    assert inputs_are_unchanged(inputs, "3.13", environ)
    if {"a file that is gone", "a file's content"} <= edits:
        edits -= {"a file's content"}
    for name in sorted(edits):
        EDITS[name](tmp_path / "p", environ)
    assert inputs_are_unchanged(inputs, "3.13", environ) == (not edits)


def test_another_python_is_another_input(tmp_path: Path) -> None:
    assert not inputs_are_unchanged(describe(tmp_path, {}), "3.14", {})


def test_no_value_of_a_variable_can_be_read(tmp_path: Path) -> None:
    inputs = describe(tmp_path, {"VERSION": "correct horse", "HOME": "/home/me"})
    assert "correct horse" not in str(inputs)
