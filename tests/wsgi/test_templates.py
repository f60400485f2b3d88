"""The template of a site: which name and which directory it takes. The site is made in tests/together."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from paste.script.command import BadCommand

from twod.wsgi.templates import SiteTemplate, find_problems_of_directory, find_problems_of_name


# Other tests of the same process make modules that are called mysite.
@pytest.mark.parametrize("name", ["shopfront", "my_site", "Shop2"])
def test_a_name_that_a_package_and_a_distribution_can_have_is_right(name: str) -> None:
    assert find_problems_of_name(name) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("my-site", "'my-site' cannot be the name of a Python package: use ASCII letters, digits and underscores"),
        ("2sites", "'2sites' cannot be the name of a Python package"),
        ("_site", "'_site' cannot be the name of a Python package"),
        ("site_", "'site_' cannot be the name of a Python package"),
        ("café", "'café' cannot be the name of a Python package"),
        ("class", "'class' cannot be the name of a Python package"),
        ("sites/shopfront", "'sites/shopfront' cannot be the name of a Python package"),
        ("json", "'json' is the name of a Python module that is there already; choose another name"),
        ("twod", "'twod' is the name of a Python module"),
        ("parts", "'parts' is a directory that buildout or a build makes beside the package"),
    ],
)
def test_a_name_that_no_package_can_have_is_a_problem(name: str, message: str) -> None:
    (problem,) = find_problems_of_name(name)
    assert problem.startswith(message)


def test_a_directory_may_be_there_when_it_is_empty(tmp_path: Path) -> None:
    assert find_problems_of_directory(tmp_path) == find_problems_of_directory(tmp_path / "new") == []
    (tmp_path / "notes.txt").write_text("mine")
    assert find_problems_of_directory(tmp_path) == [f"{tmp_path} is not empty; nothing was written"]
    file = tmp_path / "notes.txt"
    assert find_problems_of_directory(file) == [f"{file} is a file; nothing was written"]


def check(folder: Path, **variables: str) -> dict[str, Any]:
    command: Any = SimpleNamespace(options=SimpleNamespace(output_dir=str(folder)))
    return SiteTemplate("twod").check_vars(variables, command)


def test_the_files_get_the_name_a_layout_and_a_secret_key_of_their_own(tmp_path: Path) -> None:
    one, two = (check(tmp_path, project="shopfront") for _ in "12")
    assert (one["package"], one["layout"]) == ("shopfront", "package")
    assert check(tmp_path, project="shopfront", layout="tree")["layout"] == "tree"
    assert len(one["secret_key"]) >= 50
    assert one["secret_key"] != two["secret_key"]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "shopfront").mkdir()
    (tmp_path / "shopfront" / "notes.txt").write_text("mine")
    with pytest.raises(BadCommand) as raised:
        check(tmp_path, project="shopfront", layout="flat")
    assert str(raised.value).splitlines() == [
        f"paster create: {tmp_path}/shopfront is not empty; nothing was written",
        "paster create: layout=flat: expected package or tree",
    ]
