from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from twod.recipe.fetch import editable_build
from twod.recipe.fetch.editable_build import NOT_HERE

SETUP = """\
import os
from setuptools import setup

{more}
setup(name="flat", version="1.0", packages=["flat"])
"""


def write_project(root: Path, more: str = "") -> Path:
    (root / "flat").mkdir(parents=True)
    (root / "flat" / "__init__.py").write_text("VERSION = '1.0'\n")
    (root / "setup.py").write_text(SETUP.format(more=textwrap.dedent(more)))
    return root


def build(project: Path, *ignored: Path, status: int = 0, **environ: str) -> dict[str, Any]:
    """Build a project in a process of its own, and return what the process tells."""
    folder = project.parent / "built"
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-P", editable_build.__file__, project, folder, *ignored]
    done = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    result: dict[str, Any] = json.loads((folder / "result.json").read_text()) if status == 0 else {}
    return result


def test_a_build_lists_the_files_that_it_read(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p", 'open("version.txt").read(); import flat')
    (project / "version.txt").write_text("1.0")
    result = build(project)
    files = {Path(path).relative_to(project).as_posix() for path in result["inputs"]["files"]}
    assert {"setup.py", "version.txt", "pyproject.toml"} <= files
    assert result["unseen"] == []
    assert (tmp_path / "built" / result["wheel"]).is_file()


def test_a_file_that_was_missing_is_an_input_too(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p")
    inputs = build(project)["inputs"]
    assert inputs["files"][str(project / "pyproject.toml")] is None


def test_a_module_of_the_project_is_an_input_although_python_loads_what_it_compiled(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p", "import sys; sys.path.insert(0, '.'); import flat")
    compiled = subprocess.run([sys.executable, "-m", "compileall", "-q", project / "flat"], check=False)
    assert compiled.returncode == 0
    assert str(project / "flat" / "__init__.py") in build(project)["inputs"]["files"]


def test_a_file_outside_of_the_project_is_an_input(tmp_path: Path) -> None:
    (tmp_path / "shared.txt").write_text("1.0")
    project = write_project(tmp_path / "p", 'open("../shared.txt").read()')
    assert str(tmp_path / "shared.txt") in build(project)["inputs"]["files"]


def test_nothing_of_pythons_libraries_is_an_input_file(tmp_path: Path) -> None:
    inputs = build(write_project(tmp_path / "p"))["inputs"]
    assert [path for path in inputs["files"] if "setuptools" in path] == []
    assert any(digest for digest in inputs["libraries"].values())


def test_directories_of_buildout_are_no_inputs(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p", 'os.listdir("."); open("eggs/a.txt").read()')
    (project / "eggs").mkdir()
    (project / "eggs" / "a.txt").write_text("")
    inputs = build(project, project / "eggs")["inputs"]
    assert str(project / "eggs" / "a.txt") not in inputs["files"]
    assert str(project) in inputs["listings"]


@pytest.mark.parametrize(
    "read",
    ["os.environ.get('FLAT_VERSION')", "os.getenv('FLAT_VERSION')", "'FLAT_VERSION' in os.environ"],
)
def test_a_variable_that_is_asked_for_is_an_input(tmp_path: Path, read: str) -> None:
    project = write_project(tmp_path / "p", read)
    for environ in ({}, {"FLAT_VERSION": "2"}):
        inputs = build(project, **environ)["inputs"]
        assert ("FLAT_VERSION" in inputs["variables"], inputs["variables"]["FLAT_VERSION"] is None) == (
            True,
            not environ,
        )


def test_variables_that_a_library_copies_are_no_inputs(tmp_path: Path) -> None:
    result = build(write_project(tmp_path / "p"), UNRELATED="1")
    assert result["unseen"] == []
    assert "UNRELATED" not in result["inputs"]["variables"]


@pytest.mark.parametrize("read", ["dict(os.environ)", "os.environ.copy()", "list(os.environ.items())"])
def test_a_project_that_reads_the_whole_environment_cannot_be_watched(tmp_path: Path, read: str) -> None:
    assert build(write_project(tmp_path / "p", read))["unseen"] == ["reads the whole environment"]


@pytest.mark.parametrize(
    "call",
    [
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "os.popen('true').close()",
        "import os; pid = os.fork() or os.execv('/bin/true', ['true']); os.waitpid(pid, 0)",
    ],
)
def test_a_build_that_runs_another_program_cannot_be_watched(tmp_path: Path, call: str) -> None:
    assert build(write_project(tmp_path / "p", call))["unseen"] == ["runs another program"]


def test_a_file_that_the_build_makes_and_leaves_is_an_input(tmp_path: Path) -> None:
    project = write_project(
        tmp_path / "p", "open('flat/_version.py', 'w').write('1'); open('tmp', 'w').close(); os.remove('tmp')"
    )
    files = build(project)["inputs"]["files"]
    assert files[str(project / "flat" / "_version.py")] is not None
    assert str(project / "tmp") not in files


def test_a_build_leaves_nothing_in_the_project(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p")
    build(project)
    assert sorted(path.name for path in project.rglob("*")) == ["__init__.py", "flat", "setup.py"]


@pytest.mark.parametrize(
    "build_system",
    ['requires = ["no-such-backend"]', 'requires = ["setuptools >= 9999"]', 'requires = ["setuptools[extra]"]'],
)
def test_requirements_that_the_environment_lacks_leave_the_build_to_pip(tmp_path: Path, build_system: str) -> None:
    project = write_project(tmp_path / "p")
    (project / "pyproject.toml").write_text(f"[build-system]\n{build_system}\n")
    build(project, status=NOT_HERE)


def test_a_backend_in_the_project_is_found(tmp_path: Path) -> None:
    project = write_project(tmp_path / "p")
    (project / "tools").mkdir()
    (project / "tools" / "backend.py").write_text("from setuptools.build_meta import build_editable\n")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["tools"]\n'
    )
    assert str(project / "tools" / "backend.py") in build(project)["inputs"]["files"]
