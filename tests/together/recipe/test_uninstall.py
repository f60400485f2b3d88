"""What goes when a part or an environment goes, and what stays because it is not the recipe's to remove."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Project

TWO = """\
environments = dev prod
interpreter = py
wsgi = true
secret-key = generate
[dev]
debug = true
[prod]
"""


def list_made(project: Project) -> set[str]:
    """Return the files below the directories that buildout works in."""
    return {name for name in project.list_files() if name.split("/")[0] in ("bin", "parts")}


@pytest.mark.slow
def test_a_removed_part_leaves_no_file_and_no_directory_but_its_data(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    project.provision("buildout:parts=")
    assert list_made(project) == set()
    assert not (project.directory / "parts" / "twod").exists()
    assert (project.directory / "var" / "twod" / "secret-key-prod").exists()


@pytest.mark.slow
def test_a_renamed_part_takes_over_the_scripts_and_leaves_no_old_ini(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    text = (project.directory / "buildout.cfg").read_text()
    project.write("buildout.cfg", text.replace("[twod]", "[site]").replace("parts = twod", "parts = site"))
    project.provision()
    assert "parts/site/prod.ini" in list_made(project)
    assert "bin/manage-prod" in list_made(project)
    assert not (project.directory / "parts" / "twod").exists()


def test_a_removed_environment_takes_its_files_along(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    project.provision("twod:environments=prod")
    scripts = {"bin/dev.wsgi", "bin/dev_wsgi.py", "bin/manage-dev", "bin/python-dev", "bin/serve-dev"}
    gone = scripts | {"parts/twod/dev.ini"}
    assert set(before) - set(project.list_files()) == gone
    changed = {name for name, state in project.list_files().items() if state != before[name]}
    assert changed == {"bin/manage"}


@pytest.mark.slow
def test_other_names_for_scripts_and_inis_leave_no_old_ones(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    project.provision(
        "twod:control-script=django", "twod:ini-directory=etc", "twod:interpreter=python", "twod:wsgi=false"
    )
    made = {name for name in project.list_files() if name.split("/")[0] in ("bin", "parts", "etc")}
    scripts = {"bin/django", "bin/django-dev", "bin/django-prod", "bin/paster", "bin/python", "bin/twod"}
    scripts |= {"bin/python-dev", "bin/python-prod", "bin/serve-dev", "bin/serve-prod"}
    assert made == scripts | {"etc/dev.ini", "etc/prod.ini"}


@pytest.mark.slow
def test_an_ini_edited_by_hand_is_kept_aside_with_a_warning(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    ini = project.directory / "parts" / "twod" / "prod.ini"
    made = ini.read_text()
    for number, name in enumerate(["prod.ini.orig", "prod.ini.orig2"]):
        ini.write_text(made + f"# by hand {number}\n")
        printed = project.provision()
        assert f"{ini} was edited by hand; saved the edited file as {ini.parent / name}." in printed
        assert (ini.parent / name).read_text() == made + f"# by hand {number}\n"
        assert ini.read_text() == made
    assert "by hand" not in project.provision()


def test_an_edited_ini_of_a_removed_part_is_kept_aside_too(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    ini = project.directory / "parts" / "twod" / "prod.ini"
    ini.write_text(ini.read_text() + "# by hand\n")
    assert "prod.ini.orig" in project.provision("buildout:parts=")
    assert list_made(project) == {"parts/twod/prod.ini.orig"}


def test_a_file_that_somebody_put_in_the_place_of_a_script_stays(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    script = project.directory / "bin" / "manage-dev"
    script.write_text("#!/bin/sh\n")
    assert f"{script} was not written by the recipe, so it stays." in project.provision("buildout:parts=")
    assert script.read_text() == "#!/bin/sh\n"


def test_a_script_of_a_part_that_goes_is_replaced(project: Project) -> None:
    project.configure(
        TWO.replace("[dev]", "[old]\nrecipe = zc.recipe.egg\neggs = waitress\nscripts = waitress-serve=manage\n[dev]")
    )
    project.provision("buildout:parts=old")
    project.provision()
    assert "twod.wsgi" in (project.directory / "bin" / "manage").read_text()


def test_a_script_of_a_part_that_stays_is_not_replaced(project: Project) -> None:
    project.configure(
        TWO.replace("[dev]", "[old]\nrecipe = zc.recipe.egg\neggs = waitress\nscripts = waitress-serve=manage\n[dev]")
    )
    project.provision("buildout:parts=old")
    assert "bin/manage exists and was not made by buildout" in project.fail("buildout:parts=old twod")
    assert "waitress" in (project.directory / "bin" / "manage").read_text()


def test_a_copied_tree_removes_its_own_files_and_not_the_original_ones(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    original = project.directory
    project.directory = original.parent / "copy"
    shutil.copytree(original, project.directory, symlinks=True)
    project.provision("buildout:parts=")
    assert list_made(project) == set()
    project.directory = original
    assert project.list_files() == before


@pytest.mark.slow
@pytest.mark.parametrize("order", ["one two", "two one"])
def test_a_script_can_go_from_one_part_to_another(project: Project, order: str) -> None:
    """Which part is read first, and whether the old owner still exists, does not matter."""
    sections = (
        "[one]\nrecipe = twod.recipe\neggs =\nenvironments = prod\ncontrol-script = {0}\n"
        "[two]\nrecipe = zc.recipe.egg\neggs = waitress\nscripts = waitress-serve={1}\n[prod]\n"
    )
    project.configure("environments = prod\n" + sections.format("a", "b"))
    project.provision("buildout:parts=one")
    project.configure("environments = prod\n" + sections.format("c", "d"))
    project.provision(f"buildout:parts={order}")
    assert {"bin/c", "bin/d"} <= list_made(project)
    assert "bin/a" not in list_made(project)
