"""``paster create -t twod``: a site from nothing, made and used as its user would."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.environs import make_python_environ
from kit.newcomers import welcoming
from kit.ports import find_free_port
from kit.processes import run
from kit.servers import fetch, serving

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from kit.buildouts import Buildout

ROOT = Path(__file__).parents[2]


class Developer:
    """Makes sites in a folder; what buildout would fetch from the network comes from the tests' folder of wheels."""

    def __init__(self, buildout: Buildout, home: Path) -> None:
        self.buildout = buildout
        self.environ = buildout.environ(HOME=str(home))
        (home / ".buildout").mkdir()
        defaults = "\n".join(buildout.settings().splitlines()[1:])
        (home / ".buildout" / "default.cfg").write_text(f"[buildout]\n{defaults}\nallow-picked-versions = false\n")

    def create(self, folder: Path, *arguments: str) -> CompletedProcess[str]:
        command = [self.buildout.paster, "create", "-t", "twod", *arguments]
        return run(command, cwd=folder, environ=self.environ)

    def run(self, site: Path, *words: str, **variables: str) -> str:
        done = run(words, cwd=site, environ=self.environ | variables, merged=True)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def fetch_page(self, site: Path, *arguments: str) -> str:
        """The start page, from the server that the ini names."""
        with serving(["bin/paster", "serve", *arguments], cwd=site, environ=self.environ) as (address, _):
            return fetch(f"{address}/").text


@pytest.fixture(scope="module")
def developer(buildout: Buildout, tmp_path_factory: pytest.TempPathFactory) -> Developer:
    return Developer(buildout, tmp_path_factory.mktemp("developer"))


def choose_port(site: Path) -> None:
    cfg = site / "buildout.cfg"
    cfg.write_text(re.sub(r"127\.0\.0\.1:80[08]0", f"127.0.0.1:{find_free_port()}", cfg.read_text()))


@pytest.mark.slow
def test_a_new_site_provisions_tests_and_serves_at_once(developer: Developer, tmp_path: Path, manual: Any) -> None:
    _, making, *_ = manual("docs/how-to/new-site.rst", "console")
    assert making.text.endswith("paster create -t twod mysite\n")
    created = developer.create(tmp_path, "mysite")
    assert (created.returncode, created.stderr) == (0, "")
    assert "bin/test\n" in created.stdout
    site = tmp_path / "mysite"
    choose_port(site)
    files = {path for path in site.rglob("*") if path.is_file()}

    # The commands of docs/how-to/new-site.rst, in their order.
    _, _, steps, _ = manual("docs/how-to/new-site.rst", "console")
    changing, provisioning, testing, migrating, serving = steps.text.splitlines()
    assert (changing, provisioning) == ("$ cd mysite", "$ python3 bootstrap.py && bin/buildout")
    developer.run(site, sys.executable, "bootstrap.py")
    developer.run(site, "bin/buildout")
    assert "1 passed" in developer.run(site, *testing.split()[1:])
    assert "Applying auth.0001_initial... OK" in developer.run(site, *migrating.split()[1:])
    assert serving == "$ bin/paster serve --reload parts/twod/dev.ini"
    assert "<h1>mysite</h1>" in developer.fetch_page(site, "--reload", "parts/twod/dev.ini")
    url = f"sqlite:///{tmp_path}/given.sqlite3"
    prepared = developer.run(site, "bin/paster", "setup-app", "parts/twod/prod.ini", DATABASE_URL=url)
    assert "static files copied" in prepared
    assert (tmp_path / "given.sqlite3").exists()
    assert "<h1>mysite</h1>" in developer.fetch_page(site, "parts/twod/prod.ini")

    developer.run(site, "git", "init", "--quiet")
    kept = developer.run(site, "git", "ls-files", "--others", "--exclude-standard").splitlines()
    assert {site / name for name in kept} == files


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_clone_makes_a_site_that_takes_twod_from_it(wheels: Path, tmp_path: Path, manual: Any, follow: Any) -> None:
    cloning, _, steps, _ = manual("docs/how-to/new-site.rst", "console")
    with welcoming(tmp_path, wheels) as newcomer:
        folder = newcomer.folder
        follow(cloning.text, newcomer.type)
        choose_port(folder / "mysite")
        follow(steps.text, newcomer.type)
        assert f"'{folder / 'twod'}'" in (folder / "mysite" / "bin" / "paster").read_text()

        # The part of docs/how-to/locks.rst finds the clone as well.
        adding, *_ = manual("docs/how-to/locks.rst", "ini")
        configuration = folder / "mysite" / "buildout.cfg"
        configuration.write_text(configuration.read_text() + adding.text)
        newcomer.type("bin/buildout")
        assert "usage: lock" in newcomer.type("bin/lock --help")

        # After ``git pull``: a newer version, and what it needs, come without a change to the site.
        for name in ("setup.py", "inifile/setup.py", "recipe/setup.py"):
            setup = folder / "twod" / name
            setup.write_text(setup.read_text().replace('VERSION = "2.0.0"', 'VERSION = "2.1.0"'))
        newcomer.type("bin/buildout")
        code = "import importlib.metadata; print(importlib.metadata.version('twod.wsgi'))"
        assert newcomer.type(f'bin/python -c "{code}"') == "2.1.0\n"

        # A clone that is not there is named at once.
        (folder / "twod").rename(folder / "elsewhere")
        gone = run(["bin/buildout"], cwd=newcomer.folder, environ=newcomer.environ, merged=True)
        assert f"No such file or directory: '{folder}/twod/checkout.cfg'" in gone.stdout
        gone = run(["python3", "bootstrap.py"], cwd=newcomer.folder, environ=newcomer.environ, merged=True)
        assert f"buildout.cfg takes twod from the checkout {folder}/twod, which does not exist.\n" in gone.stdout


