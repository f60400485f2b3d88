"""``twod.recipe:confvars``, ``:static`` and ``:test``, about an ini that the same run makes."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING

import pytest

from .conftest import make_project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kit.buildouts import Buildout

    from .conftest import Project

APPLICATIONS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "pages"]

SECTIONS = f"""\
environments = prod
[prod]
secret-key = generate
STATIC_ROOT = /srv/static
INSTALLED_APPS = {" ".join(APPLICATIONS)}
DATABASES.default.ENGINE = django.db.backends.sqlite3
DATABASES.default.NAME = shop
DATABASES.default.PASSWORD = $${{env:DB_PASSWORD}}
EMAIL_HOST_PASSWORD = $${{env:MAIL_PASSWORD}}
[vars]
recipe = twod.recipe:confvars
eggs =
extra-paths = .
config-uri = ${{twod:config-uri-prod}}
secrets = EMAIL_HOST_PASSWORD
[files]
recipe = twod.recipe:static
eggs =
extra-paths = .
config-uri = ${{twod:config-uri-prod}}
[check-site]
recipe = twod.recipe:test
eggs =
extra-paths = .
config-uri = ${{twod:config-uri-prod}}
arguments = -q --no-db -p no:cacheprovider
environment-vars = GREETING = hello
[other]
recipe = zc.recipe.egg
eggs = waitress
interpreter = other-python
initialization = ${{vars:DATABASES.default.NAME}} = "${{files:static-root}} ${{vars:EMAIL_HOST_PASSWORD}}"
"""

SECRETS = {"DB_PASSWORD": "sesame-of-db", "MAIL_PASSWORD": "sesame-of-mail"}

TEST_MODULE = """
import os
from django.conf import settings

def test_the_settings_are_those_of_the_ini():
    assert settings.STATIC_ROOT == "/srv/static"
    assert os.environ["GREETING"] == "hello"
"""


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory, buildout: Buildout) -> Project:
    """A site and a part of each kind, provisioned in a first run, in which the site's ini is still to be written."""
    project = make_project(tmp_path_factory.mktemp("ini-parts") / "project", buildout)
    project.write("pages/static/pages.css", "")
    project.write("checks/test_site.py", TEST_MODULE)
    project.configure(SECTIONS, buildout="parts += vars files check-site other")
    project.provision(**SECRETS)
    return project


def read_record(project: Project, part: str) -> Mapping[str, str]:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(project.directory / ".installed.cfg", encoding="utf-8")
    return parser[part]


def test_settings_are_options_that_another_part_refers_to(provisioned: Project) -> None:
    script = (provisioned.directory / "bin" / "other-python").read_text(encoding="utf-8")
    assert f'shop = "/srv/static {SECRETS["MAIL_PASSWORD"]}"' in script
    exported = read_record(provisioned, "vars")
    assert exported["ROOT_URLCONF"] == "pages.urls"
    assert exported["INSTALLED_APPS"] == "\n".join(APPLICATIONS)
    assert exported["DEBUG"] == "false"


def test_only_a_secret_that_is_asked_for_is_exported(provisioned: Project) -> None:
    exported = read_record(provisioned, "vars")
    assert exported["EMAIL_HOST_PASSWORD"] == SECRETS["MAIL_PASSWORD"]
    assert not [name for name in exported if name in ("SECRET_KEY", "DATABASES.default.PASSWORD")]
    record = (provisioned.directory / ".installed.cfg").read_text(encoding="utf-8")
    assert SECRETS["DB_PASSWORD"] not in record
    assert (provisioned.directory / "var/twod/secret-key-prod").read_text().strip() not in record


def test_places_of_static_files_are_options(provisioned: Project) -> None:
    exported = read_record(provisioned, "files")
    assert exported["static-root"] == "/srv/static"
    assert exported["admin-static"].endswith("/django/contrib/admin/static/admin")
    admin, pages = exported["static-directories"].split("\n")
    assert admin.endswith("/django/contrib/admin/static")
    assert pages == str(provisioned.directory / "pages/static")


def test_a_second_run_changes_no_file(provisioned: Project) -> None:
    before = provisioned.list_files()
    provisioned.provision(**SECRETS)
    assert provisioned.list_files() == before


