"""The examples of deployrecipes, of djangout and of the recipe of twod.wsgi 1.x, after the steps of the manual.

The page is ``docs/how-to/from-djangorecipe.rst``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Project

#: Each starts zc.buildout, and scripts.
pytestmark = pytest.mark.slow

#: An ini that somebody wrote, beside buildout.cfg.
INI = """
[DEFAULT]
debug = false
django_settings_module = pages.settings

[app:main]
use = egg:twod.wsgi
DATABASES.default.ENGINE = django.db.backends.sqlite3
DATABASES.default.NAME = db1
DATABASES.default.PASSWORD = passw0rd
"""
CFG = """
[buildout]
{settings}
allow-picked-versions = true
parts = setup_db apache test

[paste_vars]
recipe = twod.recipe:confvars
config-uri = config:${{buildout:directory}}/config.ini
eggs =
extra-paths = .
secrets = DATABASES.default.PASSWORD

[setup_db]
recipe = zc.recipe.egg
eggs = waitress
interpreter = setup-db
initialization = login = "${{paste_vars:DATABASES.default.NAME}} ${{paste_vars:DATABASES.default.PASSWORD}}"

[django_admin]
recipe = twod.recipe:static
config-uri = config.ini
eggs =
extra-paths = .

[apache]
recipe = zc.recipe.egg
eggs = waitress
interpreter = apache
initialization = alias = "Alias /static/admin ${{django_admin:admin-static}}"

[test]
recipe = twod.recipe:test
config-uri = config:config.ini
eggs =
extra-paths = .
arguments = --no-db -p no:cacheprovider
"""
TESTS = """
from django.conf import settings

def test_the_settings_are_those_of_the_ini():
    assert settings.DATABASES["default"]["NAME"] == "db1"
"""


@pytest.fixture
def moved(project: Project) -> Project:
    project.write("config.ini", INI)
    project.write("buildout.cfg", CFG.format(settings=project.buildout.settings()))
    project.write("checks/test_settings.py", TESTS)
    return project


def read_script(project: Project, name: str) -> str:
    return (project.directory / "bin" / name).read_text(encoding="utf-8")


def test_each_example_makes_what_it_made(moved: Project) -> None:
    moved.provision()
    assert 'login = "db1 passw0rd"' in read_script(moved, "setup-db")
    assert "/django/contrib/admin/static/admin" in read_script(moved, "apache")
    assert "1 passed" in moved.call("test", str(moved.directory / "checks"))


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("config_uri", "config-uri"),
        ("factory_distribution", "factory-distribution"),
        ("paste_config_uri", "config-uri"),
    ],
)
def test_an_option_of_theirs_is_refused_with_its_name_of_today(moved: Project, old: str, today: str) -> None:
    part = "test" if old.startswith("paste") else "paste_vars"
    assert f"[{part}] {old}: no such option; did you mean {today}?" in moved.fail(f"{part}:{old}=x")