@pytest.mark.slow
def test_a_new_site_can_be_a_plain_tree(developer: Developer, tmp_path: Path, manual: Any) -> None:
    *_, making = manual("docs/how-to/new-site.rst", "console")
    assert making.text.endswith("paster create -t twod mysite layout=tree\n")
    developer.create(tmp_path, "mysite", "layout=tree")
    site = tmp_path / "mysite"
    assert not (site / "pyproject.toml").exists()
    developer.run(site, str(developer.buildout.program))
    assert "1 passed" in developer.run(site, "bin/test")
    assert "<h1>mysite</h1>" in developer.run(site, "bin/paster", "request", "parts/twod/prod.ini", "/")


def test_a_new_site_has_the_files_that_the_manual_lists(developer: Developer, tmp_path: Path, manual: Any) -> None:
    developer.create(tmp_path, "mysite")
    (listed,) = manual("docs/how-to/new-site.rst", "text")
    made = sorted(str(path.relative_to(tmp_path / "mysite")) for path in tmp_path.rglob("*") if path.is_file())
    assert made == sorted(listed.text.split())


def test_settings_of_a_new_site_are_those_of_startproject(developer: Developer, tmp_path: Path) -> None:
    (tmp_path / "django").mkdir()
    startproject = [sys.executable, "-m", "django", "startproject", "mysite", tmp_path / "django"]
    assert run(startproject, cwd=tmp_path, environ=make_python_environ()).returncode == 0
    developer.create(tmp_path, "mysite")

    stock = runpy.run_path(str(tmp_path / "django" / "mysite" / "settings.py"))
    ours = runpy.run_path(str(tmp_path / "mysite" / "mysite" / "settings.py"))
    assert ours["SECRET_KEY"].startswith("django-insecure-")
    assert ours["INSTALLED_APPS"].pop(0) == "mysite.home"
    stock["TEMPLATES"][0].pop("DIRS")
    different = {name for name in stock if name.isupper() and ours.get(name) != stock[name]}
    # The ini makes the WSGI application. MAILERS, new in Django 6.1, would print the mail of production.
    assert different - {"MAILERS"} == {"BASE_DIR", "DATABASES", "SECRET_KEY", "WSGI_APPLICATION"}
    assert ours["DATABASES"]["default"]["NAME"] == tmp_path / "mysite" / "db.sqlite3"


def test_each_new_site_has_a_secret_key_of_its_own(developer: Developer, tmp_path: Path) -> None:
    for name in ("one", "two"):
        developer.create(tmp_path, name)
    one, two = (runpy.run_path(str(tmp_path / name / name / "settings.py")) for name in ("one", "two"))
    assert one["SECRET_KEY"] != two["SECRET_KEY"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("my-site", "'my-site' cannot be the name of a Python package: use ASCII letters, digits and underscores"),
        ("2sites", "'2sites' cannot be the name of a Python package"),
        ("class", "'class' cannot be the name of a Python package"),
        ("sites/mysite", "'sites/mysite' cannot be the name of a Python package"),
        ("json", "'json' is the name of an existing Python module; choose another name"),
        ("twod", "'twod' is the name of an existing Python module"),
        ("parts", "'parts' is a directory that buildout or a build tool creates in the project"),
    ],
)
def test_a_name_that_no_package_can_have_is_refused(
    developer: Developer, tmp_path: Path, name: str, message: str
) -> None:
    refused = developer.create(tmp_path, name)
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert f"paster create: {message}" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_all_that_is_wrong_is_told(developer: Developer, tmp_path: Path) -> None:
    (tmp_path / "mysite").mkdir()
    (tmp_path / "mysite" / "notes.txt").write_text("mine")
    refused = developer.create(tmp_path, "mysite", "layout=flat")
    assert refused.returncode == 2
    assert "paster create: mysite is not empty; nothing was written\n" in refused.stderr
    assert "paster create: layout=flat: expected package or tree\n" in refused.stderr
    assert [path.name for path in (tmp_path / "mysite").iterdir()] == ["notes.txt"]


def test_a_file_in_place_of_the_directory_is_told(developer: Developer, tmp_path: Path) -> None:
    (tmp_path / "mysite").write_text("mine")
    refused = developer.create(tmp_path, "mysite")
    assert "paster create: mysite is a file; nothing was written\n" in refused.stderr


def test_a_file_system_that_refuses_is_told_without_a_traceback(developer: Developer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = developer.create(tmp_path, "-o", "file", "mysite")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert "paster create: [Errno 20] Not a directory: 'file/mysite'\n" in refused.stderr
