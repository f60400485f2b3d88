"""The directories of an ini on Python's search path."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.surroundings.python_path import extend_python_path
from twod.wsgi.config.survey import survey_served, survey_uri

INSTALLED = ["/usr/lib/python"]


def extend(directory: Path, text: str | None) -> tuple[list[str], list[str]]:
    """Return the search path, and the errors."""
    path, report = [*INSTALLED], Report()
    variables = {"here": IniOption("here", str(directory), None, None, None)}
    if text is not None:
        ini = str(directory / "x.ini")
        variables["twod.pythonpath"] = IniOption("twod.pythonpath", text, ini, 2, "DEFAULT")
    for _ in range(2):  # the second time changes nothing
        extend_python_path(variables, report, path)
    return path, sorted({problem.message for problem in report.errors})


def test_the_ini_s_own_directory_comes_last(tmp_path: Path) -> None:
    assert extend(tmp_path, None) == ([*INSTALLED, str(tmp_path)], [])


def test_directories_that_are_named_come_first_in_their_order(tmp_path: Path) -> None:
    for name in ("src", "lib"):
        (tmp_path / name).mkdir()
    found = extend(tmp_path / "src", f"\n..\n../lib\n\n{tmp_path}/src\n.\n")
    assert found == ([str(tmp_path), f"{tmp_path}/lib", f"{tmp_path}/src", *INSTALLED], [])


@pytest.mark.parametrize("text", ["", "  \n "])
def test_none_may_be_named(tmp_path: Path, text: str) -> None:
    assert extend(tmp_path, text) == (INSTALLED, [])


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert extend(tmp_path, "src")[1] == [f"there is no directory {tmp_path}/src; create it, or correct the path"]


@pytest.mark.parametrize("survey", [survey_uri, survey_served])
@pytest.mark.usefixtures("_unconfigured")
def test_what_the_ini_names_is_found(
    write: Callable[[str, str], Path], tmp_path: Path, survey: Callable[..., object]
) -> None:
    name = f"settings_of_{survey.__name__}"
    write(f"src/{name}.py", "SITE_ID = 5\n")
    options = f"django_settings_module = {name}\n"
    ini = write("etc/x.ini", f"[DEFAULT]\ntwod.pythonpath = ../src\n{options}[app:main]\nuse = egg:twod.wsgi\n")
    survey(ini)
    assert sys.path[0] == f"{tmp_path}/src"
    assert name in sys.modules
