"""What an ini expects from where it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.problems import Report
from twod.recipe.engines.container.outside_values import find_outside_values
from twod.recipe.ini.sections import make_sections

from .conftest import read_prod

INI = Path("/srv/shop/parts/twod/prod.ini")


def find(section: dict[str, str], report: Report | None = None) -> dict[tuple[str, str], bool]:
    sections = make_sections(read_prod(section), None, str)
    found = find_outside_values(sections, "app:django", INI, report or Report())
    assert found == sorted(found, key=lambda value: value[:2])
    return {(value.kind, value.name): value.is_needed for value in found}


def test_each_kind_is_found_in_settings_and_in_other_sections() -> None:
    section = {
        "A": "${env:MODE} ${cred:token} ${file:/etc/shop/key}",
        "http-address": "0.0.0.0:${env:PORT}",
        "filter.x.use": "egg:x",
        "filter.x.y": "${env:LEVEL}",
    }
    names = [("cred", "token"), ("env", "LEVEL"), ("env", "MODE"), ("env", "PORT"), ("file", "/etc/shop/key")]
    assert find(section) == dict.fromkeys(names, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${env:A:-x}", {("env", "A"): False}),
        ("${env:A:-${cred:b}}", {("cred", "b"): False, ("env", "A"): False}),
        ("${env:A:-x} ${env:A}", {("env", "A"): True}),
        ("${file:${env:CREDENTIALS_DIRECTORY}/key}", {("cred", "key"): True}),
        ("$$$${env:A} $$$${cred:b}", {}),
    ],
)
def test_what_has_a_default_is_not_needed(text: str, found: dict[tuple[str, str], bool]) -> None:
    assert find({"A": text}) == found


def test_a_file_of_variables_is_a_file_that_may_be_needed() -> None:
    section = {"environment-file": "/etc/shop/env\n-/etc/shop/more", "A": "${file:/etc/shop/key}"}
    assert find(section) == {
        ("file", "/etc/shop/env"): True,
        ("file", "/etc/shop/key"): True,
        ("file", "/etc/shop/more"): False,
    }


def test_a_file_of_variables_that_has_to_be_there_may_have_every_variable() -> None:
    assert find({"environment-file": "/etc/env", "A": "${env:A}"}) == {("env", "A"): False, ("file", "/etc/env"): True}
    assert find({"environment-file": "-/etc/env", "A": "${env:A}"})["env", "A"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("${file:key}", "/srv/shop/parts/twod/key"),
        ("${file:../../etc/key}", "/srv/shop/etc/key"),
        ("${file:%(here)s/key}", "/srv/shop/parts/twod/key"),
    ],
)
def test_a_file_is_named_by_its_path_in_the_image(text: str, path: str) -> None:
    assert find({"A": text}) == {("file", path): True}


def test_a_file_whose_name_is_not_known_is_told() -> None:
    report = Report()
    assert find({"A": "${file:/etc/${env:WHICH}}"}, report) == {("env", "WHICH"): True}
    (problem,) = report.warnings
    assert (problem.section, problem.name) == ("prod", "A")
    assert (
        problem.message == "${file:/etc/${env:WHICH}}: mount the file yourself; twod knows its name only at the start"
    )
