"""The template of a site: which name and which directory it takes. The site is made in tests/together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from paste.script.command import BadCommand

from twod.wsgi import templates
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
        ("json", "'json' is the name of an existing Python module; choose another name"),
        ("twod", "'twod' is the name of an existing Python module"),
        ("parts", "'parts' is a directory that buildout or a build tool creates in the project"),
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


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of twod, which twod.wsgi is installed from."""
    folder = tmp_path / "twod"
    (folder / "recipe").mkdir(parents=True)
    for name in ("checkout.cfg", "recipe/setup.py"):
        (folder / name).touch()
    metadata = tmp_path / "develop-eggs" / "twod_wsgi-2.0.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: twod.wsgi\nVersion: 2.0.0\n")
    origin = {"url": folder.as_uri(), "dir_info": {"editable": True}}
    (metadata / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.syspath_prepend(str(metadata.parent))
    return folder


def make_buildout_cfg(checkout: Path | None, layout: str) -> str:
    text = (Path(templates.__file__).parent / "site" / "buildout.cfg_tmpl").read_text(encoding="utf-8")
    variables = {"package": "shopfront", "layout": layout, "checkout": checkout}
    made: str = SiteTemplate.template_renderer(text, variables, "buildout.cfg_tmpl")
    return made


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


def test_a_site_of_a_checkout_names_it(checkout: Path, tmp_path: Path) -> None:
    assert check(tmp_path, project="shopfront")["checkout"] == checkout


@pytest.mark.parametrize("layout", templates.LAYOUTS)
def test_without_its_marked_lines_a_site_of_a_checkout_is_that_of_a_release(checkout: Path, layout: str) -> None:
    made = make_buildout_cfg(checkout, layout)
    assert f"\ntwod-checkout = {checkout}\n" in made
    released, count = re.subn(r"^# BEGIN: .*^# END\n", "", made, count=1, flags=re.MULTILINE | re.DOTALL)
    assert count == 1
    # ``+=`` adds to nothing then.
    assert released.replace("develop += .", "develop = .") == make_buildout_cfg(None, layout)


def test_the_manual_shows_what_a_site_of_a_checkout_says_of_it(manual: Any) -> None:
    (shown,) = manual("docs/how-to/new-site.rst", "ini")
    assert shown.text in make_buildout_cfg(Path("/home/me/twod"), "package")


def test_a_checkout_that_no_buildout_cfg_can_name_is_refused(checkout: Path, tmp_path: Path) -> None:
    moved = checkout.rename(tmp_path / "my twod")
    metadata = tmp_path / "develop-eggs" / "twod_wsgi-2.0.0.dist-info"
    (metadata / "direct_url.json").write_text(json.dumps({"url": moved.as_uri(), "dir_info": {}}))
    with pytest.raises(BadCommand, match=r"paster create: zc\.buildout cannot find the checkout of twod at "):
        check(tmp_path, project="shopfront")