def test_the_test_script_runs_pytest_under_the_ini(provisioned: Project) -> None:
    printed = provisioned.call("check-site", str(provisioned.directory / "checks"), **SECRETS)
    assert "1 passed" in printed


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("vars:confg-uri=x", "[vars] confg-uri: no such option; did you mean config-uri? (command line)"),
        ("check-site:paste_config_uri=x", "no such option; did you mean config-uri? (command line)"),
        ("vars:secrets=EMAIL_HOST_PASWORD", "is not set; did you mean EMAIL_HOST_PASSWORD? (command line)"),
        ("vars:factory-distribution=a b", "[vars] factory-distribution: expected a requirement (PEP 508)"),
        ("files:config-uri=none.ini", "[files] config-uri: there is no file "),
        ("prod:STATIC_ROOT=$${env:NOWHERE}", "STATIC_ROOT: the environment variable NOWHERE is not set"),
    ],
)
def test_a_mistake_is_told(provisioned: Project, mistake: str, message: str) -> None:
    before = provisioned.list_files()
    done = provisioned.run(mistake, **SECRETS)
    assert done.returncode == 1
    assert message in done.stdout
    assert "Traceback" not in done.stdout
    assert provisioned.list_files() == before


@pytest.mark.slow
def test_code_of_the_site_that_cannot_be_imported_is_told_with_its_place(project: Project) -> None:
    project.configure(SECTIONS, buildout="parts += vars")
    project.write("pages/settings.py", "DEBUG = (\n")
    problem = "[DEFAULT] django_settings_module: pages/settings.py:1 raised SyntaxError: '(' was never closed"
    *_, told = project.fail().splitlines()
    assert told.startswith("[vars] config-uri: parts/twod/prod.ini:")
    assert problem in told
    told = project.fail("buildout:parts=twod", "twod:check=deploy")
    assert told.startswith("[prod]: manage-prod: parts/twod/prod.ini:")
    assert problem in told


def test_a_missing_option_is_told(provisioned: Project) -> None:
    text = (provisioned.directory / "buildout.cfg").read_text(encoding="utf-8")
    line = "[vars]\nrecipe = twod.recipe:confvars\neggs =\n"
    provisioned.write("incomplete.cfg", text.replace(line, line.replace("eggs =\n", "")))
    assert (
        provisioned.fail("-c", "incomplete.cfg")
        == "[vars] eggs: is missing; write eggs = mysite, for example (incomplete.cfg)"
    )


def test_removing_the_part_removes_its_script(provisioned: Project) -> None:
    provisioned.provision("buildout:parts=twod", **SECRETS)
    assert not (provisioned.directory / "bin" / "check-site").exists()
    assert (provisioned.directory / "bin" / "manage").exists()


@pytest.mark.slow
def test_a_secret_in_an_option_of_any_recipe_is_in_no_record_and_no_output(project: Project) -> None:
    about_ini = "eggs =\nextra-paths = .\nconfig-uri = ${twod:config-uri-prod}\n"
    index = "index = https://shop:hunter2@127.0.0.1:9/simple\n"
    project.configure(
        f"environments = prod\n{index}initialization = import os; os.environ['DB_PASSWORD'] = 'hunter2'\n"
        "SHOP_TOKEN = hunter2\non-change = : https://shop:hunter2@x.org/\n[prod]\nEMAIL_HOST_PASSWORD = hunter2\n"
        f"[vars]\nrecipe = twod.recipe:confvars\n{about_ini}{index}"
        f"[files]\nrecipe = twod.recipe:static\n{about_ini}{index}"
        f"[check-site]\nrecipe = twod.recipe:test\n{about_ini}{index}arguments = --password=hunter2\n",
        "parts += vars files check-site\n",
    )
    printed = project.provision()
    for name in ("[twod] SHOP_TOKEN", "[twod] initialization", "[prod] EMAIL_HOST_PASSWORD", "[check-site] arguments"):
        assert f"{name}: a secret in clear" in printed
    assert "hunter2" not in printed
    assert "hunter2" not in (project.directory / ".installed.cfg").read_text()
    assert "Updating vars." in project.provision()
