"""The manual's example, as a user would type it in."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Project

MANUAL = Path(__file__).parents[3] / "docs" / "recipe.rst"


def test_the_example_gives_the_files_that_the_manual_names(project: Project) -> None:
    _, _, block = MANUAL.read_text(encoding="utf-8").partition("    :name: example\n\n")
    example = textwrap.dedent(block.partition("\nThis gives")[0])
    project.write("mysite/__init__.py", "")
    project.write("mysite/settings.py", "INSTALLED_APPS = ['django.contrib.contenttypes']\nMIDDLEWARE = []\n")
    head = f"[buildout]\n{project.buildout.settings()}allow-picked-versions = true\n"
    project.write("buildout.cfg", example.replace("[buildout]\n", head))
    project.provision()
    made = set(project.list_files())
    assert {"parts/twod/dev.ini", "parts/twod/prod.ini", "bin/paster"} < made
    assert {"bin/manage", "bin/manage-dev", "bin/manage-prod"} < made
    assert project.get_setting("TIME_ZONE") == "Europe/London"
    assert project.get_setting("MIDDLEWARE") == ["django.middleware.security.SecurityMiddleware"]
    assert project.get_setting("DATABASES['default']['NAME']") == str(project.directory / "var/twod/db.sqlite3")
    assert project.get_setting("DEBUG", "dev") is True
